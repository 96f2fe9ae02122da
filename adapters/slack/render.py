"""Replies as messages: blocks for the eye, and the whole text beside them for notifications and screen readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, assert_never

from adapters.slack import rich
from adapters.slack.limits import (
    BLOCKS_CHARACTERS,
    BUTTON_CHARACTERS,
    CONTEXT_CHARACTERS,
    FALLBACK_CHARACTERS,
    HEADER_CHARACTERS,
    MESSAGE_BLOCKS,
    ROW_BUTTONS,
)
from adapters.slack.rich import Spelling, as_spelt
from adapters.slack.sharing import shares
from bot.actions import pack
from bot.cutting import cut, units
from bot.replies import Bold, Button, Card, Inline, LinkButton, Notice, Page, Section, Shown, Style, Text
from bot.safe import safe_line

Block = dict[str, Any]
Action = Button | LinkButton

#: Begin the name of a button that runs a command, and of one that only opens an address.
PRESS, OPEN = "press", "open"
_STYLES = {Style.PLAIN: {}, Style.MAIN: {"style": "primary"}, Style.DANGER: {"style": "danger"}}


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: escaped text, and the blocks that are shown in its place."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One block to be: a text with the room it may take, or buttons."""

    text: Text = ()
    actions: tuple[Action, ...] = ()
    is_small: bool = False


def rendered(shown: Shown, spelling: Spelling = as_spelt, *, blocks: int = MESSAGE_BLOCKS) -> Message:
    """The message that shows this, within every limit of Slack; a view takes more ``blocks`` than a message."""
    match shown:
        case Notice():
            title, parts = "", [_Part(text=_spelt(shown.text, spelling)), *_rows(shown.actions)]
        case Card():
            title, parts = shown.title, list(_card(shown, ()))
        case Page():
            ways = tuple(way for way in (shown.newer, shown.older) if way is not None)
            title, parts = shown.card.title, list(_card(shown.card, ways))
        case _:
            assert_never(shown)
    heading = _heading(title)
    made = [*heading, *_blocks(_fitted(parts, blocks - len(heading)), spelling)]
    return Message(text=fallback(title, [part.text for part in parts], spelling), blocks=tuple(made))


def fallback(title: str, texts: Sequence[Text], spelling: Spelling = as_spelt) -> str:
    """The title and the texts as escaped plain text that Slack reads no markup in."""
    lines = [safe_line(title), *(rich.plain(text, spelling) for text in texts)]
    return escaped("\n".join(line for line in lines if line)) or "…"


def escaped(text: str) -> str:
    """The text with Slack's three special characters escaped, cut so that no escape is split."""
    room = FALLBACK_CHARACTERS
    shown = cut(text, room)
    while units(result := shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) > FALLBACK_CHARACTERS:
        room -= max(1, (units(result) - FALLBACK_CHARACTERS) // 4)
        shown = cut(text, room)
    return result


def buttons(actions: Sequence[Action], numbers: Iterator[int]) -> Block:
    """A row of buttons; each has a name of its own in the message."""
    return {"type": "actions", "elements": [_button(action, next(numbers)) for action in actions]}


def paragraph(elements: list[rich.Element]) -> Block:
    """A paragraph of rich text."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _spelt(text: Text, spelling: Spelling) -> Text:
    """Sentences of ours name commands without marking them, so in a notice every word is spelt."""
    return tuple(spelling(part) if isinstance(part, str) else part for part in text)


def _heading(title: str) -> list[Block]:
    shown = cut(safe_line(title).strip(), HEADER_CHARACTERS)
    return [{"type": "header", "text": {"type": "plain_text", "text": shown, "emoji": False}}] if shown else []


def _card(card: Card, ways: tuple[Button, ...]) -> Iterator[_Part]:
    plain: list[Inline] = []
    for section in card.sections:
        if section.actions:
            yield from _paragraph(plain)
            plain = []
            yield _Part(text=section.text)
            yield from _rows(section.actions)
        else:
            # What has no buttons stands together in one block, line under line, as a list does.
            plain += [*(["\n"] if plain else []), *section.text]
    yield from _paragraph(plain)
    facts: list[Inline] = []
    for fact in card.facts:
        facts += [*(["\n"] if facts else []), Bold(f"{fact.name}: "), *fact.value]
    yield from _paragraph(facts)
    yield from _rows((*card.actions, *ways))
    if card.footer:
        yield _Part(text=card.footer, is_small=True)


def _paragraph(parts: list[Inline]) -> Iterator[_Part]:
    if parts:
        yield _Part(text=tuple(parts))


def _rows(actions: Sequence[Action]) -> Iterator[_Part]:
    # An address too long for a button is too long for the link above it as well; its host stands there in words.
    made = [one for one in actions if not isinstance(one, LinkButton) or rich.address_of(one.address)]
    for start in range(0, len(made), ROW_BUTTONS):
        yield _Part(actions=tuple(made[start : start + ROW_BUTTONS]))


def _fitted(parts: Sequence[_Part], blocks: int) -> list[_Part]:
    """As many parts as there may be blocks; of too many, the last ones but the buttons and the footer are left out."""
    shown = [part for part in parts if part.text or part.actions]
    if len(shown) <= blocks:
        return shown
    closing = [part for part in shown[-2:] if part.actions or part.is_small]
    return [*shown[: blocks - len(closing) - 1], _Part(text=("…",)), *closing]


def _blocks(parts: Sequence[_Part], spelling: Spelling) -> Iterator[Block]:
    numbers = count(1)
    taken = sum(_taken(action) for part in parts for action in part.actions)
    room = shares([rich.wanted(part.text) for part in parts], max(BLOCKS_CHARACTERS - taken, 0))
    for part, space in zip(parts, room, strict=True):
        if part.actions:
            yield buttons(part.actions, numbers)
        elif part.is_small:
            shown = cut(rich.plain(part.text, spelling), CONTEXT_CHARACTERS)
            yield {"type": "context", "elements": [{"type": "plain_text", "text": shown, "emoji": False}]}
        elif elements := rich.elements(part.text, space, spelling):
            yield paragraph(elements)


def _taken(action: Action) -> int:
    """How much of the room for texts a button takes."""
    return units(action.label) + (units(rich.address_of(action.address)) if isinstance(action, LinkButton) else 0)


def _button(action: Action, number: int) -> Block:
    label = {"type": "plain_text", "text": cut(safe_line(action.label), BUTTON_CHARACTERS) or "…", "emoji": False}
    match action:
        case Button():
            carried = {"action_id": f"{PRESS}:{number}", "value": pack(action.command, action.args)}
            return {"type": "button", "text": label, **carried, **_STYLES[action.style]}
        case LinkButton():
            address = rich.address_of(action.address)
            return {"type": "button", "text": label, "action_id": f"{OPEN}:{number}", "url": address}
        case _:
            assert_never(action)


__all__ = ["OPEN", "PRESS", "Block", "Message", "Section", "buttons", "escaped", "fallback", "paragraph", "rendered"]
