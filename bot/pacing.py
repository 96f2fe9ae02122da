"""A cool-down: nobody keeps the bot so busy that others wait, or that a platform has enough of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from bot.dispatch import Dispatcher
from bot.errors import TooSoon
from bot.faults import refused
from bot.identity import AccountKey
from bot.requests import Answer, Request

#: The time for which a limit counts, in seconds. Mastodon lets an account do 300 things in as long (its API docs).
SECONDS = 300.0
#: Accounts that are kept in mind; who has been quiet for long is as good as new and is forgotten first.
KEPT = 10_000
_ROUNDING = 1e-6


class Pace:
    """How much each account may do: so much at once, and what was used comes back steadily within five minutes."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        #: What is left to an account, and when that was so; whoever did something last stands last.
        self._left: dict[AccountKey, tuple[float, float]] = {}

    def seconds_to_wait(self, account: AccountKey) -> int:
        """Count one thing that an account does. 0; or the seconds until it may, and then nothing is counted."""
        now = self._clock()
        left, at = self._left.pop(account, (float(self._limit), now))
        left = min(self._limit, left + (now - at) * self._limit / SECONDS)
        may = left >= 1 - _ROUNDING
        self._left[account] = (left - 1 if may else left, now)
        if len(self._left) > KEPT:
            del self._left[next(iter(self._left))]
        return 0 if may else math.ceil((1 - left - _ROUNDING) * SECONDS / self._limit)


class PacedDispatcher(Dispatcher):
    """A dispatcher that asks whoever does too much to wait."""

    #: Set by whoever makes it; None: nobody has to wait.
    pace: Pace | None = None

    async def run(self, request: Request) -> Answer:
        """The answer to a request, or how long to wait. Nothing is looked up or written for one that came too soon."""
        wait = self.pace.seconds_to_wait(request.account) if self.pace else 0
        if not wait:
            return await super().run(request)
        seconds = "a second" if wait == 1 else f"{wait} seconds"
        return Answer(reply=refused(TooSoon("That was very much at once.", f"Go on in {seconds}.")))
