"""What tests of the storage fill in: a community with its people, and resources with dull facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot import resources
from bot.identity import AccountKey, CommunityId, MemberId, Place, ResourceId
from bot.resources import Facts, Found, Kind, New
from bot.tags import Tag, Tags, normalise
from storage.store import SqlStore, SqlUnit

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LOBBY = Place(platform="console", workspace="guild", channel="lobby")


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """A community with two members."""

    id: CommunityId
    ada: MemberId
    bob: MemberId


async def settle(store: SqlStore, workspace: str = "guild") -> Home:
    """A community where Ada and Bob are known."""
    async with store.write() as unit:
        ada, bob = (AccountKey(platform="console", workspace=workspace, user=user) for user in ("ada", "bob"))
        community, first = await unit.people.welcome(ada, "Ada", "Guild", NOW)
        _, second = await unit.people.welcome(bob, "Bob", "Guild", NOW)
    return Home(id=community.id, ada=first.id, bob=second.id)


def facts(title: str = "Loops for all", **changes: Any) -> Facts:
    """Facts of an article without an address."""
    return replace(Facts(title=title, kind=Kind.ARTICLE), **changes)


def new(title: str = "Loops for all", *, tags: Sequence[Tag] = (), **changes: Any) -> New:
    """An article of this title, to be added with these tags."""
    return resources.new(facts(title, **changes), [tag.id for tag in tags])


async def add(unit: SqlUnit, home: Home, *titles: str, tags: Sequence[Tag] = (), **changes: Any) -> list[ResourceId]:
    """Articles of these titles, found by Ada; their numbers."""
    added = await unit.resources.add(home.id, [new(title, tags=tags, **changes) for title in titles], home.ada, NOW)
    return [one.id for one in added]


async def make(unit: SqlUnit, home: Home, *names: str) -> list[Tag]:
    """Tags of these names, made by Ada."""
    made = await unit.tags.make(home.id, names, home.ada, NOW)
    return [made[name] for name in names]


def curating(unit: SqlUnit, home: Home) -> Tags:
    """The tags in Ada's hands."""
    return Tags(unit.tags, home.id, home.ada, NOW)


async def found(unit: SqlUnit, home: Home, line: str, cursor: str | None = None, *, size: int = 100) -> Found:
    """One page of what a line of the search finds."""
    wanted = resources.wanted(resources.parse(line, spell=normalise))
    return await unit.resources.find(home.id, wanted, cursor, size)


async def numbers(unit: SqlUnit, home: Home, line: str) -> list[int]:
    """The numbers of what a line of the search finds, the best first, on one page."""
    return numbers_in(await found(unit, home, line))


def numbers_in(page: Found) -> list[int]:
    """The numbers on a page."""
    return [hit.id for hit in page.hits]
