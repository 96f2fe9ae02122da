"""Forms in Slack: asked for, filled in, refused below the question, asked again, and sent after a restart."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from adapters.slack import forms
from adapters.slack.origin import Origin, Workspace
from bot.cutting import cut
from bot.dispatch import Dispatcher
from bot.errors import InvalidInput, NotAllowed
from bot.replies import Field, Form, Reply, done
from bot.requests import Call
from bot.spec import Channel, Moment, Pick, Someone, Text, Whole, YesNo, command
from commands import COMMANDS
from tests.slack.conftest import Running
from tests.slack.fake.blocks import MODAL
from tests.slack.people import Person
from tests.slack.wire import check_view
from tests.talk import TestClock

HERE = Origin(workspace=Workspace(id="T1", token="xoxb"), user="U1", channel="C1", response_url="https://x.example/1")


@command(
    "poll",
    "ask",
    about="Ask everybody something that takes more than a title of twenty-four characters",
    options=[
        Text(name="question", about="What is asked", required=True, bare=True, max_characters=100),
        Whole(name="votes", about="How many votes each has", required=True, least=1, most=9),
        Pick(name="how", about="How it is counted", choices=("open", "secret"), required=True),
        Someone(name="who", about="Who counts", required=True),
        Channel(name="where", about="Where it is asked", required=True),
        YesNo(name="sure", about="Without asking again"),
    ],
)
async def poll(call: Call, question: str, votes: int, how: str, who: str, where: str, sure: bool = False) -> Reply:
    return done(f"{question} {votes} {how} {who} {where} {sure}")


@command(
    "meet",
    about="Meet",
    options=[
        Text(name="what", about="What it is called", required=True),
        Moment(name="at", about="When it begins", required=True),
        Moment(name="until", about="When it ends"),
    ],
)
async def meet(call: Call, what: str, at: str, until: str = "") -> Reply:
    if what == "more":
        asked = (Field(option="at", label="When", value=at), Field(option="until", label="Until when", value=until))
        return Form(title="Meet", command=("meet",), fields=asked, known={"what": "less"})
    if not at.startswith("2026-12-0"):
        raise InvalidInput("That is not in the first days of December.", "Try another day.", field="at")
    if what == "nothing":
        raise NotAllowed("Nobody meets for nothing.")
    return done(f"{what}, {at}, {until}")


@pytest.fixture
def asking(dispatcher: Dispatcher) -> Dispatcher:
    return Dispatcher(commands=[*COMMANDS, poll, meet], store=dispatcher.store, clock=dispatcher._clock)


async def test_what_a_command_lacks_is_asked_for_and_then_done(ada: Person) -> None:
    asked = await ada.says("/resource add https://example.org/retro")

    said = await ada.fills(title="Better retros", kind="article", tags="retros", why="It is *short*")

    assert asked.splitlines()[0] == "Add to the library"
    assert said.startswith("Added to the library as number 1\n\nBetter retros <https://example.org/retro>")
    assert "It is *short*" in said
    assert ada.acknowledged == {}


async def test_form_is_opened_with_the_trigger_of_the_command(ada: Person) -> None:
    await ada.says("/resource add Retro", trigger_id="T-1")

    [opened] = ada.slack.made("views.open")
    assert opened.args["trigger_id"] == "T-1"
    check_view(opened.args["view"])


async def test_refused_answers_stand_below_their_questions_all_at_once(ada: Person, running: Running) -> None:
    await ada.says("/resource add https://example.org/retro")

    said = await ada.fills(title="t" * 1_001, kind="article", tags="t" * 701)

    assert ada.acknowledged["response_action"] == "errors"
    assert set(json.loads(said)) == {"option:title", "option:tags"}


async def test_refusal_by_a_command_stands_below_the_question_it_is_about(ada: Person) -> None:
    await ada.says("/resource add https://example.org/retro")

    said = await ada.fills(title="Better retros", kind="article", tags="§§§")

    assert ada.acknowledged["response_action"] == "errors"
    assert set(json.loads(said)) == {"option:tags"}
    sent = await ada.fills(title="Better retros", kind="article", tags="retros")
    assert sent.startswith("Added to the library as number 1")


async def test_refusal_of_the_whole_stands_above_the_questions_and_answers_are_kept(ada: Person, olga: Person) -> None:
    await ada.says("/resource add https://example.org/retro")
    await olga.says("/community setup add:curators")

    said = await ada.fills(title="Better retros", kind="article", tags="retros")
    again = ada.view
    await olga.says("/community setup add:everyone")

    assert ada.acknowledged["response_action"] == "update"
    assert "Only curators add to the library here." in said
    kept = {block["block_id"]: block["element"].get("initial_value") for block in again["blocks"] if "label" in block}
    assert kept["option:title"] == "Better retros"
    check_view(again)
    assert (await ada.fills(tags="retros")).startswith("Added to the library as number 1")


async def test_refused_form_can_be_sent_again_and_again_without_growing(ada: Person, olga: Person) -> None:
    await ada.says("/resource add https://example.org/retro")
    await olga.says("/community setup add:curators")
    for _ in range(3):
        await ada.fills(title="Better retros", kind="article", tags="retros")

    assert [block.get("block_id") for block in ada.view["blocks"]].count("problem") == 1


@command("pot", "give", about="Give", options=[Whole(name="much", about="How much", required=True)])
async def give(call: Call, much: int) -> Reply:
    raise InvalidInput("The pot is full.", "See /pot give and /potter.", field="much" if much < 5 else None)


@pytest.mark.parametrize("much", ["4", "5"])
async def test_refusal_in_a_form_names_commands_with_their_prefix(
    running: Running, dispatcher: Dispatcher, clock: TestClock, much: str
) -> None:
    giving = Dispatcher(commands=[give], store=dispatcher.store, clock=clock)
    async with running(answered_by=giving, command_prefix="cp") as ada:
        await ada.says("/cp-pot give")

        said = await ada.fills(much=much)

    assert "See /cp-pot give and /potter." in said


async def test_form_that_was_opened_before_a_restart_is_sent_after_it(running: Running) -> None:
    async with running() as before:
        await before.says("/resource add https://example.org/retro")
        view = before.view

    async with running() as ada:
        ada.view = view
        said = await ada.fills(title="Better retros", kind="article", tags="retros")

    assert said.startswith("Added to the library as number 1")


@pytest.mark.parametrize(
    "metadata",
    ["", "{", "[]", "null", "{}", '{"c":["gone"],"k":{},"p":"","t":null,"u":""}', '{"c":1,"k":2,"p":3,"t":4,"u":5}'],
)
async def test_form_of_another_version_is_answered_with_a_sentence(ada: Person, metadata: str) -> None:
    await ada.says("/resource add x")
    ada.view = {**ada.view, "private_metadata": metadata}

    said = await ada.fills(title="x", kind="article", tags="x")

    assert said.startswith("This button is from another time and no longer works.")


async def test_every_kind_of_option_has_its_own_question(running: Running, asking: Dispatcher) -> None:
    async with running(answered_by=asking) as ada:
        asked = await ada.says("/poll ask")
        said = await ada.fills(question="Pizza?", votes="3", how="secret", who="U9", where="C9")

    kinds = [
        block["element"]["type"]
        for block in ada.slack.made("views.open")[0].args["view"]["blocks"]
        if "element" in block
    ]
    assert kinds == ["plain_text_input", "plain_text_input", "static_select", "users_select", "conversations_select"]
    assert asked.startswith("Ask everybody something that takes more than a title of twenty-four characters\n")
    assert said == "Pizza? 3 secret U9 C9 False"


async def test_people_and_channels_are_named_in_a_command_as_slack_writes_them(
    running: Running, asking: Dispatcher
) -> None:
    async with running(answered_by=asking) as ada:
        typed = "ask Pizza? votes:3 how:open who:<@U9|bob> where:<#C9|general>"
        assert await ada.says("/poll", text=typed) == "Pizza? 3 open U9 C9 False"


async def test_what_could_be_chosen_is_loaded_and_what_is_typed_is_offered_first(ada: Person) -> None:
    await ada.says("/resource add https://example.org/a title:A kind:article tags:retros new-tags:yes")
    await ada.says("/tag show")
    [question] = [block for block in ada.view["blocks"] if block["type"] == "input"]
    asked = {**ada.interaction("block_suggestion"), "view": ada.view, "block_id": question["block_id"]}

    await ada.sends_payload({**asked, "action_id": "answer", "value": "retr"})

    assert question["element"]["type"] == "external_select"
    assert [option["value"] for option in ada.acknowledged["options"]] == ["retr", "retros"]


async def test_suggestions_for_a_form_of_another_version_are_what_was_typed(ada: Person) -> None:
    body = {**ada.interaction("block_suggestion"), "view": {"private_metadata": "?"}, "block_id": "option:name"}

    await ada.sends_payload({**body, "action_id": "answer", "value": "x" * 80})
    await ada.sends_payload({**body, "trigger_id": "2", "action_id": "answer", "value": "x" * 75})

    assert [option["value"] for option in ada.acknowledged["options"]] == ["x" * 75]


async def test_late_form_offers_a_button_that_opens_it(ada: Person) -> None:
    ada.slack.failures["views.open"] = ["expired_trigger_id"]

    said = await ada.says("/resource add https://example.org/retro")
    opened = await ada.presses("Open the form")

    assert said == "There are questions left to answer. Press the button to answer them.\n[Open the form]"
    assert opened.startswith("Add to the library")


async def test_form_that_takes_long_is_let_go_and_answered_by_message(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.filling.PATIENCE_SECONDS", 0.05)
    await ada.says("/resource add https://example.org/retro")

    async with ada.app._asking.dispatcher.store.write():
        sending = asyncio.ensure_future(ada.fills(title="Better retros", kind="article", tags="retros"))
        await asyncio.sleep(0.2)

    assert (await sending).startswith("Added to the library as number 1")
    assert ada.acknowledged["response_action"] == "update"
    assert "takes a moment" in str(ada.acknowledged["view"]["blocks"])


async def test_form_sent_twice_by_slack_is_done_once(ada: Person) -> None:
    await ada.says("/resource add https://example.org/retro")
    sent = ada.filled(title="Better retros", kind="article", tags="retros")

    await ada.sends_payload(sent)
    await ada.sends_payload(sent)

    assert len([call for call in ada.slack.calls if call.method.startswith("answer")]) == 1


@pytest.mark.parametrize("size", [0, 100, 2_600, 2_900, 2_999, 3_000])
@pytest.mark.parametrize("filler", ["a", "é", "👍", '"', "\\"])
def test_whatever_is_known_fits_or_becomes_a_question(size: int, filler: str) -> None:
    add = next(one for one in COMMANDS if one.path == ("resource", "add"))
    words = (filler * size)[:size]
    known: dict[str, str | int | bool] = {"what": words, "why": words, "new-tags": True}
    form = Form(title="t", command=add.path, fields=(Field(option="tags", label="Tags"),), known=known)

    view = forms.modal(form, add, HERE)

    check_view(view)
    kept = forms.kept_in(view)
    assert kept is not None
    asked = {
        block["block_id"].removeprefix("option:"): block["element"]["initial_value"]
        for block in view["blocks"]
        if block["type"] == "input" and "initial_value" in block["element"]
    }
    found = {**kept.known, **asked}
    # Beyond what Slack takes as an answer, the person sees that it is cut.
    assert all(found.get(name, "") in {words, cut(words, 3_000)} for name in ("what", "why"))
    assert found["new-tags"] is True


@pytest.mark.parametrize("size", [1, 23, 24, 25, 100, 2_000, 2_001])
@pytest.mark.parametrize("filler", ["a", "👍", "e\u0301", "ש"])
def test_titles_labels_and_problems_of_any_length_are_taken(size: int, filler: str) -> None:
    add = next(one for one in COMMANDS if one.path == ("resource", "add"))
    words = (filler * size)[:size]
    fields = (
        Field(option="title", label=words, value=words),
        Field(option="tags", label=words, value=words, required=True),
        Field(option="kind", label=words, choices=(words[:100], "x"), value=words[:100]),
    )

    check_view(forms.modal(Form(title=words, command=add.path, fields=fields, problem=words), add, HERE))
    check_view(forms.note(words, done(words)))
    errors = forms.problems({"title": words})
    assert 1 <= len(errors["option:title"]) <= 300


def elements(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The elements of a form's questions without their names, by the names of the questions."""
    return {
        block["block_id"]: {name: value for name, value in block["element"].items() if name != "action_id"}
        for block in view["blocks"]
        if block["type"] == "input"
    }


