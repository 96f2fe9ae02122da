"""The small cleaning that every text out of a file gets: one kind of space, no control characters.

What a tag or a title may look like is decided in ``bot``; here only that stands which no format means as text.
"""

from __future__ import annotations

import re
import unicodedata

#: How much of a line a Skip quotes, the ellipsis included.
QUOTATION_CHARACTERS = 80

_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_NO_TEXT = {
    code: None
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if chr(code) not in "\t\n\r\f\v"
}
_ORNAMENTS = frozenset({"So", "Sk", "Cf", "Mn", "Me", "Co"})


def tidy(text: str) -> str:
    """The text on one line: runs of ASCII white space become one space, control characters and surrogates go.

    Other spaces (no-break, ideographic) are left alone, because their writer meant them.
    """
    return _SPACES.sub(" ", text.translate(_NO_TEXT)).strip(" ")


def tidy_lines(text: str) -> str:
    """The text with its line breaks kept and each line tidied; no empty lines at either end."""
    return "\n".join(tidy(line) for line in _LINE_ENDS.split(text)).strip("\n")


def quotation(text: str) -> str:
    """The beginning of ``text`` for a Skip, never more than 80 characters."""
    line = tidy(text[: 4 * QUOTATION_CHARACTERS])
    return line if len(line) <= QUOTATION_CHARACTERS else line[: QUOTATION_CHARACTERS - 1] + "…"


def heading(text: str) -> str:
    """A heading's words without the ornaments around them: emoji, ``:shortcodes:``, rules, a final colon."""
    words = re.sub(r"^(\s*:[a-z0-9_+-]+:)+|(:[a-z0-9_+-]+:\s*)+$", "", tidy(text))
    start, end = 0, len(words)
    while start < end and _is_ornament(words[start]):
        start += 1
    while end > start and _is_ornament(words[end - 1]):
        end -= 1
    return words[start:end].removesuffix(":").strip(" ") or tidy(text)


def _is_ornament(character: str) -> bool:
    return character in " *_#" or unicodedata.category(character) in _ORNAMENTS


def vocabulary(text: str) -> tuple[str, ...]:
    """The words of a table in the code: parted by commas (also at line ends) where there are any, else by spaces."""
    parts = text.replace("\n", " ").split(",") if "," in text else text.split()
    return tuple(dict.fromkeys(word for part in parts if (word := tidy(part))))
