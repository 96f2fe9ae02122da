"""What happens when a message cannot be brought to its place: another way, and word to the organisers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from bot.deliveries import Cause, Delivery, Order, State, Subject, Target, target_of
from bot.ports import Unit
from bot.posts import Fallback, Post

#: Kinds of the messages about messages; :mod:`commands.deliveries` makes their words.
CLOSED, TROUBLE, UNSURE, MISSED = "delivery.closed", "delivery.trouble", "delivery.uncertain", "delivery.missed"
#: Organisers who are told of one trouble.
TOLD = 5
#: What is dropped within one such stretch of the clock is told of in one message, at its end.
GATHERED = timedelta(minutes=10)


async def give_up(unit: Unit, one: Delivery, post: Post, reason: str, now: datetime) -> Delivery:
    """The delivery as dead, with everything ordered that follows from that."""
    dead = replace(one, state=State.DEAD, reason=reason, ready_at=None, settled_at=now)
    if one.order.useful_until is not None and now >= one.order.useful_until:
        end = now + GATHERED - (now - datetime.min.replace(tzinfo=now.tzinfo)) % GATHERED
        await _tell(unit, dead, MISSED, f"{end:%Y-%m-%dT%H:%M}", end)
        return dead
    if await _another_way(unit, dead, post, now):
        return dead
    is_closed = one.order.target.is_private and reason.startswith(Cause.TARGET)
    if post.lost and is_closed:
        await post.lost(unit, dead, now)
    else:
        await _tell(unit, dead, TROUBLE, f"{_short(one.order.target.lane)}:{now:%Y-%m-%d}", now)
    return dead


async def ask_organisers(unit: Unit, one: Delivery, now: datetime) -> None:
    """Let organisers say whether a message arrived of which nobody can know."""
    await _tell(unit, one, UNSURE, str(one.id), now)


async def _another_way(unit: Unit, dead: Delivery, post: Post, now: datetime) -> bool:
    """Order the message for another place; False where there is none, or what failed was the other way already."""
    order = dead.order
    if order.edits or "~" in order.key or post.fallback is Fallback.NONE:
        return False
    if order.target.is_private and order.member is not None:
        for account in await unit.deliveries.accounts(dead.community, order.member):
            if account != order.target:
                return await _again(unit, dead, order.kind, account, now)
    settings = await unit.communities.settings(dead.community)
    public = target_of(settings.announce_in) if settings.announce_in else None
    if public is None or public.lane == order.target.lane:
        return False
    is_near = (public.platform, public.workspace) == (order.target.platform, order.target.workspace)
    if order.target.is_private:
        return post.fallback is Fallback.CHANNEL and is_near and await _again(unit, dead, CLOSED, public, now)
    return await _again(unit, dead, order.kind, public, now)


async def _again(unit: Unit, dead: Delivery, kind: str, target: Target, now: datetime) -> bool:
    order = dead.order
    told: Subject = {"number": dead.id, "user": order.target.user}
    subject = order.subject if kind == order.kind else told
    key = f"{order.key}~{_short(target.lane)}"
    changed = replace(order, key=key, kind=kind, target=target, due_at=now, subject=subject)
    return await unit.deliveries.add(dead.community, changed, now)


async def _tell(unit: Unit, one: Delivery, kind: str, part: str, due_at: datetime) -> None:
    if one.order.kind in {CLOSED, TROUBLE, UNSURE, MISSED}:
        return
    for organiser in await unit.deliveries.organisers(one.community, TOLD):
        for account in await unit.deliveries.accounts(one.community, organiser):
            order = Order(
                key=f"{kind}:{part}:{organiser}:{_short(account.lane)}",
                topic="deliveries",
                kind=kind,
                target=account,
                due_at=due_at,
                subject={"number": one.id},
                member=organiser,
            )
            await unit.deliveries.add(one.community, order, due_at)
            break


def _short(lane: str) -> str:
    return hashlib.blake2b(lane.encode(), digest_size=6).hexdigest()
