"""What people write about themselves, as formats, hours and tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import preferences, tags
from bot.errors import InvalidInput
from bot.identity import TagId
from bot.preferences import Format

NAMES = {
    "loops": TagId(1), "cycles": TagId(1), "mob-programming": TagId(2), "community-practice": TagId(3),
    "facilitation": TagId(4), "c++": TagId(5), "agile": TagId(6),
}  # fmt: skip
READ, LISTEN, WATCH, DO, TALK = Format


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("read", (READ,)),
        ("listen,read", (LISTEN, READ)),
        ("Podcasts, then books", (LISTEN, READ)),
        ("watching videos and reading", (WATCH, READ)),
        ("hands-on, talking to people", (TALK,)),
        ("do do do", (DO,)),
        ("talk do watch listen read", (TALK, DO, WATCH, LISTEN, READ)),
    ],
)
def test_formats_are_read_in_their_order(words: str, meant: tuple[Format, ...]) -> None:
    assert preferences.formats(words) == meant


@pytest.mark.parametrize("words", ["", "and", "🎉", "smell", "read smell"])
def test_other_words_are_no_formats(words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        preferences.formats(words, field="ways")
    assert refused.value.field == "ways"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("18:00-21:00", "18:00-21:00"),
        ("6pm to 9pm", "18:00-21:00"),
        ("evenings", "18:00-21:00"),
        ("In the Evening", "18:00-21:00"),
        ("early mornings", "08:00-12:00"),
        ("at lunch", "12:00-14:00"),
        ("night", "21:00-00:00"),
        ("office hours", "09:00-17:00"),
        ("22:00-02:00", "22:00-02:00"),
    ],
)
def test_hours_are_read_as_times_and_as_parts_of_the_day(words: str, meant: str) -> None:
    assert preferences.hours(words) == meant
    assert preferences.hours(meant) == meant


@pytest.mark.parametrize("words", ["", "whenever", "9:00-9:00", "25:00-26:00", "evenings and mornings", "in the", "🎉"])
def test_other_words_are_no_hours(words: str) -> None:
    with pytest.raises(InvalidInput, match="are no hours that I can read"):
        preferences.hours(words)


@pytest.mark.parametrize(
    ("text", "found", "near", "unmatched"),
    [
        ("loops, mob programming", (1, 2), {}, ()),
        ("cycles loops", (1,), {}, ()),
        ("lops, loops", (1,), {}, ()),
        ("I want to learn about Community Practice and C++.", (3, 5), {}, ()),
        ("#loops\n#mob_programming", (1, 2), {}, ()),
        ("facilitating; lops", (), {"facilitating": "facilitation", "lops": "loops"}, ()),
        ("kubernetes, agile, deep learning", (6,), {}, ("kubernetes", "deep")),
        ("lops and kubernetes", (), {"lops": "loops"}, ("kubernetes",)),
        ("deep lops learning nets", (), {"lops": "loops"}, ("deep nets",)),
        ("more of the same stuff", (), {}, ("same",)),
        ("", (), {}, ()),
        ("🎉 … !!", (), {}, ()),
    ],
)
def test_tags_are_found_in_free_words(
    text: str, found: tuple[int, ...], near: dict[str, str], unmatched: tuple[str, ...]
) -> None:
    assert tags.matched(text, NAMES) == tags.Matched(tags=tuple(map(TagId, found)), near=near, unmatched=unmatched)


@given(st.text(max_size=400))
def test_any_text_has_few_tags_and_short_words(text: str) -> None:
    found = tags.matched(text, NAMES)

    assert set(found.tags) <= set(NAMES.values())
    assert set(found.near.values()) <= set(NAMES)
    assert all(0 < len(word) <= 40 for word in (*found.near, *found.unmatched))


def test_long_text_is_read_as_far_as_it_goes_and_says_few_things() -> None:
    names = {f"tag-{at}": TagId(at) for at in range(100)}

    found = tags.matched(", ".join([*names, *(f"nothing{at}" for at in range(100))]), names)

    assert found.tags == tuple(TagId(at) for at in range(20))
    assert len(found.unmatched) + len(found.near) <= 20


def test_formats_of_another_version_are_passed_over_in_what_is_kept() -> None:
    assert preferences.kept_formats("listen smell read") == (Format.LISTEN, Format.READ)
    assert preferences.kept_formats("") == ()
