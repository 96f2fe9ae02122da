"""Where the time of look-ups goes: the loop's own work, and each statement on the bare driver."""

from __future__ import annotations

import cProfile
import itertools
import pstats
import time
from collections import defaultdict

from tests.benchmarks.asking import ListeningDatabase, bare_on, bot_on
from tests.benchmarks.printing import percentile, show
from tests.benchmarks.questions import Quiz

QUESTIONS = 300
LINES = 30


async def profile(url: str, quiz: Quiz) -> None:
    """Print both for the usual look-ups."""
    asked = list(itertools.islice(quiz.mixed(), QUESTIONS))
    async with bot_on(url) as bot:
        for request in asked:
            await bot.ask(request)
        profiler = cProfile.Profile()
        profiler.enable()
        for request in asked:
            await bot.ask(request)
        profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(LINES)
    times: defaultdict[str, list[float]] = defaultdict(list)
    async with bot_on(url, listens=True) as bot:
        assert isinstance(bot.database, ListeningDatabase)
        for request in asked:
            await bot.ask(request)
        with bare_on(url) as bare:
            for statement in bot.database.heard:
                name = "page" if statement.name.startswith("search") else statement.name
                bare.all(statement)
                began = time.perf_counter()
                bare.all(statement)
                times[name].append((time.perf_counter() - began) * 1e6)
    columns = ("statement", "a look-up", "p50 µs", "p99 µs")
    rows = [
        [name, f"{len(spent) / QUESTIONS:.2f}", f"{percentile(spent, 50):.0f}", f"{percentile(spent, 99):.0f}"]
        for name, spent in times.items()
    ]
    show("Statements alone", columns, rows)
