"""Questions in Slack of which several choices answer one."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.slack import forms
from adapters.slack.app import SlackApp
from adapters.slack.origin import Origin, Workspace
from bot.dispatch import Dispatcher
from bot.errors import NotAllowed
from bot.replies import Field, Form, Reply, done
from bot.requests import Call
from bot.spec import Text, command
from tests.fakes.control import Refused
from tests.slack.conftest import Running
from tests.slack.fake import Channel, Human, Team
from tests.slack.fake.blocks import MODAL
from tests.slack.fake.state import filled as chosen_in
from tests.slack.test_conversation import ada, app, channel, fake, team
from tests.slack.wire import check_view

__all__ = ["ada", "app", "channel", "fake", "team"]

HERE = Origin(workspace=Workspace(id="T1", token="xoxb"), user="U1", channel="C1", response_url="https://x.example/1")
WAYS = ("read", "listen", "watch")


@command(
    "learn", about="Learn", options=[Text(name="ways", about="How", several_of=WAYS), Text(name="why", about="Why")]
)
async def learn(call: Call, ways: str = "", why: str = "") -> Reply:
    if not why:
        fields = (
            Field(option="ways", label="How", choices=WAYS, most=3, value="watch"),
            Field(option="why", label="Why", required=True),
        )
        return Form(title="Learn", command=("learn",), fields=fields)
    if why == "no":
        raise NotAllowed("Not today.")
    return done(f"{ways} because {why}")


@pytest.fixture
def learning(dispatcher: Dispatcher) -> Dispatcher:
    return Dispatcher(commands=[learn], store=dispatcher.store, clock=dispatcher._clock)


async def test_several_are_chosen_and_arrive_as_words_parted_by_commas(running: Running, learning: Dispatcher) -> None:
    async with running(answered_by=learning) as ada:
        asked = await ada.says("/learn")
        said = await ada.fills(ways="listen, read", why="fun")

    assert "  ways: How (several of read, listen, watch) = watch\n" in asked
    assert said == "listen, read because fun"


async def test_refused_form_keeps_what_was_chosen(running: Running, learning: Dispatcher) -> None:
    async with running(answered_by=learning) as ada:
        await ada.says("/learn")
        await ada.fills(ways="listen, read", why="no")
        check_view(ada.view)
        said = await ada.fills(why="fun")

    assert said == "listen, read because fun"


async def test_what_was_chosen_at_first_can_be_left_out_after_a_refusal(running: Running, learning: Dispatcher) -> None:
    async with running(answered_by=learning) as ada:
        await ada.says("/learn")
        await ada.fills(ways="", why="no")
        said = await ada.fills(why="fun")

    assert said == " because fun"


def test_view_with_several_is_one_that_slack_takes_and_fills_in() -> None:
    fields = (
        Field(option="ways", label="How", choices=WAYS, most=25, value="read, watch, walk"),
        Field(option="why", label="Why", choices=("a", "b"), most=2),
    )
    view = forms.modal(Form(title="Learn", command=("learn",), fields=fields), learn, HERE)
    asked: list[dict[str, Any]] = [block["element"] for block in view["blocks"] if block["type"] == "input"]

    assert list(MODAL(view, "")) == []
    assert [one["max_selected_items"] for one in asked] == [3, 2]
    assert [one["value"] for one in asked[0]["initial_options"]] == ["read", "watch"]
    assert "initial_options" not in asked[1]
    state = {"option:why": {"answer": chosen_in(asked[1], ["b", "a"], [])}}
    assert forms.filled({"state": {"values": state}}) == {"why": "b, a"}


def test_nobody_chooses_more_than_may_be_chosen() -> None:
    field = Field(option="ways", label="How", choices=WAYS, most=2)
    view = forms.modal(Form(title="Learn", command=("learn",), fields=(field,)), learn, HERE)
    [asked] = [block["element"] for block in view["blocks"] if block["type"] == "input"]

    with pytest.raises(Refused, match="up to 2"):
        chosen_in(asked, list(WAYS), [])


async def test_newcomer_picks_several_tags_in_a_window_that_the_strict_stand_in_takes(
    app: SlackApp, team: Team, ada: Human, channel: Channel
) -> None:
    await ada.slash(channel, "/resource add Loops kind:book tags:loops,pairing,tests new-tags:yes")
    asked = await ada.slash(channel, "/onboarding start")
    opened = await ada.press(asked, "Answer")

    await ada.submit(opened, {"What do you want to learn about?": ["loops", "tests"]})
    told = await team.wait_for_message(channel, "learn about #loops and #tests", to=ada)

    assert opened.modal.title == "What brings you here"
    assert "How you learn" in told.text
