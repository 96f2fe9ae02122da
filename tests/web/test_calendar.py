"""Calendars on the web server: what a program is told that fetches one, and how little everybody else is."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from adapters.web.app import application, serving
from adapters.web.calendar import Bound, calendar_routes
from adapters.web.health import Health
from adapters.web.metrics import Metrics
from bot.amas.values import Host, NewAma, Session
from bot.calendars import Choice, Kind, fresh_key, hash_of
from storage.database import Database
from storage.store import SqlStore
from tests import ical
from tests.running import commonplace
from tests.slack.fake import slack_fake
from tests.storage.library import NOW, Home, settle
from tests.talk import TestClock

Client = TestClient[web.Request, web.Application]
ALL = Choice(kind=Kind.ALL)


@pytest.fixture
async def store(sqlite_address: str) -> AsyncIterator[SqlStore]:
    """A store on SQLite alone: what both databases do is held to in tests/test_calendars.py."""
    opened = Database(sqlite_address)
    yield SqlStore(opened)
    await opened.close()


@pytest.fixture
def bound() -> Bound:
    return Bound(1_000.0, 1_000)


@pytest.fixture
async def client(store: SqlStore, clock: TestClock, bound: Bound) -> AsyncIterator[Client]:
    app = application(Health([]), Metrics([]), calendar_routes(store, clock, bound))
    async with TestClient(TestServer(app)) as made:
        yield made


async def add(store: SqlStore, home: Home, title: str) -> None:
    async with store.write() as unit:
        session = Session(title=title, starts_at=NOW, zone="UTC")
        host = Host(name="Ada", member=home.ada)
        await unit.amas.add(home.id, NewAma(session=session, hosts=(host,), places=()), home.ada, NOW)


async def feed(store: SqlStore, home: Home) -> str:
    """The key of a feed of Ada's with all AMAs."""
    key = fresh_key()
    async with store.write() as unit:
        await unit.calendars.make(home.id, ALL, home.ada, hash_of(key), NOW)
    return key


async def titles(answer: ClientResponse) -> list[str]:
    assert answer.status == 200
    return [event.text("SUMMARY") for event in ical.read(await answer.read()).inside]


