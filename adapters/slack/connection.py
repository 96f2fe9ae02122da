"""A Socket Mode connection that notices when it has gone deaf: without any sign of life for a while, it is made anew.

Signs of life are what the server has sent: envelopes, and answers to our pings. They are timed on a clock that nobody
sets, because the library's own check compares times of day.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

log = logging.getLogger(__name__)

#: How long opening a connection may take, and how long one waits after failures: doubled each time, up to the most.
OPENING_SECONDS = 15.0
LEAST_WAIT_SECONDS, MOST_WAIT_SECONDS = 1.0, 60.0

Hear = Callable[[SocketModeClient, SocketModeRequest], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """How a connection is."""

    is_open: bool
    #: Since the last sign of life of any kind, and since the last envelope (None: there was none yet).
    silent_seconds: float
    envelope_seconds: float | None
    rebuilt: int


class Connection:
    """One connection to Slack, kept open. ``hear`` is given every envelope."""

    def __init__(self, *, make: Callable[[], SocketModeClient], hear: Hear, deaf_after_seconds: float) -> None:
        self._make = make
        self._hear = hear
        self._deaf_after = deaf_after_seconds
        self._client: SocketModeClient | None = None
        self._watching: asyncio.Task[None] | None = None
        self._alive_at = monotonic()
        self._envelope_at: float | None = None
        self._pong: float | None = None
        self._rebuilt = 0

    async def start(self) -> None:
        """Connect, or go on trying in the background. Raises SlackApiError where Slack refuses the token."""
        try:
            await self._open()
        except (aiohttp.ClientError, SlackClientError, TimeoutError) as error:
            if isinstance(error, SlackApiError):
                raise
            log.warning("not connected yet", extra={"reason": type(error).__name__})
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Disconnect."""
        if self._watching:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await _closed(self._client)
        self._client = None

    def health(self) -> Health:
        """How the connection is."""
        now = monotonic()
        return Health(
            is_open=self._client is not None and now - self._alive_at < self._deaf_after,
            silent_seconds=now - self._alive_at,
            envelope_seconds=None if self._envelope_at is None else now - self._envelope_at,
            rebuilt=self._rebuilt,
        )

    async def _open(self) -> None:
        client = self._make()
        client.socket_mode_request_listeners.append(self._heard)
        client.on_message_listeners.append(self._sign)
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                client.wss_uri = await client.issue_new_wss_url()
                await client.connect()  # type: ignore[no-untyped-call]  # the library gives it no types
        except BaseException:
            await _closed(client)
            raise
        before, self._client = self._client, client
        self._alive_at, self._pong = monotonic(), client.last_ping_pong_time
        # The new one is there before the old one goes, so that no envelope finds nobody.
        await _closed(before)

    async def _watch(self) -> None:
        wait = LEAST_WAIT_SECONDS
        while True:
            await asyncio.sleep(min(self._deaf_after / 5, wait) if self._client else wait)
            self._listen_for_pong()
            if self._client and monotonic() - self._alive_at < self._deaf_after:
                wait = LEAST_WAIT_SECONDS
                continue
            self._rebuilt += 1
            log.error("connection to Slack made anew", extra={"silent": round(monotonic() - self._alive_at)})
            try:
                await self._open()
            except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError) as error:
                wait = min(wait * 2, MOST_WAIT_SECONDS)
                log.warning("not connected yet", extra={"reason": type(error).__name__})
                await asyncio.sleep(wait)

    def _listen_for_pong(self) -> None:
        if self._client and self._client.last_ping_pong_time != self._pong:
            self._pong = self._client.last_ping_pong_time
            self._alive_at = monotonic()

    async def _sign(self, _message: aiohttp.WSMessage) -> None:
        self._alive_at = monotonic()

    async def _heard(self, client: object, request: SocketModeRequest) -> None:
        self._envelope_at = monotonic()
        if isinstance(client, SocketModeClient):
            await self._hear(client, request)


async def _closed(client: SocketModeClient | None) -> None:
    """Close a client for good, with the tasks that it leaves behind."""
    if client is None:
        return
    try:
        async with asyncio.timeout(2):
            await client.close()  # type: ignore[no-untyped-call]  # the library gives it no types
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("a connection was not closed properly", extra={"reason": type(error).__name__})
    left = [client.message_processor, client.current_session_monitor, client.message_receiver]
    await asyncio.gather(*(task for task in left if task), return_exceptions=True)


__all__ = ["Connection", "Health"]
