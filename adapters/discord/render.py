"""A reply as a message of Discord: words and buttons, in one of two shapes.

What is short is an ordinary message: content, and rows of buttons under it. What is longer than content may be is a
layout of components (text displays, with the buttons beside the paragraphs that they belong to), which takes twice as
much. Embeds are never used: screen readers and notifications pass over them, and people can switch them off.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from adapters.discord.blocks import Action, Block, blocks_of, shown_in
from adapters.discord.limits import (
    BUTTON_ADDRESS_CHARACTERS,
    BUTTON_LABEL_UNITS,
    CONTENT_UNITS,
    CUSTOM_ID_CHARACTERS,
    LAYOUT_COMPONENTS,
    LAYOUT_UNITS,
    ROW_BUTTONS,
    ROWS,
)
from adapters.discord.markdown import LAVISH, Economy, markdown, pings_in
from adapters.discord.safe import target
from bot.actions import pack
from bot.cutting import cut, units
from bot.replies import Button, Document, Link, LinkButton, Picture, Reply, Shown, Style, Text
from bot.safe import safe_line

log = logging.getLogger(__name__)

#: What is given up, in this order, where a page is too long: notes, and last the links with long addresses.
_ECONOMIES = (
    Economy(note_units=100),
    Economy(note_units=60),
    Economy(note_units=0),
    Economy(note_units=0, address_characters=400),
    Economy(note_units=0, address_characters=150),
)
#: Shown where an answer has no words at all, because Discord refuses an empty message.
_NOTHING = "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """A button that comes back when it is pressed."""

    label: str
    custom_id: str
    style: Style


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A button that opens an address."""

    label: str
    address: str


Key = Press | Way


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of a layout."""

    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A paragraph of a layout with the one button that belongs to it."""

    text: str
    key: Press


