"""What may leave for Slack: every block, view and text walked, and refused where Slack would refuse it or be misled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

#: What Slack reads in texts: mentions of people, channels, groups and everybody, links and dates.
TOKEN = re.compile(r"<([@#!]|[a-z][a-z0-9+.-]*:|[^<>]*\|)[^<>]*>", re.IGNORECASE)
#: Parts of a message or view that we make.
KINDS = {
    *("header", "rich_text", "rich_text_section", "actions", "context", "input", "plain_text", "button"),
    *("text", "link", "date", "user", "plain_text_input", "static_select", "external_select"),
    *("multi_static_select", "users_select", "conversations_select", "datepicker", "timepicker", None),
}
_LISTS = {
    "actions": ("elements", 25),
    "context": ("elements", 10),
    "rich_text": ("elements", 1),
    "rich_text_section": ("elements", 200),
    "static_select": ("options", 100),
    "multi_static_select": ("options", 100),
}
_TEXTS = {"text": 3_000, "url": 3_000, "value": 2_000, "action_id": 255, "block_id": 255}
_LABELS = {"header": 150, "button": 75}


def check_message(args: Mapping[str, Any], *, people: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Assert that Slack takes this message, and that it names nobody but these people."""
    assert 1 <= units(args["text"]) <= 4_000, "text"
    assert not TOKEN.search(args["text"]), args["text"]
    assert not re.search(r"&(?!amp;|lt;|gt;)", args["text"]), args["text"]
    if "blocks" in args:
        check_blocks(args["blocks"], most=50, people=people)


def check_view(view: Mapping[str, Any], *, people: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Assert that Slack takes this view, and that it names nobody but these people."""
    check_blocks(view["blocks"], most=100, people=people)
    assert units(view.get("private_metadata", "")) <= 3_000
    if view["type"] == "modal":
        View(**view).validate_json()
        names = [block["block_id"] for block in view["blocks"] if "block_id" in block]
        assert len(set(names)) == len(names)
        assert all(1 <= units(view[name]["text"]) <= 24 for name in ("title", "submit", "close") if name in view)
        assert ("submit" in view) or not any(block["type"] == "input" for block in view["blocks"])


def check_blocks(blocks: list[dict[str, Any]], *, most: int, people: set[str]) -> None:
    assert 1 <= len(blocks) <= most
    total = 0
    names: list[str] = []
    for part in walked(blocks):
        total += sum(units(part[name]) for name in ("text", "url") if isinstance(part.get(name), str))
        assert part.get("type") != "mrkdwn", "markup, in which words of members would mean something"
        _check_part(part, people)
        if "action_id" in part and "block_id" not in part:
            names.append(part["action_id"])
    assert total <= 12_000
    assert len(set(names)) == len(names) or all(name == "answer" for name in names)
    parsed = Block.parse_all(blocks)
    assert len(parsed) == len(blocks)
    for block in parsed:
        block.validate_json()


def _check_part(part: Mapping[str, Any], people: set[str]) -> None:
    kind = part.get("type")
    assert kind in KINDS, f"a part that nothing of ours makes: {kind}"
    if kind == "user":
        assert part["user_id"] in people
    if kind in _LISTS:
        name, most = _LISTS[kind]
        assert 1 <= len(part[name]) <= most, kind
    if kind == "link":
        assert re.fullmatch(r"https?://[^\s<>|\"]+", part["url"])
    if kind == "plain_text_input":
        assert units(part.get("initial_value", "")) <= part["max_length"] <= 3_000
    for name, most in _TEXTS.items():
        if isinstance(part.get(name), str):
            assert 1 <= units(part[name]) <= most, (kind, name)
            part[name].encode()
    if kind in _LABELS:
        assert units(part["text"]["text"]) <= _LABELS[kind]


def walked(part: Any) -> Iterator[dict[str, Any]]:
    """Every object in there."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from walked(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from walked(inner)


def units(text: str) -> int:
    """UTF-16 units, the largest of the ways to count characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
