"""The rota: who is on it, how somebody comes onto it, whose turn it is; people who are linked, forgotten or gone."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot.actions import pack
from bot.deliveries import Order, State, Target
from bot.dispatch import Dispatcher, Pressed
from bot.identity import MemberId, Place
from bot.typed import clean
from bot.welcomes import WelcomeState
from commands.welcomes import orders
from tests.desk import HELLO, Desk
from tests.newcomers import WORKSPACE
from tests.talk import TestClock
from tests.test_hostile import PAYLOADS
from tests.test_welcomes import DRAFT, asked


@pytest.fixture
def desk(dispatcher: Dispatcher, clock: TestClock) -> Desk:
    return Desk(dispatcher, clock)


async def test_organiser_puts_people_on_the_rota_who_are_told_and_takes_them_off(desk: Desk) -> None:
    await desk.open()
    await desk.person("Bob")("/help")

    put = await desk.olga("/onboarding greeters @Bob per-week:3 hours:9am-6pm")
    told = await desk.posts()
    again = await desk.olga("/onboarding greeters @Bob per-week:4")
    off = await desk.olga("/onboarding greeters @Bob remove", "/onboarding greeters")

    assert put == (
        "Bob greets newcomers now, and is told so: on duty, 3 a week at most, 09:00-18:00, by the clock of UTC."
    )
    assert told[0] == (
        "@bob: Olga has put you on the rota of those who welcome newcomers: you get a draft, 3 times in seven days at "
        "most, and send it, change it or pass it on. Hours, off duty, or not at all: /onboarding greet\n"
        "[Off duty] [Not for me]"
    )
    assert again == "Bob is on the rota: on duty, 4 a week at most, 09:00-18:00, by the clock of UTC."
    assert "Nobody is on the rota yet." in off
    assert await desk.posts() == []
    refused = await desk.olga("/onboarding greeters @Bob remove")
    assert refused == "Bob is not on the rota. /onboarding greeters shows who is."


async def test_organisers_see_load_duty_and_whose_turn_it_is(desk: Desk) -> None:
    await desk.begins("Bob", "Cory", "Dan")
    await desk.person("Dan")("/onboarding greet off")
    await desk.comes("Ada")

    assert await desk.olga("/onboarding greeters") == (
        "Who welcomes newcomers\n\n"
        "Bob · on duty, 5 a week at most, at any time, by the clock of UTC · asked once in seven days, last 2026-11-24 "
        "12:00 UTC\n"
        "Cory · on duty, 5 a week at most, at any time, by the clock of UTC · asked 0 times in seven days · next, from "
        "2026-11-24 12:00 UTC\n"
        "Dan · off duty, 5 a week at most, at any time, by the clock of UTC · asked 0 times in seven days\n\n"
        "Put somebody on the rota: /onboarding greeters @name."
    )


async def test_one_is_told_as_one_on_the_rota(desk: Desk) -> None:
    await desk.begins()
    await desk.person("Bob")("/help")
    await desk.comes("Ada")
    await desk.olga("/onboarding greeters @Bob per-week:1")

    rota = await desk.olga("/onboarding greeters")

    assert any("you get a draft, once in seven days at most, and" in one for one in await desk.posts())
    assert rota.endswith(" 1 waits: /onboarding waiting")


async def test_only_organisers_see_the_rota_and_change_it(desk: Desk) -> None:
    await desk.begins("Bob")

    for line in ("/onboarding greeters", "/onboarding greeters @Bob remove", "/onboarding waiting"):
        assert "organiser" in await desk.person("Bob")(line)
    assert "Bob" in await desk.olga("/onboarding greeters")


async def test_volunteer_greets_once_an_organiser_agrees(desk: Desk) -> None:
    await desk.begins()
    bob = desk.person("Bob")

    volunteered = await bob("/onboarding greet per-week:2 hours:10:00-16:00")
    (question,) = await desk.posts()
    await desk.comes("Ada")
    not_asked = await asked(desk)
    agreed = await _admit(desk, "Bob")

    assert volunteered == (
        "Thank you. An organiser is asked, as greeters are told what newcomers say; you hear from them."
    )
    assert question == (
        "@olga: Bob would like to greet newcomers. Greeters are told what newcomers have said about themselves, and "
        "write to them in their own name.\n[Put on the rota]"
    )
    assert not_asked == ["@olga: Welcome Ada?"]
    assert agreed == (
        "Bob greets newcomers now, and is told so: on duty, 2 a week at most, 10:00-16:00, by the clock of UTC."
    )
    assert (await desk.posts())[0].startswith("@bob: Olga has put you on the rota")


async def _admit(desk: Desk, name: str) -> str:
    """An organiser agrees, by the button of an older message."""
    who = await desk.member(name)
    args: dict[str, str | int | bool] = {"who": who, "per-week": 2, "hours": "10:00-16:00"}
    return await desk.presses("Olga", "welcome", "admit", **args)


async def test_nobody_puts_themselves_on_the_rota_by_the_button_of_organisers(desk: Desk) -> None:
    await desk.begins()
    await desk.person("Bob")("/help")
    who = await desk.member("Bob")

    refused = await desk.presses("Bob", "welcome", "admit", who=who)

    assert "organiser" in refused
    assert "Nobody is on the rota yet." in await desk.olga("/onboarding greeters")


async def test_nobody_is_put_on_the_rota_by_a_button_who_has_not_volunteered(desk: Desk) -> None:
    await desk.begins()
    await desk.person("Bob")("/help")

    refused = await _admit(desk, "Bob")

    assert refused == "Nobody has asked for that here. Say /onboarding greeters with the person's name."
    assert "Nobody is on the rota yet." in await desk.olga("/onboarding greeters")


async def test_organiser_volunteers_without_asking(desk: Desk) -> None:
    await desk.begins()

    told = await desk.olga("/onboarding greet hours:09:00-18:00")

    assert told == "You greet newcomers now. You are on duty, 5 a week at most, 09:00-18:00, by the clock of UTC."


async def test_greeter_changes_hours_and_load_and_leaves(desk: Desk) -> None:
    await desk.begins("Bob")
    bob = desk.person("Bob")

    changed = await desk.person("Bob").all(
        ["/onboarding greet per-week:1", "/onboarding greet hours:20:00-21:00", "/onboarding greet hours:-"]
    )
    wrong = await bob.all(["/onboarding greet hours:23:00-07:00", "/onboarding greet hours:mornings"])
    gone = await bob.all(["/onboarding greet leave", "/onboarding greet off"])

    assert changed == [
        "You are on duty, 1 a week at most, at any time, by the clock of UTC.",
        "You are on duty, 1 a week at most, 20:00-21:00, by the clock of UTC.",
        "You are on duty, 1 a week at most, at any time, by the clock of UTC.",
    ]
    assert wrong == [
        (
            "23:00-07:00 is all within the hours in which you are left alone. Choose other hours, or change those with "
            "/me quiet."
        ),
        "“mornings” are no hours that I can read. Write for example 09:00-18:00, or - for any time.",
    ]
    assert gone == [
        "You do not greet newcomers any more. Thank you for it.",
        "You are not on the rota. To volunteer, say /onboarding greet.",
    ]


async def test_nobody_is_asked_more_often_than_they_take(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.person("Bob")("/onboarding greet per-week:1")

    await desk.comes("Ada")
    await desk.comes("Ben")
    now = await asked(desk)
    await desk.posts(days=7)
    await desk.comes("Eve")

    assert now == ["@bob: Welcome Ada?", "@olga: Welcome Ben?"]
    assert (await asked(desk))[-1] == "@bob: Welcome Eve?"


async def test_greeter_who_shares_a_tag_or_a_language_goes_first(desk: Desk) -> None:
    await desk.begins("Bob", "Cory", "Dan")
    await desk.tells("Cory", can=["loops"])
    await desk.person("Dan")("/me language de")
    await desk.person("Eve")("/me language de")

    await desk.comes("Ada", learn=["loops"])
    await desk.comes("Eve")
    await desk.comes("Ben")

    assert sorted(await asked(desk)) == ["@bob: Welcome Ben?", "@cory: Welcome Ada?", "@dan: Welcome Eve?"]


async def test_follower_of_a_tag_shares_it(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.tells("Ada", learn=["loops"])
    await desk.person("Cory")("/tag follow loops")

    await desk.orders("Ada")

    assert await asked(desk) == ["@cory: Welcome Ada?"]


async def test_greeter_never_greets_themselves(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")

    await desk.comes("Bob")

    assert await asked(desk) == ["@cory: Welcome Bob?"]


async def test_greeter_who_turns_out_to_be_the_newcomer_is_passed_over(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.opens_on("discord")
    await desk.newcomer_on("discord", "Bob")
    assert await asked(desk) == ["@bob: Welcome Bob?"]

    await desk.links("Bob", "console", "discord")

    refused = await desk.does("Bob", "send", "Bob")
    assert refused == "This welcome is not in your hands. Greeters are sent one when it is their turn."
    assert (await asked(desk, hours=2))[-1] == "@cory: Welcome Bob?"


async def test_person_with_two_accounts_is_welcomed_once(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.opens_on("discord")
    await desk.comes("Ada")
    await desk.posts()
    await desk.press("Bob", "Send as me")
    await desk.posts()
    await desk.newcomer_on("discord", "Ada")
    assert await asked(desk) == ["@cory: Welcome Ada?"]

    await desk.links("Ada", "discord", "console")

    assert await desk.does("Cory", "send", "Ada") == "Bob has welcomed Ada already."
    assert [one for one in await desk.posts(days=2) if "Welcome Ada" in one or one.startswith("#")] == []


async def test_welcome_goes_on_where_its_newcomer_is_linked(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.opens_on("discord")
    await desk.newcomer_on("discord", "Ada")
    await desk.person("Ada")("/help")
    await desk.posts()

    await desk.links("Ada", "console", "discord")

    assert (await asked(desk, hours=2))[-1] == "@cory: Welcome Ada?"


async def test_welcome_in_the_hands_of_who_is_forgotten_goes_on_after_its_time(desk: Desk) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    await desk.posts()

    await desk.person("Bob")("/me forget sure:yes")

    assert await asked(desk, hours=2) == ["@cory: Welcome Ada?"]


async def test_nothing_is_left_of_a_newcomer_who_is_forgotten(desk: Desk, sqlite_address: str) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada", can=["loops"], is_public=True, why="Plum jam")
    await desk.posts()
    button = desk.button("Bob", "Send as me")

    await desk.person("Ada")("/me forget sure:yes")

    pressed = await desk.presses("Bob", *button.command, **dict(button.args))
    assert pressed == "This welcome is not in your hands. Greeters are sent one when it is their turn."
    assert await desk.posts(days=2) == []
    assert not kept(sqlite_address, "Plum jam", "Welcome Ada")


async def test_words_of_a_greeter_who_is_forgotten_are_not_kept(desk: Desk, sqlite_address: str) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada")
    await desk.posts()
    await desk.press("Bob", "Edit")
    await desk.writes("Bob", words="Plum jam for you")
    await desk.press("Bob", "Send as me")
    await desk.posts()
    assert kept(sqlite_address, "Plum jam")

    await desk.person("Bob")("/me forget sure:yes")

    assert not kept(sqlite_address, "Plum jam", "Bob welcomes")
    await desk.orders("Ada")
    assert await desk.posts(days=1) == []


def kept(address: str, *words: str) -> bool:
    """Whether any of these words stands anywhere in the database."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection:
        return any(word in line for line in connection.iterdump() for word in words)


