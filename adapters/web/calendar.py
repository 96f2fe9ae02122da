"""Calendars on the web server: fetched by an address that nobody can guess, and by nothing else.

Every address that leads to no calendar gets the same answer, whether its key was never made, was revoked or is no key
at all; each is looked up in the same way. Nothing of a key is ever written down.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from aiohttp import web

from adapters.web.app import Route
from bot import calendars
from bot.clock import Clock
from bot.errors import Unavailable
from bot.ports import Store

#: Where a calendar is fetched; see :func:`bot.calendars.address_of`.
PATH = "/calendar/{key}.ics"
#: Calendars that are fetched in a second for long, and at once. Programs look every hour or so.
PER_SECOND, AT_ONCE = 20.0, 60
#: Characters of a key that are looked at; ours have 32.
KEY_CHARACTERS = 200
# Kept by the one program that fetches it, and shown only after asking again: what is revoked is gone at once.
_CACHED = "private, no-cache"


class Bound:
    """Lets so many through in a second, and some more at once; all others are told to come again."""

    def __init__(self, per_second: float, at_once: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._at_once = float(at_once)
        self._now = now
        self._left = self._at_once
        self._seen_at = now()

    def passes(self) -> bool:
        """Whether one more may pass now; if so, it is counted."""
        now = self._now()
        self._left = min(self._at_once, self._left + (now - self._seen_at) * self._per_second)
        self._seen_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def calendar_routes(store: Store, clock: Clock, bound: Bound | None = None) -> list[Route]:
    """What answers at the addresses of calendars."""
    limit = bound or Bound(PER_SECOND, AT_ONCE)

    async def answer(request: web.Request) -> web.Response:
        if not limit.passes():
            return web.Response(status=429, text="429\n", headers={"Retry-After": "1"})
        try:
            async with store.read() as unit:
                key = request.match_info["key"][:KEY_CHARACTERS]
                content = await calendars.fetched(unit.calendars, key, clock.now())
        except Unavailable:
            return web.Response(status=503, text="503\n", headers={"Retry-After": "60"})
        if content is None:
            raise web.HTTPNotFound
        return _shown(request, content.encode())

    return [Route(method=method, path=PATH, handler=answer) for method in ("GET", "HEAD")]


def _shown(request: web.Request, content: bytes) -> web.Response:
    """The calendar, or that it is still the one which the program has."""
    tag = hashlib.sha256(content).hexdigest()[:32]
    headers = {"ETag": f'"{tag}"', "Cache-Control": _CACHED}
    if any(known.value in {tag, "*"} for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)
