"""Slack as a platform: the adapter in HTTP mode beside a stand-in, where people use what Slack's client offers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.slack.app import SlackApp
from adapters.slack.documents import SENT
from adapters.slack.menus import MENU
from adapters.slack.rich import plain
from adapters.slack.settings import Mode, SlackSettings
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from commands import COMMANDS
from tests.everywhere.bot import bot_with
from tests.everywhere.language import CHANNELS, MESSAGE, ORGANISER, PEOPLE, Line, Platform
from tests.slack.people import SECRET, Person
from tests.slack.standin import ADMIN, Slack, server_of
from tests.slack.transcript import labels_in, transcript_of
from tests.talk import TestClock

#: The names of commands in an answer: all of them begin with the prefix, which other apps do not have.
_WORDS = "|".join(sorted({one.path[0] for one in COMMANDS if one.is_typed}))
_NAMED = re.compile(rf"(?<![\w/:.])/(?P<prefix>cp-)?(?P<word>{_WORDS})(?![\w-])")


class Workspace(Platform):
    """A workspace. What was shown stays, so that it can be pressed."""

    def __init__(self, slack: Slack, app: SlackApp, client: TestClient[Any, Any], dispatcher: Dispatcher) -> None:
        self._slack = slack
        self._menus = {one.menu.label: f"{MENU}{'/'.join(one.path)}" for one in dispatcher.commands.menus if one.menu}
        self._people = {name: Person(slack=slack, app=app, web=client, user=_id(name)) for name in PEOPLE}
        self.native = {"on: slack": "on: here"} | {f"@{_id(name)}": f"@{name}" for name in PEOPLE}
        self.native |= {f"#{_channel(name)}": f"#{name}" for name in CHANNELS}
        self._shown: list[dict[str, Any]] = []
        #: What was typed into a form that is still open because something in it was refused.
        self._draft: dict[str, str] = {}

    async def hears(self, line: Line) -> str:
        """What is shown after a line. The prefix of commands is left out; where it is not there, that is said."""
        shown = await super().hears(line)
        return _NAMED.sub(lambda one: f"/{one['word']}" if one["prefix"] else f"{one.group()} (no prefix)", shown)

    async def say(self, line: Line) -> str:
        command, _, text = line.said.partition(" ")
        written = _escaped(text)
        for name in PEOPLE:
            written = written.replace(f"@{name}", f"<@{_id(name)}|{name.lower()}>")
        for name in CHANNELS:
            written = re.sub(rf"(?<=:)#{name}\b", f"<#{_channel(name)}|{name}>", written)
        person = self._person(line)
        return self._seen(person, await person.says(f"/cp-{command.removeprefix('/')}", text=written), line)

    async def press(self, line: Line, label: str) -> str:
        person = self._person(line)
        person.shown = next(one for one in reversed(self._shown) if label in labels_in(one.get("blocks", ())))
        return self._seen(person, await person.presses(label), line)

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

    def blocks(self) -> list[dict[str, Any]]:
        """The blocks of the newest answer."""
        return list(self._shown[-1]["blocks"])

    def _person(self, line: Line) -> Person:
        person = self._people[line.who]
        person.channel = _channel(line.channel)
        return person

    def _seen(self, person: Person, shown: str, line: Line) -> str:
        if "blocks" in person.shown and not any(person.shown is one for one in self._shown):
            self._shown.append(person.shown)
        if shown == plain(SENT.text):
            return self._in_direct_messages(person)
        last = self._slack.calls[-1]
        is_public = last.method == "chat.postMessage" or last.args.get("response_type") == "in_channel"
        return f"shared in #{line.channel}:\n{shown}" if is_public else shown

    def _in_direct_messages(self, person: Person) -> str:
        """What the bot has just brought there for one person: words and a file."""
        [posted], [shared] = (
            self._slack.made(one)[-1:] for one in ("chat.postMessage", "files.completeUploadExternal")
        )
        [file] = shared.args["files"]
        assert (posted.args["channel"], shared.args["channel_id"]) == (person.user, f"D0{person.user}")
        content = self.delivered(file["title"], self._slack.files[file["id"]])
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
    slack = Slack(users={_id(ORGANISER): ADMIN})
    async with bot_with(address) as dispatcher, server_of(slack) as server:
        slack.base = str(server.make_url("/")).rstrip("/")
        settings = SlackSettings(
            mode=Mode.HTTP,
            bot_token="xoxb-1",
            signing_secret=SECRET,
            api_base=f"{slack.base}/api/",
            command_prefix="cp",
        )
        ears = Ears(listeners=(), store=dispatcher.store, clock=TestClock())
        app = SlackApp(dispatcher=dispatcher, ears=ears, settings=settings)
        await app.start()
        pages = web.Application()
        pages.router.add_post("/slack/events", app.handle_http)
        try:
            async with TestClient(TestServer(pages)) as client:
                yield Workspace(slack, app, client, dispatcher)
        finally:
            await app.close()
