"""A load: so many acts, at a steady rate or so many at a time, how long each took, and what the fake itself spent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.fakes.shapes import Json

#: Does one act; seconds until it was answered and until something was shown, None where that never came.
Once = Callable[[int], Awaitable[tuple[float | None, float | None]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """``count`` acts, ``per_second`` of them (0 is as fast as it goes), never more than ``at_once``."""

    count: int
    per_second: float = 0.0
    at_once: int = 500

    @classmethod
    def of(cls, wanted: Mapping[str, float]) -> Load:
        return cls(
            count=int(wanted["count"]),
            per_second=wanted.get("per_second", 0.0),
            at_once=int(wanted.get("at_once", 500)),
        )

    async def run(self, once: Once) -> Json:
        """Seconds until each was answered and shown, in the order they began, how long it all took, and the processor
        time that the fake spent on it: close to all of the seconds, the fake is what was measured.
        """
        room = asyncio.Semaphore(self.at_once)
        loop = asyncio.get_running_loop()
        begun, spent = loop.time(), time.process_time()

        async def one(number: int) -> tuple[float | None, float | None]:
            if self.per_second:
                await asyncio.sleep(begun + number / self.per_second - loop.time())
            async with room:
                return await once(number)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(number)) for number in range(self.count)]
        results = [task.result() for task in tasks]
        return {
            "seconds": loop.time() - begun,
            "cpu_seconds": time.process_time() - spent,
            "answered": [answered for answered, _ in results],
            "shown": [shown for _, shown in results],
        }
