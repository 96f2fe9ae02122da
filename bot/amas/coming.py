"""Who comes: one answer a person, seats, and a waiting list that lets the longest waiting in first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.amas.permissions import expect_open
from bot.amas.store import ComingStore
from bot.amas.values import Ama, Attendance, Coming
from bot.identity import MemberId

#: Let in at once where there is no limit of seats.
_EVERYBODY = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What has become of an answer, and who else got a seat by it."""

    answer: Coming
    let_in: tuple[Attendance, ...] = ()


async def answer(store: ComingStore, ama: Ama, member: MemberId, wish: Coming, now: datetime) -> Answered:
    """Keep what somebody says about coming. Raises InvalidInput for an AMA that is over or cancelled.

    Whoever wants to come stands at the end of the line first, so that nobody passes those who wait already; said
    again, it changes nothing, and no place in the line is lost.
    """
    expect_open(ama)
    before = await store.attendance(ama.community, ama.id, member)
    has_come = before is not None and before.answer in {Coming.COMING, Coming.WAITING}
    if wish is Coming.COMING and not has_come:
        await store.answer(ama.community, ama.id, member, Coming.WAITING, now)
    elif wish is not Coming.COMING and (before is None or before.answer is not wish):
        await store.answer(ama.community, ama.id, member, wish, now)
    let_in = await let_in_waiting(store, ama, now)
    after = await store.attendance(ama.community, ama.id, member)
    assert after, "it was answered just now"
    return Answered(answer=after.answer, let_in=tuple(one for one in let_in if one.member.id != member))


async def let_in_waiting(store: ComingStore, ama: Ama, now: datetime) -> list[Attendance]:
    """Give the seats that are free to those who wait for longest; who got one."""
    tally = await store.tally(ama.community, ama.id)
    if not tally.get(Coming.WAITING):
        return []
    free = seats_left(ama, tally.get(Coming.COMING, 0))
    waiting = await store.waiting(ama.community, ama.id, _EVERYBODY if free is None else free)
    for one in waiting:
        await store.answer(ama.community, ama.id, one.member.id, Coming.COMING, now)
    return waiting


def seats_left(ama: Ama, taken: int) -> int | None:
    """Seats still free, 0 once full; None for as many as like. ``taken`` counts who comes, not who waits."""
    capacity = ama.session.capacity
    return None if capacity is None else max(0, capacity - taken)
