"""The data sets as databases: a SQLite file that is kept for the next run, and its copy in PostgreSQL."""

from __future__ import annotations

import ast
import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from storage.schema import prepare
from storage.tables import metadata
from tests.benchmarks.rows import COLUMNS, Numbers, Rows, Written
from tests.benchmarks.sizes import Size

CACHE = Path(".cache") / "bench"
#: What a data set depends on: if one of these files changes, it is made anew.
_SOURCES = (
    "bot/resources/indexing.py", "bot/resources/sharing.py", "bot/words.py", "storage/blocks.py", "storage/tables/*.py",
    "storage/migrations/versions/*.py",
    "tests/benchmarks/communities.py", "tests/benchmarks/rows.py", "tests/benchmarks/sizes.py",
    "tests/benchmarks/vocabulary.py",
)  # fmt: skip


def fingerprint() -> str:
    """Eight characters that are others when the data sets would be others."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for file in sorted(Path().glob(pattern)):
            # The tree, not the text: it is the same after a change of comments or of the layout.
            digest.update(ast.dump(ast.parse(file.read_text(encoding="utf-8"))).encode())
    return digest.hexdigest()[:8]


def sqlite_file(size: Size, folder: Path = CACHE) -> Path:
    """The file of a data set; made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{size.resources}-{fingerprint()}.db"
    if not file.exists():
        half_done = file.with_suffix(".part")
        half_done.unlink(missing_ok=True)
        with told(f"making {size.resources:,} resources in {size.communities:,} communities (SQLite)"):
            _make(size, half_done)
        half_done.rename(file)
    return file


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what takes a while, and how long it took."""
    print(f"{what} …", end=" ", flush=True)
    began = time.perf_counter()
    yield
    print(f"{time.perf_counter() - began:.0f} s", flush=True)


def _make(size: Size, file: Path) -> None:
    prepare(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            connection.execute(f"PRAGMA {pragma}")
        numbers = Numbers()
        for made in size.made():
            written = Written(made, numbers)
            connection.execute("BEGIN")
            for part in (written.people, written.tagging, written.library, written.search):
                _insert(connection, part())
            connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def _insert(connection: sqlite3.Connection, tables: dict[str, Rows]) -> None:
    for table, found in tables.items():
        names = COLUMNS[table].split()
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", found)


def copy_to_postgresql(file: Path, url: str) -> None:
    """Give an empty PostgreSQL database the content of a SQLite file."""
    prepare(url)
    with (
        closing(sqlite3.connect(file)) as source,
        psycopg.connect(url, autocommit=True) as target,
        told(f"copying {file.name} to PostgreSQL"),
    ):
        # Foreign keys are checked by triggers, and these are for everybody but a replica.
        target.execute("SET session_replication_role = replica")
        target.execute("SET timezone = 'UTC'")
        for table in metadata.sorted_tables:
            _copy_table(source, target, table.name, [column.name for column in table.c])
        target.execute("VACUUM ANALYZE")


def _copy_table(source: sqlite3.Connection, target: psycopg.Connection, table: str, names: list[str]) -> None:
    listed = ", ".join(names)
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    key = ", ".join(column.name for column in metadata.tables[table].primary_key)
    with target.cursor() as cursor, cursor.copy(copy) as into:
        for row in source.execute(f"SELECT {listed} FROM {table} ORDER BY {key}"):
            into.write_row(row)
    if names[0] == "id":
        target.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT coalesce(max(id), 1) FROM {}))").format(
                sql.Literal(table), sql.Identifier(table)
            )
        )
