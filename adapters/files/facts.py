"""Tags and resources as JSON objects and back: which value each field has there, and what is wrong with a value.

Our JSON format is made of these objects; the comments in a Markdown export hold parts of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

from adapters.files import columns
from bot.resources.values import Cost, Draft, Kind, Level, TagDraft

Json = object
_Choice = TypeVar("_Choice", Kind, Level, Cost)


class Unusable(Exception):
    """Half a sentence that says why an entry cannot be taken over."""


def of_tag(tag: TagDraft) -> dict[str, Json]:
    """What a tag says, the empty fields left out."""
    facts: dict[str, Json] = {
        "name": tag.name,
        "description": tag.description,
        "parent": tag.parent,
        "synonyms": list(tag.synonyms),
    }
    return {field: value for field, value in facts.items() if value not in (None, "", [])}


def of_resource(resource: Draft) -> dict[str, Json]:
    """What a resource says, the empty fields left out."""
    facts: dict[str, Json] = {field: getattr(resource, field) for field in columns.FIELDS}
    facts |= {"authors": list(resource.authors), "tags": list(resource.tags)}
    facts["added_at"] = resource.added_at and resource.added_at.isoformat()
    # A resource may have been retired without a reason, so "" says something there.
    return {
        field: value
        for field, value in facts.items()
        if value not in (None, []) and (value != "" or field == "retired")
    }


def tag(facts: Mapping[str, Json]) -> TagDraft:
    """The tag that an object describes. Raises Unusable."""
    return TagDraft(
        name=_required(facts, "name"),
        description=_text(facts, "description") or "",
        parent=_text(facts, "parent"),
        synonyms=_texts(facts, "synonyms"),
    )


def resource(facts: Mapping[str, Json]) -> Draft:
    """The resource that an object describes. Raises Unusable."""
    return Draft(
        title=_required(facts, "title"),
        kind=_one_of(facts, "kind", Kind),
        address=_text(facts, "address"),
        authors=_texts(facts, "authors"),
        publisher=_text(facts, "publisher"),
        year=_whole(facts, "year"),
        language=_text(facts, "language"),
        minutes=_whole(facts, "minutes"),
        level=_one_of(facts, "level", Level),
        cost=_one_of(facts, "cost", Cost),
        description=_text(facts, "description") or "",
        why=_text(facts, "why") or "",
        tags=_texts(facts, "tags"),
        added_at=_instant(facts, "added_at"),
        retired=_text(facts, "retired"),
    )


def _required(facts: Mapping[str, Json], field: str) -> str:
    if not (text := _text(facts, field)):
        raise Unusable(f"no {field}")
    return text


def _text(facts: Mapping[str, Json], field: str) -> str | None:
    value = facts.get(field)
    if value is None or isinstance(value, str):
        # JSON can spell halves of surrogate pairs, which are no text and cannot be stored.
        return value if value is None else value.encode("utf-8", "ignore").decode()
    raise Unusable(f"{field} is not text")


def _texts(facts: Mapping[str, Json], field: str) -> tuple[str, ...]:
    values = facts.get(field)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Unusable(f"{field} is not a list of texts")
    return tuple(value.encode("utf-8", "ignore").decode() for value in values)


def _whole(facts: Mapping[str, Json], field: str) -> int | None:
    value = facts.get(field)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Unusable(f"{field} is not a whole number")


def _one_of(facts: Mapping[str, Json], field: str, choices: type[_Choice]) -> _Choice | None:
    value = _text(facts, field)
    try:
        return None if value is None else choices(value)
    except ValueError as problem:
        raise Unusable(f"{field} is none of {', '.join(choices)}") from problem


def _instant(facts: Mapping[str, Json], field: str) -> datetime | None:
    text = _text(facts, field)
    try:
        found = None if text is None else datetime.fromisoformat(text)
        return found and (found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC))
    except (ValueError, OverflowError) as problem:
        raise Unusable(f"{field} is not a date") from problem
