"""The declared commands as Discord wants to be told them, and what it would refuse as an error at the start."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from adapters.discord.limits import (
    ABOUT_CHARACTERS,
    COMMAND_CHARACTERS,
    MENU_COMMANDS,
    OPTION_CHARACTERS,
    OPTION_WHOLE,
    OPTIONS,
    SLASH_COMMANDS,
)
from adapters.discord.locales import LOCALES, Locales, localised
from bot.identity import Role
from bot.spec import (
    MOMENT_CHARACTERS,
    AnyCommand,
    AnyOption,
    Channel,
    Moment,
    Pick,
    PlatformRole,
    Someone,
    Surface,
    Text,
    Whole,
    YesNo,
)

#: Discord's numbers of types of commands and options.
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 1, 3, 4, 5, 6, 7, 8
MENU_TYPES = {Surface.MESSAGE: MESSAGE_MENU, Surface.PERSON: USER_MENU}
#: Only in servers, and only where the bot was added to the server.
_WHERE = {"contexts": [0], "integration_types": [0]}
#: The permission "Manage Server". A hint only: the server can change it, and our own check decides.
_ORGANISERS = 1 << 5


def payloads(commands: Sequence[AnyCommand], locales: Locales = LOCALES) -> list[dict[str, Any]]:
    """All commands and menus, in each language that is there. Raises ValueError with what Discord would refuse."""
    groups: dict[str, list[AnyCommand]] = {}
    for command in commands:
        if command.is_typed:
            groups.setdefault(command.path[0], []).append(command)
    slash = localised([_slash(name, members) for name, members in groups.items()], locales)
    menus = localised([_menu(command) for command in commands if command.menu], locales)
    _expect(len(slash) <= SLASH_COMMANDS, f"more than {SLASH_COMMANDS} commands")
    for kind in MENU_TYPES.values():
        _expect(sum(menu["type"] == kind for menu in menus) <= MENU_COMMANDS, f"more than {MENU_COMMANDS} menus")
    for payload in slash:
        size = characters(payload)
        _expect(size <= COMMAND_CHARACTERS, f"/{payload['name']}: {size:,} characters, at most {COMMAND_CHARACTERS:,}")
    return slash + menus


def fingerprint(told: Sequence[Mapping[str, Any]]) -> str:
    """The same text for the same commands."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def characters(payload: Mapping[str, Any]) -> int:
    """What Discord counts of a command: names, descriptions and the values of choices, of all that is in it.

    Of a text that is there in several languages the longest counts (Application Commands, "Localization").
    """
    own = _longest(payload, "name") + _longest(payload, "description")
    choices = sum(_longest(choice, "name") + len(str(choice["value"])) for choice in payload.get("choices", ()))
    return own + choices + sum(characters(option) for option in payload.get("options", ()))


def _longest(payload: Mapping[str, Any], key: str) -> int:
    others = payload.get(f"{key}_localizations", {})
    return max(map(len, (payload.get(key, ""), *others.values())))


def _slash(name: str, members: Sequence[AnyCommand]) -> dict[str, Any]:
    """A plain command of one word, or a group with all commands that begin with this word."""
    is_plain = len(members) == 1 and len(members[0].path) == 1
    _expect(is_plain or all(len(one.path) == 2 for one in members), f"/{name} is a command and a group of commands")
    _expect(len(members) <= OPTIONS, f"/{name}: more than {OPTIONS} commands in it")
    if is_plain:
        about, options = members[0].about, [_option(option) for option in members[0].options]
    else:
        about, options = _about(members), [_subcommand(command) for command in members]
    payload = {"type": SLASH, "name": name, "description": about, "options": options, **_WHERE}
    return payload | _hint(members)


def _about(members: Sequence[AnyCommand]) -> str:
    """A group has no sentence of its own (Discord shows it nowhere, and wants one): the names of what is in it."""
    names = ", ".join(command.path[1] for command in members)
    return names if len(names) <= ABOUT_CHARACTERS else f"{names[: ABOUT_CHARACTERS - 1]}…"


def _subcommand(command: AnyCommand) -> dict[str, Any]:
    options = [_option(option) for option in command.options]
    return {"type": SUBCOMMAND, "name": command.path[1], "description": command.about, "options": options}


def _menu(command: AnyCommand) -> dict[str, Any]:
    menu = command.menu
    if menu is None:
        raise ValueError(f"/{command.name} has no menu")
    return {"type": MENU_TYPES[menu.on], "name": menu.label, **_WHERE, **_hint([command])}


def _hint(members: Sequence[AnyCommand]) -> dict[str, Any]:
    is_for_organisers = all(command.allow >= Role.ORGANISER for command in members)
    return {"default_member_permissions": _ORGANISERS} if is_for_organisers else {}


def _option(option: AnyOption) -> dict[str, Any]:
    payload = {"name": option.name, "description": option.about, "required": option.required}
    return payload | _typed(option)


def _typed(option: AnyOption) -> dict[str, Any]:
    match option:
        case Text():
            most = min(option.max_characters, OPTION_CHARACTERS)
            return {"type": STRING, "max_length": most, "autocomplete": option.complete is not None}
        case Whole():
            least, most = max(option.least, -OPTION_WHOLE), min(option.most, OPTION_WHOLE)
            return {"type": INTEGER, "min_value": least, "max_value": most}
        case YesNo():
            return {"type": BOOLEAN}
        case Pick():
            return {"type": STRING, "choices": [{"name": choice, "value": choice} for choice in option.choices]}
        case Moment():
            return {"type": STRING, "max_length": MOMENT_CHARACTERS, "autocomplete": option.complete is not None}
        case Someone():
            return {"type": USER}
        case Channel():
            return {"type": CHANNEL}
        case PlatformRole():
            return {"type": ROLE}
        case _:
            assert_never(option)


def _expect(condition: bool, problem: str) -> None:
    if not condition:
        raise ValueError(f"Discord would refuse the commands: {problem}")
