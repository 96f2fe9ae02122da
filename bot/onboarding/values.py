"""How far a newcomer is on the way in: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.identity import MemberId


class Step(StrEnum):
    """What a newcomer is asked, in this order; each can be left out, by them and by the community."""

    #: Only where the community has guidelines; the one step that cannot be skipped, only left.
    GUIDELINES = "guidelines"
    INTERESTS = "interests"
    LEARNING = "learning"
    HELLO = "hello"


class Outcome(StrEnum):
    """What became of a step that was shown."""

    OPEN = ""
    ANSWERED = "answered"
    SKIPPED = "skipped"


class JourneyState(StrEnum):
    """How far a newcomer is as a whole."""

    #: Too many came at once: nothing is sent until there is room.
    HELD = "held"
    #: The invitation is ordered or sent, nothing is answered.
    INVITED = "invited"
    GOING = "going"
    FINISHED = "finished"
    #: They want no more of it: nothing is ever sent by itself.
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True, slots=True)
class StepState:
    """A step that was shown to somebody."""

    shown_at: datetime
    settled_at: datetime | None = None
    outcome: Outcome = Outcome.OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """A newcomer's way in. One person has one, on however many platforms they are."""

    member: MemberId
    state: JourneyState
    #: Where they came in: a platform's name, with a channel behind a line break if it was one; "": by the command.
    entry: str
    joined_at: datetime
    #: When they last did something of their own accord, else when they joined.
    moved_at: datetime
    steps: Mapping[Step, StepState] = field(default_factory=dict)
    finished_at: datetime | None = None
    #: When they left the community; None while they are in it.
    left_at: datetime | None = None
    guidelines_at: datetime | None = None
    #: What brings them here, in their own words.
    why: str = ""
    #: What they asked for that no tag stands for; what they can help with begins with ``help:``.
    unmatched: tuple[str, ...] = ()
    #: How they introduced themselves, and when it was posted.
    hello: str = ""
    hello_at: datetime | None = None
    #: Whether the invitation could not be brought to them: they are told at their first command.
    is_unheard: bool = False
    #: How often they were written to because they had stopped half-way.
    nudged: int = 0
    #: Whether they are a guest of the platform, who sees only some of it.
    is_guest: bool = False
    #: Grows with each answer.
    version: int = 0


def topics_of(member: MemberId) -> tuple[str, ...]:
    """What all messages about a newcomer are about: by themselves, to others, and into rooms."""
    return tuple(f"{about}:{member}" for about in ("onboarding", "quiet", "hello", "admission"))
