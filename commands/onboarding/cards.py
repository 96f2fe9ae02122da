"""The steps as cards: what is asked, and the buttons by which it is answered, left out, or ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.onboarding import Journey, Step, Wording, walking
from bot.onboarding.nudging import NAMES
from bot.replies import Bold, Button, Card, Code, Link, Section, Style, Text, text
from commands.onboarding.ending import end_card
from commands.onboarding.walk import Walk, draft, keep, words_for

_WORDINGS = {
    Step.GUIDELINES: Wording.GUIDELINES,
    Step.INTERESTS: Wording.INTERESTS,
    Step.LEARNING: Wording.LEARNING,
    Step.HELLO: Wording.HELLO,
}
STOP = Button(label="Stop", command=("onboarding", "stop"))
_FOOTER = text("Nothing has to be said. ", Code("/onboarding start"), " goes on from here at any time.")


async def go_on(walk: Walk, journey: Journey, notes: Sequence[Section] = ()) -> Card:
    """Keep how far somebody is, and show them what comes next, below these notes; the end where nothing does."""
    step = walking.next_step(journey, walk.steps)
    now = walk.call.now
    reached = walking.shown(journey, step, now) if step else walking.finished(journey, now)
    kept = await keep(walk, reached)
    card = await _step_card(kept, step) if step else await end_card(kept)
    return replace(card, sections=(*notes, *card.sections))


def note(*parts: str) -> tuple[Section, ...]:
    """What was just done, as one paragraph; none where nothing is to be said."""
    said = " ".join(filter(None, parts))
    return (Section(text=text(said)),) if said else ()


async def _step_card(walk: Walk, step: Step) -> Card:
    said = await words_for(walk, _WORDINGS[step])
    title = NAMES[step]
    if step is not Step.GUIDELINES:
        number, count = walking.position(step, walk.steps)
        title = f"{number} of {count}: {title}" if count > 1 else title
    shown, buttons = await _asked(walk, step)
    footer = () if step is Step.GUIDELINES else _FOOTER
    sections = tuple(Section(text=one) for one in (said, *shown) if one)
    return Card(title=title, sections=sections, actions=(*buttons, STOP), footer=footer)


async def _asked(walk: Walk, step: Step) -> tuple[list[Text], list[Button]]:
    """What stands below the words of a step, and its buttons."""
    skip = Button(label="Skip this", command=("onboarding", "skip"), args={"step": step.value})
    match step:
        case Step.GUIDELINES:
            accept = Button(label="I accept them", command=("onboarding", "accept"), style=Style.MAIN)
            return [_guidelines(walk.settings.guidelines)], [accept]
        case Step.INTERESTS | Step.LEARNING:
            return [], [Button(label="Answer", command=("onboarding", step.value), style=Style.MAIN), skip]
        case Step.HELLO:
            seen = {"seen": walk.journey.version}
            post = Button(label="Post this", command=("onboarding", "post"), args=seen, style=Style.MAIN)
            change = Button(label="Change it first", command=("onboarding", "hello"))
            return [text(Bold("This would be posted:"), "\n", await draft(walk))], [
                post,
                change,
                replace(skip, label="Do not post"),
            ]


def _guidelines(kept: str) -> Text:
    """The guidelines, or the way to them."""
    is_address = kept.startswith(("https://", "http://")) and not any(char.isspace() for char in kept)
    return text(Link("Our guidelines", kept)) if is_address else text(kept)
