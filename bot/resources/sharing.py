"""Putting something into the library: what a draft must have, and how a careless one from a file is tidied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.addresses import canonical, check, guess_kind, host_of
from bot.errors import InvalidInput
from bot.identity import TagId
from bot.resources.indexing import indexed, keys
from bot.resources.query import language
from bot.resources.store import Facts, Keys, New
from bot.resources.values import Draft, Kind
from bot.typed import clean, clean_line, quoted

# --- the limits of resources, all of them --------------------------------------------------------------------------
TITLE_CHARACTERS = 300
AUTHORS = 20
AUTHOR_CHARACTERS = 100
PUBLISHER_CHARACTERS = 120
DESCRIPTION_CHARACTERS = 2_000
WHY_CHARACTERS = 1_000
REASON_CHARACTERS = 300
#: The earliest year that something can be from; the latest is two years from now.
FIRST_YEAR = 1000
#: Longest time that something takes, in minutes: a course of a thousand hours.
MOST_MINUTES = 60_000


def checked(draft: Draft, now: datetime) -> Facts:
    """The facts of a draft, normalised. Raises InvalidInput with the field and what to do about it."""
    address = check(draft.address) if draft.address else None
    title = clean_line(draft.title)
    if not title:
        raise InvalidInput("It needs a title.", 'Write title:"How it is called".', field="title")
    _expect_short("title", title, TITLE_CHARACTERS)
    _expect_short("publisher", draft.publisher or "", PUBLISHER_CHARACTERS)
    _expect_short("description", draft.description, DESCRIPTION_CHARACTERS)
    _expect_short("why", draft.why, WHY_CHARACTERS)
    _expect_year(draft.year, now)
    if draft.minutes is not None and not 1 <= draft.minutes <= MOST_MINUTES:
        raise InvalidInput(
            f"minutes is a number from 1 to {MOST_MINUTES:,}.", "For example minutes:15.", field="minutes"
        )
    return Facts(
        title=title,
        kind=draft.kind or (guess_kind(address) if address else None) or Kind.LINK,
        address=address,
        authors=_authors(draft.authors),
        publisher=clean_line(draft.publisher or "") or None,
        year=draft.year,
        language=language(draft.language, "language") if draft.language else None,
        minutes=draft.minutes,
        level=draft.level,
        cost=draft.cost,
        description=clean(draft.description),
        why=clean(draft.why),
    )


def tidied(draft: Draft, now: datetime) -> Draft:
    """A draft from a file with what is too long cut and what makes no sense left out, so that the rest is kept."""
    try:
        spoken = language(draft.language, "language") if draft.language else None
    except InvalidInput:
        spoken = None
    fits_year = draft.year is not None and FIRST_YEAR <= draft.year <= now.year + 2
    fits_minutes = draft.minutes is not None and 1 <= draft.minutes <= MOST_MINUTES
    return replace(
        draft,
        title=quoted(draft.title, TITLE_CHARACTERS),
        authors=tuple(quoted(author, AUTHOR_CHARACTERS) for author in draft.authors[:AUTHORS]),
        publisher=quoted(draft.publisher, PUBLISHER_CHARACTERS) if draft.publisher else None,
        description=_cut(draft.description, DESCRIPTION_CHARACTERS),
        why=_cut(draft.why, WHY_CHARACTERS),
        year=draft.year if fits_year else None,
        minutes=draft.minutes if fits_minutes else None,
        language=spoken,
    )


def keys_of(facts: Facts) -> Keys:
    """What makes this resource the one it is."""
    return keys(facts.kind, facts.title, canonical(facts.address) if facts.address else None)


def new(
    facts: Facts, tags: Sequence[TagId], *, saved_at: datetime | None = None, retired_reason: str | None = None
) -> New:
    """A resource as it is handed to the store."""
    return New(
        facts=facts,
        keys=keys_of(facts),
        indexed=indexed(facts),
        tags=tuple(tags),
        saved_at=saved_at,
        retired_reason=retired_reason,
    )


def authors_in(text: str) -> tuple[str, ...]:
    """The names in a list as people type it: parted by ``;`` or ``,`` or ``&``."""
    parted = text.replace("&", ",") if ";" not in text else text.replace(";", ",")
    return _authors(parted.split(","))


def _authors(names: Sequence[str]) -> tuple[str, ...]:
    result = tuple(dict.fromkeys(name for one in names if (name := clean_line(one))))
    if len(result) > AUTHORS:
        raise InvalidInput(f"At most {AUTHORS} authors can be named.", "Name the first ones.", field="authors")
    for name in result:
        _expect_short("authors", name, AUTHOR_CHARACTERS)
    return result


def _expect_short(field: str, value: str, characters: int) -> None:
    if len(value) > characters:
        raise InvalidInput(
            f"{field} is too long: {len(value):,} characters, at most {characters:,}.",
            "Please say it shorter.",
            field=field,
        )


def _expect_year(year: int | None, now: datetime) -> None:
    if year is not None and not FIRST_YEAR <= year <= now.year + 2:
        raise InvalidInput(
            f"{year} is not a year from {FIRST_YEAR} to {now.year + 2}.", "Write for example year:2024.", field="year"
        )


def _cut(value: str, characters: int) -> str:
    cleaned = clean(value)
    return cleaned if len(cleaned) <= characters else cleaned[: characters - 1] + "…"


__all__ = ["authors_in", "checked", "host_of", "keys_of", "new", "tidied"]
