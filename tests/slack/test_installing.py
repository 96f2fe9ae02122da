"""Installing into many workspaces: by a browser that set out itself, once, in time; and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.slack.installing import States
from adapters.slack.settings import OAuth
from storage.schema import connected
from tests.slack.conftest import Running
from tests.slack.people import Person
from tests.slack.standin import TEAM, Slack

# Slack's library builds the header for its secret in a way that aiohttp has begun to discourage.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

AUTHORIZE = "https://slack-gov.example/oauth/v2/authorize"


@pytest.fixture
async def engine(sqlite_address: str) -> AsyncIterator[AsyncEngine]:
    made = create_async_engine(sqlite_address.replace("sqlite:", "sqlite+aiosqlite:"))
    yield made
    await made.dispose()


@pytest.fixture
def oauth(engine: AsyncEngine) -> OAuth:
    return OAuth(
        client_id="1.2",
        client_secret="s3cret",
        redirect_url="https://bot.example/slack/oauth_redirect",
        engine=engine,
        authorization_url=AUTHORIZE,
    )


@pytest.fixture
def store(engine: AsyncEngine) -> AsyncSQLAlchemyInstallationStore:
    return AsyncSQLAlchemyInstallationStore("1.2", engine)


@pytest.fixture
async def ada(running: Running, oauth: OAuth) -> AsyncIterator[Person]:
    async with running(bot_token="", oauth=oauth) as person:
        yield person


async def set_out(person: Person) -> tuple[str, str]:
    """Go to the first page; the state in the address of Slack, and the cookie."""
    async with person.web.get("/slack/install", allow_redirects=False) as answer:
        place = urlsplit(answer.headers["Location"])
        assert answer.status == 302
        assert f"{place.scheme}://{place.netloc}{place.path}" == AUTHORIZE
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "Secure" in cookie
        assert "Max-Age=600" in cookie
        return parse_qs(place.query)["state"][0], cookie.partition(";")[0]


async def come_back(person: Person, query: str, cookie: str = "") -> tuple[int, str]:
    headers = {"Cookie": cookie} if cookie else {}
    async with person.web.get(f"/slack/oauth_redirect?{query}", headers=headers) as answer:
        return answer.status, await answer.text()


async def test_workspace_that_installs_is_answered(ada: Person, slack: Slack) -> None:
    slack.results["oauth.v2.access"] = installed("xoxb-new")
    await ada.says("/help")
    state, cookie = await set_out(ada)

    status, page = await come_back(ada, f"code=c1&state={state}", cookie)

    assert status == 200
    assert page == "Commonplace is installed. You can close this page, and type / in Slack to see its commands."
    assert (await ada.says("/help")).startswith("What can be said here")


async def test_workspace_that_has_not_installed_is_told_so(ada: Person) -> None:
    await ada.says("/help")

    [told] = [call for call in ada.slack.calls if call.method.startswith("answer")]
    assert told.args["text"].startswith("Commonplace is not installed in this workspace any more.")


@pytest.mark.parametrize("query", ["", "code=c1", "code=c1&state=", "code=c1&state=made-up", "error=access_denied"])
async def test_browser_that_did_not_set_out_is_refused(ada: Person, query: str) -> None:
    status, page = await come_back(ada, query)

    assert page == "Nothing was installed. Please begin again at the address that your organiser gave you."
    assert status in {200, 400, 401}
    assert ada.slack.made("oauth.v2.access") == []


async def test_state_is_good_once_and_in_its_own_browser_only(ada: Person, slack: Slack) -> None:
    slack.results["oauth.v2.access"] = installed("xoxb-new")
    one, another = await set_out(ada), await set_out(ada)

    swapped = await come_back(ada, f"code=c1&state={one[0]}", another[1])
    first = await come_back(ada, f"code=c1&state={one[0]}", one[1])
    second = await come_back(ada, f"code=c1&state={one[0]}", one[1])

    assert [swapped[0], first[0], second[0]] == [400, 200, 401]
    assert len(slack.made("oauth.v2.access")) == 1


async def test_of_many_who_bring_the_same_state_at_once_one_is_let_in(engine: AsyncEngine) -> None:
    states = States(600, engine)
    state = await states.async_issue()

    taken = await asyncio.gather(*(states.async_consume(state) for _ in range(5)))

    assert sorted(taken) == [False, False, False, False, True]


async def test_state_of_more_than_ten_minutes_ago_is_refused(engine: AsyncEngine) -> None:
    states = States(-1, engine)

    assert not await states.async_consume(await states.async_issue())


async def test_slack_that_refuses_the_code_installs_nothing(ada: Person, slack: Slack) -> None:
    slack.failures["oauth.v2.access"] = ["invalid_code"]
    state, cookie = await set_out(ada)

    assert (await come_back(ada, f"code=c1&state={state}", cookie))[0] == 401


async def test_token_that_rotates_is_renewed_in_time_and_once(
    ada: Person, slack: Slack, store: AsyncSQLAlchemyInstallationStore
) -> None:
    await store.async_save_bot(bot(expires_in=timedelta(minutes=30)))
    slack.results["oauth.v2.access"] = {**installed("xoxb-renewed"), "refresh_token": "xoxe-2", "expires_in": 43_200}

    await asyncio.gather(*(ada.says("/help", trigger_id=str(number)) for number in range(3)))

    assert len(slack.made("oauth.v2.access")) == 1
    found = await store.async_find_bot(enterprise_id=None, team_id=TEAM)
    assert found is not None
    assert found.bot_token == "xoxb-renewed"


async def test_workspace_that_removes_the_app_leaves_no_token(
    ada: Person, store: AsyncSQLAlchemyInstallationStore
) -> None:
    await store.async_save_bot(bot())
    await ada.says("/help")

    await ada.happens({"type": "app_uninstalled"})

    assert await store.async_find_bot(enterprise_id=None, team_id=TEAM) is None
    await ada.says("/help")
    assert ada.slack.calls[-1].args["text"].startswith("Commonplace is not installed")


async def test_installation_for_a_whole_organisation_is_good_for_its_workspaces(
    ada: Person, store: AsyncSQLAlchemyInstallationStore
) -> None:
    await store.async_save_bot(bot(enterprise="E0ORG", team=None))

    said = await ada.says("/help", enterprise_id="E0ORG", is_enterprise_install="true")

    assert said.startswith("What can be said here")


def installed(token: str) -> dict[str, object]:
    return {
        "app_id": "A1",
        "access_token": token,
        "token_type": "bot",
        "scope": "commands",
        "bot_user_id": "U0BOT",
        "team": {"id": TEAM, "name": "Guild"},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": "OLGA"},
    }


def bot(*, expires_in: timedelta | None = None, enterprise: str | None = None, team: str | None = TEAM) -> Bot:
    now = datetime.now(UTC)
    return Bot(
        app_id="A1",
        enterprise_id=enterprise,
        team_id=team,
        team_name="Guild",
        bot_token="xoxb-1",
        bot_id="B0BOT",
        bot_user_id="U0BOT",
        bot_scopes="commands",
        bot_refresh_token="xoxe-1" if expires_in else None,
        bot_token_expires_at=int((now + expires_in).timestamp()) if expires_in else None,
        is_enterprise_install=team is None,
        installed_at=now.timestamp(),
    )


def test_tables_are_those_that_the_library_would_make_by_itself(address: str, engine: AsyncEngine) -> None:
    installations = AsyncSQLAlchemyInstallationStore("1.2", engine).metadata

    assert differing(address, installations) == differing(address, States(600, engine).metadata) == []


def differing(address: str, tables: MetaData) -> list[object]:
    """What would have to change in the database for it to have these tables."""
    assert tables.tables
    only = {"include_name": lambda name, kind, _: kind != "table" or name in tables.tables}
    with connected(address) as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=only), tables))
