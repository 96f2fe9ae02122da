"""A few short texts that the program itself keeps from one run to the next, each under a key."""

from __future__ import annotations

from sqlalchemy import bindparam, select, text

from storage.database import Database
from storage.prepared import Prepared
from storage.tables import remembered

_GET = Prepared("remembered", select(remembered.c.value).where(remembered.c.key == bindparam("key")))
_SET = Prepared(
    "remember",
    text(
        "INSERT INTO remembered (key, value) VALUES (:key, :value) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    ),
)


class Remembered:
    """Texts by key; each is read and written in a unit of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> str | None:
        """What was last set under this key. Raises Unavailable."""
        async with self._database.read() as session:
            row = await session.row(_GET, key=key)
        return str(row[0]) if row else None

    async def set(self, key: str, value: str) -> None:
        """Keep this under the key, instead of what was there. Raises Unavailable."""
        async with self._database.write() as session:
            await session.run(_SET, key=key, value=value)
