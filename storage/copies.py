"""Copies of a SQLite database: a backup while the bot runs, and putting one in the place of the database."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from itertools import chain, count
from pathlib import Path

from bot.errors import AlreadyExists, InvalidInput, Unavailable
from storage.schema import REVISIONS, Origin, Unusable, opened, sqlite_file, state, state_of_file

#: Pages that are copied before others may write again.
_PAGES_AT_ONCE = 1_000


def backup(url: str, target: Path) -> None:
    """Copy the database to a new file, while others go on using it. Raises a sentence if there is no whole copy."""
    file = _file_of(url, tool="pg_dump")
    if state(url).origin is not Origin.OURS:
        raise Unusable(f"There is no database of Commonplace at {file}.", "Name it with --database.")
    if target.exists():
        raise AlreadyExists(f"{target} exists already and is not overwritten.", "Name a new file.")
    if not target.absolute().parent.is_dir():
        raise InvalidInput(f"There is no folder {target.absolute().parent}.", "Make it, or name another file.")
    copied(file, target)


def restore(url: str, source: Path) -> Path | None:
    """Put a backup in the place of the database; where the database that was there is kept now.

    Raises a sentence, and changes nothing, if the backup is not one or the database is in use.
    """
    file = _file_of(url, tool="pg_restore")
    _expect_backup(source)
    if file.exists() and file.samefile(source):
        raise InvalidInput(f"{source} is the database itself.", "Name the file of a backup.")
    if file.exists():
        _expect_replaceable(file)
    arriving = copied(source, file.with_name(f"{file.name}.restoring"))
    try:
        kept = _set_aside(file) if file.exists() else None
        arriving.rename(file)
    except OSError as error:
        raise _not_written(file, error) from error
    finally:
        arriving.unlink(missing_ok=True)
    return kept


def copied(file: Path, target: Path) -> Path:
    """The target, once it is a whole copy of the database; written under another name until then. Raises a sentence."""
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        # Made by us and not by SQLite, so that only the owner may read what the members have written.
        partial.touch(mode=0o600)
        with opened(file) as connection:
            _copy(connection, partial, target)
        partial.rename(target)
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        partial.unlink(missing_ok=True)
    return target


def free_name(wanted: Path) -> Path:
    """The path, or the first of ``path-2``, ``path-3``, … that does not exist."""
    later = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return next(path for path in chain([wanted], later) if not path.exists())


def _copy(connection: sqlite3.Connection, partial: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(partial)) as into:
            connection.backup(into, pages=_PAGES_AT_ONCE)
            # A backup is one file: without this, opening it would lay two more beside it.
            into.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise _not_written(target, error) from error


def _file_of(url: str, *, tool: str) -> Path:
    file = sqlite_file(url)
    if file is None:
        raise InvalidInput(
            f"PostgreSQL has tools of its own for this, which know it better: {tool}.", f"See: {tool} --help"
        )
    return file


def _expect_backup(source: Path) -> None:
    if not source.is_file():
        raise InvalidInput(f"There is no file {source}.", "Check the path and the spelling.")
    found = state_of_file(source)
    if found.origin is Origin.NEWER:
        raise InvalidInput(
            f"{source} was written by a newer version of Commonplace (revision {found.revision}; this version knows up "
            f"to {REVISIONS[-1]}).",
            "Install that version first.",
        )
    if found.origin is not Origin.OURS:
        raise InvalidInput(
            f"{source} is not a database of Commonplace.", "Name a file made by `commonplace db backup`."
        )
    with opened(source) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise InvalidInput(f"{source} is damaged: {verdict}.", "Name another backup.")


def _expect_replaceable(file: Path) -> None:
    """Raise a sentence if it is another program's, or if a process has it open; a damaged one may be replaced."""
    try:
        found = state_of_file(file)
    except Unusable:
        if file.is_dir():
            raise
        return
    if found.origin is Origin.FOREIGN:
        raise Unusable(f"The database {file} belongs to another program.", "Name another one with --database.")
    if not _is_unused(file):
        raise Unavailable(f"The database {file} is in use, so nothing was restored.", "Stop the bot first.")


def _is_unused(file: Path) -> bool:
    """Whether nobody has it open; its write-ahead log is folded into it, so that the file alone is all of it."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=1)) as connection:
            # Only the last connection may leave WAL mode: with another one open, this is refused.
            return bool(connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",))
    except sqlite3.OperationalError:
        return False


def _set_aside(file: Path) -> Path:
    kept = free_name(file.with_name(f"{file.name}.before-restore"))
    file.rename(kept)
    return kept


def _not_written(target: Path, error: OSError | sqlite3.Error) -> Unavailable:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return Unavailable(f"{target} cannot be written: {reason}.", "Check its folder, its permissions and the disk.")
