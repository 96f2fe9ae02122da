"""Ten thousand people who join within an hour: what they cost those who look something up, and whom is written to."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from bot.delivering import Deliverer
from bot.events import PersonJoined
from bot.hearing import Ears
from bot.identity import AccountKey, Role
from bot.onboarding import OnboardingSettings, Version
from bot.requests import Request
from commands import LISTENERS, POSTS
from storage.store import SqlUnit
from tests.benchmarks.asking import Bot, bot_on
from tests.benchmarks.printing import percentile, show, verdict
from tests.benchmarks.questions import Quiz
from tests.benchmarks.rows import PLATFORM
from tests.benchmarks.sizes import LARGEST_KEY
from tests.talk import TestClock
from tests.weather import Platform

JOINS, WITHIN = 10_000, timedelta(hours=1)
#: Look-ups that are under way all the time.
AT_ONCE = 4
LOOKUP_P99_MILLISECONDS = 100
#: Minutes after the hour for which it is still looked who is written to.
AFTERWARDS = 30
_SETTINGS = OnboardingSettings(is_on=True)


@dataclass(kw_only=True, slots=True)
class Raid:
    """What came of it."""

    #: Of each join and of each look-up beside them, and of look-ups before anybody joined.
    joins: list[float] = field(default_factory=list)
    lookups: list[float] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    #: Milliseconds of each minute's sending.
    sending: list[float] = field(default_factory=list)
    #: Messages in each minute by the clock of the raid.
    sent: list[int] = field(default_factory=list)
    seconds: float = 0.0


class Hour:
    """The bot in the hour of a raid, by a clock of its own on which it is noon: at night nobody is written to."""

    def __init__(self, bot: Bot) -> None:
        self.clock = TestClock()
        self.platform = Platform()
        store = bot.dispatcher.store
        self._ears = Ears(listeners=LISTENERS, store=store, clock=self.clock)
        self._deliverer = Deliverer(POSTS, store=store, clock=self.clock, messengers=lambda _p, _w: self.platform)

    async def join(self, number: int) -> None:
        """The next one joins."""
        account = AccountKey(platform=PLATFORM, workspace=LARGEST_KEY, user=f"raider{number}")
        event_id = f"joined {number}"
        await self._ears.hear(
            PersonJoined(
                platform=PLATFORM, workspace=LARGEST_KEY, account=account, name=f"Raider {number}", event_id=event_id
            )
        )

    async def minute(self, raid: Raid) -> None:
        """Send what is due at the end of a minute."""
        before, began = len(self.platform.stands), time.perf_counter()
        await self._deliverer.drain()
        raid.sending.append((time.perf_counter() - began) * 1_000)
        raid.sent.append(len(self.platform.stands) - before)


async def raided(url: str, lookups: Iterator[Request], joins: int = JOINS) -> Raid:
    """Let so many join within an hour of the raid's clock, as fast as it goes by ours. The database is written to."""
    raid = Raid()
    async with bot_on(url) as bot:
        hour = Hour(bot)
        await _opened(bot, hour.clock)
        async with _asking(bot, lookups, raid.before):
            await asyncio.sleep(2)
        async with _asking(bot, lookups, raid.lookups):
            began = time.perf_counter()
            await _joined(hour, raid, joins)
            raid.seconds = time.perf_counter() - began
        for _ in range(AFTERWARDS):
            hour.clock.advance(minutes=1)
            await hour.minute(raid)
    return raid


async def _joined(hour: Hour, raid: Raid, joins: int) -> None:
    minutes = int(WITHIN / timedelta(minutes=1))
    numbers = iter(range(joins))
    for minute in range(1, minutes + 1):
        for number in itertools.islice(numbers, joins * minute // minutes - joins * (minute - 1) // minutes):
            began = time.perf_counter()
            await hour.join(number)
            raid.joins.append((time.perf_counter() - began) * 1_000)
        hour.clock.advance(minutes=1)
        await hour.minute(raid)


class _asking:  # noqa: N801  # used like a function
    """Ask all the time while the block lasts, and keep how long each answer took, in milliseconds."""

    def __init__(self, bot: Bot, lookups: Iterator[Request], times: list[float]) -> None:
        self._bot, self._lookups, self._times = bot, lookups, times
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> None:
        self._tasks = [asyncio.create_task(self._ask()) for _ in range(AT_ONCE)]

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _ask(self) -> None:
        while True:
            began = time.perf_counter()
            await self._bot.dispatcher.run(next(self._lookups))
            self._times.append((time.perf_counter() - began) * 1_000)
            # People do not ask without a pause, and what is measured is not how much one process can do.
            await asyncio.sleep(0.02)


async def _opened(bot: Bot, clock: TestClock) -> None:
    """Receive newcomers in the largest community, with an organiser who is told."""
    async with bot.dispatcher.store.write() as unit:
        assert isinstance(unit, SqlUnit)
        account = AccountKey(platform=PLATFORM, workspace=LARGEST_KEY, user="organiser")
        home, olga = await unit.people.welcome(account, "Olga", "Guild", clock.now())
        await unit.people.grant(home.id, olga.id, Role.ORGANISER)
        made = Version(number=1, made_by=olga.id, made_at=clock.now(), note="", settings=_SETTINGS)
        await unit.onboarding.add(home.id, made, clock.now())


async def joins(url: str, quiz: Quiz, server: str) -> Raid:
    """Measure and print it."""
    raid = await raided(url, quiz.mixed())
    budget = max(raid.sent[1:])
    allowed = _SETTINGS.let_in_a_minute + 1
    p99 = percentile(raid.lookups, 99)
    rows = [
        _row("look-ups before", raid.before, ""),
        _row("look-ups meanwhile", raid.lookups, f"p99 ≤ {LOOKUP_P99_MILLISECONDS}: {verdict(p99, 100)}"),
        _row("joins", raid.joins, f"{len(raid.joins) / raid.seconds:,.0f} a second"),
        _row("sending, each minute", raid.sending, ""),
    ]
    show(f"{JOINS:,} joins within an hour on {server}, ms", ["", "number", "p50", "p99", "most", ""], rows)
    print(
        f"  written to: {raid.sent[0]} in the first minute, then {budget} in a minute at most "
        f"(≤ {allowed}: {verdict(budget, allowed)}), {sum(raid.sent)} in all by {AFTERWARDS} minutes after"
    )
    return raid


def _row(name: str, times: list[float], more: str) -> list[str]:
    return [
        name, f"{len(times):,}", f"{percentile(times, 50):.1f}", f"{percentile(times, 99):.1f}", f"{max(times):.1f}",
        more,
    ]  # fmt: skip
