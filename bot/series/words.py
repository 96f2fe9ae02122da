"""Rules as people write them and as they are told.

weekly | every week | every 2 weeks | every other week | fortnightly | every tuesday      [on tuesday]
monthly | every month | every 3 months      [on the 2nd tuesday | on the last friday | on the 15th | on the last day]
every last friday | every 2nd tuesday of the month
[until 2027-06-01 | 10 times]
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import when
from bot.errors import InvalidInput
from bot.series.values import (
    LAST_DAY,
    MOST_MONTHS,
    MOST_TIMES,
    MOST_WEEKS,
    Every,
    MonthlyByDay,
    MonthlyByWeekday,
    Series,
    Weekly,
    rule,
    whole_minute,
)
from bot.typed import clean_line, quoted
from bot.when.grammar import WEEKDAYS, WORDS_CHARACTERS, Written, read
from bot.words import folded

#: The rules that are understood, as help shows them. Each may end with ``until 2027-06-01`` or ``10 times``.
EXAMPLES = (
    ("weekly", "every week on the weekday of the first date; every tuesday as well"),
    ("every 2 weeks", "every other week; up to every 52 weeks"),
    ("monthly", "on the day of the first date; from the 29th on, on the last day of shorter months"),
    ("monthly on the 2nd tuesday", "the 1st to 4th or the last of a weekday"),
    ("monthly on the 15th", "on a day of the month; on the last day as well"),
    ("every 3 months on the last friday", "up to every 12 months"),
    ("weekly 10 times", "with an end; until 2027-06-01 as well, that day included"),
)
_FIELD = "every"

_ON_WEEKDAY = r"(?P<{}>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|" + "|".join(WEEKDAYS) + ")s?"
_NTH = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "last": -1}
_NTHS = "|".join(_NTH)
_WEEKLY = re.compile(
    r"(?:weekly|every week|(?P<fortnightly>fortnightly|every other week|every (?:second|2nd) week)"
    rf"|every (?P<weeks>[0-9]{{1,4}}) weeks?)(?: on {_ON_WEEKDAY.format('on')})?|every {_ON_WEEKDAY.format('each')}"
)
_MONTHLY = re.compile(
    r"(?:monthly|every month|every (?P<months>[0-9]{1,4}) months?)"
    rf"(?: on (?:the )?(?:(?P<nth>{_NTHS}) {_ON_WEEKDAY.format('weekday')}|(?P<last>last day)"
    r"|(?P<day>[0-9]{1,2})(?:st|nd|rd|th)))?(?: of (?:the|each|every) month)?"
)
_EACH_NTH = re.compile(
    rf"(?:every|each) (?P<nth>{_NTHS}) {_ON_WEEKDAY.format('weekday')}(?P<monthly> of (?:the|each|every) month)?"
)
_UNTIL = re.compile(r"(?P<rule>.*?) (?:until|till) (?:the )?(?P<until>.+)")
_TIMES = re.compile(r"(?P<rule>.*?) (?:for )?(?P<count>[0-9]{1,6}) times")


def parse(words: str, first: datetime, zone: str) -> Series:
    """The series that the words mean, from ``first`` on (naive, on the wall in ``zone``).

    Where ``first`` is not on the weekday or the day that the words name, it begins on the next that is, at the same
    time of day. Raises InvalidInput with ``every`` as its field. Rules: :data:`EXAMPLES`.
    """
    first = whole_minute(first)
    if len(words) > WORDS_CHARACTERS:
        raise _unreadable(words)
    text = _plain(words)
    until = count = None
    if ends := _UNTIL.fullmatch(text):
        text, until = ends["rule"], _until(ends["until"], first)
    elif times := _TIMES.fullmatch(text):
        text, count = times["rule"], _between(int(times["count"]), MOST_TIMES, "times")
    every, weekday = _every(text, first, words)
    if isinstance(every, Weekly):
        first += timedelta(days=0 if weekday is None else (weekday - first.weekday()) % 7)
    else:
        # In the next month that has it; months that are left out are counted from there.
        first = next(iter(rule(replace(every, months=1), first, count=1)))
    if until is not None and until < first.date():
        message = f"The first date would be {when.told_day(first)}, after the last day."
        raise InvalidInput(message, "Write a later day behind “until”.", field=_FIELD)
    return Series(first=first, zone=zone, every=every, until=until, count=count)


def words_of(series: Series) -> str:
    """The rule as it is written; :func:`parse` reads the same series from it, single dates aside."""
    text = f"{_rhythm(series.every)} {_on(series.every, series.first)}"
    if series.count is not None:
        return f"{text}, {series.count} times"
    return f"{text}, until {series.until}" if series.until else text


def told(series: Series) -> str:
    """The whole series in a sentence without its end: ``every week on Tuesday, 10 times, at 18:00 Berlin``."""
    return f"{words_of(series)}, at {series.first:%H:%M} {when.place_of(series.zone)}"


def _every(text: str, first: datetime, words: str) -> tuple[Every, int | None]:
    """The rule, and for a weekly one the weekday that was named."""
    if weekly := _WEEKLY.fullmatch(text):
        weeks = 2 if weekly["fortnightly"] else _between(int(weekly["weeks"] or 1), MOST_WEEKS, "weeks")
        named = weekly["on"] or weekly["each"]
        return Weekly(weeks=weeks), _weekday(named) if named else None
    if each := _EACH_NTH.fullmatch(text):
        if not each["monthly"] and each["nth"] in {"2nd", "second", "3rd", "third", "4th", "fourth"}:
            message = f"“{quoted(words)}” means once a month to some, and every so many weeks to others."
            raise InvalidInput(message, "Write every 2 weeks, or monthly on the 2nd tuesday.", field=_FIELD)
        return MonthlyByWeekday(nth=_NTH[each["nth"]], weekday=_weekday(each["weekday"])), None
    monthly = _MONTHLY.fullmatch(text)
    if monthly is None:
        raise _unreadable(words)
    months = _between(int(monthly["months"] or 1), MOST_MONTHS, "months")
    if monthly["nth"]:
        return MonthlyByWeekday(nth=_NTH[monthly["nth"]], weekday=_weekday(monthly["weekday"]), months=months), None
    day = LAST_DAY if monthly["last"] else int(monthly["day"] or first.day)
    return MonthlyByDay(day=_between(day, LAST_DAY, "as a day"), months=months), None


def _until(words: str, first: datetime) -> date:
    """The last day: with a year, or else the first such day that is not before the first date."""
    try:
        day = read(words).day
        if day is None or day.month is None or day.day is None or read(words) != Written(day=day):
            raise ValueError(words)
        if day.year is not None:
            return date(day.year, day.month, day.day)
        found = date(first.year, day.month, day.day)
        return found if found >= first.date() else date(first.year + 1, day.month, day.day)
    except (InvalidInput, ValueError):
        message = f"“{quoted(words)}” is not a day that I can read."
        raise InvalidInput(message, f"Write for example until {first.year + 1}-06-01.", field=_FIELD) from None


def _between(count: int, most: int, what: str) -> int:
    if not 1 <= count <= most:
        raise InvalidInput(f"{count} {what} cannot be done.", f"Write 1 to {most} {what}.", field=_FIELD)
    return count


def _unreadable(words: str) -> InvalidInput:
    message = f"“{quoted(words)}” is not a rule that I can read."
    if re.search(r"\bbi-?(?:week|month)ly\b", words.casefold()):
        message = f"“{quoted(words)}” means twice as often to some, and half as often to others."
    elif not clean_line(words):
        message = "There is no rule in that."
    shown = ", ".join(example for example, _ in EXAMPLES[:-1])
    return InvalidInput(message, f"Write for example {shown}; until 2027-06-01 or 10 times may follow.", field=_FIELD)


def _plain(words: str) -> str:
    return " ".join(folded(clean_line(words)).replace(",", " ").split())


def _weekday(name: str) -> int:
    return next(number for number, whole in enumerate(WEEKDAYS) if whole.startswith(name[:3]))


def _rhythm(every: Every) -> str:
    match every:
        case Weekly(weeks=weeks):
            return f"{_times(weeks, 'week')} on"
        case MonthlyByWeekday(months=months):
            return f"{_times(months, 'month')} on the"
        case MonthlyByDay(months=months):
            return f"{_times(months, 'month')} on the"


def _on(every: Every, first: datetime) -> str:
    match every:
        case Weekly():
            return WEEKDAYS[first.weekday()].capitalize()
        case MonthlyByWeekday(nth=nth, weekday=on):
            return f"{'last' if nth == -1 else ordinal(nth)} {WEEKDAYS[on].capitalize()}"
        case MonthlyByDay(day=day):
            return "last day" if day == LAST_DAY else ordinal(day)


def ordinal(number: int) -> str:
    """A number as it stands in a date: ``1st``, ``22nd``, ``13th``."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _times(count: int, what: str) -> str:
    return f"every {what}" if count == 1 else f"every {count} {what}s"
