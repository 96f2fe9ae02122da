"""What a person is shown, read out of the wire: messages, modals, Home tabs, and what came of an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.shapes import Json
from tests.slack.fake.blocks import elements_of
from tests.slack.fake.state import KEYS, TEXTS


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A message on somebody's screen; ``wire`` is all of it."""

    wire: Json
    channel_id: str
    #: The only person who sees it; None is everybody in the channel.
    only_for: str | None

    @classmethod
    def read(cls, found: Json) -> Shown:
        return cls(wire=found["wire"], channel_id=found["channel"], only_for=found["only_for"])

    @property
    def ts(self) -> str:
        return str(self.wire["ts"])

    @property
    def place(self) -> dict[str, str]:
        return {"channel": self.channel_id, "ts": self.ts}

    @property
    def is_ephemeral(self) -> bool:
        return self.only_for is not None

    @property
    def fallback(self) -> str:
        """The text of notifications and screen readers."""
        return str(self.wire["text"])

    @property
    def blocks(self) -> list[Json]:
        return list(self.wire.get("blocks") or [])

    @property
    def text(self) -> str:
        """What can be read: the blocks, or the text when there are none."""
        return text_of(self.blocks) if self.blocks else self.fallback

    @property
    def buttons(self) -> list[str]:
        return buttons_of(self.blocks)


@dataclass(frozen=True, slots=True)
class Screen:
    """A modal or a Home tab; ``wire`` is all of it."""

    wire: Json

    @property
    def id(self) -> str:
        return str(self.wire["id"])

    @property
    def place(self) -> dict[str, str]:
        return {"view": self.id}

    @property
    def title(self) -> str:
        return str((self.wire.get("title") or {}).get("text", ""))

    @property
    def text(self) -> str:
        return text_of(self.wire["blocks"])

    @property
    def buttons(self) -> list[str]:
        return buttons_of(self.wire["blocks"])

    @property
    def fields(self) -> dict[str, Json]:
        """The inputs by label, in the order of the screen."""
        inputs = [one for one in self.wire["blocks"] if one["type"] == "input"]
        return {str(one["label"]["text"]): one["element"] for one in inputs}

    @property
    def values(self) -> dict[str, object]:
        """What stands in the inputs, by label; a choice is its value."""
        found: dict[str, object] = {}
        for block in self.wire["blocks"]:
            if block["type"] == "input":
                state = self.wire["state"]["values"][block["block_id"]][block["element"]["action_id"]]
                found[str(block["label"]["text"])] = _plain(state)
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of something a person did."""

    act_id: str
    messages: tuple[Shown, ...]
    #: Views opened or changed by it, the newest last.
    screens: tuple[Screen, ...]
    #: The modals on the screen now, the topmost last.
    modals: tuple[Screen, ...]
    #: Errors beside the fields of a submitted modal, by label.
    errors: dict[str, str]
    is_deleted: bool
    acknowledged_after_seconds: float | None
    #: None while nothing was shown.
    shown_after_seconds: float | None

    @classmethod
    def read(cls, state: Json) -> Answer:
        screens = tuple(Screen(one) for one in state["views"])
        return cls(
            act_id=state["act"],
            messages=tuple(Shown.read(one) for one in state["messages"]),
            screens=screens,
            modals=tuple(Screen(one) for one in state["open_views"]),
            errors=_by_label(state["errors"], screens[-1:]),
            is_deleted=state["is_deleted"],
            acknowledged_after_seconds=state["acknowledged_after_seconds"],
            shown_after_seconds=state["shown_after_seconds"],
        )

    @property
    def message(self) -> Shown:
        """The first message. Raises when there is none."""
        if not self.messages:
            raise AssertionError("No message was shown.")
        return self.messages[0]

    @property
    def modal(self) -> Screen:
        """The topmost modal. Raises when there is none."""
        if not self.modals:
            raise AssertionError("No modal is open.")
        return self.modals[-1]

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.messages)

    @property
    def buttons(self) -> list[str]:
        return [label for one in self.messages for label in one.buttons]


def _by_label(errors: dict[str, str], screens: tuple[Screen, ...]) -> dict[str, str]:
    labels = {block["block_id"]: block["label"]["text"] for one in screens for block in _inputs(one)}
    return {labels[block_id]: text for block_id, text in errors.items()}


def _inputs(screen: Screen) -> list[Json]:
    return [one for one in screen.wire["blocks"] if one["type"] == "input"]


def text_of(blocks: list[Json]) -> str:
    """All that can be read in blocks, one line for each text."""
    return "\n".join(text for block in blocks for text in _texts(block))


def _texts(block: Json) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            for part in block["elements"]:
                yield _rich(part)
        case "markdown":
            yield block["text"]
        case "image":
            yield block["alt_text"]
        case "context":
            yield from (one["text"] if "text" in one else one["alt_text"] for one in block["elements"])
        case "input":
            yield block["label"]["text"]
        case _:
            yield from (one["text"] for one in [block.get("text"), *block.get("fields", [])] if one)


def _rich(part: Json) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(f"• {_rich(one)}" for one in part["elements"])
    return "".join(_inline(one) for one in part["elements"])


def _inline(part: Json) -> str:
    match part["type"]:
        case "text":
            return str(part["text"])
        case "link":
            return str(part.get("text") or part["url"])
        case "user":
            return f"<@{part['user_id']}>"
        case "channel":
            return f"<#{part['channel_id']}>"
        case "emoji":
            return f":{part['name']}:"
        case "broadcast":
            return f"<!{part['range']}>"
        case "date":
            return str(part.get("fallback") or part["timestamp"])
        case _:
            return str(part)


def buttons_of(blocks: list[Json]) -> list[str]:
    return [one["text"]["text"] for block in blocks for one in elements_of(block) if one["type"] == "button"]


def _plain(state: Json) -> object:
    if state["type"] in TEXTS:
        return state["value"]
    value = state[KEYS[state["type"]][0]]
    if isinstance(value, list):
        return [one["value"] if isinstance(one, dict) else one for one in value]
    return value["value"] if isinstance(value, dict) and "value" in value else value
