"""How fast the bot's own messages leave: lateness, claim and mark, a million that are not due, and a rush at a limit.

The platform is one in memory, because what is measured is the sender and the database.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from adapters.timer import ticking
from bot.clock import SystemClock
from bot.deliveries import Delivery, NotThere, Order, Refused, Sent, State, Target, Unknown, Unreadable, Waits
from bot.delivering import Deliverer, Keeping, Telling
from bot.identity import AccountKey, CommunityId
from bot.messenger import Outgoing
from bot.posts import Writing, post
from bot.replies import Notice, said
from storage.database import Database
from storage.schema import prepare
from storage.store import SqlStore
from tests.benchmarks.printing import percentile, show, verdict
from tests.benchmarks.servers import Server
from tests.fakes.client import ROOT

#: Targets: seconds, deliveries a second, milliseconds, and shares of the least time.
LATE_P50, LATE_P99 = 0.25, 1.0
A_SECOND = {"SQLite": 1_000, "PostgreSQL": 2_000}
REPLICAS = {"SQLite": 1, "PostgreSQL": 4}
TICK_MILLISECONDS = 5.0
RUSH = 1.05


@post("bench.hello", about="a greeting")
async def hello(writing: Writing) -> Notice | None:
    """Says something of the length of an announcement."""
    return said(f"Announcement {writing.subject['number']}: " + "all of you are welcome. " * 8)


class Platform:
    """Takes every message at once, or no more than so many a second."""

    knows_marks = True
    gathers = False

    def __init__(self, a_second: float = 0.0) -> None:
        self._pause = 1 / a_second if a_second else 0.0
        self._next = 0.0
        self.taken = 0

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Waits | Unknown | Refused:
        if self._pause:
            now = time.monotonic()
            self._next = max(now, self._next + self._pause)
            await asyncio.sleep(self._next - now)
        self.taken += 1
        return Sent(outgoing.mark)

    async def edit(self, outgoing: Outgoing, ref: str) -> Sent | Waits | Unknown | Refused:
        return Sent(ref)

    async def look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        return NotThere()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    """A store that is closed again."""
    database = Database(url)
    try:
        yield SqlStore(database)
    finally:
        await database.close()


def sender(store: SqlStore, platform: Platform, telling: Telling | None = None) -> Deliverer:
    """A sender to this platform."""
    return Deliverer([hello], store=store, clock=SystemClock(), messengers=lambda _p, _w: platform, telling=telling)


async def founded(store: SqlStore) -> CommunityId:
    """A community."""
    async with store.write() as unit:
        account = AccountKey(platform="p", workspace="W", user="U")
        community, _ = await unit.people.welcome(account, "Ada", "Guild", datetime.now(UTC))
    return community.id


async def order(store: SqlStore, community: CommunityId, due: list[datetime], *, lanes: int, name: str) -> None:
    """Order a message for each of these moments."""
    for start in range(0, len(due), 1_000):
        async with store.write() as unit:
            for number, at in enumerate(due[start : start + 1_000], start):
                target = Target(platform="p", workspace="W", channel=f"{name}{number % lanes}")
                given = {"topic": name, "kind": "bench.hello", "target": target, "subject": {"number": number}}
                one = Order(key=f"{name}:{number}", due_at=at, **given)  # type: ignore[arg-type]
                await unit.deliveries.add(community, one, at)


async def lateness(store: SqlStore, community: CommunityId, count: int, seconds: float) -> list[float]:
    """Seconds by which each of so many was late, due at any moment within this time."""
    dice, late, over = random.Random("late"), list[float](), asyncio.Event()

    def settled(one: Delivery, by: float) -> None:
        if one.state is State.SENT:
            late.append(by)
        if len(late) == count:
            over.set()

    begin = datetime.now(UTC) + timedelta(seconds=2)
    due = [begin + timedelta(seconds=dice.uniform(0, seconds)) for _ in range(count)]
    await order(store, community, due, lanes=count, name="late")
    deliverer = sender(store, Platform(), Telling(settled=settled))
    async with ticking() as timer:
        keeping = Keeping(deliverer, alarm=timer, store=store, clock=SystemClock())
        running = asyncio.create_task(keeping.run(), name="sender")
        await over.wait()
        running.cancel()
    return late


async def drained(url: str, replicas: int, count: int) -> float:
    """Claimed, written down as sending, sent and marked, by so many processes; deliveries a second."""
    async with opened(url) as store:
        community = await founded(store)
        await order(store, community, [datetime.now(UTC)] * count, lanes=count, name="drain")
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.benchmarks.deliveries", url),
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(replicas)
    ]  # fmt: skip
    await asyncio.gather(*map(_line, processes))
    begun = time.monotonic()
    for one in processes:
        assert one.stdin
        one.stdin.write(b"go\n")
    told = await asyncio.gather(*map(_line, processes))
    seconds = time.monotonic() - begun
    for one in processes:
        await one.communicate()
    assert sum(map(int, told)) == count
    return count / seconds


async def _line(process: asyncio.subprocess.Process) -> bytes:
    """The next line that it says."""
    assert process.stdout
    return await process.stdout.readline()


async def _drain(url: str) -> None:
    """Send all that is due once the word is given, and say how much that was."""
    platform = Platform()
    async with opened(url) as store:
        deliverer = sender(store, platform)
        # Connections are made before, not while it is measured.
        for unit_of_work in (store.read, store.write):
            async with unit_of_work() as unit:
                await unit.deliveries.next_ready_at()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        await deliverer.drain()
        print(platform.taken, flush=True)


#: Like so many orders; by the database itself, because a million by the bot would take minutes.
FUTURE = """
INSERT INTO delivery (community_id, key, topic, kind, subject, platform, workspace, channel, user_id, lane, due_at,
    ready_at, state, attempts, is_doubtful, is_plain, is_unasked, generation, fence, reason, made_at)
