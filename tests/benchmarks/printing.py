"""Tables on the screen, and the figures that stand in them."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from math import ceil

from rich.console import Console
from rich.table import Table

_WIDTH = 160


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the first column stands left, figures stand right."""
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    Console(width=_WIDTH).print(table)


def verdict(value: float, target: float, *, least: bool = False) -> str:
    """Whether a figure keeps its target: at most, or with ``least`` at least."""
    return "ok" if (value >= target if least else value <= target) else "MISSED"


def machine() -> str:
    """The machine in one line."""
    import os
    import sqlite3

    model = platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
