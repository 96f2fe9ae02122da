"""What a series is: a first time on the wall, a zone, a rule, an end, and what is different about single dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

#: A rule without an end is followed for so long.
YEARS = 50
#: Most weeks and months between two dates, and most dates of a series that is counted.
MOST_WEEKS, MOST_MONTHS, MOST_TIMES = 52, 12, 1_000
#: Every month has a last day.
LAST_DAY = 31


@dataclass(frozen=True, kw_only=True, slots=True)
class Weekly:
    """Every so many weeks, on the weekday of the first date."""

    weeks: int = 1

    def __post_init__(self) -> None:
        _expect(1 <= self.weeks <= MOST_WEEKS, f"1 to {MOST_WEEKS} weeks")


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthlyByWeekday:
    """Every so many months, on the 1st to 4th or the last (-1) of a weekday; 0 is Monday."""

    nth: int
    weekday: int
    months: int = 1

    def __post_init__(self) -> None:
        # No 5th: two months in three have none, and who says it means the last.
        _expect(self.nth in {-1, 1, 2, 3, 4}, "the 1st to 4th or the last weekday")
        _expect(0 <= self.weekday <= 6, "a weekday from 0 to 6")
        _expect(1 <= self.months <= MOST_MONTHS, f"1 to {MOST_MONTHS} months")


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthlyByDay:
    """Every so many months, on a day of the month; in a month without that day on its last.

    A calendar file would leave such months out (RFC 5545, 3.3.10). People who meet monthly want to meet every month.
    """

    day: int
    months: int = 1

    def __post_init__(self) -> None:
        _expect(1 <= self.day <= LAST_DAY, f"a day from 1 to {LAST_DAY}")
        _expect(1 <= self.months <= MOST_MONTHS, f"1 to {MOST_MONTHS} months")


Every = Weekly | MonthlyByWeekday | MonthlyByDay


@dataclass(frozen=True, kw_only=True, slots=True)
class Different:
    """One date that is not as the rule says: moved to another time on the wall, or skipped."""

    #: The date that the rule gives, as in :attr:`Occurrence.key`.
    key: str
    #: Naive, in the zone of the series; ``None`` where the date is skipped.
    moved_to: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """A recurring time. It keeps what the wall shows, never an offset, so it does not drift when clocks change.

    ``first`` is the first date of the rule. It ends on the day ``until``, which is included, or after ``count`` dates,
    among which skipped ones count. Raises ValueError for what cannot be.
    """

    #: Naive, in whole minutes.
    first: datetime
    #: IANA name.
    zone: str
    every: Every
    until: date | None = None
    count: int | None = None
    #: In the order of their keys, each key once.
    different: tuple[Different, ...] = ()

    def __post_init__(self) -> None:
        _expect(self.first.tzinfo is None and self.first == whole_minute(self.first), "a naive first in whole minutes")
        _expect(self.until is None or self.count is None, "one end, not two")
        _expect(self.count is None or 1 <= self.count <= MOST_TIMES, f"1 to {MOST_TIMES} dates")
        _expect(_is_zone(self.zone), "a zone by its IANA name")
        _expect(next(walls(self), None) == self.first, "a first date that the rule gives")
        keys = [one.key for one in self.different]
        _expect(keys == sorted(set(keys)), "each different date once, in order")
        _expect(set(keys) <= self._keys_up_to(keys[-1] if keys else ""), "only dates of the rule to be different")
        moved = [one.moved_to for one in self.different if one.moved_to is not None]
        _expect(all(to.tzinfo is None and to == whole_minute(to) for to in moved), "naive times in whole minutes")

    def _keys_up_to(self, last: str) -> set[str]:
        return set(takewhile(lambda key: key <= last, map(key_of, walls(self))))


def walls(series: Series) -> Iterator[datetime]:
    """The times on the wall that the rule gives, in order, before anything is different; naive."""
    if series.count is not None:
        return iter(rule(series.every, series.first, count=series.count))
    last = series.until or date(series.first.year + YEARS, 12, 31)
    return iter(rule(series.every, series.first, until=datetime.combine(last, time.max)))


def rule(every: Every, first: datetime, *, count: int | None = None, until: datetime | None = None) -> rrule:
    """The rule as dateutil follows it: on naive times, so that no change of clocks can shift it."""
    match every:
        case Weekly(weeks=weeks):
            return rrule(WEEKLY, first, interval=weeks, count=count, until=until)
        case MonthlyByWeekday(nth=nth, weekday=on, months=months):
            return rrule(MONTHLY, first, interval=months, byweekday=weekday(on)(nth), count=count, until=until)
        case MonthlyByDay(day=day, months=months):
            # Of several days the last that the month has.
            days = (-1,) if day == LAST_DAY else tuple(range(min(day, 28), day + 1))
            last = -1 if len(days) > 1 else None
            return rrule(MONTHLY, first, interval=months, bymonthday=days, bysetpos=last, count=count, until=until)


def key_of(wall: datetime) -> str:
    """The key of the date that the rule gives: the local day, like ``2026-12-01``. Moving a date does not change it."""
    return wall.date().isoformat()


def whole_minute(wall: datetime) -> datetime:
    """The time without its seconds."""
    return wall.replace(second=0, microsecond=0)


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except ZoneInfoNotFoundError:
        return False


def _expect(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(f"a series has {what}")
