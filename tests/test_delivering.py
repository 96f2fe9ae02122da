"""Sending what was ordered: in each weather a message stands once where it belongs, or people are told why not."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deliveries import Cause, Refused, State, Target, Waits
from bot.identity import Place
from bot.posts import Writing, post
from bot.replies import Notice, said
from tests.sending import HERE, Bench, hello


async def test_message_is_sent_when_it_is_due_and_not_before(bench: Bench) -> None:
    await bench.order("ada", bench.clock.now() + timedelta(hours=1))

    await bench.passes(minutes=59)
    early = bench.words
    await bench.passes(minutes=1)

    assert (early, bench.words) == ([], ["Hello, ada!"])
    assert await bench.state("ada") is State.SENT


async def test_same_key_is_sent_once(bench: Bench) -> None:
    assert await bench.order("ada")
    assert not await bench.order("ada")

    await bench.passes()
    assert not await bench.order("ada")
    await bench.passes(minutes=1)

    assert bench.words == ["Hello, ada!"]


async def test_messages_of_a_place_keep_their_order_while_the_first_waits(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")])
    for key in ("first", "second", "third"):
        await sqlite.order(key)
    await sqlite.order("elsewhere", target=Target(platform="slack", workspace="T1", channel="C2"))

    await sqlite.passes()
    before = sqlite.words
    await sqlite.passes(seconds=31)

    assert before == ["Hello, elsewhere!"]
    assert sqlite.words == ["Hello, elsewhere!", "Hello, first!", "Hello, second!", "Hello, third!"]


async def test_nothing_to_say_is_void(bench: Bench) -> None:
    await bench.order("nobody", subject={"who": ""})

    await bench.passes()

    assert (bench.words, await bench.state("nobody")) == ([], State.VOID)


async def test_cancelled_is_not_sent_and_ordered_again_it_is(bench: Bench) -> None:
    await bench.order("ada", bench.clock.now() + timedelta(hours=1))
    async with bench.store.write() as unit:
        assert await unit.deliveries.cancel(bench.community, "test", bench.clock.now()) == 1
    await bench.passes(hours=2)
    assert bench.words == []

    assert await bench.order("ada", bench.clock.now(), subject={"who": "Ada again"})
    await bench.passes()

    assert bench.words == ["Hello, Ada again!"]


async def test_lost_answer_is_asked_for_under_the_same_mark(sqlite: Bench) -> None:
    sqlite.platform.weather = deque(["lost", "lost"])
    await sqlite.order("ada")

    await sqlite.passes()
    await sqlite.passes(seconds=10)
    await sqlite.passes(seconds=20)

    assert sqlite.words == ["Hello, ada!"]
    assert sqlite.platform.asked == ["post", "post", "post"]
    assert await sqlite.state("ada") is State.SENT


@pytest.mark.parametrize("weather", ["lost", "unsent"])
async def test_without_marks_it_is_looked_for_before_it_is_posted_again(sqlite: Bench, weather: str) -> None:
    sqlite.platform.knows_marks = False
    sqlite.platform.weather = deque([weather])
    await sqlite.order("ada")

    await sqlite.passes()
    await sqlite.passes(seconds=20)
    looked_early = "look" in sqlite.platform.asked
    await sqlite.passes(seconds=30)

    assert not looked_early, "what is on its way is given time to arrive"
    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_outage_longer_than_marks_are_known_doubles_nothing(sqlite: Bench) -> None:
    sqlite.platform.weather = deque(["lost"] + ["unsent"] * 5)
    await sqlite.order("ada")

    for _ in range(20):
        await sqlite.passes(minutes=2)

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_organisers_say_what_nobody_can_find_out(sqlite: Bench) -> None:
    sqlite.platform.knows_marks, sqlite.platform.is_readable = False, False
    sqlite.platform.weather = deque(["lost"])
    await sqlite.order("ada")

    await sqlite.passes()
    await sqlite.passes(minutes=1)

    assert await sqlite.state("ada") is State.UNCERTAIN
    assert sqlite.words == ["Hello, ada!"]
    async with sqlite.store.read() as unit:
        told = await unit.deliveries.about(sqlite.community, "deliveries")
    assert [(one.order.kind, one.order.target.user) for one in told] == [("delivery.uncertain", "UADA")]


async def test_place_that_is_gone_is_left_alone_and_organisers_are_told_once(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Refused(Cause.TARGET, "is_archived")])
    for key in ("one", "two", "three"):
        await sqlite.order(key)

    await sqlite.passes()

    assert [await sqlite.state(key) for key in ("one", "two", "three")] == [State.DEAD] * 3
    assert sqlite.platform.asked == ["post"]
    async with sqlite.store.read() as unit:
        told = await unit.deliveries.about(sqlite.community, "deliveries")
    assert [one.order.kind for one in told] == ["delivery.trouble"]


async def test_broken_place_falls_back_to_the_channel_of_announcements(sqlite: Bench) -> None:
    async with sqlite.store.write() as unit:
        settings = await unit.communities.settings(sqlite.community)
        news = Place(platform="slack", workspace="T1", channel="CNEWS")
        await unit.communities.save_settings(sqlite.community, replace(settings, announce_in=news))
    sqlite.platform.weather = deque([Refused(Cause.TARGET, "channel_not_found")])
    await sqlite.order("ada")

    await sqlite.passes()

    assert [(target.channel, "".join(map(str, shown.text))) for target, shown, _ in sqlite.platform.stands] == [
        ("CNEWS", "Hello, ada!")
    ]


async def test_refused_token_stops_the_workspace_and_loses_nothing(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Refused(Cause.APP, "token_revoked")] * 2)
    await sqlite.order("ada")
    await sqlite.order("bob", target=Target(platform="slack", workspace="T1", channel="C2"))

    await sqlite.passes()
    await sqlite.passes(minutes=1)
    asked = len(sqlite.platform.asked)
    await sqlite.passes(minutes=10)

    assert asked <= 2, "nothing is asked while the workspace is stopped"
    assert sorted(sqlite.words) == ["Hello, ada!", "Hello, bob!"]


async def test_what_is_of_no_use_any_more_is_dropped_and_told_of(sqlite: Bench) -> None:
    start = sqlite.clock.now()
    await sqlite.order("ada", start, useful_until=start + timedelta(minutes=15))

    await sqlite.passes(minutes=16)

    assert (sqlite.words, await sqlite.state("ada")) == ([], State.DEAD)
    async with sqlite.store.read() as unit:
        told = await unit.deliveries.about(sqlite.community, "deliveries")
    assert [one.order.kind for one in told] == ["delivery.missed"]


async def test_two_processes_send_once(bench: Bench) -> None:
    other = bench.another()
    for number in range(20):
        await bench.order(f"n{number}", target=Target(platform="slack", workspace="T1", channel=f"C{number}"))

    for _ in range(20):
        await bench.deliverer.turn()
        await other.turn()
    await bench.deliverer.drain()
    await other.drain()

    assert sorted(bench.words) == sorted(f"Hello, n{number}!" for number in range(20))


async def test_process_that_died_with_a_request_on_its_way_doubles_nothing(sqlite: Bench) -> None:
    sqlite.platform.knows_marks = False
    await sqlite.order("ada")
    dead = sqlite.another()
    await dead.turn()
    # The request leaves and is taken; the process is killed before it could say so.
    await sqlite.platform.was_asked.wait()
    assert await sqlite.state("ada") is State.SENDING

    for _ in range(6):
        await sqlite.passes(minutes=1)

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_restored_backup_sends_nothing_again(sqlite: Bench) -> None:
    await sqlite.order("ada")
    mark = None
    async with sqlite.store.read() as unit:
        found = await unit.deliveries.find(sqlite.community, "ada")
        assert found
        mark = found.mark
    # In the time that the backup does not know of, it was sent.
    sqlite.platform.stands.append((HERE, said("Hello, ada!"), mark))

    await sqlite.passes(days=2)

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_post_that_breaks_does_not_hold_up_the_others(sqlite: Bench) -> None:
    @post("test.broken", about="breaks")
    async def broken(writing: Writing) -> Notice | None:
        raise RuntimeError("the words are missing")

    sqlite.posts = (hello, broken)
    sqlite.deliverer = sqlite.another()
    await sqlite.order("broken", kind="test.broken", target=Target(platform="slack", workspace="T1", channel="C9"))
    await sqlite.order("ada")

    await sqlite.passes(seconds=1)

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("broken") is State.DUE
