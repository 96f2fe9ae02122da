"""How the databases would run every statement there is: by an index each time, never by reading a whole table.

SQLite is asked for the program that it would run: a scan begins with rewinding a cursor of a table to its start, and
foreign keys that need one are seen too. PostgreSQL is asked with scans switched off, so that one is left only where
no index serves; which way it then goes depends on how full the tables are.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

import storage
from storage.prepared import Prepared, Ready
from storage.searchsql import Shape, statement
from storage.tables import metadata

for module in pkgutil.walk_packages(storage.__path__, "storage."):
    if "migrations" not in module.name:
        importlib.import_module(module.name)

#: Where a list begins, how long the other groups are, what is left out: each in few sizes, and together.
SHAPES = (
    *(Shape(lead=lead) for lead in (1, 2, 8, 64)),
    *(Shape(lead=lead, is_backwards=True) for lead in (1, 2, 8)),
    *(Shape(lead=lead, by_age=True, is_backwards=backwards) for lead in (1, 2, 8) for backwards in (False, True)),
    *(Shape(lead=lead, keys_only=True, is_backwards=backwards) for lead in (1, 8) for backwards in (False, True)),
    *(Shape(lead=lead, others=((1, False), (4, False)), without=2) for lead in (1, 2, 8)),
    Shape(lead=2, others=((2, False),), without=1, is_backwards=True),
    *(Shape(lead=lead, others=((1, True), (4, True), (2, False)), is_scored=True) for lead in (0, 1, 8)),
    *(Shape(lead=lead, others=((2, True),), phrases=2, is_scored=True) for lead in (0, 1, 8)),
    Shape(lead=4, without=4, is_scored=True),
    Shape(lead=0, is_scored=True),
)


SQLITE, POSTGRESQL = (make_url(address).get_dialect()() for address in ("sqlite://", "postgresql+psycopg://"))


def statements(dialect: str) -> list[Prepared]:
    known = [one for one in Prepared.known if one.only in {None, dialect}]
    return [*known, *(statement(shape, dialect) for shape in SHAPES)]


def scans_of_sqlite(connection: sqlite3.Connection, ready: Ready) -> list[str]:
    """The tables that the statement reads from their beginning or their end."""
    roots = dict(connection.execute("SELECT rootpage, tbl_name FROM sqlite_master WHERE rootpage > 0").fetchall())
    program = connection.execute(f"EXPLAIN {ready.sql}", [None] * len(ready.order or ())).fetchall()
    cursors = {row[2]: roots.get(row[3], "") for row in program if row[1] in {"OpenRead", "OpenWrite", "ReopenIdx"}}
    starts = {row[2] for row in program if row[1] in {"Rewind", "Last"}}
    return sorted({table for cursor, table in cursors.items() if cursor in starts and table in metadata.tables})


def scans_of_postgresql(connection: psycopg.Connection, ready: Ready) -> list[str]:
    """The tables that the statement reads whole, or by an index without a condition."""
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", ready.sql)))
    numbered = re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", ready.sql).replace("%%", "%")
    row = connection.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {numbered}".encode()).fetchone()
    assert row
    return sorted({node["Relation Name"] for node in nodes(row[0][0]["Plan"]) if is_scan(node)})


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def is_scan(node: dict[str, Any]) -> bool:
    by_index = node["Node Type"] in {"Index Scan", "Index Only Scan"}
    return node["Node Type"] == "Seq Scan" or (by_index and "Index Cond" not in node)


@pytest.fixture(scope="module")
def file(sqlite_template: Path) -> Iterator[sqlite3.Connection]:
    """A SQLite database to be asked for plans, with foreign keys in force as in a run."""
    with closing(sqlite3.connect(sqlite_template)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        yield connection


@pytest.fixture(scope="module")
def server(postgres_template: str) -> Iterator[psycopg.Connection]:
    """A PostgreSQL database to be asked for plans."""
    with psycopg.connect(postgres_template, autocommit=True) as connection:
        connection.execute("SET enable_seqscan = off")
        yield connection


def test_no_statement_scans_a_table_on_sqlite(file: sqlite3.Connection) -> None:
    scans = {one.name: scans_of_sqlite(file, one.on(SQLITE)) for one in statements("sqlite")}

    assert {name: tables for name, tables in scans.items() if tables and tables != SMALL} == {}


#: What reads all that a community has in one table, and is meant to: a few hundred tags, a list for curators. (A new
#: community has nothing yet, but SQLite looks for children of its number all the same.)
WHOLE_COMMUNITY = {
    "all names", "all tags", "all under", "all words", "last change", "list tags", "gaps", "bound gaps",
    "make community", "count buddies", "count buddy pairs",
}  # fmt: skip
#: The same when a person is taken out for good, which is rare.
WHEN_ERASING = {"added by member", "silence history of their resources", "former member", "sweep blocks", "sweep words"}


#: The same when two communities are joined or parted, by organisers and once.
WHEN_JOINING = {
    "bring greeters", "bring welcomes",
    "bring avoided buddies", "bring buddies", "bring buddy pairs", "bring interests", "bring journeys",
    "bring learning", "bring steps of journeys", "brought by them", "copied finders", "copied voters",
    "copies of members", "copy members", "drop labels", "drop newcomers", "drop offer", "drop places", "last link",
    "move accounts", "move workspaces", "offer of community", "places of community", "return accounts",
    "return workspaces", "size of community",
}  # fmt: skip
#: Tables with some hundred rows for each AMA, or some for each buddy, when one person is exported or forgotten.
OF_ONE_PERSON = re.compile(r"(kept|doubles) in (ama|buddy)_")
#: Holds only what is still to be done.
SMALL = ["chore"]


def reads_whole_community(connection: sqlite3.Connection, ready: Ready) -> bool:
    plan = connection.execute(f"EXPLAIN QUERY PLAN {ready.sql}", [None] * len(ready.order or ()))
    return any(step.endswith("(community_id=?)") for *_, step in plan)


def test_only_lists_of_tags_and_gaps_read_all_that_a_community_has_on_sqlite(file: sqlite3.Connection) -> None:
    reading = {one.name for one in statements("sqlite") if reads_whole_community(file, one.on(SQLITE))}

    allowed = WHOLE_COMMUNITY | WHEN_ERASING | WHEN_JOINING
    assert {name for name in reading - allowed if not OF_ONE_PERSON.match(name)} == set()


@pytest.mark.postgres
def test_no_statement_scans_a_table_on_postgresql(server: psycopg.Connection) -> None:
    scans = {one.name: scans_of_postgresql(server, one.on(POSTGRESQL)) for one in statements("postgresql")}

    assert {name: tables for name, tables in scans.items() if tables and tables != SMALL} == {}


def test_every_statement_has_a_name_of_its_own() -> None:
    names = [one.name for one in Prepared.known]

    assert sorted(names) == sorted(set(names))


BY_TITLE_ALONE = Prepared("by title alone", text("SELECT id FROM resource WHERE title = :title"), is_known=False)


def test_scan_is_recognised_on_sqlite(file: sqlite3.Connection) -> None:
    assert scans_of_sqlite(file, BY_TITLE_ALONE.on(SQLITE)) == ["resource"]


@pytest.mark.postgres
def test_scan_is_recognised_on_postgresql(server: psycopg.Connection) -> None:
    assert scans_of_postgresql(server, BY_TITLE_ALONE.on(POSTGRESQL)) == ["resource"]
