"""Connections that only read, each in a thread of its own.

Going to a thread and back costs more than most statements, so that :meth:`Reading.together` lets several of them make
the way once. There is no transaction, so any thread will do for any statement, and nobody has to hand one back.
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
#: Making a plan takes PostgreSQL longer than most look-ups, and their shape leaves it no choice: so each statement has
#: one plan for all values. That plan must not count on a table that is small only today.
POSTGRESQL_SETTINGS = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off"

Answer = TypeVar("Answer")


class Readers:
    """So many threads with a connection each, opened when it is first needed."""

    def __init__(self, url: URL, dialect: Dialect, *, count: int) -> None:
        self.dialect = dialect
        self._url = url
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._here = threading.local()
        self._opened: list[Any] = []
        self._failures = 0

    def session(self) -> Reading:
        """A session in which each statement sees what is committed."""
        return Reading(self)

    async def run(self, work: Callable[[Any], Answer]) -> Answer:
        """Let a thread do something with its connection."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._with_connection, work)

    def _with_connection(self, work: Callable[[Any], Answer]) -> Answer:
        failures = self._failures
        if getattr(self._here, "failures", None) != failures:
            self._connect(failures)
        try:
            return work(self._here.connection)
        except DRIVER_ERRORS:
            # Where one connection is of no use any more, the others mostly are not either: a server that was restarted
            # has cut them all. Each thread opens another before its next statement, so one person at most is told.
            self._failures = failures + 1
            raise

    def _connect(self, failures: int) -> None:
        before = getattr(self._here, "connection", None)
        if before is not None:
            self._here.connection = None
            self._opened.remove(before)
            before.close()
        self._here.connection = _connected(self._url)
        self._opened.append(self._here.connection)
        self._here.failures = failures

    async def close(self) -> None:
        """Close all connections, when what is under way has ended."""
        await asyncio.to_thread(self._threads.shutdown)
        while self._opened:
            self._opened.pop().close()


class Reading(Session):
    """A session that only reads, one statement or several in one go."""

    def __init__(self, readers: Readers) -> None:
        super().__init__(readers.dialect, None)
        self._readers = readers

    async def rows(self, statement: Prepared, **values: Any) -> list[Row]:
        """All rows of the answer."""
        ready = statement.on(self.dialect)
        given = ready.values(values)
        return await self._readers.run(lambda driver: ready.rows(driver.execute(ready.sql, given).fetchall()))

    async def together(self, work: Callable[[Session], Coroutine[Any, Any, Answer]]) -> Answer:
        """What ``work`` makes of a session; all of it runs in a thread, so it may wait for nothing else."""
        return await self._readers.run(lambda driver: _finished(work(_InThread(self.dialect, driver))))

    async def run(self, statement: Prepared, **values: Any) -> int:
        """Raises RuntimeError: nothing is written here."""
        raise RuntimeError(f"“{statement.name}” writes in a unit of work that only reads")

    async def run_many(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> None:
        """Raises RuntimeError: nothing is written here."""
        raise RuntimeError(f"“{statement.name}” writes in a unit of work that only reads")


class _InThread(Session):
    """A session on a connection of this very thread: nothing in it ever waits for the loop."""

    async def rows(self, statement: Prepared, **values: Any) -> list[Row]:
        ready = statement.on(self.dialect)
        return ready.rows(self.driver.execute(ready.sql, ready.values(values)).fetchall())


def _finished(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine that never waits to its end."""
    try:
        work.send(None)
    except StopIteration as end:
        answer: Answer = end.value
        return answer
    work.close()
    raise RuntimeError("what runs in a thread waited for something else than its statements")


def _connected(url: URL) -> Any:
    is_sqlite = url.get_backend_name() == "sqlite"
    # The dialect without a loop knows how its driver wants the address.
    dialect = url.set(drivername="sqlite" if is_sqlite else "postgresql+psycopg").get_dialect()()
    arguments, options = dialect.create_connect_args(url)
    return _sqlite(*arguments, **options) if is_sqlite else _postgresql(*arguments, **options)


def _sqlite(*arguments: Any, **options: Any) -> Any:
    options |= {"check_same_thread": False, "isolation_level": None, "cached_statements": KEPT_STATEMENTS}
    connection = sqlite3.connect(*arguments, **options)
    pragmas(connection, "query_only=ON", "cache_size=-8000", f"mmap_size={MAPPED_BYTES}")
    return connection


def _postgresql(*arguments: Any, **options: Any) -> Any:
    from psycopg import connect

    connection = connect(*arguments, **options, autocommit=True)
    connection.prepare_threshold, connection.prepared_max = 1, KEPT_STATEMENTS
    connection.execute(POSTGRESQL_SETTINGS)
    return connection
