"""One connection in one unit of work: prepared statements are run straight on the driver."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Dialect

from storage.prepared import Prepared

#: How long SQLite waits for another process that writes, in milliseconds.
BUSY_MILLISECONDS = 5_000

Row = tuple[Any, ...]
Answer = TypeVar("Answer")


class Session:
    """Runs prepared statements on a connection of a driver that works with the loop."""

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
        cursor = await self.driver.execute(ready.sql, ready.values(values))
        return ready.rows(await cursor.fetchall())

    async def row(self, statement: Prepared, **values: Any) -> Row | None:
        """The first row of the answer, if there is one."""
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def together(self, work: Callable[[Session], Coroutine[Any, Any, Answer]]) -> Answer:
        """What ``work`` makes of a session. Where that is in a thread, all of it runs in one go."""
        return await work(self)

    async def run(self, statement: Prepared, **values: Any) -> int:
        """Run it; how many rows it touched."""
        ready = statement.on(self.dialect)
        cursor = await self.driver.execute(ready.sql, ready.values(values))
        return int(cursor.rowcount)

    async def run_each(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> list[int]:
        """Run it once for each of these, without waiting for one before the next; how many rows each touched."""
        ready = statement.on(self.dialect)
        async with self.driver.pipeline():
            cursors = [await self.driver.execute(ready.sql, ready.values(one)) for one in many]
        return [int(cursor.rowcount) for cursor in cursors]

    async def run_many(self, statement: Prepared, many: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each of these."""
        ready = statement.on(self.dialect)
        values = [ready.values(one) for one in many]
        if values:
            async with self.driver.cursor() as cursor:
                await cursor.executemany(ready.sql, values)


def pragmas(connection: Any, *settings: str) -> None:
    """Set up a connection of SQLite."""
    cursor = connection.cursor()
    for setting in (f"busy_timeout={BUSY_MILLISECONDS}", "foreign_keys=ON", *settings):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
