"""Messages as discord.py sends them. Nothing here decides what is said.

Views are stopped before they are sent: a stopped view is not kept by discord.py, which would otherwise hold one for
each message and lose them all at a restart. What is pressed is read from the event itself (see
:mod:`adapters.discord.client`).
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, assert_never

import discord
from discord import ui

from adapters.discord.render import Beside, Key, Layout, Message, Plain, Press, Row, Way, Words
from bot.replies import Document, Picture, Style

_STYLES = {
    Style.PLAIN: discord.ButtonStyle.secondary,
    Style.MAIN: discord.ButtonStyle.primary,
    Style.DANGER: discord.ButtonStyle.danger,
}


def sending(message: Message) -> dict[str, Any]:
    """What discord.py is to be given to send the message."""
    arguments: dict[str, Any] = {"allowed_mentions": mentions(message.pings)}
    match message:
        case Plain():
            arguments["content"] = message.content
            if message.rows:
                arguments["view"] = _plain_view(message)
            if message.document:
                arguments["file"] = _file(message.document)
        case Layout():
            arguments["view"] = _layout_view(message)
        case _:
            assert_never(message)
    return arguments


def editing(message: Message) -> dict[str, Any]:
    """What discord.py is to be given to put the message in the place of another."""
    # Without these an edit would keep what the message had before: its words beside a layout, or its buttons.
    arguments = {"content": None, "view": None} | sending(message)
    if "file" in arguments:
        arguments["attachments"] = [arguments.pop("file")]
    return arguments


def _file(document: Document | Picture) -> discord.File:
    alt = document.alt if isinstance(document, Picture) else None
    return discord.File(BytesIO(document.data), filename=document.name, description=alt)


def mentions(pings: tuple[str, ...]) -> discord.AllowedMentions:
    """Permission to tell exactly these people."""
    if not pings:
        return discord.AllowedMentions.none()
    people = [discord.Object(int(user)) for user in pings]
    return discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=people)


def _plain_view(message: Plain) -> ui.View:
    view = ui.View(timeout=None)
    for index, row in enumerate(message.rows):
        for key in row.keys:
            view.add_item(_button(key, row=index))
    view.stop()
    return view


def _layout_view(message: Layout) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    for part in message.parts:
        match part:
            case Words():
                view.add_item(ui.TextDisplay(part.text))
            case Beside():
                view.add_item(ui.Section(part.text, accessory=_button(part.key)))
            case Row():
                view.add_item(ui.ActionRow(*(_button(key) for key in part.keys)))
            case _:
                assert_never(part)
    view.stop()
    return view


def _button(key: Key, row: int | None = None) -> ui.Button[Any]:
    match key:
        case Press():
            return ui.Button(label=key.label, custom_id=key.custom_id, style=_STYLES[key.style], row=row)
        case Way():
            return ui.Button(label=key.label, url=key.address, row=row)
        case _:
            assert_never(key)
