"""Slash commands, what their answers look like, and the buttons under them."""

from __future__ import annotations

import asyncio

import pytest

from bot.dispatch import Dispatcher
from bot.identity import Role
from tests.slack.conftest import Running
from tests.slack.people import Person
from tests.slack.standin import Slack
from tests.talk import Talk

ADD = '/resource add https://example.org/retro title:"Better retros" kind:article tags:retros new-tags:yes'


async def test_what_is_added_by_command_is_shown_to_the_person_alone(ada: Person) -> None:
    said = await ada.says(ADD)

    assert said.startswith("Added to the library as number 1\n\nBetter retros <https://example.org/retro>")
    assert ada.shown["response_type"] == "ephemeral"
    assert ada.shown["unfurl_links"] is ada.shown["unfurl_media"] is False


async def test_help_of_a_first_word_is_shown_for_help_and_for_the_word_alone(ada: Person) -> None:
    asked = [await ada.says(line) for line in ("/help tag", "/tag", "/tag help", "/tag  HELP ")]

    assert len(set(asked)) == 1
    assert "/tag follow" in asked[0]


async def test_help_within_a_first_word_is_about_that_command(ada: Person) -> None:
    assert (await ada.says("/help")).startswith("What can be said here")
    assert (await ada.says("/resource help find")) == await ada.says("/help resource find")


async def test_unknown_command_is_answered_with_a_sentence(ada: Person) -> None:
    assert (await ada.says("/resource fnid loops")).startswith(
        "There is no command /resource fnid. Did you mean /resource find?"
    )


@pytest.mark.parametrize(
    "line",
    [
        "/help",
        "/help resource add",
        "/tag list",
        "/resource add",
        "/resource find retros",
        "/resource find #nothing-of-that-name",
        "/resource show 1",
        "/resource history 1",
        "/tag show retros",
        "/tag describe retros What we look back with",
        "/resource retire 1 gone",
        "/resource find <b>&amp; *all* `of` @here :x: ~it~",
    ],
)
async def test_answers_are_those_of_the_console(ada: Person, olga: Person, dispatcher: Dispatcher, line: str) -> None:
    console = Talk(dispatcher, name="Ada", community="Elsewhere")
    await console.as_("Olga", Role.ORGANISER)(ADD)
    await olga.says(ADD)

    expected = await console.as_("Olga", Role.ORGANISER)(line)

    assert await olga.says(line) == expected


async def test_prefix_stands_before_every_command_that_is_named(running: Running) -> None:
    async with running(command_prefix="cp") as ada:
        assert "/cp-resource — add, " in await ada.says("/cp-help")
        assert "/cp-resource find — " in await ada.says("/cp-help resource")
        assert (await ada.says("/cp-resource find x")).endswith("something good yourself with /cp-resource add.")
        assert "/resource" not in ada.shown["text"]


async def test_prefix_stands_before_commands_that_cards_name(running: Running) -> None:
    async with running(command_prefix="cp") as ada:
        olga = Person(slack=ada.slack, app=ada.app, web=ada.web, user="OLGA")
        assert "yet: /cp-onboarding settings introductions:#channel" in await olga.says("/cp-onboarding settings")
        await olga.says("/cp-onboarding settings on:yes")
        await ada.says("/cp-onboarding start")
        for _ in range(2):
            await ada.presses("Skip this")

        waiting = await olga.says("/cp-onboarding waiting")

        assert "rota with /cp-onboarding greeters" in waiting, waiting


async def test_title_that_reads_like_a_command_stays_as_its_author_wrote_it(running: Running) -> None:
    async with running(command_prefix="cp") as ada:
        await ada.says('/cp-resource add https://example.org/a title:"Type /help once" kind:article tags:help')

        assert "Type /help once" in await ada.says("/cp-resource show 1")


async def test_button_does_what_it_says_and_the_page_is_turned_in_place(ada: Person) -> None:
    for number in range(12):
        await ada.says(f'/resource add "Thing {number}" kind:article tags:loops new-tags:yes')
    first = await ada.says("/resource find #loops")

    second = await ada.presses("Older")

    assert "[Older]" in first
    assert second.startswith("Found for #loops")
    assert ada.shown["replace_original"] is True
    assert first != second


async def test_shared_answer_is_posted_in_the_channel_for_everybody(ada: Person) -> None:
    await ada.says(ADD)

    said = await ada.presses("Share here")

    posted = ada.slack.made("chat.postMessage")[-1].args
    assert said.startswith("Shared by Ada")
    assert (posted["channel"], posted["unfurl_links"], posted["parse"]) == (ada.channel, False, "none")


