"""Five hundred people who talk at once: how soon each is acknowledged, also while a large import runs beside."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.platforms.libraries import begun, brought_in, ended, written
from tests.benchmarks.platforms.programs import Act, Loaded, Running, bare_on, bot_on, together
from tests.benchmarks.printing import percentile, show, verdict

#: Both platforms tell a person after three seconds that nobody is there.
LOST_MILLISECONDS = 3_000
QUIET_MILLISECONDS, IMPORT_MILLISECONDS = 250, 500
#: Of so many commands one changes something, and has to wait for the import to let it.
WRITES_ONE_IN = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """How many people, how much they say, and how large the import is."""

    members: int = 500
    a_second: float = 200.0
    commands: int = 4_000
    imported: int = 100_000
    #: What is in the library before.
    entries: int = 1_000


async def crowds(platform: str, folder: Path, crowd: Crowd) -> Mapping[str, Loaded]:
    """What was measured: a bare program, people who are new, the same when they are known, and during the import."""
    tags, file = written(folder / "library.html", crowd.entries), folder / "large.html"
    written(file, crowd.imported)
    found: dict[str, Loaded] = {}
    async with bare_on(platform, folder, crowd.members) as bare:
        found["bare program"] = await _said(bare, _asking(bare, tags), crowd)
    async with bot_on(platform, folder, crowd.members) as bot:
        await brought_in(bot, folder / "library.html", tags)
        new = _asking(bot, tags)
        found["everybody is new"] = await bot.load(new, crowd.members, per_second=crowd.a_second)
        talk = _talking(bot, tags, crowd)
        found["everybody is known"] = await _said(bot, talk, crowd)
        importing = asyncio.ensure_future(ended(await begun(bot, file)))
        during = []
        while not importing.done():
            during.append(await _said(bot, talk, crowd))
        await importing
        found[f"import of {crowd.imported:,}"] = together(during)
    return found


async def _said(one: Running, acts: list[Act], crowd: Crowd) -> Loaded:
    return await one.load(acts, crowd.commands, per_second=crowd.a_second, at_once=crowd.members)


def _asking(one: Running, tags: list[str]) -> list[Act]:
    people = one.home.people
    return [one.home.says(who, f"resource find tag:{tags[place % len(tags)]}") for place, who in enumerate(people)]


def _talking(one: Running, tags: list[str], crowd: Crowd) -> list[Act]:
    """The same, and one in ten says that something was useful, or takes it back."""
    acts = _asking(one, tags)
    for place in range(0, len(acts), WRITES_ONE_IN):
        acts[place] = one.home.says(one.home.people[place], f"resource useful {place % crowd.entries + 1}")
    return acts


def print_crowds(platform: str, found: Mapping[str, Loaded], crowd: Crowd) -> None:
    """Print them, and whether the targets are met."""
    columns = (
        "while", "commands/s", "ack p50 ms", "p95", "p99", "worst", "answer p50", "p99", "bot busy %", "fake busy %",
        "kept waiting %", "lost", "target",
    )  # fmt: skip
    title = f"{crowd.members} people, {crowd.a_second:.0f} commands a second, one process, {platform}"
    show(title, columns, [_row(name, one) for name, one in found.items()])


def _row(name: str, one: Loaded) -> list[str]:
    most = IMPORT_MILLISECONDS if name.startswith("import") else QUIET_MILLISECONDS
    p99, worst = percentile(one.answered, 99), max(one.answered)
    kept = verdict(p99, most) if worst <= LOST_MILLISECONDS and not one.unanswered else "MISSED"
    return [
        name, f"{one.a_second:.0f}", f"{percentile(one.answered, 50):.1f}", f"{percentile(one.answered, 95):.1f}",
        f"{p99:.1f}", f"{worst:.0f}", f"{one.p(50):.1f}", f"{one.p(99):.1f}",
        f"{100 * one.program_seconds / one.seconds:.0f}", f"{one.fake_percent:.0f}", f"{one.waited_percent:.0f}",
        str(one.unanswered), f"p99 ≤ {most}: {kept}",
    ]  # fmt: skip
