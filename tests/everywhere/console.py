"""The console as a platform: one conversation, in which now this person speaks and now that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC

from adapters.console.conversation import Conversation
from adapters.console.messenger import ConsoleMessenger
from adapters.console.messenger import Posted as Heard
from adapters.console.render import actions_of, plain, rendered
from adapters.console.speaker import Speaker
from bot.dispatch import Dispatcher
from bot.events import PersonJoined, PersonLeft
from bot.hearing import Ears
from bot.identity import Role
from bot.replies import Document, Picture, Reply, Shared
from commands import LISTENERS
from tests.everywhere.bot import bot_with
from tests.everywhere.language import MESSAGE, ORGANISER, PEOPLE, Line, Platform
from tests.everywhere.posting import Posted, Posting
from tests.everywhere.shown import Screen
from tests.talk import TestClock


class Console(Platform):
    """Its language is the one of the scripts."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock) -> None:
        self._conversation = Conversation(dispatcher, Speaker(name=ORGANISER, community="Guild"))
        self.native = {"on: console": "on: here"} | {f"@{name.lower()}": f"@{name}" for name in PEOPLE}
        self._ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)
        self._names = {name.lower(): name for name in PEOPLE}
        self._screen: Screen[Reply] = Screen()
        self._heard: list[Heard] = []
        messenger = ConsoleMessenger(self._heard.append)
        self.posting = Posting(dispatcher, clock, lambda _platform, _workspace: messenger)

    async def say(self, line: Line) -> str:
        return await self._said(line, line.said)

    async def press(self, line: Line, label: str) -> str:
        shown = self._screen.newest(line.who, lambda one: label in [action.label for action in actions_of(one)])
        self._conversation.actions = actions_of(shown)
        return await self._said(line, f"/press {label}")

    async def fill(self, line: Line, values: Mapping[str, str]) -> str:
        return await self._said(line, line.said)

    async def choose(self, line: Line, label: str, text: str) -> str:
        return await self._said(line, f'/menu "{label}" "{text}" {MESSAGE}')

    async def joins(self, who: str) -> None:
        # A console has no door of its own.
        account = replace(self._conversation.speaker, name=who).account
        await self._ears.hear(
            PersonJoined(platform=account.platform, workspace=account.workspace, account=account, name=who)
        )

    async def leaves(self, who: str) -> None:
        account = replace(self._conversation.speaker, name=who).account
        await self._ears.hear(PersonLeft(platform=account.platform, workspace=account.workspace, account=account))

    async def new_posts(self) -> list[Posted]:
        new, self._heard[:] = list(self._heard), []
        return [self._seen(one) for one in new]

    def _seen(self, heard: Heard) -> Posted:
        to = self._names.get(heard.target.user, "")
        self._screen.shows(heard.shown, to=to, key=heard.mark)
        words = plain(rendered(heard.shown, channel=heard.target.channel, zone=UTC))
        return Posted(channel=heard.target.channel, to=to, words=words, is_changed=heard.is_changed)

    async def _said(self, line: Line, words: str) -> str:
        role = Role.ORGANISER if line.who == ORGANISER else Role.MEMBER
        speaker = replace(self._conversation.speaker, name=line.who, role=role, channel=line.channel)
        self._conversation.speaker = speaker
        reply = await self._conversation.say(words)
        self._screen.shows(reply, to="" if isinstance(reply, Shared) else line.who)
        shown = plain(rendered(reply, channel=line.channel, zone=UTC))
        if isinstance(reply, Picture):
            beside, _, alt = shown.partition(f"\n{reply.name}, a picture: ")
            return f"{beside}\n{self.delivered(reply.name, alt)}"
        if not isinstance(reply, Document):
            return shown
        beside, _, content = shown.partition(f"\n{reply.name}\n")
        return f"{beside}\n{self.delivered(reply.name, content)}"


@asynccontextmanager
async def on_console(address: str) -> AsyncIterator[Console]:
    """The bot on the console, with this database."""
    clock = TestClock()
    async with bot_with(address, clock) as dispatcher:
        yield Console(dispatcher, clock)
