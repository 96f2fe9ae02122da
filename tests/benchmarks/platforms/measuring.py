"""Everything about the platforms, measured and printed; the small version only proves that it can be measured."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from tests.benchmarks.loading import CACHE, told
from tests.benchmarks.platforms.answering import Pace, answering, print_answers
from tests.benchmarks.platforms.crowds import Crowd, crowds, print_crowds
from tests.benchmarks.platforms.multitudes import Multitude, multitudes, print_multitudes

PLATFORMS = ("discord", "slack")
SMALL_PACE = Pace(rounds=1, alone=50, crowded=200, entries=200)
SMALL_CROWD = Crowd(members=50, a_second=50, commands=200, imported=1_000, entries=200)
SMALL_MULTITUDE = Multitude(servers=50, workspaces=5, commands=1_000, step=100)

Found = TypeVar("Found")


def platforms(*, small: bool) -> None:
    """Measure and print: the answer to one person, to five hundred, and a thousand servers in one process."""
    pace, crowd, multitude = (
        (SMALL_PACE, SMALL_CROWD, SMALL_MULTITUDE) if small else (Pace(), Crowd(), Multitude())
    )  # fmt: skip
    CACHE.mkdir(parents=True, exist_ok=True)
    for platform in PLATFORMS:
        with TemporaryDirectory(dir=CACHE) as folder:
            found = _ran(f"looking things up on {platform}", answering(platform, Path(folder).absolute(), pace))
            print_answers(platform, found, pace)
        with TemporaryDirectory(dir=CACHE) as folder:
            said = _ran(f"{crowd.members} people on {platform}", crowds(platform, Path(folder).absolute(), crowd))
            print_crowds(platform, said, crowd)
    with TemporaryDirectory(dir=CACHE) as folder:
        name = f"{multitude.servers:,} servers and {multitude.workspaces:,} workspaces"
        held = _ran(name, multitudes(Path(folder).absolute(), multitude))
        print_multitudes(held, multitude)


def _ran(what: str, work: Coroutine[Any, Any, Found]) -> Found:
    """What it came to, and how busy the machine was: the fakes, the bot and whatever else runs share its processors."""
    with told(what):
        found = asyncio.run(work)
    print(f"  load of the machine in the last minute: {os.getloadavg()[0]:.1f}")
    return found
