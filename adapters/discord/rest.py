"""Asking Discord's REST interface, one request at a time and each for certain only once.

Beside discord.py's own client, and independent of whether the gateway is there: what is due can be sent while nobody
listens. discord.py repeats a request by itself after most failures; whoever keeps track of what became of a message
has to know of each single one, so nothing is repeated here.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from math import inf
from types import SimpleNamespace
from typing import Any

import aiohttp
import yarl

from adapters.discord.buckets import Bucket, Buckets
from adapters.discord.endpoint import REAL, rest_address
from adapters.discord.pace import Allowance, Window
from bot.clock import Clock
from bot.deliveries import Unknown, Waits

#: How long Discord may take for one request. A message that was accepted is answered in well below a second.
HTTP_SECONDS = 10.0
#: Longer than this nobody waits for a limit; the request is made another time.
TURN_SECONDS = 20.0
#: When to ask again where Discord was not reached.
_AGAIN_SECONDS = 5.0
#: When to ask again after too many refusals, or a ban that does not say how long it lasts.
_PAUSE_SECONDS = 60.0
_LIMITED = "HTTP 429"
#: Refusals that mean the same whoever speaks: what was sent is wrong, the token is wrong, it was too much.
_SPEAKS_FOR_ITSELF = frozenset({400, 401, 413})
#: Discord asks every program to say what it is (discord-api-docs, Reference, "User Agent").
_AGENT = "DiscordBot (https://example.org/commonplace, 0.1)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """What is asked for. Limits are counted by method, path and first id."""

    method: str
    #: With ``{}`` where the ids stand.
    path: str
    ids: tuple[str, ...] = ()
    #: What Discord writes into the server's audit log, percent-encoded; empty: nothing.
    reason: str = ""

    def __post_init__(self) -> None:
        if not all(one.isascii() and one.isdigit() for one in self.ids):
            raise ValueError("Discord's ids are numbers")

    @property
    def kind(self) -> tuple[str, ...]:
        """What shares one limit."""
        return (self.method, self.path, *self.ids[:1])

    @property
    def line(self) -> str:
        """The path with its ids."""
        return self.path.format(*self.ids)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What Discord said: that it did what was asked, or why not."""

    status: int
    #: None where it was no JSON.
    body: Any

    @property
    def is_done(self) -> bool:
        """Whether Discord did what was asked."""
        return 200 <= self.status < 300

    @property
    def code(self) -> int | None:
        """Discord's own code of a refusal; None where it was not Discord who spoke, but something before it."""
        code = self.body.get("code") if isinstance(self.body, dict) else None
        return code if isinstance(code, int) else None


