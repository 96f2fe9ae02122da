"""Questions that are close to one another: asked twice in other words."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.identity import QuestionId
from bot.words import folded, plain_words, stems

#: rapidfuzz ratio (0-100) of two questions' stems, sorted, from which they are close.
_CLOSE = 75
#: How many close ones are named.
NAMED = 3


def same(one: str, other: str) -> bool:
    """Whether two questions say the same, apart from case, accents, spaces and signs."""
    first, second = plain_words(one), plain_words(other)
    return first == second if first or second else folded(one) == folded(other)


def near(words: str, others: Sequence[tuple[QuestionId, str]]) -> list[QuestionId]:
    """Those that are close to a question, the closest first, at most three."""
    asked = _sorted(words)
    if not asked:
        return []
    known = {number: _sorted(text) for number, text in others}
    found = process.extract(asked, known, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=NAMED)
    return [number for _text, _score, number in found]


def _sorted(text: str) -> str:
    return " ".join(sorted(stems(text[:500])))
