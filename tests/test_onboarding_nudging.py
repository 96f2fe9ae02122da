"""When somebody who has stopped is written to, and who is received: rules without a bot around them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.identity import MemberId
from bot.onboarding import Journey, JourneyState, OnboardingSettings, Wording, Words, arriving, breaker
from bot.onboarding.nudging import Nudge, counted, is_due, next_nudge, nudge_after

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ON = OnboardingSettings(is_on=True)
ADA = arriving.begun(MemberId(1), "slack", NOW, is_guest=False, is_held=False)


def days(count: int) -> datetime:
    return NOW + timedelta(days=count)


@pytest.mark.parametrize(
    ("nudged", "following"),
    [(0, Nudge(number=1, due_at=days(2))), (1, Nudge(number=2, due_at=days(7))), (2, None), (5, None)],
)
def test_each_nudge_comes_once_and_then_none(nudged: int, following: Nudge | None) -> None:
    assert next_nudge(replace(ADA, nudged=nudged), ON) == following


@pytest.mark.parametrize(
    "journey",
    [
        replace(ADA, state=JourneyState.HELD),
        replace(ADA, state=JourneyState.FINISHED),
        replace(ADA, state=JourneyState.STOPPED),
        replace(ADA, left_at=NOW),
    ],
)
def test_nobody_is_nudged_who_is_held_has_done_with_it_or_left(journey: Journey) -> None:
    assert next_nudge(journey, ON) is None


def test_nobody_is_nudged_where_it_is_switched_off_or_there_are_no_days() -> None:
    assert [next_nudge(ADA, OnboardingSettings()), next_nudge(ADA, replace(ON, nudge_days=()))] == [None, None]


def test_days_count_in_their_order_however_they_are_written() -> None:
    assert next_nudge(ADA, replace(ON, nudge_days=(7, 2))) == Nudge(number=1, due_at=days(2))


def test_nudge_that_came_late_does_not_bring_the_next_one_with_it() -> None:
    late = days(10)

    assert nudge_after(counted(ADA), ON, days(2)) == Nudge(number=2, due_at=days(7))
    assert nudge_after(counted(ADA), ON, late) == Nudge(number=2, due_at=late + timedelta(days=5))
    assert nudge_after(counted(counted(ADA)), ON, late) is None


def test_nudge_is_due_only_while_nothing_has_moved() -> None:
    moved = replace(ADA, moved_at=days(1))

    assert [is_due(ADA, ON, 1, days(2)), is_due(moved, ON, 1, days(2)), is_due(ADA, ON, 2, days(9))] == [
        True,
        False,
        False,
    ]
    assert is_due(moved, ON, 1, days(3))


def test_channel_is_an_entry_where_there_are_words_for_it() -> None:
    settings = replace(ON, words=(Words(wording=Wording.END, words="Bye", entry="slack\nC1"),))
    entries = [arriving.entry_of("slack"), arriving.entry_of("slack", "C1"), arriving.entry_of("slack", "C2")]

    assert [arriving.is_entry(settings, one) for one in entries] == [True, True, False]


def test_workspace_is_no_entry_where_only_who_joins_a_channel_is_received() -> None:
    words = (Words(wording=Wording.END, words="Bye", entry="slack\nC1"),)
    settings = replace(ON, words=words, only_by_channel=True)
    entries = [arriving.entry_of("slack"), arriving.entry_of("slack", "C1"), arriving.entry_of("slack", "C2")]

    assert [arriving.is_entry(settings, one) for one in entries] == [False, True, False]
    assert arriving.is_entry(settings, "discord"), "it has no such channel"
    assert arriving.is_entry(replace(settings, words=()), "slack")


@pytest.mark.parametrize(("before", "is_held"), [(0, False), (29, False), (30, True), (10_000, True)])
def test_thirty_may_join_at_once_and_the_next_is_held(before: int, is_held: bool) -> None:
    assert breaker.is_too_many(before, ON) is is_held


@pytest.mark.parametrize(("joined", "is_over"), [(30, True), (31, False)])
def test_rush_is_over_once_no_more_than_may_join_have_joined(joined: int, is_over: bool) -> None:
    assert breaker.is_over(joined, ON) is is_over


def test_days_of_who_was_held_count_from_their_invitation() -> None:
    held = replace(ADA, state=JourneyState.HELD)

    assert next_nudge(breaker.let_in(held, days(1)), ON) == Nudge(number=1, due_at=days(3))


def test_who_comes_back_unseen_joins_again_and_counts_among_those_who_join_now() -> None:
    left = arriving.gone(ADA, days(1))

    again = arriving.begun_anew(left, days(3), is_held=True)

    assert (again.joined_at, again.moved_at, again.left_at, again.state) == (days(3), days(3), None, JourneyState.HELD)
    assert (arriving.back(left, days(3)).joined_at, arriving.back(left, days(3)).moved_at) == (NOW, days(3))
