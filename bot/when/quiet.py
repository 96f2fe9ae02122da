"""Hours in which nobody wants to be disturbed, by the clock on their wall."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.errors import InvalidInput
from bot.typed import quoted
from bot.when.grammar import plain, read
from bot.when.walls import change_between, first_instant, instants, shown

_BETWEEN = re.compile(r" ?(?:-| to | until | till ) ?")
# Today and tomorrow have it, save where the end falls into a gap within another quiet time.
_DAYS = 4


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of each day from ``start`` up to, and without, ``end``; over midnight where the end is the earlier."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise ValueError("hours of quiet leave some hours")

    def __str__(self) -> str:
        """As people write them, and as they are kept: ``22:00-08:00``."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def hours(words: str, *, field: str = "hours") -> Hours:
    """Hours of quiet as people write them: ``22:00-08:00``, ``10pm to 8am``. Raises InvalidInput for ``field``."""
    hint = "Write for example 22:00-08:00."
    ends = [_clock(part) for part in _BETWEEN.split(plain(words))]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise InvalidInput(f"“{quoted(words)}” are no hours that I can read.", hint, field=field)
    if ends[0] == ends[1]:
        raise InvalidInput("That would be quiet all day or never.", hint, field=field)
    return Hours(ends[0], ends[1])


def is_quiet(quiet: Hours, zone: str, at: datetime) -> bool:
    """Whether clocks in ``zone`` show a quiet hour at an instant; at the end itself it is over."""
    clock = shown(at, zone).time()
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def next_waking(quiet: Hours, zone: str, at: datetime) -> datetime:
    """The first instant from ``at`` on that is not quiet: ``at`` itself, or the end of the quiet hours, in UTC.

    Where clocks skip the end it is the first minute after; where they go back out of the quiet hours it is then.
    """
    if not is_quiet(quiet, zone, at):
        return at.astimezone(UTC)
    today = shown(at, zone).date()
    for days in range(_DAYS):
        wall = datetime.combine(today + timedelta(days=days), quiet.end)
        for end in instants(wall, zone) or (first_instant(wall, zone),):
            if end > at and not is_quiet(quiet, zone, end):
                change = change_between(at, end, zone)
                return end if change is None or is_quiet(quiet, zone, change) else change
    raise ValueError(f"no waking hour in {_DAYS} days of {quiet}")


def _clock(text: str) -> time | None:
    """The time of day and nothing else; ``None`` for other words. Hours alone (``22``) are taken as well."""
    try:
        written = read(f"{text}:00" if text.isdecimal() else text)
    except InvalidInput:
        return None
    is_alone = written.day is None and written.offset is None and written.which is None and not written.rest
    return written.clock if is_alone else None
