"""Text that Discord shows as it was written: nothing in it becomes a mention, a link, a heading or a hidden part.

A backslash before any character that is neither letter, digit nor space makes Discord show that character as it is.
"""

from __future__ import annotations

import re

from bot.safe import safe

_LIVE = re.compile(
    r"[\\*_~|`\[\]<@]"  # emphasis, spoilers, code, masked links, everything in angle brackets, @everyone
    r"|:(?=//)"  # the middle of an address
    r"|:(?=[\w+-]{1,64}:)"  # an emoji by its name
    r"|(?<=\.gg)/|(?<=discord\.com)/|(?<=discordapp\.com)/"  # invitations, which show a card without any scheme
)
#: Without one of these a text has nothing that is alive, and most texts have none.
_MAYBE_LIVE = re.compile(r"[\\*_~|`\[\]<@:/]")
_MAYBE_AT_LINE_START = re.compile(r"[#+>.)-]")
_ENDS_A_LINK = re.compile(r'[ "<>()\\`|]')
_AT_LINE_START = re.compile(r"^([ \t]*)(#{1,3}(?=\s)|-(?=#?\s)|\+(?=\s)|>)|^([ \t]*\d+)([.)](?=\s))", re.MULTILINE)


def escaped(text: str) -> str:
    """The text so that Discord shows exactly these letters. Never shorter than the text without disguises."""
    text = safe(text)
    if _MAYBE_LIVE.search(text):
        text = _LIVE.sub(r"\\\g<0>", text)
    return _AT_LINE_START.sub(_inert, text) if _MAYBE_AT_LINE_START.search(text) else text


def _inert(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[2] else f"{found[3]}\\{found[4]}"


def target(address: str) -> str:
    """An address as it may stand between ``(<`` and ``>)``: nothing in it ends the link."""
    return _ENDS_A_LINK.sub(lambda found: f"%{ord(found[0]):02X}", safe(address))
