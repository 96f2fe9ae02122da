"""Asking the whole bot, as a platform would, and listening to the SQL that it runs for an answer."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

import psycopg

from bot.actions import pack
from bot.clock import SystemClock
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, Place, Role
from bot.replies import Notice, Page, Reply, Tone, Update
from bot.requests import Pressed, Request, Typed
from commands import COMMANDS
from storage.database import Database, Row, Session
from storage.prepared import Prepared
from storage.store import SqlStore
from storage.threads import KEPT_STATEMENTS, MAPPED_BYTES, POSTGRESQL_SETTINGS, Answer, Reading, Threads
from tests.benchmarks.rows import PLATFORM


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it went to the driver."""

    name: str
    sql: str
    values: Any


class Listening(Reading):
    """A session that writes down what it runs."""

    def __init__(self, readers: Threads, heard: list[Statement]) -> None:
        super().__init__(readers)
        self._heard = heard

    async def rows(self, statement: Prepared, **values: Any) -> list[Row]:
        """All rows of the answer."""
        ready = statement.on(self.dialect)
        self._heard.append(Statement(statement.name, ready.sql, ready.values(values)))
        return await super().rows(statement, **values)

    async def together(self, work: Callable[[Session], Coroutine[Any, Any, Answer]]) -> Answer:
        """The same, one statement after another, so that each is heard."""
        return await work(self)


class ListeningDatabase(Database):
    """A database whose look-ups are written down."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.heard: list[Statement] = []

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """A session in which each statement sees what is committed."""
        yield Listening(self._readers, self.heard)


@dataclass(frozen=True, slots=True)
class Bot:
    """The whole bot on one database."""

    url: str
    database: Database
    dispatcher: Dispatcher

    async def ask(self, request: Request) -> Reply:
        """The answer. Raises AssertionError if something broke or was refused."""
        reply = (await self.dispatcher.run(request)).reply
        if isinstance(reply, Notice) and reply.tone is Tone.REFUSED:
            raise AssertionError(f"{request.said} was answered with {reply}")
        return reply


@asynccontextmanager
async def bot_on(url: str, *, listens: bool = False) -> AsyncIterator[Bot]:
    """The bot, wired as it is when it runs."""
    database = ListeningDatabase(url) if listens else Database(url)
    dispatcher = Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=SystemClock())
    try:
        yield Bot(url, database, dispatcher)
    finally:
        await dispatcher.settle()
        await database.close()


def request(community: str, line: str, *, member: int = 0, channel: str = "general") -> Request:
    """What a member of a community says."""
    return Request(
        account=AccountKey(platform=PLATFORM, workspace=community, user=f"m{member}"),
        name=f"m{member}",
        place=Place(platform=PLATFORM, workspace=community, channel=channel),
        said=Typed(line),
        role=Role.ORGANISER,
    )


async def next_page(bot: Bot, asked: Request) -> Request | None:
    """The press of the button under the answer that shows older hits; None if there is no such button."""
    reply = await bot.ask(asked)
    shown = reply.reply if isinstance(reply, Update) else reply
    older = shown.older if isinstance(shown, Page) else None
    return replace(asked, said=Pressed(pack(older.command, older.args))) if older else None


class Bare(Protocol):
    """A plain connection of a driver."""

    def all(self, statement: Statement) -> list[Any]:
        """Run a statement and fetch everything."""
        ...


class _BareSqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, statement: Statement) -> list[Any]:
        return self._connection.execute(statement.sql, statement.values).fetchall()


class _BarePostgresql:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def all(self, statement: Statement) -> list[Any]:
        return self._connection.execute(statement.sql.encode(), statement.values).fetchall()


@contextmanager
def bare_on(url: str) -> Iterator[Bare]:
    """A connection of the driver alone, set up like the bot's own."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            connection.execute(f"PRAGMA mmap_size={MAPPED_BYTES}")
            connection.execute("PRAGMA cache_size=-8000")
            yield _BareSqlite(connection)
        return
    with psycopg.connect(url, autocommit=True) as server:
        server.prepare_threshold, server.prepared_max = 1, KEPT_STATEMENTS
        server.execute(POSTGRESQL_SETTINGS)
        yield _BarePostgresql(server)
