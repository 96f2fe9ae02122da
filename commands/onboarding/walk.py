"""Somebody on the way through the steps: what is known about them, and what is kept and ordered at each step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.cutting import cut
from bot.deliveries import Target
from bot.errors import AlreadyExists
from bot.identity import Place
from bot.onboarding import Journey, OnboardingSettings, Step, Wording, walking
from bot.onboarding.wording import filled, words_of
from bot.preferences import InterestKind
from bot.replies import ChannelLink, Inline, Text
from bot.requests import Call
from commands.onboarding import afterwards

#: Characters of an introduction.
HELLO_CHARACTERS = 1_500
#: Before what somebody can help with, among what no tag stands for.
HELP = "help:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """A newcomer who has just done something of their own accord."""

    call: Call
    settings: OnboardingSettings
    #: How far they were before; None for who has just begun.
    before: Journey | None
    journey: Journey
    #: What is asked here.
    steps: tuple[Step, ...]
    #: Where their introduction would stand.
    place: Place | None


async def walk_of(call: Call) -> Walk:
    """Whoever asks, on their way."""
    settings = await call.unit.onboarding.current(call.community.id)
    before = await call.unit.journeys.get(call.community.id, call.member.id)
    place = await _place(call, settings)
    return Walk(
        call=call,
        settings=settings,
        before=before,
        journey=before or walking.begun(call.member.id, call.now, is_guest=call.is_guest),
        steps=walking.steps_of(settings, has_place=place is not None),
        place=place,
    )


async def keep(walk: Walk, journey: Journey) -> Walk:
    """Keep how far they are now, and order what follows from it.

    Raises AlreadyExists where it was changed meanwhile.
    """
    call = walk.call
    unit, community = call.unit, call.community
    expected = None if walk.before is None else walk.before.version
    if not await unit.journeys.save(community.id, journey, expected):
        raise AlreadyExists("You have answered this on another device just now.", "See /onboarding start.")
    known = walk.before.steps if walk.before else {}
    for step, state in journey.steps.items():
        if known.get(step) != state:
            await unit.journeys.put_step(community.id, journey.member, step, state)
    await afterwards.follow(unit, community, journey, call.now)
    return replace(walk, before=journey, journey=journey)


async def settling_in(call: Call) -> str:
    """How far whoever asks is."""
    walk = await walk_of(call)
    return walking.progress(walk.before, walk.steps)


async def words_for(walk: Walk, wording: Wording) -> Text:
    """What is said to them, in the words of the community or of the bot."""
    call = walk.call
    kept = await call.unit.communities.settings(call.community.id)
    person = await call.unit.communities.person(call.community.id, call.member.id)
    language = person.language or kept.language or ""
    words = words_of(
        walk.settings, wording, language=language, entry=walk.journey.entry, kind=walk.settings.preset or kept.kind
    )
    return filled(words, {**await _meanings(walk), "name": person.member.name})


async def draft(walk: Walk) -> str:
    """Their introduction, made of what they have answered; what they wrote themselves before, if they did."""
    if walk.journey.hello:
        return walk.journey.hello
    words = await words_for(walk, Wording.INTRODUCTION)
    said = "".join(part for part in words if isinstance(part, str))
    return cut(said, HELLO_CHARACTERS)


async def account_at(call: Call, place: Place) -> Target | None:
    """The account by which whoever asks is known where a place is."""
    accounts = await call.unit.deliveries.accounts(call.community.id, call.member.id)
    return next((one for one in accounts if (one.platform, one.workspace) == (place.platform, place.workspace)), None)


def is_here(call: Call, place: Place | Target) -> bool:
    """Whether a place or an account is where whoever asks speaks now."""
    return (place.platform, place.workspace) == (call.place.platform, call.place.workspace)


async def _meanings(walk: Walk) -> dict[str, Inline]:
    found = await walk.call.unit.preferences.interests(walk.call.community.id, walk.call.member.id)
    unmatched = walk.journey.unmatched
    wanted = [one.name for one in found if one.kind is InterestKind.LEARN]
    offered = [one.name for one in found if one.kind is InterestKind.HELP]
    wanted += [one for one in unmatched if not one.startswith(HELP)]
    offered += [one.removeprefix(HELP) for one in unmatched if one.startswith(HELP)]
    return {
        "community": walk.call.community.name,
        "channel": _where(walk),
        "tags": listed(wanted),
        "help": listed(offered),
        "why": walk.journey.why,
    }


def listed(words: list[str]) -> str:
    """Words as a sentence lists them: ``loops, pairing and tests``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _where(walk: Walk) -> Inline:
    if walk.place is None:
        return ""
    if is_here(walk.call, walk.place):
        return ChannelLink(walk.place.channel)
    return f"the channel for introductions on {walk.place.platform.capitalize()}"


async def _place(call: Call, settings: OnboardingSettings) -> Place | None:
    """Where somebody introduces themselves: where they speak now, else where else they are known."""
    for place in sorted(settings.hello_in, key=lambda one: not is_here(call, one)):
        if await account_at(call, place) is not None:
            return place
    return None
