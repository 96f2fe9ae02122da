"""A reply as lines of spans: the one rendering behind the plain transcript and the coloured terminal.

Whatever comes in as text is made safe here, in one place, so nothing that a member typed reaches a terminal as anything
but letters. How a span looks is decided by whoever prints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum, auto
from typing import assert_never

from bot.replies import (
    Bold,
    Button,
    Card,
    ChannelLink,
    Code,
    Document,
    Fact,
    Field,
    Form,
    Inline,
    Italic,
    Link,
    LinkButton,
    Mention,
    Notice,
    Page,
    Picture,
    Reply,
    RoleLink,
    Section,
    Shared,
    Text,
    Time,
    Tone,
    Update,
)
from bot.safe import safe, safe_line

Action = Button | LinkButton


class Look(Enum):
    """What a span is, for whoever has colours."""

    PLAIN = auto()
    TITLE = auto()
    BOLD = auto()
    ITALIC = auto()
    CODE = auto()
    LINK = auto()
    ADDRESS = auto()
    MENTION = auto()
    BUTTON = auto()
    FAINT = auto()
    DONE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """Safe text that looks the same throughout; ``address`` is where it leads, if anywhere."""

    text: str
    look: Look = Look.PLAIN
    address: str = ""


Line = tuple[Span, ...]

_EMPTY: Line = ()
_TONES = {Tone.DONE: Look.DONE, Tone.INFO: Look.PLAIN, Tone.REFUSED: Look.REFUSED}


def rendered(reply: Reply, *, channel: str, zone: tzinfo | None = None) -> list[Line]:
    """The lines of a reply. Times are told in ``zone``, or in the machine's own."""
    match reply:
        case Notice() | Card() | Page():
            return list(_shown(reply, zone))
        case Update(reply=shown):
            return list(_shown(shown, zone))
        case Shared(reply=shown):
            heading = (Span(f"shared in #{safe_line(channel)}:", Look.FAINT),)
            return [heading, *_shown(shown, zone)]
        case Form():
            return list(_form(reply))
        case Document():
            return list(_document(reply, zone))
        case Picture():
            return list(_picture(reply, zone))
        case _:
            assert_never(reply)


def plain(lines: Sequence[Line]) -> str:
    """The lines as text without colours. No line begins with ``>``: in a transcript that marks what was said."""
    texts = ["".join(span.text for span in line).rstrip() for line in lines]
    return "".join(f" {text}\n" if text.startswith(">") else f"{text}\n" for text in texts)


def actions_of(reply: Reply) -> tuple[Action, ...]:
    """The buttons of a reply in the order in which they are printed."""
    match reply:
        case Notice():
            return reply.actions
        case Card():
            return (*(action for section in reply.sections for action in section.actions), *reply.actions)
        case Page():
            ways = (way for way in (reply.newer, reply.older) if way is not None)
            return (*actions_of(reply.card), *ways)
        case Update(reply=shown) | Shared(reply=shown):
            return actions_of(shown)
        case Form() | Document() | Picture():
            return ()
        case _:
            assert_never(reply)


def _shown(reply: Notice | Card | Page, zone: tzinfo | None) -> Iterator[Line]:
    match reply:
        case Notice():
            yield from _text(reply.text, zone, _TONES[reply.tone])
            yield from _row(reply.actions)
        case Card():
            yield from _card(reply, zone)
        case Page():
            yield from _card(reply.card, zone, ways=[way for way in (reply.newer, reply.older) if way is not None])
        case _:
            assert_never(reply)


def _card(card: Card, zone: tzinfo | None, ways: Sequence[Button] = ()) -> Iterator[Line]:
    yield (Span(safe_line(card.title), Look.TITLE),)
    before: Section | None = None
    for section in card.sections:
        # The lines of a list stand together; what has buttons stands apart, so that one sees whose they are.
        if before is None or before.actions or section.actions:
            yield _EMPTY
        yield from _section(section, zone)
        before = section
    if card.facts:
        yield _EMPTY
    for fact in card.facts:
        yield from _fact(fact, zone)
    if card.actions or ways:
        yield _EMPTY
        yield from _row((*card.actions, *ways))
    if card.footer:
        yield _EMPTY
        yield from _text(card.footer, zone, Look.FAINT)


def _fact(fact: Fact, zone: tzinfo | None) -> Iterator[Line]:
    first, *rest = _text(fact.value, zone)
    yield (Span(f"{safe_line(fact.name)}: ", Look.FAINT), *first)
    yield from rest


