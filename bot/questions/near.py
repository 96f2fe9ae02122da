"""Questions that are close to one another: asked twice in other words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.identity import QuestionId
from bot.words import folded, plain_words, stems

#: rapidfuzz ratio (0-100) of the sets of two questions' stems from which they are close.
_CLOSE = 80
#: Stems that close questions have in common at least: one alone is only the subject.
_LEAST_COMMON = 2
#: How many close ones are named.
NAMED = 3
#: Texts that are kept taken apart.
_KEPT = 20_000
#: Characters of a question that are compared.
_COMPARED = 500
#: What questions are asked with, beside the words that no search looks for.
# fmt: off
_ASKING = frozenset((
    "can", "could", "should", "would", "may", "might", "must", "do", "does", "did", "am", "my", "me", "we", "us",
    "you", "one", "any", "some", "there", "get",
))
# fmt: on


def same(one: str, other: str) -> bool:
    """Whether two questions say the same, apart from case, accents, spaces and signs."""
    first, second = _line(one), _line(other)
    return first == second and (bool(first) or folded(one) == folded(other))


def near(words: str, others: Sequence[tuple[QuestionId, str]]) -> list[QuestionId]:
    """Those that are close to a question, the closest first, at most three."""
    asked, line = _said(words)
    common = ((number, _said(text)) for number, text in others)
    lines = {number: other for number, (said, other) in common if len(asked & said) >= _LEAST_COMMON}
    found = process.extract(line, lines, scorer=fuzz.token_set_ratio, score_cutoff=_CLOSE, limit=NAMED)
    return [number for _text, _score, number in found]


# Every question is compared with all others of its AMA, again and again: 5,000 of them take 0.2 s to be taken apart.
@lru_cache(maxsize=_KEPT)
def _line(text: str) -> str:
    return " ".join(plain_words(text))


@lru_cache(maxsize=_KEPT)
def _said(text: str) -> tuple[frozenset[str], str]:
    """The stems of a question, and the same as a line in the order of the alphabet."""
    said = frozenset(one for one in stems(text[:_COMPARED]) if one not in _ASKING)
    return said, " ".join(sorted(said))
