"""Talks to the fake Discord without a library: plain requests and a plain gateway connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.discord.fake import Discord
from tests.fakes.shapes import Json

GUILDS_AND_MEMBERS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """A response that has been read."""

    status: int
    headers: Mapping[str, str]
    body: Json


async def ask(fake: Discord, method: str, path: str, body: object = None) -> Response:
    headers = {"Authorization": f"Bot {fake.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, fake.api + path, json=body) as response,
    ):
        text = await response.text()
        return Response(status=response.status, headers=response.headers, body=json.loads(text) if text else {})


class Events:
    """The events of one gateway connection, as they come."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def next(self, name: str) -> Any:
        """The data of the next event of this name."""
        async with asyncio.timeout(5):
            while (payload := await self.socket.receive_json()).get("t") != name:
                pass
        return payload["d"]

    async def close_code(self) -> int | None:
        async with asyncio.timeout(5):
            while (await self.socket.receive()).type not in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}:
                pass
        return self.socket.close_code


@asynccontextmanager
async def gateway(fake: Discord, *, intents: int = GUILDS_AND_MEMBERS) -> AsyncIterator[Events]:
    """A connection that has identified itself."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{fake.gateway}?v=10&encoding=json") as socket,
    ):
        await socket.receive_json()
        identify = {"token": fake.token, "intents": intents, "properties": {}}
        await socket.send_json({"op": 2, "d": identify})
        yield Events(socket)
