"""Pictures in Slack: brought into the direct messages of whoever asked, with what they say to a screen reader."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.app import SlackApp
from adapters.slack.settings import Mode, SlackSettings
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from bot.replies import ALT_CHARACTERS, Picture, Reply, text
from bot.requests import Call
from bot.spec import command
from tests.slack.fake import Slack, slack_fake
from tests.talk import TestClock
from tests.test_pictures import DOT

ALT = "A white dot, " + "x" * (ALT_CHARACTERS - 13)


@command("dot", about="A dot", reads=True)
async def dot(call: Call) -> Reply:
    return Picture(name="dot.png", png=DOT, alt=ALT, text=text("One <white> dot."))


@pytest.fixture
async def fake() -> AsyncIterator[Slack]:
    async with slack_fake() as started:
        yield started


async def test_picture_comes_with_its_words_to_whoever_asked(
    fake: Slack, dispatcher: Dispatcher, clock: TestClock
) -> None:
    team = await fake.team("Guild")
    ada = await team.person("Ada")
    channel = await team.channel("general", ada)
    made = Dispatcher(commands=[dot], store=dispatcher.store, clock=clock)
    app = SlackApp(
        dispatcher=made,
        ears=Ears(listeners=(), store=made.store, clock=clock),
        settings=SlackSettings(mode=Mode.SOCKET, bot_token=team.token, app_token=fake.app_token, api_base=fake.api),
    )
    await app.start()
    await fake.wait_for_sockets(1)

    await ada.slash(channel, "/dot")
    await team.wait_for_message(channel, "in your direct messages", to=ada)
    words, picture = await ada.sees(await ada.dms())
    await app.close()

    [sent] = [one for one in await fake.requests() if one["kind"] == "upload"]
    assert words.text == "One <white> dot."
    assert [(one["name"], one["size"], one["alt_txt"]) for one in picture.wire["files"]] == [("dot.png", len(DOT), ALT)]
    assert sent["sha256"] == hashlib.sha256(DOT).hexdigest()
    assert [one.only_for for one in await team.messages(channel)] == [ada.id]
    assert await fake.violations() == []


async def test_fake_takes_no_more_words_for_a_picture_than_slack(fake: Slack) -> None:
    team = await fake.team("Guild")
    client = AsyncWebClient(token=team.token, base_url=fake.api)
    most, more = "x" * ALT_CHARACTERS, "x" * (ALT_CHARACTERS + 1)

    await client.files_getUploadURLExternal(filename="dot.png", length=len(DOT), alt_txt=most)
    with pytest.raises(SlackApiError) as refusal:
        await client.files_getUploadURLExternal(filename="dot.png", length=len(DOT), alt_txt=more)

    assert refusal.value.response["error"] == "alt_txt_too_large"
