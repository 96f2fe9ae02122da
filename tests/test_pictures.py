"""Pictures as values, and where none are shown: what they say stands in words everywhere."""

from __future__ import annotations

import base64

import pytest

from adapters.console.render import actions_of, plain, rendered
from adapters.web.pages import View, body
from bot.replies import ALT_CHARACTERS, PICTURE_BYTES, Picture, text

#: A white dot.
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==")
SHOWN = Picture(name="dot.png", png=DOT, alt="A white dot.\nNothing else.", text=text("One white dot."))


def test_console_says_what_a_picture_shows() -> None:
    printed = plain(rendered(SHOWN, channel="general"))

    assert printed == "One white dot.\ndot.png, a picture: A white dot. Nothing else.\n"
    assert actions_of(SHOWN) == ()


def test_page_says_what_a_picture_shows_and_loads_none() -> None:
    hostile = Picture(name="dot.png", png=DOT, alt="<img src=x onerror=y>", text=text("<b>"))

    page = body(hostile, View())

    assert "<p>&lt;b&gt;</p>" in page
    assert "<p>&lt;img src=x onerror=y&gt;</p>" in page
    assert "<img" not in page


@pytest.mark.parametrize("name", ["", "dot.jpg", ".png", "Dot.png", "../dot.png", "png"])
def test_name_of_a_picture_says_what_it_is(name: str) -> None:
    with pytest.raises(ValueError, match="a picture's name"):
        Picture(name=name, png=DOT, alt="A dot", text=())


@pytest.mark.parametrize("png", [b"", b"<svg/>", b"GIF89a", DOT + bytes(PICTURE_BYTES + 1 - len(DOT))])
def test_picture_is_a_png_that_is_small(png: bytes) -> None:
    with pytest.raises(ValueError, match="a picture is a PNG of at most"):
        Picture(name="dot.png", png=png, alt="A dot", text=())


@pytest.mark.parametrize("characters", [0, 1, ALT_CHARACTERS, ALT_CHARACTERS + 1])
def test_no_picture_is_without_words_or_has_more_than_platforms_take(characters: int) -> None:
    if 1 <= characters <= ALT_CHARACTERS:
        assert Picture(name="dot.png", png=DOT, alt="x" * characters, text=()).data == DOT
        return
    with pytest.raises(ValueError, match="alternative text has 1 to"):
        Picture(name="dot.png", png=DOT, alt="x" * characters, text=())
