"""Whoever takes no direct messages is told of the way in beside the answer to their next command: once, and alone."""

from __future__ import annotations

from datetime import UTC

import pytest

from adapters.console.render import plain, rendered
from bot.deliveries import Cause, Refused
from bot.delivering import Deliverer
from bot.dispatch import Dispatcher
from bot.identity import Role
from commands import POSTS
from tests.newcomers import Door
from tests.talk import TestClock
from tests.weather import Platform

WORDS = (
    "You are new here, and your direct messages are closed. A few short questions help you to find your place: "
    "you can skip each of them and stop at any time."
)


class Closed(Door):
    """A door behind which the next message is refused, because its reader takes none."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock) -> None:
        super().__init__(dispatcher, clock)
        self.platform = Platform()
        self.sender = Deliverer(
            POSTS, store=dispatcher.store, clock=clock, messengers=lambda _platform, _workspace: self.platform
        )

    async def refuses(self, count: int = 1) -> None:
        """What is due is sent, and so many of it are refused."""
        self.platform.weather.extend([Refused(Cause.TARGET, "closed")] * count)
        await self.sender.drain()

    @property
    def targets(self) -> list[str]:
        """On which platforms it stands."""
        return [target.platform for target, *_ in self.platform.stands]

    @property
    def words(self) -> list[str]:
        """What stands on the platform."""
        return [plain(rendered(shown, channel="", zone=UTC)) for _, shown, _ in self.platform.stands]


@pytest.fixture
async def door(dispatcher: Dispatcher, clock: TestClock) -> Closed:
    made = Closed(dispatcher, clock)
    await made.open()
    await made.joins("Ada")
    await made.refuses()
    return made


async def test_who_takes_no_messages_is_told_beside_their_first_answer_and_only_there(door: Closed) -> None:
    ada = door.person("Ada")

    first, second = await ada.all(["/me quiet", "/me quiet"])

    assert first == f"{second}\n\n{WORDS}\n[Start]"


@pytest.mark.parametrize("look_up", ["/help", "/tag list", "/me show", "/me messages"])
async def test_look_up_tells_it_too_and_notes_that_it_is_told(door: Closed, look_up: str) -> None:
    ada = door.person("Ada")

    first, second = await ada.all([look_up, look_up])

    assert (WORDS in first, WORDS in second) == (True, False)
    assert first.count("[Start]") == 1 + second.count("[Start]")


async def test_start_can_be_pressed_there(door: Closed) -> None:
    ada = door.person("Ada")
    await ada("/help")

    assert "What brings you here" in await ada("/press Start")


async def test_organisers_are_not_told_of_each_who_takes_no_messages(door: Closed, clock: TestClock) -> None:
    for _ in range(10):
        clock.advance(days=1)
        await door.refuses()

    assert door.words == []


async def test_nobody_else_reads_it(door: Closed) -> None:
    ada = door.person("Ada")

    answer = await door.dispatcher.run(ada.request('ama propose "How guilds begin"'))

    assert (answer.is_private, WORDS in str(answer.reply)) == (False, False)
    assert WORDS in await ada("/help")


async def test_who_begins_by_themselves_is_not_told_any_more(door: Closed) -> None:
    ada = door.person("Ada")

    started = await ada("/onboarding start")

    assert (WORDS in started, WORDS in await ada("/help")) == (False, False)


async def test_who_leaves_and_opens_up_is_not_told_any_more(door: Closed) -> None:
    await door.leaves("Ada")

    assert WORDS not in await door.person("Ada")("/help")


async def test_form_and_refusal_have_no_place_for_it_and_the_next_answer_has(door: Closed) -> None:
    ada = door.person("Ada")

    said = await ada.all(["/resource add", "/tag show nothing", "/help"])

    assert [WORDS in one for one in said] == [False, False, True]


async def test_who_is_reached_by_another_account_is_not_told(door: Closed, dispatcher: Dispatcher) -> None:
    bob = door.person("Bob")
    await bob("/help")
    await door.opens_on("slack")
    await door.joins("Bob", platform="slack")
    await door.links("Bob", "console", "slack")

    await door.refuses()

    assert door.targets == ["console"]
    assert WORDS not in await bob("/help")


async def test_organiser_reads_it_like_everybody(door: Closed) -> None:
    assert WORDS in await door.olga.as_("Ada", Role.ORGANISER)("/help")


async def test_who_has_not_heard_of_it_is_not_told_that_they_have_stopped(door: Closed, clock: TestClock) -> None:
    for _ in range(30):
        clock.advance(days=1)
        await door.refuses(0)

    assert door.words == []
    assert WORDS in await door.person("Ada")("/help")


async def test_who_was_told_beside_an_answer_is_not_told_again_after_linking(door: Closed) -> None:
    await door.opens_on("slack")
    await door.person("Ada")("/help")
    await door.joins("Ada", platform="slack")
    await door.refuses()

    await door.links("Ada", "slack", "console")

    assert WORDS not in await door.person("Ada")("/help")


async def test_who_was_reached_on_the_platform_that_is_linked_is_not_told(door: Closed) -> None:
    await door.opens_on("slack")
    await door.joins("Ada", platform="slack")
    await door.refuses(0)
    assert door.targets == ["slack"]

    await door.links("Ada", "console", "slack")

    assert WORDS not in await door.person("Ada")("/help")
