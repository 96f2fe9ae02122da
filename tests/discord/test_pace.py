"""The bot stays inside what Discord allows: requests in a second, refusals in ten minutes, identifies in a day."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from itertools import pairwise

import aiohttp
import pytest
from aiohttp import web

from adapters.discord.pace import Allowance, Breaker, Identifies, Pace, Paused, Window, tracing
from tests.discord.stage import Notebook


class Hand:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


def test_never_more_than_40_requests_in_any_second() -> None:
    """R21: a burst of calls, and Cloudflare bars the whole bot."""
    hand = Hand()
    pace = Pace(40, hand)

    moments = []
    for _ in range(400):
        moments.append(hand() + pace.wait_seconds())
        hand.seconds += 0.01

    assert moments == sorted(moments)
    assert all(sum(moment <= other < moment + 1 for other in moments) <= 40 for moment in moments)
    assert moments[-1] - moments[0] < 10.1


def test_looking_at_the_line_takes_no_place_in_it() -> None:
    hand = Hand()
    pace = Pace(2, hand)

    seen = [pace.line_seconds() for _ in range(10)]
    waited = [pace.wait_seconds() for _ in range(3)]

    assert seen == [0.0] * 10
    assert waited == [0.0, 0.0, 1.0]


def test_rest_is_not_saved_up() -> None:
    hand = Hand()
    pace = Pace(40, hand)
    pace.wait_seconds()

    hand.seconds += 3_600

    assert sum(pace.wait_seconds() == 0 for _ in range(100)) == 40


def test_requests_count_until_a_second_after_their_answer() -> None:
    hand = Hand()
    window = Window(2, hand)

    begun = [window.take() for _ in range(3)]
    hand.seconds += 5
    while_under_way = window.take()
    window.end()
    hand.seconds += 0.4
    after_the_answer = window.take()
    hand.seconds += 0.6

    assert begun == [0, 0, math.inf]
    assert while_under_way == math.inf
    assert after_the_answer == pytest.approx(0.6)
    assert window.take() == 0


async def test_window_tells_whoever_waits_for_an_answer() -> None:
    window = Window(1)
    window.take()
    waiting = asyncio.create_task(window.room(30))
    await asyncio.sleep(0)

    window.end()

    async with asyncio.timeout(1):
        await waiting


@pytest.mark.parametrize(("refusals", "is_open"), [(999, False), (1_000, True), (1_001, True)])
def test_breaker_opens_at_1000_refusals(refusals: int, is_open: bool) -> None:
    breaker = Breaker(now=Hand())
    for index in range(refusals):
        breaker.count((401, 403, 429)[index % 3])

    assert breaker.is_open is is_open


def test_breaker_counts_neither_shared_limits_nor_other_answers() -> None:
    breaker = Breaker(most=1, now=Hand())

    for status, scope in ((200, ""), (404, ""), (400, ""), (500, ""), (429, "shared")):
        breaker.count(status, scope)

    assert not breaker.is_open


def test_breaker_closes_ten_minutes_later() -> None:
    hand = Hand()
    breaker = Breaker(most=2, now=hand)
    breaker.count(403)
    hand.seconds += 1
    breaker.count(403)

    hand.seconds += 598.9
    was_open = breaker.is_open
    hand.seconds += 0.1

    assert (was_open, breaker.is_open) == (True, False)


async def test_flapping_network_identifies_at_most_100_times_a_day() -> None:
    """R20: failed resumes became identifies, until the quota was gone."""
    hand, spent = Hand(), []
    identifies = Identifies(Notebook(), now=hand)
    end = hand.seconds + 7 * 24 * 3_600

    while hand.seconds < end:
        hand.seconds += 10 + await identifies.wait_seconds()
        await identifies.spend()
        spent.append(hand.seconds)

    for moment in spent:
        assert sum(moment <= other < moment + 24 * 3_600 for other in spent) <= 100
    # It never waits so long that people would give up on the bot.
    assert max(later - earlier for earlier, later in pairwise(spent)) < 20 * 60


async def test_crash_loop_identifies_at_most_100_times_a_day() -> None:
    """R19: a thousand identifies in a crash loop, and Discord resets the token."""
    hand, notebook, spent = Hand(), Notebook(), 0
    end = hand.seconds + 24 * 3_600

    while hand.seconds < end:
        after_restart = Identifies(notebook, now=hand)
        hand.seconds += 1
        if await after_restart.wait_seconds() <= 0:
            await after_restart.spend()
            spent += 1

    assert spent <= 100


async def test_many_connections_may_identify_more_often() -> None:
    identifies = Identifies(Notebook(), now=Hand(), shards=100)

    for _ in range(200):
        assert await identifies.wait_seconds() == 0
        await identifies.spend()


async def test_broken_memory_does_not_keep_the_bot_from_connecting() -> None:
    class Forgetful:
        async def get(self, key: str) -> str:
            return "not a list"

        async def set(self, key: str, value: str) -> None:
            raise OSError("disk full")

    identifies = Identifies(Forgetful(), now=Hand())
    await identifies.spend()

    assert await identifies.wait_seconds() == 0


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """A server that refuses everything."""

    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=403)

    server = web.Application()
    server.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_open_breaker_stops_requests_before_they_are_made(address: str) -> None:
    """R21: what is refused again and again is not asked again."""
    breaker = Breaker(most=2)
    async with aiohttp.ClientSession(trace_configs=[tracing(Allowance(pace=Pace(1_000), breaker=breaker))]) as session:
        for _ in range(2):
            async with session.get(f"{address}/channels/1"):
                pass

        with pytest.raises(Paused):
            await session.get(f"{address}/channels/1")


async def test_answers_to_people_do_not_wait_in_line(address: str) -> None:
    pace = Pace(1)
    for _ in range(50):
        pace.wait_seconds()
    async with aiohttp.ClientSession(trace_configs=[tracing(Allowance(pace=pace))]) as session:
        async with asyncio.timeout(5), session.post(f"{address}/interactions/1/token/callback") as answer:
            assert answer.status == 403
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await session.post(f"{address}/channels/1/messages")


async def test_requests_of_discord_py_count_and_are_forgotten(address: str) -> None:
    window = Window(1)
    async with aiohttp.ClientSession(trace_configs=[tracing(Allowance(window=window))]) as session:
        async with session.get(f"{address}/channels/1"):
            was_full = window.take() > 0
        with pytest.raises(aiohttp.ClientError):
            await session.get("http://127.0.0.1:1/channels/1")
        async with session.post(f"{address}/webhooks/1/token"):
            pass
        await asyncio.sleep(1.1)

    assert was_full
    assert window.take() == 0
