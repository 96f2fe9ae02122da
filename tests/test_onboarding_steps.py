"""The way in as newcomers walk it: three questions at their pace, asked once, and said in their own words."""

from __future__ import annotations

import pytest

from bot.communities import CommunityKind
from bot.dispatch import Dispatcher
from bot.onboarding import JourneyState, Outcome
from bot.preferences import Company, Format, Learning
from tests.newcomers import Door
from tests.settling import HELLO, TAGS, answered, said_of
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
async def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    made = Door(dispatcher, clock)
    await made.open(is_on=False, hello_in=(HELLO,))
    await made.olga(TAGS)
    return made


async def test_newcomer_is_asked_three_things_and_introduces_themselves(door: Door, ada: Talk, posts: Posts) -> None:
    assert await ada("/onboarding start") == (
        "1 of 3: What brings you here\n\n"
        "Hello Ada, welcome to Guild.\n"
        "People learn from one another here, and everybody was new once.\n"
        "A few short questions help you to find your place. "
        "You can skip each of them, stop at any time and go on weeks later.\n"
        "What brings you here? Pick what you want to learn about and what you can help with, "
        "or say it in your own words.\n\n"
        "[Answer] [Skip this] [Stop]\n\n"
        "Nothing has to be said. /onboarding start goes on from here at any time."
    )
    assert await ada("/press Answer") == (
        "What brings you here\n"
        "  learn: What do you want to learn about? (several of facilitation, loops, pairing)\n"
        "  learn-more: More of it, or in your own words\n"
        "  offer: What can you help others with? (several of facilitation, loops, pairing)\n"
        "  offer-more: More of that, or in your own words\n"
        "  why: What brings you here, in your own words\n"
        'Fill it in: /fill learn:"facilitation, loops" learn-more:"…" offer:"facilitation, loops" '
        'offer-more:"…" why:"…"'
    )
    assert (await ada('/fill learn:"loops, pairing" offer:facilitation why:"I want to meet others."')).startswith(
        "2 of 3: How you learn\n\n"
        "Thank you, that is noted: learn about #loops and #pairing; help with #facilitation.\n"
        "How do you like to learn?"
    )
    assert (await answered(ada, "formats:listen", "minutes:20", "company:social")).startswith(
        "3 of 3: Say hello\n\n"
        "Thank you, that is noted. Your best hours would help, too.\n"
        "[Add hours and language]\n\n"
        "Would you like to say hello? Here is a draft from what you have said. "
        "Change it as you like; nothing is posted until you say so.\n"
        "It would stand in #hello, where everybody reads it.\n"
        "This would be posted:\n"
        "Hello, I am Ada.\n"
        "I want to meet others.\n"
        "I would like to learn about loops and pairing.\n"
        "I am happy to help with facilitation.\n\n"
        "[Post this] [Change it first] [Do not post] [Stop]"
    )
    assert (await ada("/press Post this")).startswith("Welcome to Guild\n\nYour introduction is posted.\n")
    [posted] = await posts()
    assert posted == (
        "#hello: Ada says hello\n\n@ada, in their own words:\nHello, I am Ada.\nI want to meet others.\n"
        "I would like to learn about loops and pairing.\nI am happy to help with facilitation."
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (CommunityKind.OPEN, "People learn from one another here"),
        (CommunityKind.INTERNAL, "What you answer is not shown outside."),
        (CommunityKind.PRODUCT, "People who use the product help one another here"),
        (CommunityKind.LOCAL, "People from around here talk and meet"),
    ],
)
async def test_start_says_what_the_community_is(door: Door, ada: Talk, kind: CommunityKind, words: str) -> None:
    await door.olga(f"/community setup kind:{kind}")

    assert words in await ada("/onboarding start")


