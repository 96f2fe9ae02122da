"""Names of tags: one spelling for each, and which spellings are too close to be two tags."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.errors import InvalidInput
from bot.typed import clean_line, quoted
from bot.words import STOP_WORDS, folded, plain_words, stem

# --- the limits of tags, all of them -------------------------------------------------------------------------------
#: Characters of a name, both borders included.
LEAST_CHARACTERS, MOST_CHARACTERS = 2, 32
#: Tags on one resource.
TAGS_PER_RESOURCE = 20
#: Names of one tag, its own and those of merged tags included.
NAMES_PER_TAG = 100
#: Tags that count as one tag: itself, merged ones, and everything below it.
TAGS_UNDER_ONE = 64
#: Tags of one channel.
TAGS_PER_CHANNEL = 10
#: Characters of a description.
DESCRIPTION_CHARACTERS = 500

_SEPARATORS = re.compile(r"[\s_\-/\\|,;:‐‑‒–—―·•]+")
_ENDS = re.compile(r"^[-#]+|[-.]+$")
#: They choose how the character before them is drawn, so that two names could look the same.
_VARIATIONS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SIGNS = "+#."
#: From so many characters on, so many typing errors still make two names "close".
_ERRORS_FROM = ((10, 2), (5, 1))


def normalise(name: str) -> str:
    """The one spelling of a tag's name: ``Community Practice`` becomes ``community-practice``.

    Compatibility forms and case are folded; spaces, slashes and underscores become ``-``; ``c++``, ``c#``, ``.net`` and
    日本語 stay. Raises InvalidInput when nothing usable is left or it is too short or too long.
    """
    result = _spelled(name)
    if not LEAST_CHARACTERS <= len(result) <= MOST_CHARACTERS:
        raise InvalidInput(
            f"“{quoted(name)}” cannot be a tag: {_reason(result)}.",
            f"A tag has {LEAST_CHARACTERS} to {MOST_CHARACTERS} letters, digits or - + # .",
            field="tags",
        )
    return result


def from_file(name: str) -> str | None:
    """The name that a folder or a heading gives; long ones are cut between words, None where nothing usable is left."""
    result = _spelled(name)
    if len(result) > MOST_CHARACTERS:
        result = _spelled(result[: MOST_CHARACTERS + 1].rpartition("-")[0] or result[:MOST_CHARACTERS])
    return result if len(result) >= LEAST_CHARACTERS else None


def several(text: str) -> tuple[str, ...]:
    """The names in a list as people type it, ``#loops, mob programming`` or ``loops pairing``, each once, in order."""
    cleaned = clean_line(text)
    parts = re.split(r"[,;]", cleaned) if re.search(r"[,;]", cleaned) else cleaned.split(" ")
    return tuple(dict.fromkeys(normalise(part) for part in parts if part.strip(" #")))


def _spelled(name: str) -> str:
    composed = unicodedata.normalize("NFKC", clean_line(name)).casefold()
    parted = _SEPARATORS.sub("-", unicodedata.normalize("NFKC", composed))
    kept = "".join(char for char in parted if char in "-" + _SIGNS or unicodedata.category(char)[0] in "LNM")
    # Once more: what was dropped may have stood between a letter and its accent.
    tidy = _ENDS.sub("", re.sub(r"-{2,}", "-", unicodedata.normalize("NFKC", _VARIATIONS.sub("", kept))))
    return tidy if any(unicodedata.category(char)[0] in "LN" for char in tidy) else ""


def _reason(result: str) -> str:
    if not result:
        return "it has no letters or digits"
    return "it is too short" if len(result) < LEAST_CHARACTERS else f"it has {len(result)} characters"


def words_of_name(name: str) -> list[str]:
    """The stems by which words of a search find the tag."""
    return list(dict.fromkeys(stem(word) for word in plain_words(name.replace("-", " ")) if word not in STOP_WORDS))


def close_to(name: str, existing: Iterable[str]) -> str | None:
    """An existing name that means the same as this new one: same stems, or a typing error away; else None."""
    names = [other for other in existing if other != name]
    stems = _stem_key(name)
    same = [other for other in names if _stem_key(other) == stems]
    if same:
        return same[0]
    errors = next((allowed for size, allowed in _ERRORS_FROM if len(name) >= size), 0)
    if not errors:
        return None
    for other, _, _ in process.extract(name, names, scorer=OSA.distance, score_cutoff=errors, limit=5):
        if _letters_differ_only(name, other):
            return str(other)
    return None


def suggestion(name: str, existing: Iterable[str]) -> str | None:
    """The existing name that was most likely meant by an unknown one; None if nothing is near."""
    names = list(existing)
    errors = max(1, len(name) // 3)
    found = process.extractOne(name, names, scorer=OSA.distance, score_cutoff=errors)
    if found:
        return str(found[0])
    stems = _stem_key(name)
    inside = [other for other in names if _stem_key(other) == stems or name in other.split("-")]
    return inside[0] if inside else None


def _stem_key(name: str) -> str:
    return "-".join(stem(folded(part)) for part in name.split("-") if part)


def _letters_differ_only(name: str, other: str) -> bool:
    """``python2`` and ``python3``, or ``c++`` and ``c#``, are not typing errors of one another."""

    def signs(text: str) -> str:
        return "".join(char for char in text if char.isdigit() or char in _SIGNS)

    return signs(name) == signs(other)
