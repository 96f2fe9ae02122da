"""People from outside: guests of a platform, who are among the people of a company without belonging to it."""

from __future__ import annotations

from bot.communities import CommunityKind
from bot.identity import CommunityId, MemberId
from bot.ports import Unit


async def is_outside(unit: Unit, community: CommunityId, member: MemberId, *, is_guest: bool = False) -> bool:
    """Whether somebody is a guest in an internal community, where what others have answered is shown to none of them.

    ``is_guest``: what the platform says just now; else what it said when they came.
    """
    journey = None if is_guest else await unit.journeys.get(community, member)
    if not is_guest and (journey is None or not journey.is_guest):
        return False
    return (await unit.communities.settings(community)).kind is CommunityKind.INTERNAL
