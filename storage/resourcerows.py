"""Rows of the library as values, and values as rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.identity import MemberId, ResourceId
from bot.resources import Cost, Facts, Keys, Kind, Level, Resource
from storage.database import Row

#: The columns that every answer about a resource begins with.
COLUMNS = (
    "id", "title", "address", "kind", "authors", "publisher", "year", "language", "minutes", "level", "cost",
    "description", "why", "votes", "added_by",
)  # fmt: skip
#: Names of authors stand on lines of their own.
_BETWEEN = "\n"
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


def hit(row: Row) -> Resource:
    """A row of a search: what an answer shows, long texts shortened; when and by whom it was added is left out."""
    return Resource(
        id=ResourceId(row[0]),
        facts=_facts(*row[1:13]),
        votes=row[13],
        added_by=MemberId(row[14]),
        tags=_tags(row[15]),
        added_at=_UNKNOWN,
    )


def whole(row: Row) -> Resource:
    """A row with everything that is kept of a resource."""
    return Resource(
        id=ResourceId(row[0]),
        facts=_facts(*row[1:13]),
        votes=row[13],
        added_by=MemberId(row[14]),
        tags=_tags(row[15]),
        added_at=row[16],
        saved_at=row[17],
        retired_at=row[18],
        retired_reason=row[19],
        superseded_by=ResourceId(row[20]) if row[20] is not None else None,
    )


def columns(facts: Facts, keys: Keys) -> dict[str, Any]:
    """The facts as columns of the resource table."""
    return {
        "identity": keys.identity,
        "title_key": keys.title_key,
        "kind": facts.kind.value,
        "title": facts.title,
        "address": facts.address,
        "authors": _BETWEEN.join(facts.authors),
        "publisher": facts.publisher,
        "year": facts.year,
        "language": facts.language,
        "minutes": facts.minutes,
        "level": facts.level.value if facts.level else None,
        "cost": facts.cost.value if facts.cost else None,
        "description": facts.description,
        "why": facts.why,
    }


def _facts(
    title: str, address: str | None, kind: str, authors: str, publisher: str | None, year: int | None,
    language: str | None, minutes: int | None, level: str | None, cost: str | None, description: str, why: str,
) -> Facts:  # fmt: skip
    return Facts(
        title=title,
        kind=Kind(kind),
        address=address,
        authors=tuple(authors.split(_BETWEEN)) if authors else (),
        publisher=publisher,
        year=year,
        language=language,
        minutes=minutes,
        level=Level(level) if level else None,
        cost=Cost(cost) if cost else None,
        description=description,
        why=why,
    )


def _tags(names: str | None) -> tuple[str, ...]:
    return tuple(sorted(set(names.split(" ")))) if names else ()
