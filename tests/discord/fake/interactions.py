"""Interactions: made when a person does something, answered once within 3 seconds, editable for 15 minutes."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from tests.discord.fake.errors import (
    ALREADY_ACKNOWLEDGED,
    TOKEN_EXPIRED,
    UNKNOWN_INTERACTION,
    UNKNOWN_WEBHOOK,
    ApiError,
)
from tests.discord.fake.snapshots import guild_object
from tests.discord.fake.world import DM, Channel, Message, World
from tests.fakes.shapes import Json

ANSWER_SECONDS, TOKEN_SECONDS = 3.0, 15 * 60.0
COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, SUGGEST, ASK = 4, 5, 6, 7, 8, 9
#: Kinds of answer that each kind of interaction allows; a form opened from a message allows two more.
ALLOWED = {
    COMMAND: {SAY, DEFER, ASK},
    COMPONENT: {SAY, DEFER, DEFER_UPDATE, UPDATE, ASK},
    AUTOCOMPLETE: {SUGGEST},
    FORM: {SAY, DEFER},
}


@dataclass(slots=True)
class Interaction:
    """Something a person did, and what the bot made of it so far."""

    id: str
    token: str
    kind: int
    user_id: str
    channel: Channel
    created: float
    wire: Json
    source: Message | None = None
    answer_kind: int | None = None
    answered_at: float | None = None
    #: Fake time when something other than "thinking…" was first shown.
    shown_at: float | None = None
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    form: Json | None = None
    is_loading: bool = False
    #: The interaction whose form this one submits.
    opened_by: Interaction | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        """Wake who waits for an answer, or for more than "thinking…"."""
        if self.answer_kind is not None:
            self.answered.set()
        if self.is_settled:
            self.settled.set()

    @property
    def is_settled(self) -> bool:
        """Whether the person has been shown something that is not "thinking…"."""
        if self.answer_kind is None:
            return False
        return not self.is_loading and (self.answer_kind != DEFER_UPDATE or self.shown_at is not None)

    def allowed(self) -> set[int]:
        from_message = self.kind == FORM and self.source is not None
        return ALLOWED[self.kind] | ({DEFER_UPDATE, UPDATE} if from_message else set())


class Interactions:
    """All interactions by id, and by token for the webhook routes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_id: dict[str, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}

    def start(
        self, kind: int, data: Json, *, user_id: str, channel: Channel,
        source: Message | None = None, opened_by: Interaction | None = None,
    ) -> Interaction:  # fmt: skip
        """Make an interaction and send it to the bot."""
        interaction_id, token = self.world.new_id(), secrets.token_urlsafe(32)
        wire = {**self._wire(user_id, channel), "id": interaction_id, "token": token, "type": kind, "data": data}
        if source is not None:
            wire["message"] = source.wire
        interaction = Interaction(interaction_id, token, kind, user_id, channel, self.world.clock.now(), wire)
        interaction.source, interaction.opened_by = source, opened_by
        self.by_id[interaction_id] = self.by_token[token] = interaction
        self.world.emit("INTERACTION_CREATE", wire, guild_id=channel.guild_id)
        return interaction

    def _wire(self, user_id: str, channel: Channel) -> Json:
        world = self.world
        shared: Json = {
            "application_id": world.application_id, "channel_id": channel.id, "version": 1, "locale": "en-US",
            "entitlements": [], "entitlement_sku_ids": [], "attachment_size_limit": 10 * 2**20,
            "app_permissions": str(self._bot_permissions(channel)),
        }  # fmt: skip
        if channel.guild_id is None:
            owners = {"0": "0"}
            return shared | {
                "user": world.users[user_id], "channel": channel.wire, "context": 1,
                "authorizing_integration_owners": owners,
            }  # fmt: skip
        guild = world.guilds[channel.guild_id]
        permissions = str(world.permissions(channel, user_id))
        return shared | {
            "guild_id": guild.id, "guild": {key: guild_object(guild)[key] for key in ("id", "features")},
            "guild_locale": guild.locale, "channel": {**channel.wire, "permissions": permissions}, "context": 0,
            "member": {**guild.members[user_id], "permissions": permissions},
            "authorizing_integration_owners": {"0": guild.id},
        }  # fmt: skip

    def _bot_permissions(self, channel: Channel) -> int:
        """What the bot may do there; nothing once it was kicked (old buttons can still be pressed)."""
        guild = self.world.guilds.get(channel.guild_id or "")
        is_gone = guild is not None and self.world.bot["id"] not in guild.members
        return 0 if is_gone else self.world.permissions(channel, self.world.bot["id"])

    def to_answer(self, interaction_id: str, token: str) -> Interaction:
        """The interaction that may be answered now. Raises Discord's refusal when it was, or when it is too late."""
        interaction = self.by_id.get(interaction_id)
        if interaction is None or interaction.token != token:
            raise ApiError(UNKNOWN_INTERACTION)
        if interaction.answer_kind is not None:
            raise ApiError(ALREADY_ACKNOWLEDGED)
        if self.world.clock.now() - interaction.created > ANSWER_SECONDS:
            raise ApiError(UNKNOWN_INTERACTION)
        return interaction

    def to_follow(self, token: str) -> Interaction:
        """The answered interaction whose token is still good."""
        interaction = self.by_token.get(token)
        if interaction is None or interaction.answer_kind in {None, SUGGEST}:
            raise ApiError(UNKNOWN_WEBHOOK)
        if self.world.clock.now() - interaction.created > TOKEN_SECONDS:
            raise ApiError(TOKEN_EXPIRED)
        return interaction


def context_of(channel: Channel) -> int:
    """Where a command is used: 0 in a guild, 1 in the bot's direct messages."""
    return 1 if channel.wire["type"] == DM else 0
