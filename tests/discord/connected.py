"""The adapter, connected to the stand-in for Discord, with a few commands or with all there are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from adapters.discord.app import DiscordApp, DiscordSettings
from bot.dispatch import Dispatcher
from bot.hearing import Ears, Listener
from bot.spec import AnyCommand
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.discord.fake import Discord
from tests.discord.stage import Notebook
from tests.talk import TestClock

START_SECONDS = 20


class Connected:
    """A bot on its way to Discord, or there."""

    def __init__(self, app: DiscordApp, notebook: Notebook) -> None:
        self.app = app
        self.notebook = notebook
        # discord.py waits two seconds for servers that all come at once here.
        app.client._connection.guild_ready_timeout = 0.05
        self.task = asyncio.create_task(app.start())

    async def ready(self) -> None:
        """Wait until it is connected, and its commands are told."""
        async with asyncio.timeout(START_SECONDS):
            while not (self.app.is_ready and self.app.client.is_synced):
                if self.task.done():
                    await self.task
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        await self.app.close()
        with suppress(Exception):
            await asyncio.wait_for(self.task, 5)


@asynccontextmanager
async def connected(
    discord: Discord,
    sqlite_address: str,
    *,
    commands: Sequence[AnyCommand] = COMMANDS,
    listeners: Sequence[Listener[Any]] = (),
    notebook: Notebook | None = None,
    **settings: Any,
) -> AsyncIterator[Connected]:
    """The bot with these commands, on its way to Discord."""
    database = Database(sqlite_address)
    store, clock = SqlStore(database), TestClock()
    dispatcher = Dispatcher(commands=commands, store=store, clock=clock)
    ears = Ears(listeners=listeners, store=store, clock=clock)
    chosen = DiscordSettings(**{"token": discord.token, "api_base": discord.api, "has_members": False, **settings})
    remembered = notebook or Notebook()
    bot = Connected(DiscordApp(dispatcher, ears, chosen, remembered=remembered), remembered)
    try:
        yield bot
        await dispatcher.settle()
    finally:
        await bot.close()
        await database.close()
