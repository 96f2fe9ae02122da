"""The way in when something comes between: two devices, a step taken out, stopping, hostile and strange words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.actions import pack
from bot.dispatch import Dispatcher
from bot.onboarding import JourneyState, Outcome, Step
from bot.preferences import Learning
from tests.newcomers import Door, account_of
from tests.settling import HELLO, TAGS, answered, said_of, sent
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
async def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    made = Door(dispatcher, clock)
    await made.open(is_on=False, hello_in=(HELLO,))
    await made.olga(TAGS)
    return made


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


async def test_what_cannot_be_read_is_said_in_a_sentence_and_the_rest_is_kept(door: Door, ada: Talk) -> None:
    await ada("/onboarding start", "/press Skip this")
    await answered(ada, "minutes:15")
    await ada("/press Add hours and language")

    refused = await ada("/fill hours:sometimes zone:Berlin")
    mended = await ada("/fill hours:mornings")

    assert refused == ("“sometimes” are no hours that I can read. Write for example 18:00-21:00, mornings or evenings.")
    assert mended.startswith("3 of 3: Say hello")
    assert (await said_of(door))[1] == Learning(minutes=15, hours="08:00-12:00")


async def test_hours_stay_when_the_rest_about_learning_is_sent_again(door: Door, ada: Talk) -> None:
    await ada("/onboarding start", "/press Skip this")
    await answered(ada, "minutes:15")
    await ada("/press Add hours and language", "/fill hours:evenings")
    journey = await door.journey("Ada")
    assert journey

    await sent(ada, "onboarding", "learning", sent=True, seen=journey.version, minutes=60)

    assert (await said_of(door))[1] == Learning(minutes=60, hours="18:00-21:00")


async def test_empty_form_counts_as_skipped(door: Door, ada: Talk) -> None:
    await ada("/onboarding start")
    await sent(ada, "onboarding", "interests", sent=True, seen=1)
    await sent(ada, "onboarding", "learning", sent=True, seen=2, public="no")

    journey = await door.journey("Ada")

    assert journey
    assert [journey.steps[step].outcome for step in (Step.INTERESTS, Step.LEARNING)] == [Outcome.SKIPPED] * 2


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


async def test_button_that_nobody_of_ours_has_made_is_answered_with_a_sentence(door: Door, ada: Talk) -> None:
    await ada("/onboarding start")
    forged = {
        "kind": "learn",
        "word": "x",
        "tag": "loops",
        "rest": f"learn:a:{'b' * 99}|help:c|bite:d:loops|help:lop:loops",
    }

    told = await door.presses("Ada", "onboarding", "take", **forged)
    strange = await door.presses("Ada", "onboarding", "take", **{**forged, "kind": "bite"})
    gone = await door.presses("Ada", "onboarding", "take", **{**forged, "tag": "gone"})

    assert told.split("\n")[2:5] == ["#loops is noted.", "", "“lop”: did you mean #loops?"]
    assert strange == "kind cannot be “bite”. It is one of learn, help."
    assert gone.startswith("There is no tag #gone.")


async def test_every_button_of_the_way_fits_on_every_platform(door: Door, ada: Talk) -> None:
    assert len(pack(("onboarding", "skip"), {"step": "guidelines"})) <= 100
    assert len(pack(("onboarding", "post"), {"seen": 9_999})) <= 100
