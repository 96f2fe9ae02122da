"""The database: engines, pragmas, and the unit of work in which everything is read or written.

SQLite: one writer at a time, queued here instead of colliding there; PostgreSQL: writers of one community in turn.
Whatever the database says when it fails stays in the log; people read the sentences of :class:`Unavailable`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, Dialect, event, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.failures import DRIVER_ERRORS, in_sentences
from storage.prepared import Prepared

#: How long SQLite waits for another process that writes, in milliseconds.
BUSY_MILLISECONDS = 5_000
#: Connections that read at the same time.
READERS = 4
WRITERS_POSTGRESQL = 4

Row = tuple[Any, ...]


class Session:
    """One connection in one unit of work: runs prepared statements on the driver."""

    def __init__(self, dialect: Dialect, driver: Any) -> None:
        self.dialect = dialect
        self.driver = driver

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite (PostgreSQL otherwise)."""
        return self.dialect.name == "sqlite"

    async def rows(self, statement: Prepared, **values: Any) -> list[Row]:
        """All rows of the answer."""
        ready = statement.on(self.dialect)
        if self.is_sqlite:
            return ready.rows(await self.driver.execute_fetchall(ready.sql, ready.values(values)))
        cursor = await self.driver.execute(ready.sql, ready.values(values))
        return ready.rows(await cursor.fetchall())

    async def row(self, statement: Prepared, **values: Any) -> Row | None:
        """The first row of the answer, if there is one."""
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def run(self, statement: Prepared, **values: Any) -> int:
        """Run it; how many rows it touched."""
        ready = statement.on(self.dialect)
        cursor = await self.driver.execute(ready.sql, ready.values(values))
        touched = int(cursor.rowcount)
        if self.is_sqlite:
            await cursor.close()
        return touched

    async def run_many(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each of these."""
        ready = statement.on(self.dialect)
        values = [ready.values(one) for one in many]
        if not values:
            return
        if self.is_sqlite:
            await (await self.driver.executemany(ready.sql, values)).close()
        else:
            async with self.driver.cursor() as cursor:
                await cursor.executemany(ready.sql, values)


class Database:
    """Opens units of work on one database. Close it with :meth:`close`."""

    def __init__(self, url: str) -> None:
        self.url = driver_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._readers = _engine(self.url, readers=True)
        self._writers = _engine(self.url, readers=False)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """A session in which each statement sees what is committed. Raises Unavailable."""
        with in_sentences():
            async with self._readers.connect() as connection:
                try:
                    yield await _session(connection)
                except DRIVER_ERRORS:
                    await connection.invalidate()
                    raise

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
                await session.driver.execute("BEGIN IMMEDIATE")
                try:
                    yield session
                except BaseException:
                    await session.driver.rollback()
                    raise
                await _commit(session)

    async def close(self) -> None:
        """Close all connections."""
        await self._readers.dispose()
        await self._writers.dispose()


async def _commit(session: Session) -> None:
    try:
        await session.driver.commit()
    except BaseException:
        await session.driver.rollback()
        raise


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


def _engine(url: URL, *, readers: bool) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"} if readers else {}
        size = READERS if readers else WRITERS_POSTGRESQL
        return create_async_engine(url, pool_size=size, max_overflow=0, pool_pre_ping=not readers, **options)
    engine = create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        pool_size=READERS if readers else 1,
        max_overflow=0,
    )
    event.listen(engine.sync_engine, "connect", _pragmas_of_reader if readers else _pragmas_of_writer)
    return engine


def _pragmas(connection: Any, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", "foreign_keys=ON", *pragmas):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _pragmas_of_reader(connection: Any, _record: object) -> None:
    _pragmas(connection, "query_only=ON", "cache_size=-8000", "mmap_size=268435456")


def _pragmas_of_writer(connection: Any, _record: object) -> None:
    # FULL: what was answered with "saved" survives a power cut.
    _pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "cache_size=-16000")
