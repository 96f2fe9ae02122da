"""Discord, put together from the configuration."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import discord

from adapters.discord.app import DiscordApp
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.pace import Allowance
from adapters.discord.settings import CannotStart, DiscordSettings
from adapters.web.app import Handler
from bot.config import Config, secret_of
from bot.errors import Unavailable
from bot.hearing import Ears
from bot.vitals import Vital
from bot.wiring.application import Application
from bot.wiring.platforms import SILENT_SECONDS, OutOfReach
from storage.remembered import Remembered

# Warnings at each start about what voice needs: the bot never speaks.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class OnDiscord:
    """The bot on Discord."""

    name = "Discord"

    def __init__(self, config: Config, application: Application, ears: Ears) -> None:
        settings = DiscordSettings(
            token=secret_of(config.discord.token),
            api_base=config.discord.api_base,
            guilds=tuple(int(guild) for guild in config.discord.guilds),
            has_members=config.discord.members_intent,
        )
        # Discord counts by token, whoever of us uses it.
        allowance = Allowance()
        self._messenger = DiscordMessenger(settings, clock=application.clock, allowance=allowance)
        try:
            self._app = DiscordApp(
                application.dispatcher,
                ears,
                settings,
                remembered=Remembered(application.database),
                allowance=allowance,
            )
        except CannotStart as error:
            raise Unavailable(str(error)) from error

    async def run(self) -> None:
        """Be there until closed. Raises Unavailable or OutOfReach."""
        try:
            await self._app.start()
        except CannotStart as error:
            raise Unavailable(str(error)) from error
        except (TimeoutError, discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise OutOfReach(type(error).__name__) from error

    async def close(self) -> None:
        """Finish what is being answered, and leave."""
        try:
            await self._app.close()
        finally:
            # Last, so that what is on its way has had time to arrive.
            await self._messenger.close()

    async def vital(self) -> Vital:
        """How long ago Discord was last heard of."""
        return Vital(name="discord", age_seconds=self._app.silent_seconds(), limit_seconds=SILENT_SECONDS)

    @property
    def is_ready(self) -> bool:
        """Whether what is said there would be heard."""
        return self._app.is_ready

    def handlers(self) -> Mapping[str, Handler]:
        """None: the bot connects to Discord."""
        return {}

    def messenger(self) -> DiscordMessenger:
        """Who posts, from the beginning to the end: it has a connection of its own, beside the gateway."""
        return self._messenger
