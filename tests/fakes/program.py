"""Runs a fake as a program: says where it listens, and ends with its standard input or on SIGTERM."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from aiohttp import web

LOOPBACK = "127.0.0.1"


class Server:
    """One aiohttp application on a port that stays the same while the server goes down and comes back."""

    def __init__(self, app: web.Application) -> None:
        # A person's connection to the control channel may stay open while the fake ends.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._site: web.TCPSite | None = None
        self.port = 0

    async def start(self) -> None:
        if self._runner.server is None:
            await self._runner.setup()
        self._site = web.TCPSite(self._runner, LOOPBACK, self.port, reuse_address=True, backlog=1024)
        await self._site.start()
        if self.port == 0:
            self.port = self._runner.addresses[0][1]

    async def go_down(self) -> None:
        """Refuse new connections, and reset those there are."""
        assert self._site is not None
        assert self._runner.server is not None
        # `TCPSite.stop` does not wait for open connections, and they would go on being served.
        await self._site.stop()
        for connection in list(self._runner.server.connections):
            if connection.transport is not None:
                connection.transport.abort()

    async def close(self) -> None:
        await self._runner.cleanup()


#: Addresses by name, and how to stop what listens there.
Started = tuple[Mapping[str, str], Callable[[], Awaitable[None]]]


async def nursery(start: Callable[[int], Awaitable[Started]]) -> Started:
    """A program that starts a new fake for whoever asks, and stops it: each is as if it had a process of its own."""
    stops: dict[str, Callable[[], Awaitable[None]]] = {}

    async def begin(request: web.Request) -> web.Response:
        addresses, stop = await start(int(request.match_info["seed"]))
        stops[addresses["control"]] = stop
        return web.json_response(dict(addresses))

    async def end(request: web.Request) -> web.Response:
        await stops.pop(await request.text())()
        return web.Response()

    app = web.Application()
    app.router.add_post("/begin/{seed}", begin)
    app.router.add_post("/end", end)
    server = Server(app)
    await server.start()

    async def stop_all() -> None:
        for stop in stops.values():
            await stop()
        await server.close()

    return {"nursery": f"http://{LOOPBACK}:{server.port}"}, stop_all


async def run(start: Callable[[], Awaitable[Started]]) -> None:
    """Start the fake, print its addresses on one line, and stop it when whoever started it is gone."""
    addresses, stop = await start()
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    sys.stdout.write(json.dumps(dict(addresses)) + "\n")
    sys.stdout.flush()
    ended = asyncio.ensure_future(_input_ends(over))
    await over.wait()
    ended.cancel()
    with suppress(asyncio.CancelledError):
        await ended
    await stop()


async def _input_ends(over: asyncio.Event) -> None:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(0), "rb")
    )
    try:
        while await reader.read(4096):
            pass
        over.set()
    finally:
        transport.close()
