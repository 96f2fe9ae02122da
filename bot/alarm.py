"""An alarm clock: it wakes, and keeps nothing. What is to be done stands in the database."""

from __future__ import annotations

from typing import Protocol


class Alarm(Protocol):
    """Wakes whoever waits for it: now and then by itself, and earlier when it is told to."""

    def ring_in(self, seconds: float) -> None:
        """Ring in so many seconds, if it would not ring earlier anyway; at once for 0 and less."""
        ...

    async def wait(self) -> None:
        """Wait until it rings. What rang meanwhile counts."""
        ...
