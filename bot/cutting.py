"""Measuring and shortening text without breaking what people see as one character."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

_JOINER = "\u200d"
MORE = "…"


def units(text: str) -> int:
    """The length of a text in UTF-16 units: whatever a platform may count, it is not more."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, room: int, written: Callable[[str], str] = str) -> str:
    """The text as ``written``, with as much of its beginning as there is room for in units, and "…" where cut.

    Empty if there is not even room for the "…".
    """
    if written is str:
        return text if units(text) <= room else _cut_as_it_stands(text, room)
    # Writing a text down never makes it shorter, so what is too long as it stands need not be written to be measured.
    if units(text) <= room and units(whole := written(text)) <= room:
        return whole
    ends = list(_ends(text, room))
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        if units(written(text[: ends[middle - 1]].rstrip())) + 1 <= room:
            low = middle
        else:
            high = middle - 1
    kept = text[: ends[low - 1]].rstrip() if low else ""
    return f"{written(kept) if kept else ''}{MORE}" if room >= 1 else ""


def _cut_as_it_stands(text: str, room: int) -> str:
    if room < 1:
        return ""
    kept, left = 0, room - 1
    if text[:left].isascii():
        kept = min(left, len(text))
    else:
        for char in text:
            left -= 2 if char > "\uffff" else 1
            if left < 0:
                break
            kept += 1
    while 0 < kept < len(text) and _is_inside(text, kept):
        kept -= 1
    return text[:kept].rstrip() + MORE


def _is_inside(text: str, index: int) -> bool:
    """Whether a cut before this place would part what people see as one character."""
    if _continues(text[index - 1], text[index]):
        return True
    flags = 0
    while _is_flag_half(text[index]) and index - flags > 0 and _is_flag_half(text[index - flags - 1]):
        flags += 1
    return flags % 2 == 1


def _ends(text: str, room: int) -> Iterator[int]:
    """Where a character as people see it ends, up to the ``room``-th of what Python counts."""
    flags = 0
    for index in range(1, min(len(text), room + 1)):
        flags = flags + 1 if _is_flag_half(text[index - 1]) else 0
        if _continues(text[index - 1], text[index]) or (_is_flag_half(text[index]) and flags % 2):
            continue
        yield index
    if len(text) <= room:
        yield len(text)


def _continues(before: str, char: str) -> bool:
    """Whether a character belongs to the one before it (Unicode Annex 29, what occurs in chats)."""
    if char.isascii() and before.isascii():
        return before == "\r" and char == "\n"
    if _JOINER in {char, before} or "\U0001f3fb" <= char <= "\U0001f3ff" or _is_tag(char):
        return True
    return unicodedata.category(char)[0] == "M" or (_is_jamo(before) and "\u1160" <= char <= "\u11ff")


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_tag(char: str) -> bool:
    return "\U000e0020" <= char <= "\U000e007f"


def _is_jamo(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\uac00" <= char <= "\ud7a3"
