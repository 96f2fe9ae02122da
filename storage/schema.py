"""Which tables a database has, and bringing them to those of this version: at every start, before anything else.

A start must be quick, so the revision is asked for with a plain query; alembic is only imported when there is something
to do. What cannot be used is refused here with a sentence, before anything in it is touched.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.errors import Unavailable
from storage.database import BUSY_MILLISECONDS, driver_url

#: Every revision there is, oldest first; a test compares them with the files in ``migrations/versions``.
REVISIONS = ("0001", "0002", "0003", "0004", "0005")
#: How long PostgreSQL may take to answer a new connection.
CONNECT_SECONDS = 10
#: Any number, the same in every process: whoever migrates holds this lock of PostgreSQL.
_MIGRATION_LOCK = 7_310_584_021


class Unusable(Unavailable):
    """The database cannot be used by this version, or not at all; nothing in it was changed."""


class Origin(Enum):
    """Whose database it is."""

    EMPTY = auto()
    OURS = auto()
    NEWER = auto()
    FOREIGN = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """Whose a database is, and at which revision."""

    origin: Origin
    revision: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What :func:`prepare` did: from which revision to which; ``copy`` is the database as it was before."""

    before: str | None
    after: str
    copy: Path | None = None


def head() -> str:
    """The revision of this version."""
    return REVISIONS[-1]


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL."""
    parsed = driver_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def state(url: str) -> State:
    """Whose the database is and at which revision, without changing it or making its file. Raises Unusable."""
    file = sqlite_file(url)
    if file is None:
        return _state_of_postgresql(url)
    if not file.exists():
        _expect_folder(file)
        return State(origin=Origin.EMPTY)
    return state_of_file(file)


def state_of_file(file: Path) -> State:
    """The same for a file that is there. Raises Unusable if it is no database."""
    with opened(file) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        has_ours = {"alembic_version", "community", "resource"} <= tables
        revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall() if has_ours else []
    return _judged(bool(tables), [str(revision) for (revision,) in revisions])


def prepare(url: str) -> Change:
    """Make the database ready: create its tables, or bring them to this version. Raises Unusable.

    Before an upgrade a copy of a SQLite database is laid beside it.
    """
    found = state(url)
    file = sqlite_file(url)
    if found.origin is Origin.NEWER:
        raise Unusable(
            f"{_called(file)} was written by a newer version of Commonplace (revision {found.revision}; this version "
            f"knows up to {head()}).",
            "Install that version, or restore a backup made by this one. Nothing was changed.",
        )
    if found.origin is Origin.FOREIGN:
        raise Unusable(f"{_called(file)} belongs to another program.", "Name another one with --database.")
    copy = None
    if found.revision != head():
        copy = _copy_before_upgrade(file) if file and found.revision else None
        migrate(url)
    elif file:
        _expect_writable(file)
    return Change(before=found.revision, after=head(), copy=copy)


def expect_writable(url: str) -> None:
    """Raise Unusable if nothing could be saved in this database, which is there and ours."""
    file = sqlite_file(url)
    if file:
        _expect_writable(file)
        return
    may_write = "SELECT NOT pg_is_in_recovery() AND has_table_privilege('resource', 'INSERT, UPDATE, DELETE')"
    with connected(url) as connection:
        if not connection.exec_driver_sql(may_write).scalar_one():
            raise Unusable("PostgreSQL lets this user only read.", "Let it own the database, and name the main server.")


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """The SQLite file, which must exist, for a few statements. Raises Unusable for what goes wrong in them, too."""
    if file.is_dir():
        raise Unusable(
            f"The database {file} is a folder.", "Name a file with --database, like sqlite:///commonplace.db."
        )
    try:
        uri = f"{file.absolute().as_uri()}?mode=rw"
        with closing(
            sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_MILLISECONDS / 1000)
        ) as connection:
            yield connection
    except (sqlite3.Error, OSError, ValueError) as error:
        raise _unusable(file, error) from error


def synchronous_engine(url: URL) -> Engine:
    """An engine without a pool or a loop, whose transactions of SQLite hold everything, changes of tables included."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": CONNECT_SECONDS})
    engine = create_engine(url.set(drivername="sqlite"), poolclass=NullPool)
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_connection(connection: Any, _record: object) -> None:
    # The driver must not begin or commit by itself; and with foreign keys on, rebuilding a table deletes its children.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys=OFF")


