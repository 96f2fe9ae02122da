"""The time of day. Only the dispatcher and the timer hold a clock; rules are told ``now``."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

#: How far the machine's clock may be from what has passed before it is distrusted.
TRUSTED = timedelta(seconds=2)
#: How long a new time has to be told before it is believed, in seconds. Machines that were wrong are set right
#: within minutes of their start.
BELIEVED_SECONDS = 600.0


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


def _since_boot_seconds() -> float:
    """Seconds that have passed, those in which the machine slept included where the system counts them."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


class SteadyClock:
    """The machine's clock, as long as it goes forward with what has passed.

    A clock that is set an hour ahead by mistake would have everything announced an hour early, and nothing could take
    that back. So a jump is not followed at once: time goes on as it did, until the new time has been told for ten
    minutes without a break. A machine that slept has not jumped: the time since boot has gone on too.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        passed_seconds: Callable[[], float] = _since_boot_seconds,
        on_jump: Callable[[timedelta], None] = lambda _by: None,
    ) -> None:
        self._wall = wall
        self._passed = passed_seconds
        self._on_jump = on_jump
        #: What the machine's clock is ahead of the time passed since some beginning; believed, and told now.
        self._ahead = self._told()
        self._other: tuple[timedelta, float] | None = None

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        told = self._told()
        if abs(told - self._ahead) <= TRUSTED:
            self._ahead, self._other = told, None
        elif self._other is None or abs(told - self._other[0]) > TRUSTED:
            self._other = (told, self._passed())
            self._on_jump(told - self._ahead)
        elif self._passed() - self._other[1] >= BELIEVED_SECONDS:
            self._ahead, self._other = told, None
        return datetime.fromtimestamp(0, UTC) + self._ahead + timedelta(seconds=self._passed())

    def _told(self) -> timedelta:
        return self._wall() - datetime.fromtimestamp(0, UTC) - timedelta(seconds=self._passed())
