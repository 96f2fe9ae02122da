"""Conversations over Socket Mode with the fake that stands for Slack, strictly: nothing it would refuse is sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from adapters.slack.app import SlackApp
from adapters.slack.settings import Mode, SlackSettings
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from tests.slack.fake import Channel, Human, Slack, Team, slack_fake
from tests.slack.transcript import transcript_of
from tests.talk import TestClock

ADD = '/resource add https://example.org/retro title:"Better retros" kind:article tags:retros new-tags:yes'


@pytest.fixture
async def fake() -> AsyncIterator[Slack]:
    async with slack_fake() as started:
        yield started


@pytest.fixture
async def team(fake: Slack) -> Team:
    return await fake.team("Guild")


@pytest.fixture
async def ada(team: Team) -> Human:
    return await team.person("Ada")


@pytest.fixture
async def channel(team: Team, ada: Human) -> Channel:
    return await team.channel("general", ada)


@pytest.fixture
async def app(fake: Slack, team: Team, dispatcher: Dispatcher, clock: TestClock) -> AsyncIterator[SlackApp]:
    made = SlackApp(
        dispatcher=dispatcher,
        ears=Ears(listeners=(), store=dispatcher.store, clock=clock),
        settings=SlackSettings(mode=Mode.SOCKET, bot_token=team.token, app_token=fake.app_token, api_base=fake.api),
    )
    await made.start()
    await fake.wait_for_sockets(1)
    yield made
    await made.close()
    assert await fake.violations() == []


async def test_what_is_saved_is_found_shared_and_marked_useful(
    app: SlackApp, team: Team, ada: Human, channel: Channel
) -> None:
    saved = await ada.slash(channel, ADD)
    found = await ada.slash(channel, "/resource find #retros")
    useful = await ada.press(found, "Useful 1")
    shared = await ada.press(saved, "Share here")

    assert "Added to the library as number 1" in saved.text
    assert found.message.is_ephemeral
    assert "you are the first" in useful.text
    assert not shared.message.is_ephemeral
    assert transcript_of(shared.message.wire["blocks"]).startswith("Shared by Ada")


async def test_form_is_opened_refused_and_sent(app: SlackApp, team: Team, ada: Human, channel: Channel) -> None:
    opened = await ada.slash(channel, "/resource add https://example.org/retro")
    answers: dict[str, object] = {
        "How it is called": "Better retros",
        "What it is": "article",
        "Tags, parted by spaces": "§§§",
    }
    refused = await ada.submit(opened, answers)

    await ada.submit(opened, answers | {"Tags, parted by spaces": "retros"})
    saved = await team.wait_for_message(channel, "Added to the library as number 1", to=ada)

    assert "§§§" in refused.errors["Tags, parted by spaces"]
    assert saved.is_ephemeral


async def test_mention_shortcut_and_home_are_answered(app: SlackApp, team: Team, ada: Human, channel: Channel) -> None:
    await ada.slash(channel, ADD)
    answered = await ada.ask(channel, f"{team.bot_mention} retros")
    shortcut = await ada.shortcut("find")
    screen = await ada.open_home()

    assert "Better retros" in answered.text
    assert shortcut.modal.title.startswith("Find something")
    assert screen.text


async def test_file_comes_into_the_direct_messages_of_the_person_who_asked(
    app: SlackApp, fake: Slack, team: Team, ada: Human, channel: Channel
) -> None:
    await ada.slash(channel, "/me export")
    told = await team.wait_for_message(channel, "in your direct messages", to=ada)
    words, file = await ada.sees(await ada.dms())

    [content] = [one["text"] for one in await fake.requests() if one["kind"] == "upload"]
    assert told.is_ephemeral
    assert words.text.startswith("This is everything that is kept about you")
    assert [(one["name"], one["size"]) for one in file.wire["files"]] == [("about-you.json", len(content.encode()))]
    assert json.loads(content)["name"] == "Ada"
    assert [one.only_for for one in await team.messages(channel)] == [ada.id]


async def test_file_that_was_asked_for_in_direct_messages_is_not_announced_there(
    app: SlackApp, team: Team, ada: Human
) -> None:
    dms = await ada.dms()

    await ada.slash(dms, "/me export")
    await app.settled()

    assert ["files" in one.wire for one in await ada.sees(dms)] == [False, True]


async def test_who_may_not_send_files_says_what_is_to_be_granted(
    app: SlackApp, team: Team, ada: Human, channel: Channel
) -> None:
    await team.set_scopes("chat:write", "commands", "users:read")

    answer = await ada.slash(channel, "/me export")

    assert "grant files:write to this app: commonplace doctor says how." in answer.text
    assert await ada.sees(await ada.dms()) == []


@pytest.mark.parametrize("step", ["getUploadURLExternal", "/upload/", "completeUploadExternal"])
async def test_file_that_slack_does_not_take_is_said_not_to_be_there(
    app: SlackApp, fake: Slack, team: Team, ada: Human, channel: Channel, step: str
) -> None:
    await fake.fault("refuse", step)

    await ada.slash(channel, "/me export")

    told = await team.wait_for_message(channel, "Slack did not take it just now.", to=ada)
    assert told.is_ephemeral
