"""Text that Discord shows as it was written: nothing in it becomes a mention, a link, a heading or a hidden part.

A backslash before any character that is neither letter, digit nor space makes Discord show that character as it is.
"""

from __future__ import annotations

import re

# What disguises one text as another or is shown by no client: control characters, direction marks and overrides,
# zero-width space, soft hyphen, byte-order mark, annotations, tags, halves of characters. The joiners of scripts and
# emoji stay.
_DISGUISES = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LIVE = re.compile(
    r"[\\*_~|`\[\]<@]"  # emphasis, spoilers, code, masked links, everything in angle brackets, @everyone
    r"|:(?=//)"  # the middle of an address
    r"|:(?=[\w+-]{1,64}:)"  # an emoji by its name
    r"|(?<=\.gg)/|(?<=discord\.com)/|(?<=discordapp\.com)/"  # invitations, which show a card without any scheme
)
_AT_LINE_START = re.compile(r"^([ \t]*)(#{1,3}(?=\s)|-(?=#?\s)|\+(?=\s)|>)|^([ \t]*\d+)([.)](?=\s))", re.MULTILINE)


def without_disguises(text: str) -> str:
    """The text without anything that hides or turns what is around it; line feeds stay, tabs become spaces."""
    if text.isascii() and text.isprintable():
        return text
    return _DISGUISES.sub("", text.replace("\t", " "))


def one_line(text: str) -> str:
    """The same on one line, for what Discord never reads as markdown: labels, titles of modals, choices."""
    return " ".join(without_disguises(text).split("\n"))


def escaped(text: str) -> str:
    """The text so that Discord shows exactly these letters. Never shorter than the text without disguises."""
    text = _LIVE.sub(r"\\\g<0>", without_disguises(text))
    return _AT_LINE_START.sub(_inert, text)


def _inert(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[2] else f"{found[3]}\\{found[4]}"


def target(address: str) -> str:
    """An address as it may stand between ``(<`` and ``>)``: nothing in it ends the link."""
    return "".join(f"%{ord(char):02X}" if char in ' "<>()\\`|' else char for char in without_disguises(address))
