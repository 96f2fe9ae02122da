"""Welcomes: the bot drafts, a person whose turn it is sends; whoever does not is not waited for."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.identity import Place
from bot.onboarding import JourneyState, Wording, Words
from bot.welcomes import WelcomeState
from tests.desk import Desk
from tests.talk import TestClock

BUTTONS = "[Send as me] [Edit] [Pass on]"
DRAFT = "Welcome to Guild, Ada. Good to have you here."


@pytest.fixture
def desk(dispatcher: Dispatcher, clock: TestClock) -> Desk:
    return Desk(dispatcher, clock)


def first_lines(told: list[str]) -> list[str]:
    """The first line of each message."""
    return [one.split("\n")[0] for one in told]


async def asked(desk: Desk, **time: int) -> list[str]:
    """Who is asked, or told something, within a time."""
    return first_lines(await desk.posts(**time))


async def test_greeter_gets_a_draft_with_what_was_told_in_public_and_two_facts_beside_it(desk: Desk) -> None:
    await desk.begins("Bob")

    await desk.comes("Ada", learn=["loops"], can=["retro", "mob"], is_public=True, why="My team is stuck")

    (offer,) = await desk.posts()
    assert offer == (
        "@bob: Welcome Ada?\n\n"
        "Somebody is new here. This is posted in your name, once you send it:\n"
        f"{DRAFT}\n"
        "You would like to learn about #loops: this is a good place to ask.\n"
        "You can help with #mob and #retro: somebody will be glad of it.\n"
        "About them: what brings them here: “My team is stuck” (for you alone); can help with #mob and "
        "#retro\n\n"
        f"{BUTTONS}\n\n"
        "It goes to #hello. It is yours until 2026-11-24 14:00 UTC; then somebody else is asked."
    )


async def test_what_was_not_made_public_is_for_the_greeter_alone(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada", learn=["loops"], can=["secret-craft"], why="I was fired")

    (offer,) = await desk.posts()
    await desk.press("Bob", "Send as me")
    posted = await desk.posts()

    assert (
        "About them: can help with #secret-craft (for you alone); would like to learn about #loops (for you alone)\n"
        in offer
    )
    assert posted == [f"#hello: Bob welcomes you, @ada:\n{DRAFT}"]


async def test_what_somebody_has_said_in_their_introduction_is_public(desk: Desk, clock: TestClock) -> None:
    await desk.begins("Bob")

    await desk.comes("Ada", learn=["loops"], can=["craft"], hello="Hi, I came for LOOPS", hello_at=clock.now())

    (offer,) = await desk.posts()
    assert "You would like to learn about #loops" in offer
    assert "You can help with" not in offer
    assert "\nHow they said hello: Hi, I came for LOOPS\n" in offer


async def test_tag_within_another_word_of_an_introduction_is_not_made_public(desk: Desk, clock: TestClock) -> None:
    await desk.begins("Bob")

    await desk.comes("Ada", learn=["loops"], can=["ai"], hello="Hi, once again here for #loops", hello_at=clock.now())

    (offer,) = await desk.posts()
    assert "You would like to learn about #loops" in offer
    assert "You can help with" not in offer
    assert "can help with #ai (for you alone)" in offer


async def test_what_brings_somebody_here_is_in_the_draft_only_where_they_have_said_it_themselves(
    desk: Desk, clock: TestClock
) -> None:
    words = Words(wording=Wording.WELCOME, words="Hello {name} & all\nYou say: {why}")
    await desk.begins("Bob", words=(words,))

    await desk.comes("Ada", why="My team is stuck", is_public=True)
    await desk.comes("Ben", why="My team is stuck", hello="Hi. My team is stuck.", hello_at=clock.now())

    ada, ben = await desk.posts()
    assert "\nHello Ada & all\nAbout them" in ada
    assert "\nHello Ben & all\nYou say: My team is stuck\nAbout them" in ben


async def test_introduction_that_was_not_posted_is_not_public(desk: Desk) -> None:
    await desk.begins("Bob")

    await desk.comes("Ada", learn=["loops"], hello="Hi, I came for loops")

    (offer,) = await desk.posts()
    assert "You would like to learn" not in offer
    assert "How they said hello" not in offer


async def test_time_of_day_is_told_only_where_the_newcomer_has_told_their_zone(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.person("Ada")("/me zone Asia/Tokyo")

    await desk.comes("Ada", learn=["loops"])

    (offer,) = await desk.posts()
    assert "would like to learn about #loops (for you alone); it is evening for them now (for you alone)\n" in offer


async def test_welcome_is_posted_in_the_name_of_who_sends_it_once(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada")
    await desk.posts()

    first = await desk.press("Bob", "Send as me")
    again = await desk.does("Bob", "send", "Ada")

    assert first == "Thank you. Ada is welcomed in your name. It goes to #hello."
    assert again == "You have welcomed Ada already."
    assert await desk.posts(days=3) == [f"#hello: Bob welcomes you, @ada:\n{DRAFT}"]


async def test_greeter_changes_the_words_reads_them_and_sends_them(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada")
    await desk.posts()

    form = await desk.press("Bob", "Edit")
    card = await desk.writes("Bob", words="Hi Ada!\n\nTea on Friday?")
    await desk.press("Bob", "Send as me")

    assert form.split("\n")[:2] == ["Welcome Ada", f"  words (required): Your words = {DRAFT}"]
    assert card.startswith("Welcome Ada?\n\nIn your words. It is posted in your name, once you send it:\nHi Ada!\n")
    assert await desk.posts() == ["#hello: Bob welcomes you, @ada:\nHi Ada!\n\nTea on Friday?"]


async def test_nobody_sends_words_that_they_have_not_read(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada", learn=["loops"], is_public=True)
    await desk.posts()
    await desk.tells("Ada", learn=["loops"], is_public=False)

    card = await desk.press("Bob", "Send as me")
    nothing = await desk.posts()
    await desk.press("Bob", "Send as me")

    assert card.startswith("Welcome Ada?\n\nThe words are others now than when you read them.")
    assert nothing == []
    assert await desk.posts() == [f"#hello: Bob welcomes you, @ada:\n{DRAFT}"]


async def test_passing_on_asks_the_next_one_and_no_reason(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    await desk.posts()
    await desk.press("Bob", "Edit")
    await desk.writes("Bob", words="From Bob")

    passed = await desk.does("Bob", "pass", "Ada")
    (offer,) = await desk.posts()

    assert passed == "Passed on: somebody else is asked to welcome Ada."
    assert offer.startswith("@cory: Welcome Ada?")
    assert "From Bob" not in offer
    assert await desk.does("Bob", "send", "Ada") == "The welcome of Ada is out of your hands; Cory is asked now."


async def test_welcome_that_is_not_taken_in_time_goes_to_the_next_one(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    await desk.posts()

    before, after = await asked(desk, minutes=119), await desk.posts(minutes=1)

    assert before == []
    assert first_lines(after) == [
        ("@bob (changed): It was not taken in time. The welcome of Ada is out of your hands; Cory is asked now."),
        "@cory: Welcome Ada?",
    ]
    for what in ("send", "edit", "pass", "show"):
        assert await desk.does("Bob", what, "Ada") == ("The welcome of Ada is out of your hands; Cory is asked now.")


async def test_time_to_take_it_stands_still_at_night(desk: Desk, clock: TestClock) -> None:
    await desk.begins("Bob", "Cory")
    clock.advance(hours=9)
    await desk.comes("Ada")
    assert await asked(desk) == ["@bob: Welcome Ada?"]

    assert await asked(desk, hours=11, minutes=59) == []
    assert (await asked(desk, minutes=1))[-1:] == ["@cory: Welcome Ada?"]


async def test_whoever_comes_at_night_is_welcomed_in_the_morning_of_a_greeter(desk: Desk, clock: TestClock) -> None:
    await desk.begins("Bob", "Cory")
    await desk.person("Cory")("/me zone Asia/Kolkata", "/onboarding greet hours:09:00-12:00")
    clock.advance(hours=14)
    await desk.comes("Ada")

    assert await asked(desk, hours=1, minutes=29) == []
    assert await asked(desk, minutes=1) == ["@cory: Welcome Ada?"]


async def test_organisers_are_told_once_where_nobody_takes_it(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada", learn=["loops"])
    await desk.posts()

    told = await desk.posts(hours=2)
    later = await desk.posts(days=3)
    sent = await desk.press("Olga", "Send as me")

    assert told[1] == (
        "@olga: Welcome Ada?\n\n"
        "Nobody on the rota has taken this welcome. Send it in your name, or let it be:\n"
        f"{DRAFT}\n"
        "About them: would like to learn about #loops (for you alone)\n\n"
        "[Send as me] [Edit] [No welcome]\n\n"
        "It goes to #hello."
    )
    assert (len(told), later) == (2, [])
    assert sent == "Thank you. Ada is welcomed in your name. It goes to #hello."
    assert await desk.posts() == [f"#hello: Olga welcomes you, @ada:\n{DRAFT}"]


async def test_many_that_nobody_takes_are_told_of_together(desk: Desk) -> None:
    await desk.begins()
    for name in ("Ada", "Ben", "Eve"):
        await desk.comes(name)
        await desk.posts(minutes=1)

    (told,) = await desk.posts(hours=5)

    assert told == (
        "@olga: 3 newcomers wait for a welcome\n\n"
        "Ada · nobody has taken it, since 2026-11-24 12:00 UTC\n[Welcome Ada]\n\n"
        "Ben · nobody has taken it, since 2026-11-24 12:01 UTC\n[Welcome Ben]\n\n"
        "Eve · nobody has taken it, since 2026-11-24 12:02 UTC\n[Welcome Eve]\n\n"
        "Greeters are put on the rota with /onboarding greeters."
    )
    assert (await desk.press("Olga", "Welcome Ben")).startswith("Welcome Ben?\n")


async def test_nobody_is_told_twice_of_those_who_came_at_the_same_moment(desk: Desk) -> None:
    await desk.begins()
    await desk.comes("Ada")
    await desk.comes("Ben")

    assert await asked(desk) == ["@olga: 2 newcomers wait for a welcome"]
    assert await desk.posts(hours=5) == []


async def test_organisers_see_who_waits_and_with_whom(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada")
    await desk.person("Bob")("/onboarding greet off")
    await desk.comes("Ben")
    await desk.person("Bob")("/onboarding greet on")
    await desk.comes("Eve")

    waiting = await desk.olga("/onboarding waiting")

    assert waiting.startswith(
        "3 newcomers wait for a welcome\n\n"
        "Ada · nobody has taken it, since 2026-11-24 12:00 UTC\n[Welcome Ada]\n\n"
        "Ben · nobody has taken it, since 2026-11-24 12:00 UTC\n[Welcome Ben]\n\n"
        "Eve · Bob is asked, from 2026-11-24 12:00 UTC until 2026-11-24 14:00 UTC\n[Welcome Eve]\n"
    )
    assert await desk.person("Bob")("/onboarding waiting") != waiting


async def test_organiser_who_is_quicker_than_the_greeter_welcomes_and_the_greeter_hears_so(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada")
    await desk.posts()

    await desk.does("Olga", "show", "Ada")
    await desk.press("Olga", "Send as me")

    assert await desk.does("Bob", "send", "Ada") == "Olga has welcomed Ada already."
    assert first_lines(await desk.posts(days=1)) == [
        "@bob (changed): Olga has welcomed Ada already.",
        "#hello: Olga welcomes you, @ada:",
    ]


async def test_organiser_can_decide_that_somebody_is_not_welcomed(desk: Desk) -> None:
    await desk.begins()
    await desk.comes("Ada")
    await desk.posts()

    assert await desk.press("Olga", "No welcome") == "Ada is not welcomed in public."

    await desk.orders("Ada")
    assert await desk.posts(days=2) == []
    assert await desk.does("Olga", "send", "Ada") == ("An organiser has decided that Ada is not welcomed in public.")


async def test_bot_welcomes_by_itself_only_where_it_may_says_so_and_waits_for_the_morning(
    desk: Desk, clock: TestClock
) -> None:
    await desk.begins(welcomes_itself=True)
    clock.advance(hours=11)
    await desk.comes("Ada")

    assert await desk.posts(hours=8, minutes=59) == []
    assert await desk.posts(minutes=1) == [f"#hello: A welcome from the bot, for @ada:\n{DRAFT}"]
    assert await desk.does("Olga", "send", "Ada") == "The bot has welcomed Ada already."


async def test_whoever_was_welcomed_or_is_being_is_not_welcomed_again(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    await desk.orders("Ada")
    assert await asked(desk) == ["@bob: Welcome Ada?"]

    await desk.press("Bob", "Send as me")
    await desk.orders("Ada")

    assert await asked(desk, days=3) == ["#hello: Bob welcomes you, @ada:"]


async def test_nobody_is_asked_until_an_organiser_has_switched_it_on(desk: Desk) -> None:
    await desk.begins("Bob", is_on=False)

    await desk.comes("Ada")

    assert (await desk.posts(days=3), await desk.welcome("Ada")) == ([], None)


async def test_whoever_has_stopped_is_not_welcomed(desk: Desk, clock: TestClock) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada", state=JourneyState.STOPPED)
    await desk.comes("Ben", left_at=clock.now())

    assert await desk.posts(days=3) == []


async def test_welcome_of_who_stops_is_taken_back_and_begins_anew_when_they_return(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada")
    await desk.posts()

    await desk.withdraws("Ada")
    await desk.withdraws("Ada")
    gone = await desk.posts(days=1)
    pressed = await desk.does("Bob", "send", "Ada")
    await desk.orders("Ada")

    assert first_lines(gone) == ["@bob (changed): Ada has left, or wants no welcome any more. Nothing is posted."]
    assert pressed == "Ada has left, or wants no welcome any more. Nothing is posted."
    assert await asked(desk) == ["@bob: Welcome Ada?"]


async def test_welcome_that_was_sent_is_not_posted_for_who_has_left_meanwhile(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.joins("Ada")
    await desk.posts()
    await desk.orders("Ada")
    await desk.posts()

    await desk.press("Bob", "Send as me")
    await desk.leaves("Ada")

    assert [one for one in await desk.posts(days=1) if one.startswith("#")] == []


async def test_what_a_greeter_who_leaves_had_in_hand_goes_on_at_once(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    await desk.posts()

    await desk.leaves("Bob")

    assert (await asked(desk))[-1:] == ["@cory: Welcome Ada?"]
    await desk.comes("Ben")
    assert await asked(desk) == ["@cory: Welcome Ben?"]


async def test_whoever_takes_no_direct_messages_is_not_waited_for(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    desk.posts.closed.add("bob")

    await desk.comes("Ada")

    assert await asked(desk, minutes=1) == ["@cory: Welcome Ada?"]


async def test_going_off_duty_hands_over_what_one_had_in_hand(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    await desk.posts()

    told = await desk.person("Bob")("/onboarding greet off")

    assert told == (
        "You are off duty, 5 a week at most, at any time, by the clock of UTC. 1 welcome in hand goes on to others."
    )
    assert (await asked(desk))[-1:] == ["@cory: Welcome Ada?"]


async def test_message_that_comes_late_leaves_the_whole_time_to_take_it(desk: Desk, clock: TestClock) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    clock.advance(hours=5)

    assert await asked(desk, minutes=119) == ["@bob: Welcome Ada?"]
    assert (await asked(desk, minutes=2))[-1:] == ["@cory: Welcome Ada?"]


async def test_greeter_who_is_told_late_has_the_whole_time_from_then_on(desk: Desk, clock: TestClock) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    clock.advance(minutes=90)

    (offer,) = await desk.posts()

    assert "It is yours until 2026-11-24 15:30 UTC" in offer
    assert await asked(desk, minutes=119) == []
    assert (await asked(desk, minutes=2))[-1:] == ["@cory: Welcome Ada?"]


async def test_platform_that_is_away_gives_once_more_time_and_then_the_next_one_is_asked(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    desk.posts.is_away(True)

    holders = []
    for minutes in (119, 2, 117, 4):
        await desk.posts(minutes=minutes)
        welcome = await desk.welcome("Ada")
        assert welcome
        holders.append(welcome.greeter_name)
    desk.posts.is_away(False)

    assert holders == ["Bob", "Bob", "Bob", "Cory"]
    assert await asked(desk, minutes=2) == ["@cory: Welcome Ada?"]


async def test_channel_that_is_gone_gives_way_to_the_one_of_announcements(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.olga("/community setup announcements:news")
    desk.posts.closed.add("hello")
    await desk.comes("Ada")
    await desk.posts()

    await desk.press("Bob", "Send as me")

    assert await desk.posts(minutes=1) == [f"#news: Bob welcomes you, @ada:\n{DRAFT}"]


async def test_place_of_another_community_is_not_written_to(desk: Desk) -> None:
    await desk.olga.as_("Mallory", community="Elsewhere")("/help")
    elsewhere = Place(platform="console", workspace="elsewhere", channel="hello")
    await desk.begins("Bob", hello_in=(elsewhere,))
    await desk.comes("Ada")

    (offer,) = await desk.posts()
    await desk.press("Bob", "Send as me")

    assert "\nIt goes to them directly, as no place for introductions is set up." in offer
    assert await desk.posts() == [f"@ada: Bob welcomes you, Ada:\n{DRAFT}"]


@pytest.mark.parametrize("what", ["show", "send", "edit", "pass"])
async def test_welcome_is_in_nobody_elses_hands(desk: Desk, what: str) -> None:
    await desk.begins("Bob", "Cory")
    who = await desk.comes("Ada", can=["secret-craft"])

    refused = "This welcome is not in your hands. Greeters are sent one when it is their turn."
    for name in ("Ada", "Cory", "Mallory"):
        assert await desk.does(name, what, "Ada") == refused
    assert await desk.does("Mallory", what, "Bob") == refused
    stranger = desk.olga.as_("Mallory", community="Elsewhere")
    assert "secret" not in await stranger(f"/welcome {what} {who}")
    welcome = await desk.welcome("Ada")
    assert welcome
    assert welcome.state is WelcomeState.OFFERED
