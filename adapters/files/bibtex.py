"""BibTeX: entries as resources, the fields that BibTeX has no name for under names it ignores.

``bibtexparser`` parts the file into entries and fields; what the fields mean is decided here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TextIO

from bibtexparser.exceptions import ParserStateException
from bibtexparser.library import Library
from bibtexparser.model import Block, Entry, ParsingFailedBlock
from bibtexparser.splitter import Splitter

from adapters.files import columns, kinds, moments
from adapters.files.addresses import completed, refusal
from adapters.files.latex import decoded, decoded_lines, encoded, is_one_group, people, unenclosed
from adapters.files.names import first_name_first
from adapters.files.reading import Source
from adapters.files.words import quotation, tidy, vocabulary
from bot.errors import InvalidInput
from bot.resources.values import Draft, Kind, Skip

_KIND_OF_TYPE = {
    **dict.fromkeys(
        vocabulary(
            """
    article inproceedings conference incollection inbook phdthesis mastersthesis thesis techreport report
    proceedings suppperiodical periodical unpublished
    """
        ),
        Kind.RESEARCH,
    ),
    **dict.fromkeys(["book", "mvbook", "collection", "booklet", "mvcollection", "reference", "manual"], Kind.BOOK),
    **dict.fromkeys(["online", "electronic", "www"], Kind.ARTICLE),
    **dict.fromkeys(["video", "movie"], Kind.VIDEO),
    "audio": Kind.PODCAST,
    "software": Kind.TOOL,
}
_TYPE_OF_KIND = {Kind.RESEARCH: "article", Kind.BOOK: "book", Kind.ARTICLE: "online"}
_PUBLISHERS = vocabulary(
    """
    publisher journal journaltitle booktitle organization institution school
    """
)
_LANGUAGES = {
    "english": "en", "american": "en-us", "british": "en-gb", "german": "de", "ngerman": "de", "french": "fr",
    "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "polish": "pl", "russian": "ru",
    "japanese": "ja", "chinese": "zh", "korean": "ko", "swedish": "sv", "danish": "da", "finnish": "fi",
}  # fmt: skip

# The parser tells every fault at WARNING; the member reads it as a Skip instead.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def read(source: Source) -> Iterator[Draft | Skip]:
    """Every entry in the order of the file; broken ones as Skips."""
    library = _library(source)
    strings = {string.key.casefold(): string.value for string in library.strings}
    entries = [_entry(block) for block in library.blocks]
    fields_of = {entry.key: _fields(entry, strings) for entry in entries if entry is not None}
    for block, entry in zip(library.blocks, entries, strict=True):
        line = (block.start_line or 0) + 1
        if entry is not None:
            fields = _fields(entry, strings)
            parent = fields_of.get(fields.get("crossref", ""), {})
            found = _draft(entry.entry_type.casefold(), _inherited(fields, parent))
        elif isinstance(block, ParsingFailedBlock):
            found = "a broken entry: a brace, a quotation mark or a comma is missing"
        else:
            continue
        if isinstance(found, str):
            yield Skip(line=line, what=quotation(block.raw or ""), reason=found)
        else:
            yield replace(found, line=line)


def write(community: str, resources: Iterable[Draft], out: TextIO) -> None:
    """One entry a resource, keyed by its place in the file."""
    out.write(f"% {tidy(community).replace('@', ' at ')}\n")
    for number, resource in enumerate(resources, start=1):
        entry_type = "misc" if resource.kind is None else _TYPE_OF_KIND.get(resource.kind, "misc")
        facts = "".join(f",\n  {name} = {{{value}}}" for name, value in _facts(resource).items() if value is not None)
        out.write(f"\n@{entry_type}{{commonplace{number}{facts}\n}}\n")


def _library(source: Source) -> Library:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", source.whole())
    try:
        library = Splitter(text).split()
    except (ParserStateException, RecursionError, ValueError, IndexError) as problem:
        raise InvalidInput(f"{source.path.name} is not usable BibTeX.", "Export it again.") from problem
    if not any(isinstance(block, Entry | ParsingFailedBlock) for block in library.blocks):
        raise InvalidInput(f"{source.path.name} has no BibTeX entries.", "An entry begins with @ and its type.")
    return library


def _entry(block: Block) -> Entry | None:
    """The entry in a block, also in one that is only refused for a key or field that occurs twice."""
    kept = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
    return kept if isinstance(kept, Entry) else None


def _fields(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    """The fields by lower-case name, without what encloses them; the first of each name counts."""
    fields: dict[str, str] = {}
    for field in entry.fields:
        fields.setdefault(field.key.casefold(), unenclosed(str(field.value), strings))
    return fields


#: What an entry does not inherit: its own identity.
_OWN_FIELDS = frozenset({"title", "crossref", "abstract", "url", "doi"})


def _inherited(fields: Mapping[str, str], parent: Mapping[str, str]) -> dict[str, str]:
    """The fields with those of the crossref'd entry where they lack; its title is the book the entry stands in."""
    taken = {name: value for name, value in parent.items() if name not in _OWN_FIELDS}
    if "title" in parent:
        taken.setdefault("booktitle", parent["title"])
    return {**taken, **fields}