async def test_moment_is_picked_as_a_day_and_a_time(running: Running, asking: Dispatcher) -> None:
    async with running(answered_by=asking) as ada:
        asked = await ada.says("/meet")
        labels = [block["label"]["text"] for block in ada.view["blocks"] if block["type"] == "input"]
        said = await ada.fills(what="Loops", at="2026-12-01 18:00")

        assert labels == ["What it is called", "When it begins (day)", "When it begins (time)"]
        assert list(elements(ada.view)) == ["option:what", "option:at", "time:at"]
        assert elements(ada.view)["option:at"] == {"type": "datepicker"}
        assert elements(ada.view)["time:at"] == {"type": "timepicker"}
        check_view(ada.view)
    assert asked.splitlines()[:3] == [
        "Meet",
        "  what (required): What it is called",
        "  at (required): When it begins",
    ]
    assert said == "Loops, 2026-12-01 18:00, "


async def test_moment_is_typed_as_it_is_spoken(running: Running, asking: Dispatcher) -> None:
    async with running(answered_by=asking) as ada:
        assert await ada.says('/meet what:Loops at:2026-12-01 until:"tue 18:00"') == "Loops, 2026-12-01, tue 18:00"


async def test_moment_that_was_written_down_is_shown_by_the_pickers(running: Running, asking: Dispatcher) -> None:
    async with running(answered_by=asking) as ada:
        await ada.says('/meet what:more at:"2026-12-01 18:00"')
        shown = elements(ada.view)
        said = await ada.fills()

    assert shown["option:at"] == {"type": "datepicker", "initial_date": "2026-12-01"}
    assert shown["time:at"] == {"type": "timepicker", "initial_time": "18:00"}
    assert (shown["option:until"], shown["time:until"]) == ({"type": "datepicker"}, {"type": "timepicker"})
    assert said == "less, 2026-12-01 18:00, "


