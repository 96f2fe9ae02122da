"""What the bot is asked about: bookmarks that are brought in by the command line while it runs, and their tags."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.importing import bookmarks
from tests.benchmarks.platforms.programs import Running
from tests.running import ROOT

#: Tags that are asked for in turn.
ASKED = 40


def written(file: Path, entries: int) -> list[str]:
    """Write a file of so many bookmarks; its commonest tags."""
    bookmarks(file, entries)
    found = re.findall('TAGS="([^"]*)"', file.read_text(encoding="utf-8"))
    return [tag for tag, _ in Counter(tag for tags in found for tag in tags.split(",")).most_common(ASKED)]


async def begun(running: Running, file: Path) -> asyncio.subprocess.Process:
    """An import into the community of this program, as a process beside it."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "import", str(file), "--community", running.home.name),
        cwd=running.folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def ended(process: asyncio.subprocess.Process) -> None:
    """Wait for the end of an import. Raises AssertionError with what it said if it failed."""
    _, said = await process.communicate()
    assert process.returncode == 0, f"the import ended with {process.returncode}: {said.decode()}"


async def brought_in(running: Running, file: Path, tags: Sequence[str]) -> None:
    """The whole file in the library, whose community begins with the first thing said.

    Raises AssertionError unless what is looked up is found: refusals would be quick.
    """
    look_up = running.home.says(running.home.people[0], f"resource find tag:{tags[0]}")
    await running.load([look_up], 1)
    await ended(await begun(running, file))
    shown = await running.shown(look_up)
    assert shown.count(f"#{tags[0]}") > 1, shown
