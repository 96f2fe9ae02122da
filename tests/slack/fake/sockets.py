"""Socket Mode: websockets by single-use tickets, envelopes to any of them, acknowledgements by envelope."""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress

import aiohttp
from aiohttp import web

from tests.fakes.shapes import Json
from tests.slack.fake.world import World

MOST_CONNECTIONS = 10


class Connection:
    """One websocket of the app."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.socket = socket
        self.is_frozen = False
        self.pings = 0
        self.envelopes = 0
        self._transport = transport

    async def send(self, payload: Json) -> None:
        if self.is_frozen:
            return
        with suppress(ConnectionError):
            await self.socket.send_str(json.dumps(payload))

    def drop(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Sockets:
    """All connections, and the envelopes that wait to be acknowledged."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.address = ""
        self.connections: list[Connection] = []
        self.opened = 0
        #: Acknowledged payloads by envelope; None is an acknowledgement without one.
        self.waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._tickets: set[str] = set()

    def open(self) -> str:
        """An address that one connection can be made to."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"{self.address}/link?ticket={ticket}&app_id={self.world.app.id}"

    def any_connection(self) -> Connection | None:
        """One of the connections, without a pattern."""
        return self.world.dice.choice(self.connections) if self.connections else None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self.world.records.violation("socket", "connect", "a ticket is good for one connection")
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection = Connection(socket, request.transport)
        if len(self.connections) >= MOST_CONNECTIONS:
            await connection.send({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        self.connections.append(connection)
        self.opened += 1
        await connection.send(self._hello())
        await self.world.clock.tell()
        try:
            await self._listen(connection)
        finally:
            self.connections.remove(connection)
            await self.world.clock.tell()
        return socket

    def _hello(self) -> Json:
        about = {"host": "fake", "build_number": 1, "approximate_connection_time": 3600}
        hello = {"type": "hello", "num_connections": len(self.connections), "debug_info": about}
        return {**hello, "connection_info": {"app_id": self.world.app.id}}

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if connection.is_frozen:
                continue
            if message.type is aiohttp.WSMsgType.PING:
                connection.pings += 1
                await connection.socket.pong(message.data)
            elif message.type is aiohttp.WSMsgType.TEXT:
                self._acknowledge(json.loads(message.data))

    def _acknowledge(self, answer: Json) -> None:
        envelope = answer.get("envelope_id")
        if envelope is None or answer.keys() - {"envelope_id", "payload", "retry_attempt", "retry_reason"}:
            self.world.records.violation("socket", "acknowledge", f"not an acknowledgement: {sorted(answer)}")
            return
        waiting = self.waiting.get(str(envelope))
        if waiting is not None and not waiting.done():
            payload = answer.get("payload")
            waiting.set_result(payload or None)