async def test_who_shares_where_the_bot_is_not_is_told_to_invite_it(ada: Person) -> None:
    await ada.says(ADD)
    ada.slack.failures["chat.postMessage"] = ["not_in_channel"]

    said = await ada.presses("Share here")

    assert said == (
        "I am not in this channel, so nothing was shown. Invite me with /invite @U0BOT, then press the button again."
    )
    assert ada.shown["response_type"] == "ephemeral"


async def test_old_button_works_after_a_restart_and_one_of_another_version_says_so(
    running: Running, slack: Slack
) -> None:
    async with running() as ada:
        await ada.says(ADD)
        shown = ada.shown

    async with running() as ada:
        ada.shown = shown
        useful = await ada.presses("Useful 1")
        unknown = [
            await ada.acts({"type": "button", "action_id": "press:1", "value": value})
            for value in ('resource/forgotten{"a":1}', "", "{", "x" * 2_000, '{"a":', "parked")
        ]
        nothing = await ada.acts({"type": "static_select", "action_id": "old"})

    assert useful == "Thank you. “Better retros”: you are the first."
    assert {*unknown, nothing} == {
        "This button is from another time and no longer works. Please ask again with the command."
    }


async def test_long_button_is_parked_and_still_works(ada: Person) -> None:
    for number in range(11):
        await ada.says(f'/resource add "Café numéro {number}" kind:article tags:loops new-tags:yes')
    words = "café " * 30

    await ada.says(f"/resource find {words} | #loops")

    assert all(
        len(element.get("value", "")) <= 100
        for block in ada.shown["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    )
    assert (await ada.presses("Older")).startswith("Found for café café")


async def test_pressing_a_link_button_only_acknowledges(ada: Person) -> None:
    await ada.says(ADD)
    before = len(ada.slack.calls)

    await ada.presses("Open example.org")

    assert len(ada.slack.calls) == before


async def test_same_interaction_sent_four_times_is_done_and_answered_once(ada: Person) -> None:
    for _ in range(4):
        await ada.says(ADD, trigger_id="once")

    assert len([call for call in ada.slack.calls if call.method.startswith("answer")]) == 1


async def test_repetition_that_another_process_hears_changes_nothing(running: Running) -> None:
    """R31: what one process forgot, the inbox in the database knows."""
    async with running() as ada:
        await ada.says(ADD)
        first = await ada.says("/resource useful 1", trigger_id="twice")

    async with running() as ada:
        second = await ada.says("/resource useful 1", trigger_id="twice")
        found = await ada.says("/resource show 1")

    assert (first, second) == ("Thank you. “Better retros”: you are the first.", "That is done already.")
    assert "Useful to: 1" in found


async def test_links_mentions_and_escapes_in_a_command_are_what_was_typed(ada: Person) -> None:
    typed = (
        "add <https://example.org/a?b=1&amp;c=2|example.org/a> title:&lt;b&gt;&amp;amp;<@U9|bob>-<!here> kind:article"
    )
    await ada.says("/resource", text=f"{typed} tags:loops new-tags:yes")

    found = await ada.says("/resource show 1")

    assert "<b>&amp;@bob-@here <https://example.org/a?b=1&c=2>" in found


async def test_slow_command_is_acknowledged_at_once(ada: Person) -> None:
    store = ada.app._asking.dispatcher.store
    async with store.write():
        working = asyncio.ensure_future(ada.says(ADD))
        await asyncio.sleep(0.2)
        assert ada.app.health().pending == 1

    assert (await working).startswith("Added to the library")


@pytest.mark.parametrize("typed", ["announcements:general", "announcements:#general", 'announcements:"#the hall"'])
async def test_channel_that_slack_has_not_made_an_id_of_is_refused_with_the_way_to_name_it(
    olga: Person, typed: str
) -> None:
    name = typed.partition(":")[2].strip('"').removeprefix("#")

    assert await olga.says(f'/community setup name:"The Guild" {typed}') == (
        f"I cannot tell which channel “{name}” is. Type # and pick it from what Slack offers, or give its id."
    )
    assert "The Guild" not in await olga.says("/community setup")


@pytest.mark.parametrize("typed", ["<#C0NEWS|news>", "<#C0NEWS>", "C0NEWS", "#C0NEWS", "<#G0NEWS|news>"])
async def test_channel_that_slack_has_made_an_id_of_is_taken(olga: Person, typed: str) -> None:
    assert "cannot tell" not in await olga.says(f"/community setup announcements:{typed}")
    assert "0NEWS" in await olga.says("/community setup")
