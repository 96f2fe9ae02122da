"""Workers of which the harness disposes: started, killed, stopped and let go on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.fakes.client import ROOT


@dataclass(kw_only=True, slots=True)
class Worker:
    """One process."""

    pid: int
    #: The signal that ended it, as a negative number, or what it returned.
    ended: asyncio.Future[int]
    #: Whether its first request is about to leave.
    working: asyncio.Event = field(default_factory=asyncio.Event)

    async def works(self, seconds: float) -> bool:
        """Wait until it sends something; False if there was nothing to send for so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.working.wait(), seconds)
        return self.working.is_set()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is there still."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def kill(self) -> None:
        """kill -9, and wait for the end."""
        self.signal(signal.SIGKILL)
        await self.ended


class Crew:
    """All workers of a run, forked from one process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._workers: dict[int, Worker] = {}
        self._begun: asyncio.Queue[Worker] = asyncio.Queue()
        self._turn = asyncio.Lock()
        self.listening = asyncio.create_task(self._listen(), name="crew")

    async def start(self, **wanted: object) -> Worker:
        """A new worker; see :func:`tests.chaos.worker.work` for what it may be told."""
        assert self._process.stdin is not None
        async with self._turn:
            self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
            await self._process.stdin.drain()
            begun = asyncio.ensure_future(self._begun.get())
            await asyncio.wait((begun, self.listening), return_when=asyncio.FIRST_COMPLETED)
            if not begun.done():
                raise RuntimeError("the crew has ended") from self.listening.exception()
            return begun.result()

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            match line.decode().split():
                case ["begun", pid]:
                    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
                    self._workers[int(pid)] = worker = Worker(pid=int(pid), ended=ended)
                    self._begun.put_nowait(worker)
                case ["working", pid]:
                    self._workers[int(pid)].working.set()
                case ["ended", pid, status]:
                    self._workers.pop(int(pid)).ended.set_result(int(status))


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """A crew that is gone, every worker of it, when the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chaos.worker"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Crew(process)
    try:
        yield made
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await made.listening
