"""When greeters can be asked, and until when they may take a welcome: by the clock on their wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.welcomes.values import Greeter
from bot.when import Hours, hours, next_waking

#: Two parts of a day meet at once or on the next day, or never.
_LOOKED_AT = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """The day of a greeter."""

    quiet: Hours
    zone: str
    #: When they can be asked; None: whenever it is not quiet.
    hours: Hours | None = None


def day_of(greeter: Greeter, usual_quiet: str) -> Day:
    """The day of a greeter; ``usual_quiet`` counts for those who have not said when it is quiet."""
    asked = hours(greeter.hours) if greeter.hours else None
    return Day(quiet=hours(greeter.quiet or usual_quiet), zone=greeter.zone, hours=asked)


def free_at(day: Day, at: datetime) -> datetime | None:
    """The first moment from ``at`` on in their hours and not in the quiet ones; None where these leave none."""
    moment = at
    for _ in range(_LOOKED_AT):
        waking = next_waking(day.quiet, day.zone, moment)
        moment = next_waking(_rest(day.hours), day.zone, waking) if day.hours else waking
        if moment == waking:
            return waking
    return None


def taken_until(day: Day, since: datetime, minutes: int) -> datetime:
    """The moment at which so many minutes have passed that are not quiet."""
    left = timedelta(minutes=minutes)
    moment = next_waking(day.quiet, day.zone, since)
    while (evening := next_waking(_rest(day.quiet), day.zone, moment)) < moment + left:
        left -= evening - moment
        moment = next_waking(day.quiet, day.zone, evening)
    return moment + left


def _rest(part: Hours) -> Hours:
    """The rest of the day."""
    return Hours(part.end, part.start)
