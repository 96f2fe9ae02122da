"""Keeping the sender going: whenever the alarm rings, everything that is due is sent."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime

from bot.alarm import Alarm
from bot.clock import Clock
from bot.delivering.sending import Deliverer
from bot.errors import BotError
from bot.faults import where_it_broke
from bot.ports import Store
from bot.vitals import Vital

log = logging.getLogger(__name__)

#: How long the sender may be silent: it is woken four times as often.
SILENT_SECONDS = 60.0
#: What is on its way when the bot ends may take so long.
END_SECONDS = 1.5


class Keeping:
    """Wakes the sender. Owns the one task in which it runs."""

    def __init__(self, deliverer: Deliverer, *, alarm: Alarm, store: Store, clock: Clock) -> None:
        self._deliverer = deliverer
        self._alarm = alarm
        self._store = store
        self._clock = clock
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Send whatever is due, for ever; what fails is tried again at the next ring."""
        while True:
            await self._alarm.wait()
            try:
                ready_at = await self.send()
            except BotError as refusal:
                log.warning("deliveries wait", extra={"reason": type(refusal).__name__})
            except Exception as error:  # noqa: BLE001  # the one border
                log.critical("sender broke", extra=where_it_broke(error))
            else:
                if ready_at is not None:
                    self._alarm.ring_in(max(0.05, (ready_at - self._clock.now()).total_seconds()))

    async def send(self) -> datetime | None:
        """Send all that is due now; when something is due next. Raises Unavailable."""
        async with self._turn:
            return await self._deliverer.drain()

    async def end(self) -> None:
        """Begin nothing more, wait for what is on its way, and write down what became of it."""
        self._deliverer.is_ending = True
        try:
            await self._deliverer.close(END_SECONDS)
        except BotError as refusal:
            log.warning("deliveries not settled", extra={"reason": type(refusal).__name__})

    async def timer(self) -> Vital:
        """What happens by the clock, judged by the last time the sender has looked."""
        last = self._deliverer.last_turn
        age = None if last is None else time.monotonic() - last
        return Vital(name="timer", age_seconds=age, limit_seconds=SILENT_SECONDS)