class Rest:
    """The connections for requests with the bot's token. They are made when they are first needed."""

    def __init__(
        self, *, token: str, api_base: str | None, allowance: Allowance, clock: Clock, http_seconds: float
    ) -> None:
        self._token = token
        self._base = rest_address(api_base) if api_base else REAL
        self._allowance = allowance
        self._clock = clock
        self._http_seconds = http_seconds
        self._buckets = Buckets()
        self._session: aiohttp.ClientSession | None = None
        self._is_closed = False
        #: Until when Discord takes no requests at all, by the clock that nobody sets.
        self._closed_until = 0.0
        #: How far Discord's clock is ahead of ours, by the last answer.
        self.ahead = timedelta(0)

    async def close(self) -> None:
        """End what is under way. Whoever asks afterwards has to wait."""
        self._is_closed = True
        if self._session is not None:
            await self._session.close()

    async def ask(
        self,
        route: Route,
        body: Mapping[str, object] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        until: datetime | None = None,
    ) -> Answer | Waits | Unknown:
        """What Discord answered; it never raises, and ends within half a minute.

        ``Waits`` where the request was certainly not taken: nothing was sent, or Discord said to come again later.
        ``Unknown`` where it was sent and nothing was said that could be relied on. With ``until``, nothing is sent
        from that moment on.
        """
        left = TURN_SECONDS if until is None else (until - self._clock.now()).total_seconds()
        end = time.monotonic() + min(left, TURN_SECONDS)
        bucket = self._buckets.of(route.kind)
        if waits := await _place_in(bucket, end):
            return waits
        headers: Mapping[str, str] = {}
        try:
            if waits := self._shut() or await self._in_line(end):
                return waits
            answer, headers = await self._counted(route, body, query, end)
        finally:
            bucket.end(headers)
        if isinstance(answer, Waits) and answer.reason == _LIMITED:
            self._close_for(answer.seconds, bucket, headers)
        return answer

    def _shut(self) -> Waits | None:
        """Why nothing at all may be asked just now."""
        if self._is_closed:
            return Waits(_AGAIN_SECONDS, "leaving")
        if self._allowance.breaker.is_open:
            return Waits(_PAUSE_SECONDS, "too many requests were refused")
        left = self._closed_until - time.monotonic()
        return Waits(left, "limit of all requests") if left > 0 else None

    async def _in_line(self, end: float) -> Waits | None:
        """Wait for a place among all requests with this token."""
        pace = self._allowance.pace
        if (seconds := pace.line_seconds()) >= end - time.monotonic():
            return Waits(max(seconds, 1.0), "too many requests in line")
        await asyncio.sleep(pace.wait_seconds())
        return None

    async def _counted(
        self, route: Route, body: Mapping[str, object] | None, query: Mapping[str, str] | None, end: float
    ) -> tuple[Answer | Waits | Unknown, Mapping[str, str]]:
        window = self._allowance.window
        if waits := await _place_in(window, end):
            return waits, {}
        try:
            if time.monotonic() >= end:
                return Waits(_AGAIN_SECONDS, "the time is over"), {}
            return await self._asked(route, body, query)
        finally:
            window.end()

    async def _asked(
        self, route: Route, body: Mapping[str, object] | None, query: Mapping[str, str] | None
    ) -> tuple[Answer | Waits | Unknown, Mapping[str, str]]:
        sent = SimpleNamespace(is_begun=False)
        why = {"X-Audit-Log-Reason": route.reason} if route.reason else None
        url = yarl.URL(f"{self._base}{route.line}", encoded=True)
        try:
            async with self._open().request(
                route.method, url, json=body, params=query, headers=why, allow_redirects=False, trace_request_ctx=sent
            ) as response:
                said = await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            name = type(error).__name__
            return (Unknown(name) if sent.is_begun else Waits(_AGAIN_SECONDS, name)), {}
        headers = dict(response.headers)
        self._allowance.breaker.count(response.status, headers.get("X-RateLimit-Scope", ""))
        self._heed_date(headers)
        return _understood(response.status, headers, said), headers

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_begun)
            self._session = aiohttp.ClientSession(
                headers={"Authorization": f"Bot {self._token}", "User-Agent": _AGENT},
                timeout=aiohttp.ClientTimeout(total=self._http_seconds),
                trace_configs=[trace],
            )
        return self._session

    def _close_for(self, seconds: float, bucket: Bucket, headers: Mapping[str, str]) -> None:
        if "Via" in headers and headers.get("X-RateLimit-Scope") != "global":
            bucket.close_for(seconds)
        else:
            # Without Via it was not Discord who refused, but what stands before it, and that bars every request.
            self._closed_until = time.monotonic() + seconds

    def _heed_date(self, headers: Mapping[str, str]) -> None:
        try:
            self.ahead = parsedate_to_datetime(headers["Date"]) - self._clock.now()
        except (KeyError, ValueError, TypeError):
            return


async def _place_in(bucket: Bucket | Window, end: float) -> Waits | None:
    """Wait for a place there, unless that would take longer than there is time."""
    while (wait := bucket.take()) > 0:
        left = end - time.monotonic()
        # Where nobody knows yet how long it takes, an answer that is under way tells.
        if left <= 0 or left < wait < inf:
            return Waits(wait if wait < inf else _AGAIN_SECONDS, "limit of requests")
        await bucket.room(min(wait, left))
    return None


async def _begun(_session: object, context: SimpleNamespace, _params: object) -> None:
    """From here on Discord may have read the request."""
    context.trace_request_ctx.is_begun = True


def _understood(status: int, headers: Mapping[str, str], said: bytes) -> Answer | Waits | Unknown:
    body = _read(said)
    if status == 429:
        return Waits(_seconds(headers, body), _LIMITED)
    if status >= 500 or status < 200 or 300 <= status < 400 or status == 408:
        return Unknown(f"HTTP {status}")
    answer = Answer(status=status, body=body)
    if status not in _SPEAKS_FOR_ITSELF and not answer.is_done and answer.code is None:
        # Discord gives every refusal a code. This one is from something before it, so nothing has arrived.
        return Waits(_PAUSE_SECONDS, f"HTTP {status} without a code")
    return answer


def _read(said: bytes) -> Any:
    try:
        return json.loads(said) if said else None
    except (ValueError, RecursionError):
        return None


def _seconds(headers: Mapping[str, str], body: object) -> float:
    """How long to wait, as the answer says it: the body in fractions of a second, the header in whole seconds."""
    said = body.get("retry_after") if isinstance(body, dict) else None
    for value in (said, headers.get("Retry-After")):
        try:
            seconds = float(str(value))
        except ValueError:
            continue
        if 0 <= seconds < inf:
            return seconds
    return _PAUSE_SECONDS