@dataclass(frozen=True, slots=True)
class Row:
    """Up to five buttons beside one another."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """An ordinary message."""

    content: str
    rows: tuple[Row, ...] = ()
    #: Ids of the people who are told.
    pings: tuple[str, ...] = ()
    #: What is attached.
    document: Document | Picture | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """A message made of components. Once a message is one, it stays one."""

    parts: tuple[Words | Beside | Row, ...]
    pings: tuple[str, ...] = ()


Message = Plain | Layout


def rendered(reply: Reply, *, as_layout: bool = False) -> Message:
    """The message for a reply: an ordinary one where it fits and ``as_layout`` does not ask for the other.

    A form is rendered by its title only, because Discord asks in a window of its own (see
    :mod:`adapters.discord.forms`).
    """
    if isinstance(reply, Document | Picture):
        return Plain(content=markdown(reply.text, CONTENT_UNITS), pings=pings_in(reply.text), document=reply)
    blocks = blocks_of(shown_in(reply))
    keys = _Keys()
    pressed = [(block, keys.of(block.actions)) for block in blocks]
    pings = tuple(dict.fromkeys(ping for block in blocks for ping in pings_in(block.text)))
    whole = [(written(block), made) for block, made in pressed]
    if not as_layout and (plain := _plain([block for block, _ in pressed], whole, pings)):
        return plain
    if _text_units(parts := _parts(whole)) <= LAYOUT_UNITS:
        return Layout(parts=parts, pings=pings)
    for economy in _ECONOMIES:
        parts = _parts([(written(block, None, economy), made) for block, made in pressed])
        if _text_units(parts) <= LAYOUT_UNITS:
            return Layout(parts=parts, pings=pings)
    return Layout(parts=_parts(_cut(pressed, _ECONOMIES[-1], LAYOUT_UNITS)), pings=pings)


def in_words(shown: Shown) -> Plain:
    """The message as words alone, for where Discord refused its components. Links are written out, buttons are gone."""
    blocks = [replace(block, text=_with_links(block), actions=()) for block in blocks_of(shown)]
    pings = tuple(dict.fromkeys(ping for block in blocks for ping in pings_in(block.text)))
    if plain := _plain(blocks, [(written(block), ()) for block in blocks], pings):
        return plain
    # Between two blocks there are up to two line breaks.
    short = _cut([(block, ()) for block in blocks], _ECONOMIES[-1], CONTENT_UNITS - len(blocks))
    return _plain(blocks, short, pings) or Plain(content=_NOTHING)


def _with_links(block: Block) -> Text:
    parts = list(block.text)
    for action in block.actions:
        if isinstance(action, LinkButton):
            parts += ["\n"] if parts else []
            parts.append(Link(action.label, action.address))
    return tuple(parts)


def written(block: Block, room: int | None = None, economy: Economy = LAVISH) -> str:
    """The words of a block with their marks."""
    before, after = block.frame
    if room is not None:
        room -= units(before + after)
    text = markdown(block.text, room, economy)
    return f"{before}{text}{after}" if text else ""


def _plain(
    blocks: Sequence[Block], texts: Sequence[tuple[str, tuple[Key, ...]]], pings: tuple[str, ...]
) -> Plain | None:
    """The ordinary message; None if there is too much for one."""
    content = ""
    for block, (text, _) in zip(blocks, texts, strict=True):
        if text:
            content += f"{_gap(block) if content else ''}{text}"
    rows = _rows(key for _, keys in texts for key in keys)
    if units(content) > CONTENT_UNITS or len(rows) > ROWS:
        return None
    return Plain(content=content or _NOTHING, rows=rows, pings=pings)


def _gap(block: Block) -> str:
    return "\n\n" if block.stands_apart else "\n"


def _rows(keys: Iterable[Key]) -> tuple[Row, ...]:
    every = tuple(keys)
    return tuple(Row(every[start : start + ROW_BUTTONS]) for start in range(0, len(every), ROW_BUTTONS))


def _parts(texts: Sequence[tuple[str, tuple[Key, ...]]]) -> tuple[Words | Beside | Row, ...]:
    """The components of a layout; where there would be too many, the buttons all stand at the end."""
    parts = tuple(_beside(texts))
    if _components(parts) <= LAYOUT_COMPONENTS:
        return parts or (Words(_NOTHING),)
    whole = "\n".join(text for text, _ in texts if text)
    keys = [key for _, made in texts for key in made]
    most = ROWS * ROW_BUTTONS
    if len(keys) > most:
        log.warning("buttons left out", extra={"buttons": len(keys)})
    return (Words(whole or _NOTHING), *_rows(keys[:most]))


def _beside(texts: Sequence[tuple[str, tuple[Key, ...]]]) -> Iterator[Words | Beside | Row]:
    open_text = ""
    for text, keys in texts:
        match keys:
            case (Press() as only,) if text:
                if open_text:
                    yield Words(open_text)
                open_text = ""
                yield Beside(text, only)
            case ():
                open_text = f"{open_text}\n{text}" if open_text and text else open_text or text
            case _:
                open_text = f"{open_text}\n{text}" if open_text and text else open_text or text
                if open_text:
                    yield Words(open_text)
                open_text = ""
                yield from _rows(keys)
    if open_text:
        yield Words(open_text)


def _components(parts: Sequence[Words | Beside | Row]) -> int:
    return sum(1 + len(part.keys) if isinstance(part, Row) else 3 if isinstance(part, Beside) else 1 for part in parts)


def _text_units(parts: Sequence[Words | Beside | Row]) -> int:
    return sum(units(part.text) for part in parts if not isinstance(part, Row))


def _cut(
    pressed: Sequence[tuple[Block, tuple[Key, ...]]], economy: Economy, room: int
) -> list[tuple[str, tuple[Key, ...]]]:
    """The blocks, each with a fair share of the room that is left; what one does not need, the next may take."""
    left = room - len(pressed)
    result: list[tuple[str, tuple[Key, ...]]] = []
    for index, (block, keys) in enumerate(pressed):
        text = written(block, left // (len(pressed) - index), economy)
        left -= units(text)
        result.append((text, keys))
    return result


class _Keys:
    """Makes the buttons of one message, in which no two may have the same id."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, actions: Sequence[Action]) -> tuple[Key, ...]:
        """The buttons that Discord takes; one that it would refuse is left out."""
        return tuple(key for action in actions if (key := self._made(action)))

    def _made(self, action: Action) -> Key | None:
        label = cut(safe_line(action.label), BUTTON_LABEL_UNITS) or _NOTHING
        match action:
            case Button():
                custom_id = self._unused(pack(action.command, action.args))
                return Press(label=label, custom_id=custom_id, style=action.style) if custom_id else None
            case LinkButton():
                address = target(action.address)
                return Way(label=label, address=address) if len(address) <= BUTTON_ADDRESS_CHARACTERS else None
            case _:
                assert_never(action)

    def _unused(self, packed: str) -> str | None:
        """The packed button, made different by spaces that mean nothing where another has the same."""
        if packed in self._taken and "{" not in packed:
            packed += json.dumps({})
        while packed in self._taken:
            packed += " "
        if units(packed) > CUSTOM_ID_CHARACTERS:
            return None
        self._taken.add(packed)
        return packed
