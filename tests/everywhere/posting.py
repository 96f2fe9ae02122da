"""Time in scripts: it stands still until a script lets it pass, and what is due meanwhile is posted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivering import Deliverer
from bot.dispatch import Dispatcher
from bot.messenger import Messengers
from commands import POSTS
from tests.talk import TestClock

#: Moments at which something is due within one step of a script. More than this is a clock that does not move on.
MOST_MOMENTS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """What the bot has said on its own."""

    #: The name of a channel; empty for a direct message.
    channel: str = ""
    #: The name of the person whom a direct message is for.
    to: str = ""
    words: str
    is_changed: bool = False

    @property
    def heading(self) -> str:
        """Where it stands: ``* #general``, ``* to Ada``, ``* #general, changed``."""
        where = f"#{self.channel}" if self.channel else f"to {self.to}"
        return f"* {where}, changed" if self.is_changed else f"* {where}"

    @property
    def lane(self) -> tuple[bool, str]:
        """By what messages of one moment are ordered: channels first, then people, as the alphabet has them."""
        return (not self.channel, self.channel or self.to)


class Posting:
    """The sender of one platform, which is woken only here."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock, messengers: Messengers) -> None:
        self.clock = clock
        self.messengers = messengers
        self._deliverer = Deliverer(POSTS, store=dispatcher.store, clock=clock, messengers=messengers)

    async def until(self, end: datetime) -> AsyncIterator[None]:
        """Send what is due now and what is due until ``end``; stops after each moment at which something was sent."""
        for _ in range(MOST_MOMENTS):
            due = await self._deliverer.drain()
            yield
            if due is None or due > end:
                self._move_to(end)
                return
            self._move_to(due)
        raise AssertionError("something is always due")

    def _move_to(self, moment: datetime) -> None:
        ahead = (moment - self.clock.now()) // timedelta(microseconds=1)
        self.clock.advance(microseconds=max(0, ahead))
