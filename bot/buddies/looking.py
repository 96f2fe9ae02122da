"""Having buddies looked for: a message that falls due and says nothing, see :mod:`commands.buddies.matching`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.deliveries import DeliveryStore, Order, Target, target_of
from bot.identity import CommunityId, Place

#: The kind of the message that looks for buddies.
MATCH = "buddy.match"
_DAY_MINUTES = 24 * 60


async def look_soon(deliveries: DeliveryStore, community: CommunityId, place: Place, now: datetime) -> None:
    """Have buddies looked for at once. Asked for by many in one second, it is done once."""
    await look_at(deliveries, community, target_of(place), now.replace(microsecond=0), now)


async def look_at(
    deliveries: DeliveryStore, community: CommunityId, target: Target, due_at: datetime, now: datetime
) -> None:
    """Have buddies looked for at a moment."""
    key = f"{MATCH}:{due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    await deliveries.add(community, Order(key=key, topic=MATCH, kind=MATCH, target=target, due_at=due_at), now)


def tomorrow(community: CommunityId, now: datetime) -> datetime:
    """The time of the community's own in the next day of UTC, so that not all look for buddies in the same minute."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return day + timedelta(minutes=community * 7 % _DAY_MINUTES)
