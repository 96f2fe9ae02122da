"""Who comes in, comes back and leaves: what becomes of their way in. One person has one, wherever they come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.identity import MemberId
from bot.onboarding.settings import OnboardingSettings
from bot.onboarding.values import Journey, JourneyState

#: They have done with it, by themselves or by coming to its end.
_DONE = frozenset({JourneyState.FINISHED, JourneyState.STOPPED})


def entry_of(platform: str, channel: str = "") -> str:
    """Where somebody comes in, as it is kept: a platform, and a channel of it if it was one."""
    return f"{platform}\n{channel}" if channel else platform


def is_entry(settings: OnboardingSettings, entry: str) -> bool:
    """Whether somebody is received there: in channels for which there are words, and in every workspace.

    Where only who joins a channel is received, that holds of a platform as soon as it has such a channel.
    """
    if "\n" in entry:
        return any(words.entry == entry for words in settings.words)
    return not (settings.only_by_channel and has_channel(settings, entry))


def has_channel(settings: OnboardingSettings, platform: str) -> bool:
    """Whether a platform has a channel for which there are words."""
    return any(words.entry.startswith(f"{platform}\n") for words in settings.words)


def begun(member: MemberId, entry: str, now: datetime, *, is_guest: bool, is_held: bool) -> Journey:
    """The way of somebody who comes in for the first time."""
    state = JourneyState.HELD if is_held else JourneyState.INVITED
    return Journey(member=member, state=state, entry=entry, joined_at=now, moved_at=now, is_guest=is_guest)


def back(journey: Journey, now: datetime) -> Journey:
    """Somebody who had left and is here again. That is a sign of life; what they have answered stays."""
    return replace(journey, left_at=None, moved_at=now, version=journey.version + 1)


def begun_anew(journey: Journey, now: datetime, *, is_held: bool) -> Journey:
    """Somebody who had left before anybody had written to them: they join as if it were the first time."""
    state = JourneyState.HELD if is_held else JourneyState.INVITED
    return replace(back(journey, now), state=state, joined_at=now)


def gone(journey: Journey, now: datetime) -> Journey:
    """Somebody who has left the community, on every platform."""
    return replace(journey, left_at=now, is_unheard=False, version=journey.version + 1)


def is_done(journey: Journey) -> bool:
    """Whether nothing is ever sent to them by itself any more."""
    return journey.state in _DONE


def is_written_to(journey: Journey, settings: OnboardingSettings) -> bool:
    """Whether the bot may write to them by itself: they are here, neither held nor done, and the community wants it."""
    return settings.is_on and journey.left_at is None and journey.state in {JourneyState.INVITED, JourneyState.GOING}
