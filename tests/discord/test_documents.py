"""Files: attached to the private answer, whichever way it goes out."""

from __future__ import annotations

import asyncio
import json

import discord
import pytest

from adapters.discord.answering import Answering
from adapters.discord.limits import CONTENT_UNITS
from adapters.discord.render import Plain, rendered
from bot.replies import ALT_CHARACTERS, Button, Document, Mention, Picture, Reply, said, text
from bot.requests import Call
from bot.spec import command
from tests.discord.conftest import OpenStage
from tests.discord.stage import Stage
from tests.test_pictures import DOT

FILE = Document(name="about-you.json", content='{"name": "Zoë"}\n', text=text("Yours, with *stars* @everyone."))
SHOWN = "Yours, with *stars* @everyone."


def slow(seconds: float) -> tuple[object, object]:
    """A command that takes its time to make a file, and one that shows a button for it."""

    @command("slow", about="Slow", reads=True)
    async def crawl(call: Call) -> Reply:
        await asyncio.sleep(seconds)
        return FILE

    @command("start", about="Start", reads=True)
    async def start(call: Call) -> Reply:
        return said("Start", actions=(Button(label="Go", command=("slow",)),))

    return crawl, start


def hurry(stage: Stage) -> None:
    """Signs of life come soon: that it will come, and that it takes longer."""
    stage.app.client.answering = Answering(stage.dispatcher, defer_seconds=0.05, patience_seconds=0.1)


async def attached(message: discord.Message) -> list[tuple[str, str]]:
    """The names of the files of a message, with what is in them."""
    return [(one.filename, (await one.read()).decode()) for one in message.attachments]


@pytest.mark.parametrize("seconds", [0, 0.08, 0.3], ids=["at once", "after a sign of life", "after words"])
async def test_file_is_attached_to_the_private_answer(open_stage: OpenStage, seconds: float) -> None:
    stage = await open_stage(slow(seconds))
    hurry(stage)

    result = await stage.ada.slash(stage.channel, "slow")

    assert result.response
    assert (result.response.ephemeral, result.followups) == (True, [])
    assert stage.read(result) == SHOWN
    assert await attached(result.response.message) == [(FILE.name, FILE.content)]


@pytest.mark.parametrize("seconds", [0, 0.08, 0.3], ids=["at once", "after a sign of life", "after words"])
async def test_file_asked_for_by_a_button_leaves_its_message_as_it_is(open_stage: OpenStage, seconds: float) -> None:
    stage = await open_stage(slow(seconds))
    hurry(stage)
    shown = await stage.ada.slash(stage.channel, "start")
    assert shown.response

    pressed = await stage.ada.click(shown.response, label="Go")

    answer = pressed.followups[-1] if seconds else pressed.response
    assert answer
    assert shown.response.content == "Start"
    assert answer.ephemeral
    assert await attached(answer.message) == [(FILE.name, FILE.content)]


async def test_file_that_comes_too_late_is_attached_to_a_direct_message(open_stage: OpenStage) -> None:
    opened = asyncio.Event()

    async def passed() -> None:
        await opened.wait()

    @command("slow", about="Slow", reads=True)
    async def crawl(call: Call) -> Reply:
        await stage.env.external_wait(passed(), reason="the gate")
        return FILE

    stage = await open_stage([crawl])
    hurry(stage)
    await stage.ada.slash(stage.channel, "slow")
    await stage.env.advance_time(16 * 60)
    opened.set()
    await stage.env.settle()

    direct = stage.ada.user.dm_channel.last_message
    assert direct
    assert await attached(direct) == [(FILE.name, FILE.content)]


def test_sentence_beside_a_file_is_cut_and_tells_whom_it_names() -> None:
    message = rendered(Document(name="a.json", content="{}", text=text(Mention("1234567890123456"), "x" * 3_000)))

    assert isinstance(message, Plain)
    assert len(message.content) <= CONTENT_UNITS
    assert message.content.endswith("…")
    assert message.pings == ("1234567890123456",)


async def test_picture_is_attached_with_what_it_says(open_stage: OpenStage) -> None:
    alt = "A white dot, " + "x" * (ALT_CHARACTERS - 13)

    @command("dot", about="A dot", reads=True)
    async def dot(call: Call) -> Reply:
        return Picture(name="dot.png", png=DOT, alt=alt, text=text("One *white* dot."))

    stage = await open_stage([dot])

    result = await stage.ada.slash(stage.channel, "dot")

    assert result.response
    assert (result.response.ephemeral, stage.read(result)) == (True, "One *white* dot.")
    [picture] = result.response.message.attachments
    assert (picture.filename, picture.description, await picture.read()) == ("dot.png", alt, DOT)


async def test_export_of_the_whole_bot_is_the_file_of_the_person_who_asked(stage: Stage) -> None:
    await stage.slash("resource add", what="A book", kind="book", tags="loops", by=stage.bea)

    result = await stage.ada.slash(stage.channel, "me export")

    assert result.response
    [(name, content)] = await attached(result.response.message)
    assert name == "about-you.json"
    assert json.loads(content)["name"] == "ada"
    assert "bea" not in content
