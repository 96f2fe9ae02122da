"""Moments in forms: a day and a time, each with Slack's own picker, and both together as one text."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

#: What both pickers together come to, and what they can be filled in from.
_PICKED = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)", re.ASCII)


def pickers(text: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The pickers for the day and for the time, showing this moment; None where they cannot show what was written."""
    day, time = {"type": "datepicker"}, {"type": "timepicker"}
    if not text:
        return day, time
    found = _PICKED.fullmatch(text.strip())
    if found is None or not _exists(found[0]):
        return None
    return day | {"initial_date": found[1]}, time | {"initial_time": found[2]}


def together(day: str, time: str) -> str:
    """The moment that was picked; empty as long as one of the two is open."""
    return f"{day} {time}" if day and time else ""


def _exists(text: str) -> bool:
    """Whether there is such a day: Slack refuses the whole form otherwise."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
