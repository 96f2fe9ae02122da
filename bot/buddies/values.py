"""Who takes part, who waits for whom, and who was introduced to whom: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.identity import Member, MemberId, TagId

#: Buddies at a time that somebody may ask for.
MOST = 5
#: People whom somebody may have themselves kept apart from.
AVOIDED_MOST = 100
#: When two are asked whether they have met, and when again whoever said "not yet".
ASKED_AFTER, ASKED_AGAIN_AFTER = timedelta(days=14), timedelta(days=7)
#: Two of whom neither has said that they have met are parted after so long, so that both are free for others.
UNMET_FOR = timedelta(days=35)
#: Of fewer people than this no number is shown, because it would tell of single ones.
LEAST_SHOWN = 5


class Says(StrEnum):
    """What somebody says about whether they have met their buddy."""

    NOTHING = ""
    MET = "met"
    NOT_YET = "not"


@dataclass(frozen=True, kw_only=True, slots=True)
class Buddy:
    """Somebody who takes part."""

    member: MemberId
    #: When they joined, or were last introduced to somebody: who waits longest comes first.
    waits_since: datetime
    #: Buddies at a time, at most.
    most: int = 1
    snoozed_until: datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.most <= MOST:
            raise ValueError(f"somebody has 1 to {MOST} buddies at a time")

    def is_snoozed(self, now: datetime) -> bool:
        """Whether they want to meet nobody new just now; at the moment itself it is over."""
        return self.snoozed_until is not None and self.snoozed_until > now


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two people who were introduced to each other; no two are ever introduced twice."""

    #: Never given twice, also when people are forgotten.
    id: int
    #: The one with the smaller number first.
    members: tuple[Member, Member]
    introduced_at: datetime
    #: Name of the tag they were brought together over.
    over: str
    #: What each says, in the order of the members.
    says: tuple[Says, Says] = (Says.NOTHING, Says.NOTHING)
    ended_at: datetime | None = None

    def side(self, member: MemberId) -> int | None:
        """Which of the two somebody is: 0 or 1; None for anybody else."""
        return next((side for side, one in enumerate(self.members) if one.id == member), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Looking:
    """Somebody who may be introduced to somebody, as far as it is kept: with room, not snoozed, not gone."""

    member: MemberId
    waits_since: datetime
    most: int
    #: Buddies that they have now.
    has: int
    #: By their own clock; None for the usual hours.
    quiet: str | None
    #: IANA name: their own zone, else that of the community.
    zone: str
    #: Their own language, else that of the community; None where neither is said.
    language: str | None
    #: When they are best found, by their own clock.
    hours: str | None
    learns: frozenset[TagId]
    helps: frozenset[TagId]
    #: People whom they were introduced to before, and those of whom one avoids the other.
    apart: frozenset[MemberId]
    #: Platforms with their workspaces, on which they can be written to.
    places: frozenset[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How buddies go in a community."""

    joined: int = 0
    snoozed: int = 0
    #: Who has room for another one, and is not snoozed.
    waiting: int = 0
    #: Pairs that stand, and all that there have ever been, but for people who were forgotten.
    standing: int = 0
    made: int = 0
    #: Pairs of which at least one says that they have met, and those of which somebody says not yet and nobody met.
    met: int = 0
    not_yet: int = 0


def topic_of(number: int) -> str:
    """What all messages about a pair are about, by the number of the pair; see :mod:`bot.deliveries`."""
    return f"buddy:{number}"
