"""Charts as values: what is drawn, and the same in words, from one source, so that nobody needs to see the picture."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from bot.replies import Picture, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A named number; None where it is hidden."""

    label: str
    count: int | None

    def __post_init__(self) -> None:
        if not 1 <= len(self.label) <= Chart.LABEL_CHARACTERS:
            raise ValueError(f"a bar's label has 1 to {Chart.LABEL_CHARACTERS} characters: {self.label!r}")
        _expect_letters(self.label)

    @property
    def words(self) -> str:
        """What the bar says."""
        return f"{self.label}: {'hidden' if self.count is None else f'{self.count:,}'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Bars below one another, of which the longest stands for the largest number."""

    #: So many bars with labels of this length, and numbers of billions, fit into an alternative text.
    BARS: ClassVar[int] = 16
    LABEL_CHARACTERS: ClassVar[int] = 36
    TITLE_CHARACTERS: ClassVar[int] = 80

    title: str
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.title) <= self.TITLE_CHARACTERS:
            raise ValueError(f"a chart's title has 1 to {self.TITLE_CHARACTERS} characters: {self.title!r}")
        if not 1 <= len(self.bars) <= self.BARS:
            raise ValueError(f"a chart has 1 to {self.BARS} bars: {len(self.bars)}")
        _expect_letters(self.title)

    @property
    def alt(self) -> str:
        """All that the picture says, for a screen reader."""
        return f"Bar chart: {self.title}. {'; '.join(bar.words for bar in self.bars)}."


def _expect_letters(words: str) -> None:
    """Raise ValueError for what a font may not have: pictures say our own words, never what people wrote."""
    if not (words.isascii() and words.isprintable()):
        raise ValueError(f"a chart is written in plain letters: {words!r}")


#: Draws a chart as a PNG, with the words of it and nothing else.
Draw = Callable[[Chart], Awaitable[bytes]]


def picture(name: str, chart: Chart, png: bytes, text: Text) -> Picture:
    """The drawn chart as an answer, beside a text that says the same and more."""
    return Picture(name=name, png=png, alt=chart.alt, text=text)
