"""Socket Mode: envelopes in, acknowledgements out, and a connection that notices when it has gone deaf."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from adapters.slack.app import SlackApp, SlackRefused
from adapters.slack.settings import Mode, SlackSettings
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from tests.slack.standin import TEAM, Slack
from tests.talk import TestClock


@dataclass
class Sockets:
    """The other end of Socket Mode: knows who is connected, and what was acknowledged."""

    slack: Slack
    open: list[web.WebSocketResponse] = field(default_factory=list)
    opened: int = 0
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    is_deaf: bool = False
    refuses: list[str] = field(default_factory=list)
    base: str = ""

    async def ticket(self, request: web.Request) -> web.Response:
        if self.refuses:
            return web.json_response({"ok": False, "error": self.refuses.pop(0)})
        return web.json_response({"ok": True, "url": f"{self.base.replace('http', 'ws')}/link"})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.opened += 1
        self.open.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.open)})
        try:
            async for message in socket:
                if message.type is WSMsgType.PING and not self.is_deaf:
                    await socket.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    self.acknowledged.append(json.loads(message.data))
        finally:
            self.open.remove(socket)
        return socket

    async def send(self, envelope_id: str, payload: dict[str, Any], kind: str = "slash_commands") -> None:
        envelope = {"type": kind, "envelope_id": envelope_id, "payload": payload, "accepts_response_payload": True}
        await self.open[-1].send_json(envelope)

    def command(self, line: str, number: str) -> dict[str, Any]:
        command, _, text = line.partition(" ")
        where = {"team_id": TEAM, "channel_id": "C0GENERAL", "response_url": f"{self.slack.base}/answers/{number}"}
        return {"command": command, "text": text, "user_id": "ADA", "trigger_id": number, **where}


@pytest.fixture
async def sockets(slack: Slack) -> AsyncIterator[Sockets]:
    ours = Sockets(slack)
    app = web.Application()
    app.router.add_post("/api/apps.connections.open", ours.ticket)
    app.router.add_route("*", "/api/{method}", slack.api)
    app.router.add_get("/link", ours.link)
    server = TestServer(app)
    await server.start_server()
    ours.base = str(server.make_url("/")).rstrip("/")
    yield ours
    await server.close()


@pytest.fixture
def app(sockets: Sockets, dispatcher: Dispatcher, clock: TestClock) -> SlackApp:
    return connected(sockets, dispatcher, clock)


def connected(sockets: Sockets, dispatcher: Dispatcher, clock: TestClock, **more: Any) -> SlackApp:
    settings = {"bot_token": "xoxb-1", "app_token": "xapp-1", "api_base": f"{sockets.base}/api/", **more}
    return SlackApp(
        dispatcher=dispatcher,
        ears=Ears(listeners=(), store=dispatcher.store, clock=clock),
        settings=SlackSettings(mode=Mode.SOCKET, **settings),
    )


async def until(condition: Any, seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # what is waited for happens in a library that tells nobody
            await asyncio.sleep(0.01)


async def test_command_over_a_socket_is_acknowledged_and_answered(app: SlackApp, sockets: Sockets) -> None:
    await app.start()
    await sockets.send("E-1", sockets.command("/help", "n1"))

    await until(lambda: sockets.slack.made("answer n1"))

    assert sockets.acknowledged == [{"envelope_id": "E-1"}]
    assert app.health().is_hearing
    await app.close()


async def test_same_envelope_on_two_connections_is_answered_once(
    sockets: Sockets, dispatcher: Dispatcher, clock: TestClock
) -> None:
    """R31: the same envelope three or four times."""
    app = connected(sockets, dispatcher, clock, connections=2)
    await app.start()
    for socket in list(sockets.open):
        sockets.open.append(socket)
        await sockets.send("E-1", sockets.command("/help", "n1"))
        sockets.open.pop()

    await until(lambda: len(sockets.acknowledged) == 2)
    await app.settled()

    assert len(sockets.slack.made("answer n1")) == 1
    assert len(app.health().connections) == 2
    await app.close()


class Numb(SocketModeClient):
    """A client that takes itself to be connected, whatever happens, as slackapi/bolt-python#1529 tells of."""

    async def monitor_current_session(self) -> None:
        await asyncio.Event().wait()

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        pass


