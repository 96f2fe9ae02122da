"""What is ordered for newcomers by itself. Everything about one of them has one topic, so that it ends together."""

from __future__ import annotations

from datetime import datetime

from bot.deliveries import Order, State, Target
from bot.identity import AccountKey, Community, CommunityId, MemberId
from bot.onboarding import Journey, JourneyState
from bot.onboarding.arriving import entry_of, is_written_to
from bot.onboarding.nudging import Nudge, next_nudge
from bot.ports import Unit

INVITATION, LET_IN, BACK, NUDGE = "onboarding.invitation", "onboarding.let-in", "onboarding.back", "onboarding.nudge"

_ALL = (INVITATION, LET_IN, BACK, NUDGE)


def topic_of(member: MemberId) -> str:
    """What everything is about that a newcomer is sent by itself."""
    return f"onboarding:{member}"


def target_of(account: AccountKey) -> Target:
    """The account as somebody who is written to."""
    return Target(platform=account.platform, workspace=account.workspace, user=account.user)


async def target_for(unit: Unit, community: CommunityId, journey: Journey) -> Target | None:
    """Where a newcomer is written to: where they came in if they are still there, else where they are."""
    here = await unit.people.here(community, journey.member)
    platform = journey.entry.partition("\n")[0]
    here.sort(key=lambda account: entry_of(account.platform) != platform)
    return target_of(here[0]) if here else None


async def invite(
    unit: Unit, community: CommunityId, journey: Journey, target: Target, now: datetime, *, kind: str = INVITATION
) -> None:
    """Have the invitation sent. It is sent once, however often this is called."""
    await unit.deliveries.add(community, _order("invitation", kind, journey, target, now), now)


async def welcome_back(unit: Unit, community: CommunityId, journey: Journey, target: Target, now: datetime) -> None:
    """Have somebody told where they had stopped when they left."""
    await unit.deliveries.add(community, _order(f"back:{now:%Y-%m-%dT%H:%M:%S}", BACK, journey, target, now), now)


async def nudge(unit: Unit, community: CommunityId, journey: Journey, following: Nudge, now: datetime) -> None:
    """Have somebody written to who does nothing until then."""
    target = await target_for(unit, community, journey)
    if target is not None:
        order = _order(f"nudge:{following.number}", NUDGE, journey, target, following.due_at, number=following.number)
        await unit.deliveries.add(community, order, now)


async def was_invited(unit: Unit, community: CommunityId, member: MemberId) -> bool:
    """Whether the invitation has left, or may have; one that was taken back before does not count."""
    found = await unit.deliveries.about(community, topic_of(member))
    return any(one.order.kind in {INVITATION, LET_IN} and one.state is not State.VOID for one in found)


async def follow(unit: Unit, community: Community, journey: Journey, now: datetime) -> None:
    """Have only that sent which is still to be sent to a newcomer after something has changed: at most one nudge.

    Called after each change of a journey, it moves what is due, and ends it where somebody stopped, finished or left.
    """
    await take_back(unit, community.id, journey, now)
    following = next_nudge(journey, await unit.onboarding.current(community.id))
    if following is not None:
        await nudge(unit, community.id, journey, following, now)


async def link(unit: Unit, community: Community, gone: MemberId, stays: MemberId, now: datetime) -> None:
    """Have nothing sent twice to somebody who was two members until now; what is due is due for the one who stays."""
    journey = await unit.journeys.get(community.id, stays)
    await unit.deliveries.cancel(community.id, topic_of(gone), now, kinds=_ALL)
    if journey is None:
        return
    await unit.people.note_unheard(community.id, stays, is_unheard=journey.is_unheard)
    await redirect(unit, community, journey, now, was_asked=await was_invited(unit, community.id, gone))


async def redirect(
    unit: Unit, community: Community, journey: Journey, now: datetime, *, was_asked: bool = False
) -> None:
    """Have what is due for a newcomer sent to where they are now. ``was_asked``: the invitation was sent elsewhere."""
    await unit.deliveries.cancel(community.id, topic_of(journey.member), now, kinds=(INVITATION, LET_IN))
    target = await target_for(unit, community.id, journey)
    is_asked = was_asked or await was_invited(unit, community.id, journey.member)
    may = is_written_to(journey, await unit.onboarding.current(community.id))
    if target and may and journey.state is JourneyState.INVITED and not is_asked:
        await invite(unit, community.id, journey, target, now)
    await follow(unit, community, journey, now)


async def take_back(unit: Unit, community: CommunityId, journey: Journey, now: datetime) -> None:
    """Void what is due for a newcomer; only the invitation stays for who is invited and has done nothing yet."""
    waits = journey.state is JourneyState.INVITED and journey.left_at is None
    kinds = (NUDGE,) if waits else _ALL
    await unit.deliveries.cancel(community, topic_of(journey.member), now, kinds=kinds)


def _order(part: str, kind: str, journey: Journey, target: Target, due_at: datetime, **more: int) -> Order:
    return Order(
        # The place is part of the name: somebody who is no longer there is written to elsewhere.
        key=f"{topic_of(journey.member)}:{part}:{target.platform}:{target.workspace}:{target.user}",
        topic=topic_of(journey.member),
        kind=kind,
        target=target,
        due_at=due_at,
        subject={"member": journey.member, **more},
        member=journey.member,
    )
