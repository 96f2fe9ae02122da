"""Looking after the database: what `commonplace db` does, as sentences for whoever does it."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config, masked
from bot.wiring.application import ready, url_of
from storage.copies import backup, restore
from storage.health import Health, checked
from storage.schema import Change, Origin, Unusable, state

__all__ = ["Unusable", "backed_up", "expect_there", "health", "place", "restored", "told", "upgraded"]


def upgraded(config: Config) -> str:
    """What bringing the database to this version came to. Raises a sentence."""
    change = ready(config)
    return told(change) or f"The database is at revision {change.after} already."


def expect_there(config: Config) -> None:
    """Raises Unusable if there is no database yet: reading from one shall not make it."""
    if state(url_of(config)).origin is Origin.EMPTY:
        raise Unusable("There is no library there yet.", "`commonplace run` or `commonplace db upgrade` makes it.")


def told(change: Change) -> str:
    """A sentence about what was changed; empty if nothing was."""
    if change.before == change.after:
        return ""
    if change.before is None:
        return f"The database was made, at revision {change.after}."
    kept = f" As it was before, it is kept in {change.copy}." if change.copy else ""
    return f"The database was upgraded from revision {change.before} to {change.after}.{kept}"


def health(config: Config) -> Health:
    """Whether the database is whole. Raises Unusable."""
    return checked(url_of(config))


def backed_up(config: Config, target: Path) -> str:
    """Copy the database to a new file. Raises a sentence."""
    backup(url_of(config), target)
    return f"The database was copied to {target}."


def restored(config: Config, source: Path) -> str:
    """Put a backup in the place of the database. Raises a sentence."""
    kept = restore(url_of(config), source)
    before = f" The one that was there is kept in {kept}." if kept else ""
    return f"The database is the one of {source} now.{before}"


def place(config: Config) -> str:
    """The address of the database, without its password."""
    return masked(url_of(config))
