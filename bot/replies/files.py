"""Files and pictures: for the person who asked, and nobody else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.replies.texts import Text

#: Longest content of a file: 4 MB at most in UTF-8, well below the 10 MiB that Discord takes from a bot for certain.
DOCUMENT_CHARACTERS = 1_000_000
#: A name that no platform changes and no system refuses.
_DOCUMENT_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A small text file, with a sentence beside it; for the person who asked, and nobody else."""

    name: str
    content: str
    text: Text

    def __post_init__(self) -> None:
        if not _DOCUMENT_NAME.fullmatch(self.name):
            raise ValueError(f"a file's name has 1 to 80 of a-z, 0-9, '-' and '.': {self.name!r}")
        if not 1 <= len(self.content) <= DOCUMENT_CHARACTERS:
            raise ValueError(f"a file has 1 to {DOCUMENT_CHARACTERS:,} characters")

    @property
    def data(self) -> bytes:
        """What is in the file."""
        return self.content.encode()


#: Largest picture, and longest alternative text: Slack's limit (``alt_txt_too_large``); Discord takes 1,024.
PICTURE_BYTES, ALT_CHARACTERS = 1_000_000, 1_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A small picture, for the person who asked, and nobody else.

    Whatever it shows stands in the text as well, so that nobody needs to see it; ``alt`` is what a screen reader says
    where the picture is, and what is shown where there are no pictures.
    """

    name: str
    png: bytes
    alt: str
    text: Text

    def __post_init__(self) -> None:
        if not _DOCUMENT_NAME.fullmatch(self.name) or not self.name.endswith(".png"):
            raise ValueError(f"a picture's name has up to 80 of a-z, 0-9, '-' and '.', and ends in .png: {self.name!r}")
        if not self.png.startswith(_PNG) or len(self.png) > PICTURE_BYTES:
            raise ValueError(f"a picture is a PNG of at most {PICTURE_BYTES:,} bytes")
        if not 1 <= len(self.alt) <= ALT_CHARACTERS:
            raise ValueError(f"alternative text has 1 to {ALT_CHARACTERS:,} characters")

    @property
    def data(self) -> bytes:
        """What is in the file."""
        return self.png
