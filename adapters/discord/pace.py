"""Staying well inside what Discord lets one program do, whatever the rest of the bot wants.

discord.py waits for the limits of single routes by itself. What it does not know is counted here: all requests
together, requests that Discord holds to be invalid, and identifies.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import aiohttp
import discord

from adapters.discord.limits import (
    IDENTIFIES,
    IDENTIFIES_AT_ONCE,
    IDENTIFY_WINDOW_SECONDS,
    INVALID_REQUESTS,
    INVALID_WINDOW_SECONDS,
    REQUESTS_IN_A_SECOND,
    REQUESTS_PER_SECOND,
)
from adapters.discord.settings import Remembered

log = logging.getLogger(__name__)

Seconds = Callable[[], float]


class Paused(discord.DiscordException):
    """No request is made for now: too many were refused of late, and more would bar the bot from Discord."""


class Pace:
    """At most so many requests in any second."""

    def __init__(self, per_second: int = REQUESTS_PER_SECOND, now: Seconds = time.monotonic) -> None:
        self._now = now
        #: When each of the last requests was or will be made.
        self._made: deque[float] = deque(maxlen=per_second)

    def wait_seconds(self) -> float:
        """Take a place in the line; how long it takes until it is one's turn."""
        seconds = self.line_seconds()
        self._made.append(self._now() + seconds)
        return seconds

    def line_seconds(self) -> float:
        """How long whoever took a place now would wait."""
        is_full = len(self._made) == self._made.maxlen
        return max(self._made[0] + 1 - self._now(), 0.0) if is_full else 0.0


class Waiting:
    """Something that has room at times, and tells whoever waits for it."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    async def room(self, most_seconds: float) -> None:
        """Wait until asking again may be of use, but no longer than this."""
        try:
            await asyncio.wait_for(self._changed.wait(), most_seconds)
        except TimeoutError:
            return

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Window(Waiting):
    """At most so many requests in any second by Discord's own clock, however long each is on its way.

    A request is counted there at some moment between its leaving and its answer, so here it counts from when it leaves
    until a second after it was answered. The pace alone would not do: what left in two seconds may arrive in one.
    """

    def __init__(self, most: int = REQUESTS_IN_A_SECOND, now: Seconds = time.monotonic) -> None:
        super().__init__()
        self._most = most
        self._now = now
        self._under_way = 0
        self._over: deque[float] = deque()

    def take(self) -> float:
        """Begin a request: 0.0 where it may leave at once, else in how many seconds it is worth asking again."""
        now = self._now()
        while self._over and self._over[0] + 1 <= now:
            self._over.popleft()
        if self._under_way + len(self._over) < self._most:
            self.begin()
            return 0.0
        return self._over[0] + 1 - now if self._over else math.inf

    def begin(self) -> None:
        """Begin one that waits for nobody."""
        self._under_way += 1

    def end(self) -> None:
        """A request was answered, or given up."""
        self._under_way -= 1
        self._over.append(self._now())
        self._tell()


class Breaker:
    """Counts invalid requests of the last minutes, and says when there were too many."""

    def __init__(self, most: int = INVALID_REQUESTS, now: Seconds = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._invalid: deque[float] = deque()

    def count(self, status: int, scope: str = "") -> None:
        """Remember an answer, if Discord counts it: 401, 403, and 429 unless the limit is shared with others."""
        if status in {401, 403} or (status == 429 and scope != "shared"):
            self._invalid.append(self._now())
            if len(self._invalid) == self._most:
                log.error("too many invalid requests", extra={"requests": self._most})

    @property
    def is_open(self) -> bool:
        """Whether nothing may be asked until some of what was counted is long enough ago."""
        while self._invalid and self._invalid[0] <= self._now() - INVALID_WINDOW_SECONDS:
            self._invalid.popleft()
        return len(self._invalid) >= self._most


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """What one token may still do, whoever of this process uses it."""

    pace: Pace = field(default_factory=Pace)
    window: Window = field(default_factory=Window)
    breaker: Breaker = field(default_factory=Breaker)


class Identifies:
    """Spends identifies sparingly: some at once, then so slowly that a day's worth lasts a day, across restarts too."""

    _KEY = "discord identifies"

    def __init__(self, remembered: Remembered, *, now: Seconds = time.time, shards: int = 1) -> None:
        self._remembered = remembered
        self._now = now
        #: Every connection has to identify, so many connections need more.
        self._most = IDENTIFIES + 4 * (shards - 1)
        self._at_once = IDENTIFIES_AT_ONCE + 2 * (shards - 1)
        self._spent: list[float] | None = None

    async def wait_seconds(self) -> float:
        """How long to wait before the next one; 0 if it may be spent now."""
        spent = await self._recent()
        if len(spent) < self._at_once:
            return 0.0
        if len(spent) >= self._most:
            return spent[0] + IDENTIFY_WINDOW_SECONDS - self._now()
        gap = IDENTIFY_WINDOW_SECONDS / (self._most - self._at_once)
        return max(spent[-1] + gap - self._now(), 0.0)

    async def spend(self) -> None:
        """Count one, and remember it."""
        spent = await self._recent()
        spent.append(self._now())
        try:
            await self._remembered.set(self._KEY, json.dumps([round(moment) for moment in spent]))
        except Exception:
            log.exception("identify not remembered")

    async def _recent(self) -> list[float]:
        if self._spent is None:
            self._spent = await self._read()
        oldest = self._now() - IDENTIFY_WINDOW_SECONDS
        self._spent[:] = [moment for moment in self._spent if moment > oldest]
        return self._spent

    async def _read(self) -> list[float]:
        try:
            found = json.loads(await self._remembered.get(self._KEY) or "[]")
            return [float(moment) for moment in found if float(moment) <= self._now()]
        except Exception:
            log.exception("identifies not read")
            return []


def tracing(allowance: Allowance) -> aiohttp.TraceConfig:
    """What makes every request of discord.py keep the pace, and be counted."""
    pace, window, breaker = allowance.pace, allowance.window, allowance.breaker

    async def before(_session: object, context: SimpleNamespace, params: aiohttp.TraceRequestStartParams) -> None:
        if params.url.scheme.startswith("ws"):
            return
        if breaker.is_open:
            raise Paused("too many requests were refused")
        # Answers to interactions do not count towards the global limit, and people are waiting for them.
        if "/interactions/" not in params.url.path and "/webhooks/" not in params.url.path:
            await asyncio.sleep(pace.wait_seconds())
            window.begin()
            context.is_counted = True

    async def after(_session: object, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        breaker.count(params.response.status, params.response.headers.get("X-RateLimit-Scope", ""))
        uncount(context)

    async def broke(_session: object, context: SimpleNamespace, _params: object) -> None:
        uncount(context)

    def uncount(context: SimpleNamespace) -> None:
        if vars(context).pop("is_counted", False):
            window.end()

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(before)
    tracing.on_request_end.append(after)
    tracing.on_request_exception.append(broke)
    return tracing
