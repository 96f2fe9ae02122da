"""What a test does with the fake Discord: builds a world, talks as people, looks at what they are shown.

async with discord_fake() as discord:
    guild = await discord.guild("Guild")
    channel = await guild.channel("general")
    ada = await guild.member("Ada")
    answer = await ada.slash(channel, "resource find", line="#loops")
    assert "loops" in answer.text
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.discord.fake.shown import Answer, Shown
from tests.fakes.client import Controls, fake_process
from tests.fakes.shapes import Json

#: How long a person waits for more than "thinking…".
PATIENCE_SECONDS = 10.0
TEXT, FORUM = 0, 15


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
        return _channel(await self._call("post_in_forum", **arguments))

    async def sees(self, channel: Channel) -> list[Shown]:
        """Every message this person sees there, their own ephemeral ones included, oldest first."""
        return [Shown(one) for one in await self._call("sees", channel=channel.id)]

    async def offered(self, channel: Channel) -> list[str]:
        """The names of the slash commands the client offers there."""
        return [one["name"] for one in await self._call("commands", channel=channel.id)]

    async def close_dms(self) -> None:
        await self._call("close_dms")

    async def dms(self) -> Channel:
        """The direct conversation with the bot."""
        return _channel(await self._call("dm_channel"))

    async def more(self, answer: Answer, *, messages: int, seconds: float = PATIENCE_SECONDS) -> Answer:
        """The same answer once it shows as many messages (follow-ups come later)."""
        arguments = {"interaction": answer.interaction_id, "messages": messages, "seconds": seconds}
        return self._answer(await self._controls.call("answer", **arguments))

    async def _call(self, name: str, /, **arguments: object) -> Any:
        return await self._controls.call(name, person=self.id, **arguments)

    def _answer(self, state: Json) -> Answer:
        return Answer.read(state)


class Guild:
    """A server."""

    def __init__(self, controls: Controls, guild: Json) -> None:
        self._controls = controls
        self.id = str(guild["id"])
        self.name = str(guild["name"])

    async def channel(self, name: str) -> Channel:
        return _channel(await self._controls.call("channel", guild=self.id, name=name))

    async def forum(self, name: str, *, tags: Sequence[str] = ()) -> Channel:
        made = await self._controls.call("channel", guild=self.id, name=name, kind=FORUM, tags=list(tags))
        return _channel(made)

    async def role(self, name: str, *permissions: str) -> Role:
        role = await self._controls.call("role", guild=self.id, name=name, permissions=list(permissions))
        return Role(id=role["id"], name=name)

    async def member(self, name: str, *roles: Role) -> Human:
        """A new person who joins."""
        human = Human(self._controls, await self._controls.call("person", name=name))
        await self.join(human, *roles)
        return human

    async def join(self, human: Human, *roles: Role) -> None:
        ids = [one.id for one in roles]
        await self._controls.call("join", person=human.id, guild=self.id, roles=ids)

    async def leave(self, human: Human) -> None:
        await self._controls.call("leave", person=human.id, guild=self.id)

    async def give(self, human: Human, *roles: Role) -> None:
        """Let the person have these roles and no others."""
        ids = [one.id for one in roles]
        await self._controls.call("set_roles", person=human.id, guild=self.id, roles=ids)

    async def kick_bot(self) -> None:
        facts = await self._controls.call("facts")
        await self._controls.call("leave", person=facts["bot_id"], guild=self.id)

    async def overwrite(
        self, channel: Channel, target: Role | Human | Guild, *, allow: Sequence[str] = (), deny: Sequence[str] = ()
    ) -> None:
        """Change permissions in a channel, for a role, a person, or (the guild itself) everyone."""
        arguments = {"channel": channel.id, "target": target.id, "allow": list(allow), "deny": list(deny)}
        await self._controls.call("overwrite", **arguments)

    async def remove(self, channel: Channel) -> None:
        await self._controls.call("remove_channel", channel=channel.id)


class Discord:
    """The fake as a test sees it. ``api`` and ``gateway`` are what the bot under test is given."""

    def __init__(self, controls: Controls, facts: Json) -> None:
        self.controls = controls
        self.api = controls.addresses["api"]
        self.gateway = controls.addresses["gateway"]
        self.token = str(facts["token"])
        self.application_id = str(facts["application_id"])
        self.bot_id = str(facts["bot_id"])

    async def guild(self, name: str, *, bot_permissions: Sequence[str] = ()) -> Guild:
        """A new guild that the bot is a member of."""
        wanted = list(bot_permissions) or None
        return Guild(self.controls, await self.controls.call("guild", name=name, bot_permissions=wanted))

    async def person(self, name: str) -> Human:
        """Somebody in no guild."""
        return Human(self.controls, await self.controls.call("person", name=name))

    async def messages(self, channel: Channel) -> list[Shown]:
        """Everything in the channel, whoever it is shown to."""
        return [Shown(one) for one in await self.controls.call("messages", channel=channel.id)]

    async def wait_for_message(
        self, channel: Channel, text: str = "", *, after: str = "0", seconds: float = PATIENCE_SECONDS
    ) -> Shown:
        """The bot's next public message with this text in it. Raises when none comes in time."""
        arguments = {"channel": channel.id, "text": text, "after": after, "seconds": seconds}
        found = await self.controls.call("wait_for_message", **arguments)
        if found is None:
            raise TimeoutError(f"No message with {text!r} came within {seconds} seconds.")
        return Shown(found)

    async def remove_message(self, message: Shown) -> None:
        await self.controls.call("remove_message", channel=message.channel_id, message=message.id)

    async def requests(self) -> list[Json]:
        """Everything the bot asked: method, path, route, query, body, status, at."""
        return list(await self.controls.call("requests"))

    async def violations(self) -> list[Json]:
        """Everything a real Discord would have refused or ignored: ``kind``, ``where``, ``text``."""
        return list(await self.controls.call("violations"))

    async def registered(self) -> list[Json]:
        return list(await self.controls.call("registered"))

    async def travel(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Move the fake's clock forward: tokens and nonces expire, windows open."""
        await self.controls.call("travel", seconds=minutes * 60 + seconds)

    async def fault(self, kind: str, path: str = "", **rule: object) -> None:
        """Make requests go wrong: see `tests.fakes.faults`."""
        await self.controls.call("fault", kind=kind, path=path, **rule)

    async def clear_faults(self) -> list[Json]:
        return list(await self.controls.call("clear_faults"))

    async def disorder(
        self, *, copies: tuple[int, int] = (1, 1), spread_seconds: float = 0, events: str = "", seed: int = 0
    ) -> None:
        """Deliver events (a pattern of their names) several times and out of order."""
        arguments = {"copies": list(copies), "spread_seconds": spread_seconds, "events": events, "seed": seed}
        await self.controls.call("disorder", **arguments)

    async def settings(self, **values: object) -> None:
        """Heartbeat, shards, identify budget and so on: see `storms.Storms.do_settings`."""
        await self.controls.call("settings", **values)

    async def state(self) -> Json:
        """identifies, resumes, sessions, connections, heartbeats, ready_shards, invalid_requests, start_limit."""
        return dict(await self.controls.call("gateway_state"))


@asynccontextmanager
async def discord_fake(*, seed: int = 0) -> AsyncIterator[Discord]:
    """The fake as a process of its own, until the block ends."""
    async with fake_process("tests.discord.fake", "--seed", str(seed)) as controls:
        yield Discord(controls, await controls.call("facts"))


def _plain(value: object) -> object:
    """Things by their id."""
    if isinstance(value, Human | Channel | Role | Shown | Guild):
        return value.id
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _channel(wire: Json) -> Channel:
    tags = {one["name"]: one["id"] for one in wire.get("available_tags") or []}
    return Channel(id=wire["id"], name=wire.get("name", ""), tags=tags)


def _shown(message: Shown | Answer) -> Shown:
    return message.message if isinstance(message, Answer) else message
