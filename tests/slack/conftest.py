"""Slack for tests: a stand-in for its servers, the adapter beside it in HTTP mode, and people who use it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.slack.app import SlackApp
from adapters.slack.settings import Mode, SlackSettings
from bot.dispatch import Dispatcher
from bot.events import AnyEvent
from bot.hearing import Ears, Listener
from tests.slack.people import SECRET, Person
from tests.slack.standin import ADMIN, Slack, server_of
from tests.talk import TestClock

Settings = Callable[..., SlackSettings]
Running = Callable[..., AbstractAsyncContextManager[Person]]


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """Slack's servers. Ada is a member, Olga an administrator of the workspace."""
    standin = Slack(users={"OLGA": ADMIN})
    server = server_of(standin)
    await server.start_server()
    standin.base = str(server.make_url("/")).rstrip("/")
    yield standin
    await server.close()


@pytest.fixture
def running(slack: Slack, dispatcher: Dispatcher, clock: TestClock) -> Running:
    """Runs the adapter, with other settings or commands where they are given; gives Ada."""

    @asynccontextmanager
    async def run(
        *, answered_by: Dispatcher | None = None, listeners: Sequence[Listener[AnyEvent]] = (), **settings: object
    ) -> AsyncIterator[Person]:
        chosen = answered_by or dispatcher
        app = SlackApp(
            dispatcher=chosen,
            ears=Ears(listeners=listeners, store=chosen.store, clock=clock),
            settings=SlackSettings(
                **{  # type: ignore[arg-type]  # each test names what it needs
                    "mode": Mode.HTTP,
                    "bot_token": "xoxb-1",
                    "signing_secret": SECRET,
                    "api_base": f"{slack.base}/api/",
                    **settings,
                }
            ),
        )
        await app.start()
        pages = web.Application(client_max_size=4 * 1024 * 1024)
        pages.router.add_post("/slack/events", app.handle_http)
        pages.router.add_get("/slack/install", app.handle_install)
        pages.router.add_get("/slack/oauth_redirect", app.handle_redirect)
        try:
            async with TestClient(TestServer(pages)) as client:
                yield Person(slack=slack, app=app, web=client, user="ADA")
        finally:
            await app.close()

    return run


@pytest.fixture
async def ada(running: Running) -> AsyncIterator[Person]:
    """Ada, a member, in the channel general of a workspace where the adapter runs."""
    async with running() as person:
        yield person


@pytest.fixture
def olga(ada: Person) -> Person:
    """Olga, an administrator of the same workspace."""
    return Person(slack=ada.slack, app=ada.app, web=ada.web, user="OLGA")
