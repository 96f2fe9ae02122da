"""All buttons of a reply at once: finding them, changing them, and making the long ones short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.actions import CUSTOM_ID_CHARACTERS, PARKED, key_of, pack
from bot.replies import (
    Button,
    Card,
    Document,
    Form,
    LinkButton,
    Notice,
    Page,
    Picture,
    Reply,
    Section,
    Shared,
    Shown,
    Update,
)

Change = Callable[[Button], Button | None]


def is_long(button: Button) -> bool:
    """Whether no platform would take this button as it is."""
    if all(isinstance(value, int) for value in button.args.values()) and len(button.args) <= 2:
        # A number or two always fit, and most buttons have no more: packing them to measure would be waste.
        return False
    return len(pack(button.command, button.args)) > CUSTOM_ID_CHARACTERS


def short(button: Button) -> Button:
    """The button, or where it is too long one that carries the key under which it is parked."""
    if not is_long(button):
        return button
    return replace(button, command=PARKED, args={"key": key_of(pack(button.command, button.args))})


def buttons_of(reply: Reply) -> list[Button]:
    """All buttons of a reply, in the order in which they are shown."""
    match reply:
        case Update() | Shared():
            return buttons_of(reply.reply)
        case Notice():
            return list(reply.actions)
        case Card():
            shown = [action for section in reply.sections for action in section.actions]
            return [action for action in (*shown, *reply.actions) if isinstance(action, Button)]
        case Page():
            return buttons_of(reply.card) + [way for way in (reply.newer, reply.older) if way]
        case Form() | Document() | Picture():
            return []


def with_buttons(reply: Reply, change: Change) -> Reply:
    """The reply with every button changed, or left out where the change gives None."""
    match reply:
        case Update():
            return Update(reply=_shown_with(reply.reply, change))
        case Shared():
            return Shared(reply=_shown_with(reply.reply, change))
        case Form() | Document() | Picture():
            return reply
        case _:
            return _shown_with(reply, change)


def _shown_with(shown: Shown, change: Change) -> Shown:
    match shown:
        case Notice():
            return replace(shown, actions=tuple(made for button in shown.actions if (made := change(button))))
        case Card():
            return _card_changed(shown, change)
        case Page():
            newer, older = (one and change(one) for one in (shown.newer, shown.older))
            return replace(shown, card=_card_changed(shown.card, change), newer=newer, older=older)


def _card_changed(card: Card, change: Change) -> Card:
    def all_of(actions: tuple[Button | LinkButton, ...]) -> tuple[Button | LinkButton, ...]:
        made = (change(one) if isinstance(one, Button) else one for one in actions)
        return tuple(one for one in made if one)

    sections = tuple(Section(text=section.text, actions=all_of(section.actions)) for section in card.sections)
    return replace(card, sections=sections, actions=all_of(card.actions))
