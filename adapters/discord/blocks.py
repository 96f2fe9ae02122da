"""A reply as blocks: paragraphs in the order in which they are read, each with the buttons that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from bot.replies import (
    Bold,
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
    Text,
    Update,
)
from bot.safe import safe_line

Action = Button | LinkButton


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph with its buttons."""

    text: Text
    actions: tuple[Action, ...] = ()
    #: What Discord wants before and after it: the marks of a heading or of small print.
    frame: tuple[str, str] = ("", "")
    #: Whether there is an empty line before it.
    stands_apart: bool = False


def shown_in(reply: Reply) -> Shown:
    """What of a reply is shown. Of a form only its title, of a file its sentence: the rest goes another way."""
    match reply:
        case Notice() | Card() | Page():
            return reply
        case Update(reply=shown) | Shared(reply=shown):
            return shown
        case Form():
            return Notice(text=(reply.title,))
        case Document() | Picture():
            return Notice(text=reply.text)
        case _:
            assert_never(reply)


def blocks_of(shown: Shown) -> list[Block]:
    """The blocks, in order."""
    match shown:
        case Notice():
            return [Block(text=shown.text, actions=shown.actions)]
        case Card():
            return list(_card(shown, ()))
        case Page():
            return list(_card(shown.card, tuple(way for way in (shown.newer, shown.older) if way is not None)))
        case _:
            assert_never(shown)


def _card(card: Card, ways: tuple[Button, ...]) -> Iterator[Block]:
    yield Block(text=(safe_line(card.title),), frame=("### ", ""))
    before: Section | None = None
    for section in card.sections:
        # The lines of a list stand together; what has buttons stands apart, so that one sees whose they are.
        apart = before is not None and bool(before.actions or section.actions)
        yield Block(text=section.text, actions=section.actions, stands_apart=apart)
        before = section
    for index, fact in enumerate(card.facts):
        name = safe_line(fact.name)
        yield Block(text=(Bold(f"{name}:"), " ", *fact.value), stands_apart=not index and bool(card.sections))
    if card.actions or ways:
        yield Block(text=(), actions=(*card.actions, *ways))
    if card.footer:
        yield Block(text=card.footer, frame=("-# ", ""), stands_apart=True)
