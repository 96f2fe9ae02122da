"""Proofs in simulated time, in this process: an outage of six hours, and clocks that jump.

The platform is one in memory that has been told the true time. What the sender believes is told by a clock of the
harness, so that days pass in seconds.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.clock import Clock, SteadyClock
from bot.deliveries import NotThere, Order, Refused, Sent, State, Target, Unknown, Unreadable, Waits
from bot.delivering import Deliverer
from bot.identity import AccountKey, CommunityId, Role
from bot.messenger import Outgoing
from bot.posts import Post
from commands import POSTS as COMMON
from storage.database import Database
from storage.store import SqlStore
from tests.chaos.checker import Seen, Verdict, Wanted, judge
from tests.chaos.proofs import Result
from tests.chaos.worker import POSTS

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
#: As in the adapters: a connection that was refused is tried again after so many seconds.
REFUSED_SECONDS = 15.0
#: Discord documents "a few minutes" for which a nonce is known.
WINDOW = timedelta(seconds=120)
TICK = timedelta(seconds=15)


class Time:
    """The true time of a run; moves only when it is told to."""

    def __init__(self, now: datetime = BEGIN) -> None:
        self._now = now
        #: What the clock of the machine is wrong by.
        self.wrong = timedelta(0)

    def now(self) -> datetime:
        return self._now

    def wall(self) -> datetime:
        """What the clock of the machine shows."""
        return self._now + self.wrong

    def passed_seconds(self) -> float:
        """Seconds since the machine was started."""
        return (self._now - BEGIN).total_seconds()

    def pass_(self, by: timedelta) -> None:
        self._now += by


@dataclass(kw_only=True)
class Memory:
    """A platform in memory. ``weather`` says what the next request meets: fine, lost, gone or refused."""

    time: Time
    knows_marks: bool
    weather: Callable[[], str] = lambda: "fine"
    on_seen: Callable[[Outgoing], None] = lambda _one: None
    gathers: bool = False
    seen: list[Seen] = field(default_factory=list)
    known: dict[str, datetime] = field(default_factory=dict)

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Waits | Unknown | Refused:
        met = self.weather()
        if met == "refused":
            return Waits(REFUSED_SECONDS, "refused")
        if met != "gone":
            self._take(outgoing)
        return Sent(outgoing.mark) if met == "fine" else Unknown("reset")

    def _take(self, outgoing: Outgoing) -> None:
        before = self.known.get(outgoing.mark)
        if self.knows_marks and before is not None and self.time.now() - before < WINDOW:
            return
        self.known[outgoing.mark] = self.time.now()
        self.on_seen(outgoing)

    async def edit(self, outgoing: Outgoing, ref: str) -> Sent | Waits | Unknown | Refused:
        return Sent(ref)

    async def look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        if self.weather() != "fine":
            return Unreadable("503")
        return Sent(outgoing.mark) if outgoing.mark in self.known else NotThere()


@dataclass(kw_only=True)
class Stage:
    """A sender with its time and its platform."""

    time: Time
    store: SqlStore
    platform: Memory
    deliverer: Deliverer
    community: CommunityId = field(default_factory=lambda: CommunityId(0))

    def seen(self, outgoing: Outgoing) -> None:
        """Note what came to stand on the platform."""
        says = "".join(map(str, getattr(outgoing.shown, "text", ())))
        self.platform.seen.append(Seen(lane=outgoing.target.lane, says=says, at=self.time.now().timestamp()))

    async def order(self, key: str, channel: str, due_at: datetime, **more: object) -> Wanted:
        target = Target(platform="p", workspace="W1", channel=channel)
        given = {"topic": "chaos", "kind": "chaos.announcement", "subject": {"says": key}} | more
        async with self.store.write() as unit:
            order = Order(key=key, target=target, due_at=due_at, **given)  # type: ignore[arg-type]
            await unit.deliveries.add(self.community, order, self.time.now())
        return Wanted(lane=target.lane, says=key, due_at=due_at.timestamp())

    async def state(self, key: str) -> State:
        async with self.store.read() as unit:
            found = await unit.deliveries.find(self.community, key)
        assert found
        return found.state


@asynccontextmanager
async def stage(
    database: str, *, knows_marks: bool, clock: Callable[[Time], Clock] = lambda time: time,
    posts: Sequence[Post] = (*POSTS, *COMMON),
) -> AsyncIterator[Stage]:  # fmt: skip
    """A stage in a community with one organiser."""
    opened, time = Database(database), Time()
    store, platform = SqlStore(opened), Memory(time=time, knows_marks=knows_marks)
    deliverer = Deliverer(posts, store=store, clock=clock(time), messengers=lambda _p, _w: platform)
    made = Stage(time=time, store=store, platform=platform, deliverer=deliverer)
    platform.on_seen = made.seen
    async with store.write() as unit:
        account = AccountKey(platform="p", workspace="HOME", user="U1")
        community, ada = await unit.people.welcome(account, "Ada", "Guild", time.now())
        await unit.people.grant(community.id, ada.id, Role.ORGANISER)
    made.community = community.id
    try:
        yield made
    finally:
        await opened.close()


async def long_outage(database: str, *, manner: str, seed: int, hours: float = 6.0, every: int = 4) -> Result:
    """4, by the policies: answers are lost for two minutes, then nobody is there for six hours.

    ``every``: how many of each kind become due in each quarter of an hour.
    """
    dice = random.Random(seed)
    async with stage(database, knows_marks=manner == "discord") as made:
        wanted, drops, digests = await _ordered(made, hours, every)
        end = made.time.now() + timedelta(hours=hours)
        lost_until = made.time.now() + timedelta(minutes=2)

        def weather() -> str:
            if made.time.now() < lost_until:
                return dice.choice(("lost", "gone", "fine"))
            return "fine" if made.time.now() >= end else "refused"

        made.platform.weather = weather
        while made.time.now() < end + timedelta(hours=1):
            await made.deliverer.drain()
            made.time.pass_(TICK * 4)
        missed = [one for one in drops if await made.state(one.says) is State.DEAD]
        coalesced = [one for one in digests if await made.state(one.says) is State.VOID]
        expected = [*wanted, *(one for one in (*drops, *digests) if one not in missed and one not in coalesced)]
        verdict = judge(expected, [one for one in made.platform.seen if "@" not in one.lane])
        async with made.store.read() as unit:
            told = await unit.deliveries.about(made.community, "deliveries")
        note = f"{len(missed)} too late and told of, {len(coalesced)} made one with the next"
        is_done = bool(told) == bool(missed) and bool(coalesced)
    return _result(f"4 outage of {hours:g} h", manner, seed, verdict, is_done=is_done, note=note)


async def _ordered(made: Stage, hours: float, every: int) -> tuple[list[Wanted], list[Wanted], list[Wanted]]:
    wanted, drops, digests = [], [], []
    quarter = timedelta(minutes=15)
    for number in range(int(hours * 4)):
        at = made.time.now() + quarter * number
        for part in range(every):
            name, useful = f"{number}.{part}", at + timedelta(days=1)
            wanted.append(await made.order(f"note {name}", f"A{name}", at, useful_until=useful))
            wanted.append(await made.order(f"always {name}", f"B{name}", at, kind="chaos.reminder"))
            drops.append(await made.order(f"now {name}", f"D{name}", at, kind="chaos.start", useful_until=at + quarter))
        digests.append(await made.order(f"digest {number}", "G", at, kind="chaos.digest"))
    return wanted, drops, digests


async def clock_jumps(database: str, *, seed: int, jumps: int, is_steady: bool = True) -> Result:
    """7: the clock of the machine jumps by seconds, hours or days, and is set right within ten minutes.

    Each jump is more than the two seconds by which machines are set right all the time, and which are followed.
    """
    dice = random.Random(seed)

    def clock(time: Time) -> Clock:
        return SteadyClock(time.wall, time.passed_seconds) if is_steady else _Wall(time)

    async with stage(database, knows_marks=True, clock=clock) as made:
        made.platform.weather = lambda: "lost" if dice.random() < 0.05 else "fine"
        wanted = []
        for number in range(jumps):
            ahead = made.time.now() + timedelta(seconds=dice.uniform(0, 900))
            wanted.append(await made.order(f"jump {number}", f"C{number}", ahead))
            far = made.time.now() + timedelta(minutes=20)
            wanted.append(await made.order(f"far {number}", f"F{number}", far))
            made.time.wrong = dice.choice((-1, 1)) * dice.choice(_JUMPS) * dice.uniform(1.1, 2)
            await _ticks(made, dice.uniform(60, 540))
            made.time.wrong = timedelta(0)
            await _ticks(made, dice.uniform(15, 90))
        await _ticks(made, 3_600)
        verdict = judge(wanted, made.platform.seen)
    name = "7 clock jumps" if is_steady else "control: the wall clock believed"
    return _result(name, "discord", seed, verdict, note=f"{jumps} jumps")


_JUMPS = tuple(timedelta(seconds=seconds) for seconds in (3, 30, 3_600, 86_400))


@dataclass(frozen=True, slots=True)
class _Wall:
    time: Time

    def now(self) -> datetime:
        return self.time.wall()


async def _ticks(made: Stage, seconds: float) -> None:
    end = made.time.now() + timedelta(seconds=seconds)
    while made.time.now() < end:
        await made.deliverer.drain()
        made.time.pass_(TICK)


def _result(proof: str, manner: str, seed: int, verdict: Verdict, *, is_done: bool = True, note: str = "") -> Result:
    return Result(
        proof=proof, on="sqlite", manner=manner, seed=seed, kills=0, sent=verdict.ordered - verdict.lost,
        verdict=verdict, is_done=is_done, note=note,
    )  # fmt: skip
