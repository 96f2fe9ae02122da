"""What a person can do in Discord's client, and what it does not let them do.

Commands are found by what was registered; options are put into the form of the wire and checked as the client checks
them (required, choices, lengths); forms likewise. The person is shown an error only in the client's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.discord.fake.interactions import context_of
from tests.discord.fake.permissions import has
from tests.discord.fake.validation.commands import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    CHAT_INPUT,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER,
)
from tests.discord.fake.world import Channel, World
from tests.fakes.control import Refused
from tests.fakes.shapes import Json


class Menu:
    """The commands one person sees in one channel."""

    def __init__(self, world: World, user_id: str, channel: Channel) -> None:
        self.world = world
        self.user_id = user_id
        self.channel = channel

    def commands(self, kind: int) -> list[Json]:
        guild = self.world.guilds.get(self.channel.guild_id or "")
        known = [*(guild.commands.values() if guild else ()), *self.world.commands.values()]
        return [one for one in known if one["type"] == kind and self._is_shown(one)]

    def _is_shown(self, command: Json) -> bool:
        guild = self.world.guilds.get(self.channel.guild_id or "")
        if guild is not None and self.world.bot["id"] not in guild.members:
            return False
        contexts = command["contexts"]
        if contexts is not None and context_of(self.channel) not in contexts:
            return False
        held = self.world.permissions(self.channel, self.user_id)
        wanted = command["default_member_permissions"]
        if self.channel.guild_id is None:
            return True
        if not has(held, "use_application_commands"):
            return False
        return wanted is None or (held & int(wanted)) == int(wanted) or has(held, "administrator")

    def find(self, name: str, kind: int) -> Json:
        for command in self.commands(kind):
            if command["name"] == name:
                return command
        raise Refused(f"There is no command called {name!r} here.")


def slash_data(
    world: World, menu: Menu, path: str, values: Mapping[str, object], *, focused: str | None = None
) -> Json:
    """The data of a command typed by a person; with ``focused``, of one that is still being typed."""
    first, *rest = path.split()
    command = menu.find(first, CHAT_INPUT)
    options, nesting = command["options"], []
    for word in rest:
        step = next((one for one in options if one["name"] == word and one["type"] in {SUBCOMMAND, GROUP}), None)
        if step is None:
            raise Refused(f"There is no command called {path!r} here.")
        nesting.append(step)
        options = step.get("options") or []
    if any(one["type"] in {SUBCOMMAND, GROUP} for one in options):
        raise Refused(f"{path!r} is not the whole command.")
    filled = Filled(world, menu.channel, focused)
    chosen = filled.options(options, values)
    for step in reversed(nesting):
        chosen = [{"name": step["name"], "type": step["type"], "options": chosen}]
    data: Json = {"id": command["id"], "name": command["name"], "type": CHAT_INPUT}
    data |= {"options": chosen} if chosen else {}
    data |= {"resolved": filled.resolved} if filled.resolved else {}
    return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


class Filled:
    """Options being filled in, and the things they name."""

    def __init__(self, world: World, channel: Channel, focused: str | None) -> None:
        self.world = world
        self.channel = channel
        self.focused = focused
        self.resolved: Json = {}

    def options(self, declared: Iterable[Json], values: Mapping[str, object]) -> list[Json]:
        declared = list(declared)
        if unknown := values.keys() - {one["name"] for one in declared}:
            raise Refused(f"No option is called {', '.join(sorted(unknown))}.")
        if self.focused is None:
            missing = [one["name"] for one in declared if one.get("required") and one["name"] not in values]
            if missing:
                raise Refused(f"This option is required: {', '.join(missing)}.")
        return [self._option(one, values[one["name"]]) for one in declared if one["name"] in values]

    def _option(self, declared: Json, value: object) -> Json:
        option = {"name": declared["name"], "type": declared["type"]}
        if declared["name"] == self.focused:
            if not declared.get("autocomplete"):
                raise Refused(f"{declared['name']} suggests nothing.")
            return {**option, "value": value, "focused": True}
        return {**option, "value": self._value(declared, value)}

    def _value(self, declared: Json, value: object) -> object:
        if choices := declared.get("choices"):
            return _choice(declared["name"], choices, value)
        match declared["type"]:
            case 3:
                return _within(declared, str(value))
            case 4 | 10:
                return self._number(declared, value)
            case 5:
                if not isinstance(value, bool):
                    raise Refused(f"{declared['name']} is true or false.")
                return value
            case _:
                return self._thing(declared, str(value))

    def _number(self, declared: Json, value: object) -> object:
        if not isinstance(value, int if declared["type"] == INTEGER else int | float):
            raise Refused(f"{declared['name']} has to be a number.")
        low, high = declared.get("min_value"), declared.get("max_value")
        assert isinstance(value, int | float)
        if (low is not None and value < low) or (high is not None and value > high):
            raise Refused(f"{declared['name']} has to be between {low} and {high}.")
        return value

    def _thing(self, declared: Json, thing_id: str) -> str:
        """A user, role, channel or file, by id; what it is goes into ``resolved``."""
        kind = declared["type"]
        if kind in {USER, MENTIONABLE} and thing_id in self.world.users:
            resolve_user(self.world, self.channel, thing_id, self.resolved)
            return thing_id
        guild = self.world.guilds.get(self.channel.guild_id or "")
        role = next((one for one in guild.roles if one["id"] == thing_id), None) if guild else None
        if kind in {ROLE, MENTIONABLE} and role is not None:
            self.resolved.setdefault("roles", {})[thing_id] = role
            return thing_id
        if kind == CHANNEL and thing_id in self.world.channels:
            self._resolve_channel(declared, self.world.channels[thing_id])
            return thing_id
        if kind == ATTACHMENT:
            return self._file(thing_id)
        raise Refused(f"{thing_id} is nothing that {declared['name']} can be.")

    def _resolve_channel(self, declared: Json, channel: Channel) -> None:
        types = declared.get("channel_types")
        if types and channel.wire["type"] not in types:
            raise Refused(f"{declared['name']} cannot be that kind of channel.")
        permissions = str(self.world.permissions(channel, self.world.bot["id"]))
        self.resolved.setdefault("channels", {})[channel.id] = {**channel.wire, "permissions": permissions}

    def _file(self, name_and_address: str) -> str:
        """A file is "name address": the address is where the bot will fetch it."""
        name, _, address = name_and_address.partition(" ")
        file_id = self.world.new_id()
        found = {"id": file_id, "filename": name, "url": address, "proxy_url": address, "size": 1, "ephemeral": True}
        self.resolved.setdefault("attachments", {})[file_id] = found
        return file_id


def resolve_user(world: World, channel: Channel, user_id: str, resolved: Json) -> None:
    resolved.setdefault("users", {})[user_id] = world.users[user_id]
    guild = world.guilds.get(channel.guild_id or "")
    if guild is not None and user_id in guild.members:
        member = {key: value for key, value in guild.members[user_id].items() if key not in {"user", "deaf", "mute"}}
        member["permissions"] = str(world.permissions(channel, user_id))
        resolved.setdefault("members", {})[user_id] = member


def _choice(name: str, choices: Iterable[Json], wanted: object) -> object:
    for one in choices:
        if wanted in (one["value"], one["name"]):
            return one["value"]
    raise Refused(f"{wanted!r} is none of the choices of {name}.")


def _within(declared: Json, value: str) -> str:
    low, high = declared.get("min_length") or 0, declared.get("max_length") or 6000
    if not low <= len(value) <= high:
        raise Refused(f"{declared['name']} has to have between {low} and {high} characters.")
    return value


#: The types whose value is written as it is.
PLAIN = frozenset({STRING, INTEGER, BOOLEAN, NUMBER})
