"""People who close the window, and platforms that give up waiting: a unit of work may end at any of its steps."""

from __future__ import annotations

import asyncio
import gc
import random
import sqlite3
from collections.abc import Awaitable
from contextlib import closing, suppress

import psycopg

from storage.database import READERS_POSTGRESQL, WRITERS_POSTGRESQL, Database
from storage.store import SqlStore
from tests.storage.library import Home, add, numbers, settle

#: Longest time in seconds after which a task is cancelled: about as long as one takes.
LONGEST = 0.03


async def share(store: SqlStore, home: Home, title: str) -> None:
    async with store.write() as unit:
        await unit.people.lock(home.id)
        await add(unit, home, title)


async def look_up(store: SqlStore, home: Home) -> list[int]:
    async with store.read() as unit:
        return await numbers(unit, home, "loops")


async def cancelled_after(seconds: float, doing: Awaitable[object]) -> None:
    task = asyncio.ensure_future(doing)
    await asyncio.sleep(seconds)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def cancelled_at(step: int, doing: Awaitable[object]) -> bool:
    """Cancel a task after so many turns of the loop; False if it had ended by then."""
    task = asyncio.ensure_future(doing)
    for _ in range(step):
        await asyncio.sleep(0)
    is_running = task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return is_running


async def test_writer_cancelled_at_any_step_leaves_no_transaction_open(store: SqlStore) -> None:
    home = await settle(store)

    for step in range(60):
        await cancelled_at(step, share(store, home, f"Mob {step}"))
        await share(store, home, f"Loops {step}")

    assert len(await look_up(store, home)) == 60


async def test_thousands_of_cancelled_tasks_leave_every_connection_usable(store: SqlStore, database: Database) -> None:
    """R35: a task that is cancelled leaks its connection, until there is none left. 5,000 on each database."""
    home = await settle(store)
    chance = random.Random(35)

    for batch in range(10):
        async with asyncio.TaskGroup() as group:
            for number in range(250):
                title = f"Mob {batch} {number}"
                group.create_task(cancelled_after(chance.uniform(0, LONGEST), share(store, home, title)))
                group.create_task(cancelled_after(chance.uniform(0, LONGEST), look_up(store, home)))

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        for number in range(2 * (READERS_POSTGRESQL + WRITERS_POSTGRESQL)):
            group.create_task(share(store, home, f"Loops {number}"))
            group.create_task(look_up(store, home))
    assert len(await look_up(store, home)) == 2 * (READERS_POSTGRESQL + WRITERS_POSTGRESQL)
    assert open_transactions(database) == 0
    # What was cancelled while it connected is in a cycle of its library, and goes with that; the server hears of it.
    gc.collect()
    async with asyncio.timeout(5):
        while connections(database) > READERS_POSTGRESQL + WRITERS_POSTGRESQL:  # noqa: ASYNC110  # asked, never told
            await asyncio.sleep(0.05)


def open_transactions(database: Database) -> int:
    """Transactions that somebody else has open."""
    if database.is_sqlite:
        with closing(sqlite3.connect(database.url.database or "", isolation_level=None, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            return 0
    return counted(database, "state LIKE 'idle in transaction%'")


def connections(database: Database) -> int:
    return 0 if database.is_sqlite else counted(database, "true")


def counted(database: Database, condition: str) -> int:
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity "
            f"WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}"
        ).fetchone()
    assert row
    return int(row[0])
