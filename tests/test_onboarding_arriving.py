"""Who joins, leaves and comes back: invited once, told where they had stopped, written to twice, then never again."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher, Filled
from bot.identity import Place
from bot.onboarding import JourneyState, Wording, Words
from tests.newcomers import Door
from tests.talk import Posts, TestClock

BUTTONS = "[Start] [Not now] [Stop]"


@pytest.fixture
def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    return Door(dispatcher, clock)


def first_lines(posted: list[str]) -> list[str]:
    return [one.split("\n")[0] for one in posted]


async def test_newcomer_gets_one_short_message_with_three_ways_to_answer(door: Door, posts: Posts) -> None:
    await door.open()

    await door.joins("Ada")

    (invitation,) = await posts()
    assert invitation == (
        "@ada: Hello Ada, welcome to Guild.\n"
        "People learn from one another here, and everybody was new once.\n"
        "A few short questions help you to find your place. You can skip each of them, stop at any time and go on "
        "weeks later.\n"
        f"{BUTTONS}"
    )


async def test_nobody_is_written_to_until_an_organiser_has_switched_it_on(door: Door, posts: Posts) -> None:
    await door.open(is_on=False)

    await door.joins("Ada")
    await door.leaves("Ada")
    await door.joins("Ada")

    assert (await posts(days=30), await door.journey("Ada")) == ([], None)


async def test_no_bot_is_ever_received(door: Door, posts: Posts) -> None:
    await door.open()

    await door.joins("Robot", is_bot=True)

    assert (await posts(days=30), await door.journey("Robot")) == ([], None)


async def test_who_joins_twice_is_asked_once(door: Door, posts: Posts) -> None:
    await door.open()

    await door.joins("Ada", "Ada")
    await door.joins("Ada", channel="C1")

    assert first_lines(await posts()) == ["@ada: Hello Ada, welcome to Guild."]


async def test_channel_is_a_way_in_only_where_there_are_words_for_it(door: Door, posts: Posts) -> None:
    await door.open(words=(Words(wording=Wording.INVITATION, words="Hello at the desk, {name}", entry="console\nC1"),))

    await door.joins("Ada", channel="C1")
    await door.joins("Bob", channel="C2")

    assert await posts() == [f"@ada: Hello at the desk, Ada\n{BUTTONS}"]
    assert await door.journey("Bob") is None


async def test_who_does_nothing_is_written_to_twice_and_then_never_again(door: Door, posts: Posts) -> None:
    await door.open()
    await door.joins("Ada")
    await posts()

    days = [len(await posts(days=1)) for _ in range(60)]

    assert [day for day, count in enumerate(days, 1) if count] == [2, 7]
    assert sum(days) == 2


async def test_nudge_says_where_one_has_stopped(door: Door, posts: Posts) -> None:
    await door.open()
    await door.joins("Ada")
    await posts()

    (nudge,) = await posts(days=3)

    assert nudge.startswith("@ada: Hello Ada, you have not settled in at Guild yet.")
    assert nudge.endswith("\nNext: What brings you here, 1 of 2.\n[Go on] [Stop]")


async def test_nudge_waits_for_nine_in_the_morning_where_the_newcomer_lives(
    door: Door, posts: Posts, clock: TestClock
) -> None:
    await door.open()
    clock.advance(hours=9)
    await door.joins("Ada")
    await door.person("Ada")("/me zone Asia/Tokyo")
    await posts()

    assert await posts(days=2, hours=2, minutes=59) == []
    assert len(await posts(minutes=2)) == 1


async def test_nudge_keeps_to_the_quiet_hours_that_the_newcomer_has_named(
    door: Door, posts: Posts, clock: TestClock
) -> None:
    await door.open()
    clock.advance(hours=9)
    await door.joins("Ada")
    await door.person("Ada")("/me quiet 22:00-05:30")
    await posts()

    # At 21:00 two days later it is not quiet for Ada, though it would be for who has said nothing.
    assert len(await posts(days=2)) == 1


async def test_not_now_moves_what_comes_next(door: Door, posts: Posts) -> None:
    await door.open()
    await door.joins("Ada")
    await posts(days=1, hours=23)

    shown = await door.presses("Ada", "onboarding", "later")

    assert shown == "All right. It is here whenever you like.\n[Start] [Stop]"
    assert await posts(days=1, hours=23) == []
    assert len(await posts(hours=2)) == 1


async def test_who_leaves_is_written_to_no_more(door: Door, posts: Posts) -> None:
    await door.open()
    await door.joins("Ada")
    await door.leaves("Ada")

    assert await posts(days=60) == []


async def test_who_leaves_before_the_invitation_is_sent_is_invited_on_coming_back(door: Door, posts: Posts) -> None:
    await door.open()
    await door.joins("Ada")
    await door.leaves("Ada")
    await posts(days=400)

    await door.joins("Ada")

    assert first_lines(await posts()) == ["@ada: Hello Ada, welcome to Guild."]


async def test_who_had_begun_and_comes_back_counts_as_having_joined_once(door: Door) -> None:
    await door.open()
    await door.joins("Ada")
    joined = await door.journey("Ada")
    await door.person("Ada")("/onboarding stop", "/onboarding start")
    await door.leaves("Ada")
    door.clock.advance(days=9)

    await door.joins("Ada")

    back = await door.journey("Ada")
    assert joined
    assert back
    assert (back.joined_at, back.left_at) == (joined.joined_at, None)


async def test_who_comes_back_is_told_where_they_had_stopped(door: Door, posts: Posts) -> None:
    await door.open()
    await door.joins("Ada")
    await posts()
    await door.leaves("Ada")
    await posts(days=365)

    await door.joins("Ada")

    assert await posts() == [
        "@ada: Welcome back to Guild. Next: What brings you here, 1 of 2.\n[Go on] [Not now] [Stop]"
    ]
    assert [len(await posts(days=1)) for _ in range(10)] == [0, 1, 0, 0, 0, 0, 1, 0, 0, 0]


async def test_who_came_back_at_night_and_went_on_is_not_told_in_the_morning(door: Door, posts: Posts) -> None:
    await door.open()
    await door.joins("Ada", "Bob")
    await posts()
    await door.leaves("Ada", "Bob")
    await posts(hours=12)

    await door.joins("Ada", "Bob")
    await posts()
    await door.person("Ada")("/onboarding start", "/press Skip this")

    assert [one.partition(":")[0] for one in await posts(hours=12)] == ["@bob"]


async def test_whoever_is_here_on_another_platform_has_not_left(door: Door, posts: Posts) -> None:
    await door.open()
    await linked(door)
    await posts()

    await door.leaves("Ada")
    before = await door.journey("Ada")
    await door.leaves("Bob")
    after = await door.journey("Bob")

    assert before
    assert after
    assert (before.left_at is None, after.left_at is None) == (True, False)
    assert await posts(days=60) == []


async def test_invitation_that_has_not_left_goes_to_where_the_newcomer_still_is(door: Door, posts: Posts) -> None:
    await door.open()
    await linked(door)

    await door.leaves("Ada")

    assert first_lines(await posts()) == ["@bob: Hello Bob, welcome to Guild."]


async def test_nudge_goes_to_where_the_newcomer_still_is(door: Door, posts: Posts) -> None:
    await door.open()
    await linked(door)
    assert [one.partition(":")[0] for one in await posts()] == ["@ada"]

    await door.leaves("Ada")

    assert [one.partition(":")[0] for one in await posts(days=60)] == ["@bob", "@bob"]


async def linked(door: Door) -> None:
    """Bob, who has just joined, and Ada are one person. What they are sent goes to Ada, as the first by name."""
    await door.joins("Bob")
    code = (await door.person("Bob")("/me link")).rpartition(" ")[2]
    await door.person("Ada")(f"/me link {code}", f"/me link {code} sure:yes")


async def test_guest_is_known_as_one(door: Door) -> None:
    await door.open()

    await door.joins("Ada", is_guest=True)

    journey = await door.journey("Ada")
    assert journey
    assert (journey.is_guest, journey.state) == (True, JourneyState.INVITED)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("@everyone <!channel> <@U1>", "@everyone <!channel> <@U1>"),
        ("{community} {name}", "{community} {name}"),
        ("\u202eevil\u200b\n\n# Head", "evil # Head"),
        ("", "Someone"),
        ("x" * 4_000, "x" * 79 + "…"),
    ],
)
async def test_name_is_only_ever_words(door: Door, posts: Posts, name: str, kept: str) -> None:
    await door.open()

    await door.joins("Ada", called=name)

    (invitation,) = await posts()
    assert invitation.split("\n")[0] == f"@ada: Hello {kept}, welcome to Guild."


async def test_words_of_the_community_say_what_is_known_and_leave_out_what_is_not(door: Door, posts: Posts) -> None:
    lines = "{name}, you told us: {why}\nYou learn about {tags}.\nYou help with {help}.\nSee {channel}."
    place = Place(platform="console", workspace="guild", channel="hello")
    await door.open(words=(Words(wording=Wording.NUDGE, words=lines),), hello_in=(place,))
    await door.olga("/resource add https://example.org/a title:A kind:article tags:loops")
    await door.joins("Ada")
    await posts()
    said = {"why": "Retros", "learn-more": "loops", "sent": True}
    await door.person("Ada").fill(Filled(("onboarding", "interests"), said))

    (nudge,) = (one for one in await posts(days=3) if one.startswith("@ada"))

    assert nudge == (
        "@ada: Ada, you told us: Retros\nYou learn about loops.\nSee #hello.\n"
        "Next: How you learn, 2 of 3.\n[Go on] [Stop]"
    )
