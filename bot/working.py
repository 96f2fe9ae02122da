"""Doing the chores: small steps, each a transaction, one after the other, taken up again after a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from bot.chores import Chore
from bot.clock import Clock
from bot.errors import BotError
from bot.faults import where_it_broke
from bot.ports import Store, Unit

log = logging.getLogger(__name__)

#: How long the runner rests when there is nothing to do, in seconds.
REST_SECONDS = 2.0
#: Pause between two steps, in seconds, in which others may write.
PAUSE_SECONDS = 0.005

#: One step: the state after it, or None when the work is done.
Step = Callable[[Unit, Chore, datetime], Awaitable[Mapping[str, Any] | None]]


class Chores:
    """Does what is to be done, one step after the other."""

    def __init__(self, steps: Mapping[str, Step], *, store: Store, clock: Clock) -> None:
        self._steps = steps
        self._store = store
        self._clock = clock

    async def step(self) -> bool:
        """Do one step; False if there was nothing to do."""
        async with self._store.write() as unit:
            chore = await unit.chores.next()
            if chore is None:
                return False
            await unit.people.lock(chore.community)
            state = await self._steps[chore.kind](unit, chore, self._clock.now())
            if state is None:
                await unit.chores.finish(chore)
            else:
                await unit.chores.advance(chore, state)
            return True

    async def finish_all(self) -> None:
        """Do everything that is to be done."""
        is_left = True
        while is_left:
            is_left = await self.step()
            await asyncio.sleep(PAUSE_SECONDS)

    async def keep_going(self) -> None:
        """Do what is to be done for ever; what fails is tried again later."""
        while True:
            try:
                await self.finish_all()
            except BotError as refusal:
                log.warning("chore waits", extra={"reason": type(refusal).__name__})
            except Exception as error:  # noqa: BLE001  # the one border
                log.critical("chore broke", extra=where_it_broke(error))
            await asyncio.sleep(REST_SECONDS)
