"""XML as programs write it, put right for a strict parser: bare ampersands, HTML's entities, quotes inside attributes.

Feed readers copy descriptions with their HTML into attributes, quotation marks and all. Which mark ends an attribute
is then told by what follows: another attribute that OPML knows, or the end of the tag.
"""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Iterable, Iterator

from bot.errors import InvalidInput

#: What XML 1.0 cannot hold, not even as a reference.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Longest stretch from one outline to the next; beyond, reading on would cost time squared.
_LONGEST_OUTLINE_CHARACTERS = 4 * 1024 * 1024

_BEGINNING = re.compile(r"<(?=(?:\w+:)?outline\b)", re.IGNORECASE)
_WELL_FORMED = re.compile(r"<[\w:]+(?:\s+[\w:.\-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*/?>")
_DAMAGED = re.compile(r"(<[\w:]+)(\s.*[\"'])\s*(/?>)((?:\s|</[\w:]+>|<!--.*?-->)*)", re.DOTALL)
_KNOWN = r"(?:text|title|description|type|xmlUrl|htmlUrl|url|category|created|language|version|[\w\-]+:[\w\-]+)"
_ATTRIBUTE = re.compile(
    rf"\s({_KNOWN})\s*=\s*([\"'])(.*?)\2(?=\s+{_KNOWN}\s*=\s*[\"']|\s*$)", re.DOTALL | re.IGNORECASE
)
#: An ampersand, with what makes it a reference that XML knows or one of HTML's.
_AMPERSAND = re.compile(r"&(?:(amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);|([A-Za-z][A-Za-z0-9]{1,30};))?")


def repaired(pieces: Iterable[str]) -> Iterator[str]:
    """The same text, well formed where that can be told, one outline or more at a time."""
    rest = ""
    for piece in pieces:
        *whole, rest = _parted(rest + piece)
        yield "".join(_outline(part) for part in whole)
        if len(rest) > _LONGEST_OUTLINE_CHARACTERS:
            raise InvalidInput("An outline in this file is too long to be one.", "Export the file again.")
    yield _outline(rest)


def _parted(text: str) -> list[str]:
    """The text cut before each outline; the last part may still go on."""
    starts = [found.start() for found in _BEGINNING.finditer(text)]
    # The end of the text may be the beginning of an outline's first word.
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]


def _outline(part: str) -> str:
    part = NOT_XML.sub("", _AMPERSAND.sub(_reference, part))
    if not _BEGINNING.match(part) or _WELL_FORMED.match(part) or not (damaged := _DAMAGED.fullmatch(part)):
        return part
    attributes = {found[1]: found[3] for found in _ATTRIBUTE.finditer(damaged[2])}
    written = "".join(f" {name}={_quoted(value)}" for name, value in attributes.items())
    return f"{damaged[1]}{written}{damaged[3]}{damaged[4]}"


def _quoted(value: str) -> str:
    value = value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f'"{value}"'


def _reference(found: re.Match[str]) -> str:
    if found[1]:
        return _checked(found[0], found[1])
    if found[2] and found[2] in html.entities.html5:
        return html.entities.html5[found[2]]
    return "&amp;" + found[0][1:]


def _checked(reference: str, name: str) -> str:
    """A reference to a character that XML cannot hold goes; the parser would refuse the whole file for it."""
    if not name.startswith("#"):
        return reference
    character = html.unescape(reference)
    return reference if character and not NOT_XML.search(character) and character != "\ufffd" else ""
