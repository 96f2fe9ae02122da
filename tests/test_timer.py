"""The alarm clock: it rings by itself, earlier when told to, and what rang while nobody waited is not lost."""

from __future__ import annotations

import asyncio
import time

import pytest

from adapters.timer import Timer, ticking


async def seconds_until_rung(timer: Timer, limit_seconds: float = 5.0) -> float:
    began = time.monotonic()
    async with asyncio.timeout(limit_seconds):
        await timer.wait()
    return time.monotonic() - began


async def test_it_rings_at_once_and_then_by_itself() -> None:
    async with ticking(every_seconds=0.3) as timer:
        first = await seconds_until_rung(timer)
        second = await seconds_until_rung(timer)

    assert first < 0.1
    assert 0.1 < second < 1.5


async def test_it_rings_earlier_when_told_to() -> None:
    async with ticking() as timer:
        await timer.wait()
        timer.ring_in(5.0)
        timer.ring_in(0.2)
        timer.ring_in(3.0)

        assert 0.1 < await seconds_until_rung(timer) < 1.5


async def test_ring_in_the_past_is_a_ring_at_once() -> None:
    async with ticking() as timer:
        await timer.wait()
        timer.ring_in(-10.0)

        assert await seconds_until_rung(timer) < 0.1


async def test_what_rang_while_nobody_waited_counts() -> None:
    async with ticking() as timer:
        await timer.wait()
        timer.ring_in(0.05)
        await asyncio.sleep(0.3)

        assert await seconds_until_rung(timer) < 0.1


async def test_far_future_is_no_error() -> None:
    async with ticking() as timer:
        await timer.wait()
        timer.ring_in(400 * 86_400.0)

        with pytest.raises(TimeoutError):
            await seconds_until_rung(timer, 0.2)
