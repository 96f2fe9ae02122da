"""Forms on Discord: windows with everything that is known, brought back as they were when something is refused."""

from __future__ import annotations

from typing import Any

import pytest
from discord import Permissions

from adapters.discord.forms import drafted, filled_in, modal, packed, unpacked
from bot.actions import pack, unpack
from bot.errors import InvalidInput, NotFound
from bot.grammar import Commands
from bot.identity import Role
from bot.replies import Button, Field, Form, Reply, done, said
from bot.requests import Call
from bot.spec import AnyCommand, Channel, Moment, Pick, PlatformRole, Someone, Text, command
from tests.discord.conftest import OpenStage
from tests.discord.stage import Stage
from tests.discord.transcript import walk


@command(
    *("book", "add"),
    about="Add a book",
    options=[
        Text(name="title", about="What it is called", required=True, max_characters=2_000),
        Pick(name="cost", about="What it costs", required=True, choices=("free", "paid")),
        Text(name="why", about="Why it is good", is_long=True),
    ],
)
async def add(call: Call, title: str, cost: str, why: str = "") -> Reply:
    if "?" in title:
        raise InvalidInput("A title has no question mark.", "Leave it out.", field="title")
    if not why:
        fields = (
            Field(option="cost", label="What it costs", value=cost, choices=("free", "paid"), required=True),
            Field(option="why", label="Why it is good, in a sentence or two that others understand", is_long=True),
        )
        return Form(title="One more thing", command=("book", "add"), fields=fields, known={"title": title})
    return done(f"{title}, {cost}: {why}")


@command("invite", about="Invite", is_typed=False)
async def invite(call: Call) -> Reply:
    return said("Have a book?", actions=(Button(label="Add", command=("book", "add")),))


@command("start", about="Start", reads=True)
async def start(call: Call) -> Reply:
    return await invite(call)


BOOKS: tuple[AnyCommand, ...] = (add, invite, start)


def inputs(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["custom_id"]: dict(one) for one in walk(shown["components"]) if "custom_id" in one}


async def open_from_button(stage: Stage) -> Any:
    shown = await stage.ada.slash(stage.channel, "start")
    assert shown.response
    return await stage.ada.click(shown.response, label="Add")


async def test_window_asks_for_what_is_missing(open_stage: OpenStage) -> None:
    stage = await open_stage(BOOKS)

    window = (await open_from_button(stage)).modal

    assert window["title"] == "Add a book"
    assert list(inputs(window)) == ["title", "cost"]
    assert [one["value"] for one in inputs(window)["cost"]["options"]] == ["free", "paid"]


async def test_filled_window_runs_the_command(open_stage: OpenStage) -> None:
    stage = await open_stage(BOOKS)
    window = await stage.ada.slash(stage.channel, "book add", title="Loops", cost="free")

    sent = await stage.ada.submit_modal(window, {"cost": ["paid"], "why": "It is\nshort."})

    assert stage.read(sent) == "Loops, paid: It is\nshort."
    assert sent.ephemeral


async def test_window_outlives_a_restart(open_stage: OpenStage) -> None:
    stage = await open_stage(BOOKS)
    window = await stage.ada.slash(stage.channel, "book add", title="L" * 500, cost="free")

    await stage.restart()
    sent = await stage.ada.submit_modal(window, {"cost": ["free"], "why": "Good."})

    assert stage.read(sent) == f"{'L' * 500}, free: Good."


async def test_long_label_goes_on_under_itself(open_stage: OpenStage) -> None:
    stage = await open_stage(BOOKS)

    window = (await stage.ada.slash(stage.channel, "book add", title="Loops", cost="free")).modal

    assert window
    label = window["components"][1]
    assert label["label"] == "Why it is good, in a sentence or two that ot…"
    assert label["description"] == "Why it is good, in a sentence or two that others understand"


