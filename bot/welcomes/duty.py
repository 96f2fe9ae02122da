"""What greeters say about their duty, checked."""

from __future__ import annotations

from datetime import datetime

from bot.errors import InvalidInput
from bot.welcomes.times import day_of, free_at
from bot.welcomes.values import Greeter
from bot.when import hours

#: How often somebody is asked in seven days who has not said otherwise.
PER_WEEK = 5
MOST_PER_WEEK = 50
_NONE = "-"


def hours_of(typed: str) -> str | None:
    """The hours in which somebody can be asked, as they are kept; None for ``-``. Raises InvalidInput."""
    if typed == _NONE:
        return None
    try:
        return str(hours(typed, field="hours"))
    except InvalidInput as refusal:
        hint = "Write for example 09:00-18:00, or - for any time."
        raise InvalidInput(refusal.message, hint, field="hours") from refusal


def expect_some_hours(greeter: Greeter, usual_quiet: str, now: datetime) -> None:
    """Raises InvalidInput for a greeter who could never be asked."""
    if free_at(day_of(greeter, usual_quiet), now) is None:
        raise InvalidInput(
            f"{greeter.hours} is all within the hours in which you are left alone.",
            "Choose other hours, or change those with /me quiet.",
            field="hours",
        )
