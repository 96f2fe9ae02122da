"""Bookmarks as browsers and bookmark services export them: the Netscape HTML file and its many dialects.

Folders become tags, except those that every browser has. The file is read tag by tag and never held as a tree.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import TextIO

from adapters.files import several
from adapters.files.bookmarkpage import BookmarkPage
from adapters.files.reading import Source
from adapters.files.words import tidy
from bot.errors import InvalidInput
from bot.resources.values import Draft, Skip

#: Longest text without the end of a tag; beyond, reading on would cost time squared.
_LONGEST_TAG_CHARACTERS = 4 * 1024 * 1024
#: Stands as address where a resource has none: browsers keep such an entry, and the reader knows it again.
NO_ADDRESS = "about:blank#no-address"

_HEADER = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>{name}</TITLE>
<H1>{name}</H1>
<DL><p>
"""


def read(source: Source) -> Iterator[Draft | Skip]:
    """Every bookmark in the order of the file, with its folders as tags after its own."""
    found: deque[Draft | Skip] = deque()
    page = BookmarkPage(found, no_address=NO_ADDRESS)
    for piece in source.pieces():
        page.feed(piece)
        yield from _drained(found)
        if len(page.rawdata) > _LONGEST_TAG_CHARACTERS:
            raise InvalidInput(
                f"{source.path.name} has a tag that does not end (line {page.getpos()[0]}).", "Export it again."
            )
    page.close()
    page.finish()
    yield from _drained(found)


def write(community: str, resources: Iterable[Draft], out: TextIO) -> None:
    """A bookmark file that every browser imports; tags go into TAGS, so there are no folders."""
    out.write(_HEADER.format(name=escape(tidy(community))))
    for resource in resources:
        address = NO_ADDRESS if resource.address is None else resource.address
        facts = [f'HREF="{escape(address)}"']
        if resource.added_at is not None:
            facts.append(f'ADD_DATE="{_count(resource.added_at)}"')
        if resource.tags:
            facts.append(f'TAGS="{escape(several.joined(resource.tags, between=","))}"')
        out.write(f"    <DT><A {' '.join(facts)}>{escape(resource.title)}</A>\n")
        if resource.description:
            out.write(f"    <DD>{escape(resource.description)}\n")
    out.write("</DL><p>\n")


def _count(added_at: datetime) -> int:
    return int(added_at.timestamp())


def _drained(found: deque[Draft | Skip]) -> Iterator[Draft | Skip]:
    while found:
        yield found.popleft()
