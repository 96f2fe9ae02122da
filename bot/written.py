"""Replies as text that a database keeps, and back: what is shown later has to be what was made earlier.

Only frozen values of :mod:`bot.replies` are written, each with its own name, so that nothing else can be read back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot import replies
from bot.replies import Admission, Deed, Happening, Shown, Style, Tone

#: The key under which a value's kind stands.
_KIND = "is"
_KINDS: Mapping[str, Any] = {
    kind.__name__: kind
    for kind in (
        replies.Bold,
        replies.Italic,
        replies.Code,
        replies.Link,
        replies.Mention,
        replies.ChannelLink,
        replies.RoleLink,
        replies.Time,
        replies.Button,
        replies.LinkButton,
        replies.Section,
        replies.Fact,
        replies.Notice,
        replies.Card,
        replies.Page,
        replies.Happening,
        replies.Admission,
    )
}


def written(shown: Shown | Deed) -> str:
    """The reply as JSON."""
    return json.dumps(_plain(shown), ensure_ascii=False, separators=(",", ":"))


def read_back(text: str) -> Shown | Deed:
    """The reply that was written so. Raises ValueError for what was never written by :func:`written`."""
    match _value(json.loads(text)):
        case replies.Notice() | replies.Card() | replies.Page() | Happening() | Admission() as shown:
            return shown
        case _:
            raise ValueError("this is no reply")


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case Tone() | Style():
            return {_KIND: type(value).__name__, "value": value.value}
        case str():
            return value
        case datetime():
            return {_KIND: "datetime", "value": value.isoformat()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case Mapping():
            return {_KIND: "args", "value": dict(value)}
        case _:
            named = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
            return {_KIND: type(value).__name__, **named}


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(one) for one in plain)
    if not isinstance(plain, dict):
        return plain
    match str(plain.get(_KIND)):
        case "datetime":
            return datetime.fromisoformat(plain["value"])
        case "args":
            return plain["value"]
        case "Tone":
            return Tone(plain["value"])
        case "Style":
            return Style(plain["value"])
        case kind if kind in _KINDS:
            return _KINDS[kind](**{name: _value(value) for name, value in plain.items() if name != _KIND})
        case _:
            raise ValueError("this is no reply")
