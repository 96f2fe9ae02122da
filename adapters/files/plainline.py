"""One line of a plain list: title, people, publisher, year and address, and how to write them so that they come back.

The writer uses the plain form (``Title - Author, Publisher``) wherever the reader understands it, and else the explicit
one: backslashes before marks that mean nothing, and a semicolon between the people and the publisher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from adapters.files import mojibake
from adapters.files.addresses import WEB_ADDRESS, completed, refusal, trimmed
from adapters.files.names import credited
from adapters.files.words import tidy
from bot.resources.values import Draft, Kind

_ESCAPED = re.compile(r"\\([^A-Za-z0-9 ])")
#: Marks that a text may hold without meaning what they mean in a line.
_MARKS = re.compile(r"[\\\-–—―‒|;&,()\[\]<>*_:./@!βâπðΒÂÃ]|[^\S ]")
_SEPARATOR = re.compile(r"\s+[-–—―‒|]+\s+|\s+[-–—](?=[^\W\d_a-z])|\s+[–—]|[–—]\s+")
_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\(\s*(?:<([^<>]*)>|((?:[^\s()<>]|\([^\s()]*\))*))(?:\s+\"[^\"]*\")?\s*\)"
)
_GENERIC = re.compile(r"(?:link|website|here|url|web|pdf|source|online)\.?", re.IGNORECASE)
_BY = re.compile(r",?\s+by\s+(?=[^\W\d_a-z])")
_YEAR = re.compile(r"[\s,]*[(\[]?\b(1[5-9]\d\d|20\d\d)[)\]]?$")
_EXPLICIT_YEAR = re.compile(r" \((1[5-9]\d\d|20\d\d)\)$")
_SENTENCE_END = re.compile(r"[!?]$|(?<!Inc)(?<!Ltd)(?<!Co)\.$")
#: A dash at the end that parts nothing.
_IDLE_END = re.compile(r"\s+[-–—|]+\s*$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
#: More words than this behind the last dash are a subtitle.
_LONGEST_PUBLISHER_WORDS = 8
#: Kinds of which a line rather says what they are than who made them.
_DESCRIBED = frozenset({Kind.EXAMPLE, Kind.TOOL, Kind.COMMUNITY})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """A text beside its mask: of the same length, with NUL where a character is only itself and never a mark."""

    plain: str
    mask: str

    def part(self, start: int, end: int | None = None) -> _Text:
        return _Text(plain=self.plain[start:end], mask=self.mask[start:end])

    def joined(self, other: _Text) -> _Text:
        return _Text(plain=self.plain + other.plain, mask=self.mask + other.mask)

    def words(self) -> str:
        """The text as its author meant it."""
        return tidy(_ESCAPED.sub(r"\1", self.plain))


def read(line: str, *, kind: Kind | None) -> Draft | str:
    """The resource that a line names, or the reason why it is none. ``kind`` is that of its heading."""
    text, address = _without_address(_without_emphasis(_masked(tidy(line))))
    if address and (reason := refusal(address)):
        return reason
    found = _parted(text.part(0, len(_IDLE_END.sub("", text.mask))), kind)
    if not found.title and address is None:
        return "no title"
    return replace(found, title=found.title or address or "", address=address)


def written(resource: Draft) -> str:
    """The line for a resource, in the plain form if that reads back as the same."""
    makers = " & ".join(resource.authors) if len(resource.authors) == 2 else ", ".join(resource.authors)
    plain = " - ".join(filter(None, (resource.title, ", ".join(filter(None, (makers, resource.publisher))))))
    if resource.address:
        plain = plain.replace(resource.title, f"[{resource.title}]({resource.address})", 1)
    if resource.year is not None and makers:
        plain += f" ({resource.year})"
    return plain if _reads_back(plain, resource) else _explicit(resource)


def _reads_back(line: str, resource: Draft) -> bool:
    if line.startswith("[ ]") or _MOJIBAKE.search(line) or mojibake.decoded_again(line) != line:
        return False
    shown = Draft(
        title=resource.title,
        address=resource.address,
        authors=resource.authors,
        publisher=resource.publisher,
        year=resource.year,
    )
    return read(line, kind=resource.kind) == shown


def _explicit(resource: Draft) -> str:
    title = _escaped(resource.title)
    if resource.address:
        title = f"[{title}](<{_escaped(resource.address)}>)"
    makers = " & ".join(_escaped(name) for name in resource.authors)
    year = f" ({resource.year})" if resource.year is not None else ""
    return f"{title} - {makers}; {_escaped(resource.publisher or '')}".rstrip(" ") + year


_MOJIBAKE = re.compile("[βâπðΒÂ]")


def _escaped(text: str) -> str:
    marked = _MARKS.sub(r"\\\g<0>", text)
    if mojibake.decoded_again(marked) != marked:
        marked = re.sub(r"(?<!\\)[^\x00-\x7f]", r"\\\g<0>", marked)
    return marked


def _masked(line: str) -> _Text:
    return _Text(plain=line, mask=_ESCAPED.sub("\x00\x00", line))


def _without_emphasis(text: _Text) -> _Text:
    while found := _EMPHASIS.search(text.mask):
        inside = text.part(found.start(2), found.end(2))
        text = text.part(0, found.start()).joined(inside).joined(text.part(found.end()))
    return text


def _without_address(text: _Text) -> tuple[_Text, str | None]:
    """The text without its first address, and that address; what a link is called counts as one piece of text."""
    if found := _LINK.search(text.mask):
        group = 2 if found[2] is not None else 3
        address = completed(text.part(*found.span(group)).words())
        name = text.part(*found.span(1))
        before, after = text.part(0, found.start()), text.part(found.end())
        if _GENERIC.fullmatch(name.plain) and before.plain.strip():
            return _trimmed(before.joined(after)), address
        sealed = _Text(plain=name.plain, mask="\x00" * len(name.mask))
        return before.joined(sealed).joined(after), address
    if found := WEB_ADDRESS.search(text.mask):
        address = trimmed(found[0])
        before, after = text.part(0, found.start()), text.part(found.start() + len(address))
        closing = len(after.mask) - len(after.mask.lstrip(")>].,;!"))
        return _trimmed(before).joined(after.part(closing)), address
    return text, None


def _trimmed(text: _Text) -> _Text:
    """Without the dash, colon or bracket that led to an address."""
    return text.part(0, len(re.sub(r"(?:\s*[-–—:|]+\s*|[\s(<\[]+)+$", "", text.mask)))


def _parted(text: _Text, kind: Kind | None) -> Draft:
    separators = list(_SEPARATOR.finditer(text.mask))
    if not separators:
        return _with_by(text)
    head, tail = text.part(0, separators[-1].start()), text.part(separators[-1].end())
    if tail.mask.count(";") == 1:
        return _explicitly(head, tail)
    found = _with_makers(head, tail, kind)
    if found.publisher and not found.authors and len(separators) > 1:
        middle = text.part(separators[-2].end(), separators[-1].start())
        authors, other = credited(middle.words())
        if authors and other is None:
            return replace(found, title=text.part(0, separators[-2].start()).words(), authors=authors)
    return found


def _explicitly(head: _Text, tail: _Text) -> Draft:
    at = tail.mask.index(";")
    people, rest = tail.part(0, at), tail.part(at + 1)
    year = _EXPLICIT_YEAR.search(rest.mask)
    publisher = rest.part(0, year.start() if year else None).words()
    starts = [0, *(found.end() for found in re.finditer("&", people.mask))]
    ends = [*(found.start() for found in re.finditer("&", people.mask)), len(people.mask)]
    authors = (people.part(start, end).words() for start, end in zip(starts, ends, strict=True))
    return Draft(
        title=head.words(),
        authors=tuple(dict.fromkeys(author for author in authors if author)),
        publisher=publisher or None,
        year=int(year[1]) if year else None,
    )


def _with_makers(head: _Text, tail: _Text, kind: Kind | None) -> Draft:
    """Title and makers of ``head - tail``; a tail that names nobody belongs to the title or describes it."""
    year = _YEAR.search(tail.mask)
    makers = tail.part(0, year.start() if year else None).words()
    shown = Draft(title=head.words(), year=int(year[1]) if year else None)
    authors, publisher = credited(makers)
    if publisher is not None and not authors and not _is_publisher(publisher):
        is_description = kind in _DESCRIBED or re.match(r"An? ", publisher)
        if is_description and len(publisher.split()) > 2:
            return replace(shown, description=makers)
        return Draft(title=head.joined(_Text(plain=" - ", mask=" - ")).joined(tail).words())
    if kind is Kind.PODCAST and len(authors) == 1 and publisher is None:
        # A podcast's line rather ends with the show, and many shows are called like people.
        return replace(shown, publisher=makers)
    return replace(shown, authors=authors, publisher=publisher)


def _is_publisher(name: str) -> bool:
    words = name.split()
    if len(words) > _LONGEST_PUBLISHER_WORDS or re.match(r"An? ", name) or _SENTENCE_END.search(name):
        return False
    # "dev.to" and "iFixit" are names although they begin small; "a guide for beginners" is not.
    return not words[0][0].islower() or bool(re.search(r"[.A-Z]", words[0]))


def _with_by(text: _Text) -> Draft:
    """Title and people of ``Title by Jane Doe``: only where everybody behind the ``by`` looks like a person."""
    for found in reversed(list(_BY.finditer(text.mask))):
        makers = text.part(found.end()).words()
        authors, publisher = credited(makers)
        if authors and makers.startswith(authors[0].split()[0]):
            return Draft(title=text.part(0, found.start()).words(), authors=authors, publisher=publisher)
    return Draft(title=text.words())
