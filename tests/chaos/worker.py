"""``python -m tests.chaos.worker``: a process from which workers are forked, each to be killed sooner or later.

Told in lines of JSON on the standard input what each worker is; says in lines which process it is, when it begins to
send, and when it ended.
Forking takes a hundredth of the time in which Python starts. All of them end when the input ends.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
import signal
import sys
from contextlib import suppress
from typing import Any

from adapters.timer import ticking
from bot.clock import SteadyClock
from bot.deliveries import Late, Patience
from bot.delivering import Deliverer, Keeping, Telling
from bot.messenger import Messenger
from bot.posts import Post, Writing, post
from bot.replies import Notice, said
from storage.database import Database
from storage.store import SqlStore
from tests.chaos.controls import CONTROLS
from tests.chaos.messenger import HttpMessenger
from tests.chaos.real import messenger_of
from tests.chaos.scale import PATIENCE

#: How often the timer rings by itself, in the harness.
EVERY_SECONDS = 0.25


async def _compose(writing: Writing) -> Notice | None:
    return said(str(writing.subject["says"]))


announcement = post("chaos.announcement", about="an announcement", late=Late.NOTE)(_compose)
reminder = post("chaos.reminder", about="a reminder", late=Late.ALWAYS)(_compose)
start = post("chaos.start", about="word that it begins", late=Late.DROP)(_compose)
digest = post("chaos.digest", about="a digest", late=Late.NEWEST)(_compose)
POSTS: tuple[Post, ...] = (announcement, reminder, start, digest)


class Crash:
    """Ends the process at the nth passing of a named point; and tells when the first request is about to leave."""

    def __init__(self, at: str) -> None:
        self._point, _, count = at.partition(":")
        self._left = int(count or 0)
        self._is_told = False

    def __call__(self, point: str) -> None:
        if point == "before request" and not self._is_told:
            self._is_told = True
            os.write(1, f"working {os.getpid()}\n".encode())
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


async def work(
    *, database: str, api: str, knows_marks: bool, crash_at: str, patience: Patience = PATIENCE,
    real: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Send what is due until the process is killed; with ``real`` by the messenger that the bot itself has."""
    clock, opened = SteadyClock(), Database(database)
    messenger: Messenger = HttpMessenger(api, clock, knows_marks=knows_marks)
    if real is not None:
        messenger = await messenger_of(real, clock)
    store = SqlStore(opened)
    deliverer = Deliverer(
        POSTS,
        store=store,
        clock=clock,
        messengers=lambda _platform, _workspace: messenger,
        patience=patience,
        telling=Telling(passed=Crash(crash_at)),
    )
    async with ticking(EVERY_SECONDS) as timer:
        await Keeping(deliverer, alarm=timer, store=store, clock=clock).run()


def _begun(wanted: dict[str, Any]) -> None:
    # What fails here is meant to fail.
    logging.disable(logging.ERROR)
    if control := wanted.pop("control", ""):
        asyncio.run(CONTROLS[control](wanted["database"], wanted["api"]))
    else:
        if patience := wanted.pop("patience", None):
            wanted["patience"] = Patience(**{name: PATIENCE.settle * share for name, share in patience.items()})
        asyncio.run(work(**wanted))


def _fork(wanted: dict[str, Any], others: list[int]) -> tuple[int, int]:
    """The new process, and what can be read to its end when it is over."""
    ends, alive = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            for one in (0, ends, *others):
                os.close(one)
            # Said by itself, so that nothing else that it says comes before.
            os.write(1, f"begun {os.getpid()}\n".encode())
            _begun(wanted)
        finally:
            os._exit(1)
    os.close(alive)
    return pid, ends


def main() -> None:
    """Fork whoever is asked for, and tell who ended, until the input ends."""
    workers: dict[int, int] = {}
    rest = b""
    while True:
        for ready in select.select([0, *workers], [], [])[0]:
            if ready != 0:
                os.close(ready)
                _say("ended", workers[ready], os.waitstatus_to_exitcode(os.waitpid(workers.pop(ready), 0)[1]))
                continue
            read = os.read(0, 65536)
            if not read:
                return _end(workers)
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                pid, ends = _fork(json.loads(line), list(workers))
                workers[ends] = pid


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def _end(workers: dict[int, int]) -> None:
    for pid in workers.values():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
