"""Words as the search sees them: without case and accents, cut to their stem, the same for both databases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

#: Words that nearly every text has; they are neither kept nor looked for.
# fmt: off
STOP_WORDS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "had", "has", "have", "how", "i", "if",
    "in", "into", "is", "it", "its", "of", "on", "or", "our", "that", "the", "their", "there", "they", "this",
    "to", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "you", "your",
))
# fmt: on
#: Longest word that is kept; the rest of a longer one is dropped.
WORD_CHARACTERS = 40

_MARKS_AFTER_LATIN = re.compile(r"(?<=[a-zͰ-ϿЀ-ӿ])[̀-ͯ]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ‘`´"))
#: A word may begin with a dot (.net) and end with plus or hash signs (c++, c#).
_WORD = re.compile(r"(?:(?<![\w.])\.)?[^\W_]+[+#]*")
_WRITTEN_WITHOUT_SPACES = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿ｦ-ﾟ\U00020000-\U0002fa1f]+")
_stemmer = snowballstemmer.stemmer("english")


def folded(text: str) -> str:
    """The text without case, accents and compatibility variants: ``Ⓒafé`` becomes ``cafe``, 日本語 stays."""
    if text.isascii():
        return text.lower()
    # Taken apart first and again, because ℡ has no lower case and TEL, which it is made of, has.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return unicodedata.normalize("NFC", _MARKS_AFTER_LATIN.sub("", apart))


def plain_words(text: str) -> list[str]:
    """All words in order, folded but not stemmed. Chinese and Japanese runs come in overlapping pairs."""
    result: list[str] = []
    for word in _WORD.findall(folded(text).translate(_APOSTROPHES)):
        if word.isascii():
            result.append(word[:WORD_CHARACTERS])
        else:
            result.extend(_parts(word))
    return result


def _parts(word: str) -> Iterable[str]:
    start = 0
    for run in _WRITTEN_WITHOUT_SPACES.finditer(word):
        if run.start() > start:
            yield word[start : run.start()][:WORD_CHARACTERS]
        characters = run.group()
        yield from ([characters] if len(characters) == 1 else map("".join, pairwise(characters)))
        start = run.end()
    if start < len(word):
        yield word[start:][:WORD_CHARACTERS]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word: ``facilitating`` and ``facilitation`` become one; names such as ``c++`` stay."""
    return str(_stemmer.stemWord(word)) if word.isalpha() and word.isascii() else word


def stems(text: str) -> list[str]:
    """The stems of all words that are worth keeping, in order, repetitions included."""
    return [stem(word) for word in plain_words(text) if word not in STOP_WORDS]


def phrase(text: str) -> str:
    """The words of a text as one line with a space around each, so that a run of words is a part of it."""
    return f" {' '.join(plain_words(text))} "
