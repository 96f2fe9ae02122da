"""What a community is: its kind, language and time zone, who adds to its library, where it announces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.errors import InvalidInput
from bot.identity import CommunityId, Member, MemberId, Place
from bot.typed import clean_line

#: Characters of a community's name.
NAME_CHARACTERS = 80


class CommunityKind(StrEnum):
    """The four kinds of communities of practice."""

    OPEN = "open"
    INTERNAL = "internal"
    PRODUCT = "product"
    LOCAL = "local"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How a community is set up."""

    name: str
    kind: CommunityKind = CommunityKind.OPEN
    language: str | None = None
    time_zone: str = "UTC"
    members_add: bool = True
    members_make_tags: bool = True
    announce_in: Place | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A member with what they have told about themselves."""

    member: Member
    time_zone: str | None = None
    language: str | None = None
    #: Platforms by which the person is known here.
    platforms: tuple[str, ...] = ()
    #: Resources that they found.
    found: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """A code by which two accounts are joined, and whose it is."""

    code: str
    community: CommunityId
    member: MemberId
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """Rows in which a member occurs, as they stand in one place of the database, without the member's own number."""

    #: The table and the column that refers to the member, like ``useful.member_id``.
    place: str
    rows: tuple[Mapping[str, object], ...]
    #: How many there are; more than ``rows`` where they are too many for one answer.
    total: int


class CommunityStore(Protocol):
    """Communities and their people. Every method sees only the community it is given."""

    async def settings(self, community: CommunityId) -> Settings:
        """How the community is set up."""
        ...

    async def save_settings(self, community: CommunityId, settings: Settings) -> None:
        """Set it up otherwise."""
        ...

    async def person(self, community: CommunityId, member: MemberId) -> Person:
        """A member with what they have told about themselves."""
        ...

    async def save_person(
        self, community: CommunityId, member: MemberId, time_zone: str | None, language: str | None
    ) -> None:
        """What a member tells about themselves."""
        ...

    async def of_account(
        self, community: CommunityId, platform: str, workspace: str, users: Sequence[str]
    ) -> Member | None:
        """The member behind the first of these accounts that is known."""
        ...


def changed(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings with these changes, checked. Raises InvalidInput."""
    result = replace(settings, **changes)
    if not 1 <= len(clean_line(result.name)) <= NAME_CHARACTERS:
        raise InvalidInput(f"A name has 1 to {NAME_CHARACTERS} characters.", "Please choose another.", field="name")
    return replace(result, name=clean_line(result.name))
