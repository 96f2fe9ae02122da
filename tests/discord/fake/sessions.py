"""A gateway session, which numbers and keeps what it dispatches, and the websocket that carries it for a while."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.shapes import Json

DISPATCH = 0
#: Events kept for a bot that is away.
KEPT_EVENTS = 10_000
#: Events a connection may send within a minute.
SENDS = 120
FLUSH = b"\x00\x00\xff\xff"


@dataclass(slots=True)
class Session:
    """One shard of one bot process, from IDENTIFY until it is invalidated."""

    id: str
    shard: tuple[int, int]
    intents: int
    seq: int = 0
    missed: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    connection: Connection | None = None
    #: When the last connection went; a session is kept for a while only.
    left_at: float | None = None

    def hears(self, guild_id: str | None) -> bool:
        index, count = self.shard
        return index == ((int(guild_id) >> 22) % count if guild_id else 0)

    def dispatch(self, event: str, data: Json) -> None:
        self.seq += 1
        payload = {"op": DISPATCH, "t": event, "s": self.seq, "d": data}
        self.missed.append(payload)
        if self.connection is not None:
            self.connection.send(payload)


class Connection:
    """One websocket; everything is sent by one task, so that order is kept and nobody waits for a slow reader."""

    def __init__(self, socket: web.WebSocketResponse, *, compress: bool) -> None:
        self.socket = socket
        self.transport: asyncio.Transport | None = None
        self.session: Session | None = None
        self.is_frozen = False
        self.heartbeats = 0
        self.sent_at: deque[float] = deque(maxlen=SENDS + 1)
        self._deflate = zlib.compressobj() if compress else None
        self._outbox: asyncio.Queue[Json] = asyncio.Queue()

    def send(self, payload: Json) -> None:
        self._outbox.put_nowait(payload)

    async def pump(self) -> None:
        while True:
            payload = await self._outbox.get()
            # Bytes sent into a half-open connection are lost: the session keeps them for RESUME.
            if self.is_frozen:
                continue
            with suppress(ConnectionError):
                await self._write(json.dumps(payload))

    async def _write(self, text: str) -> None:
        if self._deflate is None:
            await self.socket.send_str(text)
        else:
            squeezed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
            assert squeezed.endswith(FLUSH)
            await self.socket.send_bytes(squeezed)

    def drop(self) -> None:
        """Reset the connection, as a network does."""
        if self.transport is not None:
            self.transport.abort()

    async def close(self, code: int) -> None:
        with suppress(ConnectionError):
            await self.socket.close(code=code, message=b"")
