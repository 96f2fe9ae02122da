"""Slack as a platform: the adapter in HTTP mode beside a stand-in, where people use what Slack's client offers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.app import SlackApp, spelt_with
from adapters.slack.calls import Calls
from adapters.slack.documents import SENT
from adapters.slack.menus import MENU
from adapters.slack.messenger import SlackMessenger
from adapters.slack.rich import plain
from adapters.slack.settings import Mode, SlackSettings
from adapters.slack.workspaces import OneWorkspace
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from bot.messenger import Messenger
from commands import COMMANDS, LISTENERS
from tests.everywhere.bot import bot_with
from tests.everywhere.language import CHANNELS, MESSAGE, ORGANISER, PEOPLE, Line, Platform
from tests.everywhere.posting import Posted, Posting
from tests.everywhere.shown import Screen
from tests.slack.people import SECRET, Person
from tests.slack.standin import ADMIN, Call, Slack, server_of
from tests.slack.transcript import labels_in, transcript_of
from tests.talk import TestClock

TOKEN, PREFIX = "xoxb-1", "cp"
#: The names of commands in an answer: all of them begin with the prefix, which other apps do not have.
_WORDS = "|".join(sorted({one.path[0] for one in COMMANDS if one.is_typed}))
_POSTS = {"chat.postMessage", "chat.update"}
_NAMED = re.compile(rf"(?<![\w/:.])/(?P<prefix>cp-)?(?P<word>{_WORDS})(?![\w-])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What is on a screen: an answer that one person sees, or a message that stands in a channel."""

    shown: dict[str, Any]
    #: Where it stands, and its name there; empty for what one person sees.
    channel: str = ""
    ts: str = ""


class Workspace(Platform):
    """A workspace. What was shown stays, so that it can be pressed."""

    def __init__(
        self, slack: Slack, app: SlackApp, client: TestClient[Any, Any], dispatcher: Dispatcher, posting: Posting
    ) -> None:
        self._slack = slack
        self.posting = posting
        self._menus = {one.menu.label: f"{MENU}{'/'.join(one.path)}" for one in dispatcher.commands.menus if one.menu}
        self._people = {name: Person(slack=slack, app=app, web=client, user=_id(name)) for name in PEOPLE}
        self.native = {"on: slack": "on: here"} | {f"@{_id(name)}": f"@{name}" for name in PEOPLE}
        self.native |= {f"#{_channel(name)}": f"#{name}" for name in CHANNELS}
        self._screen: Screen[Seen] = Screen()
        self._answer: dict[str, Any] = {}
        #: Calls that were made, up to the last that was looked at.
        self._looked_at = 0
        #: What was typed into a form that is still open because something in it was refused.
        self._draft: dict[str, str] = {}

    def normal(self, shown: str) -> str:
        """The prefix of commands is left out; where it is not there, that is said."""
        written = super().normal(shown)
        return _NAMED.sub(lambda one: f"/{one['word']}" if one["prefix"] else f"{one.group()} (no prefix)", written)

    async def say(self, line: Line) -> str:
        command, _, text = line.said.partition(" ")
        written = _escaped(text)
        for name in PEOPLE:
            written = written.replace(f"@{name}", f"<@{_id(name)}|{name.lower()}>")
        for name in CHANNELS:
            written = re.sub(rf"(?<=[:\s])#{name}\b", f"<#{_channel(name)}|{name}>", written)
        person = self._person(line)
        return self._seen(person, await person.says(f"/cp-{command.removeprefix('/')}", text=written), line)

    async def press(self, line: Line, label: str) -> str:
        person = self._person(line)
        seen = self._screen.newest(line.who, lambda one: label in labels_in(one.shown.get("blocks", ())))
        person.shown, person.channel = seen.shown, seen.channel or person.channel
        ephemeral = {"message_ts": seen.ts or "1.0", "is_ephemeral": not seen.channel}
        container = {"type": "message", "channel_id": person.channel, **ephemeral}
        return self._seen(person, await person.presses(label, container=container), line, seen)

    async def fill(self, line: Line, values: Mapping[str, str]) -> str:
        person = self._person(line)
        self._draft |= {name.replace("-", "_"): value for name, value in values.items()}
        shown = await person.fills(**self._draft)
        if errors := person.acknowledged.get("errors"):
            return "\n".join(errors.values())
        self._draft = {}
        return self._seen(person, shown, line)

    async def choose(self, line: Line, label: str, text: str) -> str:
        person = self._person(line)
        written = re.sub(r"https?://[^\s]+", r"<\g<0>>", _escaped(text))
        message = {"type": "message", "user": person.user, "text": written, "ts": "1.0"}
        body = {**person.interaction("message_action"), "callback_id": self._menus[label], "message": message}
        self.native = {**self.native, f"https://guild.slack.com/archives/{person.channel}/p1": MESSAGE}
        return self._seen(person, await person.sends_payload({**body, "message_ts": "1.0"}), line)

    def closes(self, who: str) -> None:
        self._slack.closed[_id(who)] = "messages_tab_disabled"

    async def joins(self, who: str) -> None:
        profile = {"display_name": who}
        await self._people[who].happens({"type": "team_join", "user": {"id": _id(who), "profile": profile}})
        self._looked_at = len(self._slack.calls)

    async def leaves(self, who: str) -> None:
        await self._people[who].happens({"type": "user_change", "user": {"id": _id(who), "deleted": True}})
        self._looked_at = len(self._slack.calls)

    async def new_posts(self) -> list[Posted]:
        new = self._slack.calls[self._looked_at :]
        first, self._looked_at = self._looked_at, len(self._slack.calls)
        made = [(number, call) for number, call in enumerate(new, first + 1) if call.method in _POSTS]
        return [
            posted
            for number, call in made
            if call.args["channel"] not in self._slack.closed
            for posted in self._posted(number, call)
        ]

    def blocks(self) -> list[dict[str, Any]]:
        """The blocks of the newest answer."""
        return list(self._answer["blocks"])

    def _person(self, line: Line) -> Person:
        person = self._people[line.who]
        person.channel = _channel(line.channel)
        return person

    def _posted(self, number: int, call: Call) -> list[Posted]:
        """A message that was posted, or changed, by the call of this number: the stand-in names messages by it.

        One that several people read in one conversation is there for each of them.
        """
        is_changed = call.method == "chat.update"
        readers = call.args["channel"].removeprefix("D0").split("+")
        to = [name for name in PEOPLE if _id(name) in readers]
        channel = f"D0{'+'.join(map(_id, to))}" if to else call.args["channel"]
        ts = call.args["ts"] if is_changed else f"{number}.0"
        for each in to or [""]:
            self._screen.shows(Seen(shown=call.args, channel=channel, ts=ts), to=each, key=f"{channel}/{ts}/{each}")
        name = "" if to else next(name for name in CHANNELS if _channel(name) == channel)
        words = transcript_of(call.args["blocks"])
        return [Posted(channel=name, to=each, words=words, is_changed=is_changed) for each in to or [""]]

    def _seen(self, person: Person, shown: str, line: Line, before: Seen | None = None) -> str:
        """What is shown now; ``before``: the message whose button was pressed, which may have been replaced."""
        self._looked_at = len(self._slack.calls)
        last = self._slack.calls[-1]
        is_public = last.method == "chat.postMessage" or last.args.get("response_type") == "in_channel"
        if "blocks" in person.shown:
            self._answer = person.shown
            at = before if before and last.args.get("replace_original") else Seen(shown={})
            self._screen.shows(replace(at, shown=person.shown), to="" if is_public else line.who)
        if shown == plain(SENT.text):
            return self._in_direct_messages(person)
        return f"shared in #{line.channel}:\n{shown}" if is_public else shown

    def _in_direct_messages(self, person: Person) -> str:
        """What the bot has just brought there for one person: words and a file."""
        [posted], [shared] = (
            self._slack.made(one)[-1:] for one in ("chat.postMessage", "files.completeUploadExternal")
        )
        [file] = shared.args["files"]
        assert (posted.args["channel"], shared.args["channel_id"]) == (person.user, f"D0{person.user}")
        asked = self._slack.made("files.getUploadURLExternal")[-1].args
        content = self.delivered(file["title"], asked.get("alt_txt") or self._slack.files[file["id"]])
        return f"{transcript_of(posted.args['blocks'])}\n{content}"


