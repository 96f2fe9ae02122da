"""Signs of life: how long ago each part of the program last gave one, and how long it may be silent.

A flag ("connected") stays up when what it stands for has died; an age does not.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

#: How often the loop is asked to do something on time.
BEAT_SECONDS = 0.5
#: Longest delay of the loop, among those of the last seconds, with which it still counts as well.
LAG_SECONDS = 2.0
LAG_WINDOW_SECONDS = 15.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Vital:
    """A part of the program, the age of its last sign of life (None: there was none yet), and the oldest allowed."""

    name: str
    age_seconds: float | None
    limit_seconds: float

    @property
    def is_alive(self) -> bool:
        """Whether it gave a sign within its limit, the limit itself included."""
        return self.age_seconds is not None and self.age_seconds <= self.limit_seconds


#: Asks a part of the program how it is; must answer within a second or so.
Ask = Callable[[], Awaitable[Vital]]


class Heart:
    """Beats in the event loop, and knows how late the loop let it."""

    def __init__(self, on_beat: Callable[[float], None] = lambda _lag_seconds: None) -> None:
        self._on_beat = on_beat
        self._last: float | None = None
        self._lags: deque[float] = deque(maxlen=int(LAG_WINDOW_SECONDS / BEAT_SECONDS))

    async def run(self) -> None:
        """Beat until cancelled, the first time at once: it lives from its beginning."""
        self.beat(0.0)
        while True:
            due = time.monotonic() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self.beat(max(0.0, time.monotonic() - due))

    def beat(self, lag_seconds: float) -> None:
        """One beat, so many seconds late."""
        self._last = time.monotonic()
        self._lags.append(lag_seconds)
        self._on_beat(lag_seconds)

    @property
    def lag_seconds(self) -> float:
        """The longest delay of the last seconds."""
        return max(self._lags, default=0.0)

    async def loop(self) -> Vital:
        """The loop, judged by its longest delay of late, and by whether the heart still beats."""
        silent = None if self._last is None else time.monotonic() - self._last - BEAT_SECONDS
        age = None if silent is None else max(self.lag_seconds, silent)
        return Vital(name="loop", age_seconds=age, limit_seconds=LAG_SECONDS)
