"""The dates of a series as instants, in order, and single dates that are skipped, moved and put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice, takewhile

from bot import when
from bot.errors import AlreadyExists, InvalidInput, NotFound
from bot.series.values import Different, Series, key_of, walls

# Further than any clock is from UTC: what is earlier on the wall is earlier.
_MARGIN = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """One date of a series."""

    #: The local day that the rule gives, like ``2026-12-01``: stays when the date is moved, so two planners agree.
    key: str
    #: When it is, aware, in UTC.
    at: datetime
    zone: str
    is_moved: bool = False

    @property
    def spoken(self) -> str:
        """When it is in words: ``Tue 1 Dec 2026, 18:00 Berlin``."""
        return when.spoken(self.at, self.zone)


def occurrences(series: Series, after: datetime, limit: int) -> Iterator[Occurrence]:
    """At most ``limit`` dates of the series later than ``after``, in the order of time, made one by one.

    Skipped dates are left out, moved ones stand where they were moved to. A time that clocks skip is at the first
    minute after it, one that comes twice is at its first.
    """
    apart = {one.key for one in series.different}
    earliest = when.shown(after, "UTC") - _MARGIN
    regular = (
        Occurrence(key=key_of(wall), at=when.first_instant(wall, series.zone), zone=series.zone)
        for wall in walls(series)
        if wall >= earliest and key_of(wall) not in apart
    )
    moved = sorted(_moved(series), key=_at)
    return islice((one for one in merge(regular, moved, key=_at) if one.at > after), limit)


def occurrence(series: Series, key: str) -> Occurrence:
    """The date with this key. Raises NotFound for a key that the rule does not give, and for a date that is skipped."""
    wall = _wall(series, key)
    for one in series.different:
        if one.key == key and one.moved_to is None:
            raise NotFound(f"{_told(key)} is skipped in this series.", "It can be put back.")
        if one.key == key:
            return next(moved for moved in _moved(series) if moved.key == key)
    return Occurrence(key=key, at=when.first_instant(wall, series.zone), zone=series.zone)


def skip(series: Series, key: str) -> Series:
    """The series without this date. Raises NotFound for a key that the rule does not give."""
    _wall(series, key)
    return _with(series, Different(key=key))


def move(series: Series, key: str, to: datetime) -> Series:
    """The series with this date at another time on the wall (naive, in the zone of the series).

    Raises NotFound for a key that the rule does not give, and AlreadyExists where another date of the series is then.
    """
    wall = _wall(series, key)
    at = when.first_instant(to, series.zone)
    others = occurrences(series, at - timedelta(microseconds=1), 2)
    if any(one.at == at and one.key != key for one in others):
        raise AlreadyExists(
            f"Another date of this series is on {when.spoken(at, series.zone)}.", "Choose another time."
        )
    return _without(series, key) if to == wall else _with(series, Different(key=key, moved_to=to))


def restore(series: Series, key: str) -> Series:
    """The series with this date as the rule gives it. Raises NotFound where it is so already."""
    if all(one.key != key for one in series.different):
        raise NotFound(f"{_told(key)} was neither skipped nor moved in this series.", "There is nothing to put back.")
    return _without(series, key)


def ended(series: Series, last: date) -> Series:
    """The series up to a day, which is included, by the days that the rule gives; what was moved stays.

    Raises InvalidInput for a day before its first.
    """
    if last < series.first.date():
        raise InvalidInput("The series begins only after that day.", "Cancel it instead.", field="until")
    kept = tuple(one for one in series.different if one.key <= last.isoformat())
    if series.count is not None:
        keys = takewhile(lambda key: key <= last.isoformat(), map(key_of, walls(series)))
        return replace(series, count=sum(1 for _ in keys), different=kept)
    return replace(series, until=min(last, series.until or last), different=kept)


def _wall(series: Series, key: str) -> datetime:
    found = next((wall for wall in walls(series) if key_of(wall) >= key), None)
    if found is None or key_of(found) != key:
        raise NotFound(f"There is no {_told(key)} in this series.", "Choose one of its dates.")
    return found


def _moved(series: Series) -> Iterator[Occurrence]:
    for one in series.different:
        if one.moved_to is not None:
            at = when.first_instant(one.moved_to, series.zone)
            yield Occurrence(key=one.key, at=at, zone=series.zone, is_moved=True)


def _at(one: Occurrence) -> datetime:
    return one.at


def _with(series: Series, different: Different) -> Series:
    others = (*_without(series, different.key).different, different)
    return replace(series, different=tuple(sorted(others, key=lambda one: one.key)))


def _without(series: Series, key: str) -> Series:
    return replace(series, different=tuple(one for one in series.different if one.key != key))


def _told(key: str) -> str:
    try:
        return when.told_day(date.fromisoformat(key))
    except ValueError:
        return "such date"
