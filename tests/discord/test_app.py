"""People use the bot on Discord: commands, completions, buttons, windows and menus."""

from __future__ import annotations

from typing import Any

from discord import Permissions

from bot.replies import Button, Card, LinkButton, Mention, Notice, Page, Reply, Section, Shared, Update, done, said
from bot.requests import Call
from bot.spec import AnyOption, Channel, Menu, Someone, Surface, Text, Whole, YesNo, command
from tests.discord.conftest import OpenStage
from tests.discord.stage import Stage

ADDED: dict[str, Any] = {"what": "https://example.org/loops", "title": "On loops", "kind": "article", "tags": "loops"}


async def test_slash_command_is_answered_privately(stage: Stage) -> None:
    result = await stage.ada.slash(stage.channel, "resource find", line="loops")

    assert result.ephemeral
    assert stage.read(result).startswith("Nothing here for “loops”.")


async def test_typed_options_arrive_as_their_types(stage: Stage) -> None:
    await stage.slash("resource add", **ADDED)

    answer = await stage.slash("resource show", number=1)

    assert "On loops <https://example.org/loops>" in answer


async def test_person_and_channel_arrive_as_their_ids(open_stage: OpenStage) -> None:
    options: list[AnyOption] = [
        Someone(name="who", about="Who"),
        Channel(name="where", about="Where"),
        YesNo(name="sure", about="Sure"),
    ]

    @command("point", about="Point", reads=True, options=options)
    async def point(call: Call, who: str = "", where: str = "", sure: bool = False) -> Reply:
        return said(f"{who} {where} {sure}")

    stage = await open_stage([point])

    answer = await stage.slash("point", who=stage.bea, where=stage.channel, sure=True)

    assert answer == f"{stage.bea.id} {stage.channel.id} True"


async def test_refusal_is_a_private_sentence(stage: Stage) -> None:
    result = await stage.ada.slash(stage.channel, "resource show", number=99)

    assert result.ephemeral
    assert "99" in stage.read(result)


async def test_member_of_discord_is_refused_what_is_for_organisers(stage: Stage) -> None:
    answer = await stage.slash("tag makers", who="curators")

    assert answer == "/tag makers is for organisers. Please ask one of them."


async def test_whoever_manages_the_server_is_an_organiser(stage: Stage) -> None:
    role = stage.guild.create_role("crew", permissions=Permissions(manage_guild=True))
    kim = stage.guild.add_member(stage.env.create_user("kim"), roles=[role])

    answer = await stage.slash("tag makers", who="curators", by=kim)

    assert answer == "Only curators make new tags from now on."


async def test_tags_are_offered_while_typing(stage: Stage) -> None:
    await stage.slash("resource add", **ADDED)

    offered = await stage.ada.autocomplete(stage.channel, "tag show", "name", "lo")

    assert offered == [{"name": "loops", "value": "loops"}]


async def test_nothing_is_offered_that_discord_would_refuse(open_stage: OpenStage) -> None:
    async def many(call: Call, typed: str) -> list[str]:
        return ["", "x" * 100, "y" * 101, "🦊" * 51, *map(str, range(30))]

    @command("pick", about="Pick", reads=True, options=[Text(name="what", about="What", complete=many)])
    async def pick(call: Call, what: str = "") -> Reply:
        return said(what)

    stage = await open_stage([pick])
    await stage.slash("pick", what="known now")

    offered = await stage.ada.autocomplete(stage.channel, "pick", "what", "")

    assert [choice["name"] for choice in offered] == ["x" * 100, *map(str, range(21))]


async def test_broken_completion_offers_nothing(open_stage: OpenStage) -> None:
    async def broken(call: Call, typed: str) -> list[str]:
        raise RuntimeError("no")

    @command("pick", about="Pick", reads=True, options=[Text(name="what", about="What", complete=broken)])
    async def pick(call: Call, what: str = "") -> Reply:
        return said(what)

    stage = await open_stage([pick])
    await stage.slash("pick", what="known now")

    assert await stage.ada.autocomplete(stage.channel, "pick", "what", "") == []


