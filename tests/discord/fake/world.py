"""The state of the fake Discord: users, guilds with roles and channels, messages, the one application and its commands.

Everything that goes over the wire is kept in the form it has there. Nothing here answers a request or sends an event:
`rest` and `human` change the world, and tell `emit` what happened.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from tests.discord.fake.permissions import ALL, BOT, MEMBER, mask, permissions_in
from tests.fakes.clock import Clock
from tests.fakes.records import Records
from tests.fakes.shapes import Json

#: Milliseconds from 1970 to the first second of 2015, where Discord's ids begin.
EPOCH_MILLISECONDS = 1_420_070_400_000
TEXT, DM, ANNOUNCEMENT, PUBLIC_THREAD, FORUM = 0, 1, 5, 11, 15
EPHEMERAL = 64
LOADING = 128


class Emit(Protocol):
    """Sends an event to every shard that has to hear it."""

    def __call__(self, event: str, data: Json, *, guild_id: str | None = None) -> None: ...


@dataclass(slots=True)
class Message:
    """A message in the form of the wire, and what only Discord knows of it."""

    wire: Json
    #: Whom an ephemeral message is shown to; None is everybody in the channel.
    only_for: str | None = None
    token: str | None = None
    nonce: str | None = None
    is_deleted: bool = False
    created: float = 0.0

    @property
    def id(self) -> str:
        return str(self.wire["id"])


@dataclass(slots=True)
class Channel:
    """A channel, a thread or a direct conversation."""

    wire: Json
    messages: dict[str, Message] = field(default_factory=dict)
    #: The last message with each nonce.
    by_nonce: dict[str, Message] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.wire["id"])

    @property
    def guild_id(self) -> str | None:
        return self.wire.get("guild_id")

    @property
    def is_thread(self) -> bool:
        return bool(self.wire["type"] == PUBLIC_THREAD)


@dataclass(slots=True)
class Guild:
    """A server: its members by user id, everything else in the order of creation."""

    id: str
    name: str
    owner_id: str
    joined_at: str
    locale: str = "en-US"
    roles: list[Json] = field(default_factory=list)
    members: dict[str, Json] = field(default_factory=dict)
    events: dict[str, Json] = field(default_factory=dict)
    commands: dict[str, Json] = field(default_factory=dict)


class World:
    """All there is. One application, any number of guilds."""

    def __init__(self, *, seed: int = 0) -> None:
        self.clock = Clock()
        self.records = Records()
        self.dice = random.Random(seed)
        self._counter = itertools.count()
        self._last_guild_milliseconds = 0
        self.users: dict[str, Json] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.commands: dict[str, Json] = {}
        #: People who take no direct messages from strangers.
        self.closed_dms: set[str] = set()
        #: Who said to be interested in an event, by its id.
        self.interested: dict[str, set[str]] = {}
        #: How long a nonce is remembered; Discord says "the past few minutes".
        self.nonce_seconds = 120.0
        self.token = "fake-discord-token"
        self.bot = self.add_user("commonplace", is_bot=True)
        self.application_id = self.new_id()
        #: GATEWAY_GUILD_MEMBERS_LIMITED and GATEWAY_MESSAGE_CONTENT_LIMITED: which privileged intents are granted.
        self.application_flags = 1 << 15
        self.emit: Emit = _nobody

    def new_id(self) -> str:
        milliseconds = int(self.clock.now() * 1000) - EPOCH_MILLISECONDS
        # The low 22 bits only have to differ, whatever they mean at Discord's.
        return str((milliseconds << 22) | (next(self._counter) & 0x3FFFFF))

    def new_guild_id(self) -> str:
        """An id a millisecond after the last guild's, so that guilds spread evenly over the shards."""
        milliseconds = max(int(self.clock.now() * 1000) - EPOCH_MILLISECONDS, self._last_guild_milliseconds + 1)
        self._last_guild_milliseconds = milliseconds
        return str((milliseconds << 22) | (next(self._counter) & 0xFFF))

    def add_user(self, name: str, *, is_bot: bool = False) -> Json:
        user: Json = {
            "id": self.new_id(), "username": name.lower().replace(" ", "_"), "global_name": None if is_bot else name,
            "discriminator": "0", "avatar": None, "bot": is_bot, "public_flags": 0,
        }  # fmt: skip
        self.users[user["id"]] = user
        return user

    def add_guild(self, name: str, *, bot_permissions: Iterable[str] = BOT) -> Guild:
        guild_id, owner = self.new_guild_id(), self.add_user(f"{name} owner")
        guild = Guild(guild_id, name, owner["id"], self.clock.iso())
        everyone = {**_role(guild_id, "@everyone", mask(MEMBER)), "position": 0}
        own = {**_role(self.new_id(), self.bot["username"], mask(bot_permissions)), "managed": True}
        guild.roles = [everyone, {**own, "tags": {"bot_id": self.bot["id"]}}]
        self.guilds[guild.id] = guild
        self.add_member(guild, owner)
        self.add_member(guild, self.bot, roles=[own["id"]])
        return guild

    def add_role(
        self,
        guild: Guild,
        name: str,
        permissions: Iterable[str] = (),
        *,
        above_bot: bool = False,
        managed: bool = False,
    ) -> Json:
        """A new role stands right above everyone's, below the bot's; or an administrator has drawn it to the top."""
        above = [one for one in guild.roles if one["position"] > 0]
        if not above_bot:
            for one in above:
                one["position"] += 1
        position = len(above) + 1 if above_bot else 1
        role = {**_role(self.new_id(), name, mask(permissions)), "position": position, "managed": managed}
        guild.roles.append(role)
        return role

    def add_member(self, guild: Guild, user: Json, *, roles: Iterable[str] = ()) -> Json:
        member = {
            "user": user, "nick": None, "avatar": None, "banner": None, "roles": list(roles), "flags": 0,
            "joined_at": self.clock.iso(), "premium_since": None, "deaf": False, "mute": False, "pending": False,
            "communication_disabled_until": None,
        }  # fmt: skip
        guild.members[user["id"]] = member
        return member

    def add_channel(self, guild: Guild, name: str, kind: int = TEXT, **more: object) -> Channel:
        wire: Json = {
            "id": self.new_id(), "type": kind, "guild_id": guild.id, "name": name, "topic": None, "nsfw": False,
            "position": len(self.channels), "permission_overwrites": [], "parent_id": None, "last_message_id": None,
            "rate_limit_per_user": 0, "flags": 0,
        }  # fmt: skip
        if kind == FORUM:
            wire |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
            wire |= {"default_forum_layout": 0, "default_auto_archive_duration": 1440}
        channel = Channel(wire | more)
        self.channels[channel.id] = channel
        return channel

    def add_thread(self, parent: Channel, name: str, owner_id: str, **more: object) -> Channel:
        wire: Json = {
            "id": self.new_id(), "type": PUBLIC_THREAD, "guild_id": parent.guild_id, "parent_id": parent.id,
            "owner_id": owner_id, "name": name, "last_message_id": None, "message_count": 0, "member_count": 1,
            "total_message_sent": 0, "rate_limit_per_user": 0, "flags": 0,
            "thread_metadata": {
                "archived": False, "auto_archive_duration": 1440, "archive_timestamp": self.clock.iso(),
                "locked": False, "create_timestamp": self.clock.iso(),
            },
        }  # fmt: skip
        thread = Channel(wire | more)
        self.channels[thread.id] = thread
        return thread

    def dm(self, user_id: str) -> Channel:
        """The direct conversation between the bot and a person, opened when there is none."""
        for channel in self.channels.values():
            if channel.wire["type"] == DM and channel.wire["recipients"][0]["id"] == user_id:
                return channel
        wire = {"id": self.new_id(), "type": DM, "last_message_id": None, "recipients": [self.users[user_id]]}
        channel = Channel({**wire, "flags": 0})
        self.channels[channel.id] = channel
        return channel

    def permissions(self, channel: Channel, user_id: str) -> int:
        """What a person may do in a channel; a thread asks its parent."""
        if channel.guild_id is None:
            return ALL
        guild = self.guilds[channel.guild_id]
        where = self.channels.get(channel.wire["parent_id"], channel) if channel.is_thread else channel
        return permissions_in(
            guild_id=guild.id, owner_id=guild.owner_id, roles=guild.roles, member=guild.members[user_id],
            overwrites=where.wire.get("permission_overwrites", []),
        )  # fmt: skip

    def channels_of(self, guild_id: str, *, threads: bool) -> list[Channel]:
        return [one for one in self.channels.values() if one.guild_id == guild_id and one.is_thread == threads]

    def mutual_guilds(self, user_id: str) -> list[Guild]:
        return [one for one in self.guilds.values() if user_id in one.members and self.bot["id"] in one.members]


def _role(role_id: str, name: str, permissions: int) -> Json:
    return {
        "id": role_id, "name": name, "permissions": str(permissions), "position": 1, "color": 0, "hoist": False,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "icon": None,
        "unicode_emoji": None, "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip


def _nobody(event: str, data: Json, *, guild_id: str | None = None) -> None:
    """Nobody listens yet."""
