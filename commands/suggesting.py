"""What somebody might begin with: one resource, one conversation, one AMA and one person, by what they have said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import preferences, resources
from bot.amas.values import Ama, AmaState
from bot.conversations import Conversation
from bot.identity import CommunityId, MemberId, TagId
from bot.ports import Unit
from bot.preferences import InterestKind
from bot.resources import Query, Resource
from bot.tags import Tag
from commands.outsiders import is_outside
from commands.preferring import left, preferred

#: AMAs ahead among which one by tag is looked for, and how far ahead.
_AMAS, _AHEAD = 20, timedelta(days=366)
#: People among whom one is chosen, so that not everybody is led to the same.
_PEOPLE = 20
#: Tags that are looked under.
_TAGS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstThings:
    """What somebody might begin with; None for what there is not."""

    resource: Resource | None = None
    conversation: Conversation | None = None
    #: The next one under a tag of theirs, else the next one.
    ama: Ama | None = None
    #: Somebody who wants to be seen, and helps with what they want to learn or wants to learn it too; with the name.
    person: tuple[MemberId, str] | None = None


async def first_things(unit: Unit, community: CommunityId, member: MemberId, now: datetime) -> FirstThings:
    """What somebody might begin with, by their interests and by how they learn."""
    said = await unit.preferences.interests(community, member)
    wanted = [one for one in said if one.kind is InterestKind.LEARN] or said
    names = list(dict.fromkeys(one.name for one in wanted))[:_TAGS]
    tags = list(dict.fromkeys(one.tag for one in wanted))[:_TAGS]
    return FirstThings(
        resource=await _resource(unit, community, member, names),
        conversation=await _conversation(unit, community, tags),
        ama=await _ama(unit, community, tags, now),
        person=await _person(unit, community, member, tags),
    )


async def _resource(unit: Unit, community: CommunityId, member: MemberId, names: Sequence[str]) -> Resource | None:
    """The dearest under their tags; where there is nothing, the dearest of all."""
    order = preferences.ordering(*await unit.preferences.learner(community, member))
    under = [Query(tags=(tuple(names),))] if names else []
    for query in (*under, Query()):
        wanted = resources.wanted(query, preferred(left(order, query)))
        found = await unit.resources.find(community, wanted, None, 1)
        if found.hits:
            return found.hits[0]
    return None


async def _conversation(unit: Unit, community: CommunityId, tags: Sequence[TagId]) -> Conversation | None:
    """The newest under their tags."""
    newest = [one for tag in tags for one in await unit.conversations.under(community, tag, 0, 1)]
    return max(newest, key=lambda one: one.id, default=None)


async def _ama(unit: Unit, community: CommunityId, tags: Sequence[TagId], now: datetime) -> Ama | None:
    ahead = await unit.amas.between(community, now, now + _AHEAD, (AmaState.SCHEDULED,), count=_AMAS)
    if not ahead:
        return None
    tree = await unit.tags.tree(community) if tags else {}
    liked = (one for one in ahead if any(_is_under(tree, tag, tags) for tag, _ in one.tags))
    return next(liked, ahead[0])


def _is_under(tree: Mapping[TagId, Tag], tag: TagId, over: Sequence[TagId]) -> bool:
    above: TagId | None = tag
    while above is not None and above not in over:
        known = tree.get(above)
        above = known.parent_id if known else None
    return above is not None


async def _person(
    unit: Unit, community: CommunityId, member: MemberId, tags: Sequence[TagId]
) -> tuple[MemberId, str] | None:
    """Somebody who helps, else somebody who wants to learn the same; another one for each who asks."""
    if await is_outside(unit, community, member):
        return None
    for kind in (InterestKind.HELP, InterestKind.LEARN):
        people = await unit.preferences.people_with(community, tags, kind, _PEOPLE, but=member)
        if people:
            return people[member % len(people)]
    return None
