"""Two accounts that become one person: one way in, on which nothing is asked or sent twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dispatch import Dispatcher
from bot.identity import MemberId
from bot.onboarding import Journey, JourneyState, Outcome, Step, StepState
from bot.onboarding.merging import merged
from tests.newcomers import Door, account_of
from tests.talk import Posts, TestClock

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ONE, OTHER = MemberId(1), MemberId(2)


@pytest.fixture
def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    return Door(dispatcher, clock)


def journey(member: MemberId = ONE, **changes: object) -> Journey:
    made = Journey(member=member, state=JourneyState.INVITED, entry="slack", joined_at=NOW, moved_at=NOW)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("held", "invited", "invited"),
        ("invited", "going", "going"),
        ("finished", "going", "finished"),
        ("stopped", "finished", "stopped"),
        ("going", "stopped", "stopped"),
        ("held", "held", "held"),
    ],
)
def test_furthest_counts_and_who_has_stopped_has_stopped(one: str, other: str, both: str) -> None:
    ways = journey(state=JourneyState(one)), journey(OTHER, state=JourneyState(other))

    assert [merged(*ways).state, merged(*reversed(ways)).state] == [JourneyState(both)] * 2


def test_what_was_answered_in_either_counts_as_answered() -> None:
    skipped = StepState(shown_at=NOW, settled_at=NOW, outcome=Outcome.SKIPPED)
    answered = StepState(shown_at=LATER, settled_at=LATER, outcome=Outcome.ANSWERED)
    one = journey(steps={Step.INTERESTS: skipped, Step.LEARNING: StepState(shown_at=NOW)})
    other = journey(OTHER, steps={Step.INTERESTS: answered, Step.LEARNING: skipped, Step.HELLO: answered})

    assert merged(one, other).steps == {Step.INTERESTS: answered, Step.LEARNING: skipped, Step.HELLO: answered}


def test_words_of_both_are_kept_and_the_first_coming_in_counts() -> None:
    one = journey(joined_at=LATER, moved_at=NOW, why="", unmatched=("knots", "loops"), hello="draft", is_guest=True)
    other = journey(
        OTHER, entry="discord", moved_at=LATER, why="To learn", unmatched=("loops", "bees"), hello="Hi", hello_at=NOW
    )

    both = merged(one, other)

    assert (both.member, both.entry, both.joined_at, both.moved_at) == (ONE, "discord", NOW, LATER)
    assert (both.why, both.unmatched, both.hello, both.hello_at) == ("To learn", ("knots", "loops", "bees"), "Hi", NOW)
    assert (both.is_guest, both.version) == (False, 1)


@pytest.mark.parametrize(("one", "other", "both"), [(NOW, None, None), (NOW, LATER, LATER), (None, None, None)])
def test_who_is_here_by_one_account_has_not_left(
    one: datetime | None, other: datetime | None, both: datetime | None
) -> None:
    assert merged(journey(left_at=one), journey(OTHER, left_at=other)).left_at == both


def test_who_was_reached_by_one_account_has_heard_of_it() -> None:
    deaf = journey(is_unheard=True, nudged=1)

    assert [merged(deaf, other).is_unheard for other in (journey(OTHER), replace(deaf, member=OTHER))] == [False, True]
    assert merged(deaf, replace(deaf, member=OTHER)).nudged == 2


MOMENTS = st.none() | st.sampled_from([NOW, LATER])
STATES = st.builds(StepState, shown_at=st.just(NOW), outcome=st.sampled_from(Outcome), settled_at=MOMENTS)
WAYS = st.builds(
    journey,
    state=st.sampled_from(JourneyState),
    steps=st.dictionaries(st.sampled_from(Step), STATES),
    left_at=MOMENTS,
    finished_at=MOMENTS,
    nudged=st.integers(0, 2),
    version=st.integers(0, 9),
)


@given(one=WAYS, other=WAYS)
def test_it_is_the_same_whichever_stays_and_never_less_than_either(one: Journey, other: Journey) -> None:
    both, again = merged(one, other), merged(other, one)

    assert (both.state, both.left_at, both.nudged, both.version) == (
        again.state, again.left_at, again.nudged, again.version,
    )  # fmt: skip
    assert {step: state.outcome for step, state in both.steps.items()} == {
        step: state.outcome for step, state in again.steps.items()
    }
    settled = {step for way in (one, other) for step, state in way.steps.items() if state.outcome is not Outcome.OPEN}
    assert {step for step, state in both.steps.items() if state.outcome is not Outcome.OPEN} == settled
    assert both.version > max(one.version, other.version)


async def both_join(door: Door) -> None:
    await door.open()
    await door.opens_on("slack")
    await door.joins("Ada")
    await door.joins("Ada", platform="slack")


async def test_two_ways_become_one_in_the_rows(door: Door, posts: Posts) -> None:
    await both_join(door)
    ada = door.person("Ada")
    await ada("/onboarding start")
    await door.presses("Ada", "onboarding", "skip", step="interests")

    await door.links("Ada", "console", "slack")

    one, other = await door.journey("Ada"), await door.journey("Ada", "slack")
    assert one == other
    assert one
    assert (one.state, one.steps[Step.INTERESTS].outcome) == (JourneyState.GOING, Outcome.SKIPPED)
    assert "How do you like to learn?" in await ada("/onboarding start")


async def test_nothing_is_sent_twice_to_who_was_two(door: Door, posts: Posts) -> None:
    await both_join(door)
    assert len(await posts()) == 2

    await door.links("Ada", "slack", "console")

    assert [len(await posts(days=1)) for _ in range(30)] == [0, 1, 0, 0, 0, 0, 1, *[0] * 23]


async def test_invitation_that_has_not_left_is_sent_once(door: Door, posts: Posts) -> None:
    await both_join(door)
    await door.links("Ada", "slack", "console")

    assert len(await posts()) == 1


async def test_who_has_stopped_on_one_platform_hears_nothing_on_the_other(door: Door, posts: Posts) -> None:
    await both_join(door)
    await posts()
    await door.person("Ada")("/onboarding stop")

    await door.links("Ada", "slack", "console")

    assert await posts(days=60) == []
    await door.leaves("Ada")
    await door.joins("Ada")
    assert await posts(days=60) == []


async def test_who_joins_by_a_further_account_and_links_it_is_asked_nothing_more(door: Door, posts: Posts) -> None:
    await both_join(door)
    await door.links("Ada", "slack", "console")
    await posts(days=60)

    await door.joins("Ada")
    await door.joins("Ada", platform="slack")

    assert await posts(days=60) == []


async def test_who_was_linked_before_newcomers_were_asked_anything_is_not_asked(door: Door, posts: Posts) -> None:
    await door.open(is_on=False)
    await door.opens_on("slack")
    await door.joins("Ada", platform="slack")
    await door.person("Ada")("/help")
    async with door.dispatcher.store.write() as unit:
        home = await door.community()
        await unit.people.welcome(account_of("Ada", "slack"), "Ada", home.name, door.clock.now())
    await door.links("Ada", "console", "slack")
    await door.open(is_on=True)

    await door.joins("Ada", platform="slack")

    assert await posts(days=60) == []


async def test_step_that_was_only_shown_to_one_is_settled_by_the_answer_of_the_other(door: Door, posts: Posts) -> None:
    await both_join(door)
    on_slack = replace(door.person("Ada").request("onboarding start"), account=account_of("Ada", "slack"))
    await door.dispatcher.run(on_slack)
    await door.presses("Ada", "onboarding", "skip", step="interests")

    await door.links("Ada", "slack", "console")

    journey = await door.journey("Ada")
    assert journey
    assert journey.steps[Step.INTERESTS].outcome is Outcome.SKIPPED
