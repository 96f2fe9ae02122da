"""What tests of the pages of guests may ask for: the whole bot behind a web server, and who comes to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import application
from adapters.web.bounds import Bounds
from adapters.web.calendar import Bound
from adapters.web.guest import guest_routes
from adapters.web.health import Health
from adapters.web.metrics import Metrics
from bot.dispatch import Dispatcher
from bot.identity import Role
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.amas import scheduled
from tests.talk import Talk, TestClock
from tests.web.reading import Client, Visitor, key_for

PUBLIC = "http://bot.example"


@pytest.fixture
def public() -> str:
    """Where the web server is reached from outside."""
    return PUBLIC


@pytest.fixture
def bounds() -> Bounds:
    return Bounds(1_000.0, 1_000)


@pytest.fixture
def strangers() -> Bound:
    return Bound(1_000.0, 1_000)


@pytest.fixture
async def dispatcher(sqlite_address: str, clock: TestClock, public: str) -> AsyncIterator[Dispatcher]:
    """The whole bot with a web server, on an empty SQLite database."""
    opened = Database(sqlite_address)
    made = Dispatcher(commands=COMMANDS, store=SqlStore(opened), clock=clock, web_address=public)
    yield made
    await made.settle()
    await opened.close()


@pytest.fixture
async def server(
    dispatcher: Dispatcher, clock: TestClock, public: str, bounds: Bounds, strangers: Bound
) -> AsyncIterator[TestServer]:
    routes = guest_routes(dispatcher.store, dispatcher, clock, public, bounds=bounds, strangers=strangers)
    made = TestServer(application(Health([]), Metrics([]), routes))
    async with made:
        yield made


@pytest.fixture
async def client(server: TestServer) -> AsyncIterator[Client]:
    async with TestClient(server) as made:
        yield made


@pytest.fixture
async def elsewhere(server: TestServer) -> AsyncIterator[Client]:
    """Another browser."""
    async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as made:
        yield made


@pytest.fixture
async def olga(ada: Talk) -> Talk:
    """Olga, an organiser, who has scheduled AMA 1 with Grace Hopper from outside; Ada and Bob are known."""
    olga = ada.as_("Olga", Role.ORGANISER)
    await ada("/help")
    await ada.as_("Bob")("/help")
    await scheduled(olga, 'guests:"Grace Hopper"')
    return olga


@pytest.fixture
async def grace(client: Client, olga: Talk) -> Visitor:
    """Grace, who has opened her page."""
    grace = Visitor(client)
    await grace.open(await key_for(olga))
    return grace
