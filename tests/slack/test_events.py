"""Mentions, menus, the home tab and what happens in Slack by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from adapters.slack.app import SlackApp
from adapters.slack.happenings import HEARD, happened
from adapters.slack.menus import name_of
from bot.dispatch import Dispatcher
from bot.events import ChannelGone, Event, PersonJoined, PersonLeft, WorkspaceLeft
from bot.hearing import Hearing, Listener
from bot.identity import AccountKey, Place
from bot.replies import Card, Form, Reply, Section, done
from bot.requests import Call
from bot.spec import Menu, Surface, Text, command
from commands import COMMANDS
from tests.slack.conftest import Running
from tests.slack.people import Person
from tests.slack.standin import BOT, TEAM
from tests.slack.wire import check_view

ADD = '/resource add https://example.org/retro title:"Better retros" kind:article tags:retros new-tags:yes'


@command(
    "keep",
    about="Keep what somebody said",
    options=[
        Text(name="text", about="What was said", required=True, max_characters=40),
        Text(name="link", about="Where", required=True),
        Text(name="author", about="Who", required=True),
        Text(name="why", about="Why"),
    ],
    menu=Menu(label="Keep this", on=Surface.MESSAGE),
)
async def keep(call: Call, text: str, link: str, author: str, why: str = "") -> Reply:
    if text == "ask":
        return Form(title="Why?", command=("keep",), fields=(), known={"text": text, "link": link, "author": author})
    return done(f"{text} | {link} | {author}")


@command("home", about="What is new", reads=True, is_typed=False)
async def home(call: Call) -> Reply:
    return Card(title=f"Welcome, {call.member.name}", sections=(Section(text=("Nothing new.",)),))


@pytest.fixture
def keeping(dispatcher: Dispatcher) -> Dispatcher:
    others = [one for one in COMMANDS if one.path not in {("home",), ("keep",)}]
    return Dispatcher(commands=[*others, keep, home], store=dispatcher.store, clock=dispatcher._clock)


def mention(text: str, **more: Any) -> dict[str, Any]:
    event = {"type": "app_mention", "user": "ADA", "text": text, "channel": "C0GENERAL", "ts": "5.0", "team": TEAM}
    return {**event, **more}


async def test_mention_with_words_is_looked_up_in_its_thread_for_everybody(ada: Person) -> None:
    await ada.says(ADD)

    found = await ada.happens(mention(f"<@{BOT}> retros &amp; <https://example.org|example.org>"))
    other = await ada.happens(mention(f"hey <@{BOT}|commonplace> #retros", ts="6.0", thread_ts="4.0"))

    posts = [call.args for call in ada.slack.made("chat.postMessage")]
    assert [(post["channel"], post["thread_ts"]) for post in posts] == [("C0GENERAL", "5.0"), ("C0GENERAL", "4.0")]
    assert "retros & https://example.org" in found
    assert other.startswith("Nothing here for “hey #retros”")


async def test_mention_without_words_says_what_to_do(ada: Person) -> None:
    said = await ada.happens(mention(f"<@{BOT}>"))

    assert said == "Mention me with what you look for, or type /help."


async def test_mention_that_is_refused_is_answered_to_the_person_alone(ada: Person) -> None:
    await ada.happens(mention(f"<@{BOT}> kind:nonsense"))

    [posted] = ada.slack.made("chat.postEphemeral")
    assert (posted.args["user"], posted.args["thread_ts"]) == ("ADA", "5.0")


@pytest.mark.parametrize("more", [{"bot_id": "B1"}, {"user": None}, {"user": BOT}])
async def test_bots_are_not_answered(ada: Person, more: dict[str, Any]) -> None:
    await ada.happens(mention(f"<@{BOT}> retros", **more))

    assert ada.slack.made("chat.postMessage", "chat.postEphemeral") == []


async def test_menu_of_a_message_fills_in_what_the_message_says(running: Running, keeping: Dispatcher) -> None:
    async with running(answered_by=keeping) as ada:
        said = await chooses(ada, name_of(keep), text="use &lt;loops&gt; <https://x.example|x>")
        cut = await chooses(ada, name_of(keep), text="x" * 50)

    assert said == "use <loops> https://x.example | https://guild.slack.com/archives/C0GENERAL/p1 | BOB"
    assert cut.startswith("x" * 40 + " |")


async def test_address_of_a_message_that_slack_does_not_tell_is_put_together(
    running: Running, keeping: Dispatcher
) -> None:
    async with running(answered_by=keeping) as ada:
        ada.slack.failures["chat.getPermalink"] = ["message_not_found"]
        said = await chooses(ada, name_of(keep), text="x")

    assert said == "x | https://guild.slack.com/archives/C0GENERAL/p123456 | BOB"


async def test_menu_that_takes_long_shows_that_it_is_at_work_first(
    running: Running, keeping: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.filling.LOADING_SECONDS", 0.05)
    async with running(answered_by=keeping) as ada:
        async with keeping.store.write():
            choosing = asyncio.ensure_future(chooses(ada, name_of(keep), text="x"))
            await asyncio.sleep(0.3)
        said = await choosing

    assert "One moment" in str(ada.slack.made("views.open")[0].args["view"])
    assert ada.slack.made("views.update")
    assert said.startswith("x | ")


async def test_menu_of_another_version_is_answered_with_a_sentence(ada: Person) -> None:
    assert (await chooses(ada, "menu:gone", text="x")).startswith("This button is from another time")


@pytest.mark.parametrize(("name", "first"), [("find", "Find something in the library"), ("share", "Add something")])
async def test_shortcut_opens_the_form_of_its_command(ada: Person, name: str, first: str) -> None:
    body = {**ada.interaction("shortcut"), "callback_id": name}
    del body["channel"], body["response_url"]

    said = await ada.sends_payload(body)

    assert said.startswith(first)
    check_view(ada.slack.made("views.open")[0].args["view"])


async def test_answer_to_a_shortcut_comes_as_a_message_to_the_person(ada: Person) -> None:
    await ada.says(ADD)
    body = {**ada.interaction("shortcut"), "callback_id": "find"}
    del body["channel"], body["response_url"]
    await ada.sends_payload(body)

    said = await ada.fills(line="retros")

    assert said.startswith("Found for retros")
    assert ada.slack.made("chat.postMessage")[-1].args["channel"] == "ADA"


async def test_home_tab_is_what_the_command_answers(running: Running, keeping: Dispatcher) -> None:
    async with running(answered_by=keeping) as ada:
        said = await ada.happens({"type": "app_home_opened", "user": "ADA", "tab": "home"})
        await ada.happens({"type": "app_home_opened", "user": "ADA", "tab": "messages"})

    assert said == "Welcome, Ada\n\nNothing new."
    assert len(ada.slack.made("views.publish")) == 1


async def test_button_in_the_home_tab_answers_over_it(ada: Person) -> None:
    await ada.says(ADD)
    button = {"type": "button", "action_id": "press:1", "value": 'resource/show{"number":1}'}

    said = await ada.acts(button, container={"type": "view"}, view={"id": "V9", "type": "home"}, channel=None)

    assert "Better retros <https://example.org/retro>" in said
    check_view(ada.slack.made("views.open")[-1].args["view"])


BO = AccountKey(platform="slack", workspace=TEAM, user="U1")
#: What every event below has.
WHERE: dict[str, Any] = {"platform": "slack", "workspace": TEAM, "event_id": "E1"}
C1 = Place(platform="slack", workspace=TEAM, channel="C1")
EVENTS: list[tuple[dict[str, Any], Event | None]] = [
    ({"type": "team_join", "user": {"id": "U1", "name": "Bo"}}, PersonJoined(account=BO, name="U1", **WHERE)),
    (
        {"type": "member_joined_channel", "user": "U1", "channel": "C1"},
        PersonJoined(account=BO, name="U1", channel="C1", **WHERE),
    ),
    ({"type": "user_change", "user": {"id": "U1", "deleted": True}}, PersonLeft(account=BO, **WHERE)),
    ({"type": "user_change", "user": {"id": "U1", "deleted": False}}, None),
    ({"type": "user_change", "user": {"id": "U1", "deleted": True, "is_bot": True}}, None),
    ({"type": "user_change"}, None),
    ({"type": "channel_deleted", "channel": "C1"}, ChannelGone(place=C1, **WHERE)),
    ({"type": "channel_archive", "channel": "C1"}, ChannelGone(place=C1, **WHERE)),
    ({"type": "group_deleted", "channel": "C1"}, ChannelGone(place=C1, **WHERE)),
    ({"type": "group_archive", "channel": "C1"}, ChannelGone(place=C1, **WHERE)),
    ({"type": "app_uninstalled"}, WorkspaceLeft(**WHERE)),
    ({"type": "tokens_revoked", "tokens": {"bot": ["U"]}}, WorkspaceLeft(**WHERE)),
    ({"type": "tokens_revoked", "tokens": {"oauth": ["U"]}}, None),
    ({"type": "team_join"}, None),
    ({"type": "message", "text": "secret"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("event", "expected"), EVENTS)
def test_what_happens_in_slack_is_said_in_the_words_of_the_core(event: dict[str, Any], expected: Event | None) -> None:
    assert happened({"event": event, "event_id": "E1"}, TEAM) == expected


@pytest.mark.parametrize("kind", [*HEARD, "message", "reaction_added", "something_new"])
async def test_every_event_is_acknowledged(ada: Person, kind: str) -> None:
    assert await ada.happens({"type": kind, "user": "U1", "channel": "C1"}) == "{}"


async def test_event_is_acknowledged_when_it_is_told_and_told_once(running: Running) -> None:
    told: list[str | None] = []

    async def hear(hearing: Hearing, event: Event) -> None:
        await asyncio.sleep(0.05)
        told.append(event.event_id)

    async with running(listeners=[Listener(ChannelGone, hear)]) as ada:
        await ada.says("/help")
        for retry in ("", "1", "2", "3"):
            await ada.happens({"type": "channel_deleted", "channel": "C1"}, event_id="E1", retry=retry)

    assert told == ["E1"]


async def test_event_whose_first_try_came_to_nothing_is_told_when_slack_repeats_it(running: Running) -> None:
    """R32: ignoring all repetitions loses what the first try did not live to do."""
    told: list[str] = []

    async def hear(hearing: Hearing, event: Event) -> None:
        told.append("tried")
        if len(told) == 1:
            raise RuntimeError("the disk is full")

    for _ in range(2):
        # A process of its own each time: the first one did not live to write it down.
        async with running(listeners=[Listener(ChannelGone, hear)]) as ada:
            await ada.says("/help")
            await ada.happens({"type": "channel_deleted", "channel": "C1"}, event_id="E1")

    assert told == ["tried", "tried"]


async def test_end_waits_for_what_was_acknowledged(running: Running, dispatcher: Dispatcher) -> None:
    async with running() as ada:
        async with dispatcher.store.write():
            working = asyncio.ensure_future(ada.says(ADD))
            await asyncio.sleep(0.1)
            closing = asyncio.ensure_future(ada.app.close())
            await asyncio.sleep(0.1)
            assert not closing.done()
        await closing

    assert (await working).startswith("Added to the library as number 1")
    assert isinstance(ada.app, SlackApp)


async def chooses(person: Person, name: str, *, text: str) -> str:
    """Choose an entry of the menu of a message by Bob."""
    message = {"type": "message", "user": "BOB", "text": text, "ts": "12.3456"}
    body = {**person.interaction("message_action"), "callback_id": name, "message": message, "message_ts": "12.3456"}
    return await person.sends_payload(body)
