"""A readable title for an address of which nobody knows the title."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from yarl import URL

from bot.addresses.hosts import host_of

#: The longest part of a path that still makes a title; what is longer is cut at a word.
WORDS_CHARACTERS = 100

_ENDING = re.compile(r"\.(?:html?|php|aspx?|pdf|epub|md|txt)$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s_+-]+")
# An id, a date or a page number says nothing to a reader: no three letters in a row, or letters and digits mixed.
_WORD = re.compile(r"[^\W\d_]{3,}")
_MIXED = re.compile(r"(?=\S*\d)(?=\S*[^\W\d_])\S{8,}")
_SAYS_NOTHING = frozenset({"watch", "index", "article", "articles", "post", "posts", "view", "edit", "default", "home"})


def title_from(address: str) -> str:
    """A title made of the address: the last telling words of its path and the host, or the host alone."""
    host = host_of(address)
    segments = (_words(segment) for segment in reversed(URL(address).raw_path.split("/")))
    words = next((words for words in segments if _tells_something(words)), "")
    return f"{words[0].upper()}{words[1:]} ({host})" if words else host


def _words(segment: str) -> str:
    decoded = unquote(segment, errors="ignore")
    # Percent-encoding may hide what `check` refuses in the open: control characters, right-to-left overrides.
    visible = "".join(" " if unicodedata.category(character)[0] in "CZ" else character for character in decoded)
    words = _SEPARATORS.sub(" ", _ENDING.sub("", visible)).strip()
    if len(words) <= WORDS_CHARACTERS:
        return words
    cut = words[: WORDS_CHARACTERS - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _tells_something(words: str) -> bool:
    return bool(_WORD.search(words)) and not _MIXED.fullmatch(words) and words.lower() not in _SAYS_NOTHING
