"""Plain lists: a heading for each kind and a line ``- Title - Author, Publisher`` for each resource.

Such lists stand in the middle of articles. Only items under a heading are resources; lists that a sentence introduces
are part of the prose. What a line says is decided in ``plainline``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TextIO

from adapters.files import kinds, mojibake, plainline
from adapters.files.reading import Source
from adapters.files.words import heading, quotation, tidy
from bot.resources.values import Draft, Kind, Skip

#: The heading of our own lists over resources of no kind; it means neither a kind nor a tag.
_NEITHER = "Other"
_BULLET = re.compile(r"[ \t]*(?:[-*+•·‣▪◦●○–]|\(?\d{1,3}[.)])[ \t]+(?=\S)(?:\[[ xX]\][ \t]+)?")
_UNDERLINE = re.compile(r"(=|-|~|\*|_)\1{2,}$")
_LONGEST_HEADING_CHARACTERS = 60
_LONGEST_HEADING_WORDS = 8
_NO_TAGS = frozenset({"other", "others", "contents", "table of contents", "resources"})


def read(source: Source) -> Iterator[Draft | Skip]:
    """The resources of the list, in order, with the kind or tag of the heading above them."""
    is_damaged = mojibake.is_damaged(source.beginning())
    section = _Section()
    for number, raw in source.lines():
        line = mojibake.decoded_again(raw)
        line = mojibake.repaired(line) if is_damaged else line
        yield from section.take(number, line)
    yield from section.flush()


def write(_community: str, resources: Iterable[Draft], out: TextIO) -> None:
    """A heading wherever the kind changes, one line a resource. Tags have no place in such a list."""
    last = ""
    for resource in resources:
        title = kinds.plural(resource.kind) if resource.kind else _NEITHER
        if title != last:
            out.write(f"{title}\n" if not last else f"\n{title}\n")
            last = title
        out.write(f"- {plainline.written(resource)}\n")


def is_list(text: str) -> bool:
    """Whether the text has a heading that names a kind, or any heading with items directly under it."""
    section = _Section()
    for number, line in enumerate(text.split("\n"), start=1):
        if any(isinstance(found, Draft) for found in section.take(number, line)):
            return True
    return any(isinstance(found, Draft) for found in section.flush())


class _Section:
    """Where in the text we are: under which heading, and whether its items are resources."""

    def __init__(self) -> None:
        self._kind: Kind | None = None
        self._tag: str | None = None
        #: Items here are resources: nothing but headings, empty lines and items since the heading.
        self._is_open = False
        self._has_items = False
        #: Some prose has ended a list of resources; the items after it are told as skipped.
        self._is_closed_by_prose = False
        self._last_line = ""
        #: An item is kept until the next line shows that it does not go on.
        self._item: tuple[int, str] | None = None

    def take(self, number: int, raw: str) -> Iterator[Draft | Skip]:
        line = tidy(raw)
        bullet = _BULLET.match(raw)
        if bullet and not _is_numbered_heading(line):
            yield from self.flush()
            yield from self._begin_item(number, raw[bullet.end() :])
        elif self._item is not None and line and raw[:1] in " \t" and kinds.named(line) is None:
            self._item = (self._item[0], f"{self._item[1]} {line}")
        elif line:
            yield from self.flush()
            self._take_words(line)
        self._last_line = line

    def flush(self) -> Iterator[Draft | Skip]:
        """The item that was kept, if any."""
        item, self._item = self._item, None
        if item is None:
            return
        number, line = item
        found = plainline.read(line, kind=self._kind)
        if isinstance(found, str):
            yield Skip(line=number, what=quotation(line), reason=found)
        elif self._tag and self._kind is None and _is_prose(found):
            yield Skip(line=number, what=quotation(line), reason="reads like a sentence, not like a title")
        else:
            yield replace(found, kind=self._kind, tags=(self._tag,) if self._tag else (), line=number)

    def _begin_item(self, number: int, line: str) -> Iterator[Skip]:
        if self._is_open:
            self._has_items = True
            self._item = (number, line)
        elif self._is_closed_by_prose:
            yield Skip(line=number, what=quotation(line), reason="in a list that a sentence introduces, not a heading")

    def _take_words(self, line: str) -> None:
        if _UNDERLINE.fullmatch(line):
            if _is_heading(self._last_line, is_underlined=True):
                self._begin(self._last_line)
        elif _is_heading(line, is_underlined=False):
            self._begin(line)
        elif self._is_open and (self._kind is None or self._has_items):
            # Between the heading of a kind and its first item a sentence may stand; elsewhere it ends the section.
            self._is_closed_by_prose = self._has_items
            self._is_open = False

    def _begin(self, line: str) -> None:
        words = heading(line.lstrip("#").rstrip("#"))
        kind = kinds.named(words)
        is_subheading = kind is None and self._is_open and not self._has_items
        self._kind = kind or (self._kind if is_subheading else None)
        is_tag = kind is None and words.casefold() not in _NO_TAGS
        self._tag = words if is_tag else None
        self._is_open, self._has_items, self._is_closed_by_prose = True, False, False


def _is_numbered_heading(line: str) -> bool:
    return line[:1].isdigit() and kinds.named(line) is not None


def _is_prose(found: Draft) -> bool:
    """Whether an item reads like a part of a sentence: under a heading of no kind that is not what to keep."""
    is_named = found.address or found.authors or found.publisher
    return not is_named and (found.title[0].islower() or found.title.endswith((".", ":", ";")))


def _is_heading(line: str, *, is_underlined: bool) -> bool:
    """Whether a line is short and no sentence; a colon at its end is a heading's only after one or two words."""
    is_marked = is_underlined or bool(re.match(r"#{1,6}\s", line)) or bool(re.fullmatch(r"\*\*[^*]+\*\*:?", line))
    words = heading(line.lstrip("#").rstrip("#"))
    if not words or len(words) > _LONGEST_HEADING_CHARACTERS or len(words.split()) > _LONGEST_HEADING_WORDS:
        return False
    if is_marked or kinds.named(words) is not None:
        return True
    if re.search(r"[.!?;,…]$|[.!?;] |https?:|, ", words):
        return False
    return not line.endswith(":") or len(words.split()) <= 2
