"""The test's end: starts a fake as a process of its own, and calls its controls."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.fakes.control import Refused
from tests.fakes.program import Started

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 20
END_SECONDS = 5
#: Longer than anything a control waits for by itself.
CALL_SECONDS = 60


class Controls:
    """The fake's controls: ``await controls.call("slash", …)``."""

    def __init__(self, session: aiohttp.ClientSession, addresses: dict[str, str]) -> None:
        self._session = session
        self.addresses = addresses

    async def call(self, name: str, /, **arguments: object) -> Any:
        """The control's result. Raises `Refused` with the platform's sentence when a person could not do that."""
        async with self._session.post(f"{self.addresses['control']}/{name}", json=arguments) as response:
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
async def fake_process(module: str, *arguments: str) -> AsyncIterator[Controls]:
    """A fake as a process of its own, until the block ends."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=ROOT, stdin=pipe, stdout=pipe
    )
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        if not line:
            raise RuntimeError(f"{module} ended before it was ready.")
        async with _session() as session:
            yield Controls(session, json.loads(line))
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None and process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
