"""Which proofs are run, how large, and on what."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.chaos import proofs
from tests.chaos.controls import CONTROLS
from tests.chaos.crew import Crew, crew
from tests.chaos.lab import MANNERS, Lab, lab
from tests.chaos.places import Places, places
from tests.chaos.proofs import Result
from tests.chaos.proxy import proxy
from tests.chaos.real import real_messengers
from tests.chaos.replicas import replicas
from tests.chaos.simulated import clock_jumps, long_outage
from tests.chaos.years import years

DATABASES = ("sqlite", "postgresql")
#: Number 6 is the oracle of clocks; 0 stands for the senders that are known to be wrong.
NUMBERS = (0, 1, 2, 3, 4, 5, 7, 8, 9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much of everything."""

    kills: int
    announcements: int
    crashes: Sequence[int]
    lost_answers: int
    outage_seconds: float
    outage_hours: float
    due_at_once: int
    restarts: int
    jumps: int
    communities: int
    years: int
    #: Runs beside one another, each with processes of its own.
    at_once: int


FULL = Size(
    kills=1_000, announcements=10_000, crashes=(1, 2, 3, 5), lost_answers=5_000, outage_seconds=60, outage_hours=6,
    due_at_once=10_000, restarts=20, jumps=1_000, communities=2_000, years=5, at_once=2,
)  # fmt: skip
SMALL = Size(
    kills=30, announcements=500, crashes=(1,), lost_answers=40, outage_seconds=4, outage_hours=1,
    due_at_once=200, restarts=2, jumps=12, communities=4, years=1, at_once=64,
)  # fmt: skip

Run = Callable[[], Awaitable[Result]]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """On what proofs stand: the workers, the databases, the size and the seed."""

    crew: Crew
    places: Places
    on: str
    size: Size
    seed: int

    def runs(self, numbers: Sequence[int]) -> list[Run]:
        """Every run of these proofs."""
        found: list[Run] = []
        for number in numbers:
            found += {
                0: self._controls,
                1: self._kills,
                2: self._crashes,
                3: self._lost,
                4: self._outages,
                5: self._replicas,
                7: self._jumps,
                8: self._years,
                9: self._real,
            }[number]()
        return found

    def _in_lab(self, manner: str, prove: Callable[[Lab], Awaitable[Result]]) -> Run:
        async def run() -> Result:
            async with lab(self.crew, self.places.another(), manner, self.seed) as made:
                return await prove(made)

        return run

    def _each(self, prove: Callable[[Lab], Awaitable[Result]]) -> list[Run]:
        return [self._in_lab(manner, prove) for manner in MANNERS]

    def _controls(self) -> list[Run]:
        if self.on != "sqlite":
            return []
        kills, count = self.size.kills // 20 + 9, self.size.announcements // 20 + 100

        def named(name: str) -> Run:
            return self._in_lab("discord", lambda one: proofs.control(one, name=name, kills=kills, count=count))

        hasty = self._in_lab("slack", lambda one: proofs.control_without_settle(one, kills=kills, count=count))
        return [*map(named, CONTROLS), hasty]

    def _kills(self) -> list[Run]:
        return self._each(
            lambda one: proofs.random_kills(one, kills=self.size.kills, count=self.size.announcements),
        )

    def _crashes(self) -> list[Run]:
        return self._each(lambda one: proofs.named_crashes(one, passings=self.size.crashes))

    def _lost(self) -> list[Run]:
        return self._each(lambda one: proofs.every_second_lost(one, count=self.size.lost_answers))

    def _outages(self) -> list[Run]:
        runs = self._each(lambda one: proofs.outage(one, count=20, seconds=self.size.outage_seconds))
        return [*runs, *(self._long(manner) for manner in MANNERS if self.on == "sqlite")]

    def _long(self, manner: str) -> Run:
        hours = self.size.outage_hours
        return lambda: long_outage(self.places.another(), manner=manner, seed=self.seed, hours=hours)

    def _replicas(self) -> list[Run]:
        if self.on != "postgresql":
            return []

        async def run(manner: str) -> Result:
            with places("postgresql") as alone:
                address = alone.another()
                async with (
                    proxy(address) as (way, through),
                    lab(self.crew, address, manner, self.seed, way=through) as made,
                ):
                    return await replicas(
                        made, way, count=self.size.due_at_once, replicas=5, restarts=self.size.restarts, every_seconds=3
                    )

        # A server of its own for each takes a while to start; of the two the one without marks is the harder.
        manners = MANNERS if self.size is FULL else ("slack",)
        return [lambda manner=manner: run(manner) for manner in manners]  # type: ignore[misc]

    def _jumps(self) -> list[Run]:
        if self.on != "sqlite":
            return []
        few = min(self.size.jumps, 50)
        return [
            lambda: clock_jumps(self.places.another(), seed=self.seed, jumps=self.size.jumps),
            lambda: clock_jumps(self.places.another(), seed=self.seed, jumps=few, is_steady=False),
        ]

    def _years(self) -> list[Run]:
        if self.on != "sqlite":
            return []
        size = self.size
        return [lambda: years(self.places.another(), communities=size.communities, count=size.years)]

    def _real(self) -> list[Run]:
        if self.on != "sqlite":
            return []
        kills = self.size.kills // 20 + 4
        return self._each(lambda one: real_messengers(one, kills=kills, count=kills * 6))


@asynccontextmanager
async def ground(where: Places, on: str, size: Size, seed: int) -> AsyncIterator[Ground]:
    """Workers for as long as the block lasts."""
    async with crew() as workers:
        yield Ground(crew=workers, places=where, on=on, size=size, seed=seed)


async def prove(where: Places, on: str, size: Size, *, seed: int, numbers: Sequence[int]) -> list[Result]:
    """The results of these proofs on one database; so many runs beside one another as the size says."""
    room = asyncio.Semaphore(size.at_once)

    async def one(run: Run) -> Result:
        async with room:
            return await run()

    async with ground(where, on, size, seed) as made:
        return list(await asyncio.gather(*(one(run) for run in made.runs(numbers))))


def is_control(result: Result) -> bool:
    """Whether this is one of those that have to fail."""
    return result.proof.startswith("control")


def holds(results: Sequence[Result]) -> bool:
    """Whether every proof holds, and every control was found out."""
    return all(result.holds != is_control(result) for result in results)
