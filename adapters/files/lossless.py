"""JSON: our own format, which loses nothing, and plain arrays of objects from other programs.

::

    {"format": "commonplace", "version": 1, "community": "Village",
    "tags": [
    {"name": "testing", "description": "…", "parent": null, "synonyms": ["qa"]}
    ],
    "resources": [
    {"title": "…", "kind": "book", …}
    ]}

One tag or resource a line, so that two exports can be compared line by line. Fields that say nothing are left out.
Reading does not depend on the lines: ``jsonstream`` gives the entries one by one however the file is laid out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TextIO

from adapters.files import columns, facts
from adapters.files.jsonstream import Entry, entries
from adapters.files.reading import Source
from adapters.files.words import quotation
from bot.errors import InvalidInput
from bot.resources.values import Draft, Skip, TagDraft

FORMAT = "commonplace"
VERSION = 1


def read(source: Source) -> Iterator[Draft | TagDraft | Skip]:
    """The tags and resources of our own JSON, or the resources of a plain array of objects."""
    is_ours = False
    for entry in entries(source):
        match entry.place:
            case "format":
                is_ours = entry.value == FORMAT
            case "version" if is_ours:
                _check_version(entry.value, source)
            case "tags[]" if is_ours:
                yield _read(entry, facts.tag)
            case "resources[]" if is_ours:
                yield _read(entry, facts.resource)
            case "[]":
                yield _read(entry, _foreign)
            case place if place.endswith("[]") and not is_ours and isinstance(entry.value, dict):
                yield _read(entry, _foreign)


def write(community: str, resources: Iterable[Draft], out: TextIO, *, tags: Iterable[TagDraft] = ()) -> None:
    """Everything, one entry a line."""
    out.write(f'{{"format": "{FORMAT}", "version": {VERSION}, "community": {_dumped(community)},\n"tags": [')
    _write_lines((facts.of_tag(tag) for tag in tags), out)
    out.write('],\n"resources": [')
    _write_lines((facts.of_resource(resource) for resource in resources), out)
    out.write("]}\n")


def _write_lines(objects: Iterable[Mapping[str, object]], out: TextIO) -> None:
    between = "\n"
    for each in objects:
        out.write(between + _dumped(each))
        between = ",\n"
    out.write("\n")


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _check_version(version: object, source: Source) -> None:
    if not isinstance(version, int) or version > VERSION:
        raise InvalidInput(
            f"{source.path.name} was written by a newer Commonplace (its format has version {str(version)[:20]}).",
            f"This one reads version {VERSION}: update it, or export as CSV there.",
        )


def _read(entry: Entry, read_one: Callable[[Mapping[str, object]], Draft | TagDraft]) -> Draft | TagDraft | Skip:
    try:
        if not isinstance(entry.value, dict):
            raise facts.Unusable("not an object")
        found = read_one(entry.value)
    except facts.Unusable as problem:
        return Skip(line=entry.line, what=quotation(_dumped(entry.value)), reason=str(problem))
    return replace(found, line=entry.line) if isinstance(found, Draft) else found


def _foreign(said: Mapping[str, object]) -> Draft:
    names = list(said)
    texts = {field: columns.cell(said[names[at]]) for at, field in columns.assigned(names).items()}
    found = columns.draft({field: text for field, text in texts.items() if text or field == "title"})
    if isinstance(found, str):
        raise facts.Unusable(found)
    return found