async def test_button_pressed_after_a_restart_works(stage: Stage) -> None:
    await stage.slash("resource add", **ADDED)
    found = await stage.ada.slash(stage.channel, "resource find", line="loops")
    assert found.response

    await stage.restart()
    pressed = await stage.ada.click(found.response, label="Useful 1")

    assert stage.read(pressed) == "Thank you. “On loops”: you are the first."
    assert pressed.ephemeral


async def test_button_of_another_version_is_answered_with_one_sentence(open_stage: OpenStage) -> None:
    @command("old", about="Old", reads=True)
    async def old(call: Call) -> Reply:
        return said("Old.", actions=(Button(label="Again", command=("old",)),))

    @command("new", about="New", reads=True)
    async def new(call: Call) -> Reply:
        return said("New.")

    stage = await open_stage([old])
    shown = await stage.ada.slash(stage.channel, "old")
    assert shown.response

    await stage.restart([new])
    pressed = await stage.ada.click(shown.response, label="Again")

    sentence = "This button is from another time and no longer works. Please ask again with the command."
    assert stage.read(pressed) == sentence


async def test_page_is_turned_in_place(open_stage: OpenStage) -> None:
    @command("page", about="Page", reads=True, options=[Whole(name="at", about="At")])
    async def page(call: Call, at: int = 1) -> Reply:
        shown = Page(card=Card(title=f"Page {at}"), older=Button(label="Older", command=("page",), args={"at": at + 1}))
        return shown if at == 1 else Update(reply=shown)

    stage = await open_stage([page])
    shown = await stage.ada.slash(stage.channel, "page")
    assert shown.response

    await stage.ada.click(shown.response, label="Older")

    assert shown.response.content == "### Page 2"


async def test_long_page_stays_a_layout_when_it_is_turned_to_a_short_one(open_stage: OpenStage) -> None:
    @command("page", about="Page", reads=True, options=[Whole(name="at", about="At")])
    async def page(call: Call, at: int = 1) -> Reply:
        older = Button(label="Older", command=("page",), args={"at": 2})
        if at == 1:
            return Page(card=Card(title="Long", sections=(Section(text=("x" * 3_000,)),)), older=older)
        return Update(reply=said("The end."))

    stage = await open_stage([page])
    shown = await stage.ada.slash(stage.channel, "page")
    assert shown.response
    assert not shown.response.content

    await stage.ada.click(shown.response, label="Older")

    assert stage.read(shown) == "The end."


async def test_short_page_can_be_turned_to_a_long_one_and_a_lone_button_goes(open_stage: OpenStage) -> None:
    @command("page", about="Page", reads=True, options=[Whole(name="at", about="At")])
    async def page(call: Call, at: int = 1) -> Reply:
        older = Button(label="Older", command=("page",), args={"at": 2})
        if at == 1:
            return Page(card=Card(title="Short"), older=older)
        return Update(reply=said("y" * 3_000))

    stage = await open_stage([page])
    shown = await stage.ada.slash(stage.channel, "page")
    assert shown.response

    await stage.ada.click(shown.response, label="Older")

    assert stage.read(shown) == "y" * 3_000


async def test_shared_answer_is_seen_by_everybody(stage: Stage) -> None:
    await stage.slash("resource add", **ADDED)
    found = await stage.ada.slash(stage.channel, "resource find", line="loops")
    assert found.response

    shared = await stage.ada.click(found.response, label="Share here")

    assert not shared.ephemeral
    assert stage.read(shared).startswith("ada shares: Found for loops")


async def test_somebody_else_does_not_turn_the_page_that_everybody_sees(open_stage: OpenStage) -> None:
    @command("board", about="Board", reads=True, private=False)
    async def board(call: Call) -> Reply:
        return said("Page 1", actions=(Button(label="Older", command=("board-page",)),))

    @command("board-page", about="Turn", reads=True, is_typed=False)
    async def turn(call: Call) -> Reply:
        return Update(reply=said("Page 2"))

    stage = await open_stage([board, turn])
    shown = await stage.ada.slash(stage.channel, "board")
    assert shown.response

    by_bea = await stage.bea.click(shown.response, label="Older")
    before = shown.response.content
    await stage.ada.click(shown.response, label="Older")

    assert (stage.read(by_bea), by_bea.ephemeral) == ("Page 2", True)
    assert (before, shown.response.content) == ("Page 1", "Page 2")