@pytest.mark.parametrize(
    "words",
    ["tue 18:00", "2026-12-01", "2026-02-30 18:00", "2026-12-01 24:00", "2026-12-01 18:00 Berlin", "٢٠٢٦-١٢-٠١ ١٨:٠٠"],
)
async def test_moment_that_no_picker_shows_stays_as_it_was_typed(
    running: Running, asking: Dispatcher, words: str
) -> None:
    async with running(answered_by=asking) as ada:
        await ada.says(f'/meet what:more at:"{words}"')
        shown = elements(ada.view)
        said = await ada.fills(at="2026-12-02")

    assert shown["option:at"] == {
        "type": "plain_text_input",
        "multiline": False,
        "max_length": 100,
        "initial_value": words,
    }
    assert "time:at" not in shown
    assert said == "less, 2026-12-02, "


@pytest.mark.parametrize(
    ("picked", "problem"),
    [
        ("2026-12-01", {"time:until": "Pick a time for that day."}),
        ("18:00", {"option:until": "Pick a day for that time."}),
    ],
)
async def test_half_a_moment_is_refused_below_the_picker_that_was_left_open(
    running: Running, asking: Dispatcher, picked: str, problem: dict[str, str]
) -> None:
    async with running(answered_by=asking) as ada:
        await ada.says('/meet what:more at:"2026-12-01 18:00"')

        said = await ada.fills(until=picked)

        assert ada.acknowledged["response_action"] == "errors"
        assert json.loads(said) == problem
        assert await ada.fills(until="2026-12-01 19:00") == "less, 2026-12-01 18:00, 2026-12-01 19:00"


