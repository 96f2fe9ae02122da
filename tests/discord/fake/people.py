"""A person in Discord's client, as a test moves them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.discord.fake.shown import Answer, Shown
from tests.fakes.client import Controls
from tests.fakes.shapes import Json

#: How long a person waits for more than "thinking…".
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A channel, a forum or a thread."""

    id: str
    name: str
    #: A forum's tags, their ids by name.
    tags: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A role of a guild."""

    id: str
    name: str


class Human:
    """A person in Discord's client. `Refused` says what the client would say."""

    def __init__(self, controls: Controls, person: Json) -> None:
        self._controls = controls
        self.id = str(person["id"])
        self.name = str(person["global_name"])
        self.mention = f"<@{self.id}>"

    async def slash(
        self, channel: Channel, path: str, /, *, patience_seconds: float = PATIENCE_SECONDS, **options: object
    ) -> Answer:
        """Use a command. People, channels, roles and files ("name address") are given as they are."""
        values = {name: _plain(value) for name, value in options.items()}
        return self._answer(
            await self._call("slash", channel=channel.id, path=path, options=values, seconds=patience_seconds)
        )

    async def type(self, channel: Channel, path: str, /, *, focused: str = "", **options: object) -> list[Json]:
        """What is suggested while typing the option named last (or ``focused``): ``[{"name": …, "value": …}]``."""
        values = {name: _plain(value) for name, value in options.items()}
        focus = focused or list(options)[-1]
        found = await self._call(
            "type", channel=channel.id, path=path, options=values, focused=focus, seconds=PATIENCE_SECONDS
        )
        return list(found)

    async def menu(self, channel: Channel, name: str, target: Shown | Human) -> Answer:
        """Use a context menu on a message or on a person."""
        arguments = {"channel": channel.id, "name": name, "target": target.id, "seconds": PATIENCE_SECONDS}
        return self._answer(await self._call("menu", **arguments))

    async def press(
        self, message: Shown | Answer, button: str, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> Answer:
        """Press a button, named by its label or custom_id."""
        shown = _shown(message)
        arguments = {"channel": shown.channel_id, "message": shown.id, "button": button, "seconds": patience_seconds}
        return self._answer(await self._call("press", **arguments))

    async def pick(self, message: Shown | Answer, select: str, *chosen: object) -> Answer:
        """Choose from a select (named by placeholder or custom_id) by labels, values, people, channels or roles."""
        shown = _shown(message)
        arguments = {"channel": shown.channel_id, "message": shown.id, "select": select}
        values = [_plain(one) for one in chosen]
        return self._answer(await self._call("pick", **arguments, chosen=values, seconds=PATIENCE_SECONDS))

    async def forge(self, message: Shown | Answer, custom_id: str, *, kind: int = 2, **data: object) -> Answer:
        """Send what no client would: a component that is not there, or is somebody else's."""
        shown = _shown(message)
        forged = {"component_type": kind, "custom_id": custom_id, **data}
        arguments = {"channel": shown.channel_id, "message": shown.id, "data": forged, "seconds": PATIENCE_SECONDS}
        return self._answer(await self._call("forge", **arguments))

    async def fill(self, form: Answer, values: dict[str, object] | None = None, /, **fields: object) -> Answer:
        """Submit the form an answer opened; fields by custom_id or, in the dictionary, by label. Drafts are kept."""
        given = {name: _plain(value) for name, value in {**(values or {}), **fields}.items()}
        arguments = {"interaction": form.interaction_id, "values": given, "seconds": PATIENCE_SECONDS}
        return self._answer(await self._call("fill", **arguments))

    async def say(self, channel: Channel, text: str) -> Shown:
        return Shown(await self._call("say", channel=channel.id, text=text))

    async def post(self, forum: Channel, title: str, text: str, *, tags: Iterable[str] = ()) -> Channel:
        """Start a post in a forum."""
        arguments = {"forum": forum.id, "title": title, "text": text, "tags": list(tags)}
        return channel_of(await self._call("post_in_forum", **arguments))

    async def sees(self, channel: Channel) -> list[Shown]:
        """Every message this person sees there, their own ephemeral ones included, oldest first."""
        return [Shown(one) for one in await self._call("sees", channel=channel.id)]

    async def offered(self, channel: Channel) -> list[str]:
        """The names of the slash commands the client offers there."""
        return [one["name"] for one in await self._call("commands", channel=channel.id)]

    async def close_dms(self) -> None:
        await self._call("close_dms")

    async def take_interest(self, guild_id: str, event_id: str) -> None:
        """Press Interested at an event of a guild."""
        await self._call("take_interest", guild=guild_id, event=event_id)

    async def dms(self) -> Channel:
        """The direct conversation with the bot."""
        return channel_of(await self._call("dm_channel"))

    async def more(self, answer: Answer, *, messages: int, seconds: float = PATIENCE_SECONDS) -> Answer:
        """The same answer once it shows as many messages (follow-ups come later)."""
        arguments = {"interaction": answer.interaction_id, "messages": messages, "seconds": seconds}
        return self._answer(await self._controls.call("answer", **arguments))

    async def _call(self, name: str, /, **arguments: object) -> Any:
        return await self._controls.call(name, person=self.id, **arguments)

    def _answer(self, state: Json) -> Answer:
        return Answer.read(state)


def _plain(value: object) -> object:
    """Things by their id."""
    if isinstance(value, Human | Channel | Role | Shown):
        return value.id
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def channel_of(wire: Json) -> Channel:
    tags = {one["name"]: one["id"] for one in wire.get("available_tags") or []}
    return Channel(id=wire["id"], name=wire.get("name", ""), tags=tags)


def _shown(message: Shown | Answer) -> Shown:
    return message.message if isinstance(message, Answer) else message
