"""How a command is declared: once, for every platform.

A command is a path of one or two words, a sentence about it, who may say it, and typed options. A declaration that a
platform would refuse, or whose options do not match its function, is an error at import. The numbers below are the
intersection of both platforms' limits (Discord: application commands; Slack: Block Kit).
"""

from __future__ import annotations

import inspect
import keyword
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Concatenate, Generic, ParamSpec

from bot.identity import Role

if TYPE_CHECKING:
    from bot.replies import Reply
    from bot.requests import Call

P = ParamSpec("P")

#: Discord: names of commands and options, 1-32 characters, lower case.
NAME_CHARACTERS = 32
#: Discord: descriptions of commands and options, and labels of choices, 1-100 characters.
ABOUT_CHARACTERS = 100
#: Discord: options of one command, and choices of one option.
OPTIONS = 25
#: Discord: name, description and choices of a command with all its options, summed up.
COMMAND_CHARACTERS = 8_000
#: Longest text taken from one line (Discord: 4,000 in a text input; Slack: 3,000 in a plain-text input).
LONG_CHARACTERS = 3_000
#: Discord: value of a suggestion, 1-100 characters; no way to write a moment takes as many.
MOMENT_CHARACTERS = 100

_NAME = re.compile(r"[a-z][a-z-]*")

