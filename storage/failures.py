"""What a failing database means to the person who asked: one sentence each. Its own words go to the log only."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError as WrappedError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bot.errors import BotError, Busy, Unavailable

_POSTGRESQL: tuple[type[Exception], ...]
try:
    from psycopg import OperationalError
    from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction
except ImportError:  # the extra is not installed, so nothing can raise them
    _POSTGRESQL = ()
else:
    # The latter two mean that the server was set up otherwise; the driver counts them among our mistakes.
    _POSTGRESQL = (OperationalError, InsufficientPrivilege, ReadOnlySqlTransaction)

log = logging.getLogger(__name__)

#: After one of these a connection is not used again.
DRIVER_ERRORS = (sqlite3.DatabaseError, WrappedError, NoConnectionFree, *_POSTGRESQL, OSError)
_BUGS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.NotSupportedError)


@contextmanager
def in_sentences() -> Iterator[None]:
    """Raise Unavailable, with a sentence, for what goes wrong with the database; our own bugs pass as they are."""
    try:
        yield
    except BotError:
        raise
    except _BUGS:
        raise
    except DRIVER_ERRORS as error:
        if "no such" in str(error) or "syntax error" in str(error):
            raise
        log.warning("database failed", extra={"reason": f"{type(error).__name__}: {error}"[:300]})
        raise sentence_for(error) from error


#: What both databases say of a writer that others kept waiting.
_BUSY = ("locked", "busy", "deadlock", "lock timeout")


def sentence_for(error: Exception) -> Unavailable:
    """The sentence and the advice for an error of the database."""
    reason = str(error).lower()
    if isinstance(error, NoConnectionFree) or any(word in reason for word in _BUSY):
        return Busy("The library is busy just now, so nothing was changed.", "Please try again in a minute.")
    if "full" in reason:
        return Unavailable(
            "Nothing was saved: the disk of the bot is full.",
            "Please tell an organiser; looking things up still works.",
        )
    if "readonly" in reason or "read-only" in reason or "permission" in reason:
        return Unavailable(
            "Nothing was saved: the bot may not write to its database.",
            "Please tell an organiser; looking things up still works.",
        )
    return Unavailable("The library is out of reach just now.", "Please try again in a minute.")
