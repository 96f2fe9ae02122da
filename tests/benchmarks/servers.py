"""Where the data sets are: files of SQLite, and databases of a PostgreSQL server that is started for the benchmark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import psycopg
from psycopg import sql

from tests.benchmarks.loading import CACHE, copy_to_postgresql, sqlite_file, told
from tests.benchmarks.sizes import Size
from tests.postgres import running_server

#: As on a small server of one's own; only that nothing has to survive a power cut (the server is thrown away).
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB"}


class Server(Protocol):
    """One of the two databases."""

    name: str

    def url(self, size: Size) -> str:
        """The address of a data set, which nobody writes to."""
        ...

    def empty(self) -> str:
        """The address of an empty database."""
        ...

    def copy(self, size: Size) -> str:
        """The address of a copy that may be written to."""
        ...


class Sqlite:
    """Files: the data sets in the cache, all others in a folder that is thrown away."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, size: Size) -> str:
        """The address of a data set, which nobody writes to."""
        return f"sqlite:///{sqlite_file(size)}"

    def empty(self) -> str:
        """The address of an empty database."""
        return f"sqlite:///{self._folder / 'empty.db'}"

    def copy(self, size: Size) -> str:
        """The address of a copy that may be written to."""
        file = self._folder / "copy.db"
        with told("copying the SQLite file"):
            shutil.copyfile(sqlite_file(size), file)
        return f"sqlite:///{file}"


class Postgresql:
    """Databases on a server, each filled the first time it is asked for."""

    name = "PostgreSQL"

    def __init__(self, address: str) -> None:
        self._address = address

    def url(self, size: Size) -> str:
        """The address of a data set, which nobody writes to."""
        file = sqlite_file(size)
        name = f"bench_{file.stem.replace('-', '_')}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not known:
            half_done = self._made("bench_part")
            copy_to_postgresql(file, half_done)
            self._do("ALTER DATABASE bench_part RENAME TO {}", name)
        return self._called(name)

    def empty(self) -> str:
        """The address of an empty database."""
        return self._made("bench_empty")

    def copy(self, size: Size) -> str:
        """The address of a copy that may be written to."""
        source = self.url(size).partition("@/")[2].partition("?")[0]
        with told("copying the PostgreSQL database"):
            return self._made("bench_copy", source)

    def _made(self, name: str, source: str = "template0") -> str:
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._do("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, source)
        return self._called(name)

    def _called(self, name: str) -> str:
        return self._address.replace("/postgres?", f"/{name}?")

    def _do(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def server(name: str, running: str | None) -> Iterator[Server]:
    """SQLite, or PostgreSQL: on a server that runs already, or on one that is started and thrown away."""
    if name == "sqlite":
        CACHE.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=CACHE) as folder:
            yield Sqlite(Path(folder).absolute())
    elif running:
        yield Postgresql(running)
    else:
        with running_server(SETTINGS) as started:
            yield Postgresql(started.address)
