"""APScheduler as an alarm clock: one job that rings a bell every few seconds, and earlier when something is due.

Its jobs are kept in memory only. A store of jobs that several processes share sends things twice (the maintainers say
not to share one), and a late job would be dropped after a second of grace; here a ring that was missed is made up for
by the next, because what is due stands in the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

#: How often it rings by itself: what another process has ordered is noticed so late at most.
EVERY_SECONDS = 15.0
_TICK, _EARLY = "tick", "early"


class Timer:
    """Rings a bell. See :class:`bot.alarm.Alarm` for what each method promises."""

    def __init__(self, every_seconds: float = EVERY_SECONDS) -> None:
        self._bell = asyncio.Event()
        self._early: datetime | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        self._scheduler.add_job(self._ring, IntervalTrigger(seconds=every_seconds, timezone=UTC), id=_TICK)

    def start(self) -> None:
        """Begin; it rings at once, for what became due before."""
        self._scheduler.start()
        self._bell.set()

    def close(self) -> None:
        """Ring no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def ring_in(self, seconds: float) -> None:
        """Ring in so many seconds, if it would not ring earlier anyway; at once for 0 and less."""
        if seconds <= 0:
            self._bell.set()
            return
        moment = datetime.now(UTC) + timedelta(seconds=min(seconds, EVERY_SECONDS))
        if self._early is not None and datetime.now(UTC) < self._early <= moment:
            return
        self._early = moment
        self._scheduler.add_job(self._ring, "date", run_date=moment, id=_EARLY, replace_existing=True)

    async def wait(self) -> None:
        """Wait until it rings. What rang meanwhile counts."""
        await self._bell.wait()
        self._bell.clear()

    async def _ring(self) -> None:
        self._bell.set()


@asynccontextmanager
async def ticking(every_seconds: float = EVERY_SECONDS) -> AsyncIterator[Timer]:
    """A timer that rings while the block lasts."""
    timer = Timer(every_seconds)
    timer.start()
    try:
        yield timer
    finally:
        timer.close()
