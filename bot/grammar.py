"""The text grammar of commands, the same on the console and in Slack: ``resource add https://… title:"Two words"``.

First the path (one or two words), then named options (``name:value``, quotations allowed) and bare words, which fill
the options declared as ``bare`` in order; the last of them takes all that are left over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.errors import InvalidInput, NotFound
from bot.spec import (
    MOMENT_CHARACTERS,
    AnyCommand,
    AnyOption,
    Channel,
    Moment,
    Pick,
    PlatformRole,
    Someone,
    Text,
    Whole,
    YesNo,
)
from bot.typed import Word, clean, clean_line, quoted, words_of

Value = str | int | bool

#: rapidfuzz ratio (0-100) from which a mistyped word is taken for another.
_CLOSE = 70
_ID = re.compile(r"<[@#]!?([A-Za-z0-9]{1,40})(?:\|[^>]*)?>|[@#]?([^\s<>@#|][^<>|]{0,79})")
_ROLE = re.compile(r"<@&([0-9]{1,40})>|@?([^\s<>@#|][^<>@|]{0,99})")
_YES, _NO = {"yes", "y", "true", "on", "1"}, {"no", "n", "false", "off", "0"}


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command with the options that were given, converted to their types."""

    command: AnyCommand
    args: Mapping[str, Value]


class Commands:
    """All commands, found by path. Raises ValueError when two have the same path."""

    def __init__(self, commands: Sequence[AnyCommand]) -> None:
        self._by_path: dict[tuple[str, ...], AnyCommand] = {}
        for command in commands:
            if command.path in self._by_path:
                raise ValueError(f"/{command.name} is declared twice")
            self._by_path[command.path] = command
        self.every = tuple(commands)
        self.typed = tuple(command for command in commands if command.is_typed)
        self.menus = tuple(command for command in commands if command.menu)

    def get(self, path: tuple[str, ...]) -> AnyCommand:
        """The command at this path. Raises NotFound."""
        found = self._by_path.get(path)
        if found is None:
            raise self._unknown(" ".join(path))
        return found

    def has(self, path: tuple[str, ...], args: Mapping[str, object]) -> bool:
        """Whether there is a command at this path with options of these names."""
        found = self._by_path.get(path)
        return found is not None and all(found.option(name) for name in args)

    def read(self, line: str) -> Invocation:
        """The command that a line calls, with its options. Raises NotFound or InvalidInput with a sentence."""
        head = line.split(maxsplit=2)
        path = tuple(word.lower() for word in head[:2])
        for size in (2, 1):
            command = self._by_path.get(path[:size])
            if command is not None and command.is_typed:
                rest = line.split(maxsplit=size)[size:]
                return Invocation(command, _given(command, rest[0] if rest else ""))
        raise self._unknown(" ".join(path))

    def _unknown(self, typed: str) -> NotFound:
        names = [command.name for command in self.typed]
        first = typed.split(" ", maxsplit=1)[0]
        inside = [name for name in names if name.split(" ")[0] == first]
        close = _closest(typed, inside or names, within=f"{first} " if inside else "")
        hint = f"Did you mean /{close}?" if close else "Type /help for all commands."
        if inside and not close:
            hint = f"There are: {', '.join('/' + name for name in inside)}."
        return NotFound(f"There is no command /{quoted(typed)}.", hint)