async def test_refused_window_comes_back_with_its_draft(open_stage: OpenStage) -> None:
    stage = await open_stage(BOOKS)
    window = await open_from_button(stage)

    refused = await stage.ada.submit_modal(window, {"title": "What?" * 30, "cost": ["paid"]})
    assert refused.response
    again = await stage.ada.click(refused.response, label="Fix it")

    assert stage.read(refused) == "A title has no question mark. Leave it out.\n[Fix it]"
    assert again.modal
    asked = inputs(again.modal)
    assert asked["title"]["value"] == "What?" * 30
    assert [one["value"] for one in asked["cost"]["options"] if one.get("default")] == ["paid"]


async def test_mended_window_runs_the_command(open_stage: OpenStage) -> None:
    stage = await open_stage(BOOKS)
    window = await open_from_button(stage)
    refused = await stage.ada.submit_modal(window, {"title": "What?", "cost": ["paid"]})
    assert refused.response
    again = await stage.ada.click(refused.response, label="Fix it")

    sent = await stage.ada.submit_modal(again, {"title": "What", "cost": ["free"]})

    # The command asks for more, and no window can follow a window: a button opens it.
    assert stage.read(sent) == "There is a little more to say.\n[Open the form]"
    assert sent.response
    more = await stage.ada.click(sent.response, label="Open the form")
    last = await stage.ada.submit_modal(more, {"cost": ["free"], "why": "Good."})
    assert stage.read(last) == "What, free: Good."


async def test_role_lost_while_the_window_is_open_is_refused(open_stage: OpenStage) -> None:
    """Row “escalation” of the threats: what is allowed when it is asked may not be when it is sent."""

    @command("burn", about="Burn", allow=Role.ORGANISER, options=[Text(name="what", about="What", required=True)])
    async def burn(call: Call, what: str) -> Reply:
        return done("Burnt.")

    @command("fire", about="Fire", reads=True, is_typed=True)
    async def fire(call: Call) -> Reply:
        return said("Sure?", actions=(Button(label="Burn", command=("burn",)),))

    stage = await open_stage([burn, fire])
    role = stage.guild.create_role("crew", permissions=Permissions(administrator=True))
    kim = stage.guild.add_member(stage.env.create_user("kim"), roles=[role])
    shown = await kim.slash(stage.channel, "fire")
    assert shown.response
    window = await kim.click(shown.response, label="Burn")
    stage.env.backend.get_guild(stage.guild.id).roles[role.id].permissions = 0

    sent = await kim.submit_modal(window, {"what": "it"})

    assert stage.read(sent).startswith("/burn is for organisers.")


async def test_window_of_another_version_is_answered_with_one_sentence(open_stage: OpenStage) -> None:
    stage = await open_stage(BOOKS)
    window = await open_from_button(stage)

    await stage.restart([start])
    sent = await stage.ada.submit_modal(window, {"title": "Loops", "cost": ["free"]})

    sentence = "This button is from another time and no longer works. Please ask again with the command."
    assert stage.read(sent) == sentence


async def test_people_channels_and_roles_are_chosen_not_typed(open_stage: OpenStage) -> None:
    @command(
        "meet",
        about="Meet",
        options=[
            Someone(name="who", about="Whom", required=True),
            Channel(name="where", about="Where", required=True),
            PlatformRole(name="crew", about="Which role", required=True),
        ],
    )
    async def meet(call: Call, who: str, where: str, crew: str) -> Reply:
        return done(f"{who} in {where} of {crew}")

    @command("plan", about="Plan", reads=True)
    async def plan(call: Call) -> Reply:
        return said("Plan?", actions=(Button(label="Meet", command=("meet",)),))

    stage = await open_stage([meet, plan])
    shown = await stage.ada.slash(stage.channel, "plan")
    assert shown.response
    window = await stage.ada.click(shown.response, label="Meet")

    crew = stage.guild.create_role("crew")
    sent = await stage.ada.submit_modal(window, {"who": [stage.bea], "where": [stage.channel], "crew": [crew]})

    assert stage.read(sent) == f"{stage.bea.id} in {stage.channel.id} of {crew.id}"