async def test_refusal_about_a_moment_stands_below_its_day(running: Running, asking: Dispatcher) -> None:
    async with running(answered_by=asking) as ada:
        await ada.says("/meet")

        said = await ada.fills(what="Loops", at="2026-12-31 18:00")

    assert json.loads(said) == {"option:at": "That is not in the first days of December. Try another day."}


async def test_picked_moment_is_kept_where_the_whole_form_is_refused(running: Running, asking: Dispatcher) -> None:
    async with running(answered_by=asking) as ada:
        await ada.says("/meet")
        await ada.fills(what="nothing", at="2026-12-01 18:00")
        kept = elements(ada.view)
        check_view(ada.view)
        said = await ada.fills(what="Loops")

    assert ada.acknowledged == {}
    assert kept["option:at"] == {"type": "datepicker", "initial_date": "2026-12-01"}
    assert kept["time:at"] == {"type": "timepicker", "initial_time": "18:00"}
    assert said == "Loops, 2026-12-01 18:00, "


def test_form_with_moments_is_one_that_slack_takes() -> None:
    form = Form(
        title="Meet",
        command=("meet",),
        fields=(
            Field(option="at", label="When", required=True, value="2026-12-01 18:00"),
            Field(option="until", label="x" * 2_100, value="9999-12-31 23:59"),
        ),
    )

    view = forms.modal(form, meet, HERE)

    assert list(MODAL(view, "view")) == []
    check_view(view)
