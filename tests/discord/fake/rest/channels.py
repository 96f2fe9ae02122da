"""Channels and their messages: posting with a nonce, reading back, editing, direct conversations."""

from __future__ import annotations

from tests.discord.fake.errors import (
    DM_REFUSED,
    EMPTY_MESSAGE,
    NO_MUTUAL_GUILD,
    UNKNOWN_MESSAGE,
    UNKNOWN_USER,
    WRONG_CHANNEL_TYPE,
    ApiError,
)
from tests.discord.fake.messages import add_message, announced, edit_message
from tests.discord.fake.permissions import has
from tests.discord.fake.rest.call import Call, Route
from tests.discord.fake.validation.guilds import CHANNEL_EDIT, DM_OPEN, THREAD_EDIT
from tests.discord.fake.validation.messages import EDIT, POST, is_empty
from tests.discord.fake.world import DM, FORUM, Channel, Message
from tests.fakes.shapes import Json

PAGE, LONGEST_PAGE = 50, 100


async def show(call: Call) -> object:
    return call.channel().wire


async def change(call: Call) -> object:
    channel = call.channel()
    call.may(channel, "manage_threads" if channel.is_thread else "manage_channels")
    body = call.valid(THREAD_EDIT if channel.is_thread else CHANNEL_EDIT)
    for tag in body.get("available_tags") or []:
        tag.setdefault("id", call.world.new_id())
    details = {key: body.pop(key) for key in ("archived", "locked", "auto_archive_duration") if key in body}
    channel.wire.update(body)
    if details:
        channel.wire["thread_metadata"] |= details
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    call.world.emit(event, channel.wire, guild_id=channel.guild_id)
    return channel.wire


async def post(call: Call) -> object:
    channel = _to_write(call)
    body = call.valid(POST)
    if is_empty(body):
        raise ApiError(EMPTY_MESSAGE)
    if body.get("nonce") is not None and body.get("enforce_nonce") and (first := _first(call, channel, body)):
        return first.wire
    message = add_message(call.world, channel, call.world.bot, body, files=call.files)
    call.world.emit("MESSAGE_CREATE", announced(channel, message), guild_id=channel.guild_id)
    return message.wire


def _to_write(call: Call) -> Channel:
    channel = call.channel()
    call.may(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
    if channel.wire["type"] == FORUM:
        raise ApiError(WRONG_CHANNEL_TYPE)
    if channel.wire["type"] == DM:
        person = channel.wire["recipients"][0]["id"]
        if person in call.world.closed_dms:
            raise ApiError(DM_REFUSED)
        if not call.world.mutual_guilds(person):
            raise ApiError(NO_MUTUAL_GUILD)
    return channel


def _first(call: Call, channel: Channel, body: Json) -> Message | None:
    """The message already posted with this nonce. A deleted one makes the second try fail, as it does at Discord."""
    first = channel.by_nonce.get(str(body["nonce"]))
    if first is None or first.created < call.world.clock.now() - call.world.nonce_seconds:
        return None
    if first.is_deleted:
        raise ApiError(UNKNOWN_MESSAGE)
    return first


async def history(call: Call) -> object:
    channel = call.channel()
    if channel.guild_id and not has(call.world.permissions(channel, call.world.bot["id"]), "read_message_history"):
        return []
    seen = [one for one in channel.messages.values() if not one.is_deleted and one.only_for is None]
    limit = min(int(call.query("limit", str(PAGE))), LONGEST_PAGE)
    after, before = int(call.query("after", "0")), int(call.query("before", str(2**63)))
    within = [read_back(one) for one in seen if after < int(one.id) < before]
    page = within[:limit] if "after" in call.request.query else within[-limit:]
    return list(reversed(page))


def read_back(message: Message) -> Json:
    """The message without its nonce: Discord promises that to whoever posts it and to the gateway only."""
    return {key: value for key, value in message.wire.items() if key != "nonce"}


async def show_message(call: Call) -> object:
    return read_back(call.message(call.channel("read_message_history")))


async def change_message(call: Call) -> object:
    channel = call.channel()
    message = call.own_message(channel)
    body = call.valid_edit(EDIT, message)
    if is_empty({**message.wire, **body}):
        raise ApiError(EMPTY_MESSAGE)
    edit_message(call.world, channel, message, body, files=call.files)
    call.world.emit("MESSAGE_UPDATE", announced(channel, message), guild_id=channel.guild_id)
    return message.wire


async def remove_message(call: Call) -> object:
    channel = call.channel()
    message = call.message(channel)
    if message.wire["author"]["id"] != call.world.bot["id"]:
        call.may(channel, "manage_messages")
    message.is_deleted = True
    gone = {"id": message.id, "channel_id": channel.id, "guild_id": channel.guild_id}
    call.world.emit("MESSAGE_DELETE", gone, guild_id=channel.guild_id)
    return None


async def react(call: Call) -> object:
    channel = call.channel("add_reactions", "read_message_history")
    call.message(channel).wire.setdefault("reactions", []).append({"me": True, "emoji": {"name": call.part("emoji")}})
    return None


async def type_on(call: Call) -> object:
    _to_write(call)
    return None


async def open_dm(call: Call) -> object:
    person = str(call.valid(DM_OPEN)["recipient_id"])
    if person not in call.world.users:
        raise ApiError(UNKNOWN_USER)
    return call.world.dm(person).wire


_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
ROUTES = (
    Route(method="GET", path="/channels/{channel_id}", handler=show),
    Route(method="PATCH", path="/channels/{channel_id}", handler=change),
    Route(method="POST", path="/channels/{channel_id}/messages", handler=post),
    Route(
        method="GET", path="/channels/{channel_id}/messages", handler=history,
        query=frozenset({"limit", "before", "after", "around"}),
    ),
    Route(method="GET", path=_MESSAGE, handler=show_message),
    Route(method="PATCH", path=_MESSAGE, handler=change_message),
    Route(method="DELETE", path=_MESSAGE, handler=remove_message),
    Route(method="PUT", path=f"{_MESSAGE}/reactions/{{emoji}}/@me", handler=react),
    Route(method="POST", path="/channels/{channel_id}/typing", handler=type_on),
    Route(method="POST", path="/users/@me/channels", handler=open_dm),
)  # fmt: skip
