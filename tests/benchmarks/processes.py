"""What a process has used, as Linux tells it; on other systems nothing is known."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_MIB = 1024


def resident_mib(pid: int | str = "self") -> float:
    """Resident memory; nan where it is not known."""
    return _status(pid, "VmRSS:")


def own_mib(pid: int | str = "self") -> float:
    """Resident memory without the pages of files, which the system takes back when it needs them; nan if unknown."""
    return _status(pid, "RssAnon:")


def cpu_seconds(pid: int) -> float:
    """Processor time used so far; nan where it is not known."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def waited_seconds(pid: int) -> float:
    """How long the main thread has waited for a processor that others had; nan where it is not known."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except OSError:
        return float("nan")


def _status(pid: int | str, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return next((int(line.split()[1]) / _MIB for line in lines if line.startswith(name)), float("nan"))


@dataclass(slots=True)
class Watched:
    """Memory of a process while it was watched: at the beginning and at most."""

    before: float
    most: float

    @property
    def growth(self) -> float:
        """By how many MiB it grew."""
        return self.most - self.before


@contextmanager
def watched(pid: int | str = "self") -> Iterator[Watched]:
    """Look at the memory of a process twenty times a second."""
    seen = Watched(own_mib(pid), own_mib(pid))
    done = Event()

    def look() -> None:
        while not done.wait(0.05):
            seen.most = max(seen.most, own_mib(pid))

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()
