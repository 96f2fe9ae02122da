"""Having buddies looked for: a message that falls due and says nothing, see :mod:`commands.buddies.matching`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.deliveries import DeliveryStore, Order, Target, target_of
from bot.identity import CommunityId, Place

#: The kind of the message that looks for buddies.
MATCH = "buddy.match"
#: Everybody is read for each look: with 5,000 people that takes half a second of one core.
SPAN_SECONDS = 10
_DAY_MINUTES = 24 * 60


async def look_soon(deliveries: DeliveryStore, community: CommunityId, place: Place, now: datetime) -> None:
    """Have buddies looked for at once; for all who ask soon after the first, once, at the end of a span of time."""
    start = datetime.fromtimestamp(int(now.timestamp()) // SPAN_SECONDS * SPAN_SECONDS, UTC)
    target = target_of(place)
    if await deliveries.find(community, _key(start)) is None:
        await deliveries.add(community, replace(_order(target, start), due_at=now), now)
    else:
        await look_at(deliveries, community, target, start + timedelta(seconds=SPAN_SECONDS), now)


async def look_at(
    deliveries: DeliveryStore, community: CommunityId, target: Target, due_at: datetime, now: datetime
) -> None:
    """Have buddies looked for at a moment."""
    await deliveries.add(community, _order(target, due_at), now)


def _order(target: Target, due_at: datetime) -> Order:
    return Order(key=_key(due_at), topic=MATCH, kind=MATCH, target=target, due_at=due_at)


def _key(moment: datetime) -> str:
    return f"{MATCH}:{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def tomorrow(community: CommunityId, now: datetime) -> datetime:
    """The time of the community's own in the next day of UTC, so that not all look for buddies in the same minute."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return day + timedelta(minutes=community * 7 % _DAY_MINUTES)
