"""Saying hello: drafted by the bot, changed and posted by its person, once; changed again, the post changes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from adapters.console.messenger import ConsoleMessenger, Posted
from bot.deliveries import Cause, Refused, Sent
from bot.delivering import Deliverer
from bot.dispatch import Dispatcher, Filled
from bot.identity import Place
from bot.messenger import Outgoing
from bot.onboarding import Outcome, Step, Wording, Words
from commands import POSTS
from tests.newcomers import WORKSPACE, Door, account_of
from tests.settling import HELLO
from tests.talk import Posts, Talk, TestClock, told

ON_MARS = Place(platform="mars", workspace=WORKSPACE, channel="hi")
ONLY_HELLO = (Step.HELLO,)
DRAFT = "Hello, I am Ada."
POSTED = "#hello: Ada says hello\n\n@ada, in their own words:\n"


@pytest.fixture
async def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    made = Door(dispatcher, clock)
    await made.open(is_on=False, hello_in=(HELLO,), steps=ONLY_HELLO)
    return made


async def hello_of(door: Door) -> tuple[str, bool]:
    """The introduction of Ada that is kept, and whether it counts as posted."""
    journey = await door.journey("Ada")
    assert journey
    return journey.hello, journey.hello_at is not None


async def test_draft_is_posted_as_it_was_shown(door: Door, ada: Talk, posts: Posts) -> None:
    assert f"This would be posted:\n{DRAFT}\n" in await ada("/onboarding start")

    await ada("/press Post this")

    assert await posts() == [f"{POSTED}{DRAFT}"]
    assert await hello_of(door) == (DRAFT, True)


async def test_nothing_is_posted_until_its_person_says_so(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start")
    form = await ada("/press Change it first")

    assert form.startswith(f"Say hello\n  words (required): Your introduction = {DRAFT}\n")
    assert await posts(days=60) == []
    await ada("/onboarding start", "/press Do not post")
    assert await posts(days=60) == []
    assert await hello_of(door) == ("", False)


async def test_hello_is_posted_once_whatever_is_pressed(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start", "/press Post this")

    again = [await door.presses("Ada", "onboarding", "post", seen=seen) for seen in (1, 2)]

    assert [one.split("\n")[2] for one in again] == ["You have introduced yourself already."] * 2
    assert len(await posts(days=1)) == 1


async def test_hello_is_posted_once_by_however_many_devices_at_the_same_time(
    door: Door, ada: Talk, posts: Posts
) -> None:
    await ada("/onboarding start")

    await asyncio.gather(*(door.presses("Ada", "onboarding", "post", seen=1) for _ in range(6)))

    assert len(await posts(days=1)) == 1


async def test_two_devices_that_post_their_own_words_post_one_and_ask_about_the_other(
    door: Door, ada: Talk, posts: Posts
) -> None:
    await ada("/onboarding start", "/press Change it first")
    phone = {"words": "From the train.", "sent": True, "seen": 1}
    await ada('/fill words:"From my desk."')

    asked = await ada.fill(Filled(("onboarding", "hello"), phone))

    assert asked.startswith("Say hello\nIt was posted or changed on another device in the meantime.")
    assert "= From the train.\n" in asked
    assert await posts() == [f"{POSTED}From my desk."]
    await ada.fill(Filled(("onboarding", "hello"), {**phone, "seen": 2}))
    assert await posts() == [f"{POSTED.replace('#hello', '#hello (changed)')}From the train."]


async def test_change_before_it_has_left_is_what_is_posted(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start", "/press Post this", "/press Change my introduction")

    told = await ada('/fill words:"Hello all."')

    assert told == "Your introduction is changed."
    assert await posts() == [f"{POSTED}Hello all."]


async def test_each_change_changes_the_post(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start", "/press Post this")
    await posts()

    for words in ("One.", "Two."):
        await ada("/press Change my introduction", f'/fill words:"{words}"')
        assert await posts() == [f"{POSTED.replace('#hello', '#hello (changed)')}{words}"]


async def test_draft_that_other_answers_have_changed_is_shown_again(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start")
    await ada("/onboarding start")

    told = await door.presses("Ada", "onboarding", "post", seen=1)

    assert told.split("\n")[2] == "Your answers have changed meanwhile. This is what would be posted now:"
    assert await posts() == []


async def test_where_nobody_introduces_themselves_nobody_is_asked_to(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start", "/press Change it first")
    await door.open(hello_in=())

    told = await ada('/fill words:"My own words."')

    assert told.split("\n")[2] == (
        "Introductions are not posted here any more; your words are kept, and nobody sees them."
    )
    assert await posts(days=1) == []
    assert await hello_of(door) == ("My own words.", False)


async def test_introduction_stands_on_the_platform_on_which_its_person_speaks(
    door: Door, ada: Talk, posts: Posts
) -> None:
    await door.opens_on("mars")
    await door.open(hello_in=(ON_MARS, HELLO))
    await ada("/help")
    there = replace(ada.request("onboarding start"), account=account_of("Ada", "mars"))
    await door.dispatcher.run(replace(there, place=replace(ON_MARS, channel="any")))
    await door.links("Ada", "console", "mars")

    await ada("/onboarding start", "/press Post this")

    assert await posts() == [f"{POSTED}{DRAFT}"]


async def test_who_is_not_where_people_introduce_themselves_is_not_asked(door: Door, ada: Talk) -> None:
    await door.opens_on("mars")
    await door.open(hello_in=(ON_MARS,))

    assert (await ada("/onboarding start")).startswith("Welcome to Guild")


async def test_who_has_left_before_it_is_posted_is_not_introduced(door: Door, ada: Talk, posts: Posts) -> None:
    await door.open(is_on=True)
    await ada("/onboarding start", "/press Post this")

    await door.leaves("Ada")

    assert [one for one in await posts(days=1) if one.startswith("#hello")] == []


async def test_community_drafts_in_its_own_words(door: Door, ada: Talk) -> None:
    words = Words(wording=Wording.INTRODUCTION, words="Ahoy, {name} on board {community}!\nI like {tags}.")
    await door.open(words=(words,))

    assert "This would be posted:\nAhoy, Ada on board Guild!\n\n[Post this]" in await ada("/onboarding start")


async def test_hostile_introduction_is_words(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start", "/press Change it first")

    await ada('/fill words:"<!channel> @everyone {name} [x](javascript:1) \u202e"')

    assert await posts() == [f"{POSTED}<!channel> @everyone {{name}} [x](javascript:1)"]


async def test_introduction_of_nothing_but_blanks_is_refused(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start", "/press Change it first")

    refused = await ada.fill(Filled(("onboarding", "hello"), {"words": "\u200b", "sent": True, "seen": 1}))

    assert refused == "Nothing is left of your introduction. Write a sentence, or leave it."
    assert await posts() == []


async def test_longest_introduction_fits_and_one_more_character_is_named(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start")
    form = {"sent": True, "seen": 1}

    refused = await ada.fill(Filled(("onboarding", "hello"), {**form, "words": "x" * 1_501}))
    await ada.fill(Filled(("onboarding", "hello"), {**form, "words": "x" * 1_500}))

    assert refused == "words is too long: 1,501 characters, at most 1,500. Please say it shorter."
    assert await posts() == [f"{POSTED}{'x' * 1_500}"]


async def test_posting_after_skipping_is_still_possible(door: Door, ada: Talk, posts: Posts) -> None:
    await ada("/onboarding start")
    seen = await door.journey("Ada")
    await ada("/press Do not post")
    assert seen

    await door.presses("Ada", "onboarding", "hello", words="After all.", sent=True, seen=seen.version)

    journey = await door.journey("Ada")
    assert journey
    assert journey.steps[Step.HELLO].outcome is Outcome.ANSWERED
    assert await posts() == [f"{POSTED}After all."]


class _HasNoGone(ConsoleMessenger):
    """A platform on which the channel gone is no more."""

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Refused:
        if outgoing.target.channel == "gone":
            return Refused(Cause.TARGET, "Unknown Channel")
        return await super().post(outgoing, until=until)


async def test_introduction_whose_channel_vanished_is_posted_once_where_there_is_another(
    door: Door, ada: Talk, clock: TestClock
) -> None:
    seen: list[Posted] = []
    messenger = _HasNoGone(seen.append)
    deliverer = Deliverer(
        POSTS, store=door.dispatcher.store, clock=clock, messengers=lambda _platform, _workspace: messenger
    )
    await door.open(hello_in=(replace(HELLO, channel="gone"),))
    await ada("/onboarding start", "/press Post this")
    await deliverer.drain()
    await door.open(hello_in=(HELLO,))

    for words in ("One.", "Two."):
        await ada("/onboarding start", "/press Change my introduction", f'/fill words:"{words}"')
        await deliverer.drain()

    posted = [told(one) for one in seen if one.target.channel]
    assert posted == [f"{POSTED}One.", f"{POSTED.replace('#hello', '#hello (changed)')}Two."]


async def test_introduction_of_an_account_that_was_linked_later_stays_as_it_is(
    door: Door, ada: Talk, posts: Posts
) -> None:
    await door.opens_on("mars")
    await ada("/help")
    there = replace(ada.request("help"), account=account_of("Ada", "mars"))
    await door.dispatcher.run(there)
    await ada("/onboarding start", "/press Post this")
    await posts()
    await door.links("Ada", "mars", "console")

    answer = await ada("/onboarding start", "/press Change my introduction", '/fill words:"New."')

    assert answer == ("Your words are kept. What you posted by another account, before you linked it, stays as it is.")
    assert await posts(days=1) == []
