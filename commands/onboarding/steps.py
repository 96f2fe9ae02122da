"""The way in as people walk it: begin or go on, stop, accept, skip, and the questions but the last."""

from __future__ import annotations

from bot.onboarding import JourneyState, Outcome, Step, Wording, walking
from bot.onboarding.nudging import NAMES
from bot.preferences import InterestKind
from bot.replies import Card, Code, Reply, Section, Update, done
from bot.requests import Call
from bot.spec import AnyCommand, Pick, Text, Whole, YesNo, command
from commands.onboarding import answers, asking
from commands.onboarding.cards import go_on, note
from commands.onboarding.walk import Walk, keep, walk_of, words_for

# What options are about is what the forms ask, word for word: on Discord, a window that was refused is made from it.
_SEEN = Whole(name="seen", about="What was known when the form was opened")
_SENT = YesNo(name="sent", about="Whether the form was filled in")
_GONE = "The organisers have taken that question out. What you have answered is kept."


@command("onboarding", "start", about="Settle in: a few short questions, at your pace; goes on where you stopped")
async def start(call: Call) -> Reply:
    walk = await walk_of(call)
    is_first = walk.before is None or walk.before.state is JourneyState.HELD
    notes = (Section(text=await words_for(walk, Wording.INVITATION)),) if is_first else ()
    return await go_on(walk, walking.gone_on(walk.journey, call.now), notes)


@command("onboarding", "stop", about="Leave it: nothing about settling in is sent to you any more")
async def stop(call: Call) -> Reply:
    walk = await walk_of(call)
    await keep(walk, walking.stopped(walk.journey, call.now))
    return done(
        "That is over: nothing about settling in will be sent to you by itself. What you have answered is kept, and ",
        Code("/onboarding start"),
        " takes it up again.",
    )


@command("onboarding", "accept", about="Accept the guidelines", is_typed=False)
async def accept(call: Call) -> Reply:
    walk = await walk_of(call)
    if walking.next_step(walk.journey, walk.steps) is not Step.GUIDELINES:
        return Update(reply=await _on(walk))
    journey = walking.settled(walk.journey, Step.GUIDELINES, Outcome.ANSWERED, call.now)
    return Update(reply=await go_on(walk, journey, note("Thank you, that is noted.")))


@command(
    "onboarding",
    "skip",
    about="Leave a question out",
    is_typed=False,
    options=[Pick(name="step", about="Which one", choices=tuple(Step), required=True)],
)
async def skip(call: Call, step: str) -> Reply:
    walk = await walk_of(call)
    one = Step(step)
    if one not in walk.steps:
        return Update(reply=await _on(walk, note(_GONE)))
    if walking.is_settled(walk.journey, one):
        return Update(reply=await _on(walk, await answers.known(walk, one)))
    return Update(reply=await go_on(walk, walking.settled(walk.journey, one, Outcome.SKIPPED, call.now)))


@command(
    "onboarding",
    "interests",
    about=NAMES[Step.INTERESTS],
    is_typed=False,
    options=[
        Text(name="learn", about="What do you want to learn about?", max_characters=900),
        Text(name="learn-more", about="More of it, or in your own words", max_characters=500),
        Text(name="offer", about="What can you help others with?", max_characters=900),
        Text(name="offer-more", about="More of that, or in your own words", max_characters=500),
        Text(name="why", about="What brings you here, in your own words", is_long=True, max_characters=1_000),
        _SENT,
        _SEEN,
    ],
)
async def interests(
    call: Call, learn: str = "", learn_more: str = "", offer: str = "", offer_more: str = "", why: str = "",
    sent: bool = False, seen: int = 0,
) -> Reply:  # fmt: skip
    walk = await walk_of(call)
    given = answers.Interests(learn=learn, learn_more=learn_more, offer=offer, offer_more=offer_more, why=why)
    if not sent:
        return await _opened(walk, Step.INTERESTS) or await asking.interests_form(walk)
    if await _is_answered_elsewhere(walk, Step.INTERESTS, seen):
        return await asking.interests_form(walk, given)
    found = await answers.save_interests(walk, given)
    journey = walking.settled(found.journey, Step.INTERESTS, found.outcome, call.now)
    return Update(reply=await go_on(walk, journey, (*_gone(walk, Step.INTERESTS), *found.told)))


