"""``make bench``: make the data sets, measure, print tables. ``make bench BENCH=--help`` shows what can be chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import click

from storage.schema import prepare
from tests.benchmarks.amas import amas
from tests.benchmarks.buddies import buddies
from tests.benchmarks.deliveries import deliveries
from tests.benchmarks.importing import bookmarks, importing
from tests.benchmarks.joins import joins
from tests.benchmarks.loading import CACHE, sqlite_file, told
from tests.benchmarks.lookups import constant, lookups
from tests.benchmarks.newcomers import newcomers
from tests.benchmarks.platforms.measuring import platforms
from tests.benchmarks.printing import machine
from tests.benchmarks.profiling import profile
from tests.benchmarks.questions import Quiz
from tests.benchmarks.rebuilding import differences
from tests.benchmarks.servers import Server, server
from tests.benchmarks.sizes import MILLION, SMALL, TEN_THOUSAND, Size
from tests.benchmarks.starting import starting
from tests.benchmarks.throughput import throughput

#: Parts that ask the bot itself, on each database; one that lets it post; and one that talks to it through platforms.
ASKED = ("lookups", "constant", "throughput", "joins", "import", "start")
#: Parts that fill an empty database themselves.
ON_EMPTY: Mapping[str, Callable[[str, int, str], Coroutine[Any, Any, object]]] = {
    "questions": amas,
    "buddies": buddies,
    "newcomers": newcomers,
}
PARTS = (*ASKED, *ON_EMPTY, "deliveries", "platforms")
SERVERS = ("sqlite", "postgresql")
#: Communities that are made anew by the bot itself, to see that the data set is what it would have made.
REBUILT = 3


@click.command()
@click.option("--small", is_flag=True, help="20,000 resources instead of a million, and a short import.")
@click.option("--runs", default=1_000, show_default=True, help="Look-ups of each sort.")
@click.option("--seconds", default=5.0, show_default=True, help="How long each throughput is measured.")
@click.option("--on", "names", multiple=True, type=click.Choice(SERVERS), help="Only this database.")
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="Only this part. May be repeated.")
@click.option("--postgresql", "running", metavar="URL", help="A server that runs; what is made there stays.")
@click.option("--profile", "profiled", is_flag=True, help="Instead, show where the time of look-ups goes.")
def main(
    small: bool, runs: int, seconds: float, names: tuple[str, ...], parts: tuple[str, ...], running: str | None,
    profiled: bool,
) -> None:  # fmt: skip
    """Measure size and speed on SQLite and PostgreSQL, and on fake platforms.

    The data set is kept in .cache/bench for the next time.
    """
    size = SMALL if small else MILLION
    print(f"{machine()}; PostgreSQL writes without fsync, SQLite with synchronous=FULL")
    chosen = parts or PARTS
    if profiled or set(chosen) & set(ASKED):
        file = sqlite_file(size)
        _check(size, file)
        for name in names or SERVERS:
            with server(name, running) as where:
                if profiled:
                    asyncio.run(profile(where.url(size), Quiz(size, file)))
                else:
                    _measure(where, size, runs, seconds, chosen)
    for part in [one for one in ON_EMPTY if one in chosen and not profiled]:
        for name in names or SERVERS:
            with server(name, running) as where:
                url = where.empty()
                prepare(url)
                asyncio.run(ON_EMPTY[part](url, min(runs, 300), where.name))
    if "deliveries" in chosen and not profiled:
        for name in names or SERVERS:
            with server(name, running) as where:
                deliveries(where, small=small)
    if "platforms" in chosen and not profiled:
        platforms(small=small)


def _check(size: Size, file: Path) -> None:
    """Raise AssertionError unless the bot would have made the same of some of the communities."""
    made = sorted((one for one in size.made() if one.size >= 1_000), key=lambda one: one.size)[:REBUILT]
    with told(f"making {len(made)} communities anew with the bot itself"):
        for one in made:
            differing = asyncio.run(differences(file, one))
            assert not differing, f"{one} differs in {differing}"


def _measure(where: Server, size: Size, runs: int, seconds: float, parts: tuple[str, ...]) -> None:
    quiz = Quiz(size, sqlite_file(size))
    if "lookups" in parts:
        asyncio.run(lookups(where.url(size), quiz, runs, where.name))
    if "constant" in parts:
        few = where.url(TEN_THOUSAND), Quiz(TEN_THOUSAND, sqlite_file(TEN_THOUSAND))
        asyncio.run(constant(few, (where.url(size), quiz), runs, where.name))
    if "throughput" in parts:
        asyncio.run(throughput(where.copy(size), quiz, seconds, where.name))
    if "joins" in parts:
        asyncio.run(joins(where.copy(size), quiz, where.name))
    if "import" in parts:
        entries = 5_000 if size is SMALL else 100_000
        file = CACHE / f"bookmarks-{entries}.html"
        bookmarks(file, entries)
        asyncio.run(importing(where.copy(size), quiz, file, entries, where.name))
    if "start" in parts:
        url = where.empty()
        prepare(url)
        starting({where.name: url})


if __name__ == "__main__":
    main()
