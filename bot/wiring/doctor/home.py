"""What can be seen without leaving the machine: the configuration, the database and the room on its disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.config import Config, ConfigError, doubts, masked
from bot.errors import BotError
from bot.wiring.application import url_of
from bot.wiring.doctor.findings import Finding, essential, missing, ok
from storage.schema import Origin, State, expect_writable, head, sqlite_file, state

MIB = 1_048_576
#: Below this a disk is as good as full; below that it soon will be.
FULL_BYTES, SOON_FULL_BYTES = 50 * MIB, 500 * MIB


def mistakes(error: ConfigError) -> list[Finding]:
    """Every mistake in a configuration that cannot be used."""
    breaks, remedy = "the bot does not start", "Mend the line; config.example.toml explains each key."
    return [essential("configuration", problem, breaks=breaks, remedy=remedy) for problem in error.problems]


def configuration(config: Config) -> Iterator[Finding]:
    """What is configured."""
    if config.platforms:
        yield ok("configuration", f"for {' and '.join(config.platforms)}")
    else:
        yield missing(
            "configuration",
            "no platform is configured",
            breaks="`commonplace run` opens a console, and nobody else can talk to the bot",
            remedy='Follow "Set up Discord" or "Set up Slack" in README.md.',
        )
    for doubt in doubts(config):
        yield missing("configuration", doubt, breaks="probably the login", remedy="Copy it again, if it is refused.")


def database(config: Config) -> Iterator[Finding]:
    """The database: whose it is, at which revision, whether it can be written to, and the room for it."""
    url = url_of(config)
    try:
        found = state(url)
        yield _revision(config, found)
        file = sqlite_file(url)
        if found.origin is Origin.OURS:
            expect_writable(url)
            yield ok("database writing", "possible")
        elif file and found.origin is Origin.EMPTY:
            yield _folder(file)
    except BotError as refusal:
        yield essential("database", refusal.message, breaks="the bot does not start", remedy=refusal.hint)
        return
    if file:
        yield _room(file)


def _revision(config: Config, found: State) -> Finding:
    place = masked(url_of(config))
    match found.origin:
        case Origin.EMPTY:
            return ok("database", f"{place} is made at the first start")
        case Origin.OURS if found.revision == head():
            return ok("database", f"{place}, revision {found.revision}")
        case Origin.OURS:
            return ok("database", f"{place}, revision {found.revision}; the next start brings it to {head()}")
    seen, remedy = "belongs to another program", "Name another one in database.url."
    if found.origin is Origin.NEWER:
        seen, remedy = "was written by a newer version", "Install that version, or restore a backup of this one."
    return essential("database", f"{place} {seen}", breaks="the bot does not start", remedy=remedy)


def _folder(file: Path) -> Finding:
    folder = file.absolute().parent
    if os.access(folder, os.W_OK):
        return ok("database writing", "possible")
    return essential(
        "database writing",
        f"nothing may be written in {folder}",
        breaks="the database cannot be made",
        remedy="Let the user who runs the bot write there, or name another place in database.url.",
    )


def _room(file: Path) -> Finding:
    free = shutil.disk_usage(file.absolute().parent).free
    seen, remedy = f"{free // MIB:,} MiB free", "Make room, or move the database to a larger disk."
    if free < FULL_BYTES:
        return essential("disk", seen, breaks="nothing can be saved any more", remedy=remedy)
    if free < SOON_FULL_BYTES:
        return missing("disk", seen, breaks="soon nothing can be saved, and upgrades have no room", remedy=remedy)
    return ok("disk", seen)
