"""Settings as they are kept: a JSON document, read also where an older or a newer version of the bot wrote it.

What is not known is left out, what is missing is as the bot comes, and what cannot be read counts as missing: a
community goes on receiving people after an update, and after going back to the version before. What could not be read
is told, so that organisers see it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.communities import CommunityKind
from bot.identity import Place
from bot.onboarding.settings import (
    BORDERS,
    MAIN_TAGS,
    NUDGE_DAY,
    NUDGES,
    RULES,
    TEXTS,
    WORDS_CHARACTERS,
    OnboardingSettings,
    Rule,
    Wording,
    Words,
)
from bot.onboarding.values import Step
from bot.typed import clean, clean_line

#: What is told of a document of which nothing can be read.
EVERYTHING = "everything"


def written(settings: OnboardingSettings) -> str:
    """The settings as a document; :func:`read` makes the same settings of it."""
    return json.dumps(asdict(settings), ensure_ascii=False)


def read(document: str) -> OnboardingSettings:
    """The settings of a document of any version; whatever cannot be read is as the bot comes."""
    return looked_through(document)[0]


def cleaned(settings: OnboardingSettings) -> OnboardingSettings:
    """The settings of a file that somebody has brought, with its texts as if they had been typed.

    What JSON writes as an escape has passed the look at what was typed, and no database need keep a NUL.
    """
    words = [
        replace(one, words=clean(one.words), language=clean_line(one.language), entry=clean(one.entry))
        for one in settings.words
    ]
    return replace(
        settings,
        guidelines=clean(settings.guidelines),
        words=tuple(one for one in words if one.words),
        main_tags=tuple(dict.fromkeys(filter(None, map(clean_line, settings.main_tags)))),
    )


def looked_through(document: str) -> tuple[OnboardingSettings, tuple[str, ...]]:
    """The settings, and what could not be read: names of settings, each once, or :data:`EVERYTHING`."""
    try:
        kept = json.loads(document)
    except (ValueError, RecursionError):
        return OnboardingSettings(), (EVERYTHING,)
    if not isinstance(kept, Mapping):
        return OnboardingSettings(), (EVERYTHING,)
    found: dict[str, Any] = {}
    lost: list[str] = []
    for name, read_it in _READERS.items():
        if name in kept:
            _read_into(found, lost, name, read_it, kept[name])
    return OnboardingSettings(**found), tuple(lost)


def _read_into(found: dict[str, Any], lost: list[str], name: str, read_it: Callable[[Any], Any], kept: object) -> None:
    try:
        made = read_it(kept)
    except (KeyError, TypeError, ValueError):
        lost.append(name)
        return
    found[name] = made.items if isinstance(made, _Partly) else made
    if isinstance(made, _Partly):
        lost.append(name)


@dataclass(frozen=True, slots=True)
class _Partly:
    """A list of which some entries could not be read."""

    items: tuple[Any, ...]


def _list(read_one: Callable[[Any], Any], most: int) -> Callable[[Any], Any]:
    """Reads a list entry by entry; what cannot be read, what is there twice and what is too much is left out."""

    def read_all(kept: object) -> Any:
        if not isinstance(kept, list):
            raise TypeError(f"{kept!r} is no list")
        found: dict[Any, None] = {}
        for one in kept:
            try:
                found[read_one(one)] = None
            except (KeyError, TypeError, ValueError):
                continue
        items = tuple(found)[:most]
        return items if len(items) == len(kept) else _Partly(items)

    return read_all


def _steps(kept: object) -> Any:
    """The steps in their own order. Raises ValueError where none is left."""
    found = _list(lambda one: Step(_text(one)), len(Step))(kept)
    items = found.items if isinstance(found, _Partly) else found
    steps = tuple(step for step in Step if step in items and step is not Step.GUIDELINES)
    if not steps:
        raise ValueError("no step is left")
    return _Partly(steps) if isinstance(found, _Partly) else steps


def _days(kept: object) -> Any:
    """Days in order, whatever order they are in."""
    found = _list(_whole(1, NUDGE_DAY), NUDGES)(kept)
    return _Partly(tuple(sorted(found.items))) if isinstance(found, _Partly) else tuple(sorted(found))


def _words(kept: Mapping[str, object]) -> Words:
    words = Words(**{**_texts(Words, kept), "wording": Wording(_text(kept["wording"]))})
    _expect(0 < len(words.words) <= WORDS_CHARACTERS)
    return words


def _rule(kept: Mapping[str, object]) -> Rule:
    rule = Rule(**_texts(Rule, kept))
    _expect(bool(rule.role) != bool(rule.channel))
    return rule


def _place(kept: Mapping[str, object]) -> Place:
    if not isinstance(kept, Mapping):
        raise TypeError(f"{kept!r} is no place")
    # A thread is none where there is nothing; all else of a place is words.
    thread = kept.get("thread")
    rest = {name: value for name, value in kept.items() if name != "thread"}
    return Place(**_texts(Place, rest), thread=None if thread is None else _text(thread))


def _texts(kind: type[Any], kept: Mapping[str, object]) -> dict[str, Any]:
    """The entries that a value of this kind has, all of them texts. Raises TypeError for others."""
    return {one.name: _text(kept[one.name]) for one in fields(kind) if one.name in kept}


def _text(kept: object, most: int = WORDS_CHARACTERS) -> str:
    if not isinstance(kept, str):
        raise TypeError(f"{kept!r} is no text")
    _expect(len(kept) <= most)
    # Half of a character cannot be written again; it raises UnicodeEncodeError, which is a ValueError.
    kept.encode()
    return kept


def _preset(kept: object) -> CommunityKind | None:
    return None if kept is None else CommunityKind(_text(kept))


def _yes_no(kept: object) -> bool:
    if not isinstance(kept, bool):
        raise TypeError(f"{kept!r} is neither yes nor no")
    return kept


def _whole(least: int, most: int) -> Callable[[object], int]:
    def read_it(kept: object) -> int:
        # Not isinstance: True is a number there.
        if type(kept) is not int:
            raise TypeError(f"{kept!r} is no whole number")
        _expect(least <= kept <= most)
        return kept

    return read_it


def _expect(condition: bool) -> None:
    if not condition:
        raise ValueError("outside its borders")


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "is_on": _yes_no,
    "preset": _preset,
    "steps": _steps,
    "guidelines": _text,
    "words": _list(_words, TEXTS),
    "rules": _list(_rule, RULES),
    "main_tags": _list(_text, MAIN_TAGS),
    "nudge_days": _days,
    "hello_in": _list(_place, MAIN_TAGS),
    "welcomes_itself": _yes_no,
    "has_buddies": _yes_no,
    "only_by_channel": _yes_no,
    **{name: _whole(*borders) for name, borders in BORDERS.items()},
}