async def told(answer: ClientResponse) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer says, its time aside."""
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status, await answer.read(), headers


async def test_calendar_is_fetched_by_its_key(client: Client, store: SqlStore) -> None:
    home = await settle(store)
    await add(store, home, "Loops, for all")
    key = await feed(store, home)

    answer = await client.get(f"/calendar/{key}.ics")

    assert await titles(answer) == ["Loops, for all"]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_program_that_has_it_already_is_told_so_until_something_changes(client: Client, store: SqlStore) -> None:
    home = await settle(store)
    await add(store, home, "Loops")
    path = f"/calendar/{await feed(store, home)}.ics"
    tag = (await client.get(path)).headers["ETag"]

    same = await client.get(path, headers={"If-None-Match": tag})
    weak = await client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    await add(store, home, "Guilds")
    changed = await client.get(path, headers={"If-None-Match": tag})

    assert (same.status, await same.read(), same.headers["ETag"], weak.status) == (304, b"", tag, 304)
    assert await titles(changed) == ["Loops", "Guilds"]
    assert changed.headers["ETag"] != tag


async def test_head_says_the_same_without_the_calendar(client: Client, store: SqlStore) -> None:
    path = f"/calendar/{await feed(store, await settle(store))}.ics"

    head, whole = await client.head(path), await client.get(path)

    assert (head.status, await head.read(), head.headers["ETag"]) == (200, b"", whole.headers["ETag"])


async def test_every_other_address_gets_the_same_answer(client: Client, store: SqlStore) -> None:
    home = await settle(store)
    await add(store, home, "Loops")
    revoked = await feed(store, home)
    async with store.write() as unit:
        await unit.calendars.revoke(home.id, home.ada, ALL)
    key = await feed(store, home)
    names = (
        fresh_key(), revoked, "x", key[:-1], f"{key}x", key.swapcase(), hash_of(key), "%00", "%ff", "..%2f..%2fx",
        "%27%20OR%201=1--", "é", "x" * 5_000,
    )  # fmt: skip

    answers = [await told(await client.get(f"/calendar/{name}.ics")) for name in names]
    elsewhere = await told(await client.get("/nothing/here"))

    assert answers == [elsewhere] * len(names)
    assert elsewhere[:2] == (404, b"404\n")
    assert (await client.get(f"/calendar/{key}.ics")).status == 200
    assert (await client.post(f"/calendar/{key}.ics")).status == 405


async def test_feed_of_who_is_forgotten_leads_nowhere(client: Client, store: SqlStore) -> None:
    home = await settle(store)
    key = await feed(store, home)
    async with store.write() as unit:
        await unit.communities.erase(home.id, home.ada, NOW)

    assert (await client.get(f"/calendar/{key}.ics")).status == 404


async def test_feed_of_a_community_that_was_joined_with_another_leads_nowhere(client: Client, store: SqlStore) -> None:
    """Whoever asks is a member of the other one then, and its own goes on with nobody in it."""
    home, other = await settle(store, "mine"), await settle(store, "theirs")
    path = f"/calendar/{await feed(store, home)}.ics"
    async with store.write() as unit:
        joined = await unit.joining.join(other.id, home.id, NOW)
    during = (await client.get(path)).status
    async with store.write() as unit:
        await unit.joining.part(joined, NOW)

    assert (during, (await client.get(path)).status) == (404, 200)


async def test_one_community_is_not_shown_to_another(client: Client, store: SqlStore) -> None:
    mine, theirs = await settle(store, "mine"), await settle(store, "theirs")
    await add(store, mine, "Ours")
    await add(store, theirs, "Secret")

    answer = await client.get(f"/calendar/{await feed(store, mine)}.ics")

    assert await titles(answer) == ["Ours"]
    assert b"Secret" in await (await client.get(f"/calendar/{await feed(store, theirs)}.ics")).read()


@pytest.mark.parametrize("bound", [Bound(0.001, 3)])
async def test_more_than_a_few_at_once_are_told_to_come_again(client: Client, store: SqlStore) -> None:
    path = f"/calendar/{await feed(store, await settle(store))}.ics"

    answers = [await client.get(path if number % 2 else "/calendar/x.ics") for number in range(5)]

    assert [answer.status for answer in answers] == [404, 200, 404, 429, 429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert (await client.get("/metrics")).status == 200


def test_bound_lets_through_what_time_has_brought_and_no_more_than_fits() -> None:
    now = 0.0
    bound = Bound(2.0, 3, lambda: now)

    first = [bound.passes() for _ in range(4)]
    now = 0.5
    half = [bound.passes() for _ in range(2)]
    now = 1_000.0
    late = [bound.passes() for _ in range(4)]

    assert (first, half, late) == ([True, True, True, False], [True, False], [True, True, True, False])


async def test_nothing_of_a_key_is_written_down(
    store: SqlStore, clock: TestClock, sqlite_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """By our own server: that of the other tests keeps a log of every request."""
    key, unknown, port = await feed(store, await settle(store)), fresh_key(), unused_port()
    caplog.set_level(logging.DEBUG)
    routes = calendar_routes(store, clock)
    async with (
        serving("127.0.0.1", port, health=Health([]), metrics=Metrics([]), routes=routes),
        ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        statuses = [(await client.get(f"/calendar/{name}.ics")).status for name in (key, unknown)]
        with closing(sqlite3.connect(sqlite_address.removeprefix("sqlite:///"))) as database:
            database.execute("ALTER TABLE calendar_feed RENAME TO elsewhere")
        statuses.append((await client.get(f"/calendar/{key}.ics")).status)
        numbers = await (await client.get("/metrics")).text()

    assert statuses == [200, 404, 500]
    # What broke is told by its route.
    written = "\n".join(f"{vars(one)} {one.exc_text}" for one in caplog.records) + numbers
    assert "/calendar/{key}.ics" in written
    assert [secret for secret in (key, unknown, hash_of(key)) if secret in written] == []


async def test_address_that_the_running_bot_gives_leads_to_the_calendar(tmp_path: Path) -> None:
    async with slack_fake() as slack:
        team = await slack.team("Guild")
        ada = await team.person("Ada")
        channel = await team.channel("general", ada)
        text = (
            f'[slack]\nmode = "http"\nbot_token = "{team.token}"\nsigning_secret = "{slack.signing_secret}"\n'
            f'api_base = "{slack.api}"\n[web]\nport = PORT\npublic_url = "http://127.0.0.1:PORT"\n'
        )
        async with commonplace(tmp_path, text) as bot:
            await bot.ready()
            await slack.use_requests(bot.address("/slack/events"))
            answer = await ada.slash(channel, "/ama calendar feed:all")
            key = re.findall(r"/calendar/([\w-]{32})\.ics", answer.text)[0]
            async with (
                ClientSession() as session,
                session.get(bot.address(f"/calendar/{key}.ics")) as found,
                session.get(bot.address("/calendar/x.ics")) as other,
            ):
                statuses, content = (found.status, other.status), await found.read()
            await bot.told_to_end()

    assert statuses == (200, 404)
    assert ical.read(content).text("NAME") == "AMAs of Guild"
    assert key not in bot.log
