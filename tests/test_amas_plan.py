"""The plan of an AMA under any order of changes: nothing is missing, nothing stands twice, nothing at a wrong time."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.amas import planning
from bot.amas.values import Ama, AmaState, Announcement, Host, Invitation, NewAma, Session
from bot.deliveries import Delivery, Order, State
from bot.identity import AmaId, CommunityId, Place
from commands.amas import publishing
from storage.database import Database
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, settle

PLACES = tuple(
    Place(platform=platform, workspace=workspace, channel=channel)
    for platform, workspace, channel in (("discord", "G1", "1"), ("discord", "G1", "2"), ("slack", "T1", "C1"))
)
AHEAD = {
    Announcement.WEEK: timedelta(days=7),
    Announcement.DAY: timedelta(hours=24),
    Announcement.HOUR: timedelta(hours=1),
    Announcement.START: timedelta(0),
}
STARTS = [NOW + timedelta(days=days, minutes=minutes) for days, minutes in ((0, 30), (0, 150), (3, 0), (9, 0), (40, 0))]


class Plan:
    """An AMA that changes by chance, beside an account of what has left."""

    def __init__(self, store: SqlStore, home: Home, chance: random.Random) -> None:
        self.store = store
        self.home = home
        self.chance = chance
        self.now = NOW

    async def begin(self) -> None:
        """Schedule it."""
        host = Host(name="Ada", member=self.home.ada, state=Invitation.ACCEPTED)
        session = Session(title="Loops", starts_at=self.chance.choice(STARTS[1:]), zone="UTC")
        async with self.store.write() as unit:
            new = NewAma(session=session, hosts=(host,), places=PLACES[:1])
            ama = await unit.amas.add(self.home.id, new, self.home.ada, self.now)
            await publishing.publish(unit, ama, self.now)

    async def step(self) -> str:
        """Do one thing by chance; what it was."""
        name = self.chance.choice(
            ["move", "move", "cancel", "restore", "place", "part", "send", "send", "try", "twice"]
        )
        async with self.store.write() as unit:
            ama = await unit.amas.get(self.home.id, AmaId(1))
            assert ama
            await getattr(self, f"_{name}")(unit, ama)
        return name

    async def _keep(self, unit: SqlUnit, ama: Ama, **changes: object) -> Ama:
        after = replace(ama, sequence=ama.sequence + 1, changed_at=self.now, **changes)  # type: ignore[arg-type]
        assert await unit.amas.save(self.home.id, after, expected=ama.sequence)
        kept = await unit.amas.get(self.home.id, ama.id)
        assert kept
        return kept

    async def _move(self, unit: SqlUnit, ama: Ama) -> None:
        starts = [at for at in STARTS if at > self.now]
        if ama.state is AmaState.SCHEDULED and starts:
            moved = replace(ama.session, starts_at=self.chance.choice(starts))
            await publishing.replan(unit, await self._keep(unit, ama, session=moved), self.now)

    async def _cancel(self, unit: SqlUnit, ama: Ama) -> None:
        if ama.state is AmaState.SCHEDULED:
            await publishing.call_off(unit, await self._keep(unit, ama, state=AmaState.CANCELLED), self.now)

    async def _restore(self, unit: SqlUnit, ama: Ama) -> None:
        if ama.state is AmaState.CANCELLED and ama.session.starts_at > self.now:
            await publishing.replan(unit, await self._keep(unit, ama, state=AmaState.SCHEDULED), self.now)

    async def _place(self, unit: SqlUnit, ama: Ama) -> None:
        place = self.chance.choice(PLACES[1:])
        change = unit.amas.drop_place if place in ama.places else unit.amas.put_place
        if ama.state is AmaState.SCHEDULED:
            await change(self.home.id, ama.id, place)
            await publishing.replan(unit, await self._keep(unit, ama), self.now)

    async def _part(self, unit: SqlUnit, ama: Ama) -> None:
        part = frozenset({self.chance.choice(list(planning.ANNOUNCING))})
        if ama.state is AmaState.SCHEDULED:
            changed = replace(ama.session, plan=ama.session.plan ^ part)
            await publishing.replan(unit, await self._keep(unit, ama, session=changed), self.now)

    async def _twice(self, unit: SqlUnit, ama: Ama) -> None:
        """Two planners, or a backup that was restored."""
        if ama.state is AmaState.SCHEDULED:
            await planning.announce(unit.deliveries, ama, self.now)
            await planning.announce(unit.deliveries, ama, self.now)

    async def _send(self, unit: SqlUnit, ama: Ama) -> None:
        """Let some time pass and what is due leave; a few stay on their way, or are given up."""
        self.now += timedelta(minutes=self.chance.choice([1, 10, 60, 60 * 24]))
        for one in await unit.deliveries.about(self.home.id, "ama:1"):
            if one.state is State.DUE and one.order.due_at <= self.now:
                state = self.chance.choice([State.SENT] * 8 + [State.UNCERTAIN, State.DEAD])
                await self._settle(unit, one, state)

    async def _try(self, unit: SqlUnit, ama: Ama) -> None:
        """Let a platform say "not now": due as before, after a request has left."""
        for one in await unit.deliveries.about(self.home.id, "ama:1"):
            if one.state is State.DUE and self.chance.random() < 0.3:
                await unit.deliveries.save([(replace(one, attempts=one.attempts + 1), one.fence)], "test")

    async def _settle(self, unit: SqlUnit, one: Delivery, state: State) -> None:
        after = replace(
            one, state=state, attempts=1, ready_at=None, settled_at=self.now, remote_ref=str(one.id), reason="test"
        )
        await unit.deliveries.save([(after, one.fence)], "test")


async def about(store: SqlStore, community: CommunityId) -> tuple[Ama, list[Delivery]]:
    async with store.read() as unit:
        ama = await unit.amas.get(community, AmaId(1))
        assert ama
        return ama, await unit.deliveries.about(community, "ama:1")


def wanted_of(ama: Ama, now: datetime) -> dict[tuple[str, str], datetime]:
    """What has to be announced from now on, and when; the first part at once, whenever that is."""
    if ama.state is not AmaState.SCHEDULED:
        return {}
    lanes = [f"{place.platform}\n{place.workspace}\n{place.channel}" for place in ama.places]
    times = {part: ama.session.starts_at - ahead for part, ahead in AHEAD.items() if part in ama.session.plan}
    times = {part: at for part, at in times.items() if at > now}
    if Announcement.SCHEDULED in ama.session.plan:
        times[Announcement.SCHEDULED] = now
    return {(f"ama.{part.value}", lane): at for part, at in times.items() for lane in lanes}


def slot(order: Order) -> tuple[str, str]:
    return order.kind, order.target.lane


def expect_sound(ama: Ama, deliveries: list[Delivery], now: datetime) -> None:
    """Compare what is ordered with what the AMA, as it is now, has to have."""
    posts = [one for one in deliveries if one.order.edits is None and one.order.kind in planning.ANNOUNCING.values()]
    open_ = [one for one in posts if one.state is State.DUE]
    left = [one for one in posts if one.state not in {State.DUE, State.VOID}]
    starts = ama.session.starts_at.isoformat()
    first = "ama.scheduled"
    gone = {slot(one.order) for one in left if one.order.kind == first or one.order.subject["starts_at"] == starts}
    due = {key: at for key, at in wanted_of(ama, now).items() if key not in gone}

    assert Counter(slot(one.order) for one in open_) == Counter(due.keys())
    for one in open_:
        assert one.order.subject["starts_at"] == starts
        assert one.order.kind == first or one.order.due_at == due[slot(one.order)]
    doubled = Counter((slot(one.order), one.order.subject["starts_at"]) for one in left)
    assert [key for key, count in doubled.items() if count > 1] == []
    assert max(Counter(slot(one.order) for one in left if one.order.kind == first).values(), default=0) <= 1


def expect_events(ama: Ama, deliveries: list[Delivery]) -> None:
    """One native event a server stands or is about to, and none of an AMA that was cancelled."""
    events = [one for one in deliveries if one.order.kind == planning.EVENT]
    edits = [one for one in events if one.order.edits is not None]
    ended = {one.order.edits for one in edits if one.order.subject.get("is_cancelled") and one.state is not State.VOID}
    made = [one for one in events if one.order.edits is None and one.state not in {State.VOID, State.DEAD}]
    stands = Counter(one.order.target.workspace for one in made if one.order.key not in ended)
    assert set(stands.values()) <= {1}
    if ama.state is AmaState.CANCELLED:
        assert not stands
    elif all(one.state is not State.DEAD for one in events):
        assert stands == {"G1": 1}


@pytest.mark.parametrize("seed", range(12))
async def test_any_order_of_changes_leaves_each_part_due_once_at_its_time(database: Database, seed: int) -> None:
    store = SqlStore(database)
    home = await settle(store)
    plan = Plan(store, home, random.Random(seed))
    await plan.begin()
    steps: list[str] = []

    for _ in range(25):
        steps.append(await plan.step())
        ama, deliveries = await about(store, home.id)
        try:
            expect_sound(ama, deliveries, plan.now)
            expect_events(ama, deliveries)
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed} after {' '.join(steps)}: {wrong}") from wrong
