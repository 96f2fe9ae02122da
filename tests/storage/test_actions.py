"""Parked buttons and heard events, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from storage.store import SqlStore
from tests.storage.library import NOW, settle


async def test_parked_button_is_found_by_its_key(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        await unit.actions.park(home.id, "key", 'resource/find{"line":"日本語"}', NOW)

    async with store.read() as unit:
        assert await unit.actions.parked(home.id, "key") == 'resource/find{"line":"日本語"}'
        assert await unit.actions.parked(home.id, "another key") is None


async def test_button_may_be_parked_again(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        await unit.actions.park(home.id, "key", "packed", NOW)
        await unit.actions.park(home.id, "key", "packed", NOW + timedelta(days=1))

    async with store.read() as unit:
        assert await unit.actions.parked(home.id, "key") == "packed"


async def test_event_is_new_once(store: SqlStore) -> None:
    async with store.write() as unit:
        first = await unit.actions.is_new("console", "e1", NOW)
        again = await unit.actions.is_new("console", "e1", NOW)
    async with store.write() as unit:
        later = await unit.actions.is_new("console", "e1", NOW)
        on_another_platform = await unit.actions.is_new("slack", "e1", NOW)

    assert (first, again, later, on_another_platform) == (True, False, False, True)


async def test_event_heard_twice_at_once_is_new_for_one(store: SqlStore) -> None:
    """R31: the same event, heard by two at once."""

    async def hear() -> bool:
        async with store.write() as unit:
            return await unit.actions.is_new("console", "e1", NOW)

    assert sorted(await asyncio.gather(*(hear() for _ in range(8)))) == [False] * 7 + [True]


async def test_events_heard_long_ago_are_forgotten(store: SqlStore) -> None:
    async with store.write() as unit:
        await unit.actions.is_new("discord", "old", NOW - timedelta(days=8))
        await unit.actions.is_new("discord", "young", NOW)

    await store.tidy(NOW - timedelta(days=7))

    async with store.write() as unit:
        assert await unit.actions.is_new("discord", "old", NOW)
        assert not await unit.actions.is_new("discord", "young", NOW)
