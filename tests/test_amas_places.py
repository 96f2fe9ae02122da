"""What stands in a channel in which an AMA is no longer held says so; brought back there, it says what is true."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.identity import Role
from tests.amas import in_channels, scheduled
from tests.talk import Posts, Talk, TestClock

GONE = "#stage (changed): AMA 1: Starting a guild\n\nNot held here any more\n/ama show 1 says where it is."


@pytest.fixture
def posts(dispatcher: Dispatcher, clock: TestClock) -> Posts:
    """What the bot says on its own."""
    return Posts(dispatcher, clock)


@pytest.fixture
async def olga(ada: Talk, posts: Posts) -> Talk:
    """Olga, who has announced AMA 1 in two channels, a week before it begins as well."""
    olga = ada.as_("Olga", Role.ORGANISER)
    await scheduled(olga)
    await olga("/ama place 1 stage")
    await posts(days=3)
    return olga


def on_stage(told: list[str]) -> list[str]:
    return [one for one in in_channels(told) if one.startswith("#stage")]


async def test_every_post_in_a_channel_that_was_taken_away_says_so(olga: Talk, posts: Posts) -> None:
    await olga("/ama place 1 stage do:remove")
    told = await posts(minutes=1)

    assert on_stage(told) == [GONE, GONE]
    assert all("Not held here" not in one for one in told if not one.startswith("#stage"))


async def test_later_changes_leave_it_so(olga: Talk, posts: Posts) -> None:
    await olga("/ama place 1 stage do:remove")
    await posts(minutes=1)

    await olga('/ama move 1 "2026-12-04 18:00"', "/press Move")

    assert on_stage(await posts(minutes=1)) == [GONE, GONE]
    assert on_stage(await posts(days=12)) == [], "nothing new is announced there"


async def test_cancelled_it_says_that_instead(olga: Talk, posts: Posts) -> None:
    await olga("/ama place 1 stage do:remove")
    await posts(minutes=1)

    await olga("/ama cancel 1 The host is ill", "/press Cancel the AMA")

    assert all("Cancelled\nThe host is ill" in one for one in on_stage(await posts(minutes=1)))


async def test_brought_back_it_is_announced_by_the_same_posts(olga: Talk, posts: Posts) -> None:
    await olga("/ama place 1 stage do:remove")
    await posts(minutes=1)

    await olga("/ama place 1 stage")
    told = on_stage(await posts(minutes=1))

    assert len(told) == 2
    assert all(one.startswith("#stage (changed)") and "When: " in one for one in told)
