"""Proof 5: several replicas on one PostgreSQL, which are stopped, killed and let go on, while the server dies too."""

from __future__ import annotations

import asyncio
import random
import signal
from dataclasses import dataclass

from tests.chaos.crew import Worker
from tests.chaos.lab import Lab
from tests.chaos.proofs import Result, result
from tests.chaos.proxy import Proxy, restart
from tests.chaos.scale import PATIENCE

#: A replica sleeps so long that others have long taken over what it held.
STOPPED_SECONDS = PATIENCE.lease.total_seconds() * 2


@dataclass(kw_only=True, slots=True)
class Tally:
    """What was done to them."""

    kills: int = 0
    stops: int = 0
    restarts: int = 0


async def replicas(lab: Lab, way: Proxy, *, count: int, replicas: int, restarts: int, every_seconds: float) -> Result:
    """5: all sends are due at once; the trouble lasts until the last restart, then everything has to end well."""
    await lab.storm()
    await lab.order(count, lanes=max(50, count // 5), over_seconds=restarts * every_seconds)
    tally, over = Tally(), asyncio.Event()
    dice = random.Random(lab.seed)
    troubled = [
        asyncio.create_task(_trouble(lab, random.Random(dice.random()), number, tally, over), name="replica")
        for number in range(replicas)
    ]
    for _ in range(restarts):
        await asyncio.sleep(dice.uniform(0.5, 1.5) * every_seconds)
        if dice.random() < 0.5:
            way.cut()
        await restart(lab.database)
        tally.restarts += 1
    over.set()
    last = [await one for one in troubled]
    is_done = await lab.finished(120 + count / 20)
    for worker in last:
        await worker.kill()
    lab.kills = tally.kills
    note = f"{replicas} replicas, {tally.stops} stopped, {tally.restarts} restarts, {way.cuts} cuts"
    return await result(lab, "5 replicas", is_done=is_done, note=note)


async def _trouble(lab: Lab, dice: random.Random, number: int, tally: Tally, over: asyncio.Event) -> Worker:
    """Stop it and kill it in turn, some beginning with the one and some with the other."""
    worker = await lab.worker()
    while not await _within(over, dice.uniform(0.5, 4)):
        number += 1
        if number % 2:
            worker.signal(signal.SIGSTOP)
            tally.stops += 1
            await asyncio.sleep(STOPPED_SECONDS)
            worker.signal(signal.SIGCONT)
        else:
            await worker.kill()
            tally.kills += 1
            worker = await lab.worker()
    return worker


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
