"""How long the program takes from its start to its first answer, and what it uses while nobody says anything."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.printing import percentile, show, verdict
from tests.benchmarks.processes import cpu_seconds, resident_mib

FIRST_ANSWER_SECONDS = 1.5
RESIDENT_MIB = 90
#: Share of one processor, in percent, that counts as nothing.
IDLE_PERCENT = 0.5
STARTS = 7
IDLE_SECONDS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """One start: seconds to the first answer, and what the process used while idle."""

    seconds: float
    resident: float
    idle_percent: float


def starting(urls: dict[str, str]) -> None:
    """Start on a database of each server (which is there already) several times, and print."""
    rows = []
    for server, url in urls.items():
        _started(url, idle_seconds=0)
        starts = [_started(url, idle_seconds=IDLE_SECONDS if again == 0 else 0) for again in range(STARTS)]
        middle = percentile([one.seconds for one in starts], 50)
        rows.append([
            server, f"{middle:.2f}", f"{max(one.seconds for one in starts):.2f}", verdict(middle, FIRST_ANSWER_SECONDS),
            f"{starts[0].resident:.0f}", verdict(starts[0].resident, RESIDENT_MIB), f"{starts[0].idle_percent:.2f}",
            verdict(starts[0].idle_percent, IDLE_PERCENT),
        ])  # fmt: skip
    columns = ("console on", "first answer s", "worst", "≤ 1.5 s", "idle MiB", "≤ 90", "idle CPU %", "about 0")
    show("From start to first answer, and idle", columns, rows)


def _started(url: str, *, idle_seconds: float) -> Start:
    command = (sys.executable, "-m", "bot", "--database", url, "console")
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("/resource find practice\n")
        process.stdin.flush()
        process.stdout.readline()
        answer = process.stdout.readline()
        seconds = time.perf_counter() - began
        assert answer, "the console ended without an answer"
        time.sleep(idle_seconds / 5)
        spent, since = cpu_seconds(process.pid), time.perf_counter()
        time.sleep(idle_seconds)
        spent = cpu_seconds(process.pid) - spent
        resident = resident_mib(process.pid)
        process.stdin.close()
        process.stdout.read()
    idle = 100 * spent / max(time.perf_counter() - since, 0.001)
    return Start(seconds=seconds, resident=resident, idle_percent=idle)
