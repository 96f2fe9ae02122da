"""Messages for several people in one conversation: when all of them may be written to, and each alone where there is
no such thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.deliveries import Delivery
from bot.identity import AccountKey, MemberId
from bot.ports import Unit
from bot.posts import Post
from bot.when import hours, next_waking

#: How often people are gone through to find an hour in which none of them is quiet.
_ROUNDS = 5


async def all_wake(unit: Unit, one: Delivery, post: Post, now: datetime) -> datetime | None:
    """When everybody in a conversation may be written to; None for now, and where they are never awake together."""
    rests = [await unit.deliveries.rest(one.community, member) for member, _user in await _people(unit, one)]
    moment = now
    for _ in range(_ROUNDS):
        before = moment
        for quiet, zone in rests:
            moment = next_waking(hours(quiet or post.quiet), zone, moment)
        if moment == before:
            return moment if moment > now else None
    return None


async def each_alone(unit: Unit, one: Delivery, now: datetime) -> None:
    """Order the message for each of its people alone."""
    order = one.order
    for member, user in await _people(unit, one):
        key = f"{order.key}/{hashlib.blake2b(user.encode(), digest_size=6).hexdigest()}"
        alone = replace(order, key=key, target=replace(order.target, user=user), member=member, due_at=now)
        await unit.deliveries.add(one.community, alone, now)


async def _people(unit: Unit, one: Delivery) -> Sequence[tuple[MemberId, str]]:
    """The members behind the accounts of a target; without those who were forgotten or have moved."""
    target = one.order.target
    found = []
    for user in target.people:
        known = await unit.people.who(AccountKey(platform=target.platform, workspace=target.workspace, user=user))
        if known is not None and known[0].id == one.community:
            found.append((known[1].id, user))
    return found
