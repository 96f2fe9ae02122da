"""In which order somebody gets to see what they look for, and how that is said. Nothing is ever left out by it.

An order is also a few characters, which travel in buttons: so a page that was begun in one order is turned in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.preferences.values import Format, Learning

#: The kinds of resources by which each format is served; a kind that serves none is shown after those.
KINDS = {
    Format.READ: ("article", "book", "research", "answer"),
    Format.LISTEN: ("podcast",),
    Format.WATCH: ("video", "recording"),
    Format.DO: ("course", "tool", "example"),
    Format.TALK: ("community",),
}
_CALLED = {
    Format.READ: "things to read",
    Format.LISTEN: "podcasts",
    Format.WATCH: "videos and recordings",
    Format.DO: "courses, tools and examples",
    Format.TALK: "communities",
}
_LETTERS = {one: one[0] for one in Format}
_WRITTEN = re.compile(r"([rlwdt]{0,5})\.(\d{0,5})\.([a-z]{0,12})\.([a-z0-9-]{0,20})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordering:
    """What comes first: formats before everything else, and among equals what meets most of the rest."""

    #: The dearest first.
    formats: tuple[Format, ...] = ()
    #: Takes at most so many minutes.
    minutes: int | None = None
    level: str | None = None
    language: str | None = None

    @property
    def is_usual(self) -> bool:
        """Whether it asks for nothing: what is most useful comes first."""
        return self == Ordering()

    @property
    def wishes(self) -> tuple[str, ...]:
        """All but the formats, in words."""
        said = (
            f"up to {self.minutes} minutes" if self.minutes else "",
            f"{self.level} level" if self.level else "",
            f"in {self.language}" if self.language else "",
        )
        return tuple(one for one in said if one)


def ordering(learning: Learning, language: str | None) -> Ordering:
    """The order that follows from how somebody learns, and the language that they have chosen."""
    return Ordering(formats=learning.formats, minutes=learning.minutes, level=learning.level, language=language)


def written(order: Ordering) -> str:
    """The order in a few characters; empty for the usual one."""
    if order.is_usual:
        return ""
    letters = "".join(_LETTERS[one] for one in order.formats)
    return f"{letters}.{order.minutes or ''}.{order.level or ''}.{order.language or ''}"


def read(characters: str) -> Ordering:
    """The order that these characters stand for; the usual one for characters that are not ours."""
    found = _WRITTEN.fullmatch(characters)
    if found is None:
        return Ordering()
    by_letter = {letter: one for one, letter in _LETTERS.items()}
    return Ordering(
        formats=tuple(dict.fromkeys(by_letter[letter] for letter in found[1])),
        minutes=int(found[2]) if found[2] else None,
        level=found[3] or None,
        language=found[4] or None,
    )


def reason(order: Ordering) -> str:
    """Why what is shown stands in this order, as a sentence; empty for the usual one."""
    wishes = ", ".join(order.wishes)
    if not order.formats:
        return f"What fits comes first, as you asked: {wishes}." if wishes else ""
    formats = _first([_CALLED[one] for one in order.formats])
    return f"{formats}, as you asked{f'; among equals, what fits comes first: {wishes}' if wishes else ''}."


def _first(formats: Sequence[str]) -> str:
    rest = "".join(f", then {one}" for one in formats[1:])
    return f"{formats[0].capitalize()} first{rest}"
