"""The formats in which people write a time, taken apart: which day, what time of day, where. Nothing is worked out.

    [tue|tuesday] 2026-12-01 | today | tomorrow | tue | in 3 days | in 2 weeks | 1 dec [2027] | dec 1 [2027]
    18:00 | 6pm | 6:30 pm | noon
    in 2 hours | in 1 hour 30 minutes | in 90 minutes
    first | second | +02:00
    Berlin | Europe/Berlin | UTC

The day stands before the time of day or behind it, the zone at the end; a line without a day has only a time of day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta

from bot.errors import InvalidInput
from bot.typed import clean_line, quoted
from bot.words import folded

#: Longest text that is read as a time; Discord's choices have 100 characters as well.
WORDS_CHARACTERS = 100
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
# No place is further from UTC (Kiribati +14, and -12).
_FURTHEST_OFFSET = timedelta(hours=14)

_WEEKDAY = (
    r"(?P<weekday>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS).replace("sep(?:", "sept?(?:")
_NUMBER = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_DATE = (
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    rf"|(?:(?P<day_1>{_NUMBER}) (?P<month_1>{_MONTH})|(?P<month_2>{_MONTH}) (?P<day_2>{_NUMBER}))"
    r"(?: (?P<year_1>[0-9]{4}))?"
)
_DAY = re.compile(
    rf"(?:(?:{_WEEKDAY} )?(?:{_DATE})|{_WEEKDAY.replace('<weekday>', '<weekday_1>')}|(?P<near>today|tomorrow)"
    r"|in (?P<count>[0-9]{1,4}) ?(?P<unit>d|days?|w|weeks?))(?: |$)"
)
_CLOCK = re.compile(
    r"(?:(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::00)?(?: ?(?P<half>[ap]m))?"
    r"|(?P<hour_1>[0-9]{1,2}) ?(?P<half_1>[ap]m)|(?P<noon>noon))(?: |$|(?=[+-]))"
)
_ELAPSED = re.compile(
    r"in (?:(?P<hours>[0-9]{1,4}) ?(?:h|hrs?|hours?)(?: (?:and )?|$)|)"
    r"(?:(?P<minutes>[0-9]{1,5}) ?(?:m|min|mins|minutes?)(?: |$))?"
)
_WHICH = re.compile(r"(?P<which>first|second)(?: |$)")
_OFFSET = re.compile(r"(?:utc|gmt)?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?(?: |$)")
_ISO_T, _ISO_Z = re.compile(r"(?<=\d)t(?=\d\d:)"), re.compile(r"(?<=:\d\d)z(?= |$)")
_FILLERS = re.compile(r"[,()]| (?:at|on)(?= )|^(?:at|on) | time$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """Which day was written; what was not said is ``None``. ``weekday`` is 0 for Monday."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    days_ahead: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What a text says about a time, before anybody asks when that is."""

    day: Day | None = None
    clock: time | None = None
    elapsed: timedelta | None = None
    #: Which of two times on the night on which clocks go back: 0 the first, 1 the second.
    which: int | None = None
    offset: timedelta | None = None
    #: The words at the end that nothing else has taken: a zone, a city, or nonsense.
    rest: str = ""


def plain(words: str) -> str:
    """The text as it is read: on one line, folded, without commas and brackets and words that mean nothing."""
    text = _FILLERS.sub(" ", folded(clean_line(words)).replace("−", "-").replace("–", "-"))
    return " ".join(_ISO_Z.sub(" utc", _ISO_T.sub(" ", text)).split())


def read(words: str) -> Written:
    """What a text says about a time. Raises InvalidInput for an hour, an offset or a length that cannot be."""
    if len(words) > WORDS_CHARACTERS:
        message = f"That is too long for a time: {len(words):,} characters, at most {WORDS_CHARACTERS}."
        raise InvalidInput(message, "Write for example tue 18:00.", field="when")
    text = plain(words)
    elapsed = _ELAPSED.match(text)
    if elapsed and any(elapsed.groups()):
        span = timedelta(hours=int(elapsed["hours"] or 0), minutes=int(elapsed["minutes"] or 0))
        return Written(elapsed=span, rest=_zone(text[elapsed.end() :]))
    day, text = _take(_DAY, text)
    clock, text = _take(_CLOCK, text)
    if day is None:
        day, text = _take(_DAY, text)
    which, text = _take(_WHICH, text)
    offset, text = _take(_OFFSET, text)
    return Written(
        day=day and _day(day),
        clock=clock and _clock(clock),
        which=None if which is None else int(which["which"] == "second"),
        offset=offset and _offset(offset),
        rest=_zone(text),
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.match(text)
    return found, text[found.end() :] if found else text


def _zone(text: str) -> str:
    return text.strip().removeprefix("in ")


def _day(found: re.Match[str]) -> Day:
    if found["near"]:
        return Day(days_ahead=int(found["near"] == "tomorrow"))
    if found["count"]:
        return Day(days_ahead=int(found["count"]) * (7 if found["unit"].startswith("w") else 1))
    weekday = found["weekday"] or found["weekday_1"]
    month, day = (
        found["month"] or found["month_1"] or found["month_2"],
        found["day"] or found["day_1"] or found["day_2"],
    )
    year = found["year"] or found["year_1"]
    return Day(
        year=int(year) if year else None,
        month=(int(month) if month.isdecimal() else _index(month, MONTHS) + 1) if month else None,
        day=int(day.rstrip("stndrh")) if day else None,
        weekday=_index(weekday, WEEKDAYS) if weekday else None,
    )


def _index(word: str, names: tuple[str, ...]) -> int:
    return next(number for number, name in enumerate(names) if name.startswith(word[:3]))


def _clock(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12)
    half = found["half"] or found["half_1"]
    hour, minute = int(found["hour"] or found["hour_1"]), int(found["minute"] or 0)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half:
        hour = 24
    if hour > 23 or minute > 59:
        raise InvalidInput(
            f"“{quoted(found[0])}” is not a time of day.",
            "It goes from 00:00 to 23:59, or from 12am over 12pm (noon) to 11:59pm.",
            field="when",
        )
    return time(hour, minute)


def _offset(found: re.Match[str]) -> timedelta:
    minutes = int(found["minutes"] or 0)
    offset = timedelta(hours=int(found["hours"]), minutes=minutes)
    if minutes > 59 or offset > _FURTHEST_OFFSET:
        message = f"No place is {quoted(found[0])} from UTC."
        raise InvalidInput(message, "Write for example +02:00, or name a city.", field="when")
    return -offset if found["sign"] == "-" else offset
