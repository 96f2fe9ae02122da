"""The log of SQLite beside the file: it stays small whoever reads meanwhile, and is cut back after a long reader."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from storage import threads
from storage.database import Database
from storage.store import SqlStore
from tests.storage.library import Home, add, numbers, settle

MIB = 1024 * 1024


@pytest.fixture
async def opened(sqlite_address: str) -> AsyncIterator[Database]:
    database = Database(sqlite_address)
    yield database
    await database.close()


def log_bytes(database: Database) -> int:
    return Path(f"{database.url.database}-wal").stat().st_size


async def share(store: SqlStore, home: Home, title: str) -> None:
    async with store.write() as unit:
        await unit.people.lock(home.id)
        await add(unit, home, title)


async def test_readers_of_ours_never_keep_the_log_from_being_emptied(opened: Database) -> None:
    """R34: a reader that stays in its transaction starves the checkpoint, until the disk is full."""
    store = SqlStore(opened)
    home = await settle(store)
    is_over = False

    async def keep_reading() -> None:
        async with store.read() as unit:
            # One unit for all of it: a unit that only reads holds no snapshot between its statements.
            while not is_over:
                await numbers(unit, home, "loops")
                await asyncio.sleep(0.01)

    readers = [asyncio.create_task(keep_reading()) for _ in range(3)]
    largest = 0
    for number in range(300):
        await share(store, home, f"Loops {number}")
        largest = max(largest, log_bytes(opened))
    is_over = True
    await asyncio.gather(*readers)

    assert largest <= 16 * MIB
    await opened.tidy()
    assert log_bytes(opened) == 0


async def test_log_that_a_stuck_reader_let_grow_is_cut_back_when_it_has_gone(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R34: another program's reader, a backup that hangs for example, holds its snapshot."""
    monkeypatch.setattr(threads, "LOG_BYTES", MIB)
    store = SqlStore(opened)
    home = await settle(store)
    with closing(sqlite3.connect(str(opened.url.database), isolation_level=None)) as stuck:
        stuck.execute("BEGIN")
        stuck.execute("SELECT count(*) FROM resource").fetchone()
        for number in range(100):
            await share(store, home, f"Loops {number} {'words ' * 40}")
        grown = log_bytes(opened)
        stuck.execute("ROLLBACK")

    for number in range(3):
        await share(store, home, f"Mob {number}")

    assert grown > 2 * MIB
    assert log_bytes(opened) <= MIB
