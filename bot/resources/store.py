"""What is kept about resources, and what a store of them must do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.identity import CommunityId, MemberId, ResourceId, TagId
from bot.resources.values import Cost, Kind, Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is said about a resource, checked and normalised."""

    title: str
    kind: Kind
    address: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    year: int | None = None
    language: str | None = None
    minutes: int | None = None
    level: Level | None = None
    cost: Cost | None = None
    description: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """A resource in the library of a community."""

    id: ResourceId
    facts: Facts
    votes: int = 0
    tags: tuple[str, ...] = ()
    added_by: MemberId
    added_at: datetime
    saved_at: datetime | None = None
    retired_at: datetime | None = None
    retired_reason: str | None = None
    superseded_by: ResourceId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """What makes a resource this one and no other."""

    #: The canonical address, or kind and title where there is no address.
    identity: str
    #: Kind and title in any case.
    title_key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Indexed:
    """What the search knows about a resource, tags excepted: its terms with their weight, and its words in order."""

    terms: Mapping[str, int]
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class New:
    """A resource to be added."""

    facts: Facts
    keys: Keys
    indexed: Indexed
    tags: tuple[TagId, ...] = ()
    saved_at: datetime | None = None
    retired_reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """What became of a new resource: its number, and whether it was there already."""

    id: ResourceId
    was_there: bool = False
    #: Tags that it did not have before.
    new_tags: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A search: groups of which each must be met, by at least one of its keys.

    Keys: ``#name`` a tag with all that counts as it; ``w:stem`` a word, or a tag named like it; others as indexed.
    """

    groups: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    #: Words that must stand together, as one folded line each.
    phrases: tuple[str, ...] = ()
    #: What comes first of what meets all that: groups, the dearest first. Nothing is left out for them.
    first: tuple[tuple[str, ...], ...] = ()
    #: Of equals, what meets more of these groups comes first.
    rather: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One page of hits."""

    hits: tuple[Resource, ...] = ()
    #: Cursors of the neighbouring pages; None where there is none.
    newer: str | None = None
    older: str | None = None
    #: How many there are in all, where that is known.
    total: int | None = None
    #: Tags in the search that do not exist.
    unknown_tags: tuple[str, ...] = ()
    #: Of the groups that come first, and of those of which more is better, which ones something met that was found.
    met: tuple[bool, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of a resource's history."""

    at: datetime
    by: str
    action: str
    #: Field by field, what stood there before and after.
    detail: Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A search that found nothing."""

    line: str
    times: int
    last_at: datetime


class ResourceStore(Protocol):
    """The libraries of communities. Every method sees only the community it is given."""

    async def get(self, community: CommunityId, resource: ResourceId) -> Resource | None:
        """One resource, retired ones included."""
        ...

    async def with_keys(self, community: CommunityId, keys: Keys) -> Resource | None:
        """The resource that a new one with these keys would repeat."""
        ...

    async def add(self, community: CommunityId, new: Sequence[New], by: MemberId, now: datetime) -> list[Added]:
        """Add resources; the ones that are there already get the tags and the finder instead."""
        ...

    async def save(self, community: CommunityId, before: Resource, facts: Facts, keys: Keys, indexed: Indexed) -> None:
        """New facts for a resource. Raises AlreadyExists if another one has these keys."""
        ...

    async def set_tags(
        self,
        community: CommunityId,
        resource: ResourceId,
        *,
        add: Sequence[TagId],
        remove: Sequence[TagId],
        by: MemberId,
        now: datetime,
    ) -> None:
        """Put tags on a resource and take others off, with all that counts as them."""
        ...

    async def retire(
        self, community: CommunityId, resource: ResourceId, reason: str, superseded_by: ResourceId | None, now: datetime
    ) -> None:
        """Take a resource out of every search."""
        ...

    async def restore(self, community: CommunityId, resource: ResourceId, indexed: Indexed) -> None:
        """Put a retired resource back."""
        ...

    async def find_useful(self, community: CommunityId, resource: ResourceId, by: MemberId, now: datetime) -> bool:
        """Count a member's vote; False, and the vote is taken back, if it was counted before."""
        ...

    async def find(self, community: CommunityId, wanted: Wanted, cursor: str | None, size: int) -> Found:
        """One page of what is wanted, the best first. Raises InvalidInput for a cursor that is not ours."""
        ...

    async def newest(self, community: CommunityId, tag: TagId, cursor: str | None, size: int) -> Found:
        """One page of everything under a tag, the newest first."""
        ...

    async def any_of(self, community: CommunityId, wanted: Wanted, chance: float) -> Resource | None:
        """One of what is wanted, whatever would come first; ``chance`` from 0 to 1 says which."""
        ...

    async def found_by(self, community: CommunityId, member: MemberId, cursor: str | None, size: int) -> Found:
        """One page of what a member found, the newest first, retired ones included."""
        ...

    async def finders(self, community: CommunityId, resource: ResourceId) -> list[str]:
        """The names of those who found it, the first one first."""
        ...

    async def log(
        self,
        community: CommunityId,
        resource: ResourceId,
        by: MemberId,
        action: str,
        detail: Mapping[str, Sequence[str]],
        now: datetime,
    ) -> None:
        """Write a line into a resource's history."""
        ...

    async def history(self, community: CommunityId, resource: ResourceId, count: int) -> list[Entry]:
        """The newest lines of a resource's history, the newest first."""
        ...

    async def note_gap(self, community: CommunityId, line: str, now: datetime) -> None:
        """Remember a search that found nothing."""
        ...

    async def gaps(self, community: CommunityId, offset: int, count: int) -> list[Gap]:
        """Searches that found nothing, the most frequent first."""
        ...

    async def close_gap(self, community: CommunityId, line: str) -> bool:
        """Forget a search that found nothing; False if it was not known."""
        ...

    def after(self, community: CommunityId, resource: ResourceId, count: int) -> AsyncIterator[Resource]:
        """The next so many resources after one, the oldest first, retired ones included."""
        ...

    async def remove(self, community: CommunityId, resource: ResourceId) -> None:
        """Take a resource out for good, with all that refers to it. Nothing is left of it but its number."""
        ...

    def all(self, community: CommunityId, tag: TagId | None) -> AsyncIterator[Resource]:
        """Every resource, or every one under a tag, the oldest first, retired ones included."""
        ...
