"""What may have been sent: looked for, changed, and never said twice."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries import Cause, Refused, State, Target, Waits
from bot.delivering import Deliverer
from bot.posts import Writing, post
from bot.replies import Happening, said
from commands import POSTS
from tests.sending import HERE, Bench, hello
from tests.weather import Platform


async def doubt(bench: Bench) -> int:
    async with bench.store.write() as unit:
        return await unit.deliveries.doubt(bench.clock.now())


@pytest.mark.parametrize("was_sent", [True, False])
async def test_what_is_doubted_is_looked_for_and_sent_only_if_it_is_not_there(sqlite: Bench, was_sent: bool) -> None:
    await sqlite.order("ada")
    if was_sent:
        async with sqlite.store.read() as unit:
            found = await unit.deliveries.find(sqlite.community, "ada")
            assert found
            sqlite.platform.stands.append((HERE, said("Hello, ada!"), found.mark))
    sqlite.clock.advance(minutes=5)

    assert await doubt(sqlite) == 1
    await sqlite.passes()

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_what_is_doubted_and_of_no_use_any_more_is_told_of(sqlite: Bench) -> None:
    await sqlite.order("ada", useful_until=sqlite.clock.now() + timedelta(minutes=15))
    sqlite.clock.advance(days=2)

    await doubt(sqlite)
    await sqlite.passes()

    assert (sqlite.words, await sqlite.state("ada")) == ([], State.DEAD)


async def test_what_is_doubted_and_cannot_be_looked_for_is_asked_about(sqlite: Bench) -> None:
    sqlite.platform.is_readable = False
    await sqlite.order("ada")
    sqlite.clock.advance(days=2)

    await doubt(sqlite)
    await sqlite.passes()

    assert (sqlite.words, await sqlite.state("ada")) == ([], State.UNCERTAIN)


async def test_thread_that_is_gone_does_not_stop_its_channel(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Refused(Cause.TARGET, "thread_not_found")])
    await sqlite.order("reply", target=replace(HERE, thread="1.0"))
    await sqlite.order("news")

    await sqlite.passes()

    assert (await sqlite.state("reply"), await sqlite.state("news")) == (State.DEAD, State.SENT)
    assert sqlite.words == ["Hello, news!"]


async def test_workspace_that_says_wait_is_left_alone_and_holds_nobody_else_up(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")] * 300)
    for number in range(300):
        await sqlite.order(f"n{number}", target=Target(platform="slack", workspace="T1", channel=f"C{number}"))
    await sqlite.passes()
    asked = len(sqlite.platform.asked)
    sqlite.platform.weather.clear()
    await sqlite.order("elsewhere", target=Target(platform="slack", workspace="T2", channel="C1"))

    await sqlite.passes(seconds=10)
    meanwhile, claimed = sqlite.words, await attempted(sqlite)
    await sqlite.passes(seconds=21)

    assert asked < 100, "not each of three hundred is told to wait"
    assert meanwhile == ["Hello, elsewhere!"]
    assert claimed < 100, "what is not sent is not written either"
    assert len(sqlite.words) == 301


async def attempted(bench: Bench) -> int:
    """How many deliveries were ever claimed."""
    async with bench.store.read() as unit:
        return sum(one.fence > 0 for one in await unit.deliveries.about(bench.community, "test"))


async def test_after_a_wait_one_message_goes_ahead_of_the_others(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")] * 60)
    for number in range(100):
        await sqlite.order(f"n{number}", target=Target(platform="slack", workspace="T1", channel=f"C{number}"))
    await sqlite.passes()
    asked = len(sqlite.platform.asked)
    sqlite.platform.weather = deque([Waits(30, "ratelimited")])

    await sqlite.passes(seconds=31)

    assert len(sqlite.platform.asked) == asked + 1


async def test_what_stands_behind_a_message_that_waits_wakes_nobody(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")])
    for key in ("first", "second"):
        await sqlite.order(key)

    ready_at = await sqlite.deliverer.drain()

    assert ready_at == sqlite.clock.now() + timedelta(seconds=30)


async def test_held_workspace_is_looked_at_again_when_its_wait_is_over(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")] * 300)
    for number in range(300):
        await sqlite.order(f"n{number}", target=Target(platform="slack", workspace="T1", channel=f"C{number}"))

    ready_at = await sqlite.deliverer.drain()

    assert ready_at == sqlite.clock.now() + timedelta(seconds=30)


async def test_platform_that_is_not_there_is_looked_for_less_and_less_often(sqlite: Bench) -> None:
    there: list[Platform] = []
    deliverer = Deliverer(
        sqlite.posts, store=sqlite.store, clock=sqlite.clock, messengers=lambda *_place: next(iter(there), None)
    )
    await sqlite.order("ada")

    async def pause() -> float:
        """How long nothing is looked at after this turn; it passes."""
        ready_at = await deliverer.drain()
        assert ready_at
        seconds = (ready_at - sqlite.clock.now()).total_seconds()
        sqlite.clock.advance(microseconds=round(seconds * 1_000_000))
        return seconds

    pauses = [await pause() for _ in range(30)]
    there.append(sqlite.platform)
    await deliverer.drain()
    there.clear()
    await sqlite.order("bob")

    assert pauses[:5] == [15, 15, 15, 15, 15]
    assert (pauses, pauses[-1]) == (sorted(pauses), 240)
    assert sqlite.words == ["Hello, ada!"]
    assert await pause() == 15


async def test_organisers_are_not_asked_about_what_an_outage_of_six_hours_hides(sqlite: Bench) -> None:
    sqlite.platform.weather = deque(["lost"] + ["unsent"] * 9)
    await sqlite.order("ada")
    sqlite.platform.is_down = True

    for _ in range(36):
        await sqlite.passes(minutes=10)
    state = await sqlite.state("ada")
    sqlite.platform.is_down = False
    await sqlite.passes(minutes=10)

    assert (state, await sqlite.state("ada")) == (State.SENDING, State.SENT)
    assert sqlite.words == ["Hello, ada!"]


async def test_change_carries_the_mark_of_the_message_that_is_changed(sqlite: Bench) -> None:
    await sqlite.order("ada")
    await sqlite.passes()
    *_, mark = sqlite.platform.stands[0]

    await sqlite.order("edit", edits="ada", subject={"who": "Ada, once more"})
    await sqlite.passes()

    assert sqlite.words == ["Hello, Ada, once more!"]
    assert sqlite.platform.stands[0][2] == mark


async def test_change_of_what_is_not_there_is_void(sqlite: Bench) -> None:
    await sqlite.order("edit", edits="nothing")

    await sqlite.passes()

    assert (sqlite.platform.asked, await sqlite.state("edit")) == ([], State.VOID)


@post("test.happening", about="an event of the platform")
async def happening(writing: Writing) -> Happening:
    """An evening."""
    start = datetime(2026, 12, 1, 18, tzinfo=UTC)
    return Happening(title="Ask Ada", about="", starts_at=start, ends_at=start + timedelta(hours=1), where="here")


async def test_happening_is_looked_for_because_marks_are_of_messages_only(sqlite: Bench) -> None:
    sqlite.posts = (happening,)
    sqlite.deliverer = sqlite.another()
    sqlite.platform.weather = deque(["lost"])
    await sqlite.order("event", kind="test.happening")

    await sqlite.passes()
    await sqlite.passes(minutes=1)

    assert sqlite.platform.asked == ["post", "look"]
    assert len(sqlite.platform.stands) == 1


async def test_what_was_found_out_under_an_older_claim_is_not_written_down(bench: Bench) -> None:
    for key in ("ada", "bob", "eve"):
        await bench.order(key)
    async with bench.store.read() as unit:
        ada, bob, eve = [await unit.deliveries.find(bench.community, key) for key in ("ada", "bob", "eve")]
    assert ada
    assert bob
    assert eve

    async with bench.store.write() as unit:
        changes = [(replace(one, reason="seen"), one.fence) for one in (ada, eve)]
        stale = (replace(bob, reason="seen"), bob.fence + 1)
        saved = await unit.deliveries.save([changes[0], stale, changes[1]], "test")

    async with bench.store.read() as unit:
        kept = await unit.deliveries.about(bench.community, "test")
    assert saved == [True, False, True]
    assert {one.order.key: one.reason for one in kept} == {"ada": "seen", "bob": "", "eve": "seen"}


async def test_everything_that_is_missed_is_told_of_however_often_in_a_day(sqlite: Bench) -> None:
    sqlite.posts = (hello, *POSTS)
    sqlite.deliverer = sqlite.another()
    for key in ("morning", "noon"):
        await sqlite.order(key, useful_until=sqlite.clock.now() + timedelta(minutes=15))
        await sqlite.passes(minutes=16)
        await sqlite.passes(minutes=10)
        await sqlite.passes(hours=3)

    told = [shown for target, shown, _ in sqlite.platform.stands if target.user == "UADA"]

    assert [one.title for one in told] == ["Not sent: its time had passed"] * 2
    assert told[0].sections != told[1].sections, "each tells of another one"


async def test_what_is_cut_off_at_the_end_is_written_down_as_perhaps_sent(sqlite: Bench) -> None:
    sqlite.platform.meanwhile = asyncio.Event().wait
    await sqlite.order("ada")
    await sqlite.deliverer.turn()
    await sqlite.platform.was_asked.wait()

    await sqlite.deliverer.close(0.01)

    async with sqlite.store.read() as unit:
        found = await unit.deliveries.find(sqlite.community, "ada")
    assert found
    assert (found.state, found.is_doubtful, found.reason) == (State.SENDING, True, "ended")
