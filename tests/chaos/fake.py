"""``python -m tests.chaos.fake``: a platform in a process of its own, like Discord or like Slack.

It takes a message and shows it after a moment, whether or not anybody still waits for the answer. Like Discord it knows
a mark again for a while; like Slack it does not; what stands in a channel can be read back. Faults come from
:mod:`tests.fakes.faults`, by a seed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections import defaultdict
from typing import Any

from aiohttp import web

from tests.chaos.scale import LATENCY_SECONDS, UNDER_WAY_SECONDS, WINDOW_SECONDS
from tests.fakes.control import control_app
from tests.fakes.faults import Fault, Weather, dropped
from tests.fakes.program import LOOPBACK, Server, Started, nursery, run

#: When a request left, by the monotonic clock of the machine.
LEFT = "X-Left"


class Channels:
    """What stands where, and what the platform does with a message."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self.window_seconds = WINDOW_SECONDS
        self.latency_seconds = LATENCY_SECONDS
        self.under_way_seconds = UNDER_WAY_SECONDS
        #: Messages in the order in which they came to stand there.
        self.messages: list[dict[str, Any]] = []
        self._by_lane: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._known: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}

    async def post(self, request: web.Request) -> web.Response:
        """Take a message. One that has been under way for too long is lost, and so is its answer."""
        asked = json.loads(await request.read())
        await asyncio.sleep(self._dice.random() * self.latency_seconds)
        now = time.monotonic()
        if now - float(request.headers[LEFT]) > self.under_way_seconds:
            return dropped(request)
        known = self._known.get((asked["lane"], asked["mark"]))
        if asked["is_marked"] and known and now - known[0] < self.window_seconds:
            return web.json_response({"id": known[1]["id"]})
        return web.json_response({"id": self._placed(asked, now)["id"]})

    def _placed(self, asked: dict[str, Any], now: float) -> dict[str, Any]:
        message = {key: asked[key] for key in ("lane", "mark", "text")} | {"id": len(self.messages), "at": time.time()}
        self.messages.append(message)
        self._by_lane[asked["lane"]].append(message)
        self._known[asked["lane"], asked["mark"]] = now, message
        return message

    async def history(self, request: web.Request) -> web.Response:
        """What stands in a channel since a moment."""
        since = float(request.query["since"])
        found = [one for one in self._by_lane[request.query["lane"]] if one["at"] >= since]
        return web.json_response(found)


class Controls:
    """What the test may do to the platform."""

    def __init__(self, server: Server, channels: Channels, weather: Weather) -> None:
        self._server, self._channels, self._weather = server, channels, weather

    async def do_fault(self, **fault: Any) -> None:
        self._weather.faults.append(Fault(**fault))

    async def do_calm(self) -> None:
        self._weather.faults.clear()

    async def do_set(self, **settings: float) -> None:
        for name, value in settings.items():
            setattr(self._channels, name, value)

    async def do_messages(self, since: int = 0) -> list[dict[str, Any]]:
        return self._channels.messages[since:]

    async def do_count(self) -> int:
        return len(self._channels.messages)

    async def do_down(self) -> None:
        await self._server.go_down()

    async def do_up(self) -> None:
        await self._server.start()


def _too_many(_request: web.Request, seconds: float) -> web.Response:
    return web.json_response({"retry_after": seconds}, status=429)


async def start(seed: int) -> Started:
    """A platform that listens, and how to stop it."""
    channels, weather = Channels(seed), Weather(_too_many)

    @web.middleware
    async def around(request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            return await weather.around(request, handler)
        except ConnectionResetError:
            # Whoever asked is gone, in the middle of a slow answer.
            return dropped(request)

    app = web.Application(middlewares=[around])
    app.router.add_post("/post", channels.post)
    app.router.add_get("/history", channels.history)
    server = Server(app)
    await server.start()
    control = Server(control_app(Controls(server, channels, weather)))
    await control.start()

    async def stop() -> None:
        await server.close()
        await control.close()

    return {name: f"http://{LOOPBACK}:{one.port}" for name, one in (("api", server), ("control", control))}, stop


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--nursery", action="store_true", help="start a fake for each who asks, instead of one")
    chosen = parser.parse_args()
    asyncio.run(run((lambda: nursery(start)) if chosen.nursery else (lambda: start(chosen.seed))))
