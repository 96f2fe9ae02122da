"""Seats that have become free: given to those who wait, who are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.amas import planning
from bot.amas.coming import let_in_waiting
from bot.amas.store import AmaStore
from bot.amas.values import Ama, Attendance
from bot.deliveries import DeliveryStore
from bot.identity import AmaId, CommunityId


async def let_in(amas: AmaStore, deliveries: DeliveryStore, ama: Ama, now: datetime) -> int:
    """Give the seats that are free to those who wait for longest, and tell them; how many."""
    found = await let_in_waiting(amas, ama, now)
    await tell_let_in(deliveries, ama, found, now)
    return len(found)


async def tell_let_in(deliveries: DeliveryStore, ama: Ama, found: Iterable[Attendance], now: datetime) -> None:
    """Tell those who have waited that there is a seat for them now."""
    for one in found:
        key = f"{planning.topic_of(ama.id)}:seat:{one.member.id}:{one.answered_at.isoformat()}"
        await planning.tell(deliveries, ama, one.member.id, planning.SEAT, key, now)


async def fill_seats(
    amas: AmaStore, deliveries: DeliveryStore, community: CommunityId, left: Iterable[AmaId], now: datetime
) -> None:
    """Let others in where somebody had a seat who is no more."""
    for number in left:
        ama = await amas.get(community, number)
        if ama is not None and ama.state.is_open:
            await let_in(amas, deliveries, ama, now)
