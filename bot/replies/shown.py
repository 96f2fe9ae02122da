"""What is shown in a message or asked in a form, and the buttons below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.replies.texts import Inline, Text


class Tone(StrEnum):
    """How a notice is meant."""

    DONE = "done"
    INFO = "info"
    REFUSED = "refused"


class Style(StrEnum):
    """How a button looks."""

    PLAIN = "plain"
    MAIN = "main"
    DANGER = "danger"


#: Arguments of a pre-filled command: only what fits in a short text.
Arguments = Mapping[str, str | int | bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A pre-filled command. Works after a restart, because it carries all that it needs."""

    label: str
    command: tuple[str, ...]
    args: Arguments = field(default_factory=dict)
    style: Style = Style.PLAIN

    def __post_init__(self) -> None:
        if not 1 <= len(self.label) <= 40:
            raise ValueError(f"a button's label has 1 to 40 characters: {self.label!r}")


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkButton:
    """A button that opens an address."""

    label: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A paragraph, with the buttons that belong to it."""

    text: Text
    actions: tuple[Button | LinkButton, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A named value on a card."""

    name: str
    value: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One or two sentences."""

    text: Text
    tone: Tone = Tone.INFO
    actions: tuple[Button, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A titled answer with paragraphs, facts and buttons."""

    title: str
    sections: tuple[Section, ...] = ()
    facts: tuple[Fact, ...] = ()
    actions: tuple[Button | LinkButton, ...] = ()
    footer: Text = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Part of a longer list: its items, and the ways to the parts before and after."""

    card: Card
    newer: Button | None = None
    older: Button | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One question of a form: an option of the command that the form fills in."""

    option: str
    label: str
    value: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    is_long: bool = False
    #: Of so many choices at most the value is made; several are parted by ", ", here and in what is sent.
    most: int = 1

    def __post_init__(self) -> None:
        if self.most > 1 and any("," in choice for choice in self.choices):
            raise ValueError("a choice of several has no comma in it")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The choices that the value is made of."""
        picked = several(self.value) if self.most > 1 else (self.value,)
        return tuple(choice for choice in self.choices if choice in picked)


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """Questions that are still open; sending it runs the command with what was known and what was filled in."""

    title: str
    command: tuple[str, ...]
    fields: tuple[Field, ...]
    known: Arguments = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Update:
    """Shows this in place of the message whose button was pressed."""

    reply: Notice | Card | Page


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """Shows this to everybody in the channel where the button was pressed."""

    reply: Notice | Card | Page


def several(value: str) -> tuple[str, ...]:
    """What was chosen of several: the parts between commas, each once, in order."""
    return tuple(dict.fromkeys(part for one in value.split(",") if (part := one.strip())))


Shown = Notice | Card | Page


def done(*parts: Inline, actions: tuple[Button, ...] = ()) -> Notice:
    """A notice that something has happened."""
    return Notice(text=parts, tone=Tone.DONE, actions=actions)


def said(*parts: Inline, actions: tuple[Button, ...] = ()) -> Notice:
    """A notice that only informs."""
    return Notice(text=parts, tone=Tone.INFO, actions=actions)