async def test_it_goes_on_weeks_later_from_where_one_stopped_and_greets_once(
    door: Door, ada: Talk, clock: TestClock
) -> None:
    await ada("/onboarding start")
    await answered(ada, "learn:loops")

    clock.advance(days=40)
    again = await ada("/onboarding start")

    assert again.startswith("2 of 3: How you learn\n\nHow do you like to learn?")


async def test_words_are_matched_to_tags_and_what_is_none_is_kept_for_organisers(door: Door, ada: Talk) -> None:
    await door.olga("/tag alias loops iteration")
    await ada("/onboarding start")

    said = await answered(ada, 'learn-more:"iteration, facilitatoin, knitting"', 'offer-more:"I can help with pairing"')

    assert "learn about #loops; help with #pairing. No tag stands for “knitting” yet" in said
    assert "“facilitatoin”: did you mean #facilitation?\n[Take #facilitation]" in said
    journey = await door.journey("Ada")
    assert journey
    assert journey.unmatched == ("facilitatoin", "knitting")
    assert (await ada("/press Take #facilitation")).startswith(
        "2 of 3: How you learn\n\n#facilitation is noted.\nHow do"
    )
    assert (await said_of(door))[0] == ["learn:facilitation", "learn:loops", "help:pairing"]
    taken = await door.journey("Ada")
    assert taken
    assert taken.unmatched == ("knitting",)


async def test_of_several_near_words_the_others_are_still_offered(door: Door, ada: Talk) -> None:
    await ada("/onboarding start")
    await answered(ada, 'learn-more:"facilitatoin, pairng"', "offer-more:lopps")

    first = await ada("/press Take #facilitation")
    second = await ada("/press Take #loops")

    assert "[Take #pairing]" in first
    assert "[Take #pairing]" in second
    assert "[Take #loops]" not in second
    assert (await said_of(door))[0] == ["learn:facilitation", "help:loops"]


async def test_community_without_tags_asks_in_words_alone(dispatcher: Dispatcher, clock: TestClock, ada: Talk) -> None:
    await Door(dispatcher, clock).open(is_on=False)

    form = await ada("/onboarding start", "/press Answer")
    said = await ada('/fill learn-more:"loops"')

    assert "  learn: " not in form
    assert "No tag stands for “loops” yet" in said


async def test_main_tags_of_the_community_are_offered_by_their_names_of_today(door: Door, ada: Talk) -> None:
    await door.open(main_tags=("pairing", "gone", "loops"))
    await door.olga("/tag rename pairing mobbing")

    assert "(several of mobbing, loops)\n" in await ada("/onboarding start", "/press Answer")


async def test_how_somebody_learns_is_kept_with_their_preferences_and_zone(door: Door, ada: Talk) -> None:
    await ada("/onboarding start", "/press Skip this")
    await answered(ada, 'formats:"listen, read"', "minutes:15", "level:beginner", "company:quiet", "public:yes")
    await ada("/press Add hours and language")

    told = await ada("/fill hours:evenings zone:Berlin language:de")

    assert told.startswith("3 of 3: Say hello\n\nThank you, that is noted.\n")
    assert (await said_of(door))[1] == Learning(
        formats=(Format.LISTEN, Format.READ),
        minutes=15,
        level="beginner",
        company=Company.QUIET,
        hours="18:00-21:00",
        is_public=True,
    )
    shown = await ada("/me show")
    assert "Time zone: Europe/Berlin\n" in shown
    assert "Language: de\n" in shown