def test_packed_form_comes_back_as_it_was() -> None:
    form = drafted(add, {"title": "Loops", "why": "Good."}, ["cost", "why"])

    path, args = unpack(packed(form))

    assert unpacked(Commands(BOOKS), path, args) == form


@pytest.mark.parametrize(
    "forged",
    [
        "form:",
        "form:/book/add",
        'form:/book/add{"?":"nothing"}',
        'form:/nothing{"?":"title"}',
        'form:/book/add{"?":7}',
        'form:/book/add{"x":"y","?":"title"}',
    ],
)
def test_forged_form_is_refused_with_a_sentence(forged: str) -> None:
    path, args = unpack(forged)

    with pytest.raises(NotFound, match="another time"):
        unpacked(Commands(BOOKS), path, args)


async def test_every_limit_of_a_window_holds_at_its_border() -> None:
    """R39: off by one, at the limit and on both sides of it."""
    for size in (44, 45, 46, 99, 100, 101, 4_001):
        text = "🦊e\u0301" * size
        fields = tuple(
            Field(option=f"o{letter}", label=text, value=text, is_long=True, choices=()) for letter in "abcde"
        )
        window = modal(Form(title=text, command=("book", "add"), fields=fields), add, "x" * 100).to_dict()

        assert units(window["title"]) <= 45
        for label in window["components"]:
            assert units(label["label"]) <= 45
            assert units(label["description"]) <= 100
            assert units(label["component"]["value"]) <= 4_000
            assert units(label["component"]["value"]) <= label["component"]["max_length"] <= 4_000


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_what_was_left_empty_is_empty() -> None:
    rows: list[dict[str, Any]] = [
        {"type": 18, "component": {"type": 4, "custom_id": "title", "value": ""}},
        {"type": 18, "component": {"type": 3, "custom_id": "cost", "values": []}},
        {"type": 1, "components": [{"type": 4, "custom_id": "why", "value": "Good."}]},
        {"type": 10},
    ]

    assert filled_in(rows) == {"title": "", "cost": "", "why": "Good."}


def test_short_form_needs_no_place_to_be_kept() -> None:
    assert packed(drafted(add, {}, ["title"])) == pack(("form:", "book", "add"), {"?": "title"})


async def no_reading(call: Call, typed: str) -> list[str]:
    return [f"{typed}, in Berlin"]


@command("meet", about="Meet", options=[Moment(name="at", about="When", required=True, complete=no_reading)])
async def meet(call: Call, at: str) -> Reply:
    if at != "2026-12-01 18:00":
        raise InvalidInput("That is no time.", "Write for example 2026-12-01 18:00.", field="at")
    return done(at)


@command("ask", about="Ask to meet", reads=True)
async def ask_to_meet(call: Call) -> Reply:
    return said("Shall we?", actions=(Button(label="Meet", command=("meet",)),))


async def test_moment_is_typed_with_its_reading_beside_it_and_asked_for_in_a_line(open_stage: OpenStage) -> None:
    stage = await open_stage((meet, ask_to_meet))

    asked = await stage.ada.slash(stage.channel, "ask")
    assert asked.response
    refused = await stage.ada.submit_modal(await stage.ada.click(asked.response, label="Meet"), {"at": "tue 25:00"})
    assert refused.response
    window = await stage.ada.click(refused.response, label="Fix it")
    assert window.modal
    again = await stage.ada.submit_modal(window, {"at": "2026-12-01 18:00"})
    offered = await stage.ada.autocomplete(stage.channel, "meet", "at", "tue 18:00")

    assert [one["value"] for one in offered] == ["tue 18:00, in Berlin"]
    line = inputs(window.modal)["at"]
    assert (line["type"], line["value"], line["max_length"]) == (4, "tue 25:00", 100)
    assert stage.read(again) == "2026-12-01 18:00"
