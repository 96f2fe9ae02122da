"""The part of a day in which two people are both awake: quarters of an hour of UTC, as the bits of a number."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import lru_cache

from bot.when import hours
from bot.when.walls import shown

QUARTERS = 96
#: Two people have at least two hours of the day in common.
COMMON_QUARTERS = 8
#: All of the day.
ALWAYS = (1 << QUARTERS) - 1
_DAY = 24 * 60


def awake(quiet: str, zone: str, now: datetime) -> int:
    """The quarters in which somebody can be reached whose quiet hours are these, with the clocks as they go now."""
    return _outside(quiet, _ahead(zone, now))


def within(wanted: str, zone: str, now: datetime) -> int:
    """The quarters that lie whole within hours of a day, like those in which somebody is best found."""
    return _within(wanted, _ahead(zone, now))


def in_common(one: int, other: int) -> bool:
    """Whether these are two hours together, wherever they lie in the day."""
    return (one & other).bit_count() >= COMMON_QUARTERS


def _ahead(zone: str, now: datetime) -> int:
    """How far clocks in the zone are ahead of UTC, in minutes."""
    wall = shown(now, zone).replace(tzinfo=UTC)
    return round((wall - now.astimezone(UTC)).total_seconds() / 60)


@lru_cache(maxsize=4096)
def _outside(quiet: str, ahead: int) -> int:
    read = hours(quiet)
    return _quarters(read.end, read.start, ahead)


@lru_cache(maxsize=4096)
def _within(wanted: str, ahead: int) -> int:
    read = hours(wanted)
    return _quarters(read.start, read.end, ahead)


def _quarters(start: time, end: time, ahead: int) -> int:
    """The quarters of UTC that lie whole between two times of a clock that is so many minutes ahead."""
    first, last = _minutes(start), _minutes(end)
    length = (last - first) % _DAY
    return sum(1 << quarter for quarter in range(QUARTERS) if (quarter * 15 + ahead - first) % _DAY + 15 <= length)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
