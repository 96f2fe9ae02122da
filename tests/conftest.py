"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from adapters.pictures.bars import drawn
from bot.dispatch import Dispatcher
from bot.identity import Role
from commands import COMMANDS
from storage.database import Database
from storage.schema import prepare
from storage.store import SqlStore
from tests.postgres import CreateDatabase, PostgresServer, running_server
from tests.sending import Bench
from tests.shell import Shell, running_shell
from tests.talk import Posts, Talk, TestClock

# How long one example takes says more about the machine's other work than about the code. Examples are the same each
# time, so that a change is blamed only for what it broke; `make fuzz` looks further, by chance.
settings.register_profile("commonplace", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=1_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "commonplace"))


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


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with all tables and nothing in them."""
    file = tmp_path_factory.mktemp("template") / "commonplace.db"
    prepare(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_address(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an empty SQLite database of this test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'commonplace.db')}"


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database with all tables and nothing in them."""
    address = postgres_server.create_database()
    prepare(address)
    return address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of this test's own, once on each of the two."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_address"))
    create: CreateDatabase = request.getfixturevalue("create_postgres_database")
    return create(request.getfixturevalue("postgres_template"))


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """An empty database, once on each of the two."""
    opened = Database(address)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> SqlStore:
    """An empty store, once on each of the two databases."""
    return SqlStore(database)


@pytest.fixture
def clock() -> TestClock:
    """A clock that moves only when it is told to."""
    return TestClock()


@pytest.fixture
async def dispatcher(sqlite_address: str, clock: TestClock) -> AsyncIterator[Dispatcher]:
    """The whole bot without a platform, on an empty SQLite database."""
    opened = Database(sqlite_address)
    made = Dispatcher(commands=COMMANDS, store=SqlStore(opened), clock=clock)
    made.draw = drawn
    yield made
    await made.settle()
    await opened.close()


@pytest.fixture
def posts(dispatcher: Dispatcher, clock: TestClock) -> Posts:
    """Time that passes, and what the bot says in it."""
    return Posts(dispatcher, clock)


@pytest.fixture
def ada(dispatcher: Dispatcher) -> Talk:
    """Ada, a member of the community Guild."""
    return Talk(dispatcher, name="Ada")


@pytest.fixture
def curator(ada: Talk) -> Talk:
    """Cory, a curator of the same community."""
    return ada.as_("Cory", Role.CURATOR)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """Runs the command line in an empty folder."""
    yield from running_shell(tmp_path, monkeypatch, capfd)


@pytest.fixture
async def bench(database: Database, clock: TestClock) -> Bench:
    """A sender on each of the two databases; on PostgreSQL claims are held by the server's clock."""
    made = Bench(SqlStore(database), clock)
    await made.begin()
    return made


@pytest.fixture
async def sqlite(sqlite_address: str, clock: TestClock) -> Bench:
    """A sender on SQLite, where all times are those of the test's clock."""
    made = Bench(SqlStore(Database(sqlite_address)), clock)
    await made.begin()
    return made