SELECT {community}, 'future:' || n, 'future', 'bench.hello', '{{}}', 'p', 'W', 'F' || (n % 5000), '',
    'p' || chr(10) || 'W' || chr(10) || 'F' || (n % 5000), {at}, {at}, 'due', 0, {no}, {no}, {no}, 0, 0, '', {at}
FROM {numbers}
"""


def future(store_url: str, community: CommunityId, count: int) -> None:
    """Add so many that become due in the next ten years."""
    import sqlite3
    from contextlib import closing

    import psycopg

    given = {"community": community}
    if store_url.startswith("sqlite"):
        numbers = f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s)"
        at = "strftime('%Y-%m-%d %H:%M:%f', 'now', '+' || (86400 + n * 300) || ' seconds') || '000'"
        words = FUTURE.format(numbers=numbers, at=at, no="0", **given).replace("chr(", "char(")
        with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"))) as rows, rows:
            rows.execute(words)
            rows.execute("ANALYZE")
        return
    numbers = f"generate_series(1, {count}) AS n"
    words = FUTURE.format(numbers=numbers, at="now() + (86400 + n * 300) * interval '1 second'", no="false", **given)
    with psycopg.connect(store_url, autocommit=True) as connection:
        connection.execute(words)
        connection.execute("VACUUM ANALYZE delivery")


async def ticks(store: SqlStore, count: int) -> list[float]:
    """Milliseconds that it takes to find that nothing is due."""
    deliverer, times = sender(store, Platform()), list[float]()
    for _ in range(count):
        begun = time.perf_counter()
        await deliverer.drain()
        times.append((time.perf_counter() - begun) * 1_000)
    return times[count // 10 :]


async def rush(store: SqlStore, community: CommunityId, count: int, a_second: float) -> float:
    """So many due at once, at a platform that takes so many a second: the time it takes, by the least possible."""
    await order(store, community, [datetime.now(UTC)] * count, lanes=count, name="rush")
    deliverer = sender(store, Platform(a_second))
    begun = time.monotonic()
    await deliverer.drain()
    return (time.monotonic() - begun) / (count / a_second)


def deliveries(where: Server, *, small: bool) -> None:
    """Measure all of it on one database, and print what came of it."""
    asyncio.run(_measured(where, small=small))


async def _measured(where: Server, *, small: bool) -> None:
    share = 10 if small else 1
    replicas = REPLICAS[where.name]
    url = where.empty()
    prepare(url)
    a_second = await drained(url, replicas, 20_000 // share)
    async with opened(url) as store:
        community = CommunityId(1)
        late = await lateness(store, community, 1_000 // share, 10 / share)
        rushed = await rush(store, community, 10_000 // share, 200)
        before = await ticks(store, 200)
        future(url, community, 1_000_000 // share)
        tick = await ticks(store, 200)
    rows = [
        ("lateness p50, s", percentile(late, 50), LATE_P50, False),
        ("lateness p99, s", percentile(late, 99), LATE_P99, False),
        (f"claim and mark a second, {replicas} process{'es' * (replicas > 1)}", a_second, A_SECOND[where.name], True),
        (f"{10_000 // share:,} at once at 200/s, share of the least time", rushed, RUSH, False),
        ("tick with nothing ahead p50, ms", percentile(before, 50), TICK_MILLISECONDS, False),
        (f"tick with {1_000_000 // share:,} ahead p50, ms", percentile(tick, 50), TICK_MILLISECONDS, False),
        (f"tick with {1_000_000 // share:,} ahead p99, ms", percentile(tick, 99), TICK_MILLISECONDS, False),
    ]
    told = [
        (name, f"{value:,.2f}", f"{target:,}", verdict(value, target, least=least))
        for name, value, target, least in rows
    ]
    show(f"Deliveries on {where.name}", ("", "measured", "target", ""), told)


if __name__ == "__main__":
    asyncio.run(_drain(sys.argv[1]))
