"""Who is speaking, where, and on behalf of which community.

All identifiers of the platforms are text and live in :class:`AccountKey` and :class:`Place`; ours are numbers with
types of their own, so that one cannot be taken for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

CommunityId = NewType("CommunityId", int)
MemberId = NewType("MemberId", int)
TagId = NewType("TagId", int)
#: Counted from 1 within each community, so that people can say "number 17".
ResourceId = NewType("ResourceId", int)
#: Counted from 1 within each community, like resources.
AmaId = NewType("AmaId", int)
#: Counted from 1 within each AMA.
QuestionId = NewType("QuestionId", int)


class Role(IntEnum):
    """What a member may do; each role may do all that the ones before it may."""

    MEMBER = 1
    HOST = 2
    CURATOR = 3
    ORGANISER = 4

    @property
    def label(self) -> str:
        """The role as people write it: ``organiser``."""
        return self.name.lower()


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountKey:
    """One account on one platform, as an adapter sees it."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where something is said or posted."""

    platform: str
    workspace: str
    channel: str
    thread: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Community:
    """One group of people, on as many platforms as they like."""

    id: CommunityId
    name: str
    #: Whether members make new tags by using them.
    members_make_tags: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A person in one community."""

    id: MemberId
    name: str
    role: Role = Role.MEMBER
    #: What their platform vouched for when they last changed something.
    vouched: Role = Role.MEMBER
    #: In which order they look things up, as :mod:`bot.preferences` writes it; empty: in the usual one.
    order: str = ""
    #: Whether something that was for them could not be brought; see :mod:`bot.unheard`.
    is_unheard: bool = False
