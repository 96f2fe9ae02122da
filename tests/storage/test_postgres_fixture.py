"""The PostgreSQL server of the test run: real, of the version we promise, and clean between tests."""

from __future__ import annotations

import os
import time

import psycopg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from tests.postgres import STOP_SECONDS, CreateDatabase, PostgresServer, running_server

pytestmark = pytest.mark.postgres


def test_new_database_answers_with_the_version_of_the_wheel(create_postgres_database: CreateDatabase) -> None:
    with psycopg.connect(create_postgres_database()) as connection:
        version = connection.execute("SELECT current_setting('server_version_num')::int / 10000").fetchone()

    assert version == (18,)


async def test_sqlalchemy_reaches_a_new_database_over_the_socket(create_postgres_database: CreateDatabase) -> None:
    engine = create_async_engine(create_postgres_database())

    async with engine.connect() as connection:
        lowered = (await connection.exec_driver_sql("SELECT lower('ÉCOLE Ω')")).scalar_one()
    await engine.dispose()

    assert lowered == "école ω"


def test_copies_of_a_template_carry_its_rows_and_share_no_changes(create_postgres_database: CreateDatabase) -> None:
    template = create_postgres_database()
    with psycopg.connect(template) as connection:
        connection.execute("CREATE TABLE tags AS SELECT 'loops' AS name")

    first, second = create_postgres_database(template), create_postgres_database(template)
    with psycopg.connect(first) as connection:
        connection.execute("UPDATE tags SET name = 'changed'")

    assert [_names(address) for address in (template, first, second)] == [["loops"], ["changed"], ["loops"]]


def test_cloning_a_template_stays_cheap_enough_for_every_test(create_postgres_database: CreateDatabase) -> None:
    template = create_postgres_database()

    started = time.monotonic()
    for _ in range(5):
        create_postgres_database(template)
    seconds_each = (time.monotonic() - started) / 5

    # About 0.04 s on an idle machine; the allowance is for a busy one and still far below a new cluster.
    assert seconds_each < 0.5


def test_dropped_database_is_gone_even_while_somebody_is_connected(postgres_server: PostgresServer) -> None:
    address = postgres_server.create_database()
    left_open = psycopg.connect(address)

    postgres_server.drop_database(address)

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(address)
    left_open.close()


def test_stopped_server_leaves_neither_folder_nor_process_behind() -> None:
    with running_server() as server:
        folder = server.socket_folder
        process_id = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        lived = (folder.exists(), _is_running(process_id))
        stopping = time.monotonic()
    seconds = time.monotonic() - stopping

    assert lived == (True, True)
    assert (folder.exists(), _is_running(process_id)) == (False, False)
    # It ended by itself; only one that does not is killed, after these seconds.
    assert seconds < STOP_SECONDS


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def _names(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM tags").fetchall()]
