"""AMAs that change: moved, edited, held in more places, cancelled, and restored. What was posted changes along."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.identity import AmaId, Community, Place, Role
from bot.posts import Writing
from bot.replies import Happening
from commands.amas import announcing
from tests.amas import community_of, in_channels, leads, press, scheduled
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def bob(ada: Talk) -> Talk:
    """Bob, a member of Guild."""
    return ada.as_("Bob")


async def test_cancelling_what_nobody_comes_to_counts_nobody(olga: Talk) -> None:
    await scheduled(olga)

    assert (await olga("/ama cancel 1 ill")).endswith("Nobody has to be told. Nothing is changed yet.\n[Cancel it]")
    assert await olga("/press Cancel it") == "AMA 1 is cancelled. Nobody has to be told.\n[Take it back]"


async def test_move_is_shown_on_every_clock_before_it_is_done(ada: Talk, bob: Talk, olga: Talk) -> None:
    await bob("/me zone Tokyo")
    await olga("/me zone Berlin")
    await scheduled(olga, "host:@bob")
    await press(ada, "ama", "come", number=1, answer="coming")

    assert await olga('/ama move 1 "2026-12-04 19:00"') == (
        "Move AMA 1 “Starting a guild”?\n\n"
        "Now it is Thu 3 Dec 2026, 18:00 Berlin. 2 people are told.\n"
        "Mind\n"
        "It is a bad hour (22:00 to 07:00) for 1 of 2 people who told a time zone:\n"
        "03:00 for 1 person in Tokyo\n\n"
        "For you: Fri 4 Dec 2026, 19:00 Berlin\n"
        "For the community: Fri 4 Dec 2026, 18:00 UTC\n"
        "For Bob: Sat 5 Dec 2026, 03:00 Tokyo\n\n"
        "[Move]\n\n"
        "Nothing is changed yet."
    )
    assert "When: 2026-12-03 17:00 UTC" in await ada("/ama show 1")
    assert (await olga("/press Move")).startswith("Moved AMA 1\n")
    assert "When: 2026-12-04 18:00 UTC" in await ada("/ama show 1")


async def test_moving_changes_what_was_posted_tells_those_who_come_and_plans_anew(
    ada: Talk, bob: Talk, olga: Talk, posts: Posts
) -> None:
    await scheduled(olga)
    await press(ada, "ama", "come", number=1, answer="coming")
    await press(bob, "ama", "come", number=1, answer="no")
    await posts(days=3)

    await olga('/ama move 1 "2026-12-09 18:00"', "/press Move")
    at_once = sorted(await posts(minutes=1))
    later = await posts(days=16)

    assert [one.split("\n")[0] for one in at_once] == [
        "#general (changed): AMA 1: Starting a guild",
        "#general (changed): AMA 1: Starting a guild",
        "@ada: AMA 1 “Starting a guild” with Olga now takes place 2026-12-09 18:00 UTC.",
    ]
    assert [one.split("\n")[2] for one in at_once[:2]] == ["Moved: it begins 2026-12-09 18:00 UTC"] * 2
    assert leads(later) == ["A week to go", "A day to go", "An hour to go", "It begins"]


async def test_move_before_anything_was_posted_posts_the_new_time_once(olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await olga('/ama move 1 "2026-12-09 18:00"', "/press Move")
    await olga('/ama move 1 "2026-12-03 18:00"', "/press Move")

    told = await posts(minutes=1)

    assert [one.split("\n")[2:4] for one in told] == [
        ["New AMA", "Olga will answer questions about “Starting a guild”, 2026-12-03 18:00 UTC."]
    ]


async def test_second_organiser_sees_what_the_first_has_done(olga: Talk) -> None:
    mia = olga.as_("Mia", Role.ORGANISER)
    await scheduled(olga)
    await olga('/ama move 1 "2026-12-04 18:00"')
    await mia('/ama move 1 "2026-12-05 18:00"')

    await olga("/press Move")
    seen = await mia("/press Move")

    assert seen.startswith(
        "Move AMA 1 “Starting a guild”?\n\nSomebody has changed it while you were looking.\n"
        "Now it is Fri 4 Dec 2026, 18:00 UTC."
    )
    assert (await mia("/press Move")).startswith("Moved AMA 1\n")
    assert "When: 2026-12-05 18:00 UTC" in await olga("/ama show 1")


async def test_cancelling_what_was_moved_meanwhile_asks_again(olga: Talk) -> None:
    mia = olga.as_("Mia", Role.ORGANISER)
    await scheduled(olga)
    await mia('/ama cancel 1 "Olga is ill"')
    await olga('/ama move 1 "2026-12-04 18:00"', "/press Move")

    assert await mia("/press Cancel it") == (
        "Somebody has changed it while you were looking. Cancel AMA 1 “Starting a guild”, Fri 4 Dec 2026, 18:00 UTC? "
        "1 person is told. Nothing is changed yet.\n[Cancel it]"
    )
    assert await mia("/press Cancel it") == "AMA 1 is cancelled; 1 person is told.\n[Take it back]"


async def test_cancelled_ama_says_why_everywhere_and_nothing_more_is_posted(
    ada: Talk, olga: Talk, posts: Posts
) -> None:
    await scheduled(olga)
    await press(ada, "ama", "come", number=1, answer="maybe")
    await press(ada, "ama", "remind", number=1, what="day", on=True)
    await posts(minutes=1)

    asked = await olga('/ama cancel 1 "The host is ill"')
    await olga("/press Cancel it")
    told = await posts(minutes=1)

    assert asked == (
        "Cancel AMA 1 “Starting a guild”, Thu 3 Dec 2026, 18:00 UTC? 1 person is told. Nothing is changed yet.\n"
        "[Cancel it]"
    )
    assert told == [
        "#general (changed): AMA 1: Starting a guild\n\nCancelled\nThe host is ill",
        "@ada: AMA 1 “Starting a guild” with Olga, 2026-12-03 18:00 UTC, does not take place: The host is ill",
    ]
    assert await posts(days=20) == []
    assert "It is cancelled. The host is ill" in await ada("/ama show 1")
    assert (await ada("/ama list")).startswith("There is no AMA ahead.")


async def test_restored_ama_is_announced_as_if_it_had_never_been_cancelled(ada: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await press(ada, "ama", "come", number=1, answer="coming")
    await press(ada, "ama", "remind", number=1, what="quarter", on=True)
    await posts(minutes=1)
    await olga('/ama cancel 1 "The host is ill"', "/press Cancel it")
    await posts(minutes=1)

    assert (await olga("/press Take it back")).startswith("AMA 1 takes place after all\n")

    at_once, later = await posts(minutes=1), await posts(days=20)
    assert [one.split("\n")[0] for one in at_once] == [
        "#general (changed): AMA 1: Starting a guild",
        "@ada: AMA 1 “Starting a guild” with Olga now takes place 2026-12-03 18:00 UTC.",
    ]
    assert leads(later) == ["A week to go", "A day to go", "An hour to go", "It begins"]
    assert len([one for one in later if one.startswith("@ada")]) == 1


async def test_edit_changes_what_was_posted_and_gives_new_seats_to_those_who_wait(
    ada: Talk, bob: Talk, olga: Talk, posts: Posts
) -> None:
    await scheduled(olga, "capacity:1 where:Stage")
    await press(ada, "ama", "come", number=1, answer="coming")
    await press(bob, "ama", "come", number=1, answer="coming")
    await posts(minutes=1)

    card = await olga('/ama edit 1 title:"Guilds for all" capacity:2 where:https://meet.example/a minutes:90 about:-')
    told = sorted(await posts(minutes=1))

    assert card.startswith("Changed AMA 1; 1 more has a seat now\n")
    assert "Where: https://meet.example/a\n" in card
    assert told[0].startswith("#general (changed): AMA 1: Guilds for all\n\nNew AMA\nOlga will answer")
    assert told[1:] == [
        "@bob: There is a seat for you at AMA 1 “Guilds for all”, 2026-12-03 18:00 UTC.\n[Coming] [Maybe] [Not coming]"
    ]


async def test_edit_without_anything_to_change_is_refused(olga: Talk) -> None:
    await scheduled(olga)

    assert await olga("/ama edit 1") == "Nothing was said to change. For example /ama edit 1 minutes:90"
    assert await olga('/ama move 1 "2026-12-03 18:00"') == "AMA 1 is at that time already. Name another one."
    assert (await olga('/ama move 1 "2026-11-23 18:00"')).startswith("Mon 23 Nov 2026, 18:00 UTC is over")


async def test_tags_of_an_ama_are_replaced(ada: Talk, olga: Talk) -> None:
    await scheduled(olga, "tags:guilds,stories")

    assert "Tags: #craft\n" in await olga("/ama edit 1 tags:craft")
    assert "Tags" not in await olga("/ama edit 1 tags:-")


async def test_ama_in_two_channels_is_announced_in_both_once(olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await posts(minutes=1)

    added = await olga("/ama place 1 stage")
    told = await posts(minutes=1)
    week = await posts(days=3)
    removed = await olga("/ama place 1 stage do:remove")
    after = await posts(days=20)

    assert added == "AMA 1 “Starting a guild” is announced and held in #stage; 2 channels in all."
    assert [one.split("\n")[0] for one in told] == [
        "#stage: AMA 1: Starting a guild", "#general (changed): AMA 1: Starting a guild",
    ]  # fmt: skip
    assert sorted(one.split(":")[0] for one in in_channels(week)) == ["#general", "#stage"]
    assert removed == "AMA 1 “Starting a guild” is no longer announced in #stage; one channel is left."
    assert {one.split(":")[0] for one in in_channels(after) if "changed" not in one} == {"#general"}


async def test_places_that_make_no_sense_are_refused(olga: Talk) -> None:
    await scheduled(olga)

    assert await olga("/ama place 1") == "AMA 1 is announced there already. Say it in another channel, or name one."
    assert (
        await olga("/ama place 1 stage do:remove")
        == "AMA 1 is not announced there. Say it in that channel, or name it."
    )
    assert await olga("/ama place 1 general do:remove") == (
        "It has to be held somewhere. Add another place first, or say /ama cancel."
    )
    for number in range(9):
        await olga(f"/ama place 1 channel{number}")
    assert await olga("/ama place 1 more") == "An AMA has at most 10 places. Take one away with do:remove first."


async def test_what_is_over_or_cancelled_is_not_changed(ada: Talk, olga: Talk, clock: TestClock) -> None:
    await scheduled(olga)
    await olga('/ama cancel 1 "The host is ill"', "/press Cancel it")

    refused = "AMA 1 is cancelled. See /ama list for those that are ahead."
    lines = ["/ama edit 1 minutes:5", '/ama move 1 "2026-12-04 18:00"', "/ama cancel 1 Why", "/ama place 1 stage",
             "/ama helper 1 @olga", "/ama plan 1 part:week make:no"]  # fmt: skip
    assert await olga.all(lines) == [refused] * len(lines)
    assert await press(ada, "ama", "come", number=1, answer="coming") == refused
    clock.advance(days=30)
    assert await press(olga, "ama", "restore", number=1) == (
        "The time of AMA 1 is over. Schedule another one with /ama schedule."
    )


async def test_only_hosts_and_organisers_change_an_ama(ada: Talk, bob: Talk, olga: Talk) -> None:
    await bob("/help")
    await scheduled(olga, "host:@bob")

    refused = "Only its hosts and organisers can change AMA 1. Please ask one of them."
    lines = ["/ama edit 1 minutes:5", '/ama move 1 "2026-12-04 18:00"', "/ama cancel 1 Why", "/ama place 1 stage",
             "/ama helper 1 @ada", "/ama plan 1 part:week make:no"]  # fmt: skip
    assert await ada.all(lines) == [refused] * len(lines)
    assert await press(ada, "ama", "move-to", number=1, when="2026-12-04 18:00", sequence=0) == refused
    assert await press(ada, "ama", "call-off", number=1, reason="x", sequence=0) == refused
    assert await press(ada, "ama", "restore", number=1) == refused
    assert (await bob("/ama edit 1 minutes:5")).startswith("Changed AMA 1")
    assert await bob("/ama show 2") == "There is no AMA 2 here. See /ama list for those that are ahead."


async def test_native_event_says_what_fits_into_one(olga: Talk, dispatcher: Dispatcher, clock: TestClock) -> None:
    await scheduled(olga, f"about:{'x' * 2_000}")
    community = await community_of(dispatcher, olga)
    place = Place(platform="discord", workspace="G1", channel="C1")
    async with dispatcher.store.write() as unit:
        await unit.amas.put_place(community, AmaId(1), place)
    await olga("/ama place 1 stage")

    async with dispatcher.store.read() as unit:
        (event,) = [one for one in await unit.deliveries.about(community, "ama:1") if one.order.kind == "ama.event"]
        guild = Community(id=community, name="Guild")
        shown = await announcing.event.compose(Writing(community=guild, now=clock.now(), unit=unit, delivery=event))

    assert isinstance(shown, Happening)
    assert (event.order.target.workspace, event.order.target.channel) == ("G1", "events")
    assert (shown.title, shown.where) == ("Starting a guild", "In the channels of Guild")
    assert (shown.about[:18], len(shown.about)) == ("AMA with Olga. xxx", 1_000)
