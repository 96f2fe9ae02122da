"""Asking platforms, now and then, how many people are interested in the events that they keep of AMAs.

What they say is written down, and shown from there: whoever looks an AMA up waits for no platform.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Protocol, runtime_checkable

from bot.amas.interested import NativeEvent
from bot.clock import Clock
from bot.deliveries import Unreadable
from bot.errors import BotError
from bot.faults import where_it_broke
from bot.messenger import Messengers
from bot.ports import Store

log = logging.getLogger(__name__)

#: How often is counted, and how long before the beginning for the first time.
EVERY_SECONDS, AHEAD = 1_800.0, timedelta(days=14)
#: The first time is not in the rush of the start.
FIRST_SECONDS = 60.0
#: Events that are counted in one turn: one request each.
MOST = 500


@runtime_checkable
class Counts(Protocol):
    """A messenger of a platform that counts who is interested."""

    async def interested(self, workspace: str, ref: str) -> int | Unreadable:
        """How many people said that they are interested in an event that was made before. Never raises."""
        ...


class Counting:
    """Counts in turns. Owned by whoever keeps it going."""

    def __init__(self, *, store: Store, clock: Clock, messengers: Messengers) -> None:
        self._store = store
        self._clock = clock
        self._messengers = messengers

    async def count(self) -> int:
        """Ask about every event that is ahead; of how many the number is another one now. Raises Unavailable."""
        now = self._clock.now()
        async with self._store.read() as unit:
            events = await unit.amas.events_ahead(now, now + AHEAD, MOST)
        # One after the other: nobody waits for it, and messages have the right of way.
        told = [(one, await self._asked(one)) for one in events]
        changed = [(one, number) for one, number in told if number is not None and number != one.interested]
        if changed:
            async with self._store.write() as unit:
                for one, number in changed:
                    await unit.amas.note_interested(one.delivery, number)
        return len(changed)

    async def keep_going(self) -> None:
        """Count for ever; what fails is done at the next turn."""
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            try:
                await self.count()
            except BotError as refusal:
                log.warning("interested not counted", extra={"reason": type(refusal).__name__})
            except Exception as error:  # noqa: BLE001  # the one border
                log.critical("counting broke", extra=where_it_broke(error))
            await asyncio.sleep(EVERY_SECONDS)

    async def _asked(self, event: NativeEvent) -> int | None:
        messenger: object = self._messengers(event.platform, event.workspace)
        if not isinstance(messenger, Counts):
            return None
        said = await messenger.interested(event.workspace, event.ref)
        return None if isinstance(said, Unreadable) else said
