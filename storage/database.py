"""The database: engines, pragmas, and the unit of work in which everything is read or written.

SQLite: one writer at a time, queued here instead of colliding there; PostgreSQL: writers of one community in turn.
Whatever the database says when it fails stays in the log; people read the sentences of :class:`Unavailable`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.failures import in_sentences
from storage.readers import Readers
from storage.session import BUSY_MILLISECONDS, Row, Session, pragmas

#: Connections that read at the same time.
READERS = 4
WRITERS_POSTGRESQL = 4


class Database:
    """Opens units of work on one database. Close it with :meth:`close`."""

    def __init__(self, url: str) -> None:
        self.url = driver_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writers = _engine(self.url)
        self._readers = Readers(self.url, self._writers.dialect, count=READERS)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """A session in which each statement sees what is committed. Raises Unavailable."""
        with in_sentences():
            yield self._readers.session()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        """A session in one transaction: committed at the end, rolled back if anything is raised. Raises Unavailable."""
        with in_sentences():
            if not self.is_sqlite:
                async with self._writers.begin() as connection:
                    yield await _session(connection)
                return
            async with self._turn, self._writers.connect() as connection:
                session = await _session(connection)
                try:
                    await session.driver.execute("BEGIN IMMEDIATE")
                    yield session
                    await session.driver.commit()
                except BaseException:
                    # Beginning included: the driver's thread begins even if whoever asked for it was cancelled.
                    await session.driver.rollback()
                    raise

    async def tidy(self) -> None:
        """Bring the log of SQLite into the file, so that what was erased stands nowhere. PostgreSQL does so itself."""
        if self.is_sqlite:
            with in_sentences():
                async with self._turn, self._writers.connect() as connection:
                    session = await _session(connection)
                    await session.driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Close all connections."""
        await self._readers.close()
        await self._writers.dispose()


async def _session(connection: AsyncConnection) -> Session:
    raw = await connection.get_raw_connection()
    return Session(connection.dialect, raw.driver_connection)


def driver_url(url: str) -> URL:
    """The address with the driver that we use. Raises ValueError for a database that is neither of the two."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    backend = parsed.drivername.split("+")[0]
    if backend not in drivers:
        raise ValueError(f"{backend} is not a database that Commonplace knows")
    return parsed.set(drivername=drivers[backend])


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=WRITERS_POSTGRESQL, max_overflow=0, pool_pre_ping=True)
    engine = create_async_engine(
        url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, pool_size=1, max_overflow=0
    )
    event.listen(engine.sync_engine, "connect", _prepare_writer)
    return engine


def _prepare_writer(connection: Any, _record: object) -> None:
    # FULL: what was answered with "saved" survives a power cut. Secure: what was deleted is overwritten.
    pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-16000")


__all__ = ["BUSY_MILLISECONDS", "Database", "Row", "Session", "driver_url"]
