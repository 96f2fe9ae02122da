"""`commonplace run` as a process of its own, and what a test may ask about it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import monotonic

import aiohttp
from aiohttp.test_utils import unused_port

ROOT = Path(__file__).parent.parent
#: Two cores are shared by all tests.
START_SECONDS = 30.0


class Program:
    """A running `commonplace run`, its web server included."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, folder: Path) -> None:
        self.process = process
        self.port = port
        self._log = folder / "log"

    @property
    def log(self) -> str:
        """What it has written to standard error."""
        return self._log.read_text(encoding="utf-8")

    async def status(self, path: str) -> int:
        """The status of an answer of its web server; 0 while there is none."""
        with suppress(aiohttp.ClientError):
            async with aiohttp.ClientSession() as session, session.get(self.address(path)) as answer:
                return answer.status
        return 0

    async def text(self, path: str) -> str:
        """An answer of its web server."""
        async with aiohttp.ClientSession() as session, session.get(self.address(path)) as answer:
            return await answer.text()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def ready(self) -> None:
        """Wait until it may be talked to."""
        async with asyncio.timeout(START_SECONDS):
            while await self.status("/readyz") != 200:
                assert self.process.returncode is None, self.log
                await asyncio.sleep(0.05)

    async def says(self, pattern: str) -> str:
        """Wait until its log has this; the log."""
        async with asyncio.timeout(START_SECONDS):
            while not re.search(pattern, self.log):
                assert self.process.returncode is None, self.log
                await asyncio.sleep(0.05)
        return self.log

    async def ended(self) -> int:
        """Wait for its end; the exit code."""
        async with asyncio.timeout(START_SECONDS):
            return await self.process.wait()

    async def told_to_end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send the signal; the exit code, and the seconds until the end."""
        began = monotonic()
        self.process.send_signal(number)
        return await self.ended(), monotonic() - began


@asynccontextmanager
async def commonplace(folder: Path, text: str, *arguments: str, **environment: str) -> AsyncIterator[Program]:
    """The bot with this configuration, working in this folder, until the block ends."""
    port = unused_port()
    web = f"\n[web]\nenabled = true\nport = {port}\n" if "[web]" not in text else ""
    (folder / "config.toml").write_text(text.replace("PORT", str(port)) + web, encoding="utf-8")
    known = {name: value for name, value in os.environ.items() if not name.startswith("COMMONPLACE")}
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", *arguments),
            cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            env={**known, **environment, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    try:
        yield Program(process, port, folder)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def installed(address: str) -> str:
    """Go to Slack and back as a browser does; what the last page says."""
    # The cookie is only for https, and a test has no certificate.
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(address, allow_redirects=False) as out:
            cookie = out.headers["Set-Cookie"].partition(";")[0]
        async with browser.get(out.headers["Location"], allow_redirects=False) as consent:
            back = consent.headers["Location"]
        async with browser.get(back, headers={"Cookie": cookie}) as last:
            return await last.text()
