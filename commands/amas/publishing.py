"""What follows from an AMA that is made, moved, changed or cancelled: everything that is posted because of it.

All of it is ordered in the transaction of the change itself, so that one is never there without the other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.amas import planning
from bot.amas.values import Ama, Coming, Host, Invitation, Part
from bot.errors import AlreadyExists
from bot.identity import AmaId, MemberId
from bot.ports import Unit
from bot.posts import USUAL_QUIET
from bot.requests import Call
from bot.when import hours, is_quiet
from commands.questions.orders import hosts_of, orders_for


async def publish(unit: Unit, ama: Ama, now: datetime) -> None:
    """Let an AMA that was made just now be known: the announcements, native events, invitations of hosts."""
    await planning.announce(unit.deliveries, ama, now)
    await planning.keep_events(unit.deliveries, ama, now)
    await brief(unit, ama, now)
    for host in ama.hosts:
        await invite(unit, ama, host, now)


async def brief(unit: Unit, ama: Ama, now: datetime) -> None:
    """Have its hosts told in time what was asked."""
    reach = {}
    for host in hosts_of(ama):
        accounts = await unit.deliveries.accounts(ama.community, host.member) if host.member else []
        if accounts and host.member:
            reach[host.member] = accounts[0]
    for order in orders_for(ama, reach, now):
        await unit.deliveries.add(ama.community, order, now)


async def invite(unit: Unit, ama: Ama, host: Host, now: datetime) -> None:
    """Ask a member who has not said yet whether they host it."""
    if host.member is not None and host.part is Part.HOST and host.state is Invitation.INVITED:
        key = planning.key_for(ama, "invitation", host.member)
        await planning.tell(unit.deliveries, ama, host.member, planning.INVITATION, key, now)


async def resting(unit: Unit, ama: Ama, now: datetime) -> str:
    """Says of hosts who are invited just now that it waits, because they are not to be disturbed; empty for nobody."""
    names = []
    for host in ama.hosts:
        if host.member is not None and host.part is Part.HOST and host.state is Invitation.INVITED:
            quiet, zone = await unit.deliveries.rest(ama.community, host.member)
            if is_quiet(hours(quiet or USUAL_QUIET), zone, now):
                names.append(host.name)
    return " ".join(f"{name} is asked when their quiet hours are over." for name in names)


async def replan(unit: Unit, ama: Ama, now: datetime) -> None:
    """Plan it anew after a change of its time, its places or its plan; what was posted is changed along."""
    await planning.withdraw(unit.deliveries, ama, now)
    await planning.announce(unit.deliveries, ama, now)
    await planning.amend(unit.deliveries, ama, now)
    await planning.keep_events(unit.deliveries, ama, now)
    people, reach = await unit.amas.attendances(ama.community, ama.id), await unit.amas.reach(ama.community, ama.id)
    await planning.remind(unit.deliveries, ama, people, now, reach)
    await brief(unit, ama, now)


async def call_off(unit: Unit, ama: Ama, now: datetime) -> None:
    """Void all that is still to be posted about it, and change what was posted."""
    await planning.void(unit.deliveries, ama, now)
    await planning.amend(unit.deliveries, ama, now)
    await planning.keep_events(unit.deliveries, ama, now)


async def tell_all(call: Call, ama: Ama, kind: str) -> int:
    """Tell everybody whom a change concerns, but the one who made it; how many that are."""
    told = await concerned(call.unit, ama) - {call.member.id}
    reach = await call.unit.amas.reach(ama.community, ama.id)
    for member in sorted(told):
        key = planning.key_for(ama, kind.rpartition(".")[2], member)
        await planning.tell(call.unit.deliveries, ama, member, kind, key, call.now, reach=reach)
    return len(told)


async def concerned(unit: Unit, ama: Ama) -> set[MemberId]:
    """Those who come, may come or wait, and its hosts and helpers."""
    attendances = await unit.amas.attendances(ama.community, ama.id)
    coming = {one.member.id for one in attendances if one.answer is not Coming.NO}
    hosts = {host.member for host in ama.hosts if host.member is not None and host.state is not Invitation.DECLINED}
    return coming | hosts


async def keep(call: Call, before: Ama, **changes: Any) -> Ama:
    """The AMA with these changes, kept. Raises AlreadyExists if somebody else has changed it meanwhile."""
    after = replace(before, sequence=before.sequence + 1, changed_at=call.now, **changes)
    if not await call.unit.amas.save(call.community.id, after, expected=before.sequence):
        raise AlreadyExists(f"Somebody has changed AMA {before.id} meanwhile.", f"See /ama show {before.id}.")
    return await again(call, before.id)


async def again(call: Call, number: AmaId) -> Ama:
    """The AMA as it is kept now."""
    ama = await call.unit.amas.get(call.community.id, number)
    assert ama, "AMAs stay"
    return ama
