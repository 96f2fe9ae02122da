"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import CreateDatabase, PostgresServer, running_server

# How long one example takes says more about the machine's other work than about the code.
settings.register_profile("commonplace", deadline=None)
settings.load_profile("commonplace")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this run (of this process, where the tests are shared out)."""
    with running_server() as server:
        yield server


@pytest.fixture
def create_postgres_database(postgres_server: PostgresServer) -> Iterator[CreateDatabase]:
    """Makes databases (empty, or a copy of a template's address) that are dropped when the test is over."""
    made: list[str] = []

    def create(template: str | None = None) -> str:
        made.append(postgres_server.create_database(template))
        return made[-1]

    yield create
    for address in made:
        postgres_server.drop_database(address)
