"""Everything in one loop: platforms that come, stay away, break and leave, and a web server between them and Slack."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import discord as library
import pytest
from aiohttp.test_utils import TestServer, unused_port

from adapters.web.app import Handler
from bot.config import Config, Given, load
from bot.errors import Unavailable
from bot.vitals import Vital
from bot.wiring import keeping
from bot.wiring.keeping import Kept, State
from bot.wiring.platforms import OutOfReach
from bot.wiring.serving import serve
from storage.schema import prepare
from tests.discord.fake import discord_fake
from tests.slack.standin import TEAM, Slack, server_of

SECRET = "signing-canary"
Run = Callable[[], Coroutine[Any, Any, None]]


class Stage:
    """A platform that does what the test says."""

    name = "Stage"

    def __init__(self, run: Run, *, leaves_after: float = 0.0) -> None:
        self._run = run
        self._leaves_after = leaves_after
        self.is_closed = False
        self.is_ready = True

    async def run(self) -> None:
        await self._run()

    async def close(self) -> None:
        await asyncio.sleep(self._leaves_after)
        self.is_closed = True

    async def vital(self) -> Vital:
        return Vital(name="stage", age_seconds=0.0, limit_seconds=1.0)

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def messenger(self) -> None:
        return None


async def for_ever() -> None:
    await asyncio.Event().wait()


def raising(*errors: Exception | None) -> Run:
    """Raises these, one a call; nothing for None."""
    left = list(errors)

    async def run() -> None:
        error = left.pop(0)
        if error:
            raise error
        await for_ever()

    return run


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110  # nobody would set an event
            await asyncio.sleep(0.01)


async def test_platform_out_of_reach_is_tried_again_until_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PAUSES", (0.0, 0.01))
    told: list[str] = []
    made: list[Stage] = []
    run = raising(OutOfReach("ClientError"), OutOfReach("TimeoutError"), None)

    def make() -> Stage:
        made.append(Stage(run))
        return made[-1]

    kept = Kept("Stage", make, told.append)
    task = asyncio.create_task(kept.run())
    await until(lambda: len(made) == 3)

    assert kept.is_ready()
    assert told == [
        "Stage is out of reach (ClientError). It is tried again in 0 seconds.",
        "Stage is out of reach (TimeoutError). It is tried again in 0 seconds.",
    ]
    assert [stage.is_closed for stage in made] == [True, True, False]
    await kept.leave()
    assert (made[-1].is_closed, kept.state, kept.is_ready()) == (True, State.LEFT, False)
    task.cancel()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            Unavailable("The token is wrong.", "Copy it again."),
            "Stage did not start. The token is wrong. Copy it again.",
        ),
        (RuntimeError("canary"), "Stage did not start. It broke; the log has the reason."),
    ],
)
async def test_platform_for_which_trying_again_is_of_no_use_is_given_up(error: Exception, sentence: str) -> None:
    told: list[str] = []
    kept = Kept("Stage", lambda: Stage(raising(error)), told.append)

    await kept.run()

    assert (kept.state, told) == (State.GIVEN_UP, [sentence])
    assert not (await kept.vital()).is_alive


async def test_platform_that_does_not_want_to_leave_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LEAVE_SECONDS", 0.05)
    kept = Kept("Stage", lambda: Stage(for_ever, leaves_after=60), lambda _: None)
    task = asyncio.create_task(kept.run())
    await asyncio.sleep(0.01)
    assert (await kept.vital()).is_alive

    async with asyncio.timeout(2):
        await kept.leave()

    assert kept.platform is None
    task.cancel()


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    slack = Slack()
    server: TestServer = server_of(slack)
    await server.start_server()
    slack.base = str(server.make_url("/"))
    yield slack
    await server.close()


def configured(folder: Path, text: str, address: str | None = None) -> Config:
    url = address or f"sqlite:///{folder}/commonplace.db"
    (folder / "config.toml").write_text(f'[database]\nurl = "{url}"\n{text}', encoding="utf-8")
    prepare(url)
    return load(Given(file=folder / "config.toml", environment={}))


def on_slack(slack: Slack, port: int) -> str:
    return (
        f'[slack]\nmode = "http"\nbot_token = "xoxb-1"\nsigning_secret = "{SECRET}"\napi_base = "{slack.base}api/"\n'
        f"[web]\nport = {port}\n"
    )


async def command(port: int, slack: Slack, line: str) -> int:
    """Say a slash command, signed as Slack signs it; the status of what comes back."""
    name, _, rest = line.partition(" ")
    said = {"command": name, "text": rest, "user_id": "UADA", "user_name": "ada", "team_id": TEAM, "channel_id": "C1"}
    body = urlencode(
        {**said, "response_url": f"{slack.base}answers/one", "trigger_id": f"1.{time.monotonic()}"}
    ).encode()
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature,
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    url = f"http://127.0.0.1:{port}/slack/events"
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status


async def until_ready(port: int) -> None:
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)


async def test_person_on_slack_is_answered_through_the_web_server(slack: Slack, tmp_path: Path, address: str) -> None:
    port, stop = unused_port(), asyncio.Event()
    config = configured(tmp_path, on_slack(slack, port), address)
    serving = asyncio.create_task(serve(config, lambda _: None, stop))
    await until_ready(port)

    status = await command(port, slack, "/help")
    await until(lambda: bool(slack.made("answer one")))
    stop.set()
    code = await serving

    assert (status, code) == (200, 0)
    assert "/resource" in json.dumps(slack.made("answer one")[0].args)


async def test_only_platform_that_is_refused_ends_it_with_one(slack: Slack, tmp_path: Path) -> None:
    slack.failures["auth.test"] = ["invalid_auth"] * 3
    told: list[str] = []
    config = configured(tmp_path, on_slack(slack, unused_port()))

    async with asyncio.timeout(20):
        code = await serve(config, told.append, asyncio.Event())

    assert code == 1
    reason = "it is not a token of an app that Slack knows. Copy it again from the pages of your app."
    assert told == [f"Slack did not start. Slack does not take slack.bot_token: {reason}"]


async def test_discord_runs_without_a_web_server_and_leaves_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.http.Route, "BASE", library.http.Route.BASE)
    monkeypatch.setattr(
        library.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", library.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    )
    stop = asyncio.Event()
    async with discord_fake() as discord:
        guild = await discord.guild("Guild")
        channel, ada = await guild.channel("general"), await guild.member("Ada")
        text = f'[discord]\ntoken = "{discord.token}"\napi_base = "{discord.api}"\n'
        serving = asyncio.create_task(serve(configured(tmp_path, text), lambda _: None, stop))
        async with asyncio.timeout(20):
            while not (await discord.registered() and (await discord.state())["ready_shards"]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        answer = await ada.slash(channel, "help")
        stop.set()

        assert await serving == 0
        assert "/resource" in answer.text
        assert await discord.violations() == []
