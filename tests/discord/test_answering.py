"""Answers in time, whatever happens on the way: slow databases, lost tokens, mistakes of ours, refusals of Discord."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters.discord import answering
from adapters.discord.answering import Answering
from bot.replies import Button, Card, Field, Form, Reply, Section, Shared, Update, done, said
from bot.requests import Call
from bot.spec import Text, command
from tests.discord.conftest import OpenStage
from tests.discord.stage import Stage

#: Discord's numbers of first answers.
MESSAGE, THINKING = 4, 5
PATIENCE = "This takes longer than usual. The answer will appear here."


class Gate:
    """Holds commands back until it is opened."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()

    async def passed(self) -> None:
        await self.opened.wait()


def hurry(stage: Stage, *, defer_seconds: float = 0.05, patience_seconds: float = 60) -> None:
    """The same flow in less time."""
    stage.app.client.answering = Answering(
        stage.dispatcher, defer_seconds=defer_seconds, patience_seconds=patience_seconds
    )


def slow(seconds: float, reply: Reply, *, private: bool = True) -> tuple[object, object]:
    """A command that takes its time, and one that shows a button for it."""

    @command("slow", about="Slow", reads=True, private=private)
    async def crawl(call: Call) -> Reply:
        await asyncio.sleep(seconds)
        return reply

    @command("start", about="Start", reads=True)
    async def start(call: Call) -> Reply:
        return said("Start", actions=(Button(label="Go", command=("slow",)),))

    return crawl, start


async def test_slow_answer_replaces_the_sign_of_life(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.2, said("At last.")))
    hurry(stage)

    result = await stage.ada.slash(stage.channel, "slow")

    assert stage.first_answers() == [THINKING]
    assert (result.ephemeral, result.followups) == (True, [])
    assert stage.read(result) == "At last."


async def test_quick_answer_needs_no_sign_of_life(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0, said("At once.")))

    result = await stage.ada.slash(stage.channel, "slow")

    assert stage.first_answers() == [MESSAGE]
    assert stage.read(result) == "At once."


async def test_very_slow_answer_is_announced_in_words(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.4, said("At last.")))
    hurry(stage, patience_seconds=0.1)

    result = await stage.ada.slash(stage.channel, "slow")

    contents = [body.get("content") for body in stage.sent()]
    assert contents[-2:] == [PATIENCE, "At last."]
    assert stage.read(result) == "At last."


async def test_sign_of_life_comes_well_before_discord_gives_up() -> None:
    assert answering.DEFER_SECONDS <= 1.5
    assert answering.PATIENCE_SECONDS < 2.5


async def test_slow_button_changes_its_own_message(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.4, Update(reply=said("Changed."))))
    hurry(stage, patience_seconds=0.1)
    shown = await stage.ada.slash(stage.channel, "start")
    assert shown.response

    pressed = await stage.ada.click(shown.response, label="Go")

    assert shown.response.content == "Changed."
    assert pressed.followups == []


async def test_slow_button_answers_privately_beside_its_message(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.4, done("Done.")))
    hurry(stage, patience_seconds=0.1)
    shown = await stage.ada.slash(stage.channel, "start")
    assert shown.response

    pressed = await stage.ada.click(shown.response, label="Go")

    assert shown.response.content == "Start"
    assert [(one.content, one.ephemeral) for one in pressed.followups] == [("Done.", True)]


async def test_slow_button_shares_with_everybody(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.2, Shared(reply=said("For all."))))
    hurry(stage)
    shown = await stage.ada.slash(stage.channel, "start")
    assert shown.response

    pressed = await stage.ada.click(shown.response, label="Go")

    assert [(one.content, one.ephemeral) for one in pressed.followups] == [("For all.", False)]


async def test_slow_private_command_shares_beside_its_private_answer(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.2, Shared(reply=said("For all."))))
    hurry(stage)

    result = await stage.ada.slash(stage.channel, "slow")

    assert result.response
    assert (result.response.content, result.response.ephemeral) == ("It is shown to everybody here now.", True)
    assert [(one.content, one.ephemeral) for one in result.followups] == [("For all.", False)]


async def test_slow_public_command_is_thinking_in_public(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.2, Shared(reply=said("For all.")), private=False))
    hurry(stage)

    result = await stage.ada.slash(stage.channel, "slow")

    assert (result.ephemeral, stage.read(result), result.followups) == (False, "For all.", [])