Complete = Callable[["Call", str], Awaitable[Sequence[str]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """What all options have. ``bare`` ones take the words that are typed without a name, in order."""

    name: str
    about: str
    required: bool = False
    bare: bool = False
    complete: Complete | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Text(Option):
    """Words. ``whole_line`` takes the line as it was typed, names and quotes included."""

    is_long: bool = False
    whole_line: bool = False
    max_characters: int = 300
    #: Words of which several can be meant, parted by commas: forms let people pick them, who types says any.
    several_of: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole(Option):
    """A whole number, both borders included."""

    least: int = 0
    most: int = 2_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class YesNo(Option):
    """Yes or no."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick(Option):
    """One of a few words."""

    choices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Someone(Option):
    """A person, as the platform's own user id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel(Option):
    """A channel, as the platform's own channel id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlatformRole(Option):
    """A role of the platform (not one of ours), as its own id there; in words where the platform has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment(Option):
    """A moment in time, handed on as it was written (``tue 18:00``): reading it is for the command.

    Where a platform has its own ways to pick a day and a time, what was picked comes as ``2026-12-01 18:00``.
    ``complete`` offers readings of what is being typed.
    """


AnyOption = Text | Whole | YesNo | Pick | Moment | Someone | Channel | PlatformRole


@dataclass(frozen=True, kw_only=True, slots=True)
class Menu:
    """An entry in the menu of a message or of a person, which fills in options of the command it stands at.

    On a message: ``text`` (what it says), ``link`` (where it stands) and ``author``. On a person: ``who``.
    """

    label: str
    on: Surface


class Surface(StrEnum):
    """Where a menu opens."""

    MESSAGE = "message"
    PERSON = "person"


#: Options that a menu fills in, by where it opens.
FILLED_BY = {Surface.MESSAGE: ("text", "link", "author"), Surface.PERSON: ("who",)}
#: Discord: names of context menu entries, 1-32 characters; Slack: names of shortcuts, at most 24.
MENU_CHARACTERS = 24


@dataclass(frozen=True, kw_only=True)
class Command(Generic[P]):
    """A declared command; calling it calls its function, so tests and other commands can use it directly."""

    path: tuple[str, ...]
    about: str
    handler: Callable[Concatenate[Call, P], Awaitable[Reply]]
    options: tuple[AnyOption, ...] = ()
    allow: Role = Role.MEMBER
    #: Whether only the person who asked sees the answer.
    private: bool = True
    #: Whether it only reads: nothing is written, and it is never taken for a repetition.
    reads: bool = False
    #: Whether it is offered to people; the others are only reached by buttons.
    is_typed: bool = True
    menu: Menu | None = None
    #: With this option given (and not "no"), the command is never told who speaks; ``*``: it never is.
    #: See :mod:`bot.sealing`.
    sealed_by: str = ""

    def __post_init__(self) -> None:
        check(self)

    @property
    def name(self) -> str:
        """The command as people type it, without the slash: ``resource find``."""
        return " ".join(self.path)

    def option(self, name: str) -> AnyOption | None:
        """The option of this name."""
        return next((option for option in self.options if option.name == name), None)

    async def __call__(self, call: Call, *args: P.args, **kwargs: P.kwargs) -> Reply:
        """Run the command's function as it is: no permission is checked and nothing is committed."""
        return await self.handler(call, *args, **kwargs)


AnyCommand = Command[...]


def command(
    *path: str,
    about: str,
    options: Sequence[AnyOption] = (),
    allow: Role = Role.MEMBER,
    private: bool = True,
    reads: bool = False,
    is_typed: bool = True,
    menu: Menu | None = None,
    sealed_by: str = "",
) -> Callable[[Callable[Concatenate[Call, P], Awaitable[Reply]]], Command[P]]:
    """Declare the function below as a command. Raises ValueError where a platform would refuse the declaration."""

    def declare(handler: Callable[Concatenate[Call, P], Awaitable[Reply]]) -> Command[P]:
        return Command(
            path=path,
            about=about,
            handler=handler,
            options=tuple(options),
            allow=allow,
            private=private,
            reads=reads,
            is_typed=is_typed,
            menu=menu,
            sealed_by=sealed_by,
        )

    return declare


def check(declared: AnyCommand) -> None:
    """Raise ValueError with what is wrong, if any platform would refuse this declaration."""
    _expect(1 <= len(declared.path) <= 2, declared, "a path has one or two words")
    names = [*declared.path, *(option.name for option in declared.options)]
    for name in names:
        fits = len(name) <= NAME_CHARACTERS and _NAME.fullmatch(name)
        _expect(bool(fits), declared, f"{name!r} is not a name of a-z and '-' of at most {NAME_CHARACTERS}")
    for about in (declared.about, *(option.about for option in declared.options)):
        _expect(1 <= len(about) <= ABOUT_CHARACTERS, declared, f"{about!r} has not 1 to {ABOUT_CHARACTERS} characters")
    _expect(len(declared.options) <= OPTIONS, declared, f"more than {OPTIONS} options")
    _check_options(declared)
    if declared.menu:
        _expect(1 <= len(declared.menu.label) <= MENU_CHARACTERS, declared, f"a menu entry of over {MENU_CHARACTERS}")
        filled = {option.name for option in declared.options} & set(FILLED_BY[declared.menu.on])
        _expect(bool(filled), declared, "its menu fills in none of its options")
    _expect(_characters(declared) <= COMMAND_CHARACTERS, declared, f"more than {COMMAND_CHARACTERS} characters in all")


def _check_options(declared: AnyCommand) -> None:
    names = [option.name for option in declared.options]
    _expect(len(set(names)) == len(names), declared, "an option's name occurs twice")
    required = [option.required for option in declared.options]
    _expect(required == sorted(required, reverse=True), declared, "required options come first")
    for option in declared.options:
        if isinstance(option, Pick):
            _check_choices(declared, option)
    parameters = list(inspect.signature(declared.handler).parameters.values())[1:]
    expected = [parameter_of(option.name) for option in declared.options]
    _expect([one.name for one in parameters] == expected, declared, "options and parameters differ")
    for option, parameter in zip(declared.options, parameters, strict=True):
        has_default = parameter.default is not inspect.Parameter.empty
        _expect(has_default != option.required, declared, f"{option.name}: required, or a default, not both")


def _check_choices(declared: AnyCommand, option: Pick) -> None:
    _expect(1 <= len(option.choices) <= OPTIONS, declared, f"{option.name} has not 1 to {OPTIONS} choices")
    _expect(len(set(option.choices)) == len(option.choices), declared, f"a choice of {option.name} occurs twice")
    _expect(option.complete is None, declared, f"{option.name} has choices, so nothing completes it")
    for choice in option.choices:
        fits = 1 <= len(choice) <= ABOUT_CHARACTERS and choice == choice.lower()
        _expect(fits, declared, f"{choice!r} is not a choice of 1 to {ABOUT_CHARACTERS} lower-case characters")


def parameter_of(option: str) -> str:
    """The name of the parameter that takes an option: ``new-tags`` becomes ``new_tags``, ``from`` becomes ``from_``."""
    name = option.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def _characters(declared: AnyCommand) -> int:
    total = sum(map(len, declared.path)) + len(declared.about)
    for option in declared.options:
        total += len(option.name) + len(option.about)
        if isinstance(option, Pick):
            total += sum(2 * len(choice) for choice in option.choices)
    return total


def _expect(condition: bool, declared: AnyCommand, problem: str) -> None:
    if not condition:
        raise ValueError(f"/{' '.join(declared.path)}: {problem}")
