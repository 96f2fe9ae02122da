"""Placeholders in words that a community writes: a name in braces stands for something, and nothing is ever run.

Only the names that whoever fills them in knows are replaced, each once; whatever else is in braces is shown as it was
typed, and so is whatever a member's name or words bring along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from bot.replies import Inline, Text

_BRACES = re.compile(r"\{([a-z]+)\}")


def filled(words: str, meanings: Mapping[str, Inline]) -> Text:
    """The words with what the placeholders stand for. Of lines on which nothing is left none is shown."""
    parts: list[Inline] = []
    for line in words.split("\n"):
        shown = [piece for piece in _line(line, meanings) if piece != ""]
        if shown or not line:
            parts += ["\n", *shown]
    return tuple(parts[1:])


def names_in(words: str) -> list[str]:
    """What stands in braces like a placeholder, each once, in order."""
    return list(dict.fromkeys(_BRACES.findall(words)))


def unknown(words: str, known: Collection[str]) -> list[str]:
    """What stands in braces like a placeholder and is none, each once, in order."""
    return [name for name in names_in(words) if name not in known]


def _line(line: str, meanings: Mapping[str, Inline]) -> list[Inline]:
    pieces = _BRACES.split(line)
    # Every second piece stood in braces.
    return [(meanings.get(piece, f"{{{piece}}}") if index % 2 else piece) for index, piece in enumerate(pieces)]
