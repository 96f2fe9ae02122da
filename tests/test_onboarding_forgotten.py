"""Who is forgotten: no message that was sent to others says any more who they were, or what they had answered."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from bot.dispatch import Dispatcher
from bot.identity import Role
from tests.desk import Desk
from tests.settling import TAGS, answered
from tests.talk import Talk, TestClock


@pytest.fixture
def desk(dispatcher: Dispatcher, clock: TestClock) -> Desk:
    return Desk(dispatcher, clock)


def kept(address: str, *words: str) -> list[str]:
    """The rows of the database in which any of these words stands."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection:
        return [line for line in connection.iterdump() if any(word in line for word in words)]


async def walked(desk: Desk) -> Talk:
    """Somebody who answers, whom two greeters and the organisers are asked to welcome, and who says hello."""
    await desk.begins("Bob", "Cory")
    await desk.olga(TAGS)
    await desk.joins("Quirin")
    await desk.posts()
    quirin = desk.person("Quirin")
    await quirin("/onboarding start")
    await answered(quirin, "learn:loops", 'learn-more:"quilting"', 'why:"Plum jam"')
    await desk.posts(days=2)
    await quirin("/onboarding start", "/press Skip this", "/press Post this")
    await desk.posts(minutes=5)
    return quirin


async def test_nothing_is_left_of_a_newcomer_whom_many_were_told_of(desk: Desk, sqlite_address: str) -> None:
    quirin = await walked(desk)
    before = kept(sqlite_address, "Plum jam")
    assert any("welcome.untaken" in line for line in before), "organisers were told what was answered"
    assert any("onboarding.hello" in line for line in kept(sqlite_address, "Quirin"))

    await quirin("/me forget sure:yes")

    assert kept(sqlite_address, "Quirin", "quirin", "Plum jam", "quilting") == []
    assert await desk.posts(days=60) == []


async def test_organisers_are_told_of_others_as_before_once_somebody_is_forgotten(desk: Desk) -> None:
    quirin = await walked(desk)
    await quirin("/me forget sure:yes")

    await desk.comes("Dora", can=["loops"])

    told = [one.split("\n")[0] for one in await desk.posts(days=2)]
    assert [one for one in told if one.endswith("Welcome Dora?")] == [
        "@bob: Welcome Dora?",
        "@cory: Welcome Dora?",
        "@olga: Welcome Dora?",
    ]


async def test_greeter_whose_time_was_over_is_named_in_no_message_once_forgotten(
    desk: Desk, sqlite_address: str
) -> None:
    await desk.begins("Bob", "Quirin", take_minutes=30)
    await desk.comes("Ada")
    told = await desk.posts(hours=1)
    assert any("Quirin is asked now." in one for one in told)

    await desk.person("Quirin")("/me forget sure:yes")

    assert kept(sqlite_address, "Quirin", "quirin") == []
    assert (await desk.olga("/onboarding waiting")).startswith("1 newcomer waits for a welcome")


async def test_organiser_who_put_somebody_on_the_rota_is_not_named_once_forgotten(
    desk: Desk, sqlite_address: str
) -> None:
    await desk.open()
    await desk.person("Bob")("/help")
    quirin = Talk(desk.dispatcher, name="Quirin", role=Role.ORGANISER)
    await quirin("/help", "/onboarding greeters @bob")
    assert (await desk.posts())[0].startswith("@bob: Quirin has put you on the rota")

    await quirin("/me forget sure:yes")

    assert kept(sqlite_address, "Quirin", "quirin") == []


async def test_volunteer_is_named_to_no_organiser_once_forgotten(desk: Desk, sqlite_address: str) -> None:
    await desk.open()
    quirin = desk.person("Quirin")
    await quirin("/onboarding greet duty:on")
    assert any(one.startswith("@olga: Quirin would like to greet newcomers.") for one in await desk.posts())

    await quirin("/me forget sure:yes")

    assert kept(sqlite_address, "Quirin", "quirin") == []


async def test_nothing_is_left_of_what_was_sent_before_two_accounts_became_one(desk: Desk, sqlite_address: str) -> None:
    await walked(desk)
    await desk.opens_on("mars")
    await desk.links("Quirin", "mars", "console")

    await desk.person("Quirin")("/me forget sure:yes")

    assert kept(sqlite_address, "Quirin", "quirin", "Plum jam", "quilting") == []
