"""Forms that ask for what a command still needs, made from its declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.replies import Field, Form
from bot.spec import AnyCommand, AnyOption, Pick, Text, YesNo

#: Discord: a modal has at most five inputs.
FORM_FIELDS = 5


def form_for(command: AnyCommand, known: Mapping[str, str | int | bool], missing: Sequence[AnyOption]) -> Form:
    """A form that asks for these options of a command."""
    fields = tuple(
        Field(
            option=option.name,
            label=option.about,
            required=option.required,
            choices=choices_of(option),
            is_long=isinstance(option, Text) and option.is_long,
            most=most_of(option),
        )
        for option in missing[:FORM_FIELDS]
    )
    return Form(title=command.about, command=command.path, fields=fields, known=known)


def choices_of(option: AnyOption) -> tuple[str, ...]:
    """The words that an option is one of; none where it is free."""
    match option:
        case Pick():
            return option.choices
        case YesNo():
            return ("yes", "no")
        case Text():
            return option.several_of
        case _:
            return ()


def most_of(option: AnyOption) -> int:
    """Of how many of its words the option can be made."""
    return max(1, len(option.several_of)) if isinstance(option, Text) else 1
