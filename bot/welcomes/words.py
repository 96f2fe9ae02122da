"""The words of a welcome: short enough for every platform, and known again."""

from __future__ import annotations

import hashlib

from bot.cutting import cut
from bot.errors import InvalidInput
from bot.typed import clean

#: Characters of a welcome; with the line above it, it fits into a message on every platform (Discord: 2,000).
WORDS_CHARACTERS = 1_500
_PRINT_BYTES = 4


def own_words(typed: str) -> str:
    """What a greeter has written. Raises InvalidInput for nothing, and for too much."""
    words = clean(typed)
    if not words:
        raise InvalidInput("A welcome needs some words.", "Write at least one.", field="words")
    if len(words) > WORDS_CHARACTERS:
        message = f"That is too long: {len(words):,} characters, at most {WORDS_CHARACTERS:,}."
        raise InvalidInput(message, "Please say it shorter.", field="words")
    return words


def shortened(words: str) -> str:
    """A draft that fits; of one that is too long the end is cut off."""
    return cut(clean(words), WORDS_CHARACTERS)


def print_of(words: str) -> str:
    """What tells these words from others: a button carries it, so that nobody sends what they have not read."""
    return hashlib.blake2b(words.encode(), digest_size=_PRINT_BYTES).hexdigest()
