"""The application: every command on the configured database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.console.speaker import Speaker
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.dispatch import Dispatcher, Watch
from bot.errors import InvalidInput
from bot.identity import Community, Member
from bot.joining import STEPS
from bot.working import Chores
from commands import COMMANDS
from storage.database import Database
from storage.schema import Change, prepare
from storage.store import SqlStore, SqlUnit


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """What runs: the commands on a database."""

    database: Database
    store: SqlStore
    dispatcher: Dispatcher
    clock: Clock


def ready(config: Config) -> Change:
    """Make the database ready for this version. Raises Unusable with a sentence."""
    return prepare(url_of(config))


def url_of(config: Config) -> str:
    """The address of the database, password and all."""
    return config.database.url.get_secret_value()


@asynccontextmanager
async def running(config: Config, watch: Watch | None = None) -> AsyncIterator[Application]:
    """The application on the configured database, which is closed at the end. ``watch`` is told of each call."""
    database = Database(url_of(config))
    clock = SystemClock()
    watching = {"watch": watch} if watch else {}
    try:
        store = SqlStore(database)
        dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=clock, **watching)
        yield Application(database=database, store=store, dispatcher=dispatcher, clock=clock)
        await dispatcher.settle()
    finally:
        await database.close()


@asynccontextmanager
async def working(application: Application) -> AsyncIterator[None]:
    """Do what takes longer than a command may, in small steps, while the block lasts; the rest at the next start."""
    chores = Chores(STEPS, store=application.store, clock=application.clock)
    going = asyncio.create_task(chores.keep_going(), name="chores")
    try:
        yield
    finally:
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)


async def known(application: Application, speaker: Speaker) -> tuple[Community, Member]:
    """The community and the member of a speaker, made if they are new."""
    async with application.store.read() as unit:
        found = await unit.people.who(speaker.account)
    if found is not None:
        return found
    async with application.store.write() as unit:
        await _enter(unit, speaker)
        now = application.clock.now()
        return await unit.people.welcome(speaker.account, speaker.name, speaker.community, now)


async def _enter(unit: SqlUnit, speaker: Speaker) -> None:
    """Let the console belong to the community of this name, where one lives on another platform already."""
    here = speaker.account
    if await unit.people.of_workspace(here.platform, here.workspace) is not None:
        return
    named = await unit.people.named(speaker.community)
    if len(named) > 1:
        raise InvalidInput(
            f"There are {len(named)} communities called {speaker.community}.",
            "Give them different names with /community setup name:… first.",
        )
    if named:
        await unit.people.settle(here.platform, here.workspace, named[0].id)
