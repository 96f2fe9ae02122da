"""Bar charts as PNG.

Pillow brings a font of its own that scales, so that nothing depends on what fonts a system has. It is imported only
when something is drawn. Black, grey and one blue on white, which differ in lightness as well as in colour: letters and
bars have 7 to 1 and more against what is behind them.
"""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

from bot.charts import Bar, Chart

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

#: In pixels. Twice as large as it is mostly shown, so that it is sharp on every screen.
WIDTH, _MARGIN, _LINE, _BAR, _TITLE, _TEXT = 1_200, 40, 56, 36, 40, 28
#: Where bars begin, and how long the longest is; behind it stands its number.
_FROM, _LONGEST = 520, 430
#: Shades of grey, of which one is shown as blue: grey pictures are drawn five times as fast as coloured ones.
_INK, _PAPER, _GREY, _BLUE = 20, 255, 80, 75
_AS_BLUE = (31, 78, 140)


async def drawn(chart: Chart) -> bytes:
    """The chart as a PNG. Others go on meanwhile."""
    return await asyncio.to_thread(draw, chart)


def draw(chart: Chart) -> bytes:
    """The chart as a PNG."""
    from PIL import Image, ImageDraw, ImageFont

    title, words = ImageFont.load_default(_TITLE), ImageFont.load_default(_TEXT)
    height = 2 * _MARGIN + 2 * _TITLE + len(chart.bars) * _LINE
    image = Image.new("L", (WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((_MARGIN, _MARGIN), _fitting(chart.title, title, WIDTH - 2 * _MARGIN), fill=_INK, font=title)
    most = max((bar.count or 0 for bar in chart.bars), default=0)
    for at, bar in enumerate(chart.bars):
        _bar(pen, bar, most, _MARGIN + 2 * _TITLE + at * _LINE, words)
    file = BytesIO()
    shades = [(shade, shade, shade) for shade in range(256)]
    shades[_BLUE] = _AS_BLUE
    image.putpalette([value for shade in shades for value in shade])
    image.save(file, "PNG")
    return file.getvalue()


def _bar(pen: ImageDraw, bar: Bar, most: int, top: int, font: FreeTypeFont | ImageFont) -> None:
    label = _fitting(bar.label, font, _FROM - _MARGIN - 20)
    pen.text((_FROM - 20, top + _BAR // 2), label, fill=_INK, font=font, anchor="rm")
    length = round(_LONGEST * (bar.count or 0) / most) if most else 0
    if length:
        pen.rectangle((_FROM, top, _FROM + length, top + _BAR), fill=_BLUE)
    number, shade = ("hidden", _GREY) if bar.count is None else (f"{bar.count:,}", _INK)
    pen.text((_FROM + length + 14, top + _BAR // 2), number, fill=shade, font=font, anchor="lm")


def _fitting(words: str, font: FreeTypeFont | ImageFont, width: int) -> str:
    """The words on one line of this width, cut with "..." where they are longer."""
    if font.getlength(words) <= width:
        return words
    while words and font.getlength(f"{words}...") > width:
        words = words[:-1]
    return f"{words}..."
