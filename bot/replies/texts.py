"""Texts as parts: plain words, which adapters escape, and the few things that words can be besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


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
