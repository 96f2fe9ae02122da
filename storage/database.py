"""The database: engines, pragmas, and the unit of work in which everything is read or written.

SQLite: one writer at a time, queued here instead of colliding there; PostgreSQL: writers of one community in turn.
Whatever the database says when it fails stays in the log; people read the sentences of :class:`Unavailable`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, make_url

from storage.failures import in_sentences
from storage.session import BUSY_MILLISECONDS, Row, Session
from storage.threads import Reading, Threaded, Threads, postgresql_reader, sqlite_reader, sqlite_writer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

#: Connections that read at the same time. More threads than processors only take the interpreter from one another.
READERS = 2
#: Those of PostgreSQL wait for an answer most of the time, so more of them are of use.
READERS_POSTGRESQL = 4
WRITERS_POSTGRESQL = 4


class Database:
    """Opens units of work on one database. Close it with :meth:`close`."""

    def __init__(self, url: str) -> None:
        self.url = driver_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = None if self.is_sqlite else _postgresql_engine(self.url)
        dialect = self._engine.dialect if self._engine else self.url.get_dialect()()
        reader, self._turn = sqlite_reader if self.is_sqlite else postgresql_reader, asyncio.Lock()
        self._readers = Threads(
            partial(reader, self.url), dialect, count=READERS if self.is_sqlite else READERS_POSTGRESQL
        )
        self._writer = Threads(partial(sqlite_writer, self.url), dialect, count=1)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """A session in which each statement sees what is committed. Raises Unavailable."""
        with in_sentences():
            yield Reading(self._readers)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        """A session in one transaction: committed at the end, rolled back if anything is raised. Raises Unavailable."""
        with in_sentences():
            if self._engine:
                async with self._engine.begin() as connection:
                    yield await _session(connection)
                return
            async with self._turn:
                try:
                    await self._writer.run(_begin)
                    yield Threaded(self._writer)
                    await self._writer.run(_commit)
                except BaseException:
                    # Beginning included: the thread begins even if whoever asked for it was cancelled.
                    await asyncio.shield(self._writer.run(_roll_back))
                    raise

    async def tidy(self) -> None:
        """Bring the log of SQLite into the file, so that what was erased stands nowhere. PostgreSQL does so itself."""
        if self.is_sqlite:
            with in_sentences():
                async with self._turn:
                    await self._writer.run(_empty_log)

    async def close(self) -> None:
        """Close all connections."""
        await self._readers.close()
        await self._writer.close()
        if self._engine:
            await self._engine.dispose()


def _begin(driver: Any) -> None:
    driver.execute("BEGIN IMMEDIATE")


def _commit(driver: Any) -> None:
    driver.commit()


def _roll_back(driver: Any) -> None:
    driver.rollback()


def _empty_log(driver: Any) -> None:
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


async def _session(connection: AsyncConnection) -> Session:
    raw = await connection.get_raw_connection()
    return Session(connection.dialect, raw.driver_connection)


def driver_url(url: str) -> URL:
    """The address with the driver that we use. Raises ValueError for a database that is neither of the two."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    backend = parsed.drivername.split("+")[0]
    if backend not in drivers:
        raise ValueError(f"{backend} is not a database that Commonplace knows")
    return parsed.set(drivername=drivers[backend])


def _postgresql_engine(url: URL) -> AsyncEngine:
    from sqlalchemy import event
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url, pool_size=WRITERS_POSTGRESQL, max_overflow=0, pool_pre_ping=True)
    event.listen(engine.sync_engine, "connect", _wait_no_longer_than_sqlite)
    return engine


def _wait_no_longer_than_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {BUSY_MILLISECONDS}")
    cursor.close()
    connection.commit()


__all__ = ["BUSY_MILLISECONDS", "Database", "Row", "Session", "driver_url"]