def _judged(has_tables: bool, revisions: list[str]) -> State:
    if not has_tables:
        return State(origin=Origin.EMPTY)
    if len(revisions) != 1:
        return State(origin=Origin.FOREIGN)
    revision = revisions[0]
    if revision in REVISIONS:
        return State(origin=Origin.OURS, revision=revision)
    is_newer = revision.isdigit() and len(revision) == len(head()) and revision > head()
    return State(origin=Origin.NEWER if is_newer else Origin.FOREIGN, revision=revision)


def _state_of_postgresql(url: str) -> State:
    has_ours = "SELECT to_regclass('alembic_version') IS NOT NULL AND to_regclass('resource') IS NOT NULL"
    with connected(url) as connection:
        tables = connection.exec_driver_sql("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        count = tables.scalar_one()
        is_ours = connection.exec_driver_sql(has_ours).scalar_one()
        query = "SELECT version_num FROM alembic_version"
        revisions = [str(found) for (found,) in connection.exec_driver_sql(query)] if is_ours else []
        return _judged(count > 0, revisions)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection outside any loop. Raises Unusable with a sentence."""
    try:
        engine = synchronous_engine(driver_url(url))
        with engine.connect() as connection:
            yield connection
    except ModuleNotFoundError as error:
        raise Unusable(
            "PostgreSQL needs a driver that is not installed.", 'Install it: pip install "commonplace[postgres]".'
        ) from error
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _unusable(sqlite_file(url), error) from error


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to a revision, in one transaction. Raises Unusable if rows would point to nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    with connected(url) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if connection.dialect.name == "sqlite":
            _expect_whole(connection)


def _expect_whole(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise Unusable(
            f"The upgrade was taken back: {len(broken)} rows would point to nothing, the first in {broken[0][0]}.",
            "The database is as it was. Please report this.",
        )


def _copy_before_upgrade(file: Path) -> Path:
    from storage.copies import copied, free_name

    return copied(file, free_name(file.with_name(f"{file.name}.before-{head()}")))


def _expect_folder(file: Path) -> None:
    if not file.absolute().parent.is_dir():
        raise Unusable(
            f"There is no folder {file.absolute().parent} for the database {file.name}.",
            "Make it, or name another place with --database.",
        )


def _expect_writable(file: Path) -> None:
    """Raise Unusable if nothing could be saved. Somebody else who is just writing is no reason to refuse."""
    with opened(file) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise


def _called(file: Path | None) -> str:
    return f"The database {file}" if file else "The PostgreSQL database"


def _unusable(file: Path | None, error: Exception) -> Unusable:
    """The sentence for what a driver says; its own words only where they help and cannot contain a password."""
    if file is None:
        return _unusable_postgresql(error)
    reason = str(getattr(error, "orig", None) or error).lower()
    if "not a database" in reason or "malformed" in reason or "encrypted" in reason:
        return Unusable(f"{file} is not a SQLite database, or is damaged.", "Name another file, or restore a backup.")
    if "locked" in reason or "busy" in reason:
        return Unusable(f"{_called(file)} is in use by another program.", "Stop that one, or try again in a minute.")
    if "full" in reason:
        return Unusable(
            f"The disk is full, so {_called(file).lower()} could not be written.", "Make room and try again."
        )
    if "readonly" in reason or "read-only" in reason or not os.access(file if file.exists() else file.parent, os.W_OK):
        return Unusable(f"{_called(file)} may not be written to.", "Change the permissions of the file and its folder.")
    return Unusable(f"{_called(file)} cannot be opened: {reason[:200]}.", "Check its path and permissions.")


def _unusable_postgresql(error: Exception) -> Unusable:
    reason = str(getattr(error, "orig", None) or error).lower()
    advice = "Check the address, and that the server runs."
    if "password" in reason or "authentication" in reason or "role" in reason:
        return Unusable("PostgreSQL refuses the name or the password in the address.", "Check both.")
    if "does not exist" in reason and "database" in reason:
        return Unusable("PostgreSQL has no database of the name in the address.", "Make it with createdb.")
    if "permission denied" in reason or "read-only" in reason:
        return Unusable("PostgreSQL does not let this user make or change tables.", "Let it own the database.")
    return Unusable("PostgreSQL cannot be reached.", advice)
