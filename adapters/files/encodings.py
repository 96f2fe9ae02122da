"""How the bytes of a file are to be read as text: byte order marks, declarations, and a guess at the rest."""

from __future__ import annotations

import codecs
import logging
import re

from adapters.files.words import vocabulary

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATIONS = (
    re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{2,40})", re.IGNORECASE),
    re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE),
)
#: What is really meant by a name, as browsers have agreed.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030"}
#: The codecs that a declaration is believed in: character sets, not Python's others (escapes, punycode), and none of
#: Unicode's, which have been tried by then.
_CHARACTER_SETS = re.compile(r"ascii|(cp|iso8859|iso2022|koi8|euc|shift_jis|gb|big5|mac|tis|johab).*")
#: Encodings in which exports of bookmarks and lists are found; the fewer, the better the guess.
_GUESSES = vocabulary("cp1252 cp1250 cp1251 koi8_r cp1253 cp1254 cp932 euc_jp gb18030 big5 cp949 cp1255 cp1256 cp874")

# The guesser tells each of its considerations at a level that root loggers may show.
logging.getLogger("charset_normalizer").setLevel(logging.WARNING)


def marked(head: bytes) -> str | None:
    """The encoding that a byte order mark, or the zeros of unmarked UTF-16, says; ``None`` without either."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    even, odd = head[0:2000:2], head[1:2000:2]
    if len(odd) >= 2 and odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if len(odd) >= 2 and even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def declared(head: bytes) -> str | None:
    """The encoding that the file names for itself (XML declaration, HTML ``meta``), when Python knows it."""
    for declaration in _DECLARATIONS:
        if found := declaration.search(head[:4096]):
            try:
                name = codecs.lookup(found[1].decode("ascii")).name
            except LookupError:
                continue
            if _CHARACTER_SETS.fullmatch(name):
                return _MEANT.get(name, name)
    return None


def guessed(sample: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8: UTF-8 with few faults, else what reads like a language."""
    as_utf8 = sample.decode("utf-8", "replace")
    faults = as_utf8.count("\ufffd")
    if faults * 10 <= sum(character > "\x7f" for character in as_utf8) - faults:
        return "utf-8"
    # Few files need it, and it is slow to import.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_GUESSES)).best()
    if best is None or (best.encoding in ("cp1250", "cp1254") and _reads_as_western(sample)):
        return "cp1252"
    return best.encoding


def _reads_as_western(sample: bytes) -> bool:
    """Whether every letter beyond ASCII is one of western Europe; cp1250 and cp1252 share most of their bytes."""
    return not re.search(r"[¡-¿×÷]\w|\w[¡-§©«¬®-¶¸-¿×÷]\w", sample.decode("cp1252", "replace"))
