"""Newcomers: whether the numbers are those of a model that moves 10,000 of them, and how long 100,000 take to count."""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta

from sqlalchemy import Engine, create_engine, insert, text

from bot.dispatch import Dispatcher
from bot.identity import CommunityId, Role
from bot.onboarding import funnel
from bot.replies import Card
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from storage.tables import journey, journey_step, member
from tests.benchmarks.printing import percentile, show, verdict
from tests.simulated import MONDAY, Simulation, differing
from tests.talk import Talk, TestClock

SIMULATED, COUNTED, DAYS = 10_000, 100_000, 60
#: Milliseconds that half of the answers about all of them may take.
TARGET = 100.0
_ROWS = 5_000
_STEPS = ("interests", "learning", "hello")


async def newcomers(url: str, runs: int, server: str) -> object:
    """Both, on an empty database, with a table of each."""
    await counted(url, server, min(runs, 20))
    return await simulated(url, server)


async def simulated(url: str, server: str, people: int = SIMULATED) -> int:
    """Let so many come on an empty database; in how many weeks the numbers are not those of the model."""
    database, clock = Database(url), TestClock()
    clock.advance(seconds=int((MONDAY - clock.now()).total_seconds()))
    dispatcher = Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=clock)
    simulation = Simulation(dispatcher, clock, people=people, days=DAYS)
    began = time.perf_counter()
    await simulation.run()
    seconds = time.perf_counter() - began
    spans = funnel.spans("UTC", clock.now())
    async with dispatcher.store.read() as unit:
        community = await unit.people.of_workspace("console", "guild")
        assert community
        wrong = len(differing(await unit.funnel.tallies(community.id, spans), simulation.tallies(spans)))
    await dispatcher.settle()
    await database.close()
    done = ", ".join(f"{act} {count:,}" for act, count in simulation.done.most_common())
    row = [f"{people:,}", done, f"{seconds:.0f}", f"{wrong}", verdict(wrong, 0)]
    show(
        f"Newcomers of {DAYS} days on {server}", ["simulated", "what they did", "s", "weeks that differ", "= 0"], [row]
    )
    return wrong


async def counted(url: str, server: str, runs: int = 20, people: int = COUNTED) -> float:
    """Count so many of one year, as ``/onboarding status`` does; milliseconds that half of the answers take."""
    database, clock = Database(url), TestClock()
    olga = Talk(
        Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=clock),
        name="Olga", role=Role.ORGANISER, community="Crowd",
    )  # fmt: skip
    await olga("/help")
    async with olga.dispatcher.store.read() as unit:
        home = await unit.people.of_workspace("console", "crowd")
    assert home
    engine = create_engine(url)
    _fill(engine, home.id, people, clock.now())
    engine.dispose()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        answer = await olga.dispatcher.run(olga.request("onboarding status weeks:52"))
        times.append((time.perf_counter() - began) * 1000)
        assert isinstance(answer.reply, Card)
    await database.close()
    half = percentile(times, 50)
    row = [f"{people:,} in a year", f"{half:.0f}", f"{max(times):.0f}", verdict(half, TARGET)]
    show(f"/onboarding status on {server}, ms", ["newcomers", "p50", "worst", "≤ 100"], [row])
    return half


def _fill(engine: Engine, community: CommunityId, people: int, now: datetime) -> None:
    chance = random.Random(3)
    for first in range(1_000, 1_000 + people, _ROWS):
        numbers = range(first, min(first + _ROWS, 1_000 + people))
        rows = [_journey(community, number, now - timedelta(days=360) * chance.random(), chance) for number in numbers]
        steps = [
            {"community_id": community, "member_id": row["member_id"], "step": step, "shown_at": row["joined_at"],
             "settled_at": row["joined_at"], "outcome": chance.choice(("answered", "answered", "skipped"))}
            for row in rows for step in _STEPS[: chance.randint(0, 3)]
        ]  # fmt: skip
        named = [
            {"community_id": community, "id": number, "name": "Somebody", "role": 0, "joined_at": now}
            for number in numbers
        ]
        with engine.begin() as connection:
            for table, made in ((member, named), (journey, rows), (journey_step, steps)):
                connection.execute(insert(table), made)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _journey(community: CommunityId, number: int, at: datetime, chance: random.Random) -> dict[str, object]:
    state = chance.choice(("invited", "going", "finished", "finished", "stopped"))
    return {
        "community_id": community, "member_id": number, "state": state, "joined_at": at, "moved_at": at,
        "entry": chance.choice(("console", "console", "slack", "slack\nC0WELCOME", "")),
        "finished_at": at if state == "finished" else None, "left_at": at if chance.random() < 0.1 else None,
        "why": "", "unmatched": "", "hello": "", "hello_at": at if state == "finished" else None, "version": 1,
    }  # fmt: skip