async def test_only_who_is_meant_is_mentioned(open_stage: OpenStage) -> None:
    @command("greet", about="Greet", reads=True, options=[Someone(name="who", about="Who", required=True)])
    async def greet(call: Call, who: str) -> Reply:
        return Notice(text=("@everyone, welcome ", Mention(who), "!"))

    stage = await open_stage([greet])

    answer = await stage.slash("greet", who=stage.bea)

    assert answer == f"@everyone, welcome @{stage.bea.id}!"
    assert stage.sent()[-1]["allowed_mentions"] == {"parse": [], "users": [stage.bea.id]}


async def test_message_is_saved_from_its_menu(stage: Stage) -> None:
    message = await stage.bea.send(stage.channel, "Read https://example.org/guilds, it is good")

    result = await stage.ada.context_menu(stage.channel, "Save to library", message)

    assert result.modal
    assert result.modal["title"] == "Add to the library"


async def test_message_menu_fills_in_text_and_link(open_stage: OpenStage) -> None:
    options = [
        Text(name="text", about="Text", max_characters=10),
        Text(name="link", about="Link"),
        Text(name="author", about="Author"),
    ]

    @command("note", about="Note", reads=True, options=options, menu=Menu(label="Note it", on=Surface.MESSAGE))
    async def note(call: Call, text: str = "", link: str = "", author: str = "") -> Reply:
        return said(f"{text}|{link}|{author}")

    stage = await open_stage([note])
    message = await stage.bea.send(stage.channel, "one two three four")

    result = await stage.ada.context_menu(stage.channel, "Note it", message)

    link = f"https://discord.com/channels/{stage.guild.id}/{stage.channel.id}/{message.id}"
    assert stage.read(result) == f"one two t…|{link}|bea"


async def test_person_menu_fills_in_who(stage: Stage) -> None:
    await stage.slash("help", by=stage.bea)

    result = await stage.ada.context_menu(stage.channel, "Show in Commonplace", stage.bea)

    assert "bea" in stage.read(result)


async def test_direct_message_is_answered_with_one_sentence(open_stage: OpenStage) -> None:
    @command("hello", about="Hello", reads=True)
    async def hello(call: Call) -> Reply:
        return said("Hello.")

    stage = await open_stage([hello])
    stage.env.backend.commands[None][("hello", 1)]["contexts"] = [0, 1]

    result = await stage.ada.user.slash("hello")

    sentence = "Commonplace answers in servers, not in direct messages: please ask in a channel."
    assert stage.read(result) == sentence


async def test_same_interaction_told_twice_is_answered_once(open_stage: OpenStage) -> None:
    """R31: the same interaction twice."""
    count = 0

    @command("count", about="Count")
    async def counted(call: Call) -> Reply:
        nonlocal count
        count += 1
        return done(f"{count}")

    stage = await open_stage([counted])
    told: list[Any] = []
    emit = stage.env.backend.emit

    def twice(event: str, payload: Any) -> None:
        emit(event, payload)
        if event == "INTERACTION_CREATE":
            told.append(payload)
            emit(event, payload)

    stage.env.backend.emit = twice  # type: ignore[method-assign]

    answer = await stage.slash("count")

    assert (answer, count, len(told)) == ("1", 1, 1)


async def test_command_knows_its_channel(open_stage: OpenStage) -> None:
    @command("where", about="Where", reads=True)
    async def where(call: Call) -> Reply:
        return said(f"{call.place.channel}/{call.place.thread}")

    stage = await open_stage([where])

    assert await stage.slash("where") == f"{stage.channel.id}/None"


async def test_shared_card_has_its_links(open_stage: OpenStage) -> None:
    @command("card", about="Card", reads=True, private=False)
    async def card(call: Call) -> Reply:
        return Shared(reply=Card(title="T", actions=(LinkButton(label="Open", address="https://example.org/"),)))

    stage = await open_stage([card])

    assert await stage.slash("card") == "T\n[Open <https://example.org/>]"
