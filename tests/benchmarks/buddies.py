"""Buddies for 5,000 people: how long matching takes, and how look-ups fare while all of them are introduced."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from datetime import UTC, datetime

from bot.buddies.matching import matched
from bot.buddies.seeking import seeker
from bot.buddies.values import Buddy, Looking
from bot.clock import SystemClock
from bot.deliveries import Delivery, Order, State, Target
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, Community, CommunityId, MemberId, Place, TagId
from bot.ports import Unit
from bot.posts import USUAL_QUIET, Writing
from bot.preferences.values import InterestKind
from bot.requests import Request, Typed
from commands import COMMANDS
from commands.buddies.matching import match_now
from storage.database import Database
from storage.store import SqlStore
from tests.benchmarks.printing import percentile, show, verdict

PEOPLE, TAGS, AT_ONCE = 5_000, 200, 250
#: Steps of introducing that are measured.
STEPS = 10
#: Seconds in which 5,000 people are to be matched, and milliseconds that 99 of 100 look-ups may take meanwhile.
SECONDS, LOOK_UP = 5.0, 100.0
ZONES = ("Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney")
QUIET = (None, None, None, "23:30-07:15", "00:00-09:00", "20:00-06:00")
LANGUAGES = (None, "en", "en", "de")
PLACE = Place(platform="bench", workspace="guild", channel="general")
TARGET = Target(platform="bench", workspace="guild", channel="general")


async def buddies(url: str, _runs: int, server: str, people: int = PEOPLE) -> dict[str, float]:
    """Measure on an empty database, and print a table; seconds by what was done."""
    database = Database(url)
    store = SqlStore(database)
    home = await _filled(store, people)
    now = datetime.now(UTC)
    began = time.perf_counter()
    async with store.read() as unit:
        looking = await unit.buddies.looking(home.id, now)
    read = time.perf_counter() - began
    pairs, matching = _matched(looking, now)
    introducing, steps, look_ups = await _introduced(store, home)
    async with store.read() as unit:
        after = await unit.buddies.looking(home.id, now)
    assert all(one.has < one.most for one in after), "nobody is over the load cap"
    await database.close()
    most = percentile(look_ups, 99)
    rows = [
        ["reading who looks (floor)", f"{read:.2f} s", ""],
        [f"matching, {pairs:,} pairs", f"{matching:.2f} s", ""],
        ["both", f"{read + matching:.2f} s", verdict(read + matching, SECONDS)],
        [f"introducing the first of them, {steps} transactions", f"{introducing:.2f} s", ""],
        [f"{len(look_ups):,} look-ups meanwhile, p99", f"{most:.1f} ms", verdict(most, LOOK_UP)],
    ]
    show(f"Buddies for {people:,} people on {server}", ["", "", f"≤ {SECONDS:.0f} s, {LOOK_UP:.0f} ms"], rows)
    return {"read": read, "matching": matching, "introducing": introducing, "look-ups": most}


def _matched(looking: list[Looking], now: datetime) -> tuple[int, float]:
    """How many pairs there are, and in how many seconds they are found. Raises AssertionError if a cap is broken."""
    began = time.perf_counter()
    found = matched([seeker(one, now, usual_quiet=USUAL_QUIET) for one in looking])
    took = time.perf_counter() - began
    counts = Counter(member for match in found for member in (match.one, match.other))
    assert all(counts[one.member] <= one.most - one.has for one in looking), "nobody is over the load cap"
    return len(found), took


async def _introduced(store: SqlStore, home: Community) -> tuple[float, int, list[float]]:
    """Introduce many, step by step as the bot does, while somebody looks things up; seconds, steps, milliseconds."""
    dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=SystemClock())
    times: list[float] = []
    asking = asyncio.create_task(_ask(dispatcher, times))
    began = time.perf_counter()
    for _ in range(STEPS):
        async with store.write() as unit:
            await match_now.compose(_writing(home, unit))
    took = time.perf_counter() - began
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await dispatcher.settle()
    return took, STEPS, times


def _writing(home: Community, unit: Unit) -> Writing:
    now = datetime.now(UTC)
    order = Order(key="x", topic="buddy.match", kind="buddy.match", target=TARGET, due_at=now)
    delivery = Delivery(id=1, community=home.id, order=order, state=State.DUE)
    return Writing(community=home, now=now, unit=unit, delivery=delivery)


async def _ask(dispatcher: Dispatcher, times: list[float]) -> None:
    account = AccountKey(platform="bench", workspace="guild", user="p0")
    request = Request(account=account, name="p0", place=PLACE, said=Typed("tag list"))
    while True:
        began = time.perf_counter()
        await dispatcher.run(request)
        times.append((time.perf_counter() - began) * 1_000)
        await asyncio.sleep(0.02)


async def _filled(store: SqlStore, people: int) -> Community:
    """A community in which everybody takes part."""
    chance, now = random.Random(7), datetime.now(UTC)
    async with store.write() as unit:
        account = AccountKey(platform="bench", workspace="guild", user="owner")
        home, owner = await unit.people.welcome(account, "Owner", "Guild", now)
        names = [f"tag{number}" for number in range(TAGS)]
        made = await unit.tags.make(home.id, names, owner.id, now)
    tags = [made[name].id for name in names]
    for start in range(0, people, AT_ONCE):
        async with store.write() as unit:
            for number in range(start, min(start + AT_ONCE, people)):
                account = AccountKey(platform="bench", workspace="guild", user=f"p{number}")
                _home, member = await unit.people.welcome(account, f"Person {number}", "Guild", now)
                await _takes_part(unit, home.id, member.id, tags, chance, now)
    return home


async def _takes_part(
    unit: Unit, home: CommunityId, member: MemberId, tags: list[TagId], chance: random.Random, now: datetime
) -> None:
    """Frequent tags more often, as people would; some people avoid somebody."""
    chosen = list({tags[min(int(chance.paretovariate(0.7)) - 1, TAGS - 1)] for _ in range(chance.randint(1, 6))})
    split = chance.randint(0, len(chosen))
    await unit.preferences.put_interests(home, member, InterestKind.LEARN, chosen[:split])
    await unit.preferences.put_interests(home, member, InterestKind.HELP, chosen[split:])
    await unit.communities.save_person(home, member, chance.choice(ZONES), chance.choice(LANGUAGES))
    await unit.deliveries.set_rest(home, member, chance.choice(QUIET))
    await unit.buddies.save(home, Buddy(member=member, waits_since=now, most=chance.choice((1, 1, 1, 2, 3, 5))))
    if chance.random() < 0.1:
        await unit.buddies.avoid(home, member, MemberId(max(1, member - chance.randint(1, 50))))
