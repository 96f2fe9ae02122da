"""The way through the steps: what is asked next, what is settled, when it is over. Pure rules, whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import NotAllowed
from bot.identity import MemberId
from bot.onboarding.settings import OnboardingSettings
from bot.onboarding.values import Journey, JourneyState, Outcome, Step, StepState


def steps_of(settings: OnboardingSettings, *, has_place: bool) -> tuple[Step, ...]:
    """What newcomers are asked, in order: guidelines first where there are any, hello only where it could stand."""
    wanted = {Step.GUIDELINES} if settings.guidelines else set()
    wanted |= set(settings.steps) - {Step.GUIDELINES}
    if not has_place:
        wanted -= {Step.HELLO}
    return tuple(step for step in Step if step in wanted)


def is_settled(journey: Journey, step: Step) -> bool:
    """Whether a step was answered or skipped, and so is never asked again."""
    return step in journey.steps and journey.steps[step].outcome is not Outcome.OPEN


def next_step(journey: Journey, steps: Sequence[Step]) -> Step | None:
    """The first of the steps that is not settled; None for who has been through once, whatever was added since."""
    if journey.finished_at is not None:
        return None
    return next((step for step in steps if not is_settled(journey, step)), None)


def position(step: Step, steps: Sequence[Step]) -> tuple[int, int]:
    """Which question a step is, of how many; guidelines are none."""
    asked: list[Step] = [one for one in steps if one is not Step.GUIDELINES]
    return asked.index(step) + 1, len(asked)


def has_said_something(journey: Journey) -> bool:
    """Whether there is an answer by which others could greet them."""
    answered = {step for step, state in journey.steps.items() if state.outcome is Outcome.ANSWERED}
    return bool(answered - {Step.GUIDELINES})


def begun(member: MemberId, now: datetime, *, is_guest: bool = False) -> Journey:
    """The way in of somebody who begins by the command."""
    going = JourneyState.GOING
    return Journey(member=member, state=going, entry="", joined_at=now, moved_at=now, is_guest=is_guest)


def gone_on(journey: Journey, now: datetime) -> Journey:
    """The same after a sign of life: whoever had stopped or left takes it up again where they were."""
    state = JourneyState.GOING if journey.finished_at is None else JourneyState.FINISHED
    return replace(journey, state=state, moved_at=now, left_at=None, is_unheard=False, version=journey.version + 1)


def shown(journey: Journey, step: Step, now: datetime) -> Journey:
    """The same with a step shown, if it was not before."""
    if step in journey.steps:
        return journey
    return replace(journey, steps={**journey.steps, step: StepState(shown_at=now)})


def settled(journey: Journey, step: Step, outcome: Outcome, now: datetime) -> Journey:
    """The same with a step answered or skipped. Raises NotAllowed for guidelines that are to be skipped."""
    if step is Step.GUIDELINES and outcome is Outcome.SKIPPED:
        raise NotAllowed("The guidelines cannot be skipped.", "Accept them, or leave it with /onboarding stop.")
    before = journey.steps.get(step, StepState(shown_at=now))
    state = StepState(shown_at=before.shown_at, settled_at=now, outcome=outcome)
    accepted = now if step is Step.GUIDELINES else journey.guidelines_at
    return replace(gone_on(journey, now), steps={**journey.steps, step: state}, guidelines_at=accepted)


def finished(journey: Journey, now: datetime) -> Journey:
    """The same once nothing is left to be asked."""
    return replace(journey, state=JourneyState.FINISHED, finished_at=journey.finished_at or now)


def stopped(journey: Journey, now: datetime) -> Journey:
    """The same for who wants no more of it."""
    return replace(journey, state=JourneyState.STOPPED, moved_at=now, is_unheard=False, version=journey.version + 1)


def progress(journey: Journey | None, steps: Collection[Step]) -> str:
    """How far somebody is, as a short sentence without a full stop."""
    if journey is None:
        return "not begun"
    if journey.finished_at is not None:
        return "done"
    asked = [step for step in steps if step is not Step.GUIDELINES]
    settled_steps = sum(is_settled(journey, step) for step in asked)
    words = f"{settled_steps} of {len(asked)} questions"
    return f"stopped after {words}" if journey.state is JourneyState.STOPPED else words
