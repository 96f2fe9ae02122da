"""What is kept about tags, and what a store of them must do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.identity import CommunityId, MemberId, Place, TagId


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A tag as it stands in the tree."""

    id: TagId
    name: str
    description: str = ""
    parent_id: TagId | None = None
    #: Merged into its parent: names and resources count as the parent's.
    is_merged: bool = False
    is_deleted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """New values for some tags and some names. Its inverse is a change too, which is what undoing applies."""

    #: Tag by tag, the fields that change: name, description, parent_id, is_merged, is_deleted.
    tags: Mapping[int, Mapping[str, str | int | bool | None]] = field(default_factory=dict)
    #: Name by name, the tag that it means from now on; None takes the name away.
    names: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """A change that was made, with what undoes it."""

    id: int
    about: str
    done: Change
    undo: Change


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A tag with the number of its own resources, for a list."""

    tag: Tag
    resources: int
    synonyms: tuple[str, ...] = ()


class TagStore(Protocol):
    """The tags of communities. Every method sees only the community it is given."""

    async def named(self, community: CommunityId, names: Sequence[str]) -> dict[str, Tag]:
        """The tags behind these names or synonyms, merged ones resolved; unknown names are left out."""
        ...

    async def names(self, community: CommunityId) -> dict[str, TagId]:
        """Every name and synonym with its tag."""
        ...

    async def tree(self, community: CommunityId) -> dict[TagId, Tag]:
        """All tags that are not deleted, merged ones included."""
        ...

    async def make(self, community: CommunityId, names: Sequence[str], by: MemberId, now: datetime) -> dict[str, Tag]:
        """New tags of these names, none of which exists."""
        ...

    async def apply(self, community: CommunityId, change: Change) -> Change:
        """Make a change and bring everything derived from the tree up to date; returns the inverse."""
        ...

    async def record(
        self, community: CommunityId, by: MemberId, about: str, done: Change, undo: Change, now: datetime
    ) -> None:
        """Keep a change for undoing."""
        ...

    async def last_change(self, community: CommunityId) -> Recorded | None:
        """The newest change that has not been undone."""
        ...

    async def mark_undone(self, community: CommunityId, change_id: int, now: datetime) -> None:
        """Remember that a change was undone."""
        ...

    async def listed(self, community: CommunityId, matching: str, offset: int, count: int) -> list[Counted]:
        """Tags with the most used first; ``matching`` is a part of a name or of a description, empty for all."""
        ...

    async def counted(self, community: CommunityId, tag: TagId, most: int) -> int:
        """Resources under a tag, synonyms and everything below included; counting stops at ``most``."""
        ...

    async def shared(self, community: CommunityId, one: TagId, other: TagId) -> int:
        """Resources that carry both tags themselves."""
        ...

    async def of_channel(self, community: CommunityId, place: Place) -> list[Tag]:
        """The tags of a channel."""
        ...

    async def set_channel(self, community: CommunityId, place: Place, tags: Sequence[TagId]) -> None:
        """Give a channel these tags instead of the ones it had."""
        ...

    async def follow(self, community: CommunityId, member: MemberId, tag: TagId, now: datetime) -> bool:
        """Follow a tag; False if the member did already."""
        ...

    async def unfollow(self, community: CommunityId, member: MemberId, tag: TagId) -> bool:
        """Stop following a tag; False if the member did not."""
        ...

    async def followed(self, community: CommunityId, member: MemberId) -> list[Tag]:
        """The tags that a member follows."""
        ...

    async def let_members_make(self, community: CommunityId, allowed: bool) -> None:
        """Whether members make new tags by using them."""
        ...