def _draft(entry_type: str, fields: Mapping[str, str]) -> Draft | str:
    title = decoded(fields.get("title", ""))
    if subtitle := decoded(fields.get("subtitle", "")):
        title = f"{title}: {subtitle}"
    address = _address(fields)
    if not title:
        return "no title"
    if address and (reason := refusal(address)):
        return reason
    return Draft(
        title=title,
        kind=_kind(entry_type, decoded(fields.get("entrysubtype", ""))),
        address=address or None,
        authors=_authors(fields.get("author") or fields.get("editor") or ""),
        publisher=_publisher(fields),
        year=moments.year(decoded(fields.get("year") or fields.get("date") or "")),
        language=_language(decoded(fields.get("language") or fields.get("langid") or "")),
        minutes=moments.minutes(decoded(fields.get("minutes", ""))),
        level=columns.level(decoded(fields.get("level", ""))),
        cost=columns.cost(decoded(fields.get("cost", ""))),
        description=decoded_lines(fields.get("abstract", "")),
        why=decoded_lines(fields.get("annotation") or fields.get("annote") or fields.get("note") or ""),
        tags=columns.tags(decoded(fields.get("keywords") or fields.get("keyword") or "")),
        added_at=moments.moment(decoded(fields.get("timestamp") or fields.get("date-added") or "")),
        retired=decoded(fields.get("retired", "")) or None,
    )


def _kind(entry_type: str, subtype: str) -> Kind | None:
    return kinds.named(subtype) if subtype else _KIND_OF_TYPE.get(entry_type)


def _address(fields: Mapping[str, str]) -> str:
    """``url``, else a DOI as an address, else an arXiv number as one."""
    howpublished = re.search(r"\\url\{([^{}]+)\}", fields.get("howpublished", ""))
    if url := fields.get("url", "") or (howpublished[1] if howpublished else ""):
        return completed(decoded(url) if "\\" in url or "{" in url else tidy(url))
    if doi := decoded(fields.get("doi", "")):
        return doi if doi.startswith("http") else "https://doi.org/" + doi.removeprefix("doi:").strip()
    if (eprint := decoded(fields.get("eprint", ""))) and "arxiv" in decoded(
        fields.get("archiveprefix") or fields.get("eprinttype") or ""
    ).casefold():
        return f"https://arxiv.org/abs/{eprint}"
    return ""


def _authors(names: str) -> tuple[str, ...]:
    """The people between ``and``, first name first; a name in braces is an organisation's and stays as it is."""
    found = (
        decoded(name) if name.startswith("{") and is_one_group(name) else first_name_first(decoded(name))
        for name in people(tidy(names))
    )
    return tuple(dict.fromkeys(name for name in found if name and name.casefold() != "others"))


def _publisher(fields: Mapping[str, str]) -> str | None:
    """The first field that names one; ``howpublished`` may also be an address, which is none."""
    published = fields.get("howpublished", "")
    how = "" if "http" in published else published
    named = (decoded(text) for text in (*(fields.get(field, "") for field in _PUBLISHERS), how))
    return next((name for name in named if name), None)


def _language(name: str) -> str | None:
    return _LANGUAGES.get(name.casefold()) or columns.language(name)


def _facts(resource: Draft) -> dict[str, str | None]:
    """The fields of an entry as LaTeX. Names of people stand in double braces, so that no program turns them round."""
    texts = columns.texts(resource)
    return {
        "title": encoded(resource.title),
        "entrysubtype": None if resource.kind in (None, *_TYPE_OF_KIND) else resource.kind,
        "author": " and ".join(_author(name) for name in resource.authors) or None,
        "publisher": _some(texts.get("publisher")),
        "year": texts.get("year"),
        "url": _url(resource.address) if resource.address else None,
        "language": _some(texts.get("language")),
        "abstract": _some(texts.get("description")),
        "annotation": _some(texts.get("why")),
        "keywords": _some(texts.get("tags")),
        "timestamp": texts.get("added_at"),
        "minutes": texts.get("minutes"),
        "level": texts.get("level"),
        "cost": texts.get("cost"),
        "retired": _some(texts.get("retired")),
    }


def _url(address: str) -> str:
    """The address as it stands, since ``url`` is read verbatim, but for braces that would break the entry."""
    return encoded(address) if re.search(r"[\\{}]", address) else address


def _author(name: str) -> str:
    is_plain = "," not in name and not re.search(r"\band\b", name, re.IGNORECASE) and name.casefold() != "others"
    return encoded(name) if is_plain else f"{{{encoded(name)}}}"


def _some(text: str | None) -> str | None:
    return encoded(text) if text else None
