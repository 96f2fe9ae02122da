"""A look-up from the event of a platform to the answer, beside a program that answers "ok" to the same event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.platforms.libraries import brought_in, written
from tests.benchmarks.platforms.programs import Loaded, Running, bare_on, bot_on, together
from tests.benchmarks.printing import show, verdict

MORE_MILLISECONDS = 2.0
LOOKUPS_A_SECOND = 600
MEMBERS = 20
AT_ONCE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How much is measured: rounds by turns, and how many look-ups in each, one at a time and many at once."""

    rounds: int = 5
    alone: int = 400
    crowded: int = 2_000
    #: What is looked up in: as many as in the floors that were measured for other bots.
    entries: int = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What one program did: one look-up at a time, and as fast as it goes."""

    alone: Loaded
    crowded: Loaded


async def answering(platform: str, folder: Path, pace: Pace) -> Mapping[str, Answered]:
    """Both programs, each on a fake of its own, in turn so that noise is shared out evenly."""
    tags = written(folder / "library.html", pace.entries)
    async with bare_on(platform, folder, MEMBERS) as bare, bot_on(platform, folder, MEMBERS) as bot:
        await brought_in(bot, folder / "library.html", tags)
        rounds = []
        for counts in range(-1, pace.rounds):
            measured = {one.name: await _once(one, tags, pace) for one in (bare, bot)}
            # What is only made once (statements, caches) must not count.
            rounds += [measured] if counts >= 0 else []
    return {
        name: Answered(
            alone=together([one[name].alone for one in rounds]), crowded=together([one[name].crowded for one in rounds])
        )
        for name in (bare.name, bot.name)
    }


async def _once(one: Running, tags: list[str], pace: Pace) -> Answered:
    people = one.home.people
    acts = [one.home.says(people[place % len(people)], f"resource find tag:{tag}") for place, tag in enumerate(tags)]
    alone = await one.load(acts, pace.alone, at_once=1)
    return Answered(alone=alone, crowded=await one.load(acts, pace.crowded, at_once=AT_ONCE))


def print_answers(platform: str, found: Mapping[str, Answered], pace: Pace) -> None:
    """Print both, and whether the targets are met."""
    columns = (
        "program", "p50 ms", "p95", "p99", "CPU ms", f"a second, {AT_ONCE} at once", "CPU ms", "for a second of CPU",
        "fake busy %", "kept waiting %", "lost",
    )  # fmt: skip
    rows = [
        [
            name, *(f"{one.alone.p(percent):.2f}" for percent in (50, 95, 99)), f"{one.alone.cpu_milliseconds:.2f}",
            f"{one.crowded.a_second:,.0f}", f"{one.crowded.cpu_milliseconds:.2f}",
            f"{1000 / one.crowded.cpu_milliseconds:,.0f}", f"{one.crowded.fake_percent:.0f}",
            f"{one.crowded.waited_percent:.0f}", str(one.alone.unanswered + one.crowded.unanswered),
        ]
        for name, one in found.items()
    ]  # fmt: skip
    show(f"A look-up by tag among {pace.entries:,} resources, from event to answer, on {platform}", columns, rows)
    bare, bot = found.values()
    more, a_second = bot.alone.p(50) - bare.alone.p(50), bot.crowded.a_second
    print(f"  {more:.2f} ms more than bare at p50 (≤ {MORE_MILLISECONDS:.0f}: {verdict(more, MORE_MILLISECONDS)})")
    print(f"  {a_second:,.0f} a second (≥ {LOOKUPS_A_SECOND}: {verdict(a_second, LOOKUPS_A_SECOND, least=True)})")
