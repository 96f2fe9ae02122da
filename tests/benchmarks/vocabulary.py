"""Made-up words, drawn as often as words of a real language: the second half as often as the first, and so on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate

from bot.words import STOP_WORDS, stem

WORDS = 20_000
NAMES = 3_000
PUBLISHERS = 200

_CONSONANTS = "b d f g k l m n p r s t v z".split()
_VOWELS = "a e i o u".split()


class Zipf:
    """Draws from a list: the item at place k as often as 1/k."""

    def __init__(self, items: Sequence[str]) -> None:
        self.items = items
        self._weights = list(accumulate(1 / place for place in range(1, len(items) + 1)))

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """So many items, repetitions included."""
        return chance.choices(self.items, cum_weights=self._weights, k=count)


def words(count: int, seed: str) -> list[str]:
    """Different words that are their own stem, the most frequent first."""
    chance = random.Random(seed)
    result: dict[str, None] = {}
    while len(result) < count:
        syllables = chance.choice((2, 2, 3, 3, 4))
        word = "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(syllables))
        if word not in STOP_WORDS and stem(word) == word:
            result[word] = None
    return list(result)


TEXT = Zipf(words(WORDS, "text"))
PEOPLE = Zipf(
    [f"{word.title()} {other.title()}" for word, other in zip(words(NAMES, "a"), words(NAMES, "b"), strict=True)]
)
PRESSES = Zipf([f"{word.title()} Press" for word in words(PUBLISHERS, "press")])
