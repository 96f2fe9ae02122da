"""Databases for the runs, each with all tables and nothing in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.schema import prepare
from tests.postgres import PostgresServer, running_server

#: What was committed is kept when a process of the server dies, which is what happens to it here.
SETTINGS = {"synchronous_commit": "on", "max_connections": "100"}


@dataclass
class Places:
    """Makes databases, of SQLite or of PostgreSQL."""

    folder: Path
    server: PostgresServer | None = None
    _numbers: Iterator[int] = field(default_factory=count)
    _template: str = ""

    def another(self) -> str:
        """The address of a new one."""
        if self.server is not None:
            if not self._template:
                self._template = self.server.create_database()
                prepare(self._template)
            return self.server.create_database(self._template)
        template = self.folder / "template.db"
        if not template.exists():
            prepare(f"sqlite:///{template}")
        return f"sqlite:///{shutil.copy(template, self.folder / f'{next(self._numbers)}.db')}"


@contextmanager
def places(on: str) -> Iterator[Places]:
    """Places of one sort; what was made there is gone in the end."""
    with TemporaryDirectory() as folder:
        if on == "sqlite":
            yield Places(Path(folder))
        else:
            with running_server(SETTINGS) as server:
                yield Places(Path(folder), server)
