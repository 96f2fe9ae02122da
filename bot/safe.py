"""Text without anything that a reader does not see, whoever wrote it: it does nothing to a terminal or a chat."""

from __future__ import annotations

import re

#: What a terminal obeys (C0 but tab and line feed, DEL, C1), what turns or hides the text around it (direction marks
#: and overrides, zero-width space, soft hyphen, byte-order mark, annotations, tags), what other programs take for the
#: end of a line, and halves of characters, which cannot be written. The joiners that scripts and emoji need stay.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """The text without what terminals obey and what disguises; line feeds stay, tabs become spaces."""
    # Nothing of the above is printable, and this is ten times as quick as looking for each of them.
    if text.isprintable():
        return text
    return _UNSAFE.sub("", text.replace("\t", " "))


def safe_line(text: str) -> str:
    """The same on one line."""
    return " ".join(safe(text).split("\n"))