def _section(section: Section, zone: tzinfo | None) -> Iterator[Line]:
    yield from _text(section.text, zone)
    yield from _row(section.actions)


def _row(actions: Sequence[Action]) -> Iterator[Line]:
    if actions:
        line: list[Span] = []
        for action in actions:
            line += [Span(" "), *_action(action)] if line else _action(action)
        yield tuple(line)


def _action(action: Action) -> list[Span]:
    label = safe_line(action.label)
    match action:
        case Button():
            return [Span(f"[{label}]", Look.BUTTON)]
        case LinkButton():
            address = _address(action.address)
            return [Span(f"[{label} ", Look.LINK, address), Span(f"<{address}>]", Look.ADDRESS, address)]
        case _:
            assert_never(action)


def _form(form: Form) -> Iterator[Line]:
    yield (Span(safe_line(form.title), Look.TITLE),)
    if form.problem:
        yield (Span(safe_line(form.problem), Look.REFUSED),)
    for field in form.fields:
        yield from _field(field)
    example = " ".join(_example(field) for field in form.fields)
    yield (Span("Fill it in: ", Look.FAINT), Span(f"/fill {example}".rstrip(), Look.CODE))


def _document(document: Document, zone: tzinfo | None) -> Iterator[Line]:
    """The sentence, the name of the file, and what is in it, set in so that one sees where it ends."""
    yield from _text(document.text, zone)
    yield (Span(document.name, Look.FAINT),)
    for line in safe(document.content).rstrip("\n").split("\n"):
        yield (Span(f"  {line}", Look.CODE),)


def _picture(picture: Picture, zone: tzinfo | None) -> Iterator[Line]:
    """The words, and in place of the picture, which no console shows, what it says."""
    yield from _text(picture.text, zone)
    yield (Span(f"{picture.name}, a picture: {safe_line(picture.alt)}", Look.FAINT),)


def _field(field: Field) -> Iterator[Line]:
    required = " (required)" if field.required else ""
    several = "several of " if field.most > 1 else ""
    choices = f" ({several}{', '.join(map(safe_line, field.choices))})" if field.choices else ""
    value = f" = {safe_line(field.value)}" if field.value else ""
    yield (Span(f"  {field.option}", Look.BOLD), Span(f"{required}: {safe_line(field.label)}{choices}{value}"))


def _example(field: Field) -> str:
    value = safe_line(field.choices[0]) if field.choices else '"…"'
    if field.most > 1 and len(field.choices) > 1:
        value = f'"{", ".join(map(safe_line, field.choices[:2]))}"'
    return f"{field.option}:{value}"


def _text(text: Text, zone: tzinfo | None, look: Look = Look.PLAIN) -> list[Line]:
    """The lines of a text, at least one; ``look`` is that of the parts that have none of their own."""
    lines: list[list[Span]] = [[]]
    for part in text:
        for span in _inline(part, zone, look):
            first, *rest = span.text.split("\n")
            lines[-1].append(Span(first, span.look, span.address))
            lines.extend([Span(more, span.look, span.address)] for more in rest)
    return [tuple(line) for line in lines]


def _inline(part: Inline, zone: tzinfo | None, look: Look) -> list[Span]:
    match part:
        case str():
            return [Span(safe(part), look)]
        case Bold():
            return [Span(safe(part.text), Look.BOLD)]
        case Italic():
            return [Span(safe(part.text), Look.ITALIC)]
        case Code():
            return [Span(safe(part.text), Look.CODE)]
        case Link():
            return _link(part)
        case Mention(user=name) | RoleLink(role=name):
            return [Span(f"@{safe_line(name)}", Look.MENTION)]
        case ChannelLink():
            return [Span(f"#{safe_line(part.channel)}", Look.MENTION)]
        case Time():
            return [Span(_moment(part.when, zone), look)]
        case _:
            assert_never(part)


def _link(link: Link) -> list[Span]:
    """The label and the address, always both, so that nobody is led elsewhere than the words say."""
    address = _address(link.address)
    label = safe_line(link.label)
    if label in {"", address}:
        return [Span(address, Look.ADDRESS, address)]
    return [Span(label, Look.LINK, address), Span(" "), Span(f"<{address}>", Look.ADDRESS, address)]


def _address(address: str) -> str:
    return safe_line(address).replace(" ", "%20")


def _moment(when: datetime, zone: tzinfo | None) -> str:
    return when.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
