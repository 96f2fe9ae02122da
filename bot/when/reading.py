"""What a written time means: the one instant, or a refusal that says why there is none and what to write.

Days without a year, weekdays and times of day mean the next of them that is still to come, in the zone that was
written or else the person's own. What would need a guess is refused.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bot.errors import InvalidInput
from bot.when import zones
from bot.when.days import days_meant
from bot.when.grammar import Day, Written, plain, read
from bot.when.refusing import unreadable
from bot.when.walls import MINUTE, around_gap, instants, shown, spoken, told, told_day, told_offset

#: How far ahead a time may lie; whoever writes a later year has mistyped it.
YEARS_AHEAD = 5
# Zones know nothing certain of before, and no clock of a computer ran.
_FIRST_YEAR = 1970
_FIELD = "when"


class How(StrEnum):
    """How a time was written."""

    DATE = "date"
    WEEKDAY = "weekday"
    DAYS_AHEAD = "days ahead"
    CLOCK = "time of day"
    ELAPSED = "from now"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """An instant that somebody has written, and the zone they have written it for."""

    #: Aware, in UTC.
    at: datetime
    #: IANA name: the zone that was written, else the person's own.
    zone: str
    how: How
    #: Whether a zone or a city was written.
    is_zone_written: bool = False

    @property
    def wall(self) -> datetime:
        """What clocks in the zone show then, naive."""
        return shown(self.at, self.zone)

    @property
    def spoken(self) -> str:
        """The instant in words, which can be read again: ``Tue 1 Dec 2026, 18:00 Berlin``."""
        return spoken(self.at, self.zone)


class Unclear(InvalidInput):
    """Clocks show the time that was written never or twice; ``offers`` are the readings to choose from, in order."""

    def __init__(self, message: str, hint: str, offers: Sequence[Reading]) -> None:
        super().__init__(message, hint, field=_FIELD)
        self.offers = tuple(offers)


def parse(words: str, zone: str, now: datetime, *, after: datetime | None = None) -> Reading:
    """The instant that the words mean to somebody in ``zone`` (IANA name). Formats: :data:`bot.when.EXAMPLES`.

    ``after``: only later instants are taken; ``now``, if nothing is said. Raises InvalidInput, with ``when`` as its
    field, for what is not understood, too early, more than YEARS_AHEAD years ahead, or no day of the calendar, and
    Unclear for a time that clocks show never or twice. On the night on which clocks go back, ``first``, ``second``
    or an offset (``+02:00``) behind the time tells which.
    """
    written = read(words)
    if written.elapsed is None and written.clock is None:
        raise unreadable(words, now, has_day=written.day is not None)
    place = _place(written.rest, zone, words, now)
    asked = _Asked(words=words, written=written, zone=place, now=now, after=now if after is None else after)
    reading = asked.reading()
    asked.check(reading)
    return reading


def _place(rest: str, zone: str, words: str, now: datetime) -> str:
    """The zone that was written, else ``zone``. The person's own may be written as it is stored, whatever it is."""
    if not rest or rest == plain(zone):
        return zone
    found = zones.known(rest)
    if found:
        return found
    if any(char.isdigit() for char in rest) or len(rest.split()) > 4:
        raise unreadable(words, now)
    city = zones.example(rest) or "Berlin"
    raise InvalidInput(zones.unknown(rest), f"{zones.likely(rest)}Name a city, for example 18:00 {city}.", field=_FIELD)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What was written, with all that is needed to say when it is."""

    words: str
    written: Written
    zone: str
    now: datetime
    after: datetime

    def reading(self) -> Reading:
        """When it is. Raises InvalidInput."""
        written = self.written
        if written.elapsed is not None:
            # Up to the whole minute, so that it is never sooner than was asked for.
            at = self.now.astimezone(UTC) + written.elapsed
            return self._read(at + (-timedelta(seconds=at.second, microseconds=at.microsecond)) % MINUTE, How.ELAPSED)
        how = _how(written.day)
        wall = self._wall(days_meant(written.day, self._today, self.words))
        self._check_year(wall)
        if written.offset is not None:
            return self._read(self._with_offset(wall, written.offset, how), how)
        return self._one_of([self._read(at, how) for at in instants(wall, self.zone)], wall, how)

    def check(self, reading: Reading) -> None:
        """Raise InvalidInput for an instant that is over, too early, or too far ahead."""
        if reading.at <= self.after:
            if self.after > self.now:
                message = f"{reading.spoken} is too early: it has to be after {spoken(self.after, self.zone)}."
            else:
                message = f"{reading.spoken} is over: it is {spoken(self.now, self.zone)} now."
            raise InvalidInput(message, "Write a time that is still to come.", field=_FIELD)
        if reading.wall > _years_later(shown(self.now, self.zone)):
            raise self._too_far(reading.wall)

    @property
    def _fixed(self) -> timedelta | None:
        """The offset where it stands without a zone: then it says all, as mail programs and calendars write it."""
        return None if self.written.rest else self.written.offset

    @property
    def _today(self) -> date:
        there = shown(self.now, self.zone) if self._fixed is None else shown(self.now, "UTC") + self._fixed
        return there.date()

    def _read(self, at: datetime, how: How) -> Reading:
        return Reading(at=at, zone=self.zone, how=how, is_zone_written=bool(self.written.rest))

    def _wall(self, days: Sequence[date]) -> datetime:
        """The written time of day on the first of these days on which it is still to come, else on the last."""
        assert self.written.clock is not None
        walls = [datetime.combine(day, self.written.clock) for day in days]
        return next((wall for wall in walls[:-1] if self._is_to_come(wall)), walls[-1])

    def _is_to_come(self, wall: datetime) -> bool:
        if self._fixed is not None:
            return wall.replace(tzinfo=UTC) - self._fixed > self.now
        found = instants(wall, self.zone) or around_gap(wall, self.zone)
        return found[-1] > self.now

    def _check_year(self, wall: datetime) -> None:
        # Before anything is converted: near the years 1 and 9999 that would overflow.
        if wall.year > self.now.year + YEARS_AHEAD + 1:
            raise self._too_far(wall)
        if wall.year < _FIRST_YEAR:
            raise InvalidInput(f"The year {wall.year} is over.", "Write a time that is still to come.", field=_FIELD)

    def _too_far(self, wall: datetime) -> InvalidInput:
        message = f"{told_day(wall)} is more than {YEARS_AHEAD} years ahead."
        return InvalidInput(message, "Check the year, or write a nearer date.", field=_FIELD)

    def _with_offset(self, wall: datetime, offset: timedelta, how: How) -> datetime:
        """The instant at which clocks that are so far from UTC show ``wall``; in a zone, the one of its offsets."""
        at = wall.replace(tzinfo=UTC) - offset
        found = instants(wall, self.zone)
        if at in found or self._fixed is not None:
            return at
        if not found:
            raise self._in_gap(wall, how)
        there = " or ".join(told_offset(one, self.zone) for one in found)
        message = f"Clocks in {zones.place_of(self.zone)} are then at {there} from UTC."
        raise InvalidInput(message, "Write that, or leave the offset out.", field=_FIELD)

    def _one_of(self, found: Sequence[Reading], wall: datetime, how: How) -> Reading:
        if not found:
            raise self._in_gap(wall, how)
        if self.written.which is not None:
            if len(found) == 1:
                message = f"{told(wall)} comes only once in {zones.place_of(self.zone)}."
                raise InvalidInput(message, "Leave “first” or “second” out.", field=_FIELD)
            return found[self.written.which]
        if len(found) == 1:
            return found[0]
        later = [reading for reading in found if reading.at > self.after]
        if len(later) == 1:
            return later[0]
        first, second = (told_offset(reading.at, self.zone) for reading in found)
        raise Unclear(
            f"On {told_day(wall)} the clocks in {zones.place_of(self.zone)} go back, so {wall:%H:%M} comes twice.",
            f"Write {wall:%Y-%m-%d %H:%M} first (or {first}) or {wall:%Y-%m-%d %H:%M} second (or {second}).",
            found,
        )

    def _in_gap(self, wall: datetime, how: How) -> Unclear:
        offers = [self._read(at, how) for at in around_gap(wall, self.zone)]
        before, behind = offers
        return Unclear(
            f"On {told_day(wall)} the clocks in {zones.place_of(self.zone)} go from {before.wall:%H:%M} straight to"
            f" {behind.wall:%H:%M}, so there is no {wall:%H:%M}.",
            f"Write {before.wall:%Y-%m-%d %H:%M} or {behind.wall:%Y-%m-%d %H:%M}.",
            offers,
        )


def _how(day: Day | None) -> How:
    if day is None:
        return How.CLOCK
    if day.days_ahead is not None:
        return How.DAYS_AHEAD
    return How.WEEKDAY if day.day is None else How.DATE


def _years_later(wall: datetime) -> datetime:
    year = wall.year + YEARS_AHEAD
    is_leap_day_lost = (wall.month, wall.day) == (2, 29) and not calendar.isleap(year)
    return wall.replace(year=year, day=28 if is_leap_day_lost else wall.day)
