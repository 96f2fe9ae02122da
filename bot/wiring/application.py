"""The application: every command on the configured database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from adapters.console.speaker import Speaker
from adapters.pictures.bars import drawn
from bot.clock import Clock, SteadyClock
from bot.config import Config
from bot.dispatch import Dispatcher, Watch
from bot.errors import InvalidInput, Unavailable
from bot.identity import Community, Member
from bot.joining import STEPS
from bot.pacing import Pace, PacedDispatcher
from bot.working import Chores
from commands import COMMANDS
from storage.database import Database
from storage.schema import Change, prepare
from storage.store import SqlStore, SqlUnit

log = logging.getLogger(__name__)

#: How often what was erased is overwritten, in seconds.
TIDY_SECONDS = 3_600.0
#: What was posted is known for so long, because its key keeps it from being posted again; and how much is forgotten
#: at once.
POSTED_FOR, FORGOTTEN_AT_ONCE = timedelta(days=400), 500
#: How long events are known as heard. Platforms tell of one again for a day at most (Slack: delayed events).
HEARD_FOR = timedelta(days=7)


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


def web_address(config: Config) -> str:
    """Where the web server is reached from outside; empty where it does not run, or nobody has said so."""
    return config.web.public_url if config.needs_web else ""


@asynccontextmanager
async def running(config: Config, watch: Watch | None = None) -> AsyncIterator[Application]:
    """The application on the configured database, which is closed at the end. ``watch`` is told of each call."""
    database = Database(url_of(config))
    clock = SteadyClock(on_jump=_tell_jump)
    watching: dict[str, Watch] = {"watch": watch} if watch else {}
    try:
        store = SqlStore(database)
        dispatcher = PacedDispatcher(
            commands=COMMANDS, store=store, clock=clock, web_address=web_address(config), **watching
        )
        dispatcher.draw = drawn
        # Whoever sits at the console has the machine to themselves.
        if config.has_platform and config.limits.commands:
            dispatcher.pace = Pace(config.limits.commands)
        yield Application(database=database, store=store, dispatcher=dispatcher, clock=clock)
        await dispatcher.settle()
    finally:
        await database.close()


@asynccontextmanager
async def working(application: Application) -> AsyncIterator[None]:
    """Do what takes longer than a command may, in small steps, while the block lasts; the rest at the next start."""
    chores = Chores(STEPS, store=application.store, clock=application.clock)
    going = [
        asyncio.create_task(chores.keep_going(), name="chores"),
        asyncio.create_task(_keep_tidy(application), name="tidying"),
    ]
    try:
        yield
    finally:
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)


async def tidied(application: Application) -> None:
    """Leave nothing behind of what was erased, and forget what was heard and posted long ago. Raises Unavailable."""
    now = application.clock.now()
    async with application.store.write() as unit:
        await unit.deliveries.forget(now - POSTED_FOR, FORGOTTEN_AT_ONCE)
    await application.store.tidy(now - HEARD_FOR)


async def _keep_tidy(application: Application) -> None:
    """Tidy up every hour; what fails is tried again with the next."""
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        try:
            await tidied(application)
        except Unavailable as refusal:
            log.warning("not tidied", extra={"reason": str(refusal)})


def _tell_jump(by: timedelta) -> None:
    log.error("the machine's clock has jumped", extra={"seconds": round(by.total_seconds())})


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
