"""The rules of the way through the steps: in whatever order things happen, nobody is stuck or asked twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAllowed
from bot.identity import MemberId
from bot.onboarding import Journey, JourneyState, OnboardingSettings, Outcome, Step
from bot.onboarding import walking as way

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ADA = MemberId(1)
FULL = OnboardingSettings(guidelines="Be kind.")
ALL = tuple(Step)


def answered(journey: Journey, *steps: Step) -> Journey:
    for step in steps:
        journey = way.settled(journey, step, Outcome.ANSWERED, NOW)
    return journey


def test_steps_are_those_of_the_community_in_order_with_its_guidelines_first() -> None:
    assert way.steps_of(FULL, has_place=True) == ALL
    assert way.steps_of(OnboardingSettings(), has_place=True) == ALL[1:]
    assert way.steps_of(OnboardingSettings(), has_place=False) == (Step.INTERESTS, Step.LEARNING)
    mixed = OnboardingSettings(steps=(Step.HELLO, Step.GUIDELINES, Step.INTERESTS))
    assert way.steps_of(mixed, has_place=True) == (Step.INTERESTS, Step.HELLO)


def test_guidelines_are_accepted_or_left_and_never_skipped() -> None:
    with pytest.raises(NotAllowed, match="cannot be skipped"):
        way.settled(way.begun(ADA, NOW), Step.GUIDELINES, Outcome.SKIPPED, NOW)

    accepted = answered(way.begun(ADA, NOW), Step.GUIDELINES)

    assert (accepted.guidelines_at, way.has_said_something(accepted)) == (NOW, False)
    assert way.has_said_something(answered(accepted, Step.LEARNING))


def test_question_says_which_one_it_is_of_how_many() -> None:
    assert way.position(Step.LEARNING, ALL) == (2, 3)
    assert way.position(Step.HELLO, (Step.INTERESTS, Step.HELLO)) == (2, 2)


def test_who_has_been_through_is_asked_nothing_that_was_added_later() -> None:
    journey = way.finished(answered(way.begun(ADA, NOW), Step.INTERESTS), NOW)

    assert way.next_step(journey, ALL) is None
    assert way.gone_on(way.stopped(journey, NOW), NOW).state is JourneyState.FINISHED
    assert way.finished(journey, NOW + timedelta(days=1)).finished_at == NOW


def test_stopping_keeps_where_one_was() -> None:
    journey = answered(way.begun(ADA, NOW), Step.INTERESTS)
    later = NOW + timedelta(days=300)

    stopped = way.stopped(replace(journey, left_at=NOW, is_unheard=True), NOW)
    back = way.gone_on(stopped, later)

    assert stopped.state is JourneyState.STOPPED
    assert (back.state, back.moved_at, back.left_at, back.is_unheard) == (JourneyState.GOING, later, None, False)
    assert way.next_step(back, ALL[1:]) is Step.LEARNING
    assert [journey.version, stopped.version, back.version] == [1, 2, 3]


def test_progress_is_told_in_words() -> None:
    journey = answered(way.begun(ADA, NOW), Step.GUIDELINES, Step.INTERESTS)
    through = way.finished(journey, NOW)

    told = [way.progress(one, ALL) for one in (None, journey, way.stopped(journey, NOW), through)]

    assert told == ["not begun", "1 of 3 questions", "stopped after 1 of 3 questions", "done"]


def test_step_is_shown_once() -> None:
    first = way.shown(way.begun(ADA, NOW), Step.HELLO, NOW)

    assert way.shown(first, Step.HELLO, NOW + timedelta(days=1)) == first
    settled = way.settled(first, Step.HELLO, Outcome.SKIPPED, NOW + timedelta(days=2))
    assert settled.steps[Step.HELLO].shown_at == NOW


SETTINGS = st.builds(
    OnboardingSettings,
    guidelines=st.sampled_from(["", "Be kind."]),
    steps=st.lists(st.sampled_from(Step), unique=True).map(tuple),
)
HAPPENINGS = st.lists(
    st.tuples(st.sampled_from(["answer", "skip", "stop", "start", "leave"]), SETTINGS, st.booleans()), max_size=12
)


@given(HAPPENINGS)
def test_nobody_is_ever_stuck_or_asked_twice(happenings: list[tuple[str, OnboardingSettings, bool]]) -> None:
    """Whatever people do and organisers change in between."""
    journey = way.begun(ADA, NOW)
    asked: set[Step] = set()
    for what, settings, has_place in happenings:
        steps = way.steps_of(settings, has_place=has_place)
        step = way.next_step(journey, steps)
        before = journey
        if what in {"stop", "leave"}:
            journey = way.stopped(journey, NOW) if what == "stop" else replace(journey, left_at=NOW)
        elif step is None:
            journey = way.finished(way.gone_on(journey, NOW), NOW)
        else:
            assert step not in asked
            is_skipped = what == "skip" and step is not Step.GUIDELINES
            journey = way.settled(journey, step, Outcome.SKIPPED if is_skipped else Outcome.ANSWERED, NOW)
            asked.add(step)
        assert journey.version >= before.version
        assert set(journey.steps) == asked

    for _ in Step:
        left = way.next_step(journey, way.steps_of(FULL, has_place=True))
        journey = way.settled(journey, left, Outcome.ANSWERED, NOW) if left else way.finished(journey, NOW)
    assert way.next_step(journey, ALL) is None
