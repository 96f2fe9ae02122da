"""Which day of the calendar is meant. Where two can be, the time of day decides, so both come back."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

from bot.errors import InvalidInput
from bot.typed import quoted
from bot.when.grammar import MONTHS, WEEKDAYS, Day
from bot.when.walls import told_day

_FIELD = "when"


def days_meant(day: Day | None, today: date, words: str) -> Sequence[date]:
    """The days that can be meant, in order: the later one for when the time of day is over on the first.

    Without a day that is today, or tomorrow. Raises InvalidInput, naming ``words``, for what is no day of the calendar.
    """
    if day is None:
        return [today, today + timedelta(days=1)]
    if day.days_ahead is not None:
        return [today + timedelta(days=day.days_ahead)]
    if day.month is None or day.day is None:
        assert day.weekday is not None
        first = today + timedelta(days=(day.weekday - today.weekday()) % 7)
        return [first, first + timedelta(days=7)]
    if day.year is not None:
        return [_date(day.year, day.month, day, today, words)]
    is_over = (day.month, day.day) < (today.month, today.day)
    first = _date(today.year + is_over, day.month, day, today, words)
    if first != today or (day.month, day.day) == (2, 29):
        return [first]
    return [first, _date(today.year + 1, day.month, day, today, words)]


def _date(year: int, month: int, day: Day, today: date, words: str) -> date:
    assert day.day is not None
    try:
        found = date(year, month, day.day)
    except ValueError:
        raise _no_such_day(year, month, day.day, today, words) from None
    if day.weekday is not None and found.weekday() != day.weekday:
        message = f"{told_day(found)} is not a {WEEKDAYS[day.weekday].capitalize()}."
        raise InvalidInput(message, "Check the date, or leave the day of the week out.", field=_FIELD)
    return found


def _no_such_day(year: int, month: int, day: int, today: date, words: str) -> InvalidInput:
    hint = f"Write it like {today + timedelta(days=7)} 18:00."
    if not (year >= 1 and 1 <= month <= 12 and 1 <= day <= 31):
        return InvalidInput(f"“{quoted(words)}” has no day of the calendar in it.", hint, field=_FIELD)
    if (month, day) == (2, 29):
        leap = next(year for year in count(today.year + 1) if calendar.isleap(year))
        hint = f"Write 28 feb, 1 mar, or the year: 29 feb {leap}."
    return InvalidInput(f"There is no {day} {MONTHS[month - 1].capitalize()} in {year}.", hint, field=_FIELD)
