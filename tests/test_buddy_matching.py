"""Who is introduced to whom: never against a rule, nobody left over who fits, and as a slow and plain way finds it."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buddies.hours import ALWAYS, QUARTERS, awake, in_common, within
from bot.buddies.matching import HELP_COUNTS, LEARN_COUNTS, Match, Seeker, fit, matched, shared
from bot.identity import MemberId, TagId

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HERE, THERE = ("slack", "T1"), ("discord", "9")
#: The day, the evening, the night, and an hour that is in two of them.
DAY, EVENING, NIGHT = 0xFFFFFFFF << 32, 0xFFFFFFFF << 56, 0xFFFFFFFF
MORNING_HOUR = 0xF << 32


def one(number: int, **changes: object) -> Seeker:
    """Somebody who wants to learn about the first tag and can always be reached."""
    usual: dict[str, object] = {
        "member": MemberId(number),
        "since": float(number),
        "room": 1,
        "awake": ALWAYS,
        "best": ALWAYS,
        "places": frozenset({HERE}),
        "learns": tags(1),
    }
    return Seeker(**(usual | changes))  # type: ignore[arg-type]


def tags(*numbers: int) -> frozenset[TagId]:
    return frozenset(TagId(number) for number in numbers)


def people(*numbers: int) -> frozenset[MemberId]:
    return frozenset(MemberId(number) for number in numbers)


def pairs(matches: list[Match]) -> list[tuple[int, int]]:
    return [(match.one, match.other) for match in matches]


some_tags = st.frozensets(st.integers(1, 5).map(TagId), max_size=3)


@st.composite
def towns(draw: st.DrawFn) -> list[Seeker]:
    """A few people, many of whom fit."""
    count = draw(st.integers(0, 12))
    return [
        Seeker(
            member=MemberId(number),
            since=float(draw(st.integers(0, 3))),
            room=draw(st.integers(0, 3)),
            awake=draw(st.sampled_from((ALWAYS, DAY, EVENING, NIGHT, MORNING_HOUR))),
            best=draw(st.sampled_from((ALWAYS, EVENING, NIGHT))),
            language=draw(st.sampled_from((None, "de", "en"))),
            places=frozenset(draw(st.sampled_from(((HERE,), (THERE,), (HERE, THERE))))),
            learns=draw(some_tags),
            helps=draw(some_tags),
            apart=draw(st.frozensets(st.integers(0, count).map(MemberId), max_size=2)),
        )
        for number in range(1, count + 1)
    ]


def may_meet(one: Seeker, other: Seeker) -> bool:
    """The hard rules again, told plainly."""
    has_tag = bool(one.learns & (other.learns | other.helps) or one.helps & other.learns)
    quarters = [each for each in range(QUARTERS) if one.awake >> each & 1 and other.awake >> each & 1]
    languages = {one.language, other.language} - {None}
    is_kept_apart = other.member in one.apart or one.member in other.apart
    return one.member != other.member and has_tag and len(quarters) >= 8 and len(languages) <= 1 and not is_kept_apart


def slowly(town: list[Seeker]) -> list[tuple[int, int]]:
    """The same pairs, found by looking at everybody for everybody."""
    order = sorted(town, key=lambda each: (each.since, each.member))
    room = {each.member: each.room for each in town}
    found: list[tuple[int, int]] = []
    before = -1
    while len(found) > before:
        before, taken = len(found), set[MemberId]()
        for each in order:
            free = [other for other in order if room[other.member] and other.member not in taken]
            known = {frozenset(pair) for pair in found}
            fitting = [other for other in free if may_meet(each, other) and {each.member, other.member} not in known]
            if each not in free or not fitting:
                continue
            other = min(fitting, key=lambda other: dearness(each, other))
            taken |= {each.member, other.member}
            room[each.member] -= 1
            room[other.member] -= 1
            found.append((each.member, other.member))
    return found


def dearness(one: Seeker, other: Seeker) -> tuple[int, bool, bool, bool, float, int]:
    """What orders those who fit somebody: the smaller, the dearer."""
    counts = HELP_COUNTS * (len(one.learns & other.helps) + len(one.helps & other.learns))
    counts += LEARN_COUNTS * len(one.learns & other.learns)
    speaks = one.language is not None and one.language == other.language
    best = (one.best & other.best).bit_count() >= 8
    return -counts, not one.places & other.places, not speaks, not best, other.since, other.member


@given(towns())
def test_pairs_are_those_that_a_slow_and_plain_way_finds(town: list[Seeker]) -> None:
    assert pairs(matched(town)) == slowly(town)


@given(towns(), st.randoms())
def test_no_rule_is_broken_and_nobody_is_left_over_who_fits(town: list[Seeker], chance: random.Random) -> None:
    found = matched(town)

    by_number = {each.member: each for each in town}
    counts = Counter(member for match in found for member in (match.one, match.other))
    assert all(counts[each.member] <= each.room for each in town)
    assert all(may_meet(by_number[match.one], by_number[match.other]) for match in found)
    met = [frozenset((match.one, match.other)) for match in found]
    assert len(met) == len(set(met))
    left = [each for each in town if counts[each.member] < each.room]
    assert not [
        (one.member, other.member)
        for one, other in combinations(left, 2)
        if may_meet(one, other) and frozenset((one.member, other.member)) not in met
    ]
    chance.shuffle(town)
    assert matched(town) == found


@given(towns())
def test_pair_is_brought_together_over_a_tag_that_both_have(town: list[Seeker]) -> None:
    by_number = {each.member: each for each in town}

    for match in matched(town):
        counts = shared(by_number[match.one], by_number[match.other])
        assert counts[match.over] == max(counts.values())


@given(towns())
def test_two_fit_from_either_side(town: list[Seeker]) -> None:
    for one, other in combinations(town, 2):
        assert fit(one, other) == fit(other, one) == may_meet(one, other)


@given(towns(), st.integers(1, 3))
def test_stopped_after_some_pairs_it_has_found_the_first_ones(town: list[Seeker], most: int) -> None:
    assert matched(town, most) == matched(town)[:most]


def test_one_who_can_help_is_dearer_than_one_who_learns_as_well() -> None:
    assert pairs(matched([one(1), one(2), one(3, learns=tags(), helps=tags(1))])) == [(1, 3)]


def test_two_who_can_both_help_have_nothing_to_learn_from_each_other() -> None:
    helpers = [one(number, learns=tags(), helps=tags(1)) for number in (1, 2)]

    assert matched(helpers) == []


def test_who_waits_longest_gets_somebody_first() -> None:
    late, early, only = one(1, since=2.0), one(2, since=1.0), one(3, since=3.0, learns=tags(), helps=tags(1))

    assert pairs(matched([late, early, only])) == [(2, 3)]


def test_nobody_gets_a_second_buddy_before_everybody_had_their_turn() -> None:
    greedy = one(1, room=5)

    assert pairs(matched([greedy, one(2), one(3), one(4)])) == [(1, 2), (3, 4)]


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ({}, [(1, 2)]),
        ({"awake": ALWAYS ^ (ALWAYS >> 8)}, [(1, 2)]),
        ({"awake": 0x7F}, []),
        ({"language": "de"}, []),
        ({"apart": people(1)}, []),
        ({"learns": tags(2)}, []),
        ({"places": frozenset({THERE})}, [(1, 2)]),
    ],
)
def test_rules_of_one_pair(theirs: dict[str, object], expected: list[tuple[int, int]]) -> None:
    assert pairs(matched([one(1, language="en"), one(2, **theirs)])) == expected


def test_who_can_be_written_to_directly_is_preferred_among_equals() -> None:
    far, near = one(2, places=frozenset({THERE})), one(3)

    assert pairs(matched([one(1), far, near])) == [(1, 3)]


def test_tag_that_fewest_people_have_brings_two_together() -> None:
    both = {"learns": tags(1, 2)}

    assert [match.over for match in matched([one(1, **both), one(2, **both), one(3)])] == [2]


def test_waking_hours_follow_the_clocks_of_a_zone_as_they_go_now() -> None:
    berlin = awake("22:00-08:00", "Europe/Berlin", NOW)
    summer = awake("22:00-08:00", "Europe/Berlin", NOW - timedelta(days=100))
    nepal = awake("22:00-08:00", "Asia/Kathmandu", NOW)

    assert quarters(berlin) == range(7 * 4, 21 * 4)
    assert quarters(summer) == range(6 * 4, 20 * 4)
    assert quarters(nepal) == range(2 * 4 + 1, 16 * 4 + 1)


def test_quarters_that_are_quiet_in_part_do_not_count() -> None:
    assert quarters(awake("22:10-08:10", "UTC", NOW)) == range(8 * 4 + 1, 22 * 4)
    assert quarters(within("18:05-19:00", "UTC", NOW)) == range(18 * 4 + 1, 19 * 4)


def test_two_hours_may_lie_over_midnight_and_in_parts() -> None:
    tokyo, lima = (awake("23:00-07:00", zone, NOW) for zone in ("Asia/Tokyo", "America/Lima"))

    assert in_common(tokyo, lima)
    assert not in_common(awake("10:00-08:00", "UTC", NOW), awake("09:45-07:45", "UTC", NOW))
    assert in_common(awake("10:00-08:00", "UTC", NOW), ALWAYS)


def quarters(hours: int) -> range:
    """The one stretch of the day that they are."""
    found = [quarter for quarter in range(QUARTERS) if hours >> quarter & 1]
    assert found == list(range(found[0], found[-1] + 1))
    return range(found[0], found[-1] + 1)
