"""Connections of drivers that wait, each in a thread of its own, so that the loop need not wait.

Going to a thread and back costs more than most statements, so that :meth:`Threaded.together` lets several of them make
the way once. Readers have no transaction: any thread will do for any statement, and nobody has to hand one back.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import URL, Dialect

from storage.failures import DRIVER_ERRORS
from storage.prepared import Prepared
from storage.session import Row, Session, pragmas

#: Statements that each connection keeps compiled; a search has a few hundred shapes at most.
KEPT_STATEMENTS = 256
#: Part of a file that SQLite maps instead of copying page by page, in bytes: the most that it allows.
MAPPED_BYTES = 2_147_418_112
#: The log of SQLite is cut back to so many bytes where a long reader let it grow; by itself it stays as it was.
LOG_BYTES = 16 * 1024 * 1024
#: Making a plan takes PostgreSQL longer than most look-ups, and their shape leaves it no choice: so each statement has
#: one plan for all values. That plan must not count on a table that is small only today, nor start further processes
#: (8 ms) because it does not know how few rows a value leaves.
POSTGRESQL_SETTINGS = (
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off; "
    "SET max_parallel_workers_per_gather = 0"
)

Answer = TypeVar("Answer")


class Threads:
    """So many threads with a connection each, opened when it is first needed."""

    def __init__(self, connect: Callable[[], Any], dialect: Dialect, *, count: int) -> None:
        self.dialect = dialect
        self._connect = connect
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="database")
        self._here = threading.local()
        self._opened: list[Any] = []
        #: Counts failures: what was opened before the last one is not used again.
        self._age = 0

    async def run(self, work: Callable[[Any], Answer]) -> Answer:
        """Let a thread do something with its connection."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._with_connection, work)

    def _with_connection(self, work: Callable[[Any], Answer]) -> Answer:
        connection = self._connection()
        try:
            return work(connection)
        except DRIVER_ERRORS:
            # A server that was restarted has ended all of them; a transaction, though, is for its unit to end.
            if not getattr(connection, "in_transaction", False):
                self._age += 1
            raise

    def _connection(self) -> Any:
        """The connection of this thread; another one if any has failed since it was opened."""
        known: tuple[int, Any] | None = getattr(self._here, "known", None)
        if known and known[0] == self._age:
            return known[1]
        if known:
            self._opened.remove(known[1])
            known[1].close()
            self._here.known = None
        age, connection = self._age, self._connect()
        self._opened.append(connection)
        self._here.known = (age, connection)
        return connection

    async def close(self) -> None:
        """Close all connections, when what is under way has ended."""
        await asyncio.to_thread(self._threads.shutdown)
        while self._opened:
            self._opened.pop().close()


class Threaded(Session):
    """A session in threads, one statement after another or several in one go."""

    def __init__(self, threads: Threads) -> None:
        super().__init__(threads.dialect, None)
        self._threads = threads

    async def rows(self, statement: Prepared, **values: Any) -> list[Row]:
        """All rows of the answer."""
        return await self._threads.run(lambda driver: _rows(driver, self.dialect, statement, values))

    async def run(self, statement: Prepared, **values: Any) -> int:
        """Run it; how many rows it touched."""
        return await self._threads.run(lambda driver: _run(driver, self.dialect, statement, values))

    async def run_each(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> list[int]:
        """Run it once for each of these, in one go; how many rows each touched."""
        return await self._threads.run(
            lambda driver: [_run(driver, self.dialect, statement, values) for values in many]
        )

    async def run_many(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each of these."""
        await self._threads.run(lambda driver: _run_many(driver, self.dialect, statement, many))

    async def together(self, work: Callable[[Session], Coroutine[Any, Any, Answer]]) -> Answer:
        """What ``work`` makes of a session; all of it runs in a thread, so it may wait for nothing else."""
        return await self._threads.run(lambda driver: _finished(work(_InThread(self.dialect, driver))))


class Reading(Threaded):
    """A session that only reads."""

    async def run(self, statement: Prepared, **values: Any) -> int:
        """Raises RuntimeError: nothing is written here."""
        raise RuntimeError(f"“{statement.name}” writes in a unit of work that only reads")

    async def run_each(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> list[int]:
        """Raises RuntimeError: nothing is written here."""
        raise RuntimeError(f"“{statement.name}” writes in a unit of work that only reads")

    async def run_many(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> None:
        """Raises RuntimeError: nothing is written here."""
        raise RuntimeError(f"“{statement.name}” writes in a unit of work that only reads")


class _InThread(Session):
    """A session on a connection of this very thread: nothing in it ever waits for the loop."""

    async def rows(self, statement: Prepared, **values: Any) -> list[Row]:
        return _rows(self.driver, self.dialect, statement, values)

    async def run(self, statement: Prepared, **values: Any) -> int:
        return _run(self.driver, self.dialect, statement, values)

    async def run_each(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> list[int]:
        return [_run(self.driver, self.dialect, statement, values) for values in many]

    async def run_many(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> None:
        _run_many(self.driver, self.dialect, statement, many)


def _rows(driver: Any, dialect: Dialect, statement: Prepared, values: Mapping[str, Any]) -> list[Row]:
    ready = statement.on(dialect)
    return ready.rows(driver.execute(ready.sql, ready.values(values)).fetchall())


def _run(driver: Any, dialect: Dialect, statement: Prepared, values: Mapping[str, Any]) -> int:
    ready = statement.on(dialect)
    return int(driver.execute(ready.sql, ready.values(values)).rowcount)


def _run_many(driver: Any, dialect: Dialect, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> None:
    ready = statement.on(dialect)
    driver.executemany(ready.sql, [ready.values(one) for one in many])


def _finished(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine that never waits to its end."""
    try:
        work.send(None)
    except StopIteration as end:
        answer: Answer = end.value
        return answer
    work.close()
    raise RuntimeError("what runs in a thread waited for something else than its statements")


def sqlite_reader(url: URL) -> Any:
    """A connection that can only read."""
    connection = _sqlite(url)
    pragmas(connection, "query_only=ON", "cache_size=-8000", f"mmap_size={MAPPED_BYTES}")
    return connection


def sqlite_writer(url: URL) -> Any:
    """A connection that writes."""
    connection = _sqlite(url)
    # FULL: what was answered with "saved" survives a power cut.
    pragmas(connection, "journal_mode=WAL", "synchronous=FULL", "cache_size=-16000", f"journal_size_limit={LOG_BYTES}")
    return connection


def _sqlite(url: URL) -> Any:
    arguments, options = _address(url, "sqlite")
    options |= {"check_same_thread": False, "isolation_level": None, "cached_statements": KEPT_STATEMENTS}
    return sqlite3.connect(*arguments, **options)


def postgresql_reader(url: URL) -> Any:
    """A connection on which each statement is a transaction."""
    from psycopg import connect

    arguments, options = _address(url, "postgresql+psycopg")
    connection = connect(*arguments, **options, autocommit=True)
    connection.prepare_threshold, connection.prepared_max = 1, KEPT_STATEMENTS
    connection.execute(POSTGRESQL_SETTINGS)
    return connection


def _address(url: URL, driver: str) -> tuple[Any, Any]:
    """The address as a driver without a loop wants it, which its dialect knows."""
    return url.set(drivername=driver).get_dialect()().create_connect_args(url)
