"""That nobody can work out a small group from what is shown: held against everything that sums and differences tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hiding import LEAST, Counts, Node, hidden_beside, is_safe, shown_within

YEAR = Node(
    key="year",
    parts=(
        Node(key="autumn", parts=tuple(Node(key=key) for key in ("september", "october", "november"))),
        Node(key="spring", parts=(Node(key="march"), Node(key="april"))),
        Node(key="summer"),
    ),
)
LEAVES = tuple(node.key for node in YEAR.below() if not node.parts)
FEW = st.integers(0, 12) | st.integers(0, 60)


def row(node: Node, column: int = 0, columns: int = 1) -> tuple[int, ...]:
    """What a number says: which people it counts, each leaf and column being an unknown."""
    leaves = {one.key for one in node.below() if not one.parts}
    return tuple(int(key in leaves and at == column) for key in LEAVES for at in range(columns))


def rank(rows: Sequence[Sequence[int]]) -> int:
    """How many of the equations say something new."""
    left = [[Fraction(one) for one in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((at for at in range(found, len(left)) if left[at][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for at in range(found + 1, len(left)):
            factor = left[at][column] / left[found][column]
            left[at] = [a - factor * b for a, b in zip(left[at], left[found], strict=True)]
        found += 1
    return found


def can_be_told(row: Sequence[int], rows: Sequence[Sequence[int]]) -> bool:
    """Whether what the row says follows from the others."""
    return rank([*rows, row]) == rank(rows)


def groups_told(rows: Sequence[Sequence[int]], unknowns: int) -> list[tuple[int, ...]]:
    """Every group of people whose size follows from the rows."""
    return [group for group in product((0, 1), repeat=unknowns) if can_be_told(group, rows)]


@given(st.tuples(*[FEW] * len(LEAVES)))
def test_no_group_of_any_shape_under_five_can_be_worked_out_from_a_tree(people: tuple[int, ...]) -> None:
    counts = {key: (count,) for key, count in zip(LEAVES, people, strict=True)}

    shown = shown_within(YEAR, counts)

    rows = [row(node) for node in YEAR.below() if node.key in shown]
    sizes = [sum(a * b for a, b in zip(group, people, strict=True)) for group in groups_told(rows, len(LEAVES))]
    assert [size for size in sizes if not is_safe(size)] == []


@given(st.tuples(*[FEW] * len(LEAVES)), st.tuples(*[FEW] * len(LEAVES)))
def test_two_numbers_do_not_give_one_another_away_where_their_sum_is_shown(one: Counts, other: Counts) -> None:
    """As with those who said hello and those who skipped it, beside those who have finished."""
    both = {key: (one[at], other[at]) for at, key in enumerate(LEAVES)}
    of_sum = shown_within(YEAR, {key: (a + b,) for key, (a, b) in both.items()})

    shown = shown_within(YEAR, both, of_sum)

    sums = [tuple(map(sum, zip(row(node, 0, 2), row(node, 1, 2), strict=True))) for node in YEAR.below()]
    rows = [sums[at] for at, node in enumerate(YEAR.below()) if node.key in of_sum]
    rows += [row(node, column, 2) for node in YEAR.below() if node.key in shown for column in (0, 1)]
    people = list(chain.from_iterable(both.values()))
    for node, column in product(YEAR.below(), (0, 1)):
        size = sum(a * b for a, b in zip(row(node, column, 2), people, strict=True))
        assert is_safe(size) or not can_be_told(row(node, column, 2), rows)


def test_as_much_as_possible_is_shown_and_the_smallest_is_hidden_beside_a_small_one() -> None:
    counts = {"september": (40,), "october": (9,), "november": (3,), "march": (6,), "april": (0,), "summer": (12,)}

    shown = shown_within(YEAR, counts)

    assert {node.key for node in YEAR.below()} - shown == {"october", "november"}


def test_group_that_its_parts_would_give_away_is_hidden_with_one_of_them() -> None:
    counts = dict.fromkeys(LEAVES, (2,))

    assert shown_within(YEAR, counts) == {"year", "autumn"}


@pytest.mark.parametrize("count", [0, 1, LEAST - 1, LEAST])
def test_nobody_and_five_are_told(count: int) -> None:
    assert is_safe(count) is (count in {0, LEAST})


ENTRIES = ("slack", "discord", "command", "channel")


@st.composite
def spans(draw: st.DrawFn) -> list[Mapping[str, Counts]]:
    """Spans of which the sums are shown."""
    made = draw(st.lists(st.tuples(*[FEW] * len(ENTRIES)), min_size=1, max_size=3))
    return [
        {entry: (count,) for entry, count in zip(ENTRIES, counts, strict=True)}
        for counts in made
        if is_safe(sum(counts))
    ]


@given(spans())
def test_no_entry_under_five_can_be_worked_out_in_any_span(given_spans: list[Mapping[str, Counts]]) -> None:
    hidden = hidden_beside(given_spans)

    for span in given_spans:
        sizes = [span[one][0] for one in ENTRIES if one not in hidden]
        rest = sum(span[one][0] for one in hidden)
        assert [size for size in (*sizes, rest) if not is_safe(size)] == []
        # One alone would be what is left of the sum.
        assert len(hidden) != 1 or rest == 0


def test_smallest_entry_is_hidden_beside_a_small_one_and_no_more() -> None:
    span = {"slack": (50,), "discord": (20,), "command": (2,), "channel": (0,)}

    assert hidden_beside([span]) == {"command", "discord"}
