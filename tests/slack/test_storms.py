"""Long storms on the way to Slack, over Socket Mode, with the stand-in that is strict: the rows of the failures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from adapters.slack.app import SlackApp
from adapters.slack.settings import Mode, SlackSettings
from bot.dispatch import Dispatcher
from bot.events import ChannelGone
from bot.hearing import Ears, Hearing, Listener
from tests.slack.fake import Channel, Human, Slack, Team, slack_here
from tests.talk import TestClock

ADD = "/resource add {0} kind:article tags:retros new-tags:yes"

Open = Callable[..., AbstractAsyncContextManager[SlackApp]]


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slack_here() as started:
        yield started


@pytest.fixture
async def team(slack: Slack) -> Team:
    return await slack.team("Guild")


@pytest.fixture
async def ada(team: Team) -> Human:
    return await team.person("Ada")


@pytest.fixture
async def channel(team: Team, ada: Human) -> Channel:
    return await team.channel("general", ada)


@pytest.fixture
def opened(slack: Slack, team: Team, dispatcher: Dispatcher, clock: TestClock) -> Open:
    @asynccontextmanager
    async def run(*listeners: Listener[Any], **settings: Any) -> AsyncIterator[SlackApp]:
        chosen = {"bot_token": team.token, "app_token": slack.app_token, "api_base": slack.api, **settings}
        app = SlackApp(
            dispatcher=dispatcher,
            ears=Ears(listeners=listeners, store=dispatcher.store, clock=clock),
            settings=SlackSettings(mode=Mode.SOCKET, **chosen),
        )
        await app.start()
        try:
            await slack.wait_for_sockets(app.settings.connections)
            yield app
        finally:
            await app.close()

    return run


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110  # what is waited for happens in a library that tells nobody
            await asyncio.sleep(0.02)


async def test_every_payload_comes_one_to_four_times_in_any_order_over_two_connections(
    opened: Open, slack: Slack, team: Team, ada: Human, channel: Channel
) -> None:
    """R31: the same event three or four times, the number of the attempt always 0."""
    heard: list[str] = []

    async def hear(hearing: Hearing, event: ChannelGone) -> None:
        heard.append(event.place.channel)

    async with opened(Listener(ChannelGone, hear), connections=2) as app:
        await ada.slash(channel, ADD.format("First"))
        for seed in range(3):
            await slack.disorder(copies=(1, 4), spread_seconds=0.1, events="", seed=seed)
            added = [await ada.slash(channel, ADD.format(f"Thing-{seed}-{one}")) for one in range(3)]
            for one in added:
                await ada.press(one, one.message.buttons[0])
            await ada.ask(channel, f"{team.bot_mention} thing")
            await team.deliver_event({"type": "channel_deleted", "channel": f"C{seed}"})
        await asyncio.sleep(0.2)
        await app.settled()
        await slack.disorder()
        found = await ada.slash(channel, "/resource find")

    seen = await ada.sees(channel)
    answers = [one.text for one in seen]
    in_public = [one for one in seen if not one.is_ephemeral and one.wire.get("user") == team.bot_user_id]
    assert len(in_public) == 3
    assert "10 in all." in found.text or "10 shown of 10" in found.text
    assert sum(one.startswith("Added to the library as number") for one in answers) == 10
    assert sum(one.startswith("Thank you.") for one in answers) == 9
    assert sorted(heard) == ["C0", "C1", "C2"]
    assert await slack.violations() == []


async def test_sockets_that_are_deaf_or_gone_for_long_are_made_anew(
    opened: Open, slack: Slack, ada: Human, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R29, R30, and "gateway down for an hour": nobody is told, the flag stays up, and the pauses grow."""
    monkeypatch.setattr("adapters.slack.connection.LEAST_WAIT_SECONDS", 0.05)
    monkeypatch.setattr("adapters.slack.connection.MOST_WAIT_SECONDS", 0.2)
    async with opened(deaf_after_seconds=0.5) as app:
        await slack.controls.call("freeze_sockets")
        silent = [app.health().connections[0].silent_seconds]
        await slack.wait_for_opened(2)
        deaf = await ada.slash(channel, "/help")

        await slack.controls.call("go_down", what="socket")
        await until(lambda: not app.health().is_hearing)
        await asyncio.sleep(0.5)
        silent.append(app.health().connections[0].silent_seconds)
        await slack.controls.call("come_up", what="socket")
        await slack.wait_for_sockets(1)
        gone = await ada.slash(channel, "/help")

    assert (deaf.text.split("\n")[0], gone.text.split("\n")[0]) == ("What can be said here",) * 2
    assert silent[0] < 0.5 < silent[1]


async def test_token_that_is_revoked_while_the_bot_runs_breaks_nothing(
    opened: Open, slack: Slack, team: Team, ada: Human, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    """Bad weather, "token revoked": what needs no token is answered, what needs one is logged without it."""
    async with opened() as app:
        await ada.slash(channel, ADD.format("First"))
        await team.revoke()
        answered = await ada.slash(channel, "/resource find")
        lost = await ada.ask(channel, f"{team.bot_mention} first", patience_seconds=0.5)
        await app.settled()

    assert "First" in answered.text
    assert lost.messages == ()
    failed = [vars(one).get("code") for one in caplog.records if one.levelno >= logging.WARNING]
    assert "token_revoked" in failed
    assert [one for one in caplog.records if one.exc_info or team.token in str(vars(one))] == []


async def test_channel_that_goes_and_channel_that_does_not_want_the_bot_are_told_in_a_sentence(
    opened: Open, slack: Slack, team: Team, ada: Human, channel: Channel
) -> None:
    """Bad weather, "channel deleted" and "kicked": what shall be shown to everybody has no place any more."""
    doomed = await team.channel("doomed", ada)
    async with opened():
        added = await ada.slash(channel, ADD.format("First"))
        there = await ada.slash(doomed, "/resource find")
        await team.kick_bot(channel)
        kicked = await ada.press(added, "Share here")
        pressing = asyncio.ensure_future(ada.press(there, "Share here", patience_seconds=0.5))
        await team.delete(doomed)
        await asyncio.gather(pressing, return_exceptions=True)
        after = await ada.slash(channel, "/resource find")

    assert kicked.text.startswith("I am not in this channel, so nothing was shown. Invite me with /invite")
    assert "First" in after.text


async def test_answer_whose_arrival_is_not_known_is_not_doubled(
    opened: Open, slack: Slack, team: Team, ada: Human, channel: Channel
) -> None:
    """R16: one send, two messages, because the connection broke after Slack had taken the first."""
    async with opened():
        added = await ada.slash(channel, ADD.format("First"))
        for kind in ("drop_after", "error_after", "garbled"):
            await slack.fault(kind, "chat.postMessage", times=None, every=1)
            await ada.press(added, "Share here")
            await slack.clear_faults()
            await asyncio.sleep(1.1)

    shared = [one for one in await team.messages(channel) if one.text.startswith("Shared by Ada")]
    assert len(shared) == 3
