"""The bot speaking on its own: the sender, woken by the timer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from adapters.timer import ticking
from bot.counting import Counting
from bot.delivering import Deliverer, Keeping, Telling
from bot.messenger import Messengers
from bot.wiring.application import Application
from commands import POSTS


@asynccontextmanager
async def posting(
    application: Application, messengers: Messengers, telling: Telling | None = None
) -> AsyncIterator[Keeping]:
    """Send whatever is due while the block lasts; what is on its way at the end is waited for."""
    store, clock = application.store, application.clock
    deliverer = Deliverer(POSTS, store=store, clock=clock, messengers=messengers, telling=telling)
    async with ticking() as timer:
        keeping = Keeping(deliverer, alarm=timer, store=store, clock=clock)

        def ring(due_at: datetime) -> None:
            timer.ring_in((due_at - clock.now()).total_seconds())

        store.on_due = ring
        counting = Counting(store=store, clock=clock, messengers=messengers)
        going = [
            asyncio.create_task(keeping.run(), name="deliveries"),
            asyncio.create_task(counting.keep_going(), name="counting"),
        ]
        try:
            yield keeping
        finally:
            for task in going:
                task.cancel()
            await asyncio.gather(*going, return_exceptions=True)
            await keeping.end()
