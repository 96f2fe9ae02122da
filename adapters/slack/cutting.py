"""Texts as Slack may have them: without what disguises one text as another, and cut where they are too long.

Cut texts end in ``…`` and never within what a reader sees as one character.
"""

from __future__ import annotations

import re
import unicodedata

_MORE = "…"
#: Controls but line feed, direction marks and overrides, zero-width space, soft hyphen, byte-order mark, annotations,
#: tag characters, what other programs take for the end of a line, and halves of characters, which no UTF-8 can carry.
_UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_JOINER = "\u200d"


def safe(text: str) -> str:
    """The text without anything that a reader does not see; line feeds stay, tabs become spaces."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub("", text.replace("\t", " "))


def safe_line(text: str) -> str:
    """The same on one line."""
    return " ".join(safe(text).split("\n"))


def length(text: str) -> int:
    """UTF-16 units of the text: Slack may count characters in any way, and none gives more."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, units: int) -> str:
    """The text, or as much of it as fits with ``…`` behind it into so many UTF-16 units; empty for none."""
    if length(text) <= units:
        return text
    if units < 1:
        return ""
    kept, left = 0, units - 1
    for index, char in enumerate(text):
        left -= 1 if ord(char) < 0x10000 else 2
        if left < 0:
            kept = index
            break
    while kept > 0 and _continues(text, kept):
        kept -= 1
    return text[:kept].rstrip() + _MORE


def shares(wanted: list[int], total: int) -> list[int]:
    """How much of ``total`` each gets: all it wants where that is little, and equal parts for the others."""
    left, given = total, [0] * len(wanted)
    for done, index in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[index] = min(wanted[index], left // (len(wanted) - done))
        left -= given[index]
    return given


def _continues(text: str, index: int) -> bool:
    """Whether the character at ``index`` is part of what begins before it."""
    char, before = text[index], text[index - 1]
    if _JOINER in {before, char} or unicodedata.category(char)[0] == "M":
        return True
    if 0x1F3FB <= ord(char) <= 0x1F3FF or (before == "\r" and char == "\n"):
        return True
    # Flags are pairs of letters of their own kind: an odd number of them before this one means that it ends a pair.
    flags = 0
    while index - flags > 0 and _is_flag(text[index - flags - 1]):
        flags += 1
    return _is_flag(char) and flags % 2 == 1


def _is_flag(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF
