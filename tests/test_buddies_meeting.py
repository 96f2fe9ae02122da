"""What becomes of two buddies: asked whether they have met, parted, left, forgotten."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.dispatch import Dispatcher
from bot.events import PersonLeft
from bot.hearing import Ears
from bot.identity import Role
from commands import LISTENERS
from tests.amas import press
from tests.buddies import exported, met_up, paired, wants, who
from tests.talk import Posts, Talk, TestClock

ASKED = "Two weeks ago you were introduced: @{}, over loops. Have you two met or talked?\n[Met] [Not yet] [End it]"


@pytest.fixture
async def bob(ada: Talk) -> Talk:
    """Bob. Both want to learn about loops, and neither takes part yet."""
    bob = ada.as_("Bob")
    await wants(ada, "loops")
    await wants(bob, "loops")
    return bob


async def test_both_are_asked_after_two_weeks_and_what_they_say_is_counted(
    ada: Talk, bob: Talk, posts: Posts, dispatcher: Dispatcher
) -> None:
    number = await met_up(ada, bob, posts)

    assert await posts(days=13, hours=23) == []
    assert await posts(hours=1) == ["@ada: " + ASKED.format("bob"), "@bob: " + ASKED.format("ada")]

    assert await press(ada, "buddy", "met", said="met", pair=number) == (
        "Good to hear. You and Bob stay buddies until one of you says /buddy end."
    )
    community, _ada = await who(ada)
    async with dispatcher.store.read() as unit:
        tally = await unit.buddies.tally(community, datetime(2027, 1, 1, tzinfo=UTC))
    assert (tally.made, tally.standing, tally.met, tally.not_yet) == (1, 1, 1, 0)
    assert await posts(days=60) == []
    assert await paired(dispatcher, bob) == [number]


async def test_not_yet_is_asked_once_more_after_a_week_and_then_it_ends_quietly(
    ada: Talk, bob: Talk, posts: Posts, dispatcher: Dispatcher
) -> None:
    number = await met_up(ada, bob, posts)
    await posts(days=14)

    assert await press(ada, "buddy", "met", said="not", pair=number) == (
        "Then you are asked once more in a week. Bob is not told."
    )
    assert await press(ada, "buddy", "met", said="not", pair=number) == (
        "Then you are asked once more in a week. Bob is not told."
    )
    assert await posts(days=6) == []
    assert await posts(days=1) == [
        "@ada: You wanted to be asked again: @bob, over loops. Have you two met or talked?\n[Met] [Not yet] [End it]"
    ]

    assert await press(ada, "buddy", "met", said="not", pair=number, again=True) == (
        "It happens. You and Bob are buddies no more, so that both may meet others."
    )
    assert await posts(days=60) == []
    assert await paired(dispatcher, bob) == []


async def test_two_who_never_say_anything_are_free_for_others_after_five_weeks(
    ada: Talk, bob: Talk, posts: Posts, dispatcher: Dispatcher
) -> None:
    await met_up(ada, bob, posts)

    await posts(days=34)
    assert len(await paired(dispatcher, ada)) == 1

    await posts(days=3)
    assert await paired(dispatcher, ada) == []


async def test_two_are_never_introduced_twice(ada: Talk, bob: Talk, posts: Posts) -> None:
    await met_up(ada, bob, posts)

    await ada("/buddy end")
    await ada("/buddy leave", "/buddy join")

    assert await posts(days=5) == []


async def test_buddy_can_be_ended_by_who_is_in_the_pair_and_nobody_else(ada: Talk, bob: Talk, posts: Posts) -> None:
    number = await met_up(ada, bob, posts)
    cora = ada.as_("Cora")
    await cora("/help")

    assert (await press(cora, "buddy", "end", pair=number)).startswith("You have no such buddy.")
    assert (await press(cora, "buddy", "met", said="met", pair=number)).startswith("You have no such buddy.")
    assert (await cora("/buddy end Bob")).startswith("That person is not your buddy.")
    assert (await ada("/buddy end Ada")).startswith("That person is not your buddy.")
    assert await ada("/buddy end Bob") == (
        "You and Bob are buddies no more, and are not introduced again. The bot tells nobody.\n[Find me another one]"
    )
    assert await press(bob, "buddy", "met", said="met", pair=number) == "You and Ada are buddies no more."


async def test_of_several_buddies_one_is_chosen(ada: Talk, bob: Talk, posts: Posts) -> None:
    cora = ada.as_("Cora")
    await wants(cora, "loops")
    await ada("/buddy join 2")
    await bob("/buddy join")
    await cora("/buddy join")
    await posts()

    assert await ada("/buddy end") == "With whom?\n[Bob] [Cora]"
    await ada("/press Cora")

    shown = await ada("/buddy show")
    assert "Bob · over loops · since 2026-11-24 12:00 UTC" in shown
    assert "Cora" not in shown


async def test_who_leaves_frees_their_buddies(ada: Talk, bob: Talk, posts: Posts, dispatcher: Dispatcher) -> None:
    await met_up(ada, bob, posts)

    assert (await ada("/buddy leave")).startswith("You take part in buddies no more.")

    assert await paired(dispatcher, bob) == []
    assert "You take part: no" in await ada("/buddy show")


async def test_who_leaves_the_community_frees_their_buddies(
    ada: Talk, bob: Talk, posts: Posts, dispatcher: Dispatcher, clock: TestClock
) -> None:
    await met_up(ada, bob, posts)
    ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)
    account = ada.request("help").account

    await ears.hear(PersonLeft(platform=account.platform, workspace=account.workspace, account=account))

    assert await paired(dispatcher, bob) == []
    assert await posts(days=40) == []
    assert "You take part: no" in await ada("/buddy show")


async def test_who_is_forgotten_is_named_in_no_message_any_more(
    ada: Talk, bob: Talk, posts: Posts, dispatcher: Dispatcher
) -> None:
    await met_up(ada, bob, posts)
    await bob("/buddy avoid Ada", "/buddy avoid Ada back:yes")

    await ada("/me forget sure:yes")

    community, _bob = await who(bob)
    async with dispatcher.store.read() as unit:
        told = [one.shown for one in await unit.deliveries.about(community, "buddy:1")]
    assert told == [None, None]
    assert await paired(dispatcher, bob) == []
    assert await posts(days=40) == []


async def test_avoiding_a_buddy_ends_it_without_a_word(ada: Talk, bob: Talk, posts: Posts) -> None:
    await met_up(ada, bob, posts)

    await ada("/buddy avoid Bob")

    assert "You have no buddy just now." in await bob("/buddy show")
    assert await posts(days=40) == []


async def test_what_one_has_said_is_not_in_what_is_kept_about_the_other(ada: Talk, bob: Talk, posts: Posts) -> None:
    number = await met_up(ada, bob, posts)
    await press(ada, "buddy", "met", said="not", pair=number)

    assert await exported(ada, '"one_says": "not"') == ["buddy_pair.one_id"]
    assert await exported(bob, '"not"') == []


async def test_who_comes_along_with_another_community_is_looked_for_here(
    ada: Talk, posts: Posts, dispatcher: Dispatcher
) -> None:
    olga, mia = ada.as_("Olga", Role.ORGANISER), ada.as_("Mia", Role.ORGANISER, community="Makers")
    await mia("/buddy join")
    await posts()
    found = re.search(r"/community link (\S+)", await olga("/community link"))
    assert found
    await mia(f"/community link {found[1]}")

    await olga("/community link", "/press Join")

    community, _olga = await who(olga)
    async with dispatcher.store.read() as unit:
        ordered = await unit.deliveries.about(community, "buddy.match")
    assert len(ordered) == 1
    assert "You take part: yes" in await mia("/buddy show")
