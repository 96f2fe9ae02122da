"""Makes and changes messages: what a body becomes once it is in a channel, and whom it pings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from tests.discord.fake.permissions import has
from tests.discord.fake.validation.components import COMPONENTS_V2, TEXT_DISPLAY, parts_of
from tests.discord.fake.world import EPHEMERAL, Channel, Message, World
from tests.fakes.shapes import Json

#: What a message pings when its body does not say: a bot's own posts everything, interactions and webhooks only users.
POST_PARSES = ("users", "roles", "everyone")
INTERACTION_PARSES = ("users",)
USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)")


def add_message(
    world: World, channel: Channel, author: Json, body: Json, *,
    parses: Sequence[str] = POST_PARSES, only_for: str | None = None, files: Mapping[str, bytes] | None = None,
) -> Message:  # fmt: skip
    """Put a message into a channel. Emits nothing: an ephemeral one is nobody else's business."""
    message_id = world.new_id()
    wire: Json = {
        "id": message_id, "channel_id": channel.id, "author": author, "content": "", "timestamp": world.clock.iso(),
        "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "components": [], "pinned": False, "type": 0, "flags": 0,
    }  # fmt: skip
    if body.get("nonce") is not None:
        wire["nonce"] = body["nonce"]
    if reference := body.get("message_reference"):
        wire |= {"type": 19, "message_reference": {"type": 0, "channel_id": channel.id, **reference}}
    wire["flags"] = (body.get("flags") or 0) | (EPHEMERAL if only_for else 0)
    message = Message(wire, only_for=only_for, nonce=body.get("nonce"), created=world.clock.now())
    fill(world, channel, message, body, parses=parses, files=files or {})
    channel.messages[message_id] = message
    if message.nonce is not None:
        channel.by_nonce[str(message.nonce)] = message
    channel.wire["last_message_id"] = message_id
    return message


def fill(
    world: World, channel: Channel, message: Message, body: Json, *, parses: Sequence[str], files: Mapping[str, bytes]
) -> None:
    """Put what the body names into the message; what it leaves out stays."""
    wire = message.wire
    if "content" in body:
        wire["content"] = body["content"] or ""
    if "embeds" in body:
        wire["embeds"] = [{"type": "rich", **one} for one in body["embeds"] or []]
    if "components" in body:
        wire["components"] = numbered(body["components"] or [])
    if "attachments" in body:
        wire["attachments"] = [_attachment(world, one, files) for one in body["attachments"] or []]
    _ping(world, channel, message, body.get("allowed_mentions"), parses)


def numbered(components: list[Json]) -> list[Json]:
    """Components as Discord gives them back: each with a number of its own."""
    # It came as JSON, and this copies it many times as quickly as `deepcopy`.
    copied: list[Json] = json.loads(json.dumps(components))
    for number, one in enumerate(parts_of(copied), start=1):
        if not one.get("id"):
            one["id"] = number
    return copied


def edit_message(
    world: World, channel: Channel, message: Message, body: Json, *,
    parses: Sequence[str] = POST_PARSES, files: Mapping[str, bytes] | None = None,
) -> None:  # fmt: skip
    fill(world, channel, message, body, parses=parses, files=files or {})
    message.wire["edited_timestamp"] = world.clock.iso()
    if "flags" in body and body["flags"] is not None:
        message.wire["flags"] = body["flags"] | (message.wire["flags"] & (EPHEMERAL | COMPONENTS_V2))


def announced(channel: Channel, message: Message) -> Json:
    """The message as the gateway tells of it."""
    return {**message.wire, "guild_id": channel.guild_id} if channel.guild_id else message.wire


def text_of(wire: Json) -> str:
    """What can ping: the content and the text displays, never an embed."""
    displays = [str(one["content"]) for one in parts_of(wire["components"]) if one.get("type") == TEXT_DISPLAY]
    return "\n".join([wire["content"], *displays])


def _attachment(world: World, asked: Json, files: Mapping[str, bytes]) -> Json:
    content = files.get(f"files[{asked['id']}]")
    if content is None:
        return dict(asked)
    name = asked.get("filename", "file")
    address = f"https://cdn.example.com/attachments/{world.new_id()}/{name}"
    return {**asked, "id": world.new_id(), "size": len(content), "url": address, "proxy_url": address}


def _ping(world: World, channel: Channel, message: Message, allowed: Json | None, parses: Sequence[str]) -> None:
    said = text_of(message.wire)
    kinds = (allowed or {}).get("parse") or [] if allowed is not None else parses
    named_users, named_roles = (set(map(str, (allowed or {}).get(kind) or [])) for kind in ("users", "roles"))
    users = dict.fromkeys(USER_MENTION.findall(said))
    roles = dict.fromkeys(ROLE_MENTION.findall(said))
    message.wire["mentions"] = [
        world.users[one] for one in users if one in world.users and ("users" in kinds or one in named_users)
    ]
    message.wire["mention_roles"] = [one for one in roles if "roles" in kinds or one in named_roles]
    author = message.wire["author"]["id"]
    may = channel.guild_id is not None and has(world.permissions(channel, author), "mention_everyone")
    message.wire["mention_everyone"] = may and "everyone" in kinds and bool(EVERYONE.search(said))
