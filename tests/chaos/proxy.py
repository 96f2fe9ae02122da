"""What stands between the workers and PostgreSQL: connections that are cut, and a server that dies and comes back."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from tests.fakes.program import LOOPBACK

_PIECE_BYTES = 65536
#: PostgreSQL has recovered within this time, on a machine that is out of breath.
BACK_SECONDS = 30.0


@dataclass(kw_only=True, slots=True)
class Proxy:
    """Hands bytes on, both ways, until it is told to cut."""

    socket: str
    port: int = 0
    cuts: int = 0
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Reset every connection."""
        self.cuts += 1
        for writer in self._writers:
            writer.transport.abort()

    async def serve(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            there, on = await asyncio.open_unix_connection(self.socket)
        except OSError:
            back.transport.abort()
            return
        self._writers |= {back, on}
        try:
            await asyncio.gather(_hand_on(here, on), _hand_on(there, back))
        finally:
            self._writers -= {back, on}
            back.transport.abort()
            on.transport.abort()


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(_PIECE_BYTES):
            writer.write(piece)
            await writer.drain()
    writer.transport.abort()


@asynccontextmanager
async def proxy(address: str) -> AsyncIterator[tuple[Proxy, str]]:
    """A proxy before the server of an address by socket, and the address by way of it."""
    user, _, rest = address.partition("@/")
    name, _, folder = rest.partition("?host=")
    made = Proxy(socket=f"{folder}/.s.PGSQL.5432")
    server = await asyncio.start_server(made.serve, LOOPBACK, 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made, f"{user}@{LOOPBACK}:{made.port}/{name}"
    finally:
        server.close()
        made.cut()


async def restart(address: str) -> None:
    """Let PostgreSQL die and recover: with one of its processes killed, it ends all others and begins anew."""
    await asyncio.to_thread(_restart, address)


def _restart(address: str) -> None:
    with suppress(psycopg.OperationalError), psycopg.connect(address) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        connection.execute("SELECT 1")
    end = time.monotonic() + BACK_SECONDS
    while True:
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
