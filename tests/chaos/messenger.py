"""A messenger for the fake platform: one request a call, and what became of it by the table of outcomes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp

from bot.clock import Clock
from bot.deliveries import Cause, NotThere, Refused, Sent, Unknown, Unreadable, Waits
from bot.messenger import Outgoing
from bot.replies import Deed
from tests.chaos.fake import LEFT
from tests.chaos.scale import HTTP_SECONDS

#: Pause after a connection that was refused, or where the turn of a message did not come.
REFUSED_SECONDS = 0.3
#: Requests under way at once, as platforms limit them, and how long a turn is waited for.
AT_ONCE, TURN_SECONDS = 16, 0.8


class TooLate(Exception):
    """The request did not leave in time."""


class HttpMessenger:
    """Posts on the fake platform. ``knows_marks``: it is one like Discord."""

    gathers = False

    def __init__(self, api: str, clock: Clock, *, knows_marks: bool) -> None:
        self.knows_marks = knows_marks
        self._api = api
        self._clock = clock
        limits = aiohttp.ClientTimeout(total=HTTP_SECONDS)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._session = aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        await self._session.close()

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Waits | Unknown | Refused:
        assert not isinstance(outgoing.shown, Deed)
        text = "".join(map(str, getattr(outgoing.shown, "text", ())))
        given = {"lane": outgoing.target.lane, "mark": outgoing.mark, "text": text, "is_marked": self.knows_marks}
        return await self.send(given, until)

    async def send(self, given: dict[str, object], until: datetime) -> Sent | Waits | Unknown | Refused:
        """Make one request to post this, once it is its turn."""
        try:
            await asyncio.wait_for(self._turns.acquire(), TURN_SECONDS)
        except TimeoutError:
            return Waits(REFUSED_SECONDS, "its turn has not come")
        try:
            return await self._send(given, until)
        finally:
            self._turns.release()

    async def _send(self, given: dict[str, object], until: datetime) -> Sent | Waits | Unknown | Refused:
        late: list[bool] = []

        async def body() -> AsyncIterator[bytes]:
            # Asked for once there is a connection: a process that was stopped meanwhile must not post any more.
            if self._clock.now() >= until:
                late.append(True)
                raise TooLate
            yield json.dumps(given).encode()

        headers = {LEFT: str(time.monotonic()), "Content-Type": "application/json"}
        try:
            async with self._session.post(f"{self._api}/post", data=body(), headers=headers) as answer:
                return _outcome(answer.status, await answer.json())
        except aiohttp.ClientConnectorError as error:
            return Waits(REFUSED_SECONDS, type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return Waits(0.1, "too late") if late else Unknown(type(error).__name__)

    async def edit(self, outgoing: Outgoing, ref: str) -> Sent | Waits | Unknown | Refused:
        return Refused(Cause.TARGET, "nothing is edited here")

    async def look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        asked = {"lane": outgoing.target.lane, "since": str(since.timestamp())}
        try:
            async with self._session.get(f"{self._api}/history", params=asked) as answer:
                if answer.status != 200:
                    return Unreadable(str(answer.status))
                found = [one["id"] for one in await answer.json() if one["mark"] == outgoing.mark]
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return Unreadable(type(error).__name__)
        return Sent(str(found[0])) if found else NotThere()


def _outcome(status: int, body: dict[str, object]) -> Sent | Waits | Unknown | Refused:
    if status == 200:
        return Sent(str(body["id"]))
    if status == 429:
        return Waits(float(str(body["retry_after"])), "ratelimited")
    return Unknown(str(status))
