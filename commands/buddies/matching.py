"""When buddies are looked for: as soon as something has changed, and once a day for who waits.

It is a message that falls due and says nothing, as with series of AMAs: it goes on as durably as messages do, on one
machine or on five. What many at once would take long for is done in several steps, a transaction each.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial

from bot.buddies.looking import MATCH, look_at, tomorrow
from bot.buddies.seeking import pairs_of
from bot.buddies.values import UNMET_FOR
from bot.deliveries import Late
from bot.identity import CommunityId
from bot.ports import Unit
from bot.posts import USUAL_QUIET, Fallback, Writing, post
from bot.replies import Shown
from commands.buddies.introducing import introduce

#: Pairs that are made in one transaction: about 1,500 rows of tables and indexes.
AT_ONCE = 100
#: From so many people on the looking is done beside the loop, which goes on answering.
BESIDE = 300
#: Between two steps, so that others write meanwhile.
PAUSE = timedelta(seconds=1)


@post(MATCH, about="looking for buddies", late=Late.ALWAYS, fallback=Fallback.NONE, says_nothing=True)
async def match_now(writing: Writing) -> Shown | None:
    """Introduces whoever fits, and says nothing itself."""
    unit, community, now = writing.unit, writing.community.id, writing.now
    await unit.people.lock(community)
    if not await unit.buddies.is_anybody_there(community):
        return None
    is_more = await _match(unit, community, now)
    target = writing.delivery.order.target
    if is_more:
        await look_at(unit.deliveries, community, target, now + PAUSE, now)
    await look_at(unit.deliveries, community, target, tomorrow(community, now), now)
    return None


async def _match(unit: Unit, community: CommunityId, now: datetime) -> bool:
    """Introduce some who fit; whether there may be more."""
    await unit.buddies.part_unmet(community, now - UNMET_FOR, now)
    looking = await unit.buddies.looking(community, now)
    work = partial(pairs_of, looking, now, usual_quiet=USUAL_QUIET, most=AT_ONCE)
    matches = await asyncio.to_thread(work) if len(looking) >= BESIDE else work()
    names = await unit.tags.tree(community) if matches else {}
    for match in matches:
        await introduce(unit, community, match, names[match.over].name, now)
    return len(matches) == AT_ONCE
