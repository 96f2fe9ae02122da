"""When somebody who stopped half-way is written to: a few times, by the days of the community, and then never again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.onboarding.arriving import is_written_to
from bot.onboarding.settings import OnboardingSettings
from bot.onboarding.values import Journey, Step

#: Steps as people read them.
NAMES = {
    Step.GUIDELINES: "What we expect of one another",
    Step.INTERESTS: "What brings you here",
    Step.LEARNING: "How you learn",
    Step.HELLO: "Say hello",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Nudge:
    """One time that somebody is written to, counted from 1."""

    number: int
    due_at: datetime


def next_nudge(journey: Journey, settings: OnboardingSettings) -> Nudge | None:
    """When somebody is written to next, if they do nothing until then; None where that is never."""
    if not is_written_to(journey, settings) or journey.nudged >= len(settings.nudge_days):
        return None
    days = sorted(settings.nudge_days)[journey.nudged]
    return Nudge(number=journey.nudged + 1, due_at=journey.moved_at + timedelta(days=days))


def nudge_after(nudged: Journey, settings: OnboardingSettings, now: datetime) -> Nudge | None:
    """The same for somebody who has just been written to: as many days on as there are between the two.

    So one that came late, because the bot was away, does not bring the next one with it.
    """
    following = next_nudge(nudged, settings)
    if following is None:
        return None
    days = sorted(settings.nudge_days)
    between = timedelta(days=days[following.number - 1] - days[following.number - 2])
    return replace(following, due_at=max(following.due_at, now + between))


def is_due(journey: Journey, settings: OnboardingSettings, number: int, now: datetime) -> bool:
    """Whether the nudge of this number is still the next one, and they have not moved since it was planned."""
    following = next_nudge(journey, settings)
    return following is not None and following.number == number and following.due_at <= now


def counted(journey: Journey) -> Journey:
    """Somebody who is written to once more."""
    return replace(journey, nudged=journey.nudged + 1, version=journey.version + 1)
