"""What is kept of two communities that become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.identity import CommunityId, MemberId, ResourceId, TagId


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A code by which another community may ask, and which one has."""

    code: str
    community: CommunityId
    asked_by: CommunityId | None
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A community that was joined with another one."""

    id: int
    community: CommunityId
    joined: CommunityId
    joined_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """What a community has."""

    name: str
    members: int
    resources: int
    tags: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """Who found and liked a resource: members of the community it is copied from, and whom they are here."""

    finders: Sequence[MemberId]
    voters: Sequence[MemberId]


class JoiningStore(Protocol):
    """What joining needs of the rows of two communities."""

    async def offer(self, community: CommunityId) -> Offer | None:
        """The offer that a community has made."""
        ...

    async def offer_with(self, code: str) -> Offer | None:
        """The offer with this code."""
        ...

    async def keep_offer(self, offer: Offer) -> None:
        """Keep an offer instead of an earlier one."""
        ...

    async def drop_offer(self, community: CommunityId) -> None:
        """Take an offer back."""
        ...

    async def size(self, community: CommunityId) -> Size:
        """What a community has."""
        ...

    async def join(self, community: CommunityId, joined: CommunityId, now: datetime) -> Joined:
        """Let the places and the people of one belong to the other from now on."""
        ...

    async def last(self, community: CommunityId) -> Joined | None:
        """The newest joining that was not undone."""
        ...

    async def part(self, joined: Joined, now: datetime) -> None:
        """Give places and people back."""
        ...

    async def copied(self, joined: Joined, resource: ResourceId) -> Copied:
        """Who found and liked a resource of the joined community, as members of this one."""
        ...

    async def brought(self, joined: Joined, count: int) -> list[ResourceId]:
        """Resources that only members of the joined community have found."""
        ...

    async def someone(self, community: CommunityId, now: datetime) -> MemberId:
        """The member who stands for people who have left."""
        ...

    async def copies(self, joined: Joined, count: int) -> list[MemberId]:
        """Some of the members who stand for those of the joined community."""
        ...

    async def places(self, joined: Joined) -> list[tuple[str, str, str, str]]:
        """Tags of channels: platform, workspace, channel and the tag's name."""
        ...

    async def set_place(self, community: CommunityId, place: tuple[str, str, str], tag: TagId) -> None:
        """Give a channel a tag of this community."""
        ...
