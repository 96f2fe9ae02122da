"""Very many who join at once: they are held, organisers say what they are, and they are let in a few at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.deliveries import Late, Order, Target
from bot.hearing import Hearing
from bot.identity import Community, CommunityId, Role
from bot.onboarding import Journey, OnboardingSettings, Rush, arriving, breaker
from bot.ports import Unit
from bot.posts import Fallback, Post, Writing, post
from bot.replies import Button, Notice, Reply, Style, Update, done, said
from bot.requests import Call
from bot.spec import Text, command
from commands.onboarding import orders

RUSH, ROOM = "onboarding.rush", "onboarding.room"
_TOPIC = "onboarding"
#: Organisers who are told of one rush.
TOLD = 5
_NOBODY = "Nobody is held."


async def is_held(hearing: Hearing, settings: OnboardingSettings) -> bool:
    """Whether somebody who joins now is held, because very many have joined just before."""
    joined = await hearing.unit.journeys.joined_since(hearing.community.id, hearing.now - breaker.WITHIN)
    return breaker.is_too_many(joined, settings)


async def hold(hearing: Hearing, platform: str, workspace: str) -> None:
    """Have it looked soon whether there is room for who is held; organisers are told of the first one of a rush."""
    unit, community, now = hearing.unit, hearing.community.id, hearing.now
    await _look(unit, community, _room_in(platform, workspace), now + breaker.EVERY, now)
    if await unit.journeys.rush(community) is None:
        await unit.journeys.save_rush(community, Rush(began_at=now))
        await _tell(unit, community, now)


async def _tell(unit: Unit, community: CommunityId, now: datetime) -> None:
    for organiser in await unit.deliveries.organisers(community, TOLD):
        for target in (await unit.deliveries.accounts(community, organiser))[:1]:
            order = Order(
                key=f"onboarding:rush:{now:%Y-%m-%dT%H:%M:%S}:{organiser}",
                topic=_TOPIC,
                kind=RUSH,
                target=target,
                due_at=now + breaker.TOLD_AFTER,
                member=organiser,
            )
            await unit.deliveries.add(community, order, now)


def _room_in(platform: str, workspace: str) -> Target:
    """A lane of its own: nothing is ever sent there, so that nothing that is refused holds up those who wait."""
    return Target(platform=platform, workspace=workspace, channel="newcomers")


async def _look(unit: Unit, community: CommunityId, target: Target, due_at: datetime, now: datetime) -> None:
    """Have it looked for room at the minute of a moment: once, however often it is asked for."""
    minute = due_at.replace(second=0, microsecond=0) + timedelta(minutes=1 if due_at.second else 0)
    key = f"onboarding:room:{minute:%Y-%m-%dT%H:%M}"
    await unit.deliveries.add(community, Order(key=key, topic=_TOPIC, kind=ROOM, target=target, due_at=minute), now)


@post(RUSH, about="word that very many people join at once", late=Late.ALWAYS)
async def told(writing: Writing) -> Notice | None:
    """Tells an organiser that nobody is written to for now."""
    unit, community = writing.unit, writing.community.id
    held = await unit.journeys.held_count(community)
    if not held:
        return None
    joined = await unit.journeys.joined_since(community, writing.now - breaker.WITHIN)
    people = f"{joined:,} people have joined within ten minutes. " if joined > 1 else ""
    return said(f"{people}{_waiting(held)} Nobody is written to for now.", actions=_choices(writing.now))


def _waiting(held: int) -> str:
    return f"{held:,} newcomers are held." if held > 1 else "One newcomer is held."


def _choices(until: datetime) -> tuple[Button, ...]:
    drop = {"until": until.isoformat(timespec="seconds")}
    return (
        Button(label="Let them in", command=("onboarding", "let-in"), style=Style.MAIN),
        Button(label="They are no people", command=("onboarding", "drop"), args=drop, style=Style.DANGER),
    )


@post(
    ROOM, about="look whether there is room for newcomers", late=Late.ALWAYS, fallback=Fallback.NONE, says_nothing=True
)
async def room(writing: Writing) -> None:
    """Lets in some who are held, if there is room, and has it looked again as long as anybody is; it says nothing."""
    unit, community, now = writing.unit, writing.community.id, writing.now
    settings, rush = await unit.onboarding.current(community), await unit.journeys.rush(community)
    joined = await unit.journeys.joined_since(community, now - breaker.WITHIN)
    is_wanted = rush is not None and rush.is_let_in
    if settings.is_on and (is_wanted or breaker.is_over(joined, settings)):
        for journey in await unit.journeys.held(community, settings.let_in_a_minute):
            await _let_in(unit, writing.community, journey, now)
    if await unit.journeys.held(community, 1):
        await _look(unit, community, writing.delivery.order.target, now + breaker.EVERY, now)
    else:
        await unit.journeys.end_rush(community)


async def _let_in(unit: Unit, community: Community, held: Journey, now: datetime) -> None:
    journey = breaker.let_in(held, now)
    target = await orders.target_for(unit, community.id, journey)
    if target is None:
        # Nobody is there to be written to; they must not stand before those who are.
        await unit.journeys.save(community.id, arriving.gone(held, now), held.version)
    elif await unit.journeys.save(community.id, journey, held.version):
        await orders.invite(unit, community.id, journey, target, now, kind=orders.LET_IN)
        await orders.follow(unit, community, journey, now)


@command(
    "onboarding",
    "held",
    about="Newcomers who are held because very many joined at once",
    allow=Role.ORGANISER,
    reads=True,
)
async def held(call: Call) -> Reply:
    waiting = await call.unit.journeys.held_count(call.community.id)
    if not waiting:
        return said(_NOBODY)
    rush = await call.unit.journeys.rush(call.community.id)
    how = "They are being let in." if rush and rush.is_let_in else "Nobody is written to for now."
    return said(f"{_waiting(waiting)} {how}", actions=_choices(call.now))


@command("onboarding", "let-in", about="Write to newcomers who are held, some each minute", allow=Role.ORGANISER)
async def let_in(call: Call) -> Reply:
    unit, community = call.unit, call.community.id
    waiting = await unit.journeys.held_count(community)
    if not waiting:
        return Update(reply=said(_NOBODY))
    rush = await unit.journeys.rush(community) or Rush(began_at=call.now)
    await unit.journeys.save_rush(community, replace(rush, is_let_in=True))
    await _look(unit, community, _room_in(call.place.platform, call.place.workspace), call.now, call.now)
    a_minute = (await unit.onboarding.current(community)).let_in_a_minute
    return Update(reply=done(f"{_waiting(waiting)} They are written to now, {a_minute} a minute."))


@command(
    "onboarding",
    "drop",
    about="Write to none of the newcomers who are held: they are no people",
    allow=Role.ORGANISER,
    options=[Text(name="until", about="Only those who had joined by then", max_characters=40)],
)
async def drop(call: Call, until: str = "") -> Reply:
    unit, community = call.unit, call.community.id
    dropped = await unit.journeys.drop_held(community, _moment(until, call.now))
    left = await unit.journeys.held_count(community)
    if not left:
        await unit.journeys.end_rush(community)
    many = "One newcomer is" if dropped == 1 else f"{dropped:,} newcomers are"
    told = f"{many} dropped: nobody writes to them." if dropped else _NOBODY
    if left:
        return Update(reply=done(f"{told} {_waiting(left)} They joined since.", actions=_choices(call.now)))
    hint = " Whoever is a person after all can still say /onboarding start." if dropped else ""
    return Update(reply=done(f"{told}{hint}"))


def _moment(until: str, now: datetime) -> datetime:
    """The moment that a button carries; now for words that are none."""
    try:
        moment = datetime.fromisoformat(until)
        # A zone can put it before the first year or behind the last one.
        return moment.astimezone(UTC) if moment.tzinfo else now
    except (ValueError, OverflowError):
        return now


COMMANDS = (held, let_in, drop)
POSTS: tuple[Post, ...] = (told, room)
