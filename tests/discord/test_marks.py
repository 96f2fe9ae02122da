"""The mark of a delivery survives the way through Discord as numbers of components."""

from __future__ import annotations

from adapters.discord.marks import carries, marked, numbers
from tests.discord.poster import MARK, OTHER_MARK


def test_marks_become_numbers_that_discord_keeps() -> None:
    marks = [f"{number:024x}" for number in range(20_000)]

    made = [numbers(mark) for mark in marks]

    assert all(1 <= number < 2**31 for pair in made for number in pair)
    assert all(first != second for first, second in made)
    assert len(set(made)) == len(marks)


def test_mark_is_carried_by_one_component_and_by_many() -> None:
    parts = [{"type": 10, "content": str(number)} for number in range(4)]

    for count in (1, 2, 4):
        carried = marked(parts[:count], MARK)
        assert carries(carried, MARK)
        assert not carries(carried, OTHER_MARK)
    assert not carries([], MARK)
    assert not carries([{"type": 10, "id": 1}], MARK)
    assert not carries(None, MARK)
