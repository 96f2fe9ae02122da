"""The small question that tells whether the database answers."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from storage import probe as probing
from storage.database import READERS, Database
from storage.probe import Probe


async def test_database_that_answers_is_alive(database: Database) -> None:
    probe = Probe(database)

    vital = await probe.database()

    assert (vital.name, vital.is_alive) == ("database", True)
    await probe.close()


async def test_frozen_database_is_dead_within_the_bound_and_asked_only_once(sqlite_address: str) -> None:
    database = Database(sqlite_address)
    silences: list[int] = []
    probe = Probe(database, lambda: silences.append(1))
    freed = threading.Event()
    frozen = [database._readers._threads.submit(freed.wait) for _ in range(READERS)]
    began = asyncio.get_running_loop().time()

    vitals = await asyncio.gather(*(probe.database() for _ in range(20)))

    assert [vital.is_alive for vital in vitals] == [False] * 20
    assert asyncio.get_running_loop().time() - began < probing.PROBE_SECONDS + 0.5
    assert database._readers._threads._work_queue.qsize() == 1
    assert silences
    freed.set()
    assert all(one.result() for one in frozen)
    assert (await probe.database()).is_alive
    await probe.close()
    await database.close()


async def test_database_that_is_gone_is_dead(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/none/x.db")
    probe = Probe(database)

    assert not (await probe.database()).is_alive
    await probe.close()
    await database.close()
