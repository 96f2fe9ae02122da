"""Work that goes on after Slack has its acknowledgement: every task has this owner, which waits for it at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class Chores:
    """Tasks that run beside the ones that started them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Do this beside everything else. What it raises is logged."""
        self.begun(work).add_done_callback(_told)

    def begun(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """The task that does this; what it raises is for whoever waits for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, seconds: float) -> None:
        """Wait so long for what is under way, and for what that starts; the rest is broken off and logged."""
        deadline = asyncio.get_running_loop().time() + seconds
        while self._tasks and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        late = set(self._tasks)
        for task in late:
            task.cancel()
        if late:
            log.error("work broken off at the end", extra={"tasks": len(late)})
            await asyncio.wait(late, timeout=1)


def _told(task: asyncio.Task[object]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("work after an acknowledgement broke", exc_info=error)
