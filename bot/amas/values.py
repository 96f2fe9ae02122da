"""What an AMA is: when and where it is held, by whom, how far it is, and who comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.identity import AmaId, CommunityId, Member, MemberId, Place, TagId


class AmaState(StrEnum):
    """How far an AMA is."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether it can still be asked, moved and come to."""
        return self in {AmaState.SCHEDULED, AmaState.LIVE}


class Part(StrEnum):
    """What somebody does in an AMA."""

    HOST = "host"
    HELPER = "helper"


class Invitation(StrEnum):
    """What an invited host has said."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Coming(StrEnum):
    """What somebody has said about coming."""

    COMING = "coming"
    #: Would come, but there is no seat yet.
    WAITING = "waiting"
    MAYBE = "maybe"
    NO = "no"


class Announcement(StrEnum):
    """The announcements of an AMA, in the order of their times; a plan is some of them."""

    SCHEDULED = "scheduled"
    WEEK = "week"
    DAY = "day"
    HOUR = "hour"
    START = "start"
    RECAP = "recap"


class ProposalState(StrEnum):
    """What has become of a proposal."""

    OPEN = "open"
    SCHEDULED = "scheduled"
    DECLINED = "declined"


class Reminder(StrEnum):
    """What somebody wants to be told in a direct message."""

    QUESTIONS = "questions"
    DAY = "day"
    QUARTER = "quarter"
    ANSWER = "answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """All that is agreed about an AMA."""

    title: str
    about: str = ""
    starts_at: datetime
    #: The IANA zone in which the time was given.
    zone: str
    minutes: int = 60
    language: str | None = None
    #: Seats; None: as many as like.
    capacity: int | None = None
    #: Where people meet, in words or as an address; empty: in the channel of its announcement.
    meets_at: str = ""
    #: Questions that one person may ask.
    questions_each: int = 3
    #: Whether questions are looked at before everybody sees them.
    is_reviewed: bool = False
    plan: frozenset[Announcement] = frozenset(Announcement)
    #: Words of the announcements, with placeholders; empty: the usual ones.
    announcement: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it is over, if it takes as long as planned."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Host:
    """A host or helper: a member, or somebody from outside by name."""

    name: str
    member: MemberId | None = None
    part: Part = Part.HOST
    state: Invitation = Invitation.INVITED
    #: Other times that an invited host has proposed, in their words.
    other_times: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ama:
    """An AMA with all that is known about it."""

    id: AmaId
    community: CommunityId
    session: Session
    state: AmaState
    hosts: tuple[Host, ...]
    places: tuple[Place, ...]
    tags: tuple[tuple[TagId, str], ...]
    made_by: Member
    #: Grows with every change that calendars have to know of (RFC 5545, SEQUENCE).
    sequence: int
    changed_at: datetime
    #: Whether answers may be kept in the library; None: the host has not been asked yet.
    keeps_answers: bool | None = None
    #: When it really began; None: not yet.
    began_at: datetime | None = None
    closed_at: datetime | None = None
    #: Why it was cancelled.
    reason: str = ""
    proposal: int | None = None
    series: int | None = None
    occurrence: str | None = None

    def part_of(self, member: MemberId) -> Part | None:
        """What a member does in it; who has declined does nothing."""
        for host in self.hosts:
            if host.member == member and host.state is not Invitation.DECLINED:
                return host.part
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAma:
    """An AMA that is about to be made."""

    session: Session
    hosts: tuple[Host, ...]
    places: tuple[Place, ...]
    tags: tuple[TagId, ...] = ()
    proposal: int | None = None
    series: int | None = None
    #: The local date that it has in its series.
    occurrence: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What somebody proposes: a topic, and who shall answer, if they name anybody."""

    topic: str
    why: str = ""
    who: MemberId | None = None
    #: The name of who shall answer; empty: whoever likes to.
    who_name: str = ""
    tags: tuple[TagId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A proposal with who made it and how many support it."""

    id: int
    topic: str
    why: str
    who: MemberId | None
    who_name: str
    made_by: Member
    made_at: datetime
    state: ProposalState
    tags: tuple[tuple[TagId, str], ...]
    support: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendance:
    """What one person has said about coming to an AMA."""

    member: Member
    answer: Coming
    #: When they said so; for who waits, since when they wait.
    answered_at: datetime
    reminders: frozenset[Reminder] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Usual:
    """How a community announces one part, unless an AMA says otherwise."""

    is_made: bool = True
    #: Words with placeholders; empty: the bot's own.
    words: str = ""
