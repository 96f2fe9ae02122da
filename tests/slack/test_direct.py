"""Buttons and forms in direct messages that the bot has sent: Slack tells their workspace and takes changes of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.slack.app import SlackApp
from adapters.slack.settings import Mode, SlackSettings
from bot.deliveries import Order, Target
from bot.delivering import Deliverer
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from storage.database import Database
from storage.store import SqlStore
from tests.direct import COMMANDS, WORD, word
from tests.slack.fake import Human, Slack, Team, slack_fake
from tests.slack.fake.shown import Shown
from tests.talk import TestClock


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A workspace, somebody in it, and the bot that writes to them."""

    slack: Slack
    team: Team
    ada: Human
    dispatcher: Dispatcher
    deliverer: Deliverer
    clock: TestClock

    async def write(self, to: Human | None = None) -> Shown:
        """Send somebody (Ada, if not said) a word; the message on their screen."""
        reader = to or self.ada
        target = Target(platform="slack", workspace=self.team.id, user=reader.id)
        order = Order(
            key=f"word for {reader.id}", topic="test", kind=WORD, target=target, subject={}, due_at=self.clock.now()
        )
        async with self.dispatcher.store.write() as unit:
            home = await unit.people.of_workspace("slack", self.team.id)
            assert home
            await unit.deliveries.add(home.id, order, self.clock.now())
        await self.deliverer.drain()
        return (await self.team.messages(await reader.dms()))[-1]

    async def screen(self) -> list[Shown]:
        return await self.team.messages(await self.ada.dms())


@pytest.fixture
async def post(sqlite_address: str, clock: TestClock) -> AsyncIterator[Post]:
    database = Database(sqlite_address)
    dispatcher = Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=clock)
    async with slack_fake() as fake:
        team = await fake.team("Guild")
        ada = await team.person("Ada")
        channel = await team.channel("general", ada)
        app = SlackApp(
            dispatcher=dispatcher,
            ears=Ears(listeners=(), store=dispatcher.store, clock=clock),
            settings=SlackSettings(mode=Mode.SOCKET, bot_token=team.token, app_token=fake.app_token, api_base=fake.api),
        )
        await app.start()
        await fake.wait_for_sockets(1)
        messenger = app.messenger(clock.now)
        deliverer = Deliverer(
            (word,), store=dispatcher.store, clock=clock, messengers=lambda _platform, _workspace: messenger
        )
        await ada.slash(channel, "/more")
        yield Post(slack=fake, team=team, ada=ada, dispatcher=dispatcher, deliverer=deliverer, clock=clock)
        await app.close()
        assert await fake.violations() == []
    await dispatcher.settle()
    await database.close()


async def test_button_changes_the_direct_message_it_stands_under(post: Post) -> None:
    message = await post.write()

    await post.ada.press(message, "Seen")

    [shown] = await post.screen()
    assert shown.text == "Ada of Guild has seen it."
    assert shown.buttons == []


async def test_message_is_changed_by_its_number_once_the_address_for_answers_is_lost(post: Post) -> None:
    message = await post.write()
    await post.slack.fault("refuse", "/response/", status=404, times=None)

    await post.ada.press(message, "Seen")

    assert [one.text for one in await post.screen()] == ["Ada of Guild has seen it."]
    assert len(await post.slack.requests("chat.update")) == 1


async def test_form_from_a_direct_message_is_refused_mended_and_sent(post: Post) -> None:
    message = await post.write()

    opened = await post.ada.press(message, "Tell")
    refused = await post.ada.submit(opened, {"What there is to tell": "nothing"})
    await post.ada.submit(opened, {"What there is to tell": "tales"})

    assert refused.errors == {"What there is to tell": "That is nothing. Tell something."}
    assert await post.ada.modals() == []
    assert (await post.screen())[-1].text == "Ada of Guild tells tales."


async def test_answer_to_a_direct_message_is_pressed_on(post: Post) -> None:
    message = await post.write()

    answer = await post.ada.press(message, "More")
    further = await post.ada.press(answer, "More")

    assert [answer.text, further.text] == ["More of Guild."] * 2


async def test_organisers_rule_from_a_direct_message_and_members_do_not(post: Post) -> None:
    olga = await post.team.person("Olga")
    await olga.change(is_admin=True)

    to_ada, to_olga = await post.write(), await post.write(to=olga)

    assert (await post.ada.press(to_ada, "Rule")).text.startswith("/rule is for organisers.")
    assert (await olga.press(to_olga, "Rule")).text == "Olga rules Guild."
