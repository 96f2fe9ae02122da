"""A message as Discord has it, turned back into the plain text of the console, for tests that compare platforms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

_ROW = re.compile(r"\[[^\[\]]+\](?: \[[^\[\]]+\])*")
_TOKEN = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|\[(?P<label>(?:\\.|[^\]\\])*)\]\(<(?P<to>[^>]*)>\) \((?P<host>(?:\\.|[^)\\])*)\)"
    r"|<t:(?P<moment>-?\d+):f>"
    r"|<@(?P<person>\d+)>"
    r"|<#(?P<channel>\d+)>"
    r"|(?P<address><https?://[^>]*>)"
    r"|`(?P<code>[^`]*)`"
    r"|(?P<mark>\*\*|\*|\u200b)"
)


def transcript_of(message: Mapping[str, Any]) -> str:
    """The plain text of a message as the console would print it, with all buttons in one row at the end.

    Equal to :func:`buttons_last` of the console's text for the same reply.
    """
    texts, buttons = _content(message)
    return _joined(texts, buttons)


def buttons_last(console: str) -> str:
    """The console's text in the same form: no empty lines, and all buttons in one row at the end."""
    texts: list[str] = []
    buttons: list[str] = []
    for line in console.splitlines():
        (buttons if _ROW.fullmatch(line.strip()) else texts).append(line)
    return _joined(texts, buttons)


def _joined(texts: Sequence[str], buttons: Sequence[str]) -> str:
    lines = [line.rstrip() for text in texts for line in text.split("\n") if line.strip()]
    return "\n".join([*lines, " ".join(buttons)] if buttons else lines)


def _content(message: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    texts = [plain(str(message["content"]))] if message.get("content") else []
    buttons: list[str] = []
    for component in walk(message.get("components") or ()):
        if component["type"] == 10:
            texts.append(plain(component["content"]))
        elif component["type"] == 2:
            address = f" <{component['url']}>" if component.get("url") else ""
            buttons.append(f"[{component['label']}{address}]")
    return texts, buttons


def walk(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component in the order in which it is read."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        inner = component.get("accessory") or component.get("component")
        if inner:
            yield from walk([inner])


def plain(markdown: str) -> str:
    """Discord's markdown as people read it: marks gone, links with their address."""
    lines = [re.sub(r"^(?:### |-# )", "", line) for line in markdown.split("\n")]
    return _TOKEN.sub(_shown, "\n".join(lines))


def _shown(found: re.Match[str]) -> str:
    groups = found.groupdict()
    if groups["to"] is not None:
        return f"{_TOKEN.sub(_shown, groups['label'])} <{groups['to']}>"
    if groups["moment"] is not None:
        return datetime.fromtimestamp(int(groups["moment"]), UTC).strftime("%Y-%m-%d %H:%M %Z")
    if groups["person"] is not None:
        return f"@{groups['person']}"
    if groups["channel"] is not None:
        return f"#{groups['channel']}"
    if groups["address"] is not None:
        return groups["address"].strip("<>")
    if groups["mark"] is not None:
        return ""
    return groups["escaped"] if groups["escaped"] is not None else groups["code"]
