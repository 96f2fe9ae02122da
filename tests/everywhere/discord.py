"""Discord as a platform: the adapter and discord.py on a simulated Discord, where people use what its client offers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import simcord
from discord import EventStatus, Permissions
from simcord.backend import serializers

from adapters.console.render import plain, rendered
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.settings import DiscordSettings
from bot.replies import Field, Form, several
from bot.spec import Channel, Someone
from commands import COMMANDS, LISTENERS
from tests.discord.bridge import Bridge, Request, bridge_to
from tests.discord.stage import Stage, wire
from tests.discord.transcript import transcript_of, walk
from tests.everywhere.language import CHANNELS, MESSAGE, ORGANISER, PEOPLE, Line, Platform
from tests.everywhere.posting import Posted, Posting
from tests.everywhere.shown import Screen


class Server(Platform):
    """A server. What was shown stays, so that it can be pressed."""

    def __init__(self, stage: Stage, bridge: Bridge, posting: Posting) -> None:
        self._stage = stage
        self._bridge = bridge
        self.posting = posting
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
        self._screen: Screen[simcord.ResponseMessage] = Screen()
        self._window: simcord.InteractionResult | None = None
        #: Who sees the window: as a member of the server, or in their own conversation with the bot.
        self._before_window: Any = None

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
        return await self._seen(await person.slash(channel, called.command.name, **options), line, person)

    async def press(self, line: Line, label: str) -> str:
        message = self._screen.newest(line.who, lambda one: label in _labels(one))
        person = self._as_seen_by(line.who, message)
        return await self._seen(await person.click(message, label=label), line, person)

    async def fill(self, line: Line, values: Mapping[str, str]) -> str:
        if self._window is None:
            await self.press(line, "Fix it")
        window = self._window
        assert window, "a form is open"
        inputs = {one["custom_id"]: one for one in walk((window.modal or {})["components"]) if "custom_id" in one}
        answers = {name: values.get(name, _filled_in(one)) for name, one in inputs.items()}
        sent = {name: _sent(inputs[name], value) for name, value in answers.items() if value}
        self._window = None
        person = self._before_window
        return await self._seen(await person.submit_modal(window, sent), line, person)

    async def choose(self, line: Line, label: str, text: str) -> str:
        person, channel = self._people[line.who], self._channels[line.channel]
        message = await person.send(channel, text)
        address = f"https://discord.com/channels/{self._stage.guild.id}/{channel.id}/{message.id}"
        self.native = {**self.native, address: MESSAGE}
        return await self._seen(await person.context_menu(channel, label, message), line, person)

    def closes(self, who: str) -> None:
        channel = self._people[who].user.dm_channel.id
        refusal: dict[str, Any] = {"status": 403, "code": 50007, "message": "Cannot send messages to this user"}
        self._stage.env.inject_error("POST", f"/channels/{channel}/messages", times=None, **refusal)

    async def joins(self, who: str) -> None:
        # Everybody is there from the beginning: whoever joins has left before, if only just.
        if self._people[who].id in self._stage.env.backend.get_guild(self._stage.guild.id).members:
            await self.leaves(who)
        backend, guild, user = self._stage.env.backend, self._stage.guild.id, self._people[who].id
        member = backend.add_member(guild, user)
        # By the clock of the script: who leaves and comes back within a second has not joined anew.
        member.joined_at = self._stage.clock.now().isoformat()
        payload = serializers.member_payload(backend, backend.get_guild(guild), member)
        backend.emit("GUILD_MEMBER_ADD", {**payload, "guild_id": str(guild)})
        await self._stage.env.settle()

    async def leaves(self, who: str) -> None:
        self._stage.guild.remove_member(self._people[who])
        await self._stage.env.settle()

    async def new_posts(self) -> list[Posted]:
        # What was posted is told to discord.py, too.
        await self._stage.env.settle()
        new, self._bridge.done[:] = [one for one in self._bridge.done if one.is_post], []
        return [self._posted(one) for one in new]

    def _posted(self, request: Request) -> Posted:
        backend, told = self._stage.env.backend, request.answer
        channel, number = int(told["channel_id"]), int(told["id"])
        message = simcord.ResponseMessage(self._stage.env, backend.get_message(channel, number))
        to = next((name for name, one in self._people.items() if backend.dm_channels.get(one.id) == channel), "")
        self._screen.shows(message, to=to, key=f"{channel}/{number}")
        name = "" if to else next(name for name, one in self._channels.items() if one.id == channel)
        return Posted(channel=name, to=to, words=transcript_of(told), is_changed=request.method == "PATCH")

    def _as_seen_by(self, who: str, message: simcord.ResponseMessage) -> Any:
        """The person before the message: in their own conversation with the bot they are a member of no server."""
        person = self._people[who]
        return person.user if self._is_conversation_of(who, message) else person

    def _is_conversation_of(self, who: str, message: simcord.ResponseMessage) -> bool:
        return self._stage.env.backend.dm_channels.get(self._people[who].id) == message.channel_id

    def events(self) -> list[tuple[str, str, str]]:
        """The server's own events: name, beginning, and what has become of each."""
        found = self._stage.env.backend.get_guild(self._stage.guild.id).scheduled_events.values()
        return [(one.name, one.scheduled_start_time[:16], EventStatus(one.status).name) for one in found]

    def preview(self, who: str, **how: Any) -> Any:
        """A page for a browser, on which the newest answer is shown as this person sees it."""
        env, channel = self._stage.env, self._channels["general"]
        env.backend.bot_user.name = "Commonplace"
        return env.preview(channel, viewers=[self._people[who]], **how)

    async def _seen(self, result: simcord.InteractionResult, line: Line, person: Any) -> str:
        if result.modal:
            self._window, self._before_window = result, person
            return form_in(result.modal)
        message = result.followups[-1] if result.followups else result.response
        assert message, "everything is answered"
        is_private = message.ephemeral or self._is_conversation_of(line.who, message)
        self._screen.shows(message, to=line.who if is_private else "")
        heading = "" if is_private else f"shared in #{line.channel}:\n"
        attached = message.message.attachments
        files = [self.delivered(one.filename, one.description or (await one.read()).decode()) for one in attached]
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
        most=asked.get("max_values") or 1,
    )


def _sent(asked: Mapping[str, Any], value: str) -> str | list[str]:
    """The value as a window takes it: what was chosen of several, each by itself."""
    if asked["type"] != 3:
        return value
    return list(several(value)) if (asked.get("max_values") or 1) > 1 else [value]


def _filled_in(asked: Mapping[str, Any]) -> str:
    chosen = (one["value"] for one in asked.get("options") or () if one.get("default"))
    return str(asked.get("value") or ", ".join(chosen))


def _labels(message: simcord.ResponseMessage) -> list[str]:
    return [one["label"] for one in walk(message.components) if one["type"] == 2]


@asynccontextmanager
async def on_discord(address: str) -> AsyncIterator[Server]:
    """The bot on Discord, with this database."""
    stage = Stage(address, COMMANDS, LISTENERS)
    await stage.open()
    try:
        async with server_on(stage) as server:
            yield server
    finally:
        await stage.close()


@asynccontextmanager
async def server_on(stage: Stage) -> AsyncIterator[Server]:
    """A server on this stage, in which the bot also speaks on its own."""
    async with bridge_to(stage.env) as bridge:
        settings = DiscordSettings(token="not-a-token", api_base=bridge.api)
        messenger = DiscordMessenger(settings, clock=stage.clock)
        try:
            yield Server(stage, bridge, Posting(stage.dispatcher, stage.clock, lambda _platform, _workspace: messenger))
        finally:
            await messenger.close()
