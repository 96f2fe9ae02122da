"""Whose turn it is to greet a newcomer: by their hours and load, then by what is shared, then by who waited longest."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.identity import MemberId
from bot.welcomes import (
    WEEK,
    Candidate,
    Day,
    Greeter,
    day_of,
    expect_some_hours,
    free_at,
    hours_of,
    own_words,
    print_of,
    shortened,
    taken_until,
    turn_of,
    turned_at,
)
from bot.when import hours, is_quiet

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
QUIET = "22:00-08:00"


def greeter(number: int = 1, **changes: object) -> Greeter:
    """Somebody on duty who can be asked at any waking hour."""
    return replace(Greeter(member=MemberId(number), name=f"G{number}", per_week=5), **changes)  # type: ignore[arg-type]


def candidate(number: int = 1, *, shares: bool = False, **changes: Any) -> Candidate:
    one = greeter(number, **changes)
    return Candidate(greeter=one, day=day_of(one, QUIET), shares=shares)


def chosen(*candidates: Candidate, now: datetime = NOW, but: set[int] | None = None) -> tuple[int, datetime] | None:
    """Who is asked, and when."""
    turn = turn_of(candidates, now, but={MemberId(one) for one in but or ()})
    return (turn.greeter.member, turn.at) if turn else None


def ago(**time: int) -> datetime:
    return NOW - timedelta(**time)


def at(clock: str, day: int = 24) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{clock}:00+00:00")


def test_whoever_was_not_asked_for_longest_is_asked() -> None:
    three = [
        candidate(1, turned_at=ago(hours=1)),
        candidate(2, turned_at=ago(days=3)),
        candidate(3, turned_at=ago(days=2)),
    ]

    assert chosen(*three) == (2, NOW)
    assert chosen(*three, candidate(4)) == (4, NOW)


def test_of_equals_the_first_on_the_rota_is_asked_in_whatever_order_they_come() -> None:
    assert (
        chosen(candidate(2), candidate(1), candidate(3)) == chosen(candidate(3), candidate(1), candidate(2)) == (1, NOW)
    )


def test_turns_of_one_moment_have_an_order() -> None:
    just = greeter(1, turned_at=NOW)

    assert turned_at([just, greeter(2)], NOW) > NOW
    assert turned_at([greeter(1), greeter(2, turned_at=ago(days=1))], NOW) == NOW


def test_whoever_shares_something_goes_before_who_waited_longer() -> None:
    assert chosen(candidate(1), candidate(2, shares=True, turned_at=ago(hours=1))) == (2, NOW)


def test_whoever_can_be_asked_now_goes_before_who_shares_something_and_sleeps() -> None:
    sleeps = candidate(2, shares=True, zone="Asia/Tokyo", hours="09:00-18:00")

    assert chosen(candidate(1), sleeps) == (1, NOW)


@pytest.mark.parametrize(
    "changes",
    [{"is_off_duty": True}, {"asked": 5}, {"is_here": False}, {"hours": "23:00-07:00"}],
    ids=["off duty", "load", "has left", "no hour left"],
)
def test_nobody_is_asked_who_cannot_be(changes: dict[str, Any]) -> None:
    assert chosen(candidate(1, **changes)) is None
    assert chosen(candidate(1, **changes), candidate(2)) == (2, NOW)


def test_newcomer_and_those_who_were_asked_are_passed_over() -> None:
    assert chosen(candidate(1), candidate(2), candidate(3), but={1, 2}) == (3, NOW)
    assert chosen(candidate(1), but={1}) is None


def test_nobody_awake_means_the_first_to_wake_is_asked_then() -> None:
    night = at("02:00")
    three = [candidate(1), candidate(2, zone="Asia/Kolkata", quiet="23:00-09:00"), candidate(3, hours="12:00-18:00")]

    assert chosen(*three, now=night) == (2, at("03:30"))
    assert chosen(three[0], three[2], now=night) == (1, at("08:00"))


@pytest.mark.parametrize(
    ("own", "quiet", "zone", "now", "free"),
    [
        (None, QUIET, "UTC", at("12:00"), at("12:00")),
        (None, QUIET, "UTC", at("23:00"), at("08:00", 25)),
        ("09:00-18:00", QUIET, "UTC", at("08:30"), at("09:00")),
        ("09:00-18:00", QUIET, "UTC", at("17:59"), at("17:59")),
        ("09:00-18:00", QUIET, "UTC", at("18:00"), at("09:00", 25)),
        ("07:00-09:00", QUIET, "UTC", at("09:00"), at("08:00", 25)),
        ("20:00-23:00", QUIET, "UTC", at("22:30"), at("20:00", 25)),
        ("22:00-02:00", "06:00-21:00", "UTC", at("12:00"), at("22:00")),
        ("09:00-18:00", QUIET, "America/New_York", at("12:00"), at("14:00")),
        ("23:00-07:00", QUIET, "UTC", at("12:00"), None),
    ],
)
def test_greeter_is_free_in_their_hours_and_not_in_the_quiet_ones(
    own: str | None, quiet: str, zone: str, now: datetime, free: datetime | None
) -> None:
    assert free_at(day_of(greeter(hours=own, quiet=quiet, zone=zone), QUIET), now) == free


@pytest.mark.parametrize(
    ("since", "minutes", "until"),
    [
        (at("12:00"), 120, at("14:00")),
        (at("20:00"), 120, at("22:00")),
        (at("21:00"), 120, at("09:00", 25)),
        (at("23:00"), 120, at("10:00", 25)),
        (at("12:00"), 24 * 60, at("22:00", 25)),
        (at("12:00"), 25 * 60, at("09:00", 26)),
    ],
)
def test_time_to_take_it_counts_waking_hours_only(since: datetime, minutes: int, until: datetime) -> None:
    assert taken_until(Day(quiet=hours(QUIET), zone="UTC"), since, minutes) == until


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
PARTS = (
    st.tuples(st.integers(0, 47), st.integers(0, 47))
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: "-".join(f"{half // 2:02}:{half % 2 * 30:02}" for half in pair))
)
MOMENTS = st.integers(0, 600 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.integers(1, 9),
        shares=st.booleans(),
        is_off_duty=st.booleans(),
        is_here=st.booleans(),
        asked=st.integers(0, 6),
        per_week=st.integers(1, 6),
        hours=st.none() | PARTS,
        quiet=st.none() | PARTS,
        zone=ZONES,
        turned_at=st.none() | MOMENTS,
    ),
    max_size=6,
    unique_by=lambda one: one.greeter.member,
)


@given(candidates=CANDIDATES, now=MOMENTS, newcomer=st.integers(1, 9), shuffled=st.randoms())
def test_choice_keeps_every_rule(
    candidates: list[Candidate], now: datetime, newcomer: int, shuffled: random.Random
) -> None:
    but = {MemberId(newcomer)}

    turn = turn_of(candidates, now, but=but)

    others = list(candidates)
    shuffled.shuffle(others)
    assert turn_of(others, now, but=but) == turn
    able = [
        one
        for one in candidates
        if one.greeter.member != newcomer
        and one.greeter.is_here
        and not one.greeter.is_off_duty
        and one.greeter.asked < one.greeter.per_week
    ]
    if turn is None:
        assert [one for one in able if free_at(one.day, now) is not None] == []
        return
    (mine,) = (one for one in able if one.greeter == turn.greeter)
    assert now <= turn.at == free_at(mine.day, now)
    assert not is_quiet(mine.day.quiet, mine.day.zone, turn.at)
    assert mine.day.hours is None or is_quiet(mine.day.hours, mine.day.zone, turn.at)
    rivals = [one for one in able if free_at(one.day, now) == turn.at]
    assert all((free_at(one.day, now) or turn.at) >= turn.at for one in able)
    assert mine.shares or not any(one.shares for one in rivals)


@given(quiet=PARTS, zone=ZONES, since=MOMENTS, minutes=st.integers(1, 4_000))
def test_end_of_the_time_is_a_waking_moment_and_never_too_early(
    quiet: str, zone: str, since: datetime, minutes: int
) -> None:
    day = Day(quiet=hours(quiet), zone=zone)

    until = taken_until(day, since, minutes)

    assert until - since >= timedelta(minutes=minutes)
    assert not is_quiet(day.quiet, zone, until - timedelta(seconds=1))


NEWCOMERS, DAYS = 1_000, 120
#: Two pairs and one three of equals; each of them is asked so often in seven days at most.
ROTA = (
    *(greeter(number, per_week=9, hours="09:00-18:00", zone="Europe/Berlin") for number in (1, 2, 3)),
    *(greeter(number, per_week=12, hours="17:00-23:00", zone="America/New_York") for number in (4, 5)),
    *(greeter(number, per_week=20, zone="Asia/Kolkata") for number in (6, 7)),
)
EQUALS = ((1, 2, 3), (4, 5), (6, 7))


def spread(seed: int) -> dict[int, list[datetime]]:
    """When each greeter was asked, where newcomers come by chance."""
    chance = random.Random(seed)
    begins = datetime(2026, 9, 1, tzinfo=UTC)
    came = sorted(begins + timedelta(minutes=chance.randrange(DAYS * 24 * 60)) for _ in range(NEWCOMERS))
    asked: dict[int, list[datetime]] = {one.member: [] for one in ROTA}
    turned: dict[int, datetime] = {}
    for now in came:
        rota = [
            replace(
                one,
                asked=sum(moment > now - WEEK for moment in asked[one.member]),
                turned_at=turned.get(one.member),
            )
            for one in ROTA
        ]
        turn = turn_of([Candidate(greeter=one, day=day_of(one, QUIET)) for one in rota], now)
        if turn is not None:
            asked[turn.greeter.member].append(turn.at)
            turned[turn.greeter.member] = turned_at(rota, now)
    return asked


@pytest.mark.parametrize("seed", range(3))
def test_thousand_newcomers_burden_nobody_above_their_load_and_equals_equally(seed: int) -> None:
    asked = spread(seed)

    for one in ROTA:
        moments = sorted(asked[one.member])
        most = max(sum(first <= moment < first + WEEK for moment in moments) for first in moments)
        assert most <= one.per_week, one
    weeks = {number: Counter((moment - NOW) // WEEK for moment in moments) for number, moments in asked.items()}
    for equals in EQUALS:
        for week in set().union(*(weeks[number] for number in equals)):
            counts = [weeks[number][week] for number in equals]
            assert max(counts) - min(counts) <= 1, (equals, week, counts)
    assert sum(map(len, asked.values())) >= NEWCOMERS * 0.9


def test_hours_are_kept_as_they_are_told() -> None:
    assert (hours_of("9am to 6pm"), hours_of("-")) == ("09:00-18:00", None)
    with pytest.raises(InvalidInput, match="no hours that I can read") as refused:
        hours_of("mornings")
    assert (refused.value.field, refused.value.hint) == ("hours", "Write for example 09:00-18:00, or - for any time.")


def test_hours_in_which_nobody_could_ever_be_asked_are_refused() -> None:
    with pytest.raises(InvalidInput, match="all within the hours in which you are left alone"):
        expect_some_hours(greeter(hours="23:00-07:00"), QUIET, NOW)
    expect_some_hours(greeter(hours="21:00-23:00"), QUIET, NOW)


@pytest.mark.parametrize("typed", ["", " \n ", "\u200b\u3164", "x" * 1_501])
def test_words_that_nobody_could_read_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        own_words(typed)
    assert refused.value.field == "words"


def test_words_are_cleaned_and_a_long_draft_is_cut() -> None:
    assert own_words(" Hello\u202e\n\nAda ") == "Hello\n\nAda"
    assert shortened("x" * 1_600) == "x" * 1_499 + "…"
    assert shortened("x" * 1_500) == "x" * 1_500


def test_other_words_have_another_print() -> None:
    assert print_of("Hello") == print_of("Hello") != print_of("Hello!")
