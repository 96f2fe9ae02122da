"""Events that come twice, late, or in another order than they happened. Seeded."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence


class Disorder:
    """How often each event is delivered, and after how many seconds each time; at first once and at once."""

    def __init__(
        self, *, copies: tuple[int, int] = (1, 1), spread_seconds: float = 0.0, events: str = "", seed: int = 0
    ) -> None:
        self._copies = copies
        self._spread_seconds = spread_seconds
        self._events = re.compile(events)
        self._dice = random.Random(seed)

    def delays(self, event: str) -> Sequence[float]:
        """Seconds after which the event is to be delivered, once for each copy."""
        if not self._events.search(event):
            return (0.0,)
        copies = self._dice.randint(*self._copies)
        return [self._dice.uniform(0, self._spread_seconds) for _ in range(copies)]
