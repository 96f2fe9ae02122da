"""The breaker: where very many people join at once, nobody is written to until that is over or organisers say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.onboarding.settings import OnboardingSettings
from bot.onboarding.values import Journey, JourneyState

#: Joins are counted over so long.
WITHIN = timedelta(minutes=10)
#: Organisers are told so long after the first who is held, so that the number they read says something.
TOLD_AFTER = timedelta(minutes=2)
#: How often it is looked whether there is room for some who are held.
EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rush:
    """Very many who have joined at once: from the first who is held until nobody is held any more."""

    began_at: datetime
    #: Whether organisers have said that these are people, so that nobody waits for the end of the rush.
    is_let_in: bool = False


def is_too_many(joined_before: int, settings: OnboardingSettings) -> bool:
    """Whether somebody who joins now is held. ``joined_before`` counts those within :data:`WITHIN` before them."""
    return joined_before >= settings.joins_at_once


def is_over(joined: int, settings: OnboardingSettings) -> bool:
    """Whether so many within :data:`WITHIN` are none too many: those who are held can be let in."""
    return joined <= settings.joins_at_once


def let_in(journey: Journey, now: datetime) -> Journey:
    """Somebody who was held and is invited now; what is said of days counts from now on."""
    return replace(journey, state=JourneyState.INVITED, moved_at=now, version=journey.version + 1)
