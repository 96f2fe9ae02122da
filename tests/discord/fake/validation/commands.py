"""Application commands as an app declares them: names, options, choices, counts and the 8,000 characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.discord.fake.validation.parts import PERMISSIONS, SNOWFLAKE, localised, unique_list
from tests.fakes.shapes import (
    Json,
    Problem,
    Shape,
    all_of,
    join,
    later,
    list_of,
    maybe,
    number,
    one_of,
    problem,
    record,
    rule,
    text,
    variants,
    whole,
    yes_no,
)

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
COMMANDS = {CHAT_INPUT: 100, USER_MENU: 15, MESSAGE_MENU: 15}
OPTIONS, CHOICES, ALL_CHARACTERS = 25, 25, 8000

# Lower case where the script has one; U+3164 and the like are letters too, but Python's \w covers what people write.
NAME = r"[-_'\w]{1,32}"
_is_lower = rule(lambda one: str(one.get("name", "")).lower() == one.get("name"), "name: must be in lower case.")
_BASE: dict[str, Shape] = {"name": text(1, 32, pattern=NAME), "description": text(1, 100)}
_LOCAL: dict[str, Shape] = {
    "name_localizations": localised(1, 32, pattern=NAME),
    "description_localizations": localised(1, 100),
}


def _choices(value: Shape) -> Shape:
    choice = record({"name": text(1, 100), "value": value}, {"name_localizations": localised(1, 100)})
    return maybe(unique_list(choice, 0, CHOICES))


def _option(kind: int, more: Mapping[str, Shape] | None = None) -> Shape:
    optional = {**_LOCAL, "required": maybe(yes_no), **(more or {})}
    return all_of(record({"type": one_of(kind), **_BASE}, optional), _is_lower)


_ONE_SOURCE = rule(
    lambda one: not (one.get("autocomplete") and one.get("choices")), "autocomplete: not together with choices."
)
_NUMBERS: dict[str, Shape] = {"autocomplete": maybe(yes_no), "min_value": maybe(number), "max_value": maybe(number)}
VALUES: dict[int, Shape] = {
    STRING: all_of(
        _option(
            STRING,
            {
                "choices": _choices(text(1, 100)), "autocomplete": maybe(yes_no),
                "min_length": maybe(whole(0, 6000)), "max_length": maybe(whole(1, 6000)),
            },
        ),
        _ONE_SOURCE,
    ),
    INTEGER: all_of(_option(INTEGER, {"choices": _choices(whole(-(2**53), 2**53)), **_NUMBERS}), _ONE_SOURCE),
    NUMBER: all_of(_option(NUMBER, {"choices": _choices(number), **_NUMBERS}), _ONE_SOURCE),
    BOOLEAN: _option(BOOLEAN),
    USER: _option(USER),
    CHANNEL: _option(CHANNEL, {"channel_types": maybe(list_of(whole(0, 16)))}),
    ROLE: _option(ROLE),
    MENTIONABLE: _option(MENTIONABLE),
    ATTACHMENT: _option(ATTACHMENT),
}  # fmt: skip


def _required_first(options: Any) -> bool:
    required = [bool(one.get("required")) for one in options if isinstance(one, dict)]
    return required == sorted(required, reverse=True)


def _named_once(entries: Any) -> bool:
    names = [one.get("name") for one in entries if isinstance(one, dict)]
    return len(names) == len(set(names))


_RULES = (
    rule(_required_first, "Required options must be placed before non-required options."),
    rule(_named_once, "Names have to differ."),
)
_VALUE_LIST = all_of(list_of(variants("type", VALUES), 0, OPTIONS), *_RULES)
SUBCOMMAND_SHAPE = _option(SUBCOMMAND, {"options": maybe(_VALUE_LIST)})
_ONLY_SUBCOMMANDS = all_of(list_of(variants("type", {SUBCOMMAND: SUBCOMMAND_SHAPE}), 0, OPTIONS), *_RULES)
GROUP_SHAPE = _option(GROUP, {"options": maybe(_ONLY_SUBCOMMANDS)})


def _one_level(options: Any) -> bool:
    nested = [one.get("type") in {SUBCOMMAND, GROUP} for one in options if isinstance(one, dict)]
    return all(nested) or not any(nested)


_TOP_OPTIONS = all_of(
    list_of(variants("type", {**VALUES, SUBCOMMAND: SUBCOMMAND_SHAPE, GROUP: GROUP_SHAPE}), 0, OPTIONS),
    *_RULES,
    rule(_one_level, "Sub-commands and options cannot be mixed."),
)
_COMMAND: dict[str, Shape] = {
    **_LOCAL,
    "default_member_permissions": maybe(PERMISSIONS),
    "dm_permission": maybe(yes_no),
    "nsfw": yes_no,
    "contexts": maybe(unique_list(whole(0, 2), 1)),
    "integration_types": maybe(unique_list(whole(0, 1), 1)),
    "id": maybe(SNOWFLAKE),
}


def _menu(kind: int) -> Shape:
    empty = {"description": maybe(text(0, 0)), "options": maybe(list_of(later(lambda: _TOP_OPTIONS), 0, 0))}
    return record({"type": one_of(kind), "name": text(1, 32)}, {**_COMMAND, **empty})


_SLASH = all_of(
    record(_BASE, {**_COMMAND, "type": one_of(CHAT_INPUT), "options": maybe(_TOP_OPTIONS)}),
    _is_lower,
    rule(lambda one: characters_of(one) <= ALL_CHARACTERS, f"name: combined at most {ALL_CHARACTERS} characters."),
)
COMMAND = variants(
    "type", {None: _SLASH, CHAT_INPUT: _SLASH, USER_MENU: _menu(USER_MENU), MESSAGE_MENU: _menu(MESSAGE_MENU)}
)


def command_list(value: object, path: str) -> Iterator[Problem]:
    """All commands of an application (or of a guild) at once."""
    yield from list_of(COMMAND)(value, path)
    if not isinstance(value, list):
        return
    commands = [one for one in value if isinstance(one, dict)]
    counts = Counter(one.get("type") or CHAT_INPUT for one in commands)
    for kind, most in COMMANDS.items():
        if counts[kind] > most:
            yield problem(path, "MAX_COMMANDS", f"At most {most} commands of type {kind}, has {counts[kind]}.")
    names = Counter((one.get("type") or CHAT_INPUT, one.get("name")) for one in commands)
    for index, one in enumerate(commands):
        if names[one.get("type") or CHAT_INPUT, one.get("name")] > 1:
            sentence = "Application command names must be unique."
            yield problem(join(path, index), "APPLICATION_COMMANDS_DUPLICATE_NAME", sentence)


def characters_of(command: Json) -> int:
    """What counts towards the 8,000: per field only the longest of the text and its localisations."""
    total = _longest(command, "name") + _longest(command, "description")
    for choice in command.get("choices") or []:
        total += _longest(choice, "name") + len(str(choice.get("value", "")))
    return total + sum(characters_of(one) for one in command.get("options") or [] if isinstance(one, dict))


def _longest(holder: Json, field: str) -> int:
    said = [holder.get(field) or "", *(holder.get(f"{field}_localizations") or {}).values()]
    return max(len(str(one)) for one in said)
