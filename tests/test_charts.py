"""Charts: what is drawn stands in words too, and drawing costs nothing where nobody asks for it."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from adapters.pictures.bars import WIDTH, drawn
from bot.charts import Bar, Chart, picture
from bot.replies import ALT_CHARACTERS, PICTURE_BYTES, text

BARS = (Bar(label="Invited", count=1_200), Bar(label="Finished", count=600), Bar(label="Left", count=None))
BLUE = (31, 78, 140)


async def pixels(*bars: Bar, title: str = "Newcomers") -> Image.Image:
    """The chart, decoded."""
    return Image.open(BytesIO(await drawn(Chart(title=title, bars=bars)))).convert("RGB")


def blue(image: Image.Image) -> list[int]:
    """How long each bar is, from above."""
    lengths = [sum(image.getpixel((x, y)) == BLUE for x in range(image.width)) for y in range(image.height)]
    return [one for before, one in zip([0, *lengths], lengths, strict=False) if one > 9 and before <= 9]


async def test_bars_are_as_long_as_their_numbers_and_hidden_ones_have_none() -> None:
    image = await pixels(*BARS)

    longest, half = blue(image)
    assert image.width == WIDTH
    assert abs(longest - 2 * half) <= 2


@pytest.mark.parametrize("count", [0, None])
async def test_chart_of_nothing_has_no_bars(count: int | None) -> None:
    assert blue(await pixels(Bar(label="Invited", count=count))) == []


async def test_letters_are_drawn_without_a_font_of_the_system() -> None:
    with_words, without = await pixels(BARS[0]), await pixels(BARS[0], title=".")

    assert with_words.crop((0, 0, WIDTH, 110)).tobytes() != without.crop((0, 0, WIDTH, 110)).tobytes()


async def test_longest_labels_and_numbers_stay_within_the_picture() -> None:
    bars = [Bar(label="W" * Chart.LABEL_CHARACTERS, count=2_000_000_000)] * Chart.BARS
    chart = Chart(title="W" * Chart.TITLE_CHARACTERS, bars=tuple(bars))

    made = picture("w.png", chart, await drawn(chart), text("Words"))

    image = await pixels(*bars, title=chart.title)
    edge = image.crop((WIDTH - 20, 0, WIDTH, image.height))
    assert edge.getcolors() == [(20 * image.height, (255, 255, 255))]
    assert len(made.alt) <= ALT_CHARACTERS
    assert len(made.png) < PICTURE_BYTES / 4


def test_alternative_text_says_all_that_is_drawn() -> None:
    assert Chart(title="Newcomers", bars=BARS).alt == (
        "Bar chart: Newcomers. Invited: 1,200; Finished: 600; Left: hidden."
    )


@pytest.mark.parametrize("words", ["", "x" * 37, "čeština", "日本語", "a\nb", "\x1b[2J"])
def test_nothing_is_drawn_for_which_the_font_has_no_letters(words: str) -> None:
    with pytest.raises(ValueError, match=r"label has 1 to|plain letters"):
        Bar(label=words, count=1)


@pytest.mark.parametrize("bars", [(), BARS * 6])
def test_chart_has_as_many_bars_as_its_words_have_room_for(bars: tuple[Bar, ...]) -> None:
    with pytest.raises(ValueError, match="1 to 16 bars"):
        Chart(title="Newcomers", bars=bars)


def test_what_draws_is_not_loaded_before_something_is_drawn() -> None:
    """The program starts in 1.5 seconds and has 90 MiB when idle."""
    loaded = "import sys, bot.wiring, bot.wiring.application, adapters.pictures.bars; print('PIL' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, timeout=60)

    assert told.stdout == "False\n"
