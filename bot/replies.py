"""What the bot answers, as small frozen values that every platform renders in its own way.

A plain ``str`` inside a text is always escaped by the adapter; formatting exists only as the nodes below, so what a
member typed can never become a mention, a link or a terminal sequence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Bold:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Italic:
    """Words said in another voice: a quotation, a reason."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be typed as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to an address; adapters print the host beside a label that is not the address itself."""

    label: str
    address: str

    def __post_init__(self) -> None:
        if not self.address.startswith(("https://", "http://")):
            raise ValueError("a link leads to http or https only")


@dataclass(frozen=True, slots=True)
class Mention:
    """A person who is told that they are meant. The only way to ping anybody."""

    user: str


@dataclass(frozen=True, slots=True)
class ChannelLink:
    """A channel of the place where this is shown, by its id there; readers see its name."""

    channel: str


@dataclass(frozen=True, slots=True)
class RoleLink:
    """A role of the platform where this is shown, by its id there; readers see its name, and nobody is told."""

    role: str


@dataclass(frozen=True, slots=True)
class Time:
    """A moment that each reader sees in their own zone."""

    when: datetime


Inline = str | Bold | Italic | Code | Link | Mention | ChannelLink | RoleLink | Time
Text = tuple[Inline, ...]


def text(*parts: Inline) -> Text:
    """A text of these parts, in order."""
    return parts


def joined(parts: Iterable[Inline], separator: str) -> Text:
    """A text of these parts with ``separator`` between them."""
    result: list[Inline] = []
    for part in parts:
        if result:
            result.append(separator)
        result.append(part)
    return tuple(result)


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


#: Longest content of a file: 4 MB at most in UTF-8, well below the 10 MiB that Discord takes from a bot for certain.
DOCUMENT_CHARACTERS = 1_000_000
#: A name that no platform changes and no system refuses.
_DOCUMENT_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A small text file, with a sentence beside it; for the person who asked, and nobody else."""

    name: str
    content: str
    text: Text

    def __post_init__(self) -> None:
        if not _DOCUMENT_NAME.fullmatch(self.name):
            raise ValueError(f"a file's name has 1 to 80 of a-z, 0-9, '-' and '.': {self.name!r}")
        if not 1 <= len(self.content) <= DOCUMENT_CHARACTERS:
            raise ValueError(f"a file has 1 to {DOCUMENT_CHARACTERS:,} characters")

    @property
    def data(self) -> bytes:
        """What is in the file."""
        return self.content.encode()


#: Largest picture, and longest alternative text: Slack's limit (``alt_txt_too_large``); Discord takes 1,024.
PICTURE_BYTES, ALT_CHARACTERS = 1_000_000, 1_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A small picture, for the person who asked, and nobody else.

    Whatever it shows stands in the text as well, so that nobody needs to see it; ``alt`` is what a screen reader says
    where the picture is, and what is shown where there are no pictures.
    """

    name: str
    png: bytes
    alt: str
    text: Text

    def __post_init__(self) -> None:
        if not _DOCUMENT_NAME.fullmatch(self.name) or not self.name.endswith(".png"):
            raise ValueError(f"a picture's name has up to 80 of a-z, 0-9, '-' and '.', and ends in .png: {self.name!r}")
        if not self.png.startswith(_PNG) or len(self.png) > PICTURE_BYTES:
            raise ValueError(f"a picture is a PNG of at most {PICTURE_BYTES:,} bytes")
        if not 1 <= len(self.alt) <= ALT_CHARACTERS:
            raise ValueError(f"alternative text has 1 to {ALT_CHARACTERS:,} characters")

    @property
    def data(self) -> bytes:
        """What is in the file."""
        return self.png


#: Discord: 1-100 and 0-1,000 characters of a scheduled event, 0-100 of its location (discord-api-docs).
HAPPENING_TITLE_CHARACTERS, HAPPENING_ABOUT_CHARACTERS, HAPPENING_WHERE_CHARACTERS = 100, 1_000, 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """An event that the platform itself keeps and shows, where it has such a thing (Discord: a scheduled event)."""

    title: str
    about: str
    starts_at: datetime
    ends_at: datetime
    #: Where it is, in words or as an address.
    where: str
    is_cancelled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """Somebody is let into a role, or into a channel: done, not said. Doing it twice is as good as once.

    Discord: into a role. Its channels are opened by roles; letting one person into a channel would leave a permission
    of their own there that nobody ever takes away, so a channel is refused. Slack: into a channel; it has no roles.
    """

    user: str
    #: Exactly one of the two: the platform's id of a role, or of a channel.
    role: str = ""
    channel: str = ""
    #: Why, for the record that the platform keeps of what is done, where it keeps one.
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.user or bool(self.role) == bool(self.channel):
            raise ValueError("one person is let into a role or into a channel, and into one of them")


#: What the bot does on its own besides saying something.
Deed = Happening | Admission


def several(value: str) -> tuple[str, ...]:
    """What was chosen of several: the parts between commas, each once, in order."""
    return tuple(dict.fromkeys(part for one in value.split(",") if (part := one.strip())))


Shown = Notice | Card | Page
Reply = Notice | Card | Page | Form | Update | Shared | Document | Picture


def done(*parts: Inline, actions: tuple[Button, ...] = ()) -> Notice:
    """A notice that something has happened."""
    return Notice(text=parts, tone=Tone.DONE, actions=actions)


def said(*parts: Inline, actions: tuple[Button, ...] = ()) -> Notice:
    """A notice that only informs."""
    return Notice(text=parts, tone=Tone.INFO, actions=actions)
