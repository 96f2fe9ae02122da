"""Text that was once decoded with the wrong table: UTF-8 read as Western or Greek, put right where that is certain.

Two stages of damage are known. In the first all bytes are still there (``â€™``) and the text can be decoded again. In
the second the characters that nobody sees were dropped, and of three bytes only the first is left: ``Tacitβs``. Then
``β`` or ``â`` stands for a quotation mark, an apostrophe or a dash, ``π`` or ``ð`` for an emoji, ``Β`` or ``Â`` for a
space, and only the place in the sentence tells which.
"""

from __future__ import annotations

import re

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
_TABLES = ("cp1252", "latin-1", "iso8859-7", "cp1253")
#: What is left of an apostrophe inside an English word: no Greek or French word has it.
_EVIDENCE = re.compile(r"[A-Za-z][βâ](?:s|t|re|ll|ve|d|m)\b|[A-Za-z][βâ](?=\w+[βâ][ .,?!])|\s[βâ][A-Za-z]+[βâ]\s")
_OTHER_GREEK = re.compile(r"[αγδεζηθικλμνξορστυφχψωΑΓΔΘΛΞΣΦΨΩ]")


def is_damaged(text: str) -> bool:
    """Whether the text shows the second stage: lone first bytes where English has an apostrophe or quotation marks."""
    return bool(_EVIDENCE.search(text)) and not _OTHER_GREEK.search(text)


def decoded_again(line: str) -> str:
    """The line with the first stage undone; text that is no wrongly decoded UTF-8 stays as it is."""
    return _BEYOND_ASCII.sub(lambda found: _as_utf8(found[0]), line)


def repaired(line: str) -> str:
    """The line with the second stage undone. Only for texts of which ``is_damaged`` has said so."""
    if _OTHER_GREEK.search(line):
        return line
    line = re.sub(r"(?<!\\)[πð] ?|(?<!\\)[ΒÂ](?=\s|$)", "", line)
    line = re.sub(r"(?<=\w)[βâ](?=(?:s|t|re|ll|ve|d|m)\b)", "’", line)
    line = re.sub(r"(?<=\s)[βâ](?=\s)", "–", line)
    line = re.sub(r"(?<![\w\\])[βâ](?=\w[^βâ]*[βâ](?!\w))", "“", line)
    line = re.sub(r"(?<=[\w.,!?…])[βâ](?!\w)", lambda found: "”" if "“" in line[: found.start()] else "’", line)
    return re.sub(r"(?<=\w)β(?=\w)", "—", line)


def _as_utf8(run: str) -> str:
    for table in _TABLES:
        try:
            return b"".join(_byte(character, table) for character in run).decode("utf-8")
        except UnicodeError:
            continue
    return run


def _byte(character: str, table: str) -> bytes:
    """The byte behind a character; control characters stand for themselves, as decoders leave them."""
    return bytes([ord(character)]) if "\x80" <= character <= "\x9f" else character.encode(table)