@command(
    "onboarding",
    "take",
    about="Take a tag for what you have said",
    is_typed=False,
    options=[
        Pick(name="kind", about="Why", choices=tuple(InterestKind), required=True),
        Text(name="word", about="What you have said", required=True),
        Text(name="tag", about="The tag", required=True),
        Text(name="rest", about="What else was near", max_characters=2_000),
    ],
)
async def take(call: Call, kind: str, word: str, tag: str, rest: str = "") -> Reply:
    walk = await walk_of(call)
    taken = await answers.take(walk, answers.Near(kind=kind, word=word, tag=tag), answers.unpacked(rest))
    return Update(reply=await go_on(walk, walking.gone_on(taken.journey, call.now), taken.told))


@command(
    "onboarding",
    "learning",
    about=NAMES[Step.LEARNING],
    is_typed=False,
    options=[
        Text(name="formats", about="What do you like to learn by?", several_of=asking.FORMATS, max_characters=200),
        Whole(name="minutes", about="Minutes you have at a time", least=1, most=1_000),
        Pick(name="level", about="Your level", choices=asking.LEVELS),
        Pick(name="company", about="Quiet, or with others?", choices=asking.COMPANY),
        YesNo(name="public", about="May others see your interests?"),
        _SENT,
        _SEEN,
    ],
)
async def learning(
    call: Call, formats: str = "", minutes: int = 0, level: str = "", company: str = "", public: bool = False,
    sent: bool = False, seen: int = 0,
) -> Reply:  # fmt: skip
    walk = await walk_of(call)
    given = answers.learning(ways=formats, minutes=minutes, level=level, company=company, public=public)
    if not sent:
        return await _opened(walk, Step.LEARNING) or await asking.learning_form(walk)
    if await _is_answered_elsewhere(walk, Step.LEARNING, seen):
        return await asking.learning_form(walk, given)
    outcome = await answers.save_learning(walk, given)
    journey = walking.settled(walk.journey, Step.LEARNING, outcome, call.now)
    told = asking.hours_offer() if outcome is Outcome.ANSWERED else ()
    return Update(reply=await go_on(walk, journey, (*_gone(walk, Step.LEARNING), *told)))


@command(
    "onboarding",
    "hours",
    about="Hours and language",
    is_typed=False,
    options=[
        Text(name="hours", about="When are you best found? Like 18:00-21:00", max_characters=60),
        Text(name="zone", about="Your time zone, or a city in it", max_characters=60),
        Text(name="language", about="Your language, like en or pt-br", max_characters=20),
        _SENT,
    ],
)
async def hours(call: Call, hours: str = "", zone: str = "", language: str = "", sent: bool = False) -> Reply:
    walk = await walk_of(call)
    if not sent:
        return await asking.hours_form(walk)
    await answers.save_hours(walk, hours, zone, language)
    return Update(reply=await go_on(walk, walking.gone_on(walk.journey, call.now), note("Thank you, that is noted.")))


async def _opened(walk: Walk, step: Step) -> Reply | None:
    """What is shown instead of the form of a step; None where the form may open."""
    if walking.next_step(walk.journey, walk.steps) is Step.GUIDELINES:
        return Update(reply=await _on(walk))
    if step not in walk.steps:
        return Update(reply=await _on(walk, note(_GONE)))
    if walking.is_settled(walk.journey, step):
        return Update(reply=await _on(walk, await answers.known(walk, step)))
    return None


async def _is_answered_elsewhere(walk: Walk, step: Step, seen: int) -> bool:
    """Whether a step was answered on another device while this one had its form open."""
    return walking.is_settled(walk.journey, step) and seen != walk.journey.version


def _gone(walk: Walk, step: Step) -> tuple[Section, ...]:
    return () if step in walk.steps else note(_GONE)


async def _on(walk: Walk, notes: tuple[Section, ...] = ()) -> Card:
    """What comes next for somebody who has said nothing new."""
    return await go_on(walk, walking.gone_on(walk.journey, walk.call.now), notes)


COMMANDS: tuple[AnyCommand, ...] = (start, stop, accept, skip, interests, take, learning, hours)
