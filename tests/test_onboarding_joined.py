"""Newcomers of two communities that become one: nothing is asked twice, and nobody hears from both."""

from __future__ import annotations

import re

import pytest

from bot.dispatch import Dispatcher
from bot.events import PersonJoined, PersonLeft
from bot.hearing import Ears
from bot.identity import AccountKey, Role
from bot.joining import STEPS
from bot.working import Chores
from commands import LISTENERS
from tests.talk import Posts, Talk, TestClock

BOB = AccountKey(platform="console", workspace="makers", user="bob")


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def mia(ada: Talk) -> Talk:
    """Mia, an organiser of Makers, which is another place."""
    return ada.as_("Mia", Role.ORGANISER, community="Makers")


async def test_newcomers_of_a_joined_community_go_on_where_they_were_and_hear_from_nobody_twice(
    dispatcher: Dispatcher, clock: TestClock, olga: Talk, mia: Talk, posts: Posts
) -> None:
    ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)
    come = PersonJoined(platform="console", workspace="makers", account=BOB, name="Bob")
    for organiser in (olga, mia):
        await organiser("/onboarding settings on:yes")
    await ears.hear(come)
    bob = mia.as_("Bob")
    await bob("/onboarding start", "/press Skip this")
    await posts()

    code = re.search(r"/community link (\S+)", await olga("/community link"))
    assert code
    await mia(f"/community link {code[1]}")
    await olga("/community link", "/press Join")
    await Chores(STEPS, store=dispatcher.store, clock=clock).finish_all()

    assert [one for one in await posts(days=60) if one.startswith("@bob")] == []
    await ears.hear(come)
    assert await posts() == []
    assert "How do you like to learn?" in await bob("/onboarding start")
    await ears.hear(PersonLeft(platform="console", workspace="makers", account=BOB))
    await ears.hear(come)
    assert await posts() == ["@bob: Welcome back to Guild. Next: How you learn, 2 of 2.\n[Go on] [Not now] [Stop]"]
