"""Taking in a large file of bookmarks, by this process and by another, while people look things up."""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path

from adapters.files import read
from bot.clock import SystemClock
from bot.identity import AccountKey
from bot.intake import take_in
from bot.replies import Page
from storage.store import SqlStore
from tests.benchmarks.asking import Bot, bot_on
from tests.benchmarks.printing import percentile, show, verdict
from tests.benchmarks.processes import watched
from tests.benchmarks.questions import Quiz
from tests.benchmarks.rows import PLATFORM
from tests.benchmarks.vocabulary import TEXT

GROWTH_MIB = 100
P99_MILLISECONDS = 100
FOLDERS = 200
#: Pause between two look-ups, in seconds, as people do not ask all the time.
PAUSE_SECONDS = 0.01


def bookmarks(file: Path, entries: int) -> None:
    """Write a browser's export: folders, tags, dates, descriptions."""
    chance = random.Random("bookmarks")
    with file.open("w", encoding="utf-8") as out:
        out.write("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n")
        for number in range(entries):
            if number % (entries // FOLDERS + 1) == 0:
                out.write("</DL><p>\n" if number else "")
                out.write(f"<DT><H3>{' '.join(TEXT.draw(chance, 2))}</H3>\n<DL><p>\n")
            title = " ".join(TEXT.draw(chance, 6))
            tags = ",".join(TEXT.draw(chance, 2))
            address = f"https://saved.example/{number}/{title.replace(' ', '-')}"
            out.write(f'<DT><A HREF="{address}" ADD_DATE="{1_600_000_000 + number}" TAGS="{tags}">{title}</A>\n')
            if number % 3 == 0:
                out.write(f"<DD>{' '.join(TEXT.draw(chance, 10))}\n")
        out.write("</DL><p>\n</DL><p>\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """What an import took, and what look-ups took meanwhile."""

    seconds: float
    growth_mib: float
    lookups: list[float]


async def importing(url: str, quiz: Quiz, file: Path, entries: int, server: str) -> None:
    """Measure and print both imports. The database is written to."""
    async with bot_on(url) as bot:
        # What is made only once must not count as growth.
        await _import_here(bot, _part(file), "warm-up")
        quiet = await _asked(bot, quiz, asyncio.sleep(3))
        here = await _measured(bot, quiz, _import_here(bot, file, "here"))
        there = await _elsewhere(bot, quiz, url, file)
    columns = (
        "import",
        "seconds",
        "entries/s",
        "growth MiB",
        "look-ups p50 ms",
        "p99 ms",
        f"≤ {GROWTH_MIB} MiB",
        "p99 ≤ 100",
    )
    rows = [["none", "", "", "", f"{percentile(quiet, 50):.1f}", f"{percentile(quiet, 99):.1f}", "", ""]]
    for name, one in (("by this process", here), ("by another process", there)):
        p99 = percentile(one.lookups, 99)
        rows.append([
            name, f"{one.seconds:.0f}", f"{entries / one.seconds:,.0f}", f"{one.growth_mib:.0f}",
            f"{percentile(one.lookups, 50):.1f}", f"{p99:.1f}", verdict(one.growth_mib, GROWTH_MIB),
            verdict(p99, P99_MILLISECONDS),
        ])  # fmt: skip
    show(f"Import of {entries:,} bookmarks, {server}", columns, rows)


def _part(file: Path) -> Path:
    """The beginning of the file, as a file."""
    part = file.with_suffix(".part.html")
    with file.open(encoding="utf-8") as whole:
        part.write_text("".join(itertools.islice(whole, 1_000)), encoding="utf-8")
    return part


async def _import_here(bot: Bot, file: Path, community: str) -> None:
    store = SqlStore(bot.database)
    now = SystemClock().now()
    async with store.write() as unit:
        account = AccountKey(platform=PLATFORM, workspace=f"import {community}", user="m0")
        home, member = await unit.people.welcome(account, "m0", community, now)
    tally = await take_in(store, home, member, read(file, format="bookmarks"), (), now)
    assert tally.added > 0, tally


async def _measured(bot: Bot, quiz: Quiz, work: Awaitable[object]) -> Import:
    began = time.perf_counter()
    with watched() as memory:
        lookups = await _asked(bot, quiz, work)
    return Import(seconds=time.perf_counter() - began, growth_mib=memory.growth, lookups=lookups)


async def _elsewhere(bot: Bot, quiz: Quiz, url: str, file: Path) -> Import:
    command = (sys.executable, "-m", "bot", "--database", url, "import", str(file), "--community", "elsewhere")
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    # Its growth is counted from when it has loaded everything.
    await asyncio.sleep(1.5)
    with watched(process.pid) as memory:
        lookups = await _asked(bot, quiz, process.wait())
    assert process.returncode == 0, f"the import ended with {process.returncode}"
    return Import(seconds=time.perf_counter() - began, growth_mib=memory.growth, lookups=lookups)


async def _asked(bot: Bot, quiz: Quiz, work: Awaitable[object]) -> list[float]:
    """Milliseconds of look-ups, one after another, while something else goes on."""
    under_way = asyncio.ensure_future(work)
    made_up = list(itertools.islice(quiz.mixed(), 300))
    # Only such as find something: a search that finds nothing is written down, and waits for the import.
    requests = itertools.cycle([one for one in made_up if isinstance(await bot.ask(one), Page)])
    result = []
    while not under_way.done():
        began = time.perf_counter()
        await bot.ask(next(requests))
        result.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(PAUSE_SECONDS)
    await under_way
    return result