async def test_every_step_can_be_skipped_and_says_so_when_asked_again(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start")
    await ada("/press Skip this", "/press Skip this")

    end = await ada("/press Do not post")

    assert end.startswith("Welcome to Guild\n\nThat was all, Ada.")
    assert await posts(days=60) == []
    assert (await door.presses("Ada", "onboarding", "interests")).startswith(
        "Welcome to Guild\n\nYou have left this out already. Say it at any time: /me preferences\n"
    )
    journey = await door.journey("Ada")
    assert journey
    assert (journey.state, {state.outcome for state in journey.steps.values()}) == (
        JourneyState.FINISHED,
        {Outcome.SKIPPED},
    )


async def test_end_shows_what_there_is_to_begin_with(door: Door, ada: Talk) -> None:
    bob = ada.as_("Bob")
    await bob("/me preferences help:loops public:yes")
    await bob("/resource add https://example.org/l title:Long kind:article tags:loops")
    await bob("/resource add Listen kind:podcast tags:loops")
    await bob('/menu "Tag this conversation" "How do you begin?" https://chat.example/m/1', "/fill tags:loops")
    await door.olga('/ama schedule "Ask Grace" "2026-12-01 18:00" host:@bob tags:loops', "/press Confirm")
    await door.open(has_buddies=True)
    await ada("/onboarding start")
    await answered(ada, "learn:loops")
    await answered(ada, "formats:listen")

    end = await ada("/press Do not post")

    assert end == (
        "Welcome to Guild\n\n"
        "That was all, Ada. Thank you, and good to have you here. This is for you to begin with:\n"
        "From the library: Listen, number 3\n"
        "A conversation: How do you begin? <https://chat.example/m/1>\n"
        "The next AMA: Ask Grace, 2026-12-01 18:00 UTC\n"
        "Somebody who shares a tag with you: @bob\n\n"
        "[AMA 1] [Find me a buddy]\n\n"
        "Change what you have said with /me preferences at any time."
    )


async def test_end_of_an_empty_community_says_where_to_look(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk
) -> None:
    await Door(dispatcher, clock).open(is_on=False)

    end = await ada("/onboarding start", "/press Skip this", "/press Skip this")

    assert end.split("\n")[3] == "Look around with /resource find and /tag list."


async def test_guidelines_come_first_and_the_rest_waits_for_them(door: Door, ada: Talk) -> None:
    await door.open(guidelines="https://example.org/be-kind")

    first = await ada("/onboarding start")

    assert first.startswith("What we expect of one another\n\nHello Ada, welcome to Guild.\n")
    assert "Our guidelines <https://example.org/be-kind>\n\n[I accept them] [Stop]" in first
    for again in (
        await door.presses("Ada", "onboarding", "interests"),
        await door.presses("Ada", "onboarding", "post"),
        await door.presses("Ada", "onboarding", "hello"),
    ):
        assert again.startswith("What we expect of one another\n\nBefore you go on")
    refused = await door.presses("Ada", "onboarding", "skip", step="guidelines")
    assert refused.startswith("The guidelines cannot be skipped.")
    assert (await ada("/press I accept them")).startswith("1 of 3: What brings you here")
    journey = await door.journey("Ada")
    assert journey
    assert journey.guidelines_at == door.clock.now()
    assert (await door.presses("Ada", "onboarding", "accept")).startswith("1 of 3: What brings you here")


async def test_how_far_one_is_stands_with_what_is_known_about_one(door: Door, ada: Talk) -> None:
    before = await ada("/me show")
    await ada("/onboarding start")
    await answered(ada, "learn:loops")
    going = await ada("/me show")
    await ada("/onboarding stop")

    assert "Settling in: not begun (organisers see this too)\n" in before
    assert "Settling in: 1 of 3 questions (organisers see this too)\n" in going
    assert "Settling in: stopped after 1 of 3 questions (organisers see this too)\n" in await ada("/me show")


async def test_everything_that_was_answered_is_shown_to_its_person(door: Door, ada: Talk) -> None:
    await door.open(guidelines="Be kind.")
    await ada("/onboarding start")
    assert "guidelines" not in await ada("/me show")
    await ada("/onboarding start", "/press I accept them")
    await answered(ada, "learn-more:knitting", "offer-more:juggling")

    shown = await ada("/me show")

    assert "\nYou accepted the guidelines: 2026-11-24 12:00 UTC\n" in shown
    assert "\nNo tag stands for: knitting, juggling\n" in shown
