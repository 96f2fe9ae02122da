"""That the benchmark of the platforms still runs: what it measures happens, and is answered with what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.platforms.answering import Pace, answering
from tests.benchmarks.platforms.crowds import Crowd, crowds
from tests.benchmarks.platforms.measuring import PLATFORMS
from tests.benchmarks.platforms.multitudes import Held, Multitude, multitudes

PACE = Pace(rounds=1, alone=10, crowded=40, entries=50)
CROWD = Crowd(members=10, a_second=50.0, commands=20, imported=100, entries=50)
MULTITUDE = Multitude(servers=4, workspaces=2, people=2, commands=40, step=5)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_bare_program_and_bot_are_measured_in_one_run(platform: str, tmp_path: Path) -> None:
    found = await answering(platform, tmp_path, PACE)

    assert {name: (len(one.alone.shown), len(one.crowded.shown)) for name, one in found.items()} == {
        "bare": (10, 40),
        "Commonplace": (10, 40),
    }
    assert [one.alone.unanswered + one.crowded.unanswered for one in found.values()] == [0, 0]


async def test_crowd_is_measured_while_an_import_runs(tmp_path: Path) -> None:
    found = await crowds("slack", tmp_path, CROWD)

    assert list(found) == ["bare program", "everybody is new", "everybody is known", "import of 100"]
    assert [one.unanswered for one in found.values()] == [0, 0, 0, 0]
    assert len(found["import of 100"].answered) >= 20


async def test_many_servers_and_workspaces_are_in_one_process_and_its_memory_is_seen(tmp_path: Path) -> None:
    held = await multitudes(tmp_path, MULTITUDE)

    assert [said for said, _ in held.after] == [5, 10, 15, 20, 25, 30, 35, 40]
    assert held.lost == 0
    assert 0 < held.start_seconds < 60


def test_slope_is_what_is_added_in_the_second_half() -> None:
    after = [(1_000, 100.0), (2_000, 150.0), (3_000, 150.5), (4_000, 151.0), (5_000, 151.5), (6_000, 152.0)]

    assert Held(start_seconds=1, idle_mib=90, after=after).slope == pytest.approx(5.0)
