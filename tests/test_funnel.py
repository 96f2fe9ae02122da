"""How far newcomers come as rules: weeks, and that no small group can be worked out from all that can be asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hiding import is_safe
from bot.onboarding import funnel
from bot.onboarding.funnel import WINDOWS, Measure, Row, Span, Table, Tally, lacking

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ENTRIES = ("discord", "slack", "slack\nC0WELCOME", "")
SPANS = funnel.spans("UTC", NOW)
#: Any prime larger than what is added here: whether one thing follows from others is asked in whole numbers below it.
PRIME = 2_147_483_647

Unknown = tuple[int, str, Measure]
Sum = Mapping[Unknown, int]


class Told:
    """Everything that follows from some sums by adding and subtracting."""

    def __init__(self, sums: Sequence[Sum]) -> None:
        self._basis: dict[Unknown, dict[Unknown, int]] = {}
        for one in sums:
            left = self._left(one)
            if left:
                pivot = next(iter(left))
                inverse = pow(left[pivot], -1, PRIME)
                self._basis[pivot] = {key: value * inverse % PRIME for key, value in left.items()}

    def has(self, one: Sum) -> bool:
        """Whether the sum follows."""
        return not self._left(one)

    def _left(self, one: Sum) -> dict[Unknown, int]:
        left = {key: value % PRIME for key, value in one.items()}
        while pivot := next((key for key in left if key in self._basis), None):
            factor = left[pivot]
            for key, value in self._basis[pivot].items():
                left[key] = (left.get(key, 0) - factor * value) % PRIME
                if not left[key]:
                    del left[key]
        return left


def made(chance: random.Random, size: int) -> list[Tally]:
    """Newcomers by chance, more by some ways than by others and of each week another number."""
    result: list[Tally] = []
    for _ in SPANS:
        tally = {}
        for rank, entry in enumerate(ENTRIES, 1):
            finished = chance.randint(0, size // rank) * (chance.random() < 0.8)
            skipped = chance.randint(0, finished) // chance.choice((1, 2, 9))
            tally[entry] = {
                Measure.INVITED: finished + chance.randint(0, size),
                Measure.FINISHED: finished,
                Measure.HELLO: finished - skipped,
                Measure.NO_HELLO: skipped,
            }
        result.append(tally)
    return result


def cells(table: Table) -> Iterator[tuple[Row, Sequence[int], Sequence[str]]]:
    """Everything that can be asked for: the numbers, and of which spans and entries they are."""
    for weeks in WINDOWS:
        one = table.funnel(weeks)
        yield one.total, _within([span for span, _ in one.by_time]), ENTRIES
        for span, row in one.by_time:
            yield row, _within([span]), ENTRIES
        for entry, row in one.by_entry.items():
            yield row, _within([span for span, _ in one.by_time]), (entry,)


def _within(wide: Sequence[Span]) -> list[int]:
    return [
        at for at, one in enumerate(SPANS) if any(each.begins <= one.begins and one.ends <= each.ends for each in wide)
    ]


@given(st.integers(0, 10**9), st.sampled_from([2, 6, 15, 40, 300]))
def test_no_small_number_can_be_worked_out_from_everything_that_can_be_asked_for(seed: int, size: int) -> None:
    """Not by weeks and months, not by entries, and not from those who have finished with hello and without."""
    tallies = made(random.Random(seed), size)
    table = funnel.table("UTC", NOW, tallies)
    for measures in ((Measure.INVITED,), (Measure.FINISHED, Measure.HELLO, Measure.NO_HELLO)):
        shown: list[tuple[Sum, int]] = []
        hidden: list[tuple[Sum, int]] = []
        for row, spans, entries in cells(table):
            for measure in measures:
                number = row.numbers[measure]
                sums = _sum(spans, entries, measure)
                (hidden if number is None else shown).append((sums, _value(tallies, sums)))
                assert number in {None, _value(tallies, sums)}

        hidden += [(sums, _value(tallies, sums)) for measure in measures for sums in _between_windows(measure)]
        told = Told([sums for sums, _ in shown])
        assert all(is_safe(value) for _, value in shown)
        assert [value for sums, value in hidden if not is_safe(value) and told.has(sums)] == []


def _sum(spans: Sequence[int], entries: Sequence[str], measure: Measure) -> Sum:
    # Whoever has finished has said hello or skipped it.
    parts = (Measure.HELLO, Measure.NO_HELLO) if measure is Measure.FINISHED else (measure,)
    return {(at, entry, part): 1 for at in spans for entry in entries for part in parts}


def _between_windows(measure: Measure) -> Iterator[Sum]:
    """Those who are in one window and not in another one, by entry and together: one could subtract."""
    windows = [set(range(len(SPANS)))]
    for weeks in sorted(WINDOWS)[:-1]:
        begins = min(span.begins for span, _ in funnel.table("UTC", NOW, [{}] * len(SPANS)).funnel(weeks).by_time)
        windows.append({at for at, span in enumerate(SPANS) if span.begins >= begins})
    for one in windows:
        for other in windows:
            if other < one:
                yield from (_sum(sorted(one - other), entries, measure) for entries in (ENTRIES, *zip(ENTRIES)))


def _value(tallies: Sequence[Tally], sums: Sum) -> int:
    return sum(tallies[at][entry][measure] for at, entry, measure in sums)


def test_what_follows_is_recognised() -> None:
    one, other, third = ((at, "", Measure.INVITED) for at in range(3))
    told = Told([{one: 1, other: 1, third: 1}, {one: 1}, {other: 1, third: 1}])

    assert told.has({one: 1})
    assert told.has({other: 1, third: 1})
    assert not told.has({other: 1})


def test_large_communities_are_told_everything() -> None:
    tally = {entry: dict.fromkeys(Measure, 1_000) for entry in ENTRIES}

    table = funnel.table("UTC", NOW, [tally] * len(SPANS))

    assert all(number is not None for row, _, _ in cells(table) for number in row.numbers.values())
    assert table.funnel(4).total.numbers[Measure.INVITED] == 4 * 4_000


def test_weeks_begin_on_monday_in_the_zone_of_the_community_and_join_one_another() -> None:
    spans = sorted(funnel.spans("America/New_York", NOW), key=lambda one: one.begins)

    assert {(one.begins.weekday(), one.begins.hour, one.ends.weekday()) for one in spans} == {(0, 0, 0)}
    assert all(one.ends == other.begins for one, other in pairwise(spans))
    assert spans[-1].begins <= NOW < spans[-1].ends
    assert (spans[-1].ends - spans[0].begins) == timedelta(weeks=52)


@pytest.mark.parametrize(("hour", "day"), [(4, 16), (5, 23)])
def test_week_changes_at_midnight_there(hour: int, day: int) -> None:
    at = datetime(2026, 11, 23, hour, tzinfo=UTC)

    assert max(one.begins for one in funnel.spans("America/New_York", at)).day == day


def test_what_only_one_person_asked_for_is_counted_and_not_told() -> None:
    asked = [["Knitting", "knitting "], ["KNITTING", "loops"], ["loops"], ["Weaving with Ada"], [], ["straße"]]

    assert lacking(asked, lambda words: words == "loops") == ([("knitting", 2)], 2)


def test_way_in_that_is_hidden_among_those_who_finished_is_hidden_among_those_who_said_hello() -> None:
    """Else the two numbers of a large one gave away its sum, and with it the number of the small one beside it."""
    counts = {"small": (2, 1), "middle": (5, 5), "large": (56, 4)}
    tally = {
        entry: {Measure.HELLO: hello, Measure.NO_HELLO: none, Measure.FINISHED: hello + none}
        for entry, (hello, none) in counts.items()
    }

    shown = funnel.table("UTC", NOW, [tally, *([{}] * (len(SPANS) - 1))]).funnel(52).by_entry

    finished = {one for one in counts if shown[one].numbers[Measure.FINISHED] is None}
    hello = {one for one in counts if shown[one].numbers[Measure.HELLO] is None}
    assert finished == {"small", "middle"}
    assert hello == {"small", "middle", "large"}
