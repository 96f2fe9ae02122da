"""The seven formats by name: reading a file in one of them, writing one, and telling from its content which it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources as package_files
from pathlib import Path
from typing import TextIO

from adapters.files import bibtex, bookmarks, lossless, markdown, opml, plain, reading, table
from adapters.files.looks import LOOKS
from adapters.files.reading import Progress, Source
from bot.errors import InvalidInput
from bot.resources.values import Draft, Skip, TagDraft

Found = Draft | TagDraft | Skip


@dataclass(frozen=True, kw_only=True, slots=True)
class _Format:
    """How a format is read and written, and which fields of a Draft come back from it."""

    read: Callable[[Source], Iterator[Found]]
    write: Callable[[str, Iterable[Draft], TextIO], None]
    carries: frozenset[str]


_BY_NAME = {
    "markdown": _Format(read=markdown.read, write=markdown.write, carries=markdown.CARRIES),
    "bookmarks": _Format(read=bookmarks.read, write=bookmarks.write, carries=bookmarks.CARRIES),
    "opml": _Format(read=opml.read, write=opml.write, carries=opml.CARRIES),
    "csv": _Format(read=table.read, write=table.write, carries=table.CARRIES),
    "bibtex": _Format(read=bibtex.read, write=bibtex.write, carries=bibtex.CARRIES),
    "json": _Format(read=lossless.read, write=lossless.write, carries=lossless.CARRIES),
    "list": _Format(read=plain.read, write=plain.write, carries=plain.CARRIES),
}
FORMATS: tuple[str, ...] = tuple(_BY_NAME)
#: The fields of a Draft that come back when a format is written and read again. Tags' own facts: ``json`` only.
CARRIES: Mapping[str, frozenset[str]] = {name: each.carries for name, each in _BY_NAME.items()}


def read(
    path: Path,
    *,
    format: str = "auto",  # noqa: A002 - the option's name
    progress: Progress | None = None,
) -> Iterator[Found]:
    """What the file holds, one by one as it is read.

    Raises InvalidInput for a file that cannot be used: before the first value where that can be seen at once, or in
    the middle where the file breaks off. ``progress`` is called with the bytes read and the bytes in all.
    """
    if format != "auto" and format not in _BY_NAME:
        raise InvalidInput(f"There is no format '{format}'.", f"There are {', '.join(FORMATS)} and auto.")
    source = reading.opened(path, progress=progress)
    return _BY_NAME[_detected(source) if format == "auto" else format].read(source)


def write(
    format: str,  # noqa: A002 - the option's name
    *,
    community: str,
    tags: Iterable[TagDraft],
    resources: Iterable[Draft],
    out: TextIO,
) -> None:
    """Write everything in one format, one resource after the other. Raises InvalidInput for an unknown format."""
    if format not in _BY_NAME:
        raise InvalidInput(f"There is no format '{format}'.", f"There are {', '.join(FORMATS)}.")
    if format == "json":
        lossless.write(community, resources, out, tags=tags)
    else:
        # The other formats have no place for what a tag says about itself.
        _BY_NAME[format].write(community, resources, out)


def detect(path: Path) -> str:
    """The format of a file by its content; its name decides only between formats that look alike."""
    return _detected(reading.opened(path))


def starter() -> Iterator[Draft | TagDraft]:
    """The library a new community begins with."""
    with package_files.as_file(package_files.files("adapters.files") / "starter.json") as path:
        for found in read(path, format="json"):
            assert not isinstance(found, Skip), found
            yield found


def _detected(source: Source) -> str:
    text = source.beginning().lstrip("\ufeff \t\r\n")
    for name, looks_like in LOOKS:
        if looks_like(text, source.path.suffix.lower()):
            return name
    raise InvalidInput(
        f"It is not clear what format {source.path.name} has.", f"Say which with --format: {', '.join(FORMATS)}."
    )
