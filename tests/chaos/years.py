"""Proof 8: years in which every community has something weekly, without a restart.

Each occurrence orders the next one while its words are made, in the same transaction. Every date is counted in a table
that is as large in the beginning as in the end, so that the memory that grows is the sender's.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.deliveries import Late, Order, Target
from bot.identity import AccountKey, CommunityId
from bot.messenger import Outgoing
from bot.posts import Post, Writing, post
from bot.replies import Notice, said
from bot.series import Series, Weekly, occurrences
from tests.benchmarks.processes import own_mib
from tests.chaos.checker import Verdict
from tests.chaos.proofs import Result
from tests.chaos.simulated import BEGIN, Stage, stage

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "America/Santiago")
#: Times of day at which things happen, none of them in a gap of any of these zones.
HOURS = (9, 12, 18)
#: Time goes on in such steps.
STEP = timedelta(hours=1)
WEEKS_A_YEAR = 52
MOST_GROWTH = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is weekly in one community."""

    number: int
    zone: str
    first: datetime

    @property
    def series(self) -> Series:
        return Series(first=self.first, zone=self.zone, every=Weekly())

    def at(self, week: int) -> datetime:
        """When it happens in a week: the same time on the wall, worked out by the zone alone."""
        return (self.first + timedelta(weeks=week)).replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


def plans(count: int) -> list[Plan]:
    """So many, spread over weekdays, hours and zones."""
    begin = BEGIN.replace(tzinfo=None)
    return [
        Plan(
            number=number,
            zone=ZONES[number % len(ZONES)],
            first=begin + timedelta(days=1 + number % 7, hours=HOURS[number % len(HOURS)]),
        )
        for number in range(count)
    ]


class Counted:
    """How often each community had its thing in each week, and how often at another time than it should."""

    def __init__(self, planned: Sequence[Plan], weeks: int, made: Stage) -> None:
        self._planned, self._weeks, self._stage = planned, weeks, made
        self.times = array("H", bytes(2 * weeks * len(planned)))
        self.early = self.strange = 0

    def seen(self, outgoing: Outgoing) -> None:
        """Count what came to stand on the platform."""
        number, week = map(int, "".join(map(str, getattr(outgoing.shown, "text", ()))).split())
        plan = self._planned[number]
        self.strange += outgoing.target.workspace != f"W{number}" or week >= self._weeks
        if week < self._weeks:
            self.times[number * self._weeks + week] += 1
        self.early += self._stage.time.now() < plan.at(week)
        self._stage.platform.known.clear()

    def verdict(self) -> Verdict:
        """Every week has to be there once."""
        return Verdict(
            ordered=len(self.times),
            lost=self.times.count(0),
            doubled=sum(max(0, one - 1) for one in self.times) + self.strange,
            early=self.early,
        )


def rearming(planned: Sequence[Plan], weeks: int) -> Post:
    """A post that orders its next occurrence."""

    async def compose(writing: Writing) -> Notice | None:
        number, week = int(writing.subject["number"]), int(writing.subject["week"])
        if week + 1 < weeks:
            order = ordered(planned[number], week + 1, writing.delivery.order.due_at)
            await writing.unit.deliveries.add(writing.community.id, order, writing.now)
        return said(f"{number} {week}")

    return post("chaos.weekly", about="something weekly", late=Late.NOTE)(compose)


def ordered(plan: Plan, week: int, after: datetime) -> Order:
    """The next occurrence after a moment, by the series."""
    next_one = next(iter(occurrences(plan.series, after + timedelta(seconds=1), 1)))
    return Order(
        key=f"weekly:{plan.number}:{next_one.key}",
        topic="weekly",
        kind="chaos.weekly",
        target=Target(platform="p", workspace=f"W{plan.number}", channel="C"),
        due_at=next_one.at,
        subject={"number": plan.number, "week": week},
    )


async def years(database: str, *, communities: int, count: int) -> Result:
    """8: so many years with so many communities."""
    planned, weeks = plans(communities), WEEKS_A_YEAR * count
    begun = time.monotonic()
    async with stage(database, knows_marks=True, posts=[rearming(planned, weeks)]) as made:
        counted = Counted(planned, weeks, made)
        made.platform.on_seen = counted.seen
        await _founded(made, planned)
        # By then the caches of the database are full, and what was finished long ago begins to be forgotten.
        await _lived(made, BEGIN + timedelta(weeks=min(60, weeks // 2)))
        before = own_mib()
        await _lived(made, BEGIN + timedelta(weeks=weeks + 2))
        growth = own_mib() / before - 1
        verdict = counted.verdict()
    seconds = time.monotonic() - begun
    return Result(
        proof="8 years without a restart",
        on="sqlite",
        manner="discord",
        seed=0,
        kills=0,
        sent=verdict.ordered - verdict.lost,
        verdict=verdict,
        # Where the memory of a process is not known, nothing is said about it.
        is_done=not growth >= MOST_GROWTH,
        note=f"{count} years, {communities:,} communities, {seconds:.0f} s, memory {growth:+.1%}",
    )


async def _founded(made: Stage, planned: Sequence[Plan]) -> None:
    async with made.store.write() as unit:
        for plan in planned:
            account = AccountKey(platform="p", workspace=f"W{plan.number}", user="U1")
            community, _ = await unit.people.welcome(account, "Ada", "Guild", BEGIN)
            number: CommunityId = community.id
            await unit.deliveries.add(number, ordered(plan, 0, BEGIN - timedelta(days=1)), BEGIN)


async def _lived(made: Stage, until: datetime) -> None:
    while made.time.now() < until:
        ready_at = await made.deliverer.drain()
        made.time.pass_(STEP)
        if ready_at is not None and ready_at > made.time.now():
            # Nothing happens before; the hours between are passed over.
            made.time.pass_(-(-(ready_at - made.time.now()) // STEP) * STEP)
        if made.time.now().hour == 0 or ready_at is None:
            async with made.store.write() as unit:
                await unit.deliveries.forget(made.time.now() - timedelta(days=400), 500)
