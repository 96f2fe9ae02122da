"""How organisers set up the way in: every change is told, kept as a version, and can be taken back."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot.communities import CommunityKind
from bot.dispatch import Dispatcher
from bot.identity import Role
from bot.onboarding import OnboardingSettings, Step
from bot.onboarding.presets import with_preset
from tests.amas import community_of, press
from tests.talk import Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def omar(ada: Talk) -> Talk:
    """Omar, another one."""
    return ada.as_("Omar", Role.ORGANISER)


async def kept(dispatcher: Dispatcher, talk: Talk) -> OnboardingSettings:
    """The settings that count."""
    community = await community_of(dispatcher, talk)
    async with dispatcher.store.read() as unit:
        return await unit.onboarding.current(community)


def facts(card: str) -> dict[str, str]:
    """What a card of the settings says, by name."""
    lines = (line.partition(": ") for line in card.split("\n") if ": " in line)
    return {name: value for name, _, value in lines}


def changes(card: str) -> list[str]:
    """What a card says was changed."""
    title, first, *_ = card.split("\n\n")
    assert title == "Settings changed"
    return [line for line in first.split("\n") if not line.startswith("Nobody can introduce themselves")]


async def test_nobody_is_written_to_until_an_organiser_switches_it_on(olga: Talk) -> None:
    before = await olga("/onboarding settings")
    after = await olga("/press Switch on")

    assert before.startswith("How newcomers are received\n\n")
    assert facts(before)["Newcomers are written to"] == "no, until it is switched on"
    assert changes(after) == ["Switched on"]
    assert facts(after)["Newcomers are written to"] == "yes"


@pytest.mark.parametrize(
    "line",
    [
        "settings", "settings on:yes", "text", "text end words:x", "rule finished channel:#a", "rules", "unrule 1",
        "history", "undo", "preview", "try",
    ],
)  # fmt: skip
async def test_only_organisers_change_how_people_are_received(ada: Talk, curator: Talk, line: str) -> None:
    for one in (ada, curator):
        assert "is for organisers." in await one(f"/onboarding {line}")


async def test_preset_sets_what_fits_a_kind_and_says_what_it_changed(olga: Talk, dispatcher: Dispatcher) -> None:
    told = changes(await olga("/onboarding settings preset:internal"))

    assert told == [
        "Switched on",
        "Preset internal",
        "240 minutes for a greeter",
        "Buddies are offered",
        "More than 100 at once are held",
    ]
    assert await kept(dispatcher, olga) == OnboardingSettings(
        is_on=True, preset=CommunityKind.INTERNAL, take_minutes=240, has_buddies=True, joins_at_once=100
    )


@pytest.mark.parametrize("kind", list(CommunityKind))
def test_preset_leaves_alone_what_a_community_has_made_itself(kind: CommunityKind) -> None:
    own = OnboardingSettings(guidelines="Be kind.", main_tags=("loops",), welcomes_itself=True)

    after = with_preset(with_preset(own, CommunityKind.INTERNAL), kind)

    assert after == with_preset(own, kind)
    assert (after.guidelines, after.main_tags, after.welcomes_itself) == ("Be kind.", ("loops",), True)
    assert after.is_on


async def test_presets_differ(olga: Talk, dispatcher: Dispatcher) -> None:
    made = []
    for kind in CommunityKind:
        await olga(f"/onboarding settings preset:{kind}")
        made.append(replace(await kept(dispatcher, olga), preset=None))

    assert made[0] != made[1] != made[2] != made[3]
    assert made[list(CommunityKind).index(CommunityKind.PRODUCT)].steps == (Step.INTERESTS, Step.LEARNING)


async def test_options_beside_a_preset_count_for_more(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/onboarding settings preset:local on:no nudges:- buddies:no steps:hello")

    assert await kept(dispatcher, olga) == OnboardingSettings(
        preset=CommunityKind.LOCAL, nudge_days=(), take_minutes=720, steps=(Step.HELLO,)
    )


async def test_everything_is_set_by_options(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/onboarding text invitation words:Hi channel:#door")
    card = await olga(
        '/onboarding settings on:yes steps:"hello, interests" guidelines:https://example.org/rules '
        'tags:"Loops, guilds" '
        "nudges:7,2,2 introductions:#hello minutes:30 welcome:yes buddies:yes by-channel:yes hold:50 let-in:5"
    )

    assert changes(card) == [
        "Switched on",
        "Steps interests, hello",
        "Guidelines to accept",
        "Main tags #loops #guilds",
        "A channel for introductions",
        "30 minutes for a greeter",
        "The bot welcomes by itself",
        "Buddies are offered",
        "Only who joins a channel is received",
        "More than 50 at once are held",
        "5 a minute are let in",
    ]
    assert facts(card) | {"Words of the bot": ""} == {
        "Newcomers are written to": "yes, who joins a channel with words of its own",
        "Words of the bot": "",
        "Steps": "guidelines, interests, hello",
        "Guidelines": "https://example.org/rules",
        "Main tags": "#loops #guilds",
        "Who stopped half-way is written to": "on days 2 and 7",
        "Introductions": "#hello",
        "Greeters have": "30 minutes, then the next one; where none does it, the bot welcomes by itself",
        "Buddies": "offered",
        "Many at once": "more than 50 in ten minutes are held, and 5 a minute let in",
        "Own words": "invitation for who joins by a channel of console",
        "Rules": "none",
        "Change it with options": "/onboarding settings nudges:2,7 buddies:yes",
    }


async def test_days_of_nudges_are_kept_in_order(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga('/onboarding settings nudges:"60; 2 33, 33"')

    assert (await kept(dispatcher, olga)).nudge_days == (2, 33, 60)


async def test_everything_is_taken_back_by_options(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga(
        "/onboarding settings guidelines:Kind tags:loops introductions:#hello",
        "/onboarding settings guidelines:- tags:- no-introductions:yes",
    )

    assert await kept(dispatcher, olga) == OnboardingSettings()


@pytest.mark.parametrize(
    ("option", "refusal"),
    [
        ("steps:dance", "“dance” is not one of the steps. The steps are interests, learning, hello."),
        (
            "steps:guidelines",
            "“guidelines” is not one of the steps. They are asked for where there are some: guidelines:…",
        ),
        (
            "steps:-",
            "One step at least is left. The steps are interests, learning, hello. To ask nothing at all: on:no",
        ),
        ("nudges:0", "“0” is not a day. Write days from 1 to 60, for example nudges:2,7; - for none."),
        ("nudges:61", "“61” is not a day. Write days from 1 to 60, for example nudges:2,7; - for none."),
        ("nudges:soon", "“soon” is not a day. Write days from 1 to 60, for example nudges:2,7; - for none."),
        ("nudges:1,2,3,4,5", "Nobody is nudged more than 4 times. Name fewer days."),
        ("minutes:4", "minutes is not a whole number from 5 to 10,080: “4”. Write for example minutes:5."),
        ("hold:0", "hold is not a whole number from 1 to 10,000: “0”. Write for example hold:1."),
        ("let-in:601", "let-in is not a whole number from 1 to 600: “601”. Write for example let-in:1."),
        ("preset:secret", "preset cannot be “secret”. It is one of open, internal, product, local."),
        (
            f'guidelines:"{"x" * 1_501}"',
            "guidelines is too long: 1,501 characters, at most 1,500. Put them on a page, and give its address.",
        ),
        (
            f'tags:"{", ".join(f"tag-{number}" for number in range(21))}"',
            "There are at most 20 main tags. People find the others too.",
        ),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_and_changes_nothing(
    olga: Talk, dispatcher: Dispatcher, option: str, refusal: str
) -> None:
    await olga("/onboarding settings buddies:yes")

    assert await olga(f"/onboarding settings on:yes {option}") == refusal
    assert await kept(dispatcher, olga) == OnboardingSettings(has_buddies=True)


async def test_main_tag_that_nearly_exists_is_asked_about(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/resource add A book kind:book tags:retrospectives")

    asked = await olga("/onboarding settings buddies:yes tags:retrospective")
    before = await kept(dispatcher, olga)
    await olga("/press Use what exists")

    assert asked.startswith("#retrospective is close to #retrospectives. Use the existing one? Nothing is saved yet.")
    assert before == OnboardingSettings()
    assert await kept(dispatcher, olga) == OnboardingSettings(has_buddies=True, main_tags=("retrospectives",))


async def test_change_that_changes_nothing_is_no_version(olga: Talk) -> None:
    await olga("/onboarding settings buddies:yes")

    assert (await olga("/onboarding settings buddies:yes")).startswith("How newcomers are received\n")
    assert (await olga("/onboarding history")).count(" · Olga: ") == 1


async def test_one_is_told_as_one_and_several_as_several(olga: Talk) -> None:
    one = await olga("/onboarding settings nudges:3 let-in:1")
    three = await olga("/onboarding settings nudges:1,3,9 let-in:2")

    assert "Nudges on day 3\n1 a minute is let in\n" in one
    assert "Nudges on days 1, 3 and 9\n2 a minute are let in\n" in three


async def test_missing_channel_for_introductions_is_told(olga: Talk) -> None:
    hint = "Nobody can introduce themselves here yet: /onboarding settings introductions:#channel"

    assert hint in await olga("/onboarding settings")
    assert hint not in await olga("/onboarding settings steps:learning")
    assert hint not in await olga("/onboarding settings steps:hello introductions:#hello")


async def test_history_says_who_changed_what_and_when(olga: Talk, omar: Talk, clock: TestClock) -> None:
    assert await olga("/onboarding history") == (
        "Nobody has changed anything yet: newcomers are received as the bot comes."
    )
    await olga("/onboarding settings on:yes")
    clock.advance(days=1)
    await omar("/onboarding settings nudges:3 buddies:yes")

    assert await olga("/onboarding history") == (
        "Changes of how newcomers are received\n\n"
        "2 · 2026-11-25 12:00 UTC · Omar: nudges on day 3; buddies are offered\n[Undo]\n\n"
        "1 · 2026-11-24 12:00 UTC · Olga: switched on\n[Back to 1]\n\n"
        "Go back to one of them: /onboarding undo to:1"
    )


async def test_last_change_is_taken_back_and_brought_back(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/onboarding settings on:yes", "/onboarding settings nudges:3 minutes:30")
    changed = await kept(dispatcher, olga)

    undone = await olga("/onboarding undo")
    after = await kept(dispatcher, olga)
    redone = await olga("/onboarding undo")

    assert "\n\nTaken back: nudges on day 3; 30 minutes for a greeter.\n" in undone
    assert after == OnboardingSettings(is_on=True)
    assert "\n\nBrought back: nudges on day 3; 30 minutes for a greeter.\n" in redone
    assert await kept(dispatcher, olga) == changed
    assert "\n\nTaken back: nudges on day 3" in await olga("/onboarding undo")


async def test_any_version_can_be_gone_back_to(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/onboarding settings buddies:yes", "/onboarding settings nudges:3", "/onboarding settings on:yes")

    await olga("/onboarding undo to:1")
    first = await kept(dispatcher, olga)
    await olga("/onboarding undo to:0")

    assert first == OnboardingSettings(has_buddies=True)
    assert await kept(dispatcher, olga) == OnboardingSettings()
    assert await olga("/onboarding undo to:9") == "There is no version 9 to go back to. See /onboarding history"
    assert await olga("/onboarding undo to:0") == "Everything is so already. See /onboarding history"


async def test_button_takes_back_only_the_change_it_stood_under(olga: Talk, omar: Talk, dispatcher: Dispatcher) -> None:
    assert await olga("/onboarding undo") == "Nobody has changed anything yet. There is nothing to take back."
    await olga("/onboarding settings on:yes")
    await omar("/onboarding settings nudges:3")

    assert await press(olga, "onboarding", "undo", version=1) == (
        "Omar has changed something since: nudges on day 3. See /onboarding history"
    )
    assert await kept(dispatcher, olga) == OnboardingSettings(is_on=True, nudge_days=(3,))


async def test_second_of_two_organisers_sees_what_the_first_did_and_nothing_is_lost(
    olga: Talk, omar: Talk, dispatcher: Dispatcher, clock: TestClock
) -> None:
    await olga("/onboarding settings nudges:3")
    clock.advance(minutes=5)

    card = await omar("/onboarding settings minutes:30")
    again = await omar("/onboarding settings minutes:40")
    clock.advance(minutes=61)
    later = await olga("/onboarding settings minutes:50")

    assert "\nJust before you, Olga changed this: nudges on day 3, 2026-11-24 12:00 UTC.\n" in card
    assert "Just before you" not in again
    assert "Just before you" not in later
    assert await kept(dispatcher, olga) == OnboardingSettings(nudge_days=(3,), take_minutes=50)


async def test_settings_that_cannot_be_read_are_told_and_everything_else_stays(
    olga: Talk, dispatcher: Dispatcher, sqlite_address: str
) -> None:
    await olga("/onboarding settings on:yes nudges:3")
    broken = json.dumps({"is_on": True, "nudge_days": "soon", "take_minutes": 1})
    spoil(sqlite_address, broken)

    card = await olga("/onboarding settings")
    mended = await olga("/onboarding settings buddies:yes")

    assert "Not everything of the settings that are kept could be read: nudge days, take minutes. It is as" in card
    assert facts(card)["Who stopped half-way is written to"] == "on days 2 and 7"
    assert "could be read" not in mended
    assert await kept(dispatcher, olga) == OnboardingSettings(is_on=True, has_buddies=True)


async def test_document_of_which_nothing_can_be_read_leaves_all_as_the_bot_comes(
    olga: Talk, dispatcher: Dispatcher, sqlite_address: str
) -> None:
    await olga("/onboarding settings on:yes nudges:3")
    spoil(sqlite_address, "{")

    assert "Not everything of the settings that are kept could be read: all of it." in await olga(
        "/onboarding settings"
    )
    assert await kept(dispatcher, olga) == OnboardingSettings()


def spoil(address: str, document: str) -> None:
    """Let something else stand in the rows of the settings."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE onboarding_settings SET document = ?", (document,))


async def test_changes_of_somebody_who_is_forgotten_stay(olga: Talk, omar: Talk, dispatcher: Dispatcher) -> None:
    await omar("/onboarding settings on:yes", "/me forget", "/press Forget me")

    shown = await olga("/onboarding history")

    assert "1 · 2026-11-24 12:00 UTC · Someone who left: switched on\n" in shown
    assert (await kept(dispatcher, olga)).is_on


async def test_changes_of_another_community_are_not_seen(olga: Talk, dispatcher: Dispatcher) -> None:
    elsewhere = olga.as_("Olga", Role.ORGANISER, community="Other")
    await elsewhere("/onboarding settings on:yes")

    assert (await olga("/onboarding history")).startswith("Nobody has changed anything yet")
    assert not (await kept(dispatcher, olga)).is_on
