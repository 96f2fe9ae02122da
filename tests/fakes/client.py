"""The test's end: starts fakes, in another process or in this one, and calls their controls."""

from __future__ import annotations

import asyncio
import atexit
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.fakes.control import Refused
from tests.fakes.program import Started

ROOT = Path(__file__).parent.parent.parent
END_SECONDS = 5
#: Longer than anything a control waits for by itself.
CALL_SECONDS = 60
#: A load lasts as long as what is measured takes.
LOAD_SECONDS = 900


class Controls:
    """The fake's controls: ``await controls.call("slash", …)``."""

    def __init__(self, session: aiohttp.ClientSession, addresses: dict[str, str]) -> None:
        self._session = session
        self.addresses = addresses

    async def call(self, name: str, /, **arguments: object) -> Any:
        """The control's result. Raises `Refused` with the platform's sentence when a person could not do that."""
        limits = aiohttp.ClientTimeout(total=LOAD_SECONDS if name == "load" else CALL_SECONDS)
        address = f"{self.addresses['control']}/{name}"
        async with self._session.post(address, json=arguments, timeout=limits) as response:
            answer = await response.json()
        if "refused" in answer:
            raise Refused(answer["refused"])
        if "fault" in answer:
            raise RuntimeError(answer["fault"])
        return answer["result"]


@asynccontextmanager
async def fake_here(start: Callable[[], Awaitable[Started]]) -> AsyncIterator[Controls]:
    """A fake in this process and loop: there at once, but it shares the time of what is tested."""
    addresses, stop = await start()
    try:
        async with _session() as session:
            yield Controls(session, dict(addresses))
    finally:
        await stop()


def _session() -> aiohttp.ClientSession:
    limits = aiohttp.ClientTimeout(total=CALL_SECONDS)
    return aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=0))


@asynccontextmanager
async def fake_process(module: str, *, seed: int) -> AsyncIterator[Controls]:
    """A fake in another process, until the block ends. That process is started once and lasts as long as this one."""
    nursery = await asyncio.to_thread(_nursery, module)
    async with _session() as session:
        async with session.post(f"{nursery}/begin/{seed}") as begun:
            addresses = await begun.json()
        try:
            yield Controls(session, addresses)
        finally:
            async with session.post(f"{nursery}/end", data=addresses["control"]):
                pass


_nurseries: dict[str, tuple[subprocess.Popen[bytes], str]] = {}


def _nursery(module: str) -> str:
    """The address of the process in which fakes of this platform live."""
    process, address = _nurseries.get(module, (None, ""))
    if process is None or process.poll() is not None:
        command = [sys.executable, "-m", module, "--nursery"]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(_end, process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{module} ended before it was ready.")
        address = json.loads(line)["nursery"]
        _nurseries[module] = process, address
    return address


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.communicate(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
