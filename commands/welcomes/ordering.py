"""How the welcome of a newcomer goes on: asked for, offered to one greeter after another, and left to the organisers.

Whoever calls has locked the community (:meth:`bot.ports.PeopleStore.lock`), as commands, listeners and ticks do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.deliveries import Delivery, State
from bot.identity import CommunityId, MemberId
from bot.onboarding import Journey, JourneyState
from bot.ports import Unit
from bot.posts import USUAL_QUIET
from bot.welcomes import (
    WEEK,
    Candidate,
    Greeter,
    OfferOutcome,
    Turn,
    Welcome,
    WelcomeState,
    day_of,
    taken_until,
    turn_of,
    turned_at,
)
from bot.when import hours, next_waking
from commands.welcomes import orders
from commands.welcomes.drafts import draft_of

#: A message that comes later than this is late: until then nobody minds.
_LATE = timedelta(minutes=1)


async def order(unit: Unit, community: CommunityId, newcomer: MemberId, now: datetime) -> None:
    """Have a newcomer welcomed by a person. Whoever has been, or is being, is not welcomed again."""
    await unit.people.lock(community)
    before = await unit.welcomes.get(community, newcomer)
    if before is not None and before.state is not WelcomeState.VOID:
        return
    is_on = (await unit.onboarding.current(community)).is_on
    if not is_on or not is_there(await unit.journeys.get(community, newcomer)):
        return
    if not await unit.people.here(community, newcomer):
        return
    name = (await unit.communities.person(community, newcomer)).member.name
    fresh = Welcome(newcomer=newcomer, name=name, state=WelcomeState.UNTAKEN, ordered_at=now)
    await _ask_next(unit, community, fresh, now, before.state if before else None)


async def withdraw(unit: Unit, community: CommunityId, member: MemberId, now: datetime) -> None:
    """Welcome somebody no longer who has left or wants no more of it; what was not posted yet is not posted."""
    await unit.people.lock(community)
    welcome = await unit.welcomes.get(community, member)
    if welcome is None or not welcome.state.is_open:
        return
    await settle(unit, community, welcome, OfferOutcome.GONE, now)
    void = replace(welcome, state=WelcomeState.VOID, greeter=None, words="")
    await unit.welcomes.save(community, void, welcome.state)


def is_there(journey: Journey | None) -> bool:
    """Whether somebody is still to be welcomed: those who have stopped, or left, are not."""
    return journey is None or (journey.state is not JourneyState.STOPPED and journey.left_at is None)


async def hand_on(unit: Unit, community: CommunityId, welcome: Welcome, outcome: OfferOutcome, now: datetime) -> None:
    """Take a welcome out of the hands of a greeter, and ask the next one."""
    await settle(unit, community, welcome, outcome, now)
    await _ask_next(unit, community, welcome, now, welcome.state)


async def hand_over(unit: Unit, community: CommunityId, greeter: MemberId, now: datetime) -> int:
    """Ask the next ones about all that a greeter has in hand; how many those were."""
    found = await unit.welcomes.in_hand(community, greeter)
    for welcome in found:
        await hand_on(unit, community, welcome, OfferOutcome.GONE, now)
    return len(found)


async def settle(unit: Unit, community: CommunityId, welcome: Welcome, outcome: OfferOutcome, now: datetime) -> None:
    """Let the one who had it in hand know that it is over, unless they have ended it themselves."""
    if welcome.state is not WelcomeState.OFFERED or welcome.greeter is None:
        return
    await unit.welcomes.settle_offer(community, welcome.newcomer, welcome.greeter, outcome)
    if outcome in {OfferOutcome.LATE, OfferOutcome.GONE}:
        await orders.call_off(unit, community, welcome, outcome.value, now)


async def told(unit: Unit, community: CommunityId, welcome: Welcome, now: datetime) -> Welcome:
    """The welcome as its greeter is told of it now: who is told late has the whole time all the same."""
    if welcome.offered_at is None or now - welcome.offered_at < _LATE:
        return welcome
    return await _longer(unit, community, welcome, now)


async def look_after(unit: Unit, community: CommunityId, welcome: Welcome, now: datetime) -> None:
    """What follows when the time to take it is over: the next greeter, or once more time where nobody was told."""
    if await _is_on_its_way(unit, community, welcome):
        longer = await _longer(unit, community, welcome, now)
        if longer != welcome:
            return
    await hand_on(unit, community, welcome, OfferOutcome.LATE, now)


async def _is_on_its_way(unit: Unit, community: CommunityId, welcome: Welcome) -> bool:
    """Whether the message to the greeter has not left, as the bot or the platform was away; for the first time."""
    if welcome.greeter is None or welcome.offered_at is None or welcome.offered_until is None:
        return False
    asked = await unit.deliveries.find(community, orders.offer_key(welcome, welcome.greeter))
    is_waiting = asked is not None and asked.state in {State.DUE, State.SENDING}
    return is_waiting and welcome.offered_until <= await _end(unit, community, welcome, welcome.offered_at)


async def _longer(unit: Unit, community: CommunityId, welcome: Welcome, now: datetime) -> Welcome:
    """The welcome with the whole time from now on."""
    until = await _end(unit, community, welcome, now)
    if welcome.offered_until is None or until <= welcome.offered_until:
        return welcome
    longer = replace(welcome, offered_until=until)
    await unit.welcomes.save(community, longer, welcome.state)
    await orders.look_after(unit, community, longer, now)
    return longer


async def _end(unit: Unit, community: CommunityId, welcome: Welcome, since: datetime) -> datetime:
    """Until when its greeter may take it who is told at a moment; that moment, where they greet no more."""
    greeters = await unit.welcomes.greeters(community, since)
    days = [day_of(one, USUAL_QUIET) for one in greeters if one.member == welcome.greeter]
    minutes = (await unit.onboarding.current(community)).take_minutes
    return taken_until(days[0], since, minutes) if days else since


async def lost(unit: Unit, dead: Delivery, now: datetime) -> None:
    """Ask the next greeter where one takes no direct messages."""
    await unit.people.lock(dead.community)
    greeter = dead.order.member
    welcome = await unit.welcomes.get(dead.community, MemberId(int(dead.order.subject["who"])))
    if welcome is not None and welcome.state is WelcomeState.OFFERED and welcome.greeter == greeter:
        await hand_on(unit, dead.community, welcome, OfferOutcome.CLOSED, now)


async def _ask_next(
    unit: Unit, community: CommunityId, welcome: Welcome, now: datetime, before: WelcomeState | None
) -> None:
    settings = await unit.onboarding.current(community)
    greeters = await unit.welcomes.greeters(community, now - WEEK)
    turn = await _turn(unit, community, welcome, greeters, now)
    if turn is not None:
        until = taken_until(day_of(turn.greeter, USUAL_QUIET), turn.at, settings.take_minutes)
        whose, state = turn.greeter.member, WelcomeState.OFFERED
        offered = replace(welcome, state=state, greeter=whose, offered_at=turn.at, offered_until=until, words="")
        if await unit.welcomes.save(community, offered, before):
            await unit.welcomes.offer(community, welcome.newcomer, whose, turn.at, turned_at(greeters, now))
            await orders.ask(unit, community, offered, now)
    elif settings.welcomes_itself:
        await _welcome_itself(unit, community, welcome, now, before)
    else:
        untaken = replace(welcome, state=WelcomeState.UNTAKEN, greeter=None, offered_until=now, words="")
        if await unit.welcomes.save(community, untaken, before):
            await orders.tell_untaken(unit, community, now)


async def _turn(
    unit: Unit, community: CommunityId, welcome: Welcome, greeters: Sequence[Greeter], now: datetime
) -> Turn | None:
    asked = await unit.welcomes.asked(community, welcome.newcomer, welcome.ordered_at)
    able = await candidates(unit, community, welcome.newcomer, greeters)
    return turn_of(able, now, but={welcome.newcomer, *asked})


async def _welcome_itself(
    unit: Unit, community: CommunityId, welcome: Welcome, now: datetime, before: WelcomeState | None
) -> None:
    """Let the bot welcome somebody, when they are awake."""
    words = (await draft_of(unit, community, welcome.newcomer, now)).words
    sent = replace(welcome, state=WelcomeState.SENT, greeter=None, words=words, sent_at=now)
    quiet, zone = await unit.deliveries.rest(community, welcome.newcomer)
    if await unit.welcomes.save(community, sent, before):
        await orders.greet(unit, community, sent, now, due_at=next_waking(hours(quiet or USUAL_QUIET), zone, now))


async def candidates(
    unit: Unit, community: CommunityId, newcomer: MemberId, greeters: Iterable[Greeter]
) -> list[Candidate]:
    """Greeters with what their turn depends on, for one newcomer."""
    tags = {one.tag for one in await unit.preferences.interests(community, newcomer)}
    language = (await unit.communities.person(community, newcomer)).language
    return [
        Candidate(
            greeter=one,
            day=day_of(one, USUAL_QUIET),
            shares=(language is not None and one.language == language)
            or bool(tags and tags & await _tags_of(unit, community, one.member)),
        )
        for one in greeters
    ]


async def _tags_of(unit: Unit, community: CommunityId, member: MemberId) -> set[int]:
    """What somebody wants to learn about or can help with, and what they follow."""
    interests = await unit.preferences.interests(community, member)
    followed = await unit.tags.followed(community, member)
    return {one.tag for one in interests} | {one.id for one in followed}