async def test_connection_that_only_takes_itself_to_be_one_is_made_anew(
    sockets: Sockets, dispatcher: Dispatcher, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R29: a new session was logged, and no event came ever after."""
    monkeypatch.setattr("adapters.slack.app.SocketModeClient", Numb)
    app = connected(sockets, dispatcher, clock, deaf_after_seconds=0.4)
    sockets.is_deaf = True
    await app.start()
    await until(lambda: app.health().connections[0].rebuilt > 0)

    sockets.is_deaf = False
    await until(lambda: app.health().is_hearing and len(sockets.open) == 1)
    await sockets.send("E-1", sockets.command("/help", "n1"))
    await until(lambda: sockets.slack.made("answer n1"))

    assert sockets.acknowledged == [{"envelope_id": "E-1"}]
    await app.close()


async def test_silence_is_told_by_age_and_not_by_a_flag(app: SlackApp, sockets: Sockets) -> None:
    """R30: closed for three and a half hours, while the flag said connected."""
    await app.start()
    [connection] = app._connections
    connection._alive_at -= 31

    assert not app.health().is_hearing
    assert app.health().connections[0].silent_seconds > 30
    await app.close()


async def test_renewal_that_slack_asks_for_is_followed(app: SlackApp, sockets: Sockets) -> None:
    await app.start()

    await sockets.open[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
    await until(lambda: sockets.opened == 2 and len(sockets.open) == 1)
    await sockets.send("E-1", sockets.command("/help", "n1"))

    await until(lambda: sockets.slack.made("answer n1"))
    await app.close()


async def test_slack_that_is_away_at_the_start_is_found_later(
    sockets: Sockets, dispatcher: Dispatcher, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.connection.LEAST_WAIT_SECONDS", 0.05)
    app = connected(sockets, dispatcher, clock)
    app._client.base_url = "http://127.0.0.1:9/"

    await app.start()
    was_hearing = app.health().is_hearing
    app._client.base_url = f"{sockets.base}/api/"
    await until(lambda: sockets.open)
    await sockets.send("E-1", sockets.command("/help", "n1"))

    await until(lambda: sockets.slack.made("answer n1"))
    assert not was_hearing
    await app.close()


@pytest.mark.parametrize("code", ["invalid_auth", "not_allowed_token_type", "account_inactive"])
async def test_token_that_slack_refuses_ends_the_start_with_a_sentence(
    app: SlackApp, sockets: Sockets, code: str
) -> None:
    sockets.refuses = [code]

    with pytest.raises(SlackRefused, match=r"Slack does not take slack\.app_token: \w"):
        await app.start()


async def test_bot_token_that_slack_refuses_ends_the_start_with_a_sentence(app: SlackApp, sockets: Sockets) -> None:
    sockets.slack.failures["auth.test"] = ["invalid_auth"]

    with pytest.raises(SlackRefused, match=r"Slack does not take slack\.bot_token: it is not a token"):
        await app.start()


async def test_nothing_is_acknowledged_once_the_end_has_begun(app: SlackApp, sockets: Sockets) -> None:
    await app.start()
    app._is_ending = True

    await sockets.send("E-1", sockets.command("/help", "n1"))
    await asyncio.sleep(0.1)

    assert sockets.acknowledged == []
    await app.close()


async def test_end_takes_less_than_five_seconds_whatever_hangs(
    app: SlackApp, sockets: Sockets, dispatcher: Dispatcher, caplog: pytest.LogCaptureFixture
) -> None:
    await app.start()
    async with dispatcher.store.write():
        await sockets.send("E-1", sockets.command("/tag follow loops", "n1"))
        await until(lambda: sockets.acknowledged)
        began = asyncio.get_running_loop().time()
        await app.close()

    assert asyncio.get_running_loop().time() - began < 5
    assert "work broken off at the end" in caplog.text
