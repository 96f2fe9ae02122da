"""What commands are called in other languages, in one place, and what Discord would refuse of it.

A locale is one table more in ``LOCALES``, by Discord's code of the language. What it lacks is shown in English. People
see the names and sentences of their own client; what Discord sends to us are always the names in English.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from adapters.discord.limits import ABOUT_CHARACTERS, CHOICE_UNITS
from bot.cutting import units
from bot.spec import NAME_CHARACTERS

#: Reference, "Locales".
CODES = {
    "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu", "id", "it", "ja",
    "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
}  # fmt: skip
#: Types of commands that are menus: their names may have spaces and capitals.
_MENUS = {2, 3}


@dataclass(frozen=True, kw_only=True, slots=True)
class Locale:
    """One language: by what stands in English, what it is called there."""

    #: Words of commands, names of options and of choices: ``{"resource": "quelle"}``.
    names: Mapping[str, str] = field(default_factory=dict)
    #: Sentences about commands and options, and the labels of menus.
    sentences: Mapping[str, str] = field(default_factory=dict)


Locales = Mapping[str, Locale]

LOCALES: Locales = {}


def localised(told: Sequence[Mapping[str, Any]], locales: Locales) -> list[dict[str, Any]]:
    """Commands as Discord is told of them, in these languages as well. Raises ValueError with what it would refuse."""
    made = [_localised(one, locales) for one in told]
    unknown = (f"{code} is not the code of a language" for code in locales.keys() - CODES)
    kinds = {one["type"] for one in made}
    twice = chain.from_iterable(_twice([one for one in made if one["type"] == kind]) for kind in kinds)
    for problem in chain(unknown, twice, chain.from_iterable(map(_problems, made))):
        raise ValueError(f"Discord would refuse the commands: {problem}")
    return made


def _localised(told: Mapping[str, Any], locales: Locales) -> dict[str, Any]:
    """A command, an option or a choice, with all that is in it."""
    made = {**told, **_others("name", told["name"], locales, is_sentence=_is_menu(told))}
    if "description" in told:
        made |= _others("description", told["description"], locales, is_sentence=True)
    parts = (part for part in ("options", "choices") if part in told)
    return made | {part: [_localised(one, locales) for one in told[part]] for part in parts}


def _is_menu(told: Mapping[str, Any]) -> bool:
    return told.get("type") in _MENUS and "description" not in told


def _others(key: str, english: str, locales: Locales, *, is_sentence: bool) -> dict[str, dict[str, str]]:
    tables = {code: locale.sentences if is_sentence else locale.names for code, locale in locales.items()}
    found = {code: table[english] for code, table in tables.items() if english in table}
    return {f"{key}_localizations": found} if found else {}


def _problems(told: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the words in other languages; those in English were looked at when they were declared."""
    for name in told.get("name_localizations", {}).values():
        if not (1 <= units(name) <= NAME_CHARACTERS if _is_menu(told) else _is_name(name)):
            yield f"“{name}” is not a name of 1 to {NAME_CHARACTERS} characters; those of commands are in small letters"
    for sentence in told.get("description_localizations", {}).values():
        if not 1 <= units(sentence) <= ABOUT_CHARACTERS:
            yield f"“{sentence}” has not 1 to {ABOUT_CHARACTERS} characters"
    for label in (label for one in told.get("choices", ()) for label in one.get("name_localizations", {}).values()):
        if not 1 <= units(label) <= CHOICE_UNITS:
            yield f"“{label}” has not 1 to {CHOICE_UNITS} characters"
    yield from _twice(told.get("options", ()))
    for option in told.get("options", ()):
        yield from _problems(option)


def _is_name(name: str) -> bool:
    return 1 <= units(name) <= NAME_CHARACTERS and name == name.lower() and all(map(_is_in_names, name))


def _is_in_names(char: str) -> bool:
    # Signs of vowels in Hindi and Thai are marks and not letters, and Discord takes them.
    is_sign = "\u0900" <= char <= "\u097f" or "\u0e00" <= char <= "\u0e7f"
    return char in "-_'" or is_sign or unicodedata.category(char)[0] in "LN"


def _twice(options: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Names that two commands, or two options of one, would have in the same language."""
    for code in {code for one in options for code in one.get("name_localizations", {})}:
        names = [one.get("name_localizations", {}).get(code, one["name"]) for one in options]
        yield from (f"“{name}” is there twice in {code}" for name in set(names) if names.count(name) > 1)
