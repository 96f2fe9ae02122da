"""The seven formats by name: reading a file in one of them, writing one, and telling from its content which it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import resources as package_files
from pathlib import Path
from typing import Protocol, TextIO

from adapters.files import reading
from adapters.files.columns import FIELDS
from adapters.files.reading import Progress, Source
from bot.errors import InvalidInput
from bot.resources.values import Draft, Skip, TagDraft

Found = Draft | TagDraft | Skip

_EVERYTHING = frozenset(FIELDS)
#: The fields of a Draft that come back when a format is written and read again. Tags' own facts: ``json`` only.
CARRIES: Mapping[str, frozenset[str]] = {
    "markdown": _EVERYTHING,
    "bookmarks": frozenset({"title", "address", "tags", "description", "added_at"}),
    "opml": frozenset({"title", "kind", "address", "language", "description", "tags", "added_at"}),
    "csv": _EVERYTHING,
    "bibtex": _EVERYTHING,
    "json": _EVERYTHING,
    "list": frozenset({"title", "kind", "address", "authors", "publisher", "year"}),
}
FORMATS: tuple[str, ...] = tuple(CARRIES)


class _Format(Protocol):
    """What the module of a format offers."""

    def read(self, source: Source, /) -> Iterator[Found]: ...

    def write(self, community: str, resources: Iterable[Draft], out: TextIO, /) -> None: ...


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
    if format != "auto" and format not in FORMATS:
        raise InvalidInput(f"There is no format '{format}'.", f"There are {', '.join(FORMATS)} and auto.")
    source = reading.opened(path, progress=progress)
    return _module(_detected(source) if format == "auto" else format).read(source)


def write(
    format: str,  # noqa: A002 - the option's name
    *,
    community: str,
    tags: Iterable[TagDraft],
    resources: Iterable[Draft],
    out: TextIO,
) -> None:
    """Write everything in one format, one resource after the other. Raises InvalidInput for an unknown format."""
    if format not in FORMATS:
        raise InvalidInput(f"There is no format '{format}'.", f"There are {', '.join(FORMATS)}.")
    if format == "json":
        from adapters.files import lossless

        lossless.write(community, resources, out, tags=tags)
    else:
        # The other formats have no place for what a tag says about itself.
        _module(format).write(community, resources, out)


def detect(path: Path) -> str:
    """The format of a file by its content; its name decides only between formats that look alike."""
    return _detected(reading.opened(path))


def starter() -> Iterator[Draft | TagDraft]:
    """The library a new community begins with."""
    with package_files.as_file(package_files.files("adapters.files") / "starter.json") as path:
        for found in read(path, format="json"):
            assert not isinstance(found, Skip), found
            yield found


def _module(format: str) -> _Format:  # noqa: A002 - the option's name
    """The module of a format. Imported only now, since the parsers behind most of them are slow to import."""
    match format:
        case "markdown":
            from adapters.files import markdown

            return markdown
        case "bookmarks":
            from adapters.files import bookmarks

            return bookmarks
        case "opml":
            from adapters.files import opml

            return opml
        case "csv":
            from adapters.files import table

            return table
        case "bibtex":
            from adapters.files import bibtex

            return bibtex
        case "json":
            from adapters.files import lossless

            return lossless
        case _:
            from adapters.files import plain

            return plain


def _detected(source: Source) -> str:
    from adapters.files.looks import LOOKS

    text = source.beginning().lstrip("\ufeff \t\r\n")
    for name, looks_like in LOOKS:
        if looks_like(text, source.path.suffix.lower()):
            return name
    raise InvalidInput(
        f"It is not clear what format {source.path.name} has.", f"Say which with --format: {', '.join(FORMATS)}."
    )
