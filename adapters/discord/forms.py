"""Forms as modals, and as the short text that brings one back with everything that was filled in.

Discord takes a modal only as the first answer to a command or a button, never to another modal. So what is refused
comes back as a button, and the button carries the draft: no window is remembered here, and all of them outlive a
restart. What is asked is read from the command's declaration again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from adapters.discord.limits import (
    INPUT_UNITS,
    LABEL_ABOUT_UNITS,
    LABEL_UNITS,
    MODAL_INPUTS,
    MODAL_TITLE_UNITS,
    PLACEHOLDER_UNITS,
    SELECT_OPTIONS,
    SELECT_UNITS,
)
from adapters.discord.markdown import markdown
from bot.actions import outdated, pack
from bot.cutting import cut, units
from bot.forms import form_for
from bot.grammar import Commands
from bot.replies import Arguments, Field, Form
from bot.safe import safe, safe_line
from bot.spec import MOMENT_CHARACTERS, AnyCommand, AnyOption, Channel, Moment, PlatformRole, Someone, Text

#: The first word of a packed form; no command is called so, because names of commands have no such sign.
FORM = "form:"
#: The argument that names what is asked; no option is called so.
_ASKED = "?"


def packed(form: Form) -> str:
    """The form with its draft as text, like a button; it may be longer than a platform takes."""
    drafts = {field.option: field.value for field in form.fields if field.value}
    asked = " ".join(field.option for field in form.fields)
    return pack((FORM, *form.command), {**form.known, **drafts, _ASKED: asked})


def unpacked(commands: Commands, path: tuple[str, ...], args: Arguments) -> Form:
    """The form that was packed. Raises NotFound where this version no longer knows the command or what it asks."""
    known = dict(args)
    asked = str(known.pop(_ASKED, "")).split()
    if path[:1] != (FORM,) or not asked or not commands.has(path[1:], known | dict.fromkeys(asked)):
        raise outdated()
    return drafted(commands.get(path[1:]), known, asked)


def drafted(command: AnyCommand, known: Mapping[str, object], asked: Sequence[str]) -> Form:
    """A form that asks for these options of a command, with what is known of them as the draft."""
    options = [option for name in asked if (option := command.option(name))]
    kept = {name: value for name, value in known.items() if name not in asked and isinstance(value, str | int)}
    form = form_for(command, kept, options)
    fields = tuple(replace(field, value=str(known.get(field.option) or "")) for field in form.fields)
    return replace(form, fields=fields)


def without_drafts(form: Form) -> Form:
    """The form with empty fields: what a window needs to carry, since it brings back what is filled in by itself."""
    return replace(form, fields=tuple(replace(field, value="") for field in form.fields))


def modal(form: Form, command: AnyCommand, custom_id: str) -> ui.Modal:
    """The window. Its inputs are called like the options that they fill in."""
    window = ui.Modal(title=cut(safe_line(form.title), MODAL_TITLE_UNITS) or "?", custom_id=custom_id, timeout=None)
    fields = form.fields[:MODAL_INPUTS]
    if form.problem and len(fields) < MODAL_INPUTS:
        window.add_item(ui.TextDisplay(markdown((form.problem,), 1_000)))
    for field in fields:
        window.add_item(_label(field, command.option(field.option)))
    window.stop()
    return window


def filled_in(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was filled in, by option, from the components that Discord sends back; what was left empty is empty."""
    values: dict[str, str] = {}
    for component in components:
        inner = component.get("components") or ([component["component"]] if component.get("component") else [])
        values |= filled_in(inner)
        if "custom_id" in component:
            chosen = component.get("values")
            value = component.get("value") if chosen is None else ", ".join(map(str, chosen))
            values[str(component["custom_id"])] = "" if value is None else str(value)
    return values


def _label(field: Field, option: AnyOption | None) -> ui.Label[Any]:
    text = safe_line(field.label)
    short = cut(text, LABEL_UNITS) or field.option
    about = cut(text, LABEL_ABOUT_UNITS) if short != text else None
    return ui.Label(text=short, description=about, component=_input(field, option))


def _input(field: Field, option: AnyOption | None) -> ui.Item[Any]:
    if 1 <= len(field.choices) <= SELECT_OPTIONS and all(units(choice) <= SELECT_UNITS for choice in field.choices):
        return _select(field)
    wanted: dict[str, Any] = {"custom_id": field.option, "required": field.required, "min_values": int(field.required)}
    if isinstance(option, Someone):
        return ui.UserSelect(**wanted, **_default(field, discord.SelectDefaultValueType.user))
    if isinstance(option, Channel):
        return ui.ChannelSelect(**wanted, **_default(field, discord.SelectDefaultValueType.channel))
    if isinstance(option, PlatformRole):
        return ui.RoleSelect(**wanted, **_default(field, discord.SelectDefaultValueType.role))
    return _text_input(field, option)


def _select(field: Field) -> ui.Select[Any]:
    options = [
        discord.SelectOption(label=safe_line(choice) or "…", value=choice, default=choice in field.chosen)
        for choice in dict.fromkeys(field.choices)
    ]
    return ui.Select(
        custom_id=field.option,
        options=options,
        required=field.required,
        min_values=int(field.required),
        max_values=min(field.most, len(options)),
    )


def _declared(option: AnyOption | None) -> int:
    """How many characters the option takes."""
    match option:
        case Text():
            return option.max_characters
        case Moment():
            return MOMENT_CHARACTERS
        case _:
            return INPUT_UNITS


def _default(field: Field, kind: discord.SelectDefaultValueType) -> dict[str, Any]:
    if not (field.value.isascii() and field.value.isdigit()):
        return {}
    return {"default_values": [discord.SelectDefaultValue(id=int(field.value), type=kind)]}


def _text_input(field: Field, option: AnyOption | None) -> ui.TextInput[Any]:
    value = cut(safe(field.value), INPUT_UNITS)
    declared = _declared(option)
    hint = f"One of: {', '.join(field.choices)}" if field.choices else ""
    return ui.TextInput(
        custom_id=field.option,
        style=discord.TextStyle.paragraph if field.is_long else discord.TextStyle.short,
        placeholder=cut(safe_line(hint), PLACEHOLDER_UNITS) or None,
        default=value or None,
        required=field.required,
        # Never below what stands in it already: Discord would refuse the whole window.
        max_length=min(max(declared, len(value), 1), INPUT_UNITS),
    )
