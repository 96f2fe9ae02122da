"""Discord as a platform: the adapter and discord.py on a simulated Discord, where people use what its client offers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import simcord
from discord import Permissions

from adapters.console.render import plain, rendered
from bot.replies import Field, Form
from bot.spec import Channel, Someone
from commands import COMMANDS
from tests.discord.stage import Stage, wire
from tests.discord.transcript import transcript_of, walk
from tests.everywhere.language import CHANNELS, MESSAGE, ORGANISER, PEOPLE, Line, Platform


class Server(Platform):
    """A server. What was shown stays, so that it can be pressed."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        crew = stage.guild.create_role("crew", permissions=Permissions(manage_guild=True))
        self._people: dict[str, Any] = {
            name: stage.guild.add_member(
                stage.env.create_user(name.lower(), global_name=name), roles=[crew] if name == ORGANISER else []
            )
            for name in PEOPLE
        }
        self._channels = {
            name: stage.channel if name == "general" else stage.guild.create_text_channel(name) for name in CHANNELS
        }
        self.native = {"on: discord": "on: here"}
        self.native |= {f"@{person.id}": f"@{name}" for name, person in self._people.items()}
        self.native |= {f"#{channel.id}": f"#{name}" for name, channel in self._channels.items()}
        self._shown: list[simcord.ResponseMessage] = []
        self._window: simcord.InteractionResult | None = None

    async def say(self, line: Line) -> str:
        called = self._stage.dispatcher.commands.read(line.said.removeprefix("/"))
        options: dict[str, Any] = dict(called.args)
        for name in options:
            match called.command.option(name):
                case Someone():
                    options[name] = self._people[options[name]]
                case Channel():
                    options[name] = self._channels[options[name]]
        person, channel = self._people[line.who], self._channels[line.channel]
        return await self._seen(await person.slash(channel, called.command.name, **options), line)

    async def press(self, line: Line, label: str) -> str:
        message = next(one for one in reversed(self._shown) if label in _labels(one))
        return await self._seen(await self._people[line.who].click(message, label=label), line)

    async def fill(self, line: Line, values: Mapping[str, str]) -> str:
        if self._window is None:
            await self.press(line, "Fix it")
        window = self._window
        assert window, "a form is open"
        inputs = {one["custom_id"]: one for one in walk((window.modal or {})["components"]) if "custom_id" in one}
        answers = {name: values.get(name, _filled_in(one)) for name, one in inputs.items()}
        sent = {name: [value] if inputs[name]["type"] == 3 else value for name, value in answers.items() if value}
        self._window = None
        return await self._seen(await self._people[line.who].submit_modal(window, sent), line)

    async def choose(self, line: Line, label: str, text: str) -> str:
        person, channel = self._people[line.who], self._channels[line.channel]
        message = await person.send(channel, text)
        address = f"https://discord.com/channels/{self._stage.guild.id}/{channel.id}/{message.id}"
        self.native = {**self.native, address: MESSAGE}
        return await self._seen(await person.context_menu(channel, label, message), line)

    def preview(self, who: str, **how: Any) -> Any:
        """A page for a browser, on which the newest answer is shown as this person sees it."""
        env, channel = self._stage.env, self._channels["general"]
        env.backend.bot_user.name = "Commonplace"
        return env.preview(channel, viewers=[self._people[who]], **how)

    async def _seen(self, result: simcord.InteractionResult, line: Line) -> str:
        if result.modal:
            self._window = result
            return form_in(result.modal)
        message = result.followups[-1] if result.followups else result.response
        assert message, "everything is answered"
        self._shown.append(message)
        heading = "" if message.ephemeral else f"shared in #{line.channel}:\n"
        files = [self.delivered(one.filename, (await one.read()).decode()) for one in message.message.attachments]
        return "\n".join([heading + transcript_of(wire(message)), *files])


def form_in(window: Mapping[str, Any]) -> str:
    """A window as the console would print it."""
    labels = [one for one in window["components"] if one.get("component")]
    form = Form(title=window["title"], command=("x",), fields=tuple(map(_field, labels)))
    return plain(rendered(form, channel=""))


def _field(label: Mapping[str, Any]) -> Field:
    asked = label["component"]
    return Field(
        option=asked["custom_id"],
        label=label.get("description") or label["label"],
        value=_filled_in(asked),
        required=asked["required"],
        choices=tuple(one["value"] for one in asked.get("options") or ()),
    )


def _filled_in(asked: Mapping[str, Any]) -> str:
    chosen = (one["value"] for one in asked.get("options") or () if one.get("default"))
    return str(asked.get("value") or next(chosen, ""))


def _labels(message: simcord.ResponseMessage) -> list[str]:
    return [one["label"] for one in walk(message.components) if one["type"] == 2]


@asynccontextmanager
async def on_discord(address: str) -> AsyncIterator[Server]:
    """The bot on Discord, with this database."""
    stage = Stage(address, COMMANDS)
    await stage.open()
    try:
        yield Server(stage)
    finally:
        await stage.close()
