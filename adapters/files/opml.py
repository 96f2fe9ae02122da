"""OPML: lists of feeds and outlines of links. Outlines around a link become its tags.

The file is parsed as a stream of tags, with entities refused by ``defusedxml``. What many programs write although XML
forbids it is put right on the way (``opmlrepair``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from email.utils import format_datetime
from typing import TextIO
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from adapters.files import columns, kinds, moments, several
from adapters.files.addresses import completed, refusal
from adapters.files.opmlrepair import NOT_XML, repaired
from adapters.files.reading import Source
from adapters.files.words import heading, quotation, tidy, tidy_lines
from bot.errors import InvalidInput
from bot.resources.values import Draft, Kind, Skip

#: ``type`` of an outline that is a resource although it has neither a kind nor an address.
_TITLE_ONLY = "title"
#: Attributes that hold an address, the page before its feed.
_ADDRESSES = ("htmlurl", "url", "xmlurl")
#: Folders that programs make by themselves.
_NO_TAGS = frozenset({"feeds", "subscriptions", "uncategorized", "uncategorised", "all", "root", "opml"})


def read(source: Source) -> Iterator[Draft | Skip]:
    """Every outline with an address. Raises InvalidInput where the file is no XML, is cut off or defines entities."""
    found: deque[Draft | Skip] = deque()
    outlines = _Outlines(found)
    parser = DefusedXMLParser(target=outlines)
    outlines.parser = parser.parser
    try:
        for piece in repaired(source.pieces()):
            parser.feed(piece)
            while found:
                yield found.popleft()
        parser.close()
    except DefusedXmlException as problem:
        raise InvalidInput(
            f"{source.path.name} defines XML entities, which can blow up a small file.", "Export it without a DTD."
        ) from problem
    except ParseError as problem:
        # What was read before the break is handed over by then.
        raise InvalidInput(
            f"{source.path.name} is not well-formed XML (line {problem.position[0]}); it may be cut off.",
            "Export it again, or repair that line.",
        ) from problem
    if not outlines.is_opml:
        raise InvalidInput(f"{source.path.name} is XML, but not OPML.", "Export it as OPML.")


def write(community: str, resources: Iterable[Draft], out: TextIO) -> None:
    """An OPML 2.0 file with one outline a resource and the tags in ``category``."""
    title = escape(NOT_XML.sub("", tidy(community)))
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n')
    out.write(f"<head><title>{title}</title></head>\n<body>\n")
    for resource in resources:
        attributes = "".join(f" {name}={_quoted(value)}" for name, value in _attributes(resource).items() if value)
        out.write(f"  <outline{attributes}/>\n")
    out.write("</body>\n</opml>\n")


def _attributes(resource: Draft) -> dict[str, str | None]:
    title_only = None if resource.address else _TITLE_ONLY
    return {
        "text": resource.title,
        "type": resource.kind or title_only,
        "htmlUrl": resource.address,
        "category": several.joined(resource.tags, between=","),
        "language": resource.language,
        "created": None if resource.added_at is None else format_datetime(resource.added_at),
        "description": resource.description,
    }


def _quoted(value: str) -> str:
    return quoteattr(NOT_XML.sub("", value))


class _Outlines:
    """What the XML parser calls: keeps the open outlines and appends each resource to ``found`` as it begins."""

    def __init__(self, found: deque[Draft | Skip]) -> None:
        self.is_opml = False
        self.parser: object = None
        self._found = found
        #: The tag that each open outline gives, ``None`` where it gives none.
        self._open: list[str | None] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2].lower()
        self.is_opml = self.is_opml or name == "opml"
        if name == "outline":
            said = {name.rpartition("}")[2].lower(): value for name, value in attributes.items()}
            self._begin(said)

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2].lower() == "outline" and self._open:
            self._open.pop()

    def data(self, text: str) -> None:
        """Text between outlines means nothing."""

    def close(self) -> None:
        """The parser asks for it at the end."""

    def _begin(self, said: dict[str, str]) -> None:
        title = tidy(said.get("text", "")) or tidy(said.get("title", ""))
        addresses = [completed(said[name]) for name in _ADDRESSES if said.get(name, "").strip()]
        kind = kinds.exactly(said.get("type", "").strip().lower())
        is_resource = bool(addresses) or kind is not None or said.get("type") == _TITLE_ONLY
        if is_resource:
            self._found.append(self._resource(title, addresses, kind, said))
        elif any(name in said for name in _ADDRESSES):
            self._found.append(self._skip(title, "no address"))
        is_folder = not is_resource and title and title.casefold() not in _NO_TAGS
        self._open.append(heading(title) if is_folder else None)

    def _resource(self, title: str, addresses: list[str], kind: Kind | None, said: dict[str, str]) -> Draft | Skip:
        usable = [address for address in addresses if refusal(address) is None]
        if addresses and not usable:
            return self._skip(title or addresses[0], refusal(addresses[0]) or "")
        if not title and not usable:
            return self._skip("", "no title")
        categories = several.parted(said.get("category", ""), separators=",/")
        return Draft(
            title=title or usable[0],
            kind=kind,
            address=usable[0] if usable else None,
            language=columns.language(said.get("language", "")),
            description=tidy_lines(said.get("description", "")),
            tags=tuple(dict.fromkeys((*categories, *(tag for tag in self._open if tag)))),
            added_at=moments.moment(said.get("created", "")),
            line=self._line(),
        )

    def _line(self) -> int:
        return int(getattr(self.parser, "CurrentLineNumber", 0))

    def _skip(self, what: str, reason: str) -> Skip:
        return Skip(line=self._line(), what=quotation(what), reason=reason)
