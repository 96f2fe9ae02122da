"""What newcomers are sent by themselves: the invitation, a word when they come back, and one when they have stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.deliveries import Delivery, Late
from bot.onboarding import Journey, JourneyState, OnboardingSettings, Step, Wording
from bot.onboarding.arriving import is_written_to
from bot.onboarding.nudging import NAMES, counted, is_due, nudge_after
from bot.onboarding.walking import next_step, position, steps_of
from bot.ports import Unit
from bot.posts import Post, Writing, post
from bot.replies import Bold, Button, Inline, Notice, Reply, Style, Update, said
from bot.requests import Call
from bot.spec import command
from commands.onboarding import orders
from commands.onboarding.words import words_for

START = Button(label="Start", command=("onboarding", "start"), style=Style.MAIN)
GO_ON = replace(START, label="Go on")
LATER = Button(label="Not now", command=("onboarding", "later"))
STOP = Button(label="Stop", command=("onboarding", "stop"))
#: When people who stopped half-way are left alone, if they have not named quiet hours.
NIGHT = "20:00-09:00"


async def note_unheard(unit: Unit, delivery: Delivery, _now: datetime) -> None:
    """Let somebody whose direct messages are closed be told beside the answer to their next command."""
    community, member = delivery.community, delivery.order.member
    journey = await unit.journeys.get(community, member) if member else None
    if journey is None or not is_written_to(journey, await unit.onboarding.current(community)):
        return
    unheard = replace(journey, is_unheard=True, version=journey.version + 1)
    if await unit.journeys.save(community, unheard, journey.version):
        await unit.people.note_unheard(community, journey.member, is_unheard=True)


async def _read(writing: Writing) -> tuple[Journey, OnboardingSettings] | None:
    """The newcomer whom a message is for, as long as they may be written to."""
    member = writing.delivery.order.member
    journey = await writing.unit.journeys.get(writing.community.id, member) if member else None
    settings = await writing.unit.onboarding.current(writing.community.id)
    if journey is None or not is_written_to(journey, settings):
        return None
    # Whose community was joined with another one is a member there now, and is written to from there alone.
    return (journey, settings) if await writing.unit.people.here(writing.community.id, journey.member) else None


async def _invite(writing: Writing) -> Notice | None:
    found = await _read(writing)
    if found is None or found[0].state is not JourneyState.INVITED:
        return None
    journey, settings = found
    target = writing.delivery.order.target
    words = await words_for(writing.unit, writing.community, settings, journey, Wording.INVITATION, target)
    return Notice(text=words, actions=(START, LATER, STOP))


invitation = post(orders.INVITATION, about="invitation of a newcomer", late=Late.ALWAYS, lost=note_unheard)(_invite)
#: Whoever was held has come long ago, and may be asleep by now.
let_in = post(
    orders.LET_IN,
    about="invitation of a newcomer who was held",
    late=Late.ALWAYS,
    is_unasked=True,
    waits_for_morning=True,
    lost=note_unheard,
)(_invite)


@post(
    orders.BACK,
    about="word to a newcomer who has come back",
    late=Late.ALWAYS,
    is_unasked=True,
    waits_for_morning=True,
    lost=note_unheard,
)
async def back(writing: Writing) -> Notice | None:
    """Tells somebody who had left where they had stopped."""
    found = await _read(writing)
    if found is None:
        return None
    where = _where(*found)
    return said(f"Welcome back to {writing.community.name}. ", *where, actions=(GO_ON, LATER, STOP)) if where else None


async def _nothing(_unit: Unit, _delivery: Delivery, _now: datetime) -> None:
    """Whoever cannot be written to has been told in another way, once."""


@post(
    orders.NUDGE,
    about="word to a newcomer who has stopped half-way",
    late=Late.ALWAYS,
    is_unasked=True,
    waits_for_morning=True,
    quiet=NIGHT,
    lost=_nothing,
)
async def nudge(writing: Writing) -> Notice | None:
    """Tells somebody where they have stopped, and has the next one ordered, if there is one."""
    found = await _read(writing)
    if found is None or not is_due(*found, int(writing.subject["number"]), writing.now):
        return None
    (journey, settings), unit = found, writing.unit
    if journey.is_unheard:
        # They have not even heard of it, and will at their next command.
        return None
    nudged = counted(journey)
    where = _where(journey, settings)
    if not where or not await unit.journeys.save(writing.community.id, nudged, journey.version):
        return None
    following = nudge_after(nudged, settings, writing.now)
    if following is not None:
        await orders.nudge(unit, writing.community.id, nudged, following, writing.now)
    target = writing.delivery.order.target
    words = await words_for(unit, writing.community, settings, journey, Wording.NUDGE, target)
    return Notice(text=(*words, "\n", *where), actions=(GO_ON, STOP))


def _where(journey: Journey, settings: OnboardingSettings) -> tuple[Inline, ...]:
    """Where somebody has stopped; empty where nothing is left."""
    steps = steps_of(settings, has_place=bool(settings.hello_in))
    step = next_step(journey, steps)
    if step is None:
        return ()
    if step is Step.GUIDELINES:
        return ("Next: ", Bold(NAMES[step]), ".")
    number, count = position(step, steps)
    return ("Next: ", Bold(NAMES[step]), f", {number} of {count}.")


@command("onboarding", "later", about="Be asked again another time", is_typed=False)
async def later(call: Call) -> Reply:
    journey = await call.unit.journeys.get(call.community.id, call.member.id)
    if journey and is_written_to(journey, await call.unit.onboarding.current(call.community.id)):
        moved = replace(journey, moved_at=call.now, version=journey.version + 1)
        await call.unit.journeys.save(call.community.id, moved, journey.version)
        await orders.follow(call.unit, call.community, moved, call.now)
    return Update(reply=said("All right. It is here whenever you like.", actions=(START, STOP)))


POSTS: tuple[Post, ...] = (invitation, let_in, back, nudge)
