"""Two members who become one: what both have said stays, and who sees it is what the more careful one wanted."""

from __future__ import annotations

from bot.identity import CommunityId, MemberId
from bot.preferences.store import PreferenceStore
from bot.preferences.values import Learning, as_one


async def joint(store: PreferenceStore, community: CommunityId, gone: MemberId, stays: MemberId) -> Learning | None:
    """How the one who stays learns once the other is no more; None where neither has said anything.

    It is to be kept when the one is in the place of the other, because it says who sees the interests of both.
    """
    sides = [(await store.learning(community, who), await store.interests(community, who)) for who in (stays, gone)]
    (one, _), (other, _) = sides
    if not any(learning != Learning() or interests for learning, interests in sides):
        return None
    is_public = all(learning.is_public for learning, interests in sides if learning != Learning() or interests)
    return as_one(one, other, is_public=is_public)
