"""Letting people in goes out as a message does: done again where nobody knows, and one refused holds up no other."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

import pytest

from adapters.console.messenger import ConsoleMessenger, Posted
from adapters.console.render import plain, rendered
from bot.deliveries import Cause, Refused, Sent, State, Target, into
from bot.messenger import Outgoing
from bot.posts import Fallback, Writing, post
from bot.replies import Admission, Notice
from commands import POSTS
from tests.sending import HERE, Bench, hello

ROOM = into("slack", "T1", "C9")


@post("test.admission", about="letting somebody in", fallback=Fallback.NONE)
async def admission(writing: Writing) -> Admission:
    """Lets in whoever is named."""
    return Admission(user=str(writing.subject["who"]), channel="C9", reason="Likes to listen")


@pytest.fixture
def door(sqlite: Bench) -> Bench:
    """A sender that lets people in, on a platform that knows no marks."""
    sqlite.posts = (admission, hello, *POSTS)
    sqlite.deliverer = sqlite.another()
    sqlite.platform.knows_marks = False
    return sqlite


async def order(door: Bench, who: str) -> None:
    await door.order(f"in {who}", target=ROOM, kind="test.admission", subject={"who": who})


def let_in(door: Bench) -> list[str]:
    return [shown.user for target, shown, _ in door.platform.stands if target == ROOM]


async def test_lost_answer_is_followed_by_doing_it_again_without_looking(door: Bench) -> None:
    door.platform.weather = deque(["lost"])
    await order(door, "UBO")

    await door.passes()
    await door.passes(seconds=10)

    assert (door.platform.asked, let_in(door)) == (["post", "post"], ["UBO", "UBO"])
    assert await door.state("in UBO") is State.SENT


async def test_refused_room_holds_up_neither_messages_to_the_channel_nor_to_the_person(door: Bench) -> None:
    door.platform.weather = deque([Refused(Cause.TARGET, "not_in_channel")])
    await order(door, "UADA")
    await door.passes()

    await door.order("channel", target=Target(platform="slack", workspace="T1", channel="C9"))
    await door.order("person", target=Target(platform="slack", workspace="T1", user="UADA"))
    await door.order("elsewhere", target=HERE)
    await door.passes(minutes=1)

    states = [await door.state(key) for key in ("in UADA", "channel", "person", "elsewhere")]
    assert states == [State.DEAD, State.SENT, State.SENT, State.SENT]


async def test_organisers_are_told_once_a_day_of_a_room_that_takes_nobody(door: Bench) -> None:
    door.platform.weather = deque([Refused(Cause.TARGET, "not_in_channel")])
    for who in ("UBO", "UCY", "UDI"):
        await order(door, who)
        await door.passes(minutes=1)

    told = [shown for _, shown, _ in door.platform.stands if isinstance(shown, Notice)]
    (one,) = told
    assert str(one.text[0]) == (
        "Somebody could not be let in: letting somebody in, message 1. Why: the role or channel is gone, or the bot "
        "may not let people in. Nothing else is sent there today. When it is mended, send it again: "
    )
    assert (door.platform.asked.count("post"), let_in(door)) == (2, [])


async def test_who_cannot_be_let_in_holds_up_nobody_else(door: Bench) -> None:
    door.platform.weather = deque([Refused(Cause.CONTENT, "ura_max_channels")] * 2)
    await order(door, "UGUEST")
    await door.passes()
    await order(door, "UBO")
    await door.passes()

    assert (let_in(door), await door.state("in UGUEST")) == (["UBO"], State.DEAD)


async def test_console_says_who_is_let_in_where() -> None:
    said: list[Posted] = []
    console = ConsoleMessenger(said.append)
    entry = Admission(user="ada", channel="podcasts", reason="Likes to listen")
    outgoing = Outgoing(target=into("console", "guild", "podcasts"), shown=entry, mark="m1")

    first = await console.post(outgoing, until=datetime(2026, 11, 24, tzinfo=UTC))
    await console.post(outgoing, until=datetime(2026, 11, 24, tzinfo=UTC))

    assert first == Sent("m1")
    assert [(one.heading, plain(rendered(one.shown, channel="", zone=UTC)).strip()) for one in said] == [
        ("to ada", "You are let into #podcasts: Likes to listen.")
    ]
    assert isinstance(await console.edit(outgoing, "m1"), Refused)


@pytest.mark.parametrize(("user", "role", "channel"), [("", "1", ""), ("a", "", ""), ("a", "1", "2")])
def test_admission_is_of_one_person_into_one_room(user: str, role: str, channel: str) -> None:
    with pytest.raises(ValueError, match="one of them"):
        Admission(user=user, role=role, channel=channel)
