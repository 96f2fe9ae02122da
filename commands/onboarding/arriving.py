"""Who joins and who leaves: newcomers are invited once, who comes back is told where they had stopped."""

from __future__ import annotations

from bot.events import PersonJoined, PersonLeft
from bot.hearing import Hearing, listener
from bot.identity import AccountKey, MemberId
from bot.onboarding import Journey, JourneyState, OnboardingSettings, arriving
from bot.typed import quoted
from commands.onboarding import afterwards, holding, orders

#: Longest name of a person that is kept.
NAME_CHARACTERS = 80


@listener(PersonJoined)
async def arrive(hearing: Hearing, event: PersonJoined) -> None:
    """Somebody has joined a workspace, or a channel by which people come in."""
    unit, community = hearing.unit, hearing.community
    entry = arriving.entry_of(event.platform, event.channel)
    if event.is_bot:
        return
    settings = await unit.onboarding.current(community.id)
    if not arriving.is_entry(settings, entry):
        return
    known = await unit.people.who(event.account)
    if known is None:
        if settings.is_on:
            name = quoted(event.name, NAME_CHARACTERS) or "Someone"
            _, member = await unit.people.welcome(event.account, name, community.name, hearing.now)
            await _begin(hearing, event, settings, member.id)
        return
    member_id = known[1].id
    await unit.people.note_left(event.account, None)
    journey = await unit.journeys.get(community.id, member_id)
    if journey is None:
        # Whoever is linked has been here for long, elsewhere, before newcomers were asked anything.
        if settings.is_on and len(await unit.people.here(community.id, member_id)) == 1:
            await _begin(hearing, event, settings, member_id)
    elif journey.left_at is not None:
        await _come_back(hearing, event, settings, journey)


async def _begin(hearing: Hearing, event: PersonJoined, settings: OnboardingSettings, member: MemberId) -> None:
    is_held = await holding.is_held(hearing, settings)
    entry = arriving.entry_of(event.platform, event.channel)
    journey = arriving.begun(member, entry, hearing.now, is_guest=event.is_guest, is_held=is_held)
    if await hearing.unit.journeys.save(hearing.community.id, journey, None):
        await _received(hearing, event.account, journey)


async def _come_back(hearing: Hearing, event: PersonJoined, settings: OnboardingSettings, journey: Journey) -> None:
    unit, community = hearing.unit, hearing.community
    if arriving.is_done(journey) or not settings.is_on:
        await unit.journeys.save(community.id, arriving.back(journey, hearing.now), journey.version)
        return
    is_new = journey.state is JourneyState.HELD or (
        journey.state is JourneyState.INVITED and not await orders.was_invited(unit, community.id, journey.member)
    )
    if is_new:
        is_held = await holding.is_held(hearing, settings)
        again = arriving.begun_anew(journey, hearing.now, is_held=is_held)
        if await unit.journeys.save(community.id, again, journey.version):
            await _received(hearing, event.account, again)
        return
    returned = arriving.back(journey, hearing.now)
    if await unit.journeys.save(community.id, returned, journey.version):
        await afterwards.follow(unit, community, returned, hearing.now)
        await orders.welcome_back(unit, community.id, returned, orders.target_of(event.account), hearing.now)


async def _received(hearing: Hearing, account: AccountKey, journey: Journey) -> None:
    """Invite somebody who is new, or let them wait where very many are."""
    if journey.state is JourneyState.HELD:
        await holding.hold(hearing, account.platform, account.workspace)
        return
    await orders.invite(hearing.unit, hearing.community.id, journey, orders.target_of(account), hearing.now)
    await orders.follow(hearing.unit, hearing.community, journey, hearing.now)


@listener(PersonLeft)
async def leave(hearing: Hearing, event: PersonLeft) -> None:
    """Somebody has left a workspace. Whoever is still here on another platform has not left the community."""
    unit, community = hearing.unit, hearing.community
    known = await unit.people.who(event.account)
    if known is None:
        return
    member = known[1]
    await unit.people.note_left(event.account, hearing.now)
    journey = await unit.journeys.get(community.id, member.id)
    if journey is None or journey.left_at is not None:
        return
    if await unit.people.here(community.id, member.id):
        # What was due for the account that is gone is due for one that is here.
        await orders.redirect(unit, community, journey, hearing.now)
        return
    await _leave(hearing, journey)
    if member.is_unheard:
        await unit.people.note_unheard(community.id, member.id, is_unheard=False)


async def _leave(hearing: Hearing, journey: Journey) -> None:
    gone = arriving.gone(journey, hearing.now)
    if await hearing.unit.journeys.save(hearing.community.id, gone, journey.version):
        await afterwards.leave(hearing.unit, hearing.community.id, gone, hearing.now)


LISTENERS = (arrive, leave)
