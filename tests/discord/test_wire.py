"""What members write, through every field and every surface of the whole bot, looked at as it goes over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.errors import InvalidInput
from bot.replies import Bold, Button, Card, Code, Fact, Field, Form, Italic, Link, Notice, Page, Section, Shared, Shown
from bot.requests import Call
from bot.spec import AnyCommand, Text, command
from tests.discord.conftest import OpenStage
from tests.discord.payloads import EVERYTHING
from tests.discord.reader import live_parts
from tests.discord.stage import Stage
from tests.discord.transcript import walk

#: So many payloads in one field: each by itself, in every node, is looked at in test_render.
CHUNK = 12
CHUNKS = ["\n".join(EVERYTHING[start : start + CHUNK]) for start in range(0, len(EVERYTHING), CHUNK)]
#: What we make ourselves: titles and small print, emphasis, code, links.
OURS = {"line", "bold", "italic", "code", "link", "angle"}

FIELDS: Mapping[str, Any] = {"kind": "article", "tags": "loops"}


def surfaces(payload: str) -> dict[str, Shown]:
    """Every place in a reply where words may stand."""
    go = (Button(label=payload[:40] or "x", command=("x",)),)
    return {
        "notice": Notice(text=(payload,), actions=go),
        "nodes": Notice(text=(Bold(payload), " ", Italic(payload), " ", Code(payload))),
        "link": Notice(text=(Link(payload, "https://example.org/"),)),
        "title": Card(title=payload),
        "section": Card(title="T", sections=(Section(text=(payload,), actions=go),)),
        "fact": Card(title="T", facts=(Fact(name=payload, value=(payload,)),)),
        "footer": Page(card=Card(title="T", footer=(payload,)), older=go[0]),
    }


def live(message: Mapping[str, Any]) -> set[str]:
    texts = [str(message.get("content") or "")]
    texts += [str(one["content"]) for one in walk(message.get("components") or ()) if one["type"] == 10]
    return {kind for text in texts for kind, _ in live_parts(text)}


def messages(stage: Stage) -> list[dict[str, Any]]:
    return [body for body in stage.sent() if "content" in body or "components" in body]


def expect_inert(stage: Stage) -> None:
    """No message that was sent tells anybody or has anything alive in it that is not ours."""
    sent = [body for body in messages(stage) if "custom_id" not in body]
    assert sent
    for body in sent:
        assert body["allowed_mentions"] == {"parse": []}
        # "https" in a link of ours is the link itself; whatever else is alive came from somebody.
        assert live(body) <= OURS, body


@pytest.mark.parametrize("private", [True, False], ids=["private", "public"])
async def test_every_place_of_a_reply_is_inert(open_stage: OpenStage, private: bool) -> None:
    @command("show", about="Show", reads=True, private=private, options=[Text(name="where", about="Where")])
    async def show(call: Call, where: str = "") -> Any:
        name, _, number = where.partition(" ")
        shown = surfaces(CHUNKS[int(number)])[name]
        return shown if private else Shared(reply=shown)

    stage = await open_stage([show])

    for number, payload in enumerate(CHUNKS):
        for name in surfaces(payload):
            await stage.slash("show", where=f"{name} {number}")

    assert len(messages(stage)) == len(CHUNKS) * len(surfaces(""))
    expect_inert(stage)


async def test_refusals_and_windows_are_inert(open_stage: OpenStage) -> None:
    @command("refuse", about="Refuse", options=[Text(name="what", about="What", required=True, is_long=True)])
    async def refuse(call: Call, what: str) -> Any:
        raise InvalidInput(f"“{what}” is no good.", f"Try another than {what}.", field="what")

    @command("ask", about="Ask", reads=True, options=[Text(name="what", about="What", required=True, is_long=True)])
    async def ask(call: Call, what: str) -> Any:
        field = Field(option="what", label=what[:100] or "x", value=what)
        return Form(title=what[:100] or "x", command=("refuse",), fields=(field,), problem=what)

    commands: list[AnyCommand] = [refuse, ask]
    stage = await open_stage(commands)

    for payload in CHUNKS:
        await stage.slash("refuse", what=f"x{payload}"[:300])
        window = await stage.ada.slash(stage.channel, "ask", what=f"x{payload}"[:300])
        await stage.ada.submit_modal(window, {"what": f"x{payload}"[:300]})

    expect_inert(stage)
    texts = [one["content"] for body in stage.sent() for one in walk(body.get("components") or ()) if one["type"] == 10]
    assert {kind for text in texts for kind, _ in live_parts(text)} <= OURS


@pytest.mark.parametrize("field", ["what", "title", "tags", "why", "authors", "publisher", "description"])
async def test_every_field_of_the_library_is_inert(stage: Stage, field: str) -> None:
    for number, payload in enumerate(EVERYTHING[:: len(EVERYTHING) // 4]):
        given = {"what": f"Thing {number}", "title": f"Title {number}", **FIELDS}
        given[field] = f"{given.get(field, '')} {payload}".strip()
        await stage.slash("resource add", **given)
        await stage.slash("resource find", line=payload)
        await stage.slash("resource show", number=number + 1)
        await stage.slash("tag show", name=payload)

    expect_inert(stage)


async def test_names_of_people_and_servers_are_inert(open_stage: OpenStage) -> None:
    @command("who", about="Who", reads=True)
    async def who(call: Call) -> Any:
        return Notice(text=(f"{call.member.name} of {call.community.name}",))

    stage = await open_stage([who])
    for number, payload in enumerate(EVERYTHING[::20]):
        name = payload.strip()[:32] or "x"
        person = stage.guild.add_member(stage.env.create_user(f"person{number}", global_name=name))
        await stage.slash("who", by=person)

    expect_inert(stage)
