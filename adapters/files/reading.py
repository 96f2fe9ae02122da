"""A file on disk as text: what can be read at all, in which encoding, in pieces or lines, with progress told.

Every reader of a format gets a ``Source`` from here and never opens a file itself.
"""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters.files import encodings
from bot.errors import InvalidInput

#: Called with the bytes read so far and the bytes in all.
Progress = Callable[[int, int], None]

#: Largest file that is read; one byte more is refused.
LARGEST_FILE_BYTES = 200 * 1024 * 1024
#: Largest file of a format that has to be held in memory as a whole (Markdown, BibTeX).
LARGEST_HELD_BYTES = 20 * 1024 * 1024
#: Longest line in formats that are read line by line.
LONGEST_LINE_CHARACTERS = 1024 * 1024
_PIECE_BYTES = 256 * 1024
_SAMPLE_BYTES = 64 * 1024
#: How text files never begin, whatever comes after: archives, pictures, documents, programs, databases.
_BINARY_STARTS = (
    b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf",
    b"\x7fELF", b"SQLite format 3", b"mozLz40", b"bplist00", b"RIFF", b"\xd0\xcf\x11\xe0", b"{\\rtf",
)  # fmt: skip
_OTHER_FILE = "Choose a text file: Markdown, bookmarks, OPML, CSV, BibTeX, JSON or a list."


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file that has been found readable, with the encoding its text is in."""

    path: Path
    bytes_in_all: int
    encoding: str
    progress: Progress

    def pieces(self) -> Iterator[str]:
        """The text in pieces, line ends as ``\\n``, bytes that are no text as U+FFFD."""
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(self.encoding)("replace"), translate=True)
        done = 0
        for block in _blocks(self.path):
            done += len(block)
            self.progress(done, self.bytes_in_all)
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line without its end, with its number from 1."""
        rest, number = "", 0
        for piece in self.pieces():
            *whole, rest = (rest + piece).split("\n")
            for line in whole:
                number += 1
                yield number, line
            if len(rest) > LONGEST_LINE_CHARACTERS:
                raise InvalidInput(f"Line {number + 1} of {self.path.name} is too long to be a line.", _OTHER_FILE)
        if rest:
            yield number + 1, rest

    def whole(self) -> str:
        """The whole text at once, for formats that cannot be read in pieces."""
        if self.bytes_in_all > LARGEST_HELD_BYTES:
            raise InvalidInput(
                f"{self.path.name} is larger than {LARGEST_HELD_BYTES >> 20} MiB, the most for this format.",
                "Split it, or export it as CSV or bookmarks.",
            )
        return "".join(self.pieces())

    def beginning(self) -> str:
        """The first 64 KiB or so of the text; reading it tells no progress."""
        silent = Source(path=self.path, bytes_in_all=self.bytes_in_all, encoding=self.encoding, progress=_no_progress)
        return next(silent.pieces(), "")[:_SAMPLE_BYTES]


def opened(path: Path, *, progress: Progress | None = None) -> Source:
    """The file as a Source. Raises InvalidInput when it is missing, no file, empty, too large or not text."""
    size = _checked_size(path)
    first = next(_blocks(path), b"")
    encoding = encodings.marked(first)
    if encoding is None:
        encoding = _unmarked_encoding(path, first)
    if _is_binary(first, encoding):
        raise InvalidInput(f"{path.name} is a binary file, not text.", _OTHER_FILE)
    if not first.decode(encoding, "replace").strip("\ufeff \t\r\n\x00"):
        raise InvalidInput(f"{path.name} is empty.", _OTHER_FILE)
    return Source(path=path, bytes_in_all=size, encoding=encoding, progress=progress or _no_progress)


def _checked_size(path: Path) -> int:
    try:
        if path.is_dir():
            raise InvalidInput(f"{path} is a folder, not a file.", "Name one file in it.")
        if not path.exists():
            raise InvalidInput(f"There is no file {path}.", "Check the path and the spelling.")
        if not path.is_file():
            raise InvalidInput(f"{path} is not an ordinary file.", "Copy what it gives into a file first.")
        size = path.stat().st_size
    except (OSError, ValueError) as problem:
        raise _unreadable(path, problem) from problem
    if size > LARGEST_FILE_BYTES:
        raise InvalidInput(
            f"{path.name} is larger than {LARGEST_FILE_BYTES >> 20} MiB.", "Split it into parts and import each."
        )
    if size == 0:
        raise InvalidInput(f"{path.name} is empty.", _OTHER_FILE)
    return size


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_PIECE_BYTES):
                yield block
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def _unreadable(path: Path, problem: Exception) -> InvalidInput:
    reason = os.strerror(problem.errno) if isinstance(problem, OSError) and problem.errno else "its name is not valid"
    return InvalidInput(f"{path.name or path} cannot be read: {reason}.", "Check its name and its permissions.")


def _unmarked_encoding(path: Path, first: bytes) -> str:
    """UTF-8 when the whole file is; else what it declares; else the best guess from its lines beyond ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    is_utf8 = True
    for block in _blocks(path):
        if len(sample) < _SAMPLE_BYTES and not block.isascii():
            sample += b"\n".join(line[:1000] for line in block.split(b"\n") if not line.isascii())
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            is_utf8 = False
            break
    stated = encodings.declared(first)
    if stated and stated.startswith("iso2022"):
        return stated
    if is_utf8:
        # A file that ends in the middle of a character is still UTF-8.
        return "utf-8"
    return stated or encodings.guessed(bytes(sample[:_SAMPLE_BYTES]))


def _is_binary(first: bytes, encoding: str) -> bool:
    if first.startswith(_BINARY_STARTS):
        return True
    text = first[:_SAMPLE_BYTES].decode(encoding, "replace").removesuffix("\ufffd")
    strange = sum(character < " " and character not in "\t\n\r\f\x1b" for character in text) + text.count("\ufffd")
    return strange > max(len(text) // 20, 1)


def _no_progress(done: int, in_all: int) -> None:
    """Where nobody asked to be told."""
