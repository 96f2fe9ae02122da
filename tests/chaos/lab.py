"""One run: a database with what is due, a platform with its weather, and the end, which is judged."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.deliveries import Order, State, Target
from bot.errors import BotError
from bot.identity import AccountKey
from storage.database import Database
from storage.store import SqlStore
from tests.chaos.checker import Verdict, Wanted, judge, observed
from tests.chaos.controls import TABLE
from tests.chaos.crew import Crew, Worker
from tests.fakes.client import Controls, fake_process

#: What goes wrong with one request in ten, and how often each.
FAULTS = {"drop_after": 0.02, "error_after": 0.02, "refuse": 0.02, "too_many": 0.02, "slow": 0.01, "hang": 0.01}
MANNERS = ("discord", "slack")
LOOK_SECONDS = 0.05


@dataclass(kw_only=True)
class Lab:
    """A platform and a database, and what was ordered."""

    database: str
    manner: str
    seed: int
    crew: Crew
    fake: Controls
    #: Through which the workers reach the database, where that is not its own address.
    way: str = ""
    wanted: list[Wanted] = field(default_factory=list)
    kills: int = 0

    @property
    def dice(self) -> random.Random:
        """The chance of this run; the same for the same seed."""
        return random.Random(self.seed)

    async def storm(self, share: float = 1.0) -> None:
        """Let so many of all requests, times a tenth, go wrong."""
        for number, (kind, chance) in enumerate(FAULTS.items()):
            fault = {"kind": kind, "chance": chance * share, "times": None, "seconds": 0.6, "status": 503}
            await self.fake.call("fault", **fault, seed=self.seed + number)

    async def order(
        self, count: int, *, lanes: int, over_seconds: float = 0.0, places: tuple[str, Sequence[str]] | None = None
    ) -> None:
        """Order so many more announcements, due one after another within this time from now on.

        ``places``: a workspace and its channels, where those are not made up.
        """
        first = len(self.wanted)
        more = _orders(self.manner, range(first, first + count), lanes, over_seconds)
        if places:
            workspace, channels = places
            more = [
                replace(one, lane=f"{self.manner}\n{workspace}\n{channels[number % lanes]}")
                for number, one in enumerate(more)
            ]
        self.wanted += more
        database = Database(self.database)
        store = SqlStore(database)
        async with store.write() as unit:
            now = datetime.now(UTC)
            account = AccountKey(platform=self.manner, workspace="W1", user="U1")
            known = await unit.people.who(account)
            community, _ = known or await unit.people.welcome(account, "Ada", "Guild", now)
            for one in more:
                platform, workspace, channel = one.lane.split("\n")
                order = Order(
                    key=one.says,
                    topic="chaos",
                    kind="chaos.announcement",
                    target=Target(platform=platform, workspace=workspace, channel=channel),
                    due_at=datetime.fromtimestamp(one.due_at, UTC),
                    subject={"says": one.says},
                )
                await unit.deliveries.add(community.id, order, now)
        await database.close()

    def order_for_control(self, count: int, *, lanes: int, over_seconds: float = 0.0) -> None:
        """Order the same of a sender that is known to be wrong. Only on SQLite."""
        self.wanted = _orders(self.manner, range(count), lanes, over_seconds)
        with closing(sqlite3.connect(self.database.removeprefix("sqlite:///"))) as rows, rows:
            rows.execute(TABLE)
            rows.executemany(
                "INSERT INTO pending (key, lane, at) VALUES (?, ?, ?)",
                [(one.says, one.lane, one.due_at) for one in self.wanted],
            )

    async def worker(self, **more: object) -> Worker:
        """A new worker on this database and this platform."""
        given: dict[str, object] = {"database": self.way or self.database, "api": self.fake.addresses["api"]}
        if "control" not in more:
            given |= {"knows_marks": self.manner == "discord", "crash_at": ""}
        return await self.crew.start(**given | more)

    async def finished(self, seconds: float) -> bool:
        """Wait until nothing is open any more; False if that takes longer."""
        database = Database(self.database)
        store = SqlStore(database)
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                if await _is_done(store):
                    return True
                await asyncio.sleep(LOOK_SECONDS)
            return False
        finally:
            await database.close()

    async def taken(self, count: int, seconds: float) -> None:
        """Wait until the platform has so many messages, but no longer than this."""
        end = time.monotonic() + seconds
        while await self.fake.call("count") < count:
            await asyncio.sleep(LOOK_SECONDS)
            if time.monotonic() > end:
                return

    async def control_finished(self, seconds: float) -> None:
        """Wait until a wrong sender has nothing left."""
        file, end = self.database.removeprefix("sqlite:///"), time.monotonic() + seconds
        with closing(sqlite3.connect(file)) as rows:
            while rows.execute("SELECT 1 FROM pending WHERE is_done = 0").fetchone():
                await asyncio.sleep(LOOK_SECONDS)
                if time.monotonic() > end:
                    return

    async def verdict(self) -> Verdict:
        """What stands on the platform, held against what was ordered; what is still under way comes first."""
        await asyncio.sleep(1)
        return judge(self.wanted, observed(await self.fake.call("messages")))

    async def counts(self) -> dict[State, int]:
        """How many were given up, or left to organisers."""
        database = Database(self.database)
        async with SqlStore(database).read() as unit:
            tally = await unit.deliveries.tally(datetime.now(UTC))
        await database.close()
        return tally.by_state


async def _is_done(store: SqlStore) -> bool:
    try:
        async with store.read() as unit:
            return await unit.deliveries.next_ready_at() is None
    except BotError:
        return False


def _orders(manner: str, numbers: range, lanes: int, over_seconds: float) -> list[Wanted]:
    begin = datetime.now(UTC) + timedelta(seconds=0.5 if over_seconds else 0)
    return [
        Wanted(
            lane=f"{manner}\nW{number % 4}\nC{number % lanes}",
            says=f"announcement {number}",
            due_at=(begin + timedelta(seconds=over_seconds * place / len(numbers))).timestamp(),
        )
        for place, number in enumerate(numbers)
    ]


@asynccontextmanager
async def lab(crew: Crew, database: str, manner: str, seed: int, *, way: str = "") -> AsyncIterator[Lab]:
    """A lab with a platform of its own."""
    async with fake_process("tests.chaos.fake", seed=seed) as fake:
        yield Lab(database=database, manner=manner, seed=seed, crew=crew, fake=fake, way=way)


__all__ = ["FAULTS", "MANNERS", "Lab", "lab"]
