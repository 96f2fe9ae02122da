"""Bad weather on demand: which requests go wrong, and how. Seeded, so that a storm can be repeated.

Kinds. Before the platform has done anything: ``refuse`` (an error status), ``too_many`` (429), ``drop_before`` (the
connection is reset). After it has done what was asked: ``drop_after``, ``error_after`` (an error status), ``slow``
(the answer trickles), ``hang`` (no answer until the seconds are over), ``garbled`` (a body that is no JSON).
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
#: Makes a platform's own 429 from a request and the seconds to wait.
TooMany = Callable[[web.Request, float], web.Response]

BEFORE = frozenset({"refuse", "too_many", "drop_before"})
AFTER = frozenset({"drop_after", "error_after", "slow", "hang", "garbled"})
#: The kind of fault that strikes a request.
FAULT = web.RequestKey("fault", str)
#: Pieces in which a slow answer trickles.
PIECES = 8


@dataclass(kw_only=True, slots=True)
class Fault:
    """One rule: which requests (``path`` is searched for in "METHOD /path"), how many, how likely."""

    kind: str
    path: str = ""
    #: Requests that match and are spared first.
    skip: int = 0
    #: Every how many matching requests it strikes; 1 is each of them.
    every: int = 1
    #: How often it strikes in all; None is for ever.
    times: int | None = 1
    chance: float = 1.0
    seconds: float = 1.0
    status: int = 500
    seed: int = 0
    seen: int = 0
    struck: int = 0
    dice: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        if self.kind not in BEFORE | AFTER:
            raise ValueError(f"No fault is called {self.kind!r}.")
        self.dice = random.Random(self.seed)

    def strikes(self, request_line: str) -> bool:
        if (self.times is not None and self.struck >= self.times) or not re.search(self.path, request_line):
            return False
        self.seen += 1
        is_hit = self.seen > self.skip and (self.seen - self.skip) % self.every == 0
        if not is_hit or self.dice.random() >= self.chance:
            return False
        self.struck += 1
        return True


class Weather:
    """All faults in force; wraps every request."""

    def __init__(self, too_many: TooMany) -> None:
        self.faults: list[Fault] = []
        self._too_many = too_many

    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        line = f"{request.method} {request.path}"
        fault = next((one for one in self.faults if one.strikes(line)), None)
        if fault is None:
            return await handler(request)
        request[FAULT] = fault.kind
        if fault.kind in BEFORE:
            return await self._before(request, fault)
        response = await _answer(request, handler)
        return await _after(request, response, fault)

    async def _before(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        await request.read()
        if fault.kind == "too_many":
            return self._too_many(request, fault.seconds)
        if fault.kind == "drop_before":
            return dropped(request)
        return failed(fault.status)


async def _answer(request: web.Request, handler: Handler) -> web.Response:
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        return web.Response(status=refusal.status, text=refusal.text, headers=refusal.headers)
    assert isinstance(response, web.Response)
    return response


async def _after(request: web.Request, response: web.Response, fault: Fault) -> web.StreamResponse:
    match fault.kind:
        case "drop_after":
            return dropped(request)
        case "error_after":
            return failed(fault.status)
        case "garbled":
            return web.Response(body=b'{"half": "a bo', content_type="application/json")
        case "hang":
            await asyncio.sleep(fault.seconds)
            return dropped(request)
        case _:
            return await _trickle(request, response, fault.seconds)


async def _trickle(request: web.Request, response: web.Response, seconds: float) -> web.StreamResponse:
    body = response.body if isinstance(response.body, bytes) else b""
    slow = web.StreamResponse(status=response.status, headers=response.headers)
    slow.content_length = len(body)
    await slow.prepare(request)
    step = max(1, -(-len(body) // PIECES))
    for start in range(0, len(body), step):
        await slow.write(body[start : start + step])
        await asyncio.sleep(seconds / PIECES)
    await slow.write_eof()
    return slow


def dropped(request: web.Request) -> web.Response:
    """Reset the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def failed(status: int) -> web.Response:
    return web.Response(status=status, text="upstream connect error", content_type="text/plain")
