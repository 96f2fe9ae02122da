"""The bot without a platform, for those platforms that do not bring it along."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.pictures.bars import drawn
from bot.dispatch import Dispatcher
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.talk import TestClock


@asynccontextmanager
async def bot_with(address: str, clock: TestClock) -> AsyncIterator[Dispatcher]:
    """The whole bot with this database, until the block ends."""
    database = Database(address)
    dispatcher = Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=clock)
    dispatcher.draw = drawn
    yield dispatcher
    await dispatcher.settle()
    await database.close()
