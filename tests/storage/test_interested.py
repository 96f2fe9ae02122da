"""What platforms count of the events that they keep of AMAs, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.amas import planning
from bot.amas.values import Ama, AmaState
from bot.deliveries import State
from storage.store import SqlStore, SqlUnit
from tests.storage.library import LOBBY, NOW, Home, settle
from tests.storage.test_amas import SESSION, STARTS, add

SOON = NOW + timedelta(days=14)
SERVER = replace(LOBBY, platform="discord")


async def announced(
    unit: SqlUnit, home: Home, *workspaces: str, starts_at: datetime = STARTS, ref: str | None = "77"
) -> Ama:
    """An AMA whose event stands on these servers."""
    places = tuple(replace(SERVER, workspace=one) for one in workspaces)
    ama = await add(unit, home, places=places, session=replace(SESSION, starts_at=starts_at))
    await planning.keep_events(unit.deliveries, ama, NOW)
    for one in await unit.deliveries.about(home.id, planning.topic_of(ama.id)):
        sent = replace(one, state=State.SENT, remote_ref=ref, ready_at=None, settled_at=NOW)
        await unit.deliveries.save([(sent, one.fence)], "test")
    return ama


async def test_numbers_are_kept_by_event_and_told_by_platform(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        ama, other = await announced(unit, home, "S1", "S2"), await announced(unit, home, "S1")
        nothing = await unit.amas.interested(home.id, ama.id)
        for number, event in enumerate(await unit.amas.events_ahead(NOW, SOON, 10), 3):
            await unit.amas.note_interested(event.delivery, number)

    async with store.read() as unit:
        known = [await unit.amas.interested(home.id, one.id) for one in (ama, other)]
        events = await unit.amas.events_ahead(NOW, SOON, 10)
    assert (nothing, known) == ({}, [{"discord": 7}, {"discord": 5}])
    assert [(one.platform, one.workspace, one.ref, one.interested) for one in events] == [
        ("discord", "S1", "77", 3), ("discord", "S2", "77", 4), ("discord", "S1", "77", 5),
    ]  # fmt: skip


async def test_only_events_that_stand_and_are_ahead_are_counted(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await announced(unit, home, "far", starts_at=SOON + timedelta(hours=1))
        await announced(unit, home, "begun", starts_at=NOW - timedelta(minutes=1))
        await announced(unit, home, "unmade", ref=None)
        cancelled = await announced(unit, home, "cancelled")
        await unit.amas.save(home.id, replace(cancelled, state=AmaState.CANCELLED, reason="x"), expected=0)
        moved = await announced(unit, home, "moved", starts_at=NOW + timedelta(days=1))
        later = replace(moved, session=replace(SESSION, starts_at=STARTS), sequence=1)
        await unit.amas.save(home.id, later, expected=0)
        await planning.keep_events(unit.deliveries, later, NOW + timedelta(minutes=1))

    async with store.read() as unit:
        after = NOW + timedelta(days=2)
        assert [one.workspace for one in await unit.amas.events_ahead(after, SOON, 10)] == ["moved"]
        assert await unit.amas.events_ahead(NOW, SOON, 0) == []


async def test_event_that_was_made_anew_counts_as_it_stands_now(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        ama = await announced(unit, home, "S1")
        [first] = await unit.deliveries.about(home.id, planning.topic_of(ama.id))
        again = replace(first.order, key=f"{first.order.key}:2")
        await unit.deliveries.add(home.id, again, NOW)
        second = await unit.deliveries.find(home.id, again.key)
        assert second
        await unit.amas.note_interested(first.id, 40)
        await unit.amas.note_interested(second.id, 2)

    async with store.read() as unit:
        assert await unit.amas.interested(home.id, ama.id) == {"discord": 2}
