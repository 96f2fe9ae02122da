"""The way in as newcomers walk it: three questions at their pace, asked once, and said in their own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.actions import pack
from bot.communities import CommunityKind
from bot.dispatch import Dispatcher, Filled
from bot.identity import Place
from bot.onboarding import JourneyState, Outcome, Step
from bot.preferences import Company, Format, Learning
from tests.newcomers import WORKSPACE, Door, account_of
from tests.talk import Posts, Talk, TestClock

HELLO = Place(platform="console", workspace=WORKSPACE, channel="hello")
TAGS = "/resource add Loops kind:book tags:loops,pairing,facilitation new-tags:yes"


@pytest.fixture
async def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    made = Door(dispatcher, clock)
    await made.open(is_on=False, hello_in=(HELLO,))
    await made.olga(TAGS)
    return made


async def answered(ada: Talk, *fields: str) -> str:
    """The answer to a step, filled in with these."""
    return await ada("/press Answer", f"/fill {' '.join(fields)}")


async def sent(ada: Talk, *path: str, **values: object) -> str:
    """The answer to a form of another device."""
    return await ada.fill(Filled(path, values))


async def said_of(door: Door, name: str = "Ada") -> tuple[list[str], Learning]:
    """What stands at somebody: tags with their kind, and how they learn."""
    async with door.dispatcher.store.read() as unit:
        known = await unit.people.who(account_of(name))
        assert known
        found = await unit.preferences.interests(known[0].id, known[1].id)
        return [f"{one.kind}:{one.name}" for one in found], await unit.preferences.learning(known[0].id, known[1].id)


async def test_newcomer_is_asked_three_things_and_introduces_themselves(door: Door, ada: Talk, posts: Posts) -> None:
    assert await ada("/onboarding start") == (
        "1 of 3: What brings you here\n\n"
        "Hello Ada, welcome to Guild.\n"
        "People learn from one another here, and everybody was new once.\n"
        "A few short questions help you to find your place. "
        "You can skip each of them, stop at any time and go on in weeks.\n"
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
        "Would you like to say hello? Here is a draft from what you have told. "
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


async def test_nothing_is_asked_twice_on_no_platform(door: Door, ada: Talk) -> None:
    await door.opens_on("mars")
    await door.person("Ada")("/help")
    await ada("/onboarding start")
    await answered(ada, "learn:loops")
    request = replace(ada.request("onboarding start"), account=account_of("Ada", "mars"))
    await door.dispatcher.run(request)
    await door.links("Ada", "console", "mars")

    answer = await door.dispatcher.run(replace(request, event_id="2"))

    assert "How you learn" in str(answer.reply)


async def test_known_answers_stand_in_the_form_already(door: Door, ada: Talk) -> None:
    await ada("/onboarding start")
    await answered(ada, 'learn:"loops"', 'learn-more:"knitting"', "why:Curious")
    async with door.dispatcher.store.write() as unit:
        known = await unit.people.who(account_of("Ada"))
        journey = await door.journey("Ada")
        assert known
        assert journey
        state = replace(journey.steps[Step.INTERESTS], outcome=Outcome.OPEN, settled_at=None)
        await unit.journeys.put_step(known[0].id, known[1].id, Step.INTERESTS, state)

    form = await ada("/onboarding start", "/press Answer")

    assert "(several of facilitation, loops, pairing) = loops\n" in form
    assert "  learn-more: More of it, or in your own words = knitting\n" in form
    assert "in your own words = Curious\n" in form


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


async def test_what_cannot_be_read_is_said_in_a_sentence_and_the_rest_is_kept(door: Door, ada: Talk) -> None:
    await ada("/onboarding start", "/press Skip this")
    await answered(ada, "minutes:15")
    await ada("/press Add hours and language")

    refused = await ada("/fill hours:sometimes zone:Berlin")
    mended = await ada("/fill hours:mornings")

    assert refused == ("“sometimes” are no hours that I can read. Write for example 18:00-21:00, mornings or evenings.")
    assert mended.startswith("3 of 3: Say hello")
    assert (await said_of(door))[1] == Learning(minutes=15, hours="08:00-12:00")


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


async def test_empty_form_counts_as_skipped(door: Door, ada: Talk) -> None:
    await ada("/onboarding start")
    await sent(ada, "onboarding", "interests", sent=True, seen=1)
    await sent(ada, "onboarding", "learning", sent=True, seen=2, public="no")

    journey = await door.journey("Ada")

    assert journey
    assert [journey.steps[step].outcome for step in (Step.INTERESTS, Step.LEARNING)] == [Outcome.SKIPPED] * 2


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


async def test_nothing_is_sent_after_stop_and_start_takes_it_up_again(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(is_on=True)
    await door.joins("Ada")
    await posts()
    await ada("/onboarding start")
    await answered(ada, "learn:loops")

    told = await ada("/onboarding stop")

    assert told == (
        "That is over: nothing about settling in will be sent to you by itself. What you have answered is kept, and "
        "/onboarding start takes it up again."
    )
    assert [one for one in await posts(days=60) if one.startswith("@ada")] == []
    assert (await ada("/onboarding start")).startswith("2 of 3: How you learn")


async def test_who_stops_before_anything_began_is_never_invited(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(is_on=True)
    await ada("/onboarding stop")

    await door.joins("Ada")

    assert [one for one in await posts(days=60) if one.startswith("@ada")] == []


async def test_start_works_where_onboarding_is_off_and_sends_nothing(door: Door, ada: Talk, posts: Posts) -> None:
    assert (await ada("/onboarding start")).startswith("1 of 3")
    await answered(ada, "learn:loops")

    assert await posts(days=60) == []


async def test_second_device_sees_what_the_first_one_did(door: Door, ada: Talk) -> None:
    await ada("/onboarding start")
    phone = {"sent": True, "seen": 1, "learn": "pairing", "why": "On the train"}
    await answered(ada, "learn:loops")

    pressed = await door.presses("Ada", "onboarding", "interests")
    form = await sent(ada, "onboarding", "interests", **phone)

    assert pressed.startswith(
        "2 of 3: How you learn\n\nYou have answered this already: learn about #loops. Change it: /me preferences\n"
    )
    assert form.startswith(
        "What brings you here\n"
        "This was answered on another device in the meantime. Send yours to put it in the place of that, or close "
        "this.\n"
        "  learn: What do you want to learn about? (several of facilitation, loops, pairing) = pairing\n"
    )
    assert "= On the train\n" in form
    assert (await said_of(door))[0] == ["learn:loops"]
    journey = await door.journey("Ada")
    assert journey
    await sent(ada, "onboarding", "interests", **{**phone, "seen": journey.version})
    assert (await said_of(door))[0] == ["learn:pairing"]


async def test_second_device_that_skips_takes_nothing_back(door: Door, ada: Talk) -> None:
    await ada("/onboarding start")
    await answered(ada, "learn:loops")

    told = await door.presses("Ada", "onboarding", "skip", step="interests")

    assert "You have answered this already: learn about #loops." in told
    assert (await said_of(door))[0] == ["learn:loops"]


async def test_answers_about_learning_are_not_overwritten_unseen(door: Door, ada: Talk) -> None:
    await ada("/onboarding start", "/press Skip this")
    await answered(ada, "minutes:15")

    form = await sent(ada, "onboarding", "learning", sent=True, seen=2, minutes=60)

    assert "answered on another device" in form
    assert "  minutes: Minutes you have at a time = 60\n" in form
    assert (await said_of(door))[1] == Learning(minutes=15)


async def test_step_that_was_taken_out_is_named_and_the_next_one_asked(door: Door, ada: Talk) -> None:
    await ada("/onboarding start", "/press Answer")
    await door.open(steps=(Step.LEARNING, Step.HELLO))

    filled = await ada("/fill learn:loops")
    pressed = [
        await door.presses("Ada", "onboarding", "interests"),
        await door.presses("Ada", "onboarding", "skip", step="interests"),
    ]

    gone = "1 of 2: How you learn\n\nThe organisers have taken that question out. What you have answered is kept.\n"
    assert [one.startswith(gone) for one in (filled, *pressed)] == [True] * 3
    assert (await said_of(door))[0] == ["learn:loops"]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("🦊🦊🦊", "🦊🦊🦊"),
        ("'; DROP TABLE journey; --", "DROP TABLE journey"),
        ("<!channel> @everyone", "channel> @everyone"),
        ("{name} {0.__class__}", "{name} {0.__class__}"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
async def test_hostile_words_are_words(door: Door, ada: Talk, words: str, kept: str) -> None:
    await ada("/onboarding start")

    told = await sent(ada, "onboarding", "interests", sent=True, seen=1, **{"learn-more": words})

    journey = await door.journey("Ada")
    assert journey
    assert kept in "\n".join(journey.unmatched)
    assert "\u202e" not in told
    assert told.startswith("2 of 3: How you learn")


async def test_four_thousand_characters_are_refused_with_their_number_and_kept_to_be_shortened(
    door: Door, ada: Talk
) -> None:
    await ada("/onboarding start", "/press Answer")

    refused = await ada(f'/fill learn:loops why:"{"why " * 1_000}"')
    mended = await ada("/fill why:Why")

    assert refused == "why is too long: 4,000 characters, at most 1,000. Please say it shorter."
    assert mended.startswith("2 of 3: How you learn")
    assert (await said_of(door))[0] == ["learn:loops"]


async def test_button_of_another_time_goes_on_after_stop(door: Door, ada: Talk) -> None:
    await ada("/onboarding start", "/onboarding stop")

    assert (await door.presses("Ada", "onboarding", "skip", step="interests")).startswith("2 of 3: How you learn")

    journey = await door.journey("Ada")
    assert journey
    assert journey.state is JourneyState.GOING


async def test_every_button_of_the_way_fits_on_every_platform(door: Door, ada: Talk) -> None:
    assert len(pack(("onboarding", "skip"), {"step": "guidelines"})) <= 100
    assert len(pack(("onboarding", "post"), {"seen": 9_999})) <= 100


async def test_how_far_one_is_stands_with_what_is_known_about_one(door: Door, ada: Talk) -> None:
    before = await ada("/me show")
    await ada("/onboarding start")
    await answered(ada, "learn:loops")
    going = await ada("/me show")
    await ada("/onboarding stop")

    assert "Settling in: not begun\n" in before
    assert "Settling in: 1 of 3 questions\n" in going
    assert "Settling in: stopped after 1 of 3 questions\n" in await ada("/me show")
