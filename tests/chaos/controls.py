"""Senders that are known to be wrong. A harness that one of them passes proves nothing.

Each takes what is due from a small table of its own, in the way that bots do it (RoboDanny and Mastodon delete first;
python-discord marks afterwards), and tries again until the platform says that it took the message.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock
from bot.deliveries import Sent
from tests.chaos.messenger import HttpMessenger

#: Messages on their way at the same time, and the pause between tries.
AT_ONCE, AGAIN_SECONDS = 20, 0.1

TABLE = "CREATE TABLE IF NOT EXISTS pending (key TEXT PRIMARY KEY, lane TEXT, at REAL, is_done INTEGER DEFAULT 0)"
Row = tuple[str, str]
#: Runs for ever on a database and against a platform.
Control = Callable[[str, str], Coroutine[None, None, None]]


class Naive:
    """What the wrong senders have in common."""

    def __init__(self, database: str, api: str, *, knows_marks: bool) -> None:
        self._rows = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None, timeout=5)
        self._messenger = HttpMessenger(api, SystemClock(), knows_marks=knows_marks)

    async def run(self, batch: Callable[[Naive, list[Row]], Awaitable[None]]) -> None:
        """Take what is due, and let ``batch`` send it, for ever."""
        is_told = False
        while True:
            now = datetime.now(UTC).timestamp()
            due = self._rows.execute(
                "SELECT key, lane FROM pending WHERE is_done = 0 AND at <= ? ORDER BY at LIMIT ?", (now, AT_ONCE)
            ).fetchall()
            if due and not is_told:
                is_told = True
                os.write(1, f"working {os.getpid()}\n".encode())
            await batch(self, due)
            if not due:
                await asyncio.sleep(0.02)

    async def send(self, row: Row, mark: str) -> None:
        """Try until the platform says that it has it."""
        given: dict[str, object] = {"lane": row[1], "mark": mark, "text": row[0], "is_marked": True}
        later = datetime.now(UTC) + timedelta(days=1)
        while True:
            if isinstance(await self._messenger.send(given, later), Sent):
                return
            await asyncio.sleep(AGAIN_SECONDS)

    def do(self, statement: str, row: Row) -> None:
        self._rows.execute(statement, (row[0],))


async def _delete_then_send(naive: Naive, due: list[Row]) -> None:
    for row in due:
        naive.do("DELETE FROM pending WHERE key = ?", row)
    await asyncio.gather(*(naive.send(row, secrets.token_hex(12)) for row in due))


async def _send_then_mark(naive: Naive, due: list[Row]) -> None:
    await asyncio.gather(*(naive.send(row, secrets.token_hex(12)) for row in due))
    for row in due:
        naive.do("UPDATE pending SET is_done = 1 WHERE key = ?", row)


async def _try_blindly(naive: Naive, due: list[Row]) -> None:
    """With one mark for all tries, however long ago the platform has forgotten it."""

    async def one(row: Row) -> None:
        await naive.send(row, row[0])
        naive.do("UPDATE pending SET is_done = 1 WHERE key = ?", row)

    await asyncio.gather(*(one(row) for row in due))


def _control(batch: Callable[[Naive, list[Row]], Awaitable[None]]) -> Control:
    async def run(database: str, api: str) -> None:
        await Naive(database, api, knows_marks=True).run(batch)

    return run


CONTROLS: Mapping[str, Control] = {
    "delete, then send": _control(_delete_then_send),
    "send, then mark": _control(_send_then_mark),
    "blind retries": _control(_try_blindly),
}
