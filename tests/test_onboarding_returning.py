"""A member who leaves in mid-step and returns a year later, when all about messages of then is long forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import pack
from bot.dispatch import Dispatcher, Pressed
from bot.onboarding import Outcome, Step
from bot.preferences import Learning
from bot.wiring.application import POSTED_FOR
from tests.newcomers import Door
from tests.settling import HELLO, TAGS, answered, said_of, sent
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
async def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    made = Door(dispatcher, clock)
    await made.open(hello_in=(HELLO,))
    await made.olga(TAGS)
    return made


async def a_year_away(door: Door, ada: Talk, posts: Posts) -> None:
    """Ada answers the first step, opens the form of the second one, leaves, and comes back a year later."""
    await door.joins("Ada")
    await posts()
    await ada("/onboarding start")
    await answered(ada, "learn:loops", "why:Curious")
    await ada("/press Answer")
    await door.leaves("Ada")
    assert [one for one in await posts(days=365) if one.startswith("@ada")] == []
    async with door.dispatcher.store.write() as unit:
        await unit.deliveries.forget(door.clock.now() - POSTED_FOR, 1_000)
    assert timedelta(days=500) > POSTED_FOR
    await door.joins("Ada")


async def test_who_left_in_mid_step_is_told_a_year_later_where_they_had_stopped_and_nothing_is_asked_twice(
    door: Door, ada: Talk, posts: Posts
) -> None:
    await a_year_away(door, ada, posts)

    told = [one for one in await posts(minutes=5) if one.startswith("@ada")]
    shown = await ada("/onboarding start")

    assert told == [
        "@ada: Welcome back to Guild. Next: How you learn, 2 of 3.\n[Go on] [Not now] [Stop]",
    ]
    assert shown.startswith("2 of 3: How you learn")
    assert (await said_of(door))[0] == ["learn:loops"]
    assert [one for one in await posts(days=1) if one.startswith("@ada: Hello")] == []


async def test_form_that_was_open_all_the_year_is_taken_as_if_it_were_new(door: Door, ada: Talk, posts: Posts) -> None:
    await a_year_away(door, ada, posts)

    told = await sent(ada, "onboarding", "learning", sent=True, seen=2, minutes=15)

    assert told.startswith("3 of 3: Say hello")
    assert (await said_of(door))[1] == Learning(minutes=15)


async def test_button_of_a_year_ago_goes_on_where_its_person_is_now(door: Door, ada: Talk, posts: Posts) -> None:
    await a_year_away(door, ada, posts)
    await door.open(steps=(Step.INTERESTS, Step.HELLO))

    pressed = await ada.fill(Pressed(pack(("onboarding", "skip"), {"step": "learning"})))  # type: ignore[arg-type]

    assert pressed.startswith("2 of 2: Say hello\n\nThe organisers have taken that question out.")
    journey = await door.journey("Ada")
    assert journey
    assert journey.steps[Step.INTERESTS].outcome is Outcome.ANSWERED
    assert (journey.why, journey.left_at) == ("Curious", None)
