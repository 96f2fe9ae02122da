"""The console as a platform: one conversation, in which now this person speaks and now that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC

from adapters.console.conversation import Conversation
from adapters.console.render import plain, rendered
from adapters.console.speaker import Speaker
from bot.dispatch import Dispatcher
from bot.identity import Role
from bot.replies import Document
from tests.everywhere.bot import bot_with
from tests.everywhere.language import MESSAGE, ORGANISER, PEOPLE, Line, Platform


class Console(Platform):
    """Its language is the one of the scripts."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._conversation = Conversation(dispatcher, Speaker(name=ORGANISER, community="Guild"))
        self.native = {"on: console": "on: here"} | {f"@{name.lower()}": f"@{name}" for name in PEOPLE}

    async def say(self, line: Line) -> str:
        return await self._said(line, line.said)

    async def press(self, line: Line, label: str) -> str:
        return await self._said(line, f"/press {label}")

    async def fill(self, line: Line, values: Mapping[str, str]) -> str:
        return await self._said(line, line.said)

    async def choose(self, line: Line, label: str, text: str) -> str:
        return await self._said(line, f'/menu "{label}" "{text}" {MESSAGE}')

    async def _said(self, line: Line, words: str) -> str:
        role = Role.ORGANISER if line.who == ORGANISER else Role.MEMBER
        speaker = replace(self._conversation.speaker, name=line.who, role=role, channel=line.channel)
        self._conversation.speaker = speaker
        reply = await self._conversation.say(words)
        shown = plain(rendered(reply, channel=line.channel, zone=UTC))
        if not isinstance(reply, Document):
            return shown
        beside, _, content = shown.partition(f"\n{reply.name}\n")
        return f"{beside}\n{self.delivered(reply.name, content)}"


@asynccontextmanager
async def on_console(address: str) -> AsyncIterator[Console]:
    """The bot on the console, with this database."""
    async with bot_with(address) as dispatcher:
        yield Console(dispatcher)
