"""What a person reads whose words are no time: why, where that can be said, and how to write one."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.errors import InvalidInput
from bot.typed import quoted
from bot.when.grammar import plain

#: The formats that are understood, as help shows them. Each may be followed by a city or a zone.
EXAMPLES = (
    ("2026-12-01 18:00", "that day"),
    ("1 dec 18:00", "the next 1 December; dec 1 2027 18:00 for a certain year"),
    ("tue 18:00", "the next Tuesday on which it is not 18:00 yet, today included; tuesday as well"),
    ("today 18:00", "today"),
    ("tomorrow 9am", "tomorrow"),
    ("in 3 days 15:00", "the third day from today; in 2 weeks 15:00 as well"),
    ("in 2 hours", "so long from now; in 90 minutes, in 1 hour 30 minutes as well"),
    ("18:00", "today, or tomorrow if it is over; 6pm and noon as well"),
    ("tue 18:00 New York", "in another zone: a city, or a name like Europe/Berlin or UTC"),
)

# 01/12, 1.12.2026: half of the world takes it for December, the other half for January.
_NUMBERS = re.compile(r"(?:^| )[0-9]{1,2}[./][0-9]{1,2}(?:[./]|$| )")
_NEXT = re.compile(r"(?:^| )(?:next|this|coming)(?: |$)")


def unreadable(words: str, now: datetime, *, has_day: bool = False) -> InvalidInput:
    """The refusal of words that are no time. ``has_day``: a day is in them, and only the time of day is not."""
    shown, text = quoted(words), plain(words)
    message = f"“{shown}” is not a time that I can read."
    if has_day:
        message = f"“{shown}” says a day, but no time of day that I can read."
    elif _NUMBERS.search(text):
        message = f"“{shown}” can be read in two ways: the day first, or the month first."
    elif found := _NEXT.search(text):
        message = f"“{found[0].strip()}” means one day to some and another to others."
    elif not text:
        message = "There is no time in that."
    return InvalidInput(message, _hint(now), field="when")


def _hint(now: datetime) -> str:
    # A date to come: whoever copies it is not told that it is over.
    shown = [f"{now + timedelta(days=7):%Y-%m-%d} 18:00", "tue 18:00", "tomorrow 9am", "in 3 days 15:00", "18:00"]
    return f"Write for example {', '.join(shown)}; a city may follow: {EXAMPLES[-1][0]}."
