"""One request is one request: it is not led elsewhere, not repeated, and never faster than Discord allows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial

import pytest
from aiohttp import web

from adapters.discord.messenger import DiscordMessenger
from adapters.discord.pace import Allowance, Pace, Window
from adapters.discord.settings import DiscordSettings
from bot.clock import SystemClock
from bot.deliveries import Refused, Sent, Target, Unknown, Waits
from bot.messenger import Outgoing
from bot.replies import said
from tests.discord.fake import discord_fake
from tests.discord.poster import MARK, messenger_of, posting

TARGET = Target(platform="discord", workspace="1", channel="2")
OUTGOING = Outgoing(target=TARGET, shown=said("Hello."), mark=MARK)


class Front:
    """Something before Discord that answers as the test says, and counts."""

    def __init__(self) -> None:
        self.answer: Callable[[], web.Response] = web.Response
        self.asked: list[str] = []

    async def serve(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        await request.read()
        return self.answer()


@pytest.fixture
def front() -> Front:
    return Front()


@pytest.fixture
async def messenger(front: Front) -> AsyncIterator[DiscordMessenger]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", front.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settings = DiscordSettings(token="not-a-token", api_base=f"http://127.0.0.1:{runner.addresses[0][1]}")
    made = DiscordMessenger(settings, clock=SystemClock())
    yield made
    await made.close()
    await runner.cleanup()


async def post(messenger: DiscordMessenger) -> Sent | Waits | Unknown | Refused:
    return await messenger.post(OUTGOING, until=SystemClock().now() + timedelta(minutes=1))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_message_is_not_led_elsewhere(front: Front, messenger: DiscordMessenger, status: int) -> None:
    front.answer = partial(web.Response, status=status, headers={"Location": "/elsewhere"})

    assert await post(messenger) == Unknown(f"HTTP {status}")
    assert front.asked == ["/api/v10/channels/2/messages"]


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'"sent"', b'{"id": 7, "channel_id": "2"}', b"[" * 100_000, b"\xff\xfe"]
)
async def test_answer_that_says_nothing_of_a_message_is_no_proof_of_one(
    front: Front, messenger: DiscordMessenger, body: bytes
) -> None:
    front.answer = partial(web.Response, body=body, content_type="application/json")

    assert isinstance(await post(messenger), Unknown)


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, b'{"retry_after": 2.5}', 2.5),
        ({"Retry-After": "7"}, b"error code: 1015", 7.0),
        ({}, b"error code: 1015", 60.0),
        ({"Retry-After": "soon"}, b'{"retry_after": null}', 60.0),
        ({}, b'{"retry_after": -1}', 60.0),
        ({}, b'{"retry_after": NaN}', 60.0),
    ],
)
async def test_limit_is_understood_however_it_is_told(
    front: Front, messenger: DiscordMessenger, headers: dict[str, str], body: bytes, seconds: float
) -> None:
    front.answer = partial(web.Response, status=429, headers=headers, body=body)

    assert await post(messenger) == Waits(seconds, "HTTP 429")


async def test_limit_of_all_requests_holds_back_every_other(front: Front, messenger: DiscordMessenger) -> None:
    front.answer = partial(
        web.Response,
        status=429,
        headers={"Via": "1.1 google", "X-RateLimit-Scope": "global"},
        body=b'{"retry_after": 30}',
    )
    await post(messenger)
    other = Outgoing(target=Target(platform="discord", workspace="1", channel="3"), shown=said("x"), mark=MARK)

    waits = await messenger.post(other, until=SystemClock().now() + timedelta(minutes=1))

    assert isinstance(waits, Waits)
    assert len(front.asked) == 1


async def test_limit_of_one_channel_holds_back_no_other(front: Front, messenger: DiscordMessenger) -> None:
    front.answer = partial(
        web.Response,
        status=429,
        headers={"Via": "1.1 google", "X-RateLimit-Scope": "user"},
        body=b'{"retry_after": 30}',
    )
    await post(messenger)
    other = Outgoing(target=Target(platform="discord", workspace="1", channel="3"), shown=said("x"), mark=MARK)

    await messenger.post(other, until=SystemClock().now() + timedelta(minutes=1))

    assert len(front.asked) == 2


async def test_messages_keep_the_pace_of_all_requests() -> None:
    async with discord_fake() as discord, posting(discord) as poster:
        channels = [await poster.guild.channel(str(number)) for number in range(11)]
        targets = [Target(platform="discord", workspace=poster.guild.id, channel=one.id) for one in channels]
        messenger = messenger_of(discord, allowance=Allowance(pace=Pace(5)))
        until = SystemClock().now() + timedelta(minutes=1)

        began = time.monotonic()
        outcomes = await asyncio.gather(*(messenger.post(poster.to(one), until=until) for one in targets))
        took = time.monotonic() - began
        await messenger.close()

    assert {type(one) for one in outcomes} == {Sent}
    assert took >= 2


async def test_no_limit_is_run_into_where_discord_has_told_it() -> None:
    async with discord_fake() as discord, posting(discord) as poster:
        await poster.let_post(5, 1.0)
        marks = [f"{number:024x}" for number in range(16)]

        outcomes = [await poster.post(poster.to_channel(said(mark), mark=mark)) for mark in marks]

        statuses = {one["status"] for one in await discord.requests()}
        texts = await poster.texts()
        invalid = (await discord.state())["invalid_requests"]
    assert {type(one) for one in outcomes} == {Sent}
    assert (statuses, invalid) == ({200}, 0)
    assert texts == marks


async def test_messages_at_the_same_time_run_into_no_limit_either() -> None:
    async with discord_fake() as discord, posting(discord) as poster:
        await poster.let_post(5, 1.0)
        marks = [f"{number:024x}" for number in range(16)]

        outcomes = await asyncio.gather(*(poster.post(poster.to_channel(said(m), mark=m)) for m in marks))

        invalid = (await discord.state())["invalid_requests"]
    assert {type(one) for one in outcomes} == {Sent}
    assert invalid == 0


async def test_message_leaves_only_when_there_is_room_for_it_in_a_second_of_discord() -> None:
    async with discord_fake() as discord, posting(discord) as poster:
        channels = [await poster.guild.channel(str(number)) for number in range(3)]
        targets = [Target(platform="discord", workspace=poster.guild.id, channel=one.id) for one in channels]
        messenger = messenger_of(discord, allowance=Allowance(window=Window(1)))
        until = SystemClock().now() + timedelta(minutes=1)

        began = time.monotonic()
        outcomes = await asyncio.gather(*(messenger.post(poster.to(one), until=until) for one in targets))
        took = time.monotonic() - began
        await messenger.close()

    assert {type(one) for one in outcomes} == {Sent}
    assert took >= 2


async def test_time_that_ends_while_there_is_no_room_sends_nothing() -> None:
    async with discord_fake() as discord, posting(discord) as poster:
        window = Window(1)
        window.take()
        messenger = messenger_of(discord, allowance=Allowance(window=window))

        outcome = await messenger.post(poster.to_channel(), until=SystemClock().now() + timedelta(seconds=0.5))
        await messenger.close()
        asked = await poster.asked()

    assert isinstance(outcome, Waits)
    assert asked == []


async def test_line_that_is_too_long_is_not_joined() -> None:
    async with discord_fake() as discord, posting(discord) as poster:
        pace = Pace(1)
        for _ in range(60):
            pace.wait_seconds()
        messenger = messenger_of(discord, allowance=Allowance(pace=pace))

        async with asyncio.timeout(5):
            outcome = await messenger.post(poster.to_channel(), until=SystemClock().now() + timedelta(minutes=1))
        await messenger.close()

    assert isinstance(outcome, Waits)
    # It took no place, so that others have to wait no longer.
    assert pace.line_seconds() < 60
