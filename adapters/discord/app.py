"""The bot on Discord, as wiring starts and stops it."""

from __future__ import annotations

import asyncio
import logging
import time

import discord

from adapters.discord.client import DiscordClient
from adapters.discord.endpoint import connect_through, fall_silent, speak_to
from adapters.discord.limits import SESSION_STARTS_LEFT
from adapters.discord.pace import Allowance, Identifies
from adapters.discord.register import payloads
from adapters.discord.settings import CannotStart, Deaf, DiscordSettings, Remembered
from adapters.discord.sync import Sync
from bot.dispatch import Dispatcher
from bot.hearing import Ears

__all__ = ["CannotStart", "Deaf", "DiscordApp", "DiscordSettings", "Remembered"]

log = logging.getLogger(__name__)

#: Closing the connections politely may take so long; then they are dropped.
_CLOSE_SECONDS = 2.0

_REASONS = {
    4004: "Discord does not accept the token. Make a new one in the developer portal and configure it.",
    4010: "Discord does not accept this shard. Start the bot again.",
    4011: "The bot is in so many servers now that Discord wants more connections. Start the bot again.",
    4013: "Discord does not know the intents that were asked for.",
    4014: "The intent “Server Members” is not switched on in the developer portal; switch it on, or set "
    "members_intent to false.",
}


class DiscordApp:
    """One connection to Discord, from login to goodbye."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        ears: Ears,
        settings: DiscordSettings,
        *,
        remembered: Remembered,
        allowance: Allowance | None = None,
    ) -> None:
        # Below INFO discord.py prints addresses with tokens in them, and what people write.
        logging.getLogger("discord").setLevel(logging.INFO)
        self._settings = settings
        self._is_speaking = False
        self._connecting: asyncio.Task[None] | None = None
        self.client = DiscordClient(
            dispatcher,
            ears,
            settings,
            sync=Sync(payloads(dispatcher.commands.every), remembered=remembered, guilds=settings.guilds),
            identifies=Identifies(remembered, shards=settings.shard_count or 1),
            allowance=allowance or Allowance(),
        )

    async def start(self) -> None:
        """Log in and stay connected until closed. Raises CannotStart with what has to be changed first, and Deaf."""
        speak_to(self._settings.api_base)
        self._is_speaking = True
        try:
            await self.client.login(self._settings.token)
            await self._expect_session_starts()
            await self._stay_connected()
        except discord.LoginFailure as error:
            raise CannotStart(_REASONS[4004]) from error
        except discord.PrivilegedIntentsRequired as error:
            raise CannotStart(_REASONS[4014]) from error
        except discord.ConnectionClosed as error:
            if error.code in _REASONS:
                raise CannotStart(_REASONS[error.code]) from error
            raise

    async def close(self) -> None:
        """Finish what is being answered and leave, within 5 seconds. A second time it does nothing."""
        if not self._is_speaking:
            return
        self._is_speaking = False
        fall_silent()
        await self.client.stop()
        try:
            await asyncio.wait_for(self.client.close(), _CLOSE_SECONDS)
        except TimeoutError:
            log.warning("connection dropped")
            await self.client.http.close()
        if self._connecting:
            # It may be waiting until it may identify itself, where closing does not reach it.
            self._connecting.cancel()

    @property
    def is_ready(self) -> bool:
        """Whether Discord has said hello and told which servers there are."""
        return self.client.is_ready()

    def silent_seconds(self) -> float | None:
        """How long ago the quietest connection last heard anything from Discord; None while there is none.

        Discord answers a heartbeat about every 40 seconds, so two minutes of silence are a dead connection.
        """
        return max(self._silences(), default=None)

    async def _stay_connected(self) -> None:
        """Be connected until closed. Raises Deaf.

        discord.py tries for ever to come back, with pauses of up to 17 minutes, and at times waits for ever for Discord
        to say that it is ready (Rapptz/discord.py#9074).
        """
        self._connecting = connecting = asyncio.create_task(self.client.connect(), name="connection to Discord")
        alive_at = time.monotonic()
        try:
            while not connecting.done():
                await asyncio.wait({connecting}, timeout=self._settings.deaf_after_seconds / 10)
                now = time.monotonic()
                if self.client.waits_to_identify:
                    alive_at = now
                elif self.is_ready and (silences := self._silences()):
                    alive_at = max(alive_at, now - min(silences))
                if now - alive_at > self._patience_seconds:
                    raise Deaf
            if not connecting.cancelled():
                connecting.result()
        finally:
            connecting.cancel()

    @property
    def _patience_seconds(self) -> float:
        """How long it may be deaf. At the start connections are made one after the other, each in some seconds."""
        deaf_after = self._settings.deaf_after_seconds
        return deaf_after if self.is_ready else deaf_after * (1 + (self.client.shard_count or 1) / 8)

    def _silences(self) -> list[float]:
        """For how many seconds each connection has heard nothing."""
        heard = (self._heard(shard) for shard in range(self.client.shard_count or 0))
        return [time.perf_counter() - moment for moment in heard if moment is not None]

    def _heard(self, shard: int) -> float | None:
        found = self.client.get_shard(shard)
        # discord.py measures this for itself and offers only a flag; a flag says nothing about a deaf connection.
        socket = getattr(getattr(found, "_parent", None), "ws", None)
        heard = getattr(getattr(socket, "_keep_alive", None), "_last_recv", None)
        return heard if isinstance(heard, float) else None

    async def _expect_session_starts(self) -> None:
        _, gateway, limit = await self.client.http.get_bot_gateway()
        connect_through(gateway)
        left, hours = limit["remaining"], limit["reset_after"] // 3_600_000 + 1
        if left < SESSION_STARTS_LEFT:
            raise CannotStart(
                f"Discord allows {left} more starts today, and resets the token of a bot that uses them up. "
                f"Find out what restarts the bot; there are enough again in {hours} h."
            )
