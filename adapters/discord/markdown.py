"""A text of the bot as Discord's markdown. Formatting comes from the nodes only; whatever was typed stays letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from adapters.discord.safe import escaped, target
from bot.addresses import host_of
from bot.cutting import MORE, cut, units
from bot.replies import Bold, ChannelLink, Code, Inline, Italic, Link, Mention, RoleLink, Text, Time
from bot.safe import safe, safe_line

# Between two pieces that would melt into other markdown: shown as nothing.
_SEAM = "\u200b"
_MELTING = {"*", "`"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Economy:
    """How much may be spent on what can be done without; everything, unless something is too long as it is."""

    #: UTF-16 units of words said in another voice, which are notes and reasons; 0 leaves them out.
    note_units: int | None = None
    #: An address longer than this is not linked to; its host is still named.
    address_characters: int | None = None


LAVISH = Economy()


def markdown(text: Text, room: int | None = None, economy: Economy = LAVISH) -> str:
    """The text in Discord's markdown, cut to ``room`` units if it is longer."""
    written = ""
    parts = _melted(_thrifty(text, economy))
    for index, part in enumerate(parts, 1):
        piece = _piece(part, None, economy)
        if room is not None:
            # All but the last leave room for the "…" that says that something is missing; a seam takes room as well.
            left = room - units(written) - (index < len(parts)) - (written[-1:] in _MELTING)
            if units(piece) > left:
                return _joined(written, _piece(part, left, economy) or (MORE if units(written) < room else ""))
        written = _joined(written, piece)
    return written


def pings_in(text: Text) -> tuple[str, ...]:
    """The ids of the people whom the text mentions, which is the only way in which anybody is told."""
    return tuple(part.user for part in text if isinstance(part, Mention) and _is_id(part.user))


def _thrifty(text: Text, economy: Economy) -> Text:
    """The text without its notes and the line breaks before them, if there is no room for notes at all."""
    if economy.note_units != 0:
        return text
    kept: list[Inline] = []
    for part in text:
        if isinstance(part, Italic):
            if kept and kept[-1] == "\n":
                kept.pop()
        else:
            kept.append(part)
    return tuple(kept) or text


def _melted(text: Text) -> list[Inline]:
    """Plain words that stand together as one, so that nothing becomes alive across the place where they meet."""
    parts: list[Inline] = []
    for part in text:
        last = parts[-1] if parts else None
        if isinstance(part, str) and isinstance(last, str):
            parts[-1] = last + part
        else:
            parts.append(part)
    return parts


def _joined(before: str, after: str) -> str:
    """One after the other, kept apart where their marks would melt into one."""
    is_seam = before[-1:] in _MELTING and after[:1] == before[-1:]
    return f"{before}{_SEAM}{after}" if is_seam else before + after


def _piece(part: Inline, room: int | None, economy: Economy) -> str:
    match part:
        case str():
            return _words(part, room)
        case Bold():
            return _marked(part.text, "**", room)
        case Italic():
            return _marked(part.text, "*", _least(room, economy.note_units))
        case Code():
            return _code(part.text, room)
        case Link():
            return _link(part, room, economy)
        case Mention() | ChannelLink() | RoleLink():
            return _whole(_named(part), room)
        case Time():
            return _whole(f"<t:{int(part.when.timestamp())}:f>", room)
        case _:
            assert_never(part)


def _named(part: Mention | ChannelLink | RoleLink) -> str:
    """A person, a channel or a role in Discord's own form; by their name where it is no id."""
    match part:
        case Mention(user=name):
            return f"<@{name}>" if _is_id(name) else escaped(f"@{name}")
        case ChannelLink(channel=name):
            return f"<#{name}>" if _is_id(name) else escaped(f"#{name}")
        case RoleLink(role=name):
            return f"<@&{name}>" if _is_id(name) else escaped(f"@{name}")


def _words(text: str, room: int | None) -> str:
    return escaped(text) if room is None else cut(safe(text), room, escaped)


def _marked(text: str, mark: str, room: int | None) -> str:
    """The text between marks; the spaces around it stay outside, because marks next to spaces are none."""
    core = safe(text)
    lead, tail = core[: len(core) - len(core.lstrip())], core[len(core.rstrip()) :]
    core = core.strip()
    inner = _words(core, None if room is None else room - units(lead + tail) - 2 * len(mark))
    return f"{lead}{mark}{inner}{mark}{tail}" if inner else ""


def _code(text: str, room: int | None) -> str:
    """Something to type. No backslash works between backticks, so what has one inside is shown as plain words."""
    line = safe_line(text).strip()
    if "`" in line or not line:
        return _words(line, room)
    inner = line if room is None else cut(line, room - 2)
    return f"`{inner}`" if inner else ""


def _link(link: Link, room: int | None, economy: Economy) -> str:
    """The label, leading to the address, with the host beside it, so that nobody is led elsewhere than words say."""
    label, address = safe_line(link.label).strip(), target(link.address)
    most = economy.address_characters
    is_affordable = most is None or len(address) <= most
    if label in {"", link.address, address}:
        return _whole(f"<{address}>", room) or _words(_host(link.address), room)
    frame = f"](<{address}>) ({escaped(_host(link.address))})"
    if is_affordable and (room is None or room - units(frame) - 1 >= min(units(escaped(label)), 20)):
        return f"[{_words(label, None if room is None else room - units(frame) - 1)}{frame}"
    return _words(f"{label} ({_host(link.address)})", room)


# A page that is turned names the same hosts again, and finding one takes as long as the rest of the link.
_host = lru_cache(maxsize=4_096)(host_of)


def _whole(piece: str, room: int | None) -> str:
    """The piece, or nothing where it does not fit: half of it would be something else."""
    return piece if room is None or units(piece) <= room else ""


def _least(room: int | None, most: int | None) -> int | None:
    return most if room is None else room if most is None else min(room, most)


def _is_id(written: str) -> bool:
    return written.isascii() and written.isdigit()
