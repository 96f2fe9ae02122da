"""Named texts to a Draft: which column or key means which field, and how each field is read from text.

Tables and foreign JSON have the same question ("what does this file call the author?"), so it is answered here once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields

from adapters.files import kinds, moments, several
from adapters.files.addresses import completed, refusal
from adapters.files.names import first_name_first, people
from adapters.files.words import tidy, tidy_lines, vocabulary
from bot.resources.values import Cost, Draft, Kind, Level

#: The fields that make a Draft what it is, in the order in which files show them; where it stood is none of them.
FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Draft) if field.compare)

_ALIASES: dict[str, str] = {
    "title": "title name resource heading headline booktitle",
    "kind": "kind type category_type format item_type content_type resource_type media",
    "address": "address url link href uri website web_address homepage html_url permalink location page_url",
    "authors": "authors author by creator creators writer writers speaker speakers artist",
    "publisher": "publisher source publication site site_name show channel organisation organization venue journal",
    "year": "year date publication_year published publication_date published_at pub_date date_published issued",
    "language": "language lang locale",
    "minutes": "minutes duration length time reading_time read_time runtime minutes_to_read",
    "level": "level difficulty audience skill_level",
    "cost": "cost price free paid pricing is_free",
    "description": "description summary excerpt abstract about content text selection",
    "why": "why note notes comment comments remark remarks review recommendation why_it_is_good annotation",
    "tags": "tags tag keywords keyword labels label categories category topics topic folder subjects collection",
    "added_at": "added_at added date_added created created_at saved saved_at time_added timestamp add_date",
    "retired": "retired archived_because",
}
_FIELD_OF = {alias: field for field, aliases in _ALIASES.items() for alias in aliases.split()}
#: A file from a single column on is a table of resources when it has one of these.
_TELLING = frozenset({"title", "address"})

_LEVELS = {
    Level.BEGINNER: "beginner beginners basic easy introductory starter novice entry",
    Level.INTERMEDIATE: "intermediate medium practitioner middle",
    Level.ADVANCED: "advanced expert hard difficult experts",
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words.split()}
_FREE = frozenset(vocabulary("free gratis 0 yes true none open kostenlos gratuit"))
_PAID = frozenset(["paid", "no", "false", "commercial", "premium", "subscription"])


def field_named(name: str) -> str | None:
    """The field of a Draft that a column or key of this name means; ``None`` for one that means nothing to us."""
    return _FIELD_OF.get(re.sub(r"[\s_\-]+", "_", name.strip().casefold()).strip("_"))


def assigned(names: Iterable[str]) -> dict[int, str]:
    """Which position carries which field; of two columns for one field the first counts.

    A column that is called like the field itself goes before one that only means it.
    """
    chosen: dict[int, str] = {}
    by_closeness = sorted(enumerate(names), key=lambda column: column[1].strip().casefold() not in FIELDS)
    for position, name in by_closeness:
        field = field_named(name)
        if field is not None and field not in chosen.values():
            chosen[position] = field
    return chosen


def is_telling(names: Iterable[str]) -> bool:
    """Whether columns of these names make a table of resources: there must be a title or an address."""
    return any(field_named(name) in _TELLING for name in names)


def draft(texts: Mapping[str, str]) -> Draft | str:
    """The Draft of one row of texts by field, or the reason why there is none, as half a sentence.

    A row has no title when the file has titles and this one is empty; in a file without, the address stands for it.
    """
    address = completed(tidy(texts.get("address", "")))
    if address and (reason := refusal(address)):
        return reason
    title = tidy(texts["title"]) if "title" in texts else tidy(address)
    if not title:
        return "no title"
    return Draft(
        title=title,
        kind=_kind(texts.get("kind", "")),
        address=address or None,
        authors=authors(texts.get("authors", "")),
        publisher=tidy(texts.get("publisher", "")) or None,
        year=moments.year(texts.get("year", "")),
        language=language(texts.get("language", "")),
        minutes=moments.minutes(texts.get("minutes", "")),
        level=level(texts.get("level", "")),
        cost=cost(texts.get("cost", "")),
        description=tidy_lines(texts.get("description", "")),
        why=tidy_lines(texts.get("why", "")),
        tags=tags(texts.get("tags", "")),
        added_at=moments.moment(texts.get("added_at", "")),
        retired=tidy(texts.get("retired", "")) or None,
    )


def texts(draft: Draft) -> dict[str, str]:
    """Every field of a Draft as one text, the empty ones left out; ``draft`` reads them back."""
    as_text: dict[str, str | None] = {
        "title": draft.title,
        "kind": draft.kind,
        "address": draft.address,
        "authors": _cell(draft.authors, read=authors),
        "publisher": draft.publisher,
        "year": None if draft.year is None else str(draft.year),
        "language": draft.language,
        "minutes": None if draft.minutes is None else str(draft.minutes),
        "level": draft.level,
        "cost": draft.cost,
        "description": draft.description,
        "why": draft.why,
        "tags": _cell(draft.tags, read=tags),
        "added_at": None if draft.added_at is None else draft.added_at.isoformat(),
        "retired": draft.retired,
    }
    return {field: str(text) for field, text in as_text.items() if text}


def cell(value: object) -> str:
    """What a foreign JSON file says for a field, as the text that a cell of a table would hold."""
    match value:
        case None:
            return ""
        case True | False:
            return str(value).lower()
        case list():
            return several.joined((cell(each) for each in value), between="; ") + ";" * (len(value) > 0)
        case dict():
            named = (value[key] for key in ("name", "title", "label", "value") if key in value)
            return cell(next(named, None))
        case _:
            return str(value)


def tags(text: str) -> tuple[str, ...]:
    """Tags out of one cell: by semicolons where there are any, else by commas."""
    return several.parted(text, separators=";" if several.has_separator(text, ";") else ",")


def authors(text: str) -> tuple[str, ...]:
    """People out of one cell: by semicolons (each maybe "Last, First"), else as a sentence names them."""
    if not several.has_separator(text, ";") and "\\" not in text:
        return people(text)
    return tuple(
        first_name_first(several.unescaped(name)) if several.has_separator(name, ",") else several.unescaped(name)
        for name in several.split(text, separators=";")
        if name.strip()
    )


def language(text: str) -> str | None:
    """A language tag in lower case (``en``, ``pt-br``), also from ``en_US``; ``None`` for what is no tag."""
    tag = tidy(text).casefold().replace("_", "-")
    return tag if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", tag) else None


def level(text: str) -> Level | None:
    """The level that a word names."""
    return _LEVEL_OF.get(tidy(text).casefold())


def cost(text: str) -> Cost | None:
    """Free or paid, from a word or a price."""
    word = tidy(text).casefold()
    if word in _FREE:
        return Cost.FREE
    return Cost.PAID if word in _PAID or re.search(r"[1-9]", word) else None


def _cell(names: tuple[str, ...], *, read: Callable[[str], tuple[str, ...]]) -> str:
    """The names as one cell; a final semicolon where a single name would be taken for several."""
    cell = several.joined(names, between="; ")
    return cell if read(cell) == names else cell + ";"


def _kind(text: str) -> Kind | None:
    return kinds.named(text) if text else None
