"""Buddies in conversation: taking part, being introduced, being left alone by whom one avoids."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.identity import Role
from tests.buddies import exported, wants, who
from tests.talk import Posts, Talk, TestClock

HELLO = (
    "@ada and @bob: you are buddies from now on. You both want to learn about loops.\n"
    "To start from: what would each of you like to be able to do with loops in three months?\n"
    "Write to each other, and agree on half an hour to talk.\n"
    "[End it]"
)


@pytest.fixture
async def bob(ada: Talk) -> Talk:
    """Bob. Both want to learn about loops, and neither takes part yet."""
    bob = ada.as_("Bob")
    await wants(ada, "loops")
    await wants(bob, "loops")
    return bob


@pytest.fixture
def olga(ada: Talk) -> Talk:
    return ada.as_("Olga", Role.ORGANISER)


async def test_two_who_take_part_are_introduced_at_once_and_the_same_is_said_to_both(
    ada: Talk, bob: Talk, posts: Posts
) -> None:
    assert await ada("/buddy join") == (
        "You take part, with one buddy at a time. The bot looks for somebody who shares a tag with you and is awake "
        "when you are, and writes to you both. They read your name and that tag, nothing else that you have said.\n"
        "[Show]"
    )
    assert await posts(minutes=5) == []

    await bob("/buddy join 2")

    assert await posts(minutes=1) == [f"@ada: {HELLO}", f"@bob: {HELLO}"]
    assert await posts(days=1) == []


async def test_who_has_said_nothing_of_themselves_is_told_that_nobody_can_be_found(ada: Talk) -> None:
    assert "Nobody can be found yet: say what you want to learn, or can help with" in await ada("/buddy join")


async def test_newest_of_the_library_under_their_tag_is_there_to_begin_with(ada: Talk, bob: Talk, posts: Posts) -> None:
    await ada("/resource add https://example.org/old title:Old kind:article tags:loops")
    await ada("/resource add https://example.org/new title:New kind:article tags:loops")
    await ada("/buddy join")
    await bob("/buddy join")

    said = await posts()

    begin = "To start from: New <https://example.org/new>. What would each of you do with it?"
    assert [begin in one for one in said] == [True, True]


async def test_who_learns_and_who_helps_is_told_by_name(ada: Talk, bob: Talk, posts: Posts) -> None:
    await wants(bob, helps=False)
    await wants(bob, "loops", helps=True)
    await ada("/buddy join")
    await bob("/buddy join")

    said = await posts()

    assert len(said) == 2
    assert all("@bob can help with loops, and @ada wants to learn about it." in one for one in said)


async def test_who_waits_is_found_a_buddy_the_day_after_they_say_what_they_want(
    ada: Talk, bob: Talk, posts: Posts
) -> None:
    await wants(bob, "boards")
    await ada("/buddy join")
    await bob("/buddy join")
    assert await posts(hours=1) == []

    await wants(bob, "loops")

    assert [one.partition(":")[0] for one in await posts(days=1)] == ["@ada", "@bob"]


async def test_looking_goes_on_day_after_day_as_long_as_anybody_takes_part(ada: Talk, bob: Talk, posts: Posts) -> None:
    await ada("/buddy join")
    assert await posts(days=30) == []

    await wants(ada.as_("Cora"), "loops")
    await ada("/buddy leave")
    await posts(days=3)

    async with ada.dispatcher.store.read() as unit:
        assert await unit.deliveries.next_ready_at() is None


async def test_introduction_waits_until_both_are_awake(ada: Talk, bob: Talk, posts: Posts) -> None:
    await ada("/me zone Tokyo", "/me quiet 20:00-06:00")
    await bob("/me zone Auckland", "/me quiet 23:00-06:00")
    await ada("/buddy join")
    await bob("/buddy join")

    assert await posts(hours=8, minutes=59) == []
    assert [one.partition(":")[0] for one in await posts(minutes=1)] == ["@ada", "@bob"]


async def test_snoozed_person_is_introduced_to_nobody_new_until_then(ada: Talk, bob: Talk, posts: Posts) -> None:
    await ada("/buddy join")

    assert await ada("/buddy snooze") == (
        "For how long do you want to be introduced to nobody new?\n[2 weeks] [4 weeks] [8 weeks]"
    )
    assert (await ada("/press 2 weeks")).startswith("You are introduced to nobody new before 2026-12-08 12:00 UTC.")
    await bob("/buddy join")
    assert await posts(days=13) == []

    assert len(await posts(days=3)) == 2


async def test_snooze_is_taken_back_at_once(ada: Talk, bob: Talk, posts: Posts) -> None:
    await ada("/buddy join", "/buddy snooze 2026-12-24 09:00")
    await bob("/buddy join")
    assert "nobody new before 2026-12-24 09:00 UTC" in await ada("/buddy show")
    assert await posts(days=1) == []

    assert await ada("/buddy snooze weeks:0") == "You may be introduced to somebody new again."

    assert len(await posts(minutes=1)) == 2


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/buddy join 6", "most is not a whole number from 1 to 5"),
        ("/buddy snooze weeks:53", "weeks is not a whole number from 0 to 52"),
        ("/buddy snooze 2026-12-24 09:00 weeks:2", "That is an end twice."),
        ("/buddy snooze 2026-11-23 09:00", "is over"),
        ("/buddy snooze 2028-01-01 09:00", "is more than a year ahead."),
        ("/buddy avoid Ada", "You are not introduced to yourself."),
        ("/buddy avoid Nobody", "That person has not talked to me yet."),
        ("/buddy status", "organiser"),
    ],
)
async def test_what_does_not_fit_is_refused_in_a_sentence(ada: Talk, said: str, answer: str) -> None:
    await ada("/buddy join")

    assert answer in await ada(said)


async def test_who_does_not_take_part_has_nothing_to_snooze_or_leave(ada: Talk) -> None:
    assert (await ada("/buddy snooze weeks:2")).startswith("You do not take part in buddies. Say /buddy join first.")
    assert await ada("/buddy leave") == "You do not take part in buddies."
    assert "You take part: no" in await ada("/buddy show")


async def test_organisers_see_that_buddies_are_introduced_and_not_who_they_are(
    ada: Talk, bob: Talk, olga: Talk, posts: Posts
) -> None:
    await ada("/buddy join")
    await bob("/buddy join")
    await posts(days=1)

    listed = await olga("/delivery list state:sent")

    assert "introduction of two buddies" in listed
    assert [name for name in ("Ada", "Bob", "@ada", "@bob") if name in listed] == []


async def test_avoided_person_is_never_met_and_never_reads_it(
    ada: Talk, bob: Talk, olga: Talk, posts: Posts, dispatcher: Dispatcher
) -> None:
    await ada("/buddy avoid Bob")
    await ada("/buddy join")
    await bob("/buddy join")

    assert await posts(days=3) == []
    assert await ada("/buddy avoid") == (
        "You avoid Bob. Take it back with /buddy avoid @name back:yes. Nobody but you is told."
    )
    theirs = [
        await bob(line) for line in ("/buddy show", "/buddy avoid", "/me show", "/me messages", "/member show Ada")
    ]
    organisers = [await olga(line) for line in ("/buddy status", "/buddy show", "/delivery list", "/member show Ada")]
    assert [one for one in theirs if "avoid" in one.partition("You avoid nobody.")[0]] == []
    assert [one for one in organisers if "You avoid" in one] == []
    assert await exported(bob, "avoid") == []
    assert await exported(ada, "avoid") == ["buddy_avoided.member_id"]

    assert await ada("/buddy avoid Bob back:yes") == "You may be introduced to Bob, if you two never were before."
    assert await ada("/buddy avoid Bob back:yes") == "You do not avoid Bob."
    assert len(await posts(days=1)) == 2


async def test_nobody_is_asked_to_avoid_without_end(ada: Talk, bob: Talk, dispatcher: Dispatcher) -> None:
    community, me = await who(ada)
    for number in range(100):
        await ada.as_(f"P{number}")("/help")
        _community, other = await who(ada.as_(f"P{number}"))
        async with dispatcher.store.write() as unit:
            await unit.buddies.avoid(community, me, other)

    assert (await ada("/buddy avoid Bob")).startswith("You avoid 100 people already.")


async def test_numbers_below_five_are_not_told_to_organisers(
    ada: Talk, olga: Talk, posts: Posts, clock: TestClock
) -> None:
    for number in range(12):
        one = ada.as_(f"P{number}")
        await wants(one, "loops")
        await one("/buddy join")
    await posts()

    shown = await olga("/buddy status")

    assert "Take part: 12\nOf these snoozed: fewer than 5\nWait for somebody: fewer than 5" in shown
    assert "Pairs now: 6\nPairs ever: 6\nHave met: fewer than 5" in shown


async def test_hostile_names_and_tags_stay_text(ada: Talk, posts: Posts) -> None:
    evil = "<!channel> @everyone [x](https://evil.example) `/me forget`"
    mallory = ada.as_(evil)
    await wants(ada, "loops")
    await wants(mallory, "loops")
    await ada("/buddy join")
    await mallory("/buddy join")

    told = await posts()

    assert len(told) == 2
    assert evil[:40] in await ada("/buddy show")
    await ada(f'/buddy end who:"{evil}"', "/buddy avoid")


async def test_many_who_join_at_once_are_introduced_in_steps_and_none_is_left_over(
    ada: Talk, posts: Posts, dispatcher: Dispatcher
) -> None:
    await wants(ada, "loops")
    for number in range(129):
        one = ada.as_(f"P{number}")
        await wants(one, "loops")
        await one("/buddy join")
    await ada("/buddy join")

    told = await posts(minutes=5)

    assert len(told) == 130
    assert len({one.partition(":")[0] for one in told}) == 130


async def test_introduction_is_not_repeated_after_a_restart(
    ada: Talk, bob: Talk, posts: Posts, clock: TestClock
) -> None:
    await ada("/buddy join")
    await bob("/buddy join")
    await posts.deliverer.turn()
    again = Posts(ada.dispatcher, clock)
    clock.advance(minutes=5)

    told = await again(days=2)

    assert sorted(one.partition(":")[0] for one in told) == ["@ada", "@bob"]
