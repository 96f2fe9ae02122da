"""Scheduling AMAs: nothing is saved before somebody has seen what their words mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.actions import pack
from bot.buttons import buttons_of
from bot.dispatch import Dispatcher, Filled, Pressed
from bot.identity import AmaId, Role
from tests.amas import community_of, leads, press, scheduled
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def bob(ada: Talk) -> Talk:
    """Bob, a member of Guild."""
    return ada.as_("Bob")


async def test_time_is_echoed_on_every_clock_before_anything_is_saved(ada: Talk, bob: Talk, olga: Talk) -> None:
    await bob("/me zone New York")
    await ada("/help")
    await olga("/me zone Berlin")

    card = await olga(
        '/ama schedule "Starting a guild" "2026-12-03 18:00" host:@bob guests:"Grace Hopper, @ada" tags:guilds '
        'capacity:20 where:"Stage" language:en about:"How we did it" questions:2 review:yes'
    )

    assert card == (
        "Schedule this AMA?\n\n"
        "Title: Starting a guild\n"
        "For you: Thu 3 Dec 2026, 18:00 Berlin\n"
        "For the community: Thu 3 Dec 2026, 17:00 UTC\n"
        "For Bob: Thu 3 Dec 2026, 12:00 New York\n"
        "For Ada: time zone not known\n"
        "Length: 60 minutes\n"
        "Hosts: Bob, Grace Hopper, Ada\n"
        "Announced in: #general\n"
        "About: How we did it\n"
        "Where: Stage\n"
        "Seats: 20\n"
        "Tags: #guilds (new)\n"
        "Language: en\n"
        "Questions: 2 each, looked at first\n\n"
        "[Confirm] [Change]\n\n"
        "Nothing is saved yet."
    )
    assert (await ada("/ama list")).startswith("There is no AMA ahead.")
    assert (await ada("/tag list")).startswith("There are no tags yet.")


async def test_confirmed_ama_is_kept_as_it_was_shown(bob: Talk, olga: Talk) -> None:
    await bob("/help")

    assert await scheduled(olga, 'host:@bob about:"How we did it" minutes:90 capacity:20 tags:guilds') == (
        "Scheduled as AMA 1\n\n"
        "How we did it\nBob has not accepted yet.\n\n"
        "Title: Starting a guild\nWhen: 2026-12-03 18:00 UTC\nLength: 90 minutes\nHost: Bob\n"
        "Where: in this channel\nSeats: 20\nTags: #guilds\nComes: 0 of 20\n\n"
        "[Coming] [Maybe] [Not coming] [Ask]"
    )
    assert await bob("/ama list") == ("AMAs ahead\n\n1 Starting a guild · 2026-12-03 18:00 UTC · Bob #guilds\n[Show]")


async def test_card_names_the_channel_to_whoever_is_somewhere_else(
    dispatcher: Dispatcher, ada: Talk, bob: Talk, olga: Talk
) -> None:
    await scheduled(olga)
    there, elsewhere = await ada("/ama show 1"), await bob("/channel random", "/ama show 1")
    home, general = await community_of(dispatcher, olga), olga.request("help").place
    async with dispatcher.store.write() as unit:
        await unit.amas.put_place(home, AmaId(1), replace(general, platform="discord", workspace="1", channel="2"))
        await unit.amas.drop_place(home, AmaId(1), general)

    assert "Where: in this channel\n" in there
    assert "Where: #general\n" in elsewhere
    assert "Where: where it is announced\n" in await ada("/ama show 1")


async def test_what_was_understood_is_kept_even_if_it_is_confirmed_a_day_later(olga: Talk, clock: TestClock) -> None:
    await olga('/ama schedule Loops "tomorrow 18:00"')
    clock.advance(hours=20)

    assert "When: 2026-11-25 18:00 UTC\n" in await olga("/press Confirm")


async def test_change_asks_again_with_what_was_said(olga: Talk) -> None:
    await olga('/ama schedule Loops "2026-12-03 18:00" capacity:5 tags:guilds')

    form = await olga("/press Change")
    card = await olga('/fill when:"2026-12-04 18:00"')

    assert "  title (required): What it is about, in a few words = Loops\n" in form
    assert "  when (required): When: tue 18:00, 2026-12-01 18:00 Berlin = Thu 3 Dec 2026, 18:00 UTC\n" in form
    assert "For you: Fri 4 Dec 2026, 18:00 UTC\n" in card
    assert "Seats: 5\n" in card
    assert "Tags: #guilds (new)\n" in card


async def test_long_words_on_several_lines_are_kept_from_the_card_to_the_ama(olga: Talk) -> None:
    about = f'First  line{" and more" * 200}\n\n“Second” "line" \\ {{title}} 日本語'
    args = {"title": "Loops", "when": "2026-12-03 18:00", "about": about}
    await olga("/help")
    shown = await olga.dispatcher.run(replace(olga.request(""), said=Filled(("ama", "schedule"), args)))
    confirm = buttons_of(shown.reply)[0]

    await olga.dispatcher.run(replace(olga.request(""), said=Pressed(pack(confirm.command, confirm.args))))

    assert f"\n\n{about.replace('  ', ' ')}\n\n" in await olga("/ama show 1")


async def test_confirming_twice_makes_one_ama(olga: Talk) -> None:
    await olga('/ama schedule Loops "2026-12-03 18:00"')

    again = await olga("/press Confirm")
    await olga('/ama schedule Loops "2026-12-03 18:00"')

    assert again.startswith("Scheduled as AMA 1")
    assert await olga("/press Confirm") == "That is scheduled already, as AMA 1. See /ama show 1."


async def test_clash_is_shown_and_not_forbidden(olga: Talk) -> None:
    await scheduled(olga, "minutes:60")

    during = await olga('/ama schedule Loops "2026-12-03 18:59"')
    behind = await olga('/ama schedule Loops "2026-12-03 19:00"')
    before = await olga('/ama schedule Loops "2026-12-03 17:00" minutes:61')

    clash = "It clashes with AMA 1 “Starting a guild” with Olga, Thu 3 Dec 2026, 18:00 UTC, 60 minutes."
    assert [clash in card for card in (during, behind, before)] == [True, False, True]
    assert (await olga("/press Confirm")).startswith("Scheduled as AMA 2")


async def test_ledger_says_whose_night_it_is_and_how_often_it_was(
    ada: Talk, bob: Talk, olga: Talk, clock: TestClock
) -> None:
    await ada("/me zone Tokyo")
    await bob("/me zone Sydney")
    await olga("/me zone Berlin")
    await scheduled(olga, when="2026-11-25 18:00")
    await scheduled(olga, when="2026-11-26 11:30", title="Loops")
    clock.advance(days=3)

    card = await olga('/ama schedule Guilds "2026-12-03 16:00"')

    assert card.partition("\n\nTitle")[0] == (
        "Schedule this AMA?\n\n"
        "Mind\n"
        "It is a bad hour (22:00 to 07:00) for 2 of 3 people who told a time zone:\n"
        "00:00 for 1 person in Tokyo; bad there 1 of the last 2 times\n"
        "02:00 for 1 person in Sydney; bad there 1 of the last 2 times"
    )


@pytest.mark.parametrize(("when", "is_bad"), [("21:59", False), ("22:00", True), ("06:59", True), ("07:00", False)])
async def test_night_is_from_22_up_to_7(olga: Talk, when: str, is_bad: bool) -> None:
    await olga("/me zone Berlin")

    assert ("It is a bad hour" in await olga(f'/ama schedule Loops "2026-12-03 {when}"')) is is_bad


@pytest.mark.parametrize(
    ("when", "refusal"),
    [
        ("2026-11-23 18:00", "Mon 23 Nov 2026, 18:00 UTC is over: it is Tue 24 Nov 2026, 12:00 UTC now."),
        ("29 feb 2027 18:00", "There is no 29 February in 2027."),
        ("9999-12-31 18:00", "Fri 31 Dec 9999 is more than 5 years ahead."),
        ("soon", "“soon” is not a time that I can read."),
    ],
)
async def test_time_that_cannot_be_is_refused(olga: Talk, when: str, refusal: str) -> None:
    assert (await olga(f'/ama schedule Loops "{when}"')).startswith(refusal)


async def test_time_that_clocks_skip_is_asked_about(olga: Talk) -> None:
    await olga("/me zone Berlin")

    asked = await olga('/ama schedule Loops "2027-03-28 02:30" capacity:5')
    card = await olga("/press Sun 28 Mar 2027, 03:00")

    assert asked == (
        "On Sun 28 Mar 2027 the clocks in Berlin go from 01:59 straight to 03:00, so there is no 02:30. "
        "Which do you mean?\n[Sun 28 Mar 2027, 01:59 Berlin] [Sun 28 Mar 2027, 03:00 Berlin]"
    )
    assert "For you: Sun 28 Mar 2027, 03:00 Berlin\n" in card
    assert "Seats: 5\n" in card


async def test_time_that_comes_twice_is_asked_about_and_kept_as_chosen(olga: Talk) -> None:
    await olga("/me zone Berlin")

    await olga('/ama schedule Loops "2027-10-31 02:30"', "/press Sun 31 Oct 2027, 02:30 +01:00")

    assert "When: 2027-10-31 01:30 UTC\n" in await olga("/press Confirm")


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ("minutes:4", "minutes is not a whole number from 5 to 1,440: “4”."),
        ("minutes:1441", "minutes is not a whole number from 5 to 1,440: “1441”."),
        ("questions:51", "questions is not a whole number from 1 to 50: “51”."),
        ("capacity:100001", "capacity is not a whole number from 0 to 100,000: “100001”."),
        ("language:english", "“english” is not a language."),
        ("host:@nobody", "That person has not talked to me yet."),
        ("proposal:7", "There is no proposal 7."),
        (f"guests:{','.join(f'Guest{number}' for number in range(11))}", "An AMA has at most 10 hosts."),
    ],
)
async def test_what_cannot_be_is_refused_with_a_sentence(olga: Talk, more: str, refusal: str) -> None:
    assert (await olga(f'/ama schedule Loops "2026-12-03 18:00" {more}')).startswith(refusal)


async def test_members_do_not_schedule(ada: Talk) -> None:
    refused = "/ama schedule is for organisers. Please ask one of them."
    assert await ada('/ama schedule Loops "2026-12-03 18:00"') == refused
    assert (await press(ada, "ama", "book", draft="{}")).startswith("/ama book is for organisers.")


async def test_button_that_no_version_has_packed_is_refused(olga: Talk) -> None:
    assert await press(olga, "ama", "book", draft="[1") == (
        "This button is from another time and no longer works. Please ask again with the command."
    )


async def test_close_tags_are_asked_about_before_it_is_saved(ada: Talk, olga: Talk) -> None:
    await ada("/resource add Book kind:book tags:facilitation")

    asked = await scheduled(olga, "tags:facilitating")
    assert asked.startswith("#facilitating is close to #facilitation.")
    assert "Tags: #facilitation\n" in await olga("/press Use what exists")


async def test_all_orders_are_written_with_the_ama(bob: Talk, olga: Talk, dispatcher: Dispatcher) -> None:
    await bob("/help")
    await scheduled(olga, "host:@bob")

    async with dispatcher.store.read() as unit:
        community = await community_of(dispatcher, olga)
        ordered = await unit.deliveries.about(community, "ama:1")
        people = await unit.deliveries.about(community, "ama:1:people")

    assert [(one.order.kind, f"{one.order.due_at:%d %H:%M}") for one in ordered] == [
        ("ama.scheduled", "24 12:00"),
        ("ama.week", "26 18:00"),
        ("ama-brief", "30 18:00"),
        ("ama.day", "02 18:00"),
        ("ama.hour", "03 17:00"),
        ("ama-brief", "03 17:00"),
        ("ama.start", "03 18:00"),
        ("ama-end", "03 19:00"),
    ]
    assert [one.order.kind for one in people] == ["ama.invitation"]


async def test_parts_whose_time_is_over_already_are_not_announced(olga: Talk, posts: Posts) -> None:
    await scheduled(olga, when="2026-11-24 13:30")

    assert leads(await posts(hours=2)) == ["New AMA", "An hour to go", "It begins"]


async def test_ama_is_announced_where_the_community_announces_if_no_channel_is_named(ada: Talk) -> None:
    olga = ada.as_("Olga", Role.ORGANISER)
    await olga("/community setup announcements:#news")

    usual = await olga('/ama schedule "Ask Olga" "in 3 days 18:00"')
    named = await olga('/ama schedule "Ask Olga" "in 3 days 18:00" channel:#random')

    assert "Announced in: #news" in usual
    assert "Announced in: #random" in named
