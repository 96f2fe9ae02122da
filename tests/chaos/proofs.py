"""The proofs that need processes: kill -9, named crashes, lost answers, outages, replicas."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.delivering import POINTS
from tests.chaos.checker import Verdict
from tests.chaos.crew import Worker
from tests.chaos.lab import Lab

#: How long after the last kill everything has to be done: some claims and settles, on a machine that is out of breath.
AFTERWARDS_SECONDS = 90.0
#: By then a worker has posted what is due, or it never will.
BEGUN_SECONDS = 5.0
#: A process has passed its point by then: what others held is let go on after a lease.
CRASH_SECONDS = 20.0
#: A worker that has something to send has begun by then.
WORKS_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One line of the table."""

    proof: str
    on: str
    manner: str
    seed: int
    kills: int
    sent: int
    verdict: Verdict
    #: Deliveries that were given up or left to organisers.
    asked: int = 0
    #: Whether everything came to its end in time.
    is_done: bool = True
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled, early or out of order, and everything came to an end."""
        return self.verdict.is_clean and self.is_done and not self.asked


async def result(lab: Lab, proof: str, *, is_done: bool = True, note: str = "") -> Result:
    """What became of a run."""
    verdict = await lab.verdict()
    asked = sum((await lab.counts()).values())
    return Result(
        proof=proof,
        on=lab.database.partition(":")[0],
        manner=lab.manner,
        seed=lab.seed,
        kills=lab.kills,
        sent=verdict.ordered - verdict.lost,
        verdict=verdict,
        asked=asked,
        is_done=is_done,
        note=note,
    )


async def killed(lab: Lab, *, kills: int, every_seconds: float, **worker: object) -> int:
    """Kill the one worker so often, each a moment after it has begun to send; how many of them had begun.

    One half is let live until something of it has arrived, on whatever else the machine does.
    """
    dice, hit = random.Random(lab.seed + lab.kills), 0
    for _ in range(kills):
        before = await lab.fake.call("count")
        one = await lab.worker(**worker)
        hit += await one.works(WORKS_SECONDS)
        if lab.kills % 2:
            await lab.taken(before + 1, WORKS_SECONDS)
        await asyncio.sleep(dice.uniform(0, 2) * every_seconds)
        await one.kill()
        lab.kills += 1
    return hit


async def random_kills(lab: Lab, *, kills: int, count: int, every_seconds: float = 0.15) -> Result:
    """1: kill -9 at random, while a tenth of all requests goes wrong and more and more is ordered."""
    await lab.storm()
    hit, lanes = 0, max(20, count // 4)
    for number in range(kills):
        await lab.order(count * (number + 1) // kills - len(lab.wanted), lanes=lanes)
        hit += await killed(lab, kills=1, every_seconds=every_seconds)
    before = await lab.fake.call("count")
    last = await lab.worker()
    is_done = await lab.finished(AFTERWARDS_SECONDS + count / 50)
    await last.kill()
    note = f"{hit:,} kills while sending, {before:,} sent by then"
    return await result(lab, "1 kill -9 at random", is_done=is_done, note=note)


async def named_crashes(lab: Lab, *, passings: Sequence[int]) -> Result:
    """2: one process after another ends at a named point, each at another one; the last one goes on."""
    every = [(point, nth) for point in POINTS for nth in passings]
    await lab.storm()
    await lab.order(len(every) * 12, lanes=len(every) * 4, over_seconds=len(every) * 0.4)
    crashed = 0
    for point, nth in every:
        one = await lab.worker(crash_at=f"{point}:{nth}")
        with suppress(TimeoutError):
            crashed += await asyncio.wait_for(asyncio.shield(one.ended), CRASH_SECONDS) == -signal.SIGKILL
        await one.kill()
        lab.kills += 1
    last = await lab.worker()
    is_done = await lab.finished(AFTERWARDS_SECONDS)
    await last.kill()
    return await result(
        lab, "2 crash at named points", is_done=is_done and crashed == len(every), note=f"{crashed} of {len(every)}"
    )


async def every_second_lost(lab: Lab, *, count: int) -> Result:
    """3: every second message is taken, and its answer lost."""
    await lab.fake.call("fault", kind="drop_after", path="/post", every=2, times=None)
    await lab.order(count, lanes=max(20, count // 5))
    one = await lab.worker()
    is_done = await lab.finished(60 + count / 5)
    await one.kill()
    return await result(lab, "3 every second answer lost", is_done=is_done)


async def outage(lab: Lab, *, count: int, seconds: float) -> Result:
    """4, by the clock on the wall: first the answers are lost, then nobody is there, then all is well."""
    one = await _cut_off(lab, count, seconds)
    is_done = await lab.finished(AFTERWARDS_SECONDS + seconds)
    await one.kill()
    return await result(lab, "4 outage", is_done=is_done)


async def _cut_off(lab: Lab, count: int, seconds: float, **worker: object) -> Worker:
    await lab.fake.call("fault", kind="drop_after", times=None)
    if "control" in worker:
        lab.order_for_control(count, lanes=count)
    else:
        await lab.order(count, lanes=count)
    one = await lab.worker(**worker)
    await lab.taken(count, BEGUN_SECONDS)
    await lab.fake.call("down")
    await asyncio.sleep(seconds)
    await lab.fake.call("calm")
    await lab.fake.call("up")
    return one


async def control(lab: Lab, *, name: str, kills: int, count: int) -> Result:
    """Senders that are known to be wrong, put through the same; the outage for the one that kills do not find out."""
    if name == "blind retries":
        last = await _cut_off(lab, count, 4.0, control=name)
    else:
        await lab.storm()
        lab.order_for_control(count, lanes=20, over_seconds=kills * 0.15)
        await killed(lab, kills=kills, every_seconds=0.2, control=name)
        last = await lab.worker(control=name)
    await lab.control_finished(30)
    await last.kill()
    verdict = await lab.verdict()
    return Result(
        proof=f"control: {name}",
        on="sqlite",
        manner=lab.manner,
        seed=lab.seed,
        kills=lab.kills,
        sent=verdict.ordered - verdict.lost,
        verdict=verdict,
    )


async def control_without_settle(lab: Lab, *, kills: int, count: int) -> Result:
    """Our own sender without its settle, where marks are not known: it looks at once, and posts what is under way."""
    hasty = {"settle": 0.0, "nonce": 0.0, "lease": 0.3, "again": 0.05}
    await lab.fake.call("set", latency_seconds=0.6)
    await lab.storm()
    await lab.order(count, lanes=count, over_seconds=kills * 0.15)
    await killed(lab, kills=kills, every_seconds=0.2, patience=hasty)
    last = await lab.worker(patience=hasty)
    await lab.finished(30)
    await last.kill()
    return await result(lab, "control: look at once, no settle")
