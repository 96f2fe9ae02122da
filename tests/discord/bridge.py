"""Discord's REST interface before a simulated Discord: what the messenger sends over HTTP arrives there.

simcord takes the place of discord.py's own connection, inside the process. The messenger has a connection of its own,
so it is given an address at which the same simulated Discord answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import simcord
from aiohttp import web
from aiohttp.test_utils import TestServer
from simcord.backend.errors import BackendError
from simcord.http import router

_API = "/api/v10"


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What was asked for, and what came of it."""

    method: str
    path: str
    answer: Any

    @property
    def is_post(self) -> bool:
        """Whether a message was posted or changed by it."""
        return self.method in {"POST", "PATCH"} and "/messages" in self.path


@dataclass
class Bridge:
    """What was sent over it."""

    env: simcord.Env
    api: str = ""
    done: list[Request] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """Let the simulated Discord answer."""
        body = await request.json() if request.can_read_body else None
        path = request.path.removeprefix(_API)
        headers = {"Via": "1.1 google"}
        try:
            told = router.dispatch(self.env.backend, request.method, path, json=body, params=dict(request.query))
        except BackendError as refusal:
            return web.json_response(refusal.to_json(), status=refusal.status, headers=headers)
        self.done.append(Request(method=request.method, path=path, answer=told))
        return web.json_response(told, headers=headers)


@asynccontextmanager
async def bridge_to(env: simcord.Env) -> AsyncIterator[Bridge]:
    """An address of this simulated Discord, until the block ends."""
    bridge = Bridge(env)
    app = web.Application()
    app.router.add_route("*", f"{_API}/{{rest:.*}}", bridge.answer)
    async with TestServer(app) as server:
        bridge.api = str(server.make_url("/api"))
        yield bridge
