"""What a person is shown, read out of the wire: messages, forms, answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.discord.fake.validation.components import (
    BUTTON,
    LABEL,
    ROW,
    SELECTS,
    TEXT_DISPLAY,
    parts_of,
)
from tests.discord.fake.world import EPHEMERAL
from tests.fakes.shapes import Json


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on somebody's screen; ``wire`` is all of it."""

    wire: Json

    @property
    def id(self) -> str:
        return str(self.wire["id"])

    @property
    def channel_id(self) -> str:
        return str(self.wire["channel_id"])

    @property
    def author_id(self) -> str:
        return str(self.wire["author"]["id"])

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.wire["flags"] & EPHEMERAL)

    @property
    def content(self) -> str:
        return str(self.wire["content"])

    @property
    def text(self) -> str:
        """All that can be read: content, embeds, text displays, in the order of the screen."""
        return "\n".join(filter(None, _texts(self.wire)))

    @property
    def buttons(self) -> list[str]:
        """The labels (or emoji) of the buttons that can be pressed."""
        parts = parts_of(self.wire["components"])
        pressable = [one for one in parts if one["type"] == BUTTON and not one.get("disabled")]
        return [one.get("label") or (one.get("emoji") or {}).get("name", "") for one in pressable]

    @property
    def selects(self) -> list[Json]:
        return [one for one in parts_of(self.wire["components"]) if one["type"] in SELECTS]

    @property
    def custom_ids(self) -> list[str]:
        return [one["custom_id"] for one in parts_of(self.wire["components"]) if "custom_id" in one]


@dataclass(frozen=True, slots=True)
class Form:
    """A form on somebody's screen."""

    wire: Json

    @property
    def title(self) -> str:
        return str(self.wire["title"])

    @property
    def fields(self) -> dict[str, Json]:
        """The fields by label, in the order of the screen."""
        found = {}
        for part in self.wire["components"]:
            if part["type"] == LABEL:
                found[str(part["label"])] = part["component"]
            elif part["type"] == ROW:
                found |= {str(one["label"]): one for one in part["components"]}
        return found

    @property
    def values(self) -> dict[str, str]:
        """What stands in the text fields already, by label."""
        return {label: str(field["value"]) for label, field in self.fields.items() if field.get("value")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of something a person did."""

    interaction_id: str
    #: 4 a message, 5 "thinking…", 6 nothing yet, 7 a changed message, 9 a form.
    kind: int
    messages: tuple[Shown, ...]
    form: Form | None
    #: Still "thinking…".
    is_loading: bool
    answered_after_seconds: float
    #: None while nothing but "thinking…" was shown.
    shown_after_seconds: float | None

    @classmethod
    def read(cls, state: Json) -> Answer:
        return cls(
            interaction_id=state["interaction"],
            kind=state["kind"],
            messages=tuple(Shown(one) for one in state["messages"]),
            form=Form(state["form"]) if state["form"] else None,
            is_loading=state["is_loading"],
            answered_after_seconds=state["answered_after_seconds"],
            shown_after_seconds=state["shown_after_seconds"],
        )

    @property
    def message(self) -> Shown:
        """The first message. Raises when nothing was shown."""
        if not self.messages:
            raise AssertionError("No message was shown.")
        return self.messages[0]

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.messages)

    @property
    def buttons(self) -> list[str]:
        return [label for one in self.messages for label in one.buttons]

    @property
    def is_ephemeral(self) -> bool:
        return self.message.is_ephemeral


def _texts(wire: Json) -> Iterator[str]:
    yield wire["content"]
    for embed in wire["embeds"]:
        yield (embed.get("author") or {}).get("name", "")
        yield embed.get("title") or ""
        yield embed.get("description") or ""
        for field in embed.get("fields") or []:
            yield f"{field['name']}: {field['value']}"
        yield (embed.get("footer") or {}).get("text", "")
    for part in parts_of(wire["components"]):
        if part["type"] == TEXT_DISPLAY:
            yield part["content"]
