"""A database that fails: one sentence for whoever asked, nothing half done, and work again as soon as it can."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from bot.errors import BotError, InvalidInput, Unavailable
from storage import session
from storage.database import READERS_POSTGRESQL, WRITERS_POSTGRESQL, Database
from storage.prepared import Prepared
from storage.store import SqlStore
from tests.postgres import CreateDatabase
from tests.storage.library import Home, add, numbers, settle

BUSY = "The library is busy just now, so nothing was changed. Please try again in a minute."
FULL = "Nothing was saved: the disk of the bot is full. Please tell an organiser; looking things up still works."
READ_ONLY = (
    "Nothing was saved: the bot may not write to its database. Please tell an organiser; looking things up still works."
)
OUT_OF_REACH = "The library is out of reach just now. Please try again in a minute."


@pytest.fixture
def file(sqlite_address: str) -> Path:
    """The file of an empty SQLite database."""
    return Path(sqlite_address.removeprefix("sqlite:///"))


@pytest.fixture
async def opened(sqlite_address: str) -> AsyncIterator[Database]:
    """That database, open."""
    database = Database(sqlite_address)
    yield database
    await database.close()


@pytest.fixture
async def served(create_postgres_database: CreateDatabase, postgres_template: str) -> AsyncIterator[Database]:
    """An empty database of PostgreSQL, open."""
    database = Database(create_postgres_database(postgres_template))
    yield database
    await database.close()


async def share(store: SqlStore, home: Home, *titles: str) -> None:
    """Add articles in a transaction of their own, as a command does."""
    async with store.write() as unit:
        await unit.people.lock(home.id)
        await add(unit, home, *titles)


async def look_up(store: SqlStore, home: Home, line: str = "loops") -> list[int]:
    async with store.read() as unit:
        return await numbers(unit, home, line)


async def test_fifty_writers_at_once_are_all_served(store: SqlStore) -> None:
    """R33: a third of all requests failed with “database is locked”, within milliseconds."""
    home = await settle(store)

    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(share(store, home, f"Loops {number}"))

    assert await look_up(store, home) == list(range(50, 0, -1))


async def test_refusal_takes_everything_back(store: SqlStore) -> None:
    home = await settle(store)

    async def share_and_think_better_of_it() -> None:
        async with store.write() as unit:
            await add(unit, home, "Loops")
            raise InvalidInput("No.")

    with pytest.raises(InvalidInput, match="No"):
        await share_and_think_better_of_it()

    assert await look_up(store, home) == []
    async with store.write() as unit:
        assert await add(unit, home, "Loops") == [1]


async def test_mistake_of_ours_is_not_called_a_failure_of_the_database(database: Database) -> None:
    broken = Prepared("broken", text("SELECT title FROM song"), is_known=False)

    with pytest.raises(Exception, match="song") as raised:
        async with database.read() as reading:
            await reading.rows(broken)

    assert not isinstance(raised.value, BotError)


async def test_unit_that_reads_cannot_write(opened: Database) -> None:
    store = SqlStore(opened)
    home = await settle(store)

    with pytest.raises(Unavailable) as refused:
        async with store.read() as unit:
            await add(unit, home, "Loops")

    assert str(refused.value) == READ_ONLY
    assert await look_up(store, home) == []


async def test_other_program_that_writes_too_long_makes_the_library_busy(
    opened: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "BUSY_MILLISECONDS", 50)
    store = SqlStore(opened)
    home = await settle(store)

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable) as refused:
            await share(store, home, "Loops")
        assert await look_up(store, home) == []
        other.execute("ROLLBACK")

    assert str(refused.value) == BUSY
    await share(store, home, "Loops")
    assert await look_up(store, home) == [1]


async def test_other_program_that_writes_briefly_is_waited_for(opened: Database, file: Path) -> None:
    """R33: the time to wait was configured, and not used."""
    store = SqlStore(opened)
    home = await settle(store)

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.TaskGroup() as group:
            sharing = group.create_task(share(store, home, "Loops"))
            await asyncio.sleep(0.1)
            assert not sharing.done()
            other.execute("ROLLBACK")

    assert await look_up(store, home) == [1]


async def test_full_disk_loses_the_change_and_nothing_else(opened: Database, file: Path) -> None:
    store = SqlStore(opened)
    home = await settle(store)
    await share(store, home, "Loops")
    await fill_disk(opened)

    with pytest.raises(Unavailable) as refused:
        await share(store, home, *(f"Mob {number} {'word ' * 20}" for number in range(500)))

    assert str(refused.value) == FULL
    assert (await look_up(store, home), await look_up(store, home, "mob")) == ([1], [])
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert other.execute("SELECT id FROM resource").fetchall() == [(1,)]


async def fill_disk(database: Database) -> None:
    """Let the file grow no more: SQLite says then what it says on a full disk."""
    async with database.write() as writing:
        ((pages,),) = await writing.rows(Prepared("pages", text("PRAGMA page_count"), is_known=False))
        await writing.rows(Prepared("most pages", text(f"PRAGMA max_page_count={pages}"), is_known=False))


async def test_database_that_may_not_be_written_to_is_still_read(opened: Database, file: Path) -> None:
    home = await settle(SqlStore(opened))
    await share(SqlStore(opened), home, "Loops")
    locked = Database(f"sqlite:///file:{file}?mode=ro&uri=true")
    store = SqlStore(locked)

    with pytest.raises(Unavailable) as refused:
        await share(store, home, "Mob")

    assert str(refused.value) == READ_ONLY
    assert await look_up(store, home) == [1]
    await locked.close()


@pytest.mark.parametrize("content", [b"a text that is long enough " * 400, b"SQLite format 3\x00" + b"\xff" * 9_000])
async def test_file_that_is_no_database_any_more_is_out_of_reach_until_it_is_back(
    opened: Database, file: Path, content: bytes
) -> None:
    home = await settle(SqlStore(opened))
    await share(SqlStore(opened), home, "Loops")
    await opened.close()
    put_back = replaced(file, content)
    again = Database(f"sqlite:///{file}")
    store = SqlStore(again)

    with pytest.raises(Unavailable) as unread:
        await look_up(store, home)
    with pytest.raises(Unavailable) as unwritten:
        await share(store, home, "Mob")

    assert (str(unread.value), str(unwritten.value)) == (OUT_OF_REACH, OUT_OF_REACH)
    assert put_back() == content
    await share(store, home, "Mob")
    assert (await look_up(store, home), await look_up(store, home, "mob")) == ([1], [2])
    await again.close()


def replaced(file: Path, content: bytes) -> Callable[[], bytes]:
    """Let the file hold something else; what is given back puts things right, and gives what was there meanwhile."""
    kept = file.rename(file.with_name("kept.db"))
    file.write_bytes(content)

    def put_back() -> bytes:
        found = file.read_bytes()
        kept.replace(file)
        return found

    return put_back


async def ask(database: Database, statement: str) -> None:
    """Let the owner of the server change this database."""
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(sql.SQL(statement).format(sql.Identifier(str(database.url.database))))


def cut_connections(database: Database) -> int:
    """Let the server end every connection of others to this database; how many there were."""
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return len(ended.fetchall())


async def hold_every_connection(store: SqlStore, home: Home) -> None:
    """Look up and share so often at once that every connection of both pools is open."""
    async with asyncio.TaskGroup() as group:
        for number in range(READERS_POSTGRESQL + WRITERS_POSTGRESQL + 8):
            group.create_task(look_up(store, home))
            group.create_task(share(store, home, f"Mob {number}"))


@pytest.mark.postgres
async def test_server_that_was_restarted_is_missed_once_at_most(served: Database) -> None:
    store = SqlStore(served)
    home = await settle(store)
    await hold_every_connection(store, home)

    assert cut_connections(served) >= READERS_POSTGRESQL + 1

    answers = [await outcome(look_up(store, home, "none")) for _ in range(10)]
    assert answers.count([]) >= 9
    assert [answer for answer in answers if answer != []] in ([], [OUT_OF_REACH])
    assert await outcome(share(store, home, "Loops")) is None
    assert await look_up(store, home) == [17]


@pytest.mark.postgres
async def test_server_that_only_reads_is_still_read(served: Database) -> None:
    store = SqlStore(served)
    home = await settle(store)
    await share(store, home, "Loops")
    await ask(served, "ALTER DATABASE {} SET default_transaction_read_only = on")
    cut_connections(served)
    await outcome(look_up(store, home))

    refusal = await outcome(share(store, home, "Mob"))

    assert refusal == READ_ONLY
    assert await look_up(store, home) == [1]


@pytest.mark.postgres
async def test_connection_that_is_cut_within_a_unit_takes_the_change_back(served: Database) -> None:
    store = SqlStore(served)
    home = await settle(store)

    async def share_over_a_cut_connection() -> None:
        async with store.write() as unit:
            await add(unit, home, "Loops")
            cut_connections(served)
            await add(unit, home, "Mob")

    assert await outcome(share_over_a_cut_connection()) == OUT_OF_REACH
    assert await look_up(store, home) == []
    await share(store, home, "Loops")
    assert await look_up(store, home) == [1]


async def outcome(asking: Awaitable[object]) -> object:
    """The answer, or the sentence of the failure."""
    try:
        return await asking
    except Unavailable as failure:
        return str(failure)


@pytest.mark.postgres
async def test_writer_that_keeps_its_community_too_long_makes_it_busy_for_others(
    create_postgres_database: CreateDatabase, postgres_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_MILLISECONDS", 200)
    database = Database(create_postgres_database(postgres_template))
    store = SqlStore(database)
    home = await settle(store)

    async with store.write() as unit:
        await unit.people.lock(home.id)
        with pytest.raises(Unavailable) as refused:
            await share(store, home, "Waiting")

    assert str(refused.value) == BUSY
    await share(store, home, "Not waiting")
    assert await look_up(store, home, "waiting") == [1]
    await database.close()
