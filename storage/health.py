"""Whether a database is whole: what ``commonplace db check`` finds out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.schema import Origin, State, connected, head, state
from storage.tables import community, member, resource, tag

#: Faults that are named one by one.
FAULTS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What was found: facts to be told in any case, and faults."""

    facts: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def checked(url: str) -> Health:
    """The health of the database; it is not changed. Raises Unusable if it cannot be opened at all."""
    found = state(url)
    if found.origin is not Origin.OURS:
        return Health(faults=(_not_ours(found),))
    with connected(url) as connection:
        faults = tuple(_faults(connection)) if connection.dialect.name == "sqlite" else ()
        facts = (_revision(found), _counts(connection)) if found.revision == head() else (_revision(found),)
        return Health(facts=facts, faults=faults)


def _not_ours(found: State) -> str:
    if found.origin is Origin.EMPTY:
        return "There is no library there yet. `commonplace run` or `commonplace db upgrade` makes it."
    if found.origin is Origin.NEWER:
        return f"It was written by a newer version: revision {found.revision}, this version knows up to {head()}."
    return "It belongs to another program."


def _revision(found: State) -> str:
    if found.revision == head():
        return f"Revision {found.revision}, the one of this version."
    return f"Revision {found.revision}; this version brings it to {head()} (commonplace db upgrade)."


def _counts(connection: Connection) -> str:
    names = (("communities", community), ("members", member), ("tags", tag), ("resources", resource))
    counts = (f"{connection.scalar(select(func.count()).select_from(table)):,} {name}" for name, table in names)
    return f"{', '.join(counts)}."


def _faults(connection: Connection) -> Iterator[str]:
    for (verdict,) in connection.exec_driver_sql(f"PRAGMA quick_check({FAULTS})"):
        if verdict != "ok":
            yield f"Damaged: {verdict}."
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(FAULTS):
        yield f"A row of {table} ({row}) points to nothing in {parent}."