def _id(name: str) -> str:
    return name.upper()


def _channel(name: str) -> str:
    return f"C0{name.upper()}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@asynccontextmanager
async def on_slack(address: str) -> AsyncIterator[Workspace]:
    """The bot on Slack, with this database; its commands begin with ``cp-``."""
    clock = TestClock()
    async with bot_with(address, clock) as dispatcher, workspace_with(dispatcher, clock) as workspace:
        yield workspace


@asynccontextmanager
async def workspace_with(dispatcher: Dispatcher, clock: TestClock) -> AsyncIterator[Workspace]:
    """A workspace with this bot."""
    slack = Slack(users={_id(ORGANISER): ADMIN})
    async with server_of(slack) as server, aiohttp.ClientSession() as session:
        slack.base = str(server.make_url("/")).rstrip("/")
        settings = SlackSettings(
            mode=Mode.HTTP,
            bot_token=TOKEN,
            signing_secret=SECRET,
            api_base=f"{slack.base}/api/",
            command_prefix=PREFIX,
        )
        ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)
        app = SlackApp(dispatcher=dispatcher, ears=ears, settings=settings)
        await app.start()
        pages = web.Application()
        pages.router.add_post("/slack/events", app.handle_http)
        client = AsyncWebClient(base_url=settings.api_base, session=session, retry_handlers=[])
        posting = Posting(dispatcher, clock, lambda _platform, _workspace: messenger_of(client, dispatcher, clock))
        try:
            async with TestClient(TestServer(pages)) as people:
                yield Workspace(slack, app, people, dispatcher, posting)
        finally:
            await app.close()


def messenger_of(client: AsyncWebClient, dispatcher: Dispatcher, clock: TestClock) -> Messenger:
    """Who posts one message: another one posts the next, so that nobody waits a second between them, as Slack wants."""
    calls = Calls(client)
    spelling = spelt_with(PREFIX, dispatcher)
    return SlackMessenger(calls=calls, workspaces=OneWorkspace(TOKEN, calls), spelling=spelling, now=clock.now)
