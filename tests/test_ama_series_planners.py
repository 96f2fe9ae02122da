"""The AMAs of a series made by two planners at once, with writes that are lost and restarts in between: each once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.console.messenger import ConsoleMessenger, Posted
from bot import series
from bot.amas.values import Ama, AmaState, Announcement, Host, NewAma, Session
from bot.deliveries import State
from bot.delivering import Deliverer, Telling
from bot.errors import Unavailable
from bot.series import MonthlyByDay, MonthlyByWeekday, Series, Weekly
from commands import POSTS
from commands.amas.recurring import AHEAD, fill
from storage.database import Database
from storage.store import SqlStore
from tests.storage.library import LOBBY, Home, settle
from tests.talk import TestClock, told

WALL = datetime.fromisoformat("2026-12-01 18:00")
RULES = (
    (Weekly(), datetime.fromisoformat("2026-12-06 02:30")),
    (Weekly(weeks=2), datetime.fromisoformat("2026-11-29 01:45")),
    (MonthlyByWeekday(nth=-1, weekday=6), datetime.fromisoformat("2026-11-29 02:15")),
    (MonthlyByDay(day=31), datetime.fromisoformat("2026-11-30 23:59")),
)
#: Two of them change their clocks by half an hour or at midnight.
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago")
BEGINNING = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STEPS, STEP_HOURS = 48, 24 * 14


def due_days(rule: Series, until: date) -> list[date]:
    """The days that a rule gives, counted by hand and not by our own code."""
    days, day = [], rule.first.date()
    while day <= until:
        match rule.every:
            case Weekly(weeks=weeks):
                fits = (day - rule.first.date()).days % (7 * weeks) == 0
            case MonthlyByWeekday(weekday=weekday):
                fits = day.weekday() == weekday and (day + timedelta(days=7)).month != day.month
            case _:
                fits = (day + timedelta(days=1)).month != day.month
        if fits:
            days.append(day)
        day += timedelta(days=1)
    return days


def first_minute(wall: datetime, zone: str) -> datetime:
    """The first minute at which clocks show this time or, on the night on which they skip it, a later one."""
    at = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    while at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < wall:
        at += timedelta(minutes=1)
    return at


class Planners:
    """Two processes that make what is next, at the same time; now and then what one of them writes is lost."""

    def __init__(self, store: SqlStore, clock: TestClock, chance: random.Random) -> None:
        self.heard: list[Posted] = []
        self.lost = 0
        self._store, self._clock, self._chance = store, clock, chance
        self._messenger = ConsoleMessenger(self.heard.append)
        self._both = [self._new(), self._new()]

    def _new(self) -> Deliverer:
        telling = Telling(passed=self._may_lose)
        return Deliverer(
            POSTS, store=self._store, clock=self._clock, messengers=lambda *_: self._messenger, telling=telling
        )

    def _may_lose(self, point: str) -> None:
        if point == "before claim is committed" and self._chance.random() < 0.05:
            self.lost += 1
            raise Unavailable("The database is gone.", "")

    async def drain(self) -> datetime | None:
        """Until both have nothing more to do; when something is due next. What fails is tried again, as in a run."""
        while True:
            ends = await asyncio.gather(*(one.drain() for one in self._both), return_exceptions=True)
            assert all(isinstance(end, Unavailable | datetime | None) for end in ends), ends
            if not any(isinstance(end, Unavailable) for end in ends):
                return min((end for end in ends if isinstance(end, datetime)), default=None)

    def restart(self) -> None:
        """Both are gone, with all that they had in mind, and two others go on."""
        self._both = [self._new(), self._new()]

    async def until(self, moment: datetime) -> None:
        """Let time pass up to a moment, and both do what is due meanwhile."""
        while (due := await self.drain()) is not None and due <= moment:
            self._clock.advance(seconds=max(0, -int((self._clock.now() - due).total_seconds() // 1)))
        self._clock.advance(seconds=max(0, int((moment - self._clock.now()).total_seconds())))


async def amas_of(store: SqlStore, home: Home) -> list[Ama]:
    async with store.read() as unit:
        far = timedelta(days=4_000)
        return await unit.amas.between(home.id, BEGINNING - far, BEGINNING + far, list(AmaState), count=1_000)


async def begun(store: SqlStore, home: Home, rule: Series) -> None:
    """A series whose first AMA was scheduled by Ada."""
    plan = frozenset({Announcement.SCHEDULED})
    session = Session(title="Hours", starts_at=first_minute(rule.first, rule.zone), zone=rule.zone, plan=plan)
    host = Host(name="Ada", member=home.ada)
    async with store.write() as unit:
        new = NewAma(session=session, hosts=(host,), places=(LOBBY,))
        ama = await unit.amas.add(home.id, new, home.ada, BEGINNING)
        one = await unit.series.add(home.id, rule, ama.id, home.ada)
        await unit.series.adopt(one, ama.id, rule.first.date().isoformat())
        await fill(unit, one, BEGINNING)


async def differ(store: SqlStore, home: Home, now: datetime, chance: random.Random) -> None:
    """Skip, move or put back a date that has no AMA yet, while both planners are at work."""
    async with store.write() as unit:
        await unit.people.lock(home.id)
        one = await unit.series.get(home.id, 1)
        assert one
        coming = [date.key for date in series.occurrences(one.rule, now, AHEAD + 4)]
        changed = [change.key for change in one.rule.different if change.key > now.isoformat()]
        there = await unit.series.made(one, [*coming, *changed])
        free = [key for key in coming if key not in there]
        different = [key for key in changed if key not in there]
        if not free:
            return
        key = chance.choice(free)
        rule = one.rule
        match chance.choice(["skip", "move", "restore"]):
            case "skip":
                rule = series.skip(rule, key)
            case "move":
                to = datetime.combine(date.fromisoformat(key), rule.first.time()) + timedelta(
                    hours=chance.randint(1, 9)
                )
                rule = series.move(rule, key, to.replace(second=0))
            case _ if different:
                rule = series.restore(rule, chance.choice(different))
        await unit.series.save(replace(one, rule=rule))
        await fill(unit, replace(one, rule=rule), now)


@pytest.mark.parametrize("seed", range(4))
async def test_each_date_is_made_once_by_two_planners_that_are_restarted(database: Database, seed: int) -> None:
    """For a year and more, over every change of clocks, with dates that are skipped and moved in between."""
    chance = random.Random(seed)
    clock, store = TestClock(), SqlStore(database)
    home = await settle(store)
    every, first = RULES[seed]
    rule = Series(first=first, zone=ZONES[seed], every=every)
    await begun(store, home, rule)
    planners = Planners(store, clock, chance)

    for _ in range(STEPS):
        moment = clock.now() + timedelta(hours=chance.randint(1, STEP_HOURS))
        await planners.until(moment)
        if chance.random() < 0.3:
            await asyncio.gather(differ(store, home, clock.now(), chance), planners.drain())
        if chance.random() < 0.3:
            planners.restart()

    await planners.drain()
    async with store.read() as unit:
        one = await unit.series.get(home.id, 1)
    assert one
    made = await amas_of(store, home)
    expect_each_once(one.rule, made, clock.now(), seed)
    announced = Counter(told(one).split(":")[1] for one in planners.heard if "New AMA" in told(one))
    assert set(announced.values()) == {1}
    assert len(announced) == len(made) - 1, "all but the first, which was not made by the planners"
    assert planners.lost > 0


def expect_each_once(rule: Series, made: list[Ama], now: datetime, seed: int) -> None:
    """Compare what was made with the days counted by hand: none missing, none twice, none at another time."""
    different = {change.key: change.moved_to for change in rule.different}
    walls = {day.isoformat(): datetime.combine(day, rule.first.time()) for day in due_days(rule, date(2029, 1, 1))}
    walls |= {key: to for key, to in different.items() if to is not None}
    wanted = {key: first_minute(wall, rule.zone) for key, wall in walls.items() if different.get(key, wall) is not None}
    over = {key: at for key, at in wanted.items() if at <= now}
    ahead = dict(sorted(((key, at) for key, at in wanted.items() if at > now), key=lambda one: one[1])[:AHEAD])

    keys = Counter(one.occurrence for one in made)
    assert [key for key, count in keys.items() if count > 1] == [], seed
    starts = {str(one.occurrence): one.session.starts_at for one in made}
    # Where one was put back or moved to the front, more are made than have to be.
    assert starts.items() <= wanted.items(), seed
    assert (over | ahead).items() <= starts.items(), seed


async def test_ordering_what_is_next_twice_orders_it_once(store: SqlStore) -> None:
    home = await settle(store)
    await begun(store, home, Series(first=WALL, zone="Europe/Berlin", every=Weekly()))

    async with store.write() as unit:
        one = await unit.series.get(home.id, 1)
        assert one
        again = [await fill(unit, one, BEGINNING) for _ in range(3)]
        due = await unit.deliveries.about(home.id, "series:1")

    assert again == [[], [], []]
    assert [(one.state, one.order.due_at) for one in due] == [(State.DUE, datetime(2026, 12, 1, 17, 0, tzinfo=UTC))]
