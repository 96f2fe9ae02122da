"""Very many who join at once: held, told of once, let in by budget, or dropped."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.onboarding import JourneyState
from tests.newcomers import Door, account_of
from tests.talk import Posts, TestClock

TOLD = "@olga: 40 people have joined within ten minutes. 10 newcomers are held. Nobody is written to for now."
CHOICES = "[Let them in] [They are no people]"


@pytest.fixture
def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    return Door(dispatcher, clock)


def names(start: int, end: int) -> list[str]:
    return [f"P{number}" for number in range(start, end)]


def told(posted: list[str]) -> list[str]:
    """What organisers were told."""
    return [one for one in posted if one.startswith("@olga")]


async def rush(door: Door, posts: Posts, count: int = 40) -> None:
    """So many join at once; those for whom there was room have read what they were sent."""
    await door.open()
    await door.joins(*names(0, count))
    assert len(await posts()) == 30


async def test_one_more_than_may_join_at_once_is_held(door: Door, posts: Posts) -> None:
    await rush(door, posts, 31)

    states = [journey.state for name in ("P29", "P30") if (journey := await door.journey(name))]

    assert states == [JourneyState.INVITED, JourneyState.HELD]


async def test_those_who_joined_ten_minutes_ago_do_not_count(door: Door, posts: Posts, clock: TestClock) -> None:
    await door.open()
    await door.joins(*names(0, 30))
    clock.advance(minutes=10, seconds=1)

    await door.joins("P30")

    assert len(await posts()) == 31


async def test_organisers_are_told_once_however_many_join(door: Door, posts: Posts) -> None:
    await rush(door, posts)

    first = await posts(minutes=2)
    await door.joins(*names(40, 80))
    more = await posts(minutes=5)

    assert (first, more) == ([f"{TOLD}\n{CHOICES}"], [])


async def test_those_who_are_held_are_let_in_by_budget_once_it_is_over(door: Door, posts: Posts) -> None:
    await rush(door, posts, 55)

    minutes = [len([one for one in await posts(minutes=1) if not told([one])]) for _ in range(15)]

    assert [count for count in minutes if count] == [10, 10, 5]
    assert minutes.index(10) == 10
    journey = await door.journey("P54")
    assert journey
    assert journey.state is JourneyState.INVITED


async def test_next_rush_is_told_of_again(door: Door, posts: Posts) -> None:
    await rush(door, posts, 31)
    assert len(told(await posts(hours=3))) == 1

    await door.joins(*names(40, 71))

    assert len(told(await posts(hours=3))) == 1


async def test_organisers_can_let_them_in_at_once_by_the_same_budget(door: Door, posts: Posts) -> None:
    await rush(door, posts)
    await posts(minutes=2)

    assert await door.presses("Olga", "onboarding", "let-in") == (
        "10 newcomers are held. They are written to now, 10 a minute."
    )
    await door.joins(*names(40, 52))

    at_once = len(await posts())
    assert [at_once, *[len(await posts(minutes=1)) for _ in range(3)]] == [10, 10, 2, 0]


async def test_organisers_can_drop_those_they_were_told_of_and_are_asked_about_later_ones(
    door: Door, posts: Posts, clock: TestClock
) -> None:
    await rush(door, posts)
    await posts(minutes=2)
    until = clock.now().isoformat()
    clock.advance(seconds=30)
    await door.joins("Late")

    dropped = await door.presses("Olga", "onboarding", "drop", until=until)

    assert dropped == (
        f"10 newcomers are dropped: nobody writes to them. One newcomer is held. They joined since.\n{CHOICES}"
    )
    assert [one.partition(":")[0] for one in await posts(days=60)].count("@late") == 3
    assert await door.journey("P35") is None


async def test_one_who_is_dropped_is_told_of_as_one(door: Door, posts: Posts) -> None:
    await rush(door, posts, 31)

    assert (await door.presses("Olga", "onboarding", "drop")).startswith("One newcomer is dropped: ")


async def test_who_was_dropped_can_still_start(door: Door, posts: Posts) -> None:
    await rush(door, posts)
    assert await door.presses("Olga", "onboarding", "drop") == (
        "10 newcomers are dropped: nobody writes to them. "
        "Whoever is a person after all can still say /onboarding start."
    )
    assert await door.olga("/onboarding held") == "Nobody is held."
    assert told(await posts(days=1)) == []

    assert "What brings you here" in await door.person("P35")("/onboarding start")


async def test_who_is_held_and_leaves_is_never_written_to(door: Door, posts: Posts) -> None:
    await rush(door, posts, 32)

    await door.leaves("P30", "P31")

    assert not {"@p30", "@p31"} & {one.partition(":")[0] for one in await posts(days=60)}


async def test_who_was_held_left_and_comes_back_joins_as_if_for_the_first_time(door: Door, posts: Posts) -> None:
    await rush(door, posts, 31)
    await door.leaves("P30")
    await posts(hours=1)

    await door.joins("P30")

    assert (await posts())[0].startswith("@p30: Hello P30, welcome to Guild.")


async def test_who_is_held_can_start_at_once_and_is_not_invited_later(door: Door, posts: Posts) -> None:
    await rush(door, posts, 31)

    assert "What brings you here" in await door.person("P30")("/onboarding start")

    assert [one for one in await posts(hours=20) if one.startswith("@p30")] == []


async def test_who_was_held_until_the_night_is_written_to_in_the_morning(
    door: Door, posts: Posts, clock: TestClock
) -> None:
    clock.advance(hours=9, minutes=55)
    await rush(door, posts, 31)

    assert [one for one in await posts(hours=10) if one.startswith("@p30")] == []
    assert len([one for one in await posts(minutes=10) if one.startswith("@p30")]) == 1


async def test_nobody_is_let_in_while_it_is_switched_off(door: Door, posts: Posts) -> None:
    await rush(door, posts, 31)
    await door.open(is_on=False)
    (word,) = told(await posts(hours=1))
    assert word.endswith(f" One newcomer is held. Nobody is written to for now.\n{CHOICES}")

    await door.open(is_on=True)

    assert [one.partition(":")[0] for one in await posts(minutes=3)] == ["@p30"]


async def test_only_organisers_decide_about_those_who_are_held(door: Door, posts: Posts) -> None:
    await rush(door, posts)
    ada = door.person("Ada")

    answers = [await ada(f"/onboarding {word}") for word in ("held", "let-in", "drop")]

    assert ["is for organisers" in answer for answer in answers] == [True] * 3


async def test_account_that_is_gone_without_a_word_does_not_stand_before_the_others(door: Door, posts: Posts) -> None:
    await rush(door, posts, 45)
    async with door.dispatcher.store.write() as unit:
        for name in names(30, 41):
            await unit.people.note_left(account_of(name), door.clock.now())

    written_to = {one.partition(":")[0] for one in await posts(hours=1)}

    assert written_to == {"@olga", "@p41", "@p42", "@p43", "@p44"}


async def test_moment_that_is_none_drops_all_who_are_held_now(door: Door, posts: Posts) -> None:
    await rush(door, posts)

    assert "10 newcomers are dropped" in await door.olga('/onboarding drop until:"Robert\'); DROP TABLE journey; --"')


async def test_who_is_held_after_all_were_dropped_is_told_of_anew(door: Door, posts: Posts) -> None:
    await rush(door, posts)
    assert len(told(await posts(minutes=2))) == 1
    await door.presses("Olga", "onboarding", "drop", until="2026-11-24")

    await door.joins("Late")

    assert len(told(await posts(minutes=3))) == 1
