"""Discord's own word on how many requests it takes is kept, before it has to be said a second time."""

from __future__ import annotations

import asyncio

from adapters.discord.buckets import Bucket, Buckets
from tests.discord.test_pace import Hand


def told(left: int, seconds: float) -> dict[str, str]:
    return {"X-RateLimit-Remaining": str(left), "X-RateLimit-Reset-After": str(seconds)}


def test_one_at_a_time_until_discord_has_said_how_many() -> None:
    bucket = Bucket(Hand())

    assert bucket.take() == 0
    assert bucket.take() == float("inf")

    bucket.end(told(left=2, seconds=5))
    assert [bucket.take() for _ in range(3)] == [0, 0, 5]


def test_request_without_an_answer_lets_the_next_one_try() -> None:
    bucket = Bucket(Hand())
    bucket.take()

    bucket.end({})

    assert bucket.take() == 0


def test_those_under_way_are_held_to_be_uncounted() -> None:
    bucket = Bucket(Hand())
    bucket.take()
    bucket.end(told(left=5, seconds=5))
    for _ in range(3):
        bucket.take()

    bucket.end(told(left=4, seconds=5))

    # Two of those three are under way, so of the four only two are free.
    assert [bucket.take() == 0 for _ in range(3)] == [True, True, False]


def test_new_window_is_felt_out_anew() -> None:
    hand = Hand()
    bucket = Bucket(hand)
    bucket.take()
    bucket.end(told(left=0, seconds=5))

    assert bucket.take() == 5
    hand.seconds += 5
    assert bucket.take() == 0
    assert bucket.take() == float("inf")


def test_closed_bucket_opens_after_its_time() -> None:
    hand = Hand()
    bucket = Bucket(hand)

    bucket.close_for(30)

    assert bucket.take() == 30
    hand.seconds += 30
    assert bucket.take() == 0


def test_headers_that_make_no_sense_say_nothing() -> None:
    bucket = Bucket(Hand())
    bucket.take()

    bucket.end({"X-RateLimit-Remaining": "many", "X-RateLimit-Reset-After": "soon"})

    assert bucket.take() == 0


async def test_whoever_waits_is_told_as_soon_as_there_is_room() -> None:
    bucket = Bucket()
    bucket.take()
    waiting = asyncio.create_task(bucket.room(30))
    await asyncio.sleep(0)

    bucket.end(told(left=1, seconds=5))

    async with asyncio.timeout(1):
        await waiting


def test_buckets_are_forgotten_where_there_are_too_many_and_none_that_is_in_use() -> None:
    buckets = Buckets(most=2)
    in_use = buckets.of("in use")
    in_use.take()

    for number in range(10):
        buckets.of(number)

    assert buckets.of("in use") is in_use


def test_bucket_that_was_used_of_late_is_kept() -> None:
    buckets = Buckets(most=2)
    first = buckets.of(1)
    buckets.of(2)
    assert buckets.of(1) is first

    buckets.of(3)

    assert buckets.of(1) is first
