"""Answers as values: what cannot be built, and what the parts of a text are."""

from __future__ import annotations

import pytest

from bot.replies import Bold, Button, Field, Link, Tone, done, joined, said, several, text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://example.org", "file:///etc/passwd", "//example.org",
        "example.org", "", " https://example.org", "mailto:ada@example.org", "vbscript:x", "HTTPS//example.org",
    ],
)  # fmt: skip
def test_link_leads_to_http_or_https_only(address: str) -> None:
    with pytest.raises(ValueError, match="a link leads to http or https only"):
        Link("Click", address)


@pytest.mark.parametrize("address", ["https://example.org", "http://example.org/a?b#c"])
def test_link_keeps_its_address(address: str) -> None:
    assert Link("Click", address).address == address


@pytest.mark.parametrize("size", [0, 1, 39, 40, 41])
def test_label_of_a_button_has_1_to_40_characters(size: int) -> None:
    if 1 <= size <= 40:
        assert Button(label="x" * size, command=("help",)).label == "x" * size
        return
    with pytest.raises(ValueError, match="a button's label has 1 to 40 characters"):
        Button(label="x" * size, command=("help",))


def test_parts_of_a_text_are_joined_with_something_between() -> None:
    assert joined([], ", ") == ()
    assert joined(["a"], ", ") == ("a",)
    assert joined(["a", Bold("b"), "c"], ", ") == ("a", ", ", Bold("b"), ", ", "c")
    assert text("a", Bold("b")) == ("a", Bold("b"))


def test_notices_have_a_tone() -> None:
    assert (said("x").tone, done("x").tone) == (Tone.INFO, Tone.DONE)


def test_choices_of_several_are_told_from_one_another_by_commas() -> None:
    assert several(" read, listen,,read , a b ") == ("read", "listen", "a b")
    assert several("") == ()
    assert Field(option="x", label="X", choices=("a", "b"), most=2, value="b, c, a").chosen == ("a", "b")
    assert Field(option="x", label="X", choices=("a, b", "c"), value="a, b").chosen == ("a, b",)
    with pytest.raises(ValueError, match="no comma"):
        Field(option="x", label="X", choices=("a, b",), most=2)
