"""From what is kept about people to those who are matched: hours become quarters of a day as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.buddies.hours import awake, within
from bot.buddies.matching import Match, Seeker, matched
from bot.buddies.values import Looking


def seeker(one: Looking, now: datetime, *, usual_quiet: str) -> Seeker:
    """Somebody as they are matched. ``usual_quiet``: hours like ``22:00-08:00`` of who has not said otherwise."""
    hours = awake(one.quiet or usual_quiet, one.zone, now)
    return Seeker(
        member=one.member,
        since=one.waits_since.timestamp(),
        room=max(0, one.most - one.has),
        awake=hours,
        best=within(one.hours, one.zone, now) if one.hours else hours,
        language=one.language,
        places=one.places,
        learns=one.learns,
        helps=one.helps,
        apart=one.apart,
    )


def pairs_of(looking: Sequence[Looking], now: datetime, *, usual_quiet: str, most: int) -> list[Match]:
    """Who is introduced to whom now, so many pairs at most."""
    return matched([seeker(one, now, usual_quiet=usual_quiet) for one in looking], most)
