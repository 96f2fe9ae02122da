"""Discord on a stage: the real adapter and discord.py against a simulated Discord, on a real database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import simcord

from adapters.discord.app import DiscordApp, DiscordSettings
from adapters.pictures.bars import drawn
from bot.dispatch import Dispatcher
from bot.hearing import Ears, Listener
from bot.spec import AnyCommand
from storage.database import Database
from storage.store import SqlStore
from tests.discord.openapi import expect_valid
from tests.discord.transcript import transcript_of
from tests.talk import TestClock


class Notebook:
    """Remembers in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        return self.kept.get(key)

    async def set(self, key: str, value: str) -> None:
        self.kept[key] = value


class Stage:
    """A server with a channel and a few people, and the bot in it."""

    def __init__(self, address: str, commands: Sequence[AnyCommand], listeners: Sequence[Listener[Any]] = ()) -> None:
        self.notebook = Notebook()
        self.clock = TestClock()
        self._commands = tuple(commands)
        self._listeners = tuple(listeners)
        self._address = address
        self._databases: list[Database] = []
        self.app = self.new_app()
        self.env = simcord.Env(self.app.client)

    def new_app(self) -> DiscordApp:
        """The bot as it is after a restart: the same database, nothing else."""
        self._databases.append(Database(self._address))
        store = SqlStore(self._databases[-1])
        self.dispatcher = Dispatcher(commands=self._commands, store=store, clock=self.clock)
        self.dispatcher.draw = drawn
        ears = Ears(listeners=self._listeners, store=store, clock=self.clock)
        settings = DiscordSettings(token="not-a-token", shard_count=1)
        return DiscordApp(self.dispatcher, ears, settings, remembered=self.notebook)

    async def open(self) -> None:
        await self.env.start()
        owner = self.env.create_user("owner")
        self.guild = self.env.create_guild("Guild", owner=owner)
        self.channel = self.guild.create_text_channel("general")
        self.ada = self.guild.add_member(self.env.create_user("ada"))
        self.bea = self.guild.add_member(self.env.create_user("bea"))
        await self.env.settle()

    async def close(self) -> None:
        recorded = [(entry.method, entry.path, entry.json) for entry in self.env.http_requests]
        await self.env.shutdown()
        for database in self._databases:
            await database.close()
        for method, path, body in recorded:
            expect_valid(method, path, body)

    async def restart(self, commands: Sequence[AnyCommand] | None = None) -> None:
        if commands is not None:
            self._commands = tuple(commands)
        self.app = self.new_app()
        await self.env.restart_bot(self.app.client)

    async def slash(self, name: str, /, *, by: Any = None, **options: Any) -> str:
        """What a person reads after a slash command."""
        return self.read(await (by or self.ada).slash(self.channel, name, **options))

    @staticmethod
    def read(result: simcord.InteractionResult) -> str:
        """What a person reads in an answer: the first one, or what followed it."""
        message = result.followups[-1] if result.followups else result.response
        return transcript_of(wire(message)) if message else ""

    def first_answers(self) -> list[int]:
        """The kinds of first answers that were given, by Discord's numbers."""
        return [
            entry.json["type"] for entry in self.env.http_requests if entry.path.endswith("/callback") and entry.json
        ]

    def sent(self) -> list[dict[str, Any]]:
        """What the bot has sent, as it went over the wire."""
        bodies = [entry.json for entry in self.env.http_requests if isinstance(entry.json, dict)]
        return [body.get("data", body) if "type" in body else body for body in bodies]


def wire(message: simcord.ResponseMessage) -> dict[str, Any]:
    """The message as Discord keeps it."""
    return {"content": message.content, "components": message.components}
