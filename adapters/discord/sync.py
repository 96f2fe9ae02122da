"""Telling Discord the commands: once after they have changed, by one process, and never in a loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import aiohttp
import discord

from adapters.discord.register import fingerprint
from adapters.discord.settings import Remembered

log = logging.getLogger(__name__)

#: Pauses in seconds before the tries after the first; the last is repeated, so that a lasting fault costs little.
_PAUSES = (60, 5 * 60, 30 * 60, 6 * 60 * 60)
#: One try may take so long; Discord lets whoever asks too often wait for minutes.
_TRY_SECONDS = 5 * 60


class TellsCommands(Protocol):
    """The part of discord.py's client of the REST interface that is used here."""

    def bulk_upsert_global_commands(self, application_id: Any, payload: Any, /) -> Awaitable[Any]:
        """Replace all commands."""
        ...

    def bulk_upsert_guild_commands(self, application_id: Any, guild_id: Any, payload: Any, /) -> Awaitable[Any]:
        """Replace all commands of a server."""
        ...


class Sync:
    """Keeps what Discord knows of the commands up to date."""

    def __init__(
        self,
        told: Sequence[dict[str, Any]],
        *,
        remembered: Remembered,
        guilds: Sequence[int] = (),
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._told = list(told)
        self._remembered = remembered
        self._guilds = tuple(guilds)
        self._pause = pause
        self._print = fingerprint(told)

    async def run(self, http: TellsCommands, application: int) -> None:
        """Try until it is done."""
        tries = 0
        while not await self._try(http, application):
            await self._pause(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1

    async def _try(self, http: TellsCommands, application: int) -> bool:
        try:
            async with asyncio.timeout(_TRY_SECONDS):
                for guild in self._guilds or (None,):
                    await self._tell(http, application, guild)
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            status = getattr(error, "status", None)
            log.warning("commands not told", extra={"reason": type(error).__name__, "status": status})
            return False
        except Exception:
            # Whatever remembers may be out of reach as well; the bot answers without it.
            log.exception("commands not told")
            return False
        return True

    async def _tell(self, http: TellsCommands, application: int, guild: int | None) -> None:
        key = f"discord commands {application} {guild or 'everywhere'}"
        if await self._remembered.get(key) == self._print:
            return
        payload: list[Any] = self._told
        if guild is None:
            await http.bulk_upsert_global_commands(application, payload)
        else:
            await http.bulk_upsert_guild_commands(application, guild, payload)
        await self._remembered.set(key, self._print)
        log.info("commands told", extra={"commands": len(payload), "scope": guild or "everywhere"})
