"""What the bot says on its own about welcomes, as orders: to greeters, to organisers, and where newcomers are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.deliveries import Order, State, Target, target_of
from bot.deliveries.values import Subject
from bot.identity import AccountKey, CommunityId, Member, MemberId
from bot.onboarding import Journey
from bot.ports import Unit
from bot.welcomes import UNTAKEN_TOPIC, Welcome, rota_topic, topic_of, volunteer_topic

OFFER, LATE, OVER, GREETING = "welcome.offer", "welcome.late", "welcome.over", "welcome.greeting"
UNTAKEN, VOLUNTEER, ON_ROTA = "welcome.untaken", "welcome.volunteer", "welcome.rota"
#: Organisers who are told of one thing.
TOLD = 5
#: The lane in which nothing is posted: what is due in it is only done.
_NOWHERE = "welcomes"
#: Platforms on which the id of a message names the thread below it.
_THREADED = frozenset({"slack"})
#: The key of the message in which a newcomer introduces themselves; see :mod:`commands.onboarding.hello`.
_HELLO = "hello:{}"
#: An organiser hears at most once in such a stretch of the clock that nobody has taken a welcome.
_BETWEEN_UNTAKEN = timedelta(hours=1)


async def target_for(unit: Unit, community: CommunityId, member: MemberId) -> Target | None:
    """Where somebody is written to; None where they have left."""
    here = await unit.people.here(community, member)
    return _person(here[0]) if here else None


async def greeting_target(unit: Unit, community: CommunityId, newcomer: MemberId) -> Target | None:
    """Where a newcomer is welcomed: where they said hello, else where people do on their platform, else by themselves.

    Only a workspace of this community counts; after two were joined or parted, a place may be another one's.
    """
    here = await unit.people.here(community, newcomer)
    journey = await unit.journeys.get(community, newcomer)
    said = await _hello(unit, community, newcomer)
    here.sort(key=lambda one: (said is None or one.platform != said.platform, one.platform != _platform(journey)))
    places = (await unit.onboarding.current(community)).hello_in
    for account in here:
        for place in places:
            is_near = (place.platform, place.workspace) == (account.platform, account.workspace)
            if is_near and await is_ours(unit, community, target_of(place)):
                target = target_of(place)
                return said if said is not None and said.lane == target.lane else target
    return _person(here[0]) if here else None


async def is_ours(unit: Unit, community: CommunityId, target: Target) -> bool:
    """Whether a place is in a workspace of this community."""
    owner = await unit.people.of_workspace(target.platform, target.workspace)
    return owner is not None and owner.id == community


async def _hello(unit: Unit, community: CommunityId, newcomer: MemberId) -> Target | None:
    """Where a newcomer said hello; the thread below it, where the platform has one."""
    said = await unit.deliveries.find(community, _HELLO.format(newcomer))
    if said is None or said.state is not State.SENT:
        return None
    target = said.order.target
    message = (said.remote_ref or "").rpartition("/")[2]
    return replace(target, thread=message) if target.platform in _THREADED and message else target


def _platform(journey: Journey | None) -> str:
    """The platform on which somebody came in."""
    return journey.entry.partition("\n")[0] if journey else ""


def offer_key(welcome: Welcome, greeter: MemberId) -> str:
    """The key of what one greeter is asked about one newcomer, however often it is ordered."""
    return f"{topic_of(welcome.newcomer)}:{stamp(welcome.ordered_at)}:offer:{greeter}"


async def ask(unit: Unit, community: CommunityId, welcome: Welcome, now: datetime) -> None:
    """Have the greeter asked who has it in hand, and looked after it when their time is over."""
    assert welcome.greeter is not None, "somebody has it in hand"
    assert welcome.offered_at is not None, "they are asked at some time"
    target = await target_for(unit, community, welcome.greeter)
    if target is not None:
        key = offer_key(welcome, welcome.greeter)
        order = _about(welcome, key, OFFER, target, welcome.offered_at, member=welcome.greeter)
        await unit.deliveries.add(community, order, now)
    await look_after(unit, community, welcome, now)


async def look_after(unit: Unit, community: CommunityId, welcome: Welcome, now: datetime) -> None:
    """Have all welcomes looked after when the time for this one is over. It posts nothing, so nothing is in its way."""
    until = welcome.offered_until
    target = await target_for(unit, community, welcome.newcomer)
    if until is None or target is None:
        return
    nowhere = Target(platform=target.platform, workspace=target.workspace, channel=_NOWHERE)
    key = f"welcomes:late:{stamp(until)}:{target.platform}:{target.workspace}"
    await unit.deliveries.add(community, Order(key=key, topic="welcomes", kind=LATE, target=nowhere, due_at=until), now)


async def call_off(unit: Unit, community: CommunityId, welcome: Welcome, why: str, now: datetime) -> None:
    """Have the message of the greeter who had it in hand say that it is over, and why; or not sent any more."""
    if welcome.greeter is None:
        return
    asked = await unit.deliveries.find(community, offer_key(welcome, welcome.greeter))
    if asked is None:
        return
    if asked.state is State.DUE:
        await unit.deliveries.cancel(community, topic_of(welcome.newcomer), now, kinds=(OFFER,))
        return
    order = _about(welcome, f"{asked.order.key}:over", OVER, asked.order.target, now, member=welcome.greeter, why=why)
    await unit.deliveries.add(community, replace(order, edits=asked.order.key), now)


async def greet(
    unit: Unit, community: CommunityId, welcome: Welcome, now: datetime, *, due_at: datetime | None = None
) -> Target | None:
    """Have a welcome posted that was sent; where. It is posted once, whoever asks for it and however often."""
    target = await greeting_target(unit, community, welcome.newcomer)
    if target is not None:
        key = f"{topic_of(welcome.newcomer)}:{stamp(welcome.ordered_at)}:greeting"
        order = _about(welcome, key, GREETING, target, due_at or now, member=welcome.newcomer)
        await unit.deliveries.add(community, replace(order, subject={**order.subject, **_by(welcome)}), now)
    return target


def _by(welcome: Welcome) -> Subject:
    return {"is_from_bot": welcome.greeter is None}


async def tell_untaken(unit: Unit, community: CommunityId, now: datetime) -> None:
    """Have organisers told of what nobody has taken: at once, and within the hour where they were told just before."""
    following = now + _BETWEEN_UNTAKEN - (now - datetime.min.replace(tzinfo=UTC)) % _BETWEEN_UNTAKEN
    for organiser in await unit.deliveries.organisers(community, TOLD):
        target = await target_for(unit, community, organiser)
        if target is not None and not await _untaken(unit, community, organiser, target, now, now):
            await _untaken(unit, community, organiser, target, following, now, before=_untaken_key(organiser, now))


def _untaken_key(organiser: MemberId, at: datetime) -> str:
    return f"welcomes:untaken:{organiser}:{at.astimezone(UTC):%Y-%m-%dT%H}"


async def _untaken(
    unit: Unit,
    community: CommunityId,
    organiser: MemberId,
    target: Target,
    due_at: datetime,
    now: datetime,
    *,
    before: str = "",
) -> bool:
    order = Order(
        key=_untaken_key(organiser, due_at),
        topic=UNTAKEN_TOPIC,
        kind=UNTAKEN,
        target=target,
        due_at=due_at,
        subject={"before": before},
        member=organiser,
    )
    return await unit.deliveries.add(community, order, now)


async def tell_volunteer(
    unit: Unit, community: CommunityId, member: MemberId, per_week: int, hours: str, now: datetime
) -> int:
    """Have organisers asked whether somebody may greet newcomers; how many are asked."""
    asked = 0
    for organiser in await unit.deliveries.organisers(community, TOLD):
        target = await target_for(unit, community, organiser)
        if target is not None:
            order = Order(
                key=f"welcomes:volunteer:{member}:{now.astimezone(UTC):%Y-%m-%d}:{organiser}",
                topic=volunteer_topic(member),
                kind=VOLUNTEER,
                target=target,
                due_at=now,
                subject={"who": member, "per-week": per_week, "hours": hours},
                member=organiser,
            )
            asked += 1
            await unit.deliveries.add(community, order, now)
    return asked


async def has_volunteered(unit: Unit, community: CommunityId, member: MemberId) -> bool:
    """Whether organisers were asked about somebody of late."""
    return bool(await unit.deliveries.about(community, volunteer_topic(member)))


async def tell_on_rota(unit: Unit, community: CommunityId, member: MemberId, by: Member, now: datetime) -> None:
    """Have somebody told who has put them on the rota."""
    target = await target_for(unit, community, member)
    if target is not None:
        order = Order(
            key=f"welcomes:rota:{member}:{stamp(now)}",
            topic=rota_topic(by.id),
            kind=ON_ROTA,
            target=target,
            due_at=now,
            subject={"by": by.name},
            member=member,
        )
        await unit.deliveries.add(community, order, now)


def stamp(moment: datetime) -> str:
    """A moment as a part of a key."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")


def _person(account: AccountKey) -> Target:
    return Target(platform=account.platform, workspace=account.workspace, user=account.user)


def _about(
    welcome: Welcome,
    key: str,
    kind: str,
    target: Target,
    due_at: datetime,
    *,
    member: MemberId,
    **more: str,
) -> Order:
    return Order(
        key=key,
        topic=topic_of(welcome.newcomer),
        kind=kind,
        target=target,
        due_at=due_at,
        subject={"who": welcome.newcomer, **more},
        member=member,
    )
