"""The clock of a fake platform: runs like any other, and can be moved forward so that tokens expire."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate

from aiohttp import web


class Clock:
    """The time the platform believes in; ``travel`` moves it and wakes whoever sleeps past the new moment."""

    def __init__(self) -> None:
        self.ahead_seconds = 0.0
        self._changed = asyncio.Condition()

    def now(self) -> float:
        """Seconds since 1970, with everything travelled so far."""
        return time.time() + self.ahead_seconds

    def iso(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).isoformat()

    async def stamp(self, _request: web.Request, response: web.StreamResponse) -> None:
        """Date an answer by this clock, as servers date theirs (RFC 9110, 6.6.1)."""
        response.headers["Date"] = formatdate(self.now(), usegmt=True)

    async def travel(self, seconds: float) -> None:
        self.ahead_seconds += seconds
        await self.tell()

    async def tell(self) -> None:
        """Wake everyone who waits for something: the time or the state has changed."""
        async with self._changed:
            self._changed.notify_all()

    async def sleep(self, seconds: float) -> None:
        """Sleep by this clock, so that travelling shortens it."""
        end = self.now() + seconds
        while (left := end - self.now()) > 0:
            await self._changed_within(left)

    async def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait, by this clock, until the condition holds; False when the time is over first."""
        end = self.now() + seconds
        while not holds():
            if (left := end - self.now()) <= 0:
                return False
            await self._changed_within(left)
        return True

    async def _changed_within(self, seconds: float) -> None:
        async with self._changed:
            try:
                await asyncio.wait_for(self._changed.wait(), seconds)
            except TimeoutError:
                return