async def test_slow_form_is_a_button_that_opens_it(open_stage: OpenStage) -> None:
    @command("ask", about="Ask", options=[Text(name="what", about="What", required=True)])
    async def ask(call: Call, what: str) -> Reply:
        return done(what)

    @command("go", about="Go", reads=True)
    async def go(call: Call) -> Reply:
        await asyncio.sleep(0.2)
        return Form(title="Ask", command=("ask",), fields=(Field(option="what", label="What"),))

    stage = await open_stage([ask, go])
    hurry(stage)

    result = await stage.ada.slash(stage.channel, "go")
    assert result.response
    window = await stage.ada.click(result.response, label="Open the form")

    assert window.modal


async def test_answer_after_fifteen_minutes_comes_as_a_direct_message(open_stage: OpenStage) -> None:
    gate = Gate()

    @command("slow", about="Slow", reads=True)
    async def crawl(call: Call) -> Reply:
        await stage.env.external_wait(gate.passed(), reason="the gate")
        return said("At last.")

    stage = await open_stage([crawl])
    hurry(stage)

    await stage.ada.slash(stage.channel, "slow")
    await stage.env.advance_time(16 * 60)
    gate.opened.set()
    await stage.env.settle()

    direct = stage.ada.user.dm_channel.last_message
    assert direct
    assert direct.content == "At last."


async def test_closed_direct_messages_leave_a_note_in_the_channel(open_stage: OpenStage) -> None:
    """R36: a member with closed direct messages aborted the command."""
    gate = Gate()

    @command("slow", about="Slow", reads=True)
    async def crawl(call: Call) -> Reply:
        await stage.env.external_wait(gate.passed(), reason="the gate")
        return said("A secret.")

    stage = await open_stage([crawl])
    hurry(stage)
    stage.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, message="Cannot send")

    await stage.ada.slash(stage.channel, "slow")
    await stage.env.advance_time(16 * 60)
    gate.opened.set()
    await stage.env.settle()

    note = stage.channel.last_message
    assert note
    assert "too late to be shown" in note.content
    assert "secret" not in note.content
    assert stage.sent()[-1]["allowed_mentions"] == {"parse": [], "users": [stage.ada.id]}


@pytest.mark.parametrize("code", [10062, 40060])
async def test_too_late_or_answered_already_is_logged_and_never_shown(
    open_stage: OpenStage, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    stage = await open_stage(slow(0, said("Hello.")))
    stage.env.inject_error("POST", "/interactions/*/callback", status=404, code=code)

    with caplog.at_level(logging.INFO, "adapters.discord"):
        result = await stage.ada.slash(stage.channel, "slow")

    assert (result.response, result.followups) == (None, [])
    assert stage.channel.last_message is None
    assert [record.message for record in caplog.records if record.name.startswith("adapters")] == [
        "answer has no place"
    ]


async def test_slow_answer_of_somebody_else_is_not_overwritten(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.2, said("Hello.")))
    hurry(stage)
    stage.env.inject_error("POST", "/interactions/*/callback", status=400, code=40060)

    result = await stage.ada.slash(stage.channel, "slow")

    assert (result.response, result.followups) == (None, [])


async def test_answer_that_discord_refuses_is_replaced_by_a_sentence(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0, said("Hello.")))
    stage.env.inject_error("POST", "/interactions/*/callback", status=400, code=50035, times=1)

    answer = await stage.slash("slow")

    assert answer.startswith("The answer is there, but Discord would not show it.")


async def test_mistake_in_rendering_leaves_nobody_without_an_answer(open_stage: OpenStage) -> None:
    broken = Card(title="T", sections=(Section(text=(7,)),))  # type: ignore[arg-type]
    stage = await open_stage(slow(0, broken))

    answer = await stage.slash("slow")

    assert answer.startswith("The answer is there, but Discord would not show it.")


async def test_broken_command_is_answered_with_a_reference(open_stage: OpenStage) -> None:
    @command("break", about="Break", reads=True)
    async def broken(call: Call) -> Reply:
        raise RuntimeError("a secret")

    stage = await open_stage([broken])

    answer = await stage.slash("break")

    assert answer.startswith("Something went wrong here, and nothing was changed.")
    assert "secret" not in answer


async def test_closing_waits_for_the_answer_being_given(open_stage: OpenStage) -> None:
    stage = await open_stage(slow(0.3, said("At last.")))
    client = stage.app.client
    asking = asyncio.create_task(stage.slash("slow"))
    await asyncio.sleep(0.1)
    began_answering = client.is_answering

    await client.stop()

    assert (began_answering, client.is_answering) == (True, False)
    assert await asking == "At last."
