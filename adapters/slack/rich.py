"""Texts as rich text: elements of which Slack reads nothing as markup, so what a member typed stays letters.

Markup (``mrkdwn``) would have to be escaped, and then still turns ``*``, ``:x:``, ``@here`` and addresses into
something else. Here a mention, a link or a moment exists only as an element that we have made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, assert_never

from adapters.slack.limits import ADDRESS_CHARACTERS, PARAGRAPH_CHARACTERS
from adapters.slack.sharing import shares
from bot.addresses import host_of
from bot.cutting import cut, units
from bot.replies import Bold, ChannelLink, Code, Inline, Italic, Link, Mention, RoleLink, Text, Time
from bot.safe import safe, safe_line

Element = dict[str, Any]
#: How commands are spelt here: ``/resource find`` becomes ``/cp-resource find`` where they have a prefix.
Spelling = Callable[[str], str]

#: Ids of people and of channels in Slack; what has another form comes from elsewhere and is shown as a name.
USER = re.compile(r"[UW][A-Z0-9]{2,20}")
CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,20}")
#: Anything in a label that a reader might take for an address.
_LIKE_ADDRESS = re.compile(r"(?i)(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}|://")
_ENDS_A_LINK = re.compile(r'[\s<>|"`\\^{}]')
_MOMENT = "{date_short_pretty} {time}"


def as_spelt(words: str) -> str:
    """Commands without a prefix."""
    return words


def elements(text: Text, space: int, spelling: Spelling = as_spelt) -> list[Element]:
    """The text as elements of a section, in at most so many characters: its longest parts are cut."""
    room = shares([_wanted(part) for part in text], space)
    return [element for part, size in zip(text, room, strict=True) for element in _inline(part, size, spelling)]


def plain(text: Text, spelling: Spelling = as_spelt) -> str:
    """The text without any markup, for where Slack takes no elements; mentions are names, moments stand in UTC."""
    return "".join(_plain(part, spelling) for part in text)


def wanted(text: Text) -> int:
    """How many characters the whole text would take."""
    return sum(map(_wanted, text))


# A link is measured, made and written beside its blocks: four times in one answer.
@lru_cache(maxsize=4_096)
def address_of(address: str) -> str:
    """The address as Slack may have it: nothing in it that ends a link; empty if it is too long for one."""
    encoded = _ENDS_A_LINK.sub(_encoded, safe_line(address))
    return encoded if units(encoded) <= ADDRESS_CHARACTERS else ""


def moment(when: datetime) -> str:
    """The moment in words, the same for everybody: for where readers cannot be shown their own time."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _wanted(part: Inline) -> int:
    match part:
        case str():
            return units(part)
        case Link():
            return units(part.label) + units(address_of(part.address)) + units(_host(part.address)) + 3
        case Bold() | Italic() | Code():
            return units(part.text)
        case Mention():
            return units(part.user)
        case ChannelLink():
            return units(part.channel)
        case RoleLink():
            return units(part.role)
        case Time():
            return len(moment(part.when))
        case _:
            assert_never(part)


def _inline(part: Inline, space: int, spelling: Spelling) -> Iterable[Element]:
    match part:
        case str():
            return _words(part, space)
        case Bold():
            return _words(part.text, space, "bold")
        case Italic():
            return _words(part.text, space, "italic")
        case Code():
            spelt = spelling(part.text)
            return _words(spelt, space + len(spelt) - len(part.text), "code")
        case Link():
            return _link(part, space)
        case Mention():
            return _mention(part, space)
        case ChannelLink() | RoleLink():
            return _room(part, space)
        case Time():
            return [_time(part)]
        case _:
            assert_never(part)


def _words(words: str, space: int, style: str = "") -> list[Element]:
    shown = cut(safe(words), min(space, PARAGRAPH_CHARACTERS))
    if not shown:
        return []
    element: Element = {"type": "text", "text": shown}
    return [element | {"style": {style: True}}] if style else [element]


def _link(link: Link, space: int) -> list[Element]:
    """The label, leading to the address, and the host beside it, so that nobody is led elsewhere than the words say."""
    address, label = address_of(link.address), safe_line(link.label).strip()
    host = _host(link.address)
    if not address or space < units(address):
        return _words(f"{label} ({host})", space)
    if label in {"", link.address, address}:
        return [{"type": "link", "url": address}]
    shown = cut(label, space - units(address) - units(host) - 3)
    if not shown or _poses_as_other(shown, host):
        before = f"{shown} (".lstrip()
        closing: Element = {"type": "text", "text": ")"}
        return [{"type": "text", "text": before}, {"type": "link", "url": address, "text": host}, closing]
    return [{"type": "link", "url": address, "text": shown}, {"type": "text", "text": f" ({host})"}]


_host = lru_cache(maxsize=4_096)(host_of)


def _poses_as_other(label: str, host: str) -> bool:
    """Whether something in the label looks like an address of another host."""
    if "." not in label and "://" not in label:
        return False
    own = host.casefold()
    return any(own != found.group().casefold() for found in _LIKE_ADDRESS.finditer(label))


def _mention(mention: Mention, space: int) -> list[Element]:
    if USER.fullmatch(mention.user):
        return [{"type": "user", "user_id": mention.user}]
    return _words(f"@{safe_line(mention.user)}", space + 1)


def _room(link: ChannelLink | RoleLink, space: int) -> list[Element]:
    if isinstance(link, RoleLink):
        # There are none here.
        return _words(f"@{safe_line(link.role)}", space + 1)
    if CHANNEL.fullmatch(link.channel):
        return [{"type": "channel", "channel_id": link.channel}]
    return _words(f"#{safe_line(link.channel)}", space + 1)


def _time(time: Time) -> Element:
    return {"type": "date", "timestamp": int(time.when.timestamp()), "format": _MOMENT, "fallback": moment(time.when)}


def _plain(part: Inline, spelling: Spelling) -> str:
    match part:
        case str():
            return safe(part)
        case Bold() | Italic():
            return safe(part.text)
        case Code():
            return safe(spelling(part.text))
        case Link():
            address = address_of(part.address)
            label = safe_line(part.label).strip()
            return address if label in {"", part.address, address} else f"{label} ({_host(part.address)})"
        case Mention(user=name) | RoleLink(role=name):
            return f"@{safe_line(name)}"
        case ChannelLink():
            return f"#{safe_line(part.channel)}"
        case Time():
            return moment(part.when)
        case _:
            assert_never(part)
