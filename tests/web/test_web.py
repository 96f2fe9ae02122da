"""The web server: who is told what about the bot's health, and how little else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from adapters.web.app import BODY_BYTES, application, serving
from adapters.web.health import ASK_SECONDS, Health
from adapters.web.metrics import Metrics
from bot.deliveries import State, Tally
from bot.errors import BotError
from bot.vitals import LAG_SECONDS, Heart, Vital

Client = TestClient[web.Request, web.Application]


async def well() -> Vital:
    return Vital(name="database", age_seconds=0.25, limit_seconds=2.0)


async def silent() -> Vital:
    return Vital(name="slack", age_seconds=61.0, limit_seconds=60.0)


async def never() -> Vital:
    return Vital(name="discord", age_seconds=None, limit_seconds=60.0)


@pytest.fixture
def health() -> Health:
    return Health([well])


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(["tag show"])


@pytest.fixture
async def client(health: Health, metrics: Metrics) -> AsyncIterator[Client]:
    async with TestClient(TestServer(application(health, metrics))) as made:
        yield made


@pytest.mark.parametrize(
    ("age_seconds", "is_alive"), [(None, False), (0.0, True), (59.9, True), (60.0, True), (60.1, False)]
)
def test_part_lives_up_to_its_limit(age_seconds: float | None, is_alive: bool) -> None:
    assert Vital(name="slack", age_seconds=age_seconds, limit_seconds=60.0).is_alive is is_alive


async def test_healthy_bot_answers_200_and_shows_ages(client: Client) -> None:
    answer = await client.get("/healthz")

    assert answer.status == 200
    assert await answer.json() == {
        "status": "ok",
        "parts": {"database": {"ok": True, "age_seconds": 0.25, "limit_seconds": 2.0}},
    }


@pytest.mark.parametrize("part", [silent, never])
async def test_one_silent_part_makes_it_fail(client: Client, health: Health, part: object) -> None:
    health.add(part)  # type: ignore[arg-type]  # both are parts

    assert [(await client.get(path)).status for path in ("/healthz", "/readyz")] == [503, 503]


async def test_part_that_never_answers_counts_as_dead_within_the_bound(client: Client, health: Health) -> None:
    async def stuck() -> Vital:
        await asyncio.Event().wait()
        raise AssertionError

    health.add(stuck)
    began = asyncio.get_running_loop().time()

    answer = await client.get("/healthz")

    assert (answer.status, (await answer.json())["parts"]["stuck"]["ok"]) == (503, False)
    assert asyncio.get_running_loop().time() - began < ASK_SECONDS + 1


async def test_part_that_breaks_tells_nothing_of_why(client: Client, health: Health) -> None:
    async def broken() -> Vital:
        raise RuntimeError("xoxb-canary")

    health.add(broken)

    answer = await client.get("/healthz")

    assert answer.status == 503
    assert "canary" not in await answer.text()


async def test_leaving_bot_lives_but_is_not_ready(client: Client, health: Health) -> None:
    health.is_leaving = True

    assert [(await client.get(path)).status for path in ("/healthz", "/readyz")] == [200, 503]


async def test_lagging_loop_is_dead_for_a_while(health: Health) -> None:
    heart = Heart()
    heart.beat(0.001)
    assert (await heart.loop()).is_alive

    heart.beat(LAG_SECONDS + 0.1)
    heart.beat(0.001)

    assert not (await heart.loop()).is_alive


async def test_heart_beats_by_itself() -> None:
    lags: list[float] = []
    heart = Heart(lags.append)
    assert not (await heart.loop()).is_alive

    beating = asyncio.create_task(heart.run())
    await asyncio.sleep(0.7)
    beating.cancel()

    # The first beat is its beginning.
    assert len(lags) == 2
    assert (await heart.loop()).is_alive


async def test_metrics_count_commands_and_refusals_without_people(client: Client, metrics: Metrics) -> None:
    metrics.command_ran("tag show", "done", 3.5)
    metrics.command_ran("tag show", "NotFound", 1.0)
    metrics.command_ran("ada@example.org", "NotFound", 1.0)
    metrics.loop_lagged(0.004)
    metrics.database_silent()
    metrics.deliveries_are(Tally(by_state={State.DEAD: 2}, overdue=3, oldest_due_at=None))

    answer = await client.get("/metrics")
    lines = (await answer.text()).splitlines()

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    for line in (
        'commonplace_command_milliseconds_count{command="tag show",outcome="done"} 1.0',
        'commonplace_command_milliseconds_bucket{command="tag show",le="5.0",outcome="done"} 1.0',
        'commonplace_command_milliseconds_count{command="unknown",outcome="NotFound"} 1.0',
        'commonplace_refusals_total{kind="NotFound"} 2.0',
        "commonplace_loop_lag_seconds 0.004",
        "commonplace_database_timeouts_total 1.0",
        'commonplace_deliveries_standing{state="dead"} 2.0',
        "commonplace_deliveries_overdue 3.0",
    ):
        assert line in lines
    assert not [line for line in lines if "ada" in line]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_only_reading_is_allowed(client: Client, path: str) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE"):
        answer = await client.request(method, path)
        assert (answer.status, answer.headers["Allow"], await answer.text()) == (405, "GET,HEAD", "405\n")
    assert (await client.head(path)).status == 200


async def test_nothing_is_said_about_what_the_server_is_made_of(client: Client) -> None:
    for path in ("/healthz", "/nothing", "/healthz/../metrics"):
        answer = await client.get(path)
        assert "Server" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "aiohttp" not in await answer.text()


async def test_broken_route_and_large_body_are_a_number_only(
    health: Health, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    app = application(health, metrics)

    async def broken(_request: web.Request) -> web.Response:
        raise RuntimeError("of its own")

    async def reading(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    app.router.add_post("/broken", broken)
    app.router.add_post("/reading", reading)
    async with TestClient(TestServer(app)) as client:
        answers = [
            await client.post("/broken", data="canary"),
            await client.post("/reading", data=BytesIO(b"x" * BODY_BYTES)),
            await client.post("/reading", data=BytesIO(b"x" * (BODY_BYTES + 1))),
        ]
        told = [(one.status, await one.text()) for one in answers]

    assert told == [(500, "500\n"), (200, str(BODY_BYTES)), (413, "413\n")]
    assert "canary" not in caplog.text


async def test_garbage_is_refused_and_the_server_goes_on(health: Health, metrics: Metrics) -> None:
    port = unused_port()
    async with serving("127.0.0.1", port, health=health, metrics=metrics):
        for garbage in (b"\x00\xff\r\n\r\n", b"GET /healthz HTTP/9.9\r\n\r\n", b"GET " + b"x" * 100_000 + b"\r\n\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(garbage)
            status = (await reader.readline()).decode()
            assert status == "" or " 400 " in status
            writer.close()
            await writer.wait_closed()
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert json.loads(await answer.text())["status"] == "ok"


async def test_taken_port_is_told_in_a_sentence(health: Health, metrics: Metrics) -> None:
    port = unused_port()
    async with serving("127.0.0.1", port, health=health, metrics=metrics):
        with pytest.raises(BotError) as refused:
            async with serving("127.0.0.1", port, health=health, metrics=metrics):
                pass

    assert str(refused.value).startswith(f"The web server cannot listen on 127.0.0.1, port {port}: ")
    assert str(refused.value).endswith("Name another with web.port and web.host.")