async def test_what_is_kept_about_greeters_and_newcomers_is_theirs_as_a_file(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada")

    ada, bob = [
        json.loads((await desk.person(name)("/me export")).partition("about-you.json\n")[2]) for name in ("Ada", "Bob")
    ]

    assert {"welcome.member_id", "welcome_offer.member_id"} <= set(ada["kept"])
    assert {"greeter.member_id", "welcome.greeter_id", "welcome_offer.greeter_id"} <= set(bob["kept"])


async def test_welcome_goes_below_the_introduction_where_the_platform_has_threads(desk: Desk) -> None:
    hello = Place(platform="slack", workspace=WORKSPACE, channel="C1")
    await desk.begins(hello_in=(HELLO, hello))
    await desk.opens_on("slack")
    who = await desk.newcomer_on("slack", "Ada")
    target = Target(platform="slack", workspace=WORKSPACE, channel="C1")

    before = await where(desk, who)
    await said_hello(desk, who, target, "C1/1700000000.000100")

    assert before == target
    assert await where(desk, who) == Target(
        platform="slack", workspace=WORKSPACE, channel="C1", thread="1700000000.000100"
    )


async def where(desk: Desk, who: MemberId) -> Target | None:
    async with desk.dispatcher.store.read() as unit:
        return await orders.greeting_target(unit, (await desk.community()).id, who)


async def said_hello(desk: Desk, who: MemberId, target: Target, ref: str) -> None:
    """The introduction of somebody stands in a channel."""
    home, now = (await desk.community()).id, desk.clock.now()
    order = Order(key=f"hello:{who}", topic=f"hello:{who}", kind="onboarding.hello", target=target, due_at=now)
    async with desk.dispatcher.store.write() as unit:
        await unit.deliveries.add(home, order, now)
        made = await unit.deliveries.find(home, order.key)
        assert made
        sent = replace(made, state=State.SENT, remote_ref=ref, ready_at=None, settled_at=now)
        await unit.deliveries.save([(sent, made.fence)], "test")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_hostile_words_and_names_stay_words(desk: Desk, payload: str) -> None:
    await desk.begins("Bob")
    words = clean(payload)[:3_000]
    await desk.called("Ada", payload)
    await desk.comes("Ada", can=["loops"], why=words, hello=words, hello_at=desk.clock.now())
    (offer,) = await desk.posts()
    await desk.press("Bob", "Edit")

    shown = await desk.writes("Bob", words=payload)
    if "Send as me" in shown:
        await desk.press("Bob", "Send as me")
    posted = await desk.posts()

    assert "Something went wrong" not in shown
    for one in (offer, shown, *posted):
        assert "\x1b" not in one
        assert "\u202e" not in one
        assert len(one) < 4_000
        assert "<class" not in one
    assert all(one.startswith("#hello: Bob welcomes you, @ada:\n") for one in posted)


async def test_old_button_says_what_became_of_it_after_a_restart(desk: Desk, dispatcher: Dispatcher) -> None:
    await desk.begins("Bob", "Cory")
    await desk.comes("Ada")
    await desk.posts()
    button = desk.button("Bob", "Send as me")
    await desk.posts(hours=2)
    await desk.press("Cory", "Send as me")

    told = await desk.person("Bob").fill(Pressed(pack(button.command, button.args)))  # type: ignore[arg-type]

    assert told == "Cory has welcomed Ada already."
    welcome = await desk.welcome("Ada")
    assert welcome
    assert (welcome.state, welcome.words) == (WelcomeState.SENT, DRAFT)
