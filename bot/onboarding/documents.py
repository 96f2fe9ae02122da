"""Settings as they are kept: a JSON document, read also where an older or a newer version of the bot wrote it.

What is not known is left out, what is missing is as the bot comes, and what cannot be read counts as missing: a
community goes on receiving people after an update, and after going back to the version before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from bot.identity import Place
from bot.onboarding.settings import OnboardingSettings, Rule, Wording, Words
from bot.onboarding.values import Step

_Item = TypeVar("_Item")
_AS_IT_COMES = OnboardingSettings()


def written(settings: OnboardingSettings) -> str:
    """The settings as a document; :func:`read` makes the same settings of it."""
    return json.dumps(asdict(settings), ensure_ascii=False)


def read(document: str) -> OnboardingSettings:
    """The settings of a document of any version."""
    try:
        kept = json.loads(document)
    except ValueError:
        return _AS_IT_COMES
    if not isinstance(kept, Mapping):
        return _AS_IT_COMES
    return OnboardingSettings(
        **{one.name: _value(one.name, kept[one.name]) for one in fields(OnboardingSettings) if one.name in kept}
    )


def _value(name: str, kept: object) -> Any:
    usual = getattr(_AS_IT_COMES, name)
    if name in _LISTS:
        return _all(_LISTS[name], kept) if isinstance(kept, list) else usual
    return kept if type(kept) is type(usual) else usual


def _all(read_one: Callable[[Any], _Item], kept: list[object]) -> tuple[_Item, ...]:
    found = []
    for one in kept:
        try:
            found.append(read_one(one))
        except (KeyError, TypeError, ValueError):
            continue
    return tuple(found)


def _known(kind: type[Any], kept: Mapping[str, object]) -> dict[str, Any]:
    """The entries that a value of this kind has, all of them texts or nothing. Raises TypeError for others."""
    found = {one.name: kept[one.name] for one in fields(kind) if one.name in kept}
    if not all(isinstance(value, str | None) for value in found.values()):
        raise TypeError("neither words nor nothing")
    return found


def _words(kept: Mapping[str, object]) -> Words:
    return Words(**{**_known(Words, kept), "wording": Wording(_text(kept["wording"]))})


def _rule(kept: Mapping[str, object]) -> Rule:
    return Rule(**_known(Rule, kept))


def _place(kept: Mapping[str, object]) -> Place:
    return Place(**_known(Place, kept))


def _step(kept: object) -> Step:
    return Step(_text(kept))


def _text(kept: object) -> str:
    if not isinstance(kept, str):
        raise TypeError(f"{kept!r} is no text")
    return kept


def _days(kept: object) -> int:
    if type(kept) is not int:
        raise TypeError(f"{kept!r} is no number of days")
    return kept


_LISTS: dict[str, Callable[[Any], Any]] = {
    "steps": _step,
    "words": _words,
    "rules": _rule,
    "main_tags": _text,
    "nudge_days": _days,
    "hello_in": _place,
}
