"""Between what a clock on the wall shows and the instant it means: in a gap never, in a fold twice, else once.

A wall time is a naive ``datetime``; an instant is an aware one, in UTC. A zone is its IANA name.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.when.zones import place_of

MINUTE = timedelta(minutes=1)
# Not strftime: it would speak the language of the machine.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(at: datetime, zone: str) -> datetime:
    """What clocks in ``zone`` show at an instant. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """The instants at which clocks in ``zone`` show ``wall``, in order: none in a gap, two in a fold, else one."""
    first, second = _both(wall, zone)
    if first.utcoffset() == second.utcoffset():
        # Only in a gap or a fold does the offset depend on the fold (PEP 495).
        return (first.astimezone(UTC),)
    return tuple(at for at in (first.astimezone(UTC), second.astimezone(UTC)) if shown(at, zone) == wall)


def around_gap(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """The last minute before and the first minute after the gap in which ``wall`` lies.

    Raises ValueError where clocks in ``zone`` do show ``wall``.
    """
    # Read with the offset of after the gap it lies before the change, with that of before it lies behind.
    late, early = (at.astimezone(UTC) for at in _both(wall, zone))
    change = change_between(early, late, zone)
    if change is None or instants(wall, zone):
        raise ValueError(f"{wall} is not in a gap of {zone}")
    return change - MINUTE, change


def _both(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    there = ZoneInfo(zone)
    return wall.replace(tzinfo=there, fold=0), wall.replace(tzinfo=there, fold=1)


def first_instant(wall: datetime, zone: str) -> datetime:
    """The instant for something that has to happen once: in a fold the first, in a gap the first minute after it."""
    found = instants(wall, zone)
    return found[0] if found else around_gap(wall, zone)[1]


def change_between(early: datetime, late: datetime, zone: str) -> datetime | None:
    """The first whole second, after ``early`` and up to ``late``, at which clocks in ``zone`` have been changed.

    ``None`` where both ends have the same offset from UTC.
    """
    if offset_at(early, zone) == offset_at(late, zone):
        return None
    seconds, before = int((late - early).total_seconds()), offset_at(early, zone)
    low, high = 0, seconds
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(early + timedelta(seconds=middle), zone) == before:
            low = middle
        else:
            high = middle
    return early + timedelta(seconds=high)


def offset_at(at: datetime, zone: str) -> timedelta:
    """How far clocks in ``zone`` are ahead of UTC at an instant."""
    return shown(at, zone) - at.astimezone(UTC).replace(tzinfo=None)


def told(wall: datetime) -> str:
    """A wall time in words: ``Tue 1 Dec 2026, 18:00``."""
    return f"{told_day(wall)}, {wall:%H:%M}"


def told_day(wall: date) -> str:
    """A day, or that of a wall time, in words: ``Tue 1 Dec 2026``."""
    return f"{_WEEKDAYS[wall.weekday()]} {wall.day} {_MONTHS[wall.month - 1]} {wall.year}"


def told_offset(at: datetime, zone: str) -> str:
    """The offset from UTC at an instant: ``+02:00``."""
    minutes = round(offset_at(at, zone).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def spoken(at: datetime, zone: str) -> str:
    """The one way in which an instant is told in plain text: ``Tue 1 Dec 2026, 18:00 Berlin``.

    Where clocks show that time twice the offset tells which: ``Sun 25 Oct 2026, 02:30 +02:00 Berlin``. Seconds are
    not told. What comes back can be read by :func:`bot.when.parse`.
    """
    wall = shown(at, zone)
    which = f" {told_offset(at, zone)}" if len(instants(wall, zone)) > 1 else ""
    return f"{told(wall)}{which} {place_of(zone)}"
