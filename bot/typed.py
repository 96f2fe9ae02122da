"""What people type, before anybody asks what it means: without invisible characters, cut into words and quotations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import InvalidInput

#: Longest line that is read at all; every option has a limit of its own below this.
LINE_CHARACTERS = 6_000

#: Formatting characters that turn the direction of the text around them (Unicode: Bidi_Control), and the soft hyphen,
#: zero-width space, byte-order mark and letters that nobody sees: used to disguise one text as another.
_DISGUISES = dict.fromkeys(
    [
        0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF,
        0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0,
    ]
)  # fmt: skip
#: Those of them that Python counts among the printable.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")
#: Longest name of a person or community that is kept.
PERSON_CHARACTERS = 80
_OPENING, _CLOSING = '"“„«', '"”“»'
_NAMED = re.compile(r"([A-Za-z][A-Za-z-]{0,31}):(.*)", re.DOTALL)


def clean(text: str) -> str:
    """The text in composed form without control characters (line breaks stay), direction overrides and disguises."""
    if text.isascii() and text.isprintable():
        return text.strip()
    seen = text.translate(_DISGUISES)
    kept = "".join(" " if char == "\t" else char for char in seen if char in "\n\t" or not _is_control(char))
    return unicodedata.normalize("NFC", kept).strip()


def clean_line(text: str) -> str:
    """Like :func:`clean`, on a single line with single spaces."""
    line = " ".join(text.split())
    if line.isprintable() and not _UNSEEN.search(line):
        # Nothing that is cleaned away is in it, which spares a look at every character.
        return unicodedata.normalize("NFC", line)
    return " ".join(clean(text).split())


def person_name(name: str) -> str:
    """The name of a person or community as it is kept, never empty."""
    return clean_line(name)[:PERSON_CHARACTERS] or "Someone"


def quoted(text: str, characters: int = 60) -> str:
    """The text on one line, shortened to so many characters, for use in a sentence about it."""
    line = clean_line(text)
    return line if len(line) <= characters else line[: characters - 1] + "…"


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word or quotation of a line, with the name before it where there is one (``by:"Emily Webber"``)."""

    text: str
    name: str | None = None
    is_quoted: bool = False
    #: As it was typed, name and quotation marks included.
    raw: str = ""

    @property
    def as_bare(self) -> str:
        """The word where its name means nothing: ``re:view`` stays whole, quotation marks around all of it go."""
        return self.raw if self.name else self.text


def words_of(line: str) -> list[Word]:
    """The words and quotations of a line, in order. Raises InvalidInput for a quotation mark that is not closed."""
    if len(line) > LINE_CHARACTERS:
        message = f"That line is too long: {len(line):,} characters, at most {LINE_CHARACTERS:,}."
        raise InvalidInput(message, "Please say it shorter.")
    return [_word(raw) for raw in _pieces(line)]


def _pieces(line: str) -> Iterator[str]:
    piece: list[str] = []
    closing = ""
    for char in line:
        if closing:
            piece.append(char)
            closing = "" if char in closing else closing
        elif char.isspace():
            if piece:
                yield "".join(piece)
            piece = []
        else:
            if char in _OPENING and (not piece or piece[-1] in ":-|"):
                closing = _CLOSING
            piece.append(char)
    if closing:
        raise InvalidInput("A quotation mark is not closed.", 'Write it like this: "two words".')
    if piece:
        yield "".join(piece)


def _word(raw: str) -> Word:
    if raw[0] in _OPENING:
        return Word(_unquoted(raw), is_quoted=True, raw=raw)
    named = _NAMED.fullmatch(raw)
    if named and not named[2].startswith("//"):
        is_quoted = named[2][:1] != "" and named[2][0] in _OPENING
        return Word(_unquoted(named[2]), name=named[1].lower(), is_quoted=is_quoted, raw=raw)
    return Word(raw, raw=raw)


def _unquoted(text: str) -> str:
    return "".join(char for char in text if char not in _OPENING + _CLOSING) if text[:1] in _OPENING else text
