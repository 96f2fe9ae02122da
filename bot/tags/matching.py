"""Tags in what people write freely, by any of their names; what nearly is one, and what is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import InvalidInput
from bot.identity import TagId
from bot.tags.names import normalise, suggestion
from bot.typed import clean, quoted
from bot.words import STOP_WORDS

#: Characters that are read at all; no form sends more.
MATCHED_CHARACTERS = 4_000
#: Tags that are taken from one text, and words that are said to be none.
MATCHED, UNMATCHED = 20, 10
#: Words of the longest name that is looked for in a text.
_WORDS_OF_A_NAME = 5
#: Words of a longer piece that are looked at one by one.
_WORDS_ALONE = 8
#: Between two things.
_BREAKS = {"and", "or", "&", "+", "as"}
_PARTS = re.compile(r"[,;:!?\n|]+|\.(?:\s|$)")
#: Words around what somebody is interested in.
_FILLERS = STOP_WORDS | frozenset((
    "about", "all", "also", "am", "any", "bit", "can", "curious", "do", "everything", "get", "good", "help", "ideas",
    "im", "interest", "interested", "interests", "kind", "know", "learn", "learning", "like", "little", "lot", "lots",
    "love", "many", "maybe", "me", "more", "most", "mostly", "much", "my", "new", "nothing", "one", "other", "out",
    "really", "so", "some", "something", "stuff", "than", "them", "then", "thing", "things", "too", "topic", "topics",
    "us", "very", "want", "wants", "well", "would",
))  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """What a text means in tags."""

    #: The tags, in the order of the text.
    tags: tuple[TagId, ...] = ()
    #: Words that are no tag -> the name of one that is near.
    near: Mapping[str, str]
    #: Words that are no tag and near none.
    unmatched: tuple[str, ...] = ()


def matched(text: str, names: Mapping[str, TagId]) -> Matched:
    """The tags in a text, by name and synonym: several words are looked for as one name first."""
    cleaned = clean(text)[:MATCHED_CHARACTERS]
    found: dict[TagId, None] = {}
    near: dict[str, str] = {}
    unmatched: dict[str, None] = {}
    for part in _PARTS.split(cleaned):
        for piece in _pieces(part.split(), names):
            if isinstance(piece, int):
                found[TagId(piece)] = None
                continue
            for words, close in _meant(piece, names):
                if close is None:
                    unmatched[quoted(words, 40)] = None
                else:
                    near[quoted(words, 40)] = close
    return Matched(
        tags=tuple(found)[:MATCHED],
        # What is there already need not be offered again.
        near={word: close for word, close in list(near.items())[:UNMATCHED] if names[close] not in found},
        unmatched=tuple(unmatched)[:UNMATCHED],
    )


def _pieces(words: Sequence[str], names: Mapping[str, TagId]) -> Iterator[TagId | str]:
    """The tags in a row of words, and the runs of words between them that say something."""
    rest: list[str] = []
    at = 0
    while at < len(words):
        size = next((size for size in range(_WORDS_OF_A_NAME, 0, -1) if _spelled(words[at : at + size]) in names), 0)
        if not size and words[at].casefold() in _BREAKS:
            yield from _run(rest)
            rest = []
        elif size:
            yield from _run(rest)
            yield names[_spelled(words[at : at + size])]
            rest = []
        else:
            rest.append(words[at])
        at += max(size, 1)
    yield from _run(rest)


def _meant(piece: str, names: Mapping[str, TagId]) -> Iterator[tuple[str, str | None]]:
    """What words that are no tag are near to as a whole; else those among them that are near to one alone."""
    whole = suggestion(_spelled(piece), names)
    words = piece.split()
    if whole is not None or len(words) == 1:
        yield piece, whole
        return
    alone = {word: suggestion(_spelled(word), names) for word in words[:_WORDS_ALONE]}
    yield from ((word, close) for word, close in alone.items() if close is not None)
    rest = [word for word in words if alone.get(word) is None]
    if rest:
        yield " ".join(rest), None


def _run(words: Sequence[str]) -> Iterator[str]:
    """The words as one piece, without what stands around and says nothing."""
    kept = [word for word in words if _spelled(word) and word.strip("#'’").casefold().replace("'", "") not in _FILLERS]
    if kept:
        yield " ".join(word.strip("#\"“”„'()[]") for word in kept)


def _spelled(words: str | Sequence[str]) -> str:
    """The name that these words would be; empty where they cannot be one."""
    try:
        return normalise(words if isinstance(words, str) else " ".join(words))
    except InvalidInput:
        return ""