def _closest(typed: str, names: Sequence[str], *, within: str) -> str | None:
    """The name that is nearest to what was typed, but for the word that all of them begin with."""
    if within and " " not in typed:
        return None
    words = {name.removeprefix(within): name for name in names}
    close = process.extractOne(typed.removeprefix(within), list(words), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return words[close[0]] if close else None


def _given(command: AnyCommand, rest: str) -> dict[str, Value]:
    whole = next((option for option in command.options if isinstance(option, Text) and option.whole_line), None)
    if whole:
        return _said({whole.name: convert(whole, rest)})
    named: dict[str, Word] = {}
    bare: list[Word] = []
    for word in words_of(rest):
        if word.name is None or not command.option(word.name):
            _refuse_misspelt(command, word)
            bare.append(word)
        elif _is_within_text(command, word, bare, named):
            bare.append(word)
        elif word.name in named:
            raise InvalidInput(f"{word.name} is given twice.", "Give it once.", field=word.name)
        else:
            named[word.name] = word
    values = {name: word.text for name, word in named.items()}
    values |= _run_on(command, bare, named) or _bare(command, bare, taken=named)
    return _said({name: convert(_option(command, name), value) for name, value in values.items()})


def _free(command: AnyCommand, named: Collection[str]) -> list[AnyOption]:
    """The options that bare words can still fill, in order; the last of them takes all that are left over."""
    return [option for option in command.options if option.bare and option.name not in named]


def _is_within_text(command: AnyCommand, word: Word, bare: Sequence[Word], named: Collection[str]) -> bool:
    """Whether ``note:`` stands in the middle of the note, or nothing stands behind a name: both are words of a text."""
    free = _free(command, named)
    if not free or len(bare) < len(free) or not isinstance(free[-1], Text):
        return False
    return word.name == free[-1].name or word.raw.endswith(":")


def _run_on(command: AnyCommand, bare: Sequence[Word], named: Mapping[str, Word]) -> dict[str, str]:
    """The text that goes on after its first word: ``note:so good`` and ``note: so good``; empty where none does."""
    last = next((option for option in reversed(command.options) if option.bare), None)
    begun = named.get(last.name) if isinstance(last, Text) else None
    if begun is None or begun.is_quoted or not bare or last is None:
        return {}
    free = _free(command, named)
    if len(bare) <= len(free):
        return {}
    filled = {option.name: word.as_bare for option, word in zip(free, bare, strict=False)}
    return filled | {last.name: " ".join([begun.text, *(word.raw for word in bare[len(free) :])]).strip()}


def _said(args: Mapping[str, Value]) -> dict[str, Value]:
    """Without the texts of which nothing is left: they count as not given."""
    return {name: value for name, value in args.items() if value != ""}


def _bare(command: AnyCommand, words: list[Word], *, taken: Collection[str]) -> dict[str, str]:
    free = _free(command, taken)
    if not words:
        return {}
    if not free:
        names = ", ".join(f"{option.name}:" for option in command.options)
        hint = f"It takes {names}" if names else "It takes no words after it."
        raise InvalidInput(f"/{command.name} does not know what to do with “{quoted(words[0].raw)}”.", hint)
    result = {option.name: word.as_bare for option, word in zip(free[:-1], words, strict=False)}
    left = words[len(free) - 1 :]
    if len(left) == 1:
        result[free[-1].name] = left[0].as_bare
    elif left:
        _refuse_options_after_quotation(command, left)
        result[free[-1].name] = " ".join(word.raw for word in left)
    return result


def _refuse_misspelt(command: AnyCommand, word: Word) -> None:
    if word.name is None or not word.text:
        return
    names = [option.name for option in command.options]
    close = process.extractOne(word.name, names, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    if close:
        raise InvalidInput(
            f"/{command.name} has no option {word.name}:.",
            f"Did you mean {close[0]}:? If it is part of a text, put the text in quotation marks.",
        )


def _refuse_options_after_quotation(command: AnyCommand, words: Sequence[Word]) -> None:
    """A text in quotation marks is over with them, so what looks like an option behind it is meant as one."""
    if not words[0].is_quoted:
        return
    for word in words[1:]:
        if word.name and command.option(word.name):
            raise InvalidInput(f"Nothing is said for {word.name}:.", f"Write it without a space: {word.name}:…")
        if word.name and word.text:
            names = ", ".join(f"{option.name}:" for option in command.options)
            raise InvalidInput(f"/{command.name} has no option {word.name}:.", f"It takes {names}")


def _option(command: AnyCommand, name: str) -> AnyOption:
    option = command.option(name)
    if option is None:
        raise InvalidInput(f"/{command.name} has no option {quoted(name)}.", "")
    return option


def accept(command: AnyCommand, args: Mapping[str, object]) -> dict[str, Value]:
    """The arguments of a button, a form or a typed slash command, converted. Raises InvalidInput."""
    given = {name: value for name, value in args.items() if value is not None and value != ""}
    return _said({name: convert(_option(command, name), value) for name, value in given.items()})


def convert(option: AnyOption, value: object) -> Value:
    """The value as the option's type. Raises InvalidInput with the form that is expected."""
    match option:
        case Text():
            return _as_text(option, str(value))
        case Whole():
            return _as_whole(option, str(value))
        case YesNo():
            return _as_yes_no(option, str(value))
        case Pick():
            return _as_choice(option, str(value))
        case Moment():
            return clean_line(_short(option, str(value), MOMENT_CHARACTERS))
        case Someone() | Channel():
            return _as_id(option, str(value))
        case PlatformRole():
            return _as_role(option, str(value))


def _as_id(option: Someone | Channel, value: str) -> str:
    """The id in ``<@U12|ada>`` or ``<#C34|general>`` as platforms write it, in ``@ada``, or as it stands."""
    found = _ID.fullmatch(clean_line(value))
    if not found:
        example = "@ada" if isinstance(option, Someone) else "#general"
        hint = f"Write for example {option.name}:{example}."
        raise InvalidInput(f"{option.name} cannot be “{quoted(value)}”.", hint, field=option.name)
    return found[1] or found[2]


def _as_role(option: PlatformRole, value: str) -> str:
    """The id in ``<@&12>`` as a platform writes it, in ``@loopers``, or as it stands; names of roles have blanks."""
    found = _ROLE.fullmatch(clean_line(value))
    if not found:
        message = f"{option.name} cannot be “{quoted(value)}”."
        raise InvalidInput(message, f"Write for example {option.name}:@members.", field=option.name)
    return found[1] or found[2]


def _as_text(option: Text, value: str) -> str:
    short = _short(option, value, option.max_characters)
    return clean(short) if option.is_long else clean_line(short)


def _short(option: AnyOption, value: str, most: int) -> str:
    """The value as it is. Raises InvalidInput where it has more characters than it may."""
    if len(value) > most:
        raise InvalidInput(
            f"{option.name} is too long: {len(value):,} characters, at most {most:,}.",
            "Please say it shorter.",
            field=option.name,
        )
    return value


def _as_whole(option: Whole, value: str) -> int:
    digits = value.strip().replace("_", "").removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12 and option.least <= int(digits) <= option.most):
        raise InvalidInput(
            f"{option.name} is not a whole number from {option.least:,} to {option.most:,}: “{quoted(value)}”.",
            f"Write for example {option.name}:{max(option.least, 1)}.",
            field=option.name,
        )
    return int(digits)


def _as_yes_no(option: YesNo, value: str) -> bool:
    word = value.strip().lower()
    if word not in _YES | _NO:
        raise InvalidInput(f"{option.name} is yes or no, not “{quoted(value)}”.", "", field=option.name)
    return word in _YES


def _as_choice(option: Pick, value: str) -> str:
    word = value.strip().lower()
    if word in option.choices:
        return word
    close = process.extractOne(word, option.choices, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    meant = f"Did you mean {close[0]}? " if close else ""
    hint = f"{meant}It is one of {', '.join(option.choices)}."
    raise InvalidInput(f"{option.name} cannot be “{quoted(value)}”.", hint, field=option.name)
