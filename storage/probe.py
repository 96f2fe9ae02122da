"""Whether the database answers just now: one small question at a time, with a bound on the wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from sqlalchemy import text

from bot.errors import BotError
from bot.vitals import Vital
from storage.database import Database
from storage.prepared import Prepared

#: How long the database may take for the smallest question there is.
PROBE_SECONDS = 1.0
#: An answer that is younger is not asked for again: whoever asks for health a thousand times a second asks us.
FRESH_SECONDS = 1.0

_ONE = Prepared("one", text("SELECT 1"), is_known=False)


class Probe:
    """Asks the database for a sign of life. While a question is open, no other one is asked."""

    def __init__(self, database: Database, on_silence: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._on_silence = on_silence
        self._open: asyncio.Task[None] | None = None
        self._answered: float | None = None

    async def database(self) -> Vital:
        """How long ago the database last answered."""
        if self._age() is None or (self._age() or 0) > FRESH_SECONDS:
            await self._ask()
        return Vital(name="database", age_seconds=self._age(), limit_seconds=FRESH_SECONDS + PROBE_SECONDS)

    async def close(self) -> None:
        """Leave an open question."""
        if self._open:
            self._open.cancel()
            await asyncio.gather(self._open, return_exceptions=True)

    def _age(self) -> float | None:
        return None if self._answered is None else time.monotonic() - self._answered

    async def _ask(self) -> None:
        if self._open is None or self._open.done():
            self._open = asyncio.create_task(self._question(), name="database probe")
        # Shielded: a statement in a thread cannot be called off, and asking anew would take the next thread.
        done, _ = await asyncio.wait({self._open}, timeout=PROBE_SECONDS)
        if not done:
            self._on_silence()

    async def _question(self) -> None:
        try:
            async with self._database.read() as session:
                await session.row(_ONE)
        except BotError:
            return
        self._answered = time.monotonic()
