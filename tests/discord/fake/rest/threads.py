"""Threads: on a message, in a channel, and posts in a forum with their tags."""

from __future__ import annotations

from tests.discord.fake.errors import (
    EMPTY_MESSAGE,
    INVALID_FORM,
    TAG_REQUIRED,
    UNKNOWN_MESSAGE,
    WRONG_CHANNEL_TYPE,
    ApiError,
)
from tests.discord.fake.messages import add_message, announced
from tests.discord.fake.rest.call import Call, Route
from tests.discord.fake.validation.guilds import FORUM_POST, THREAD, THREAD_ON_MESSAGE
from tests.discord.fake.validation.messages import is_empty
from tests.discord.fake.world import FORUM, Channel
from tests.fakes.shapes import Json, problem

REQUIRE_TAG = 1 << 4


async def start(call: Call) -> object:
    channel = call.channel()
    if channel.wire["type"] == FORUM:
        return _post(call, channel)
    call.may(channel, "create_public_threads")
    if channel.is_thread:
        raise ApiError(WRONG_CHANNEL_TYPE)
    return _open(call, channel, call.valid(THREAD)).wire


async def start_on_message(call: Call) -> object:
    channel = call.channel("create_public_threads")
    message = call.message(channel)
    body = call.valid(THREAD_ON_MESSAGE)
    if "thread" in message.wire:
        raise ApiError((400, 160004, "A thread has already been created for this message"))
    # A thread on a message has the message's own id.
    thread = _open(call, channel, body, id=message.id)
    message.wire["thread"] = thread.wire
    return thread.wire


def _open(call: Call, channel: Channel, body: Json, **more: object) -> Channel:
    thread = call.world.add_thread(channel, body["name"], call.world.bot["id"], **more)
    if body.get("auto_archive_duration"):
        thread.wire["thread_metadata"]["auto_archive_duration"] = body["auto_archive_duration"]
    call.world.emit("THREAD_CREATE", {**thread.wire, "newly_created": True}, guild_id=channel.guild_id)
    return thread


def _post(call: Call, forum: Channel) -> Json:
    call.may(forum, "send_messages")
    body = call.valid(FORUM_POST)
    tags = [str(one) for one in body.get("applied_tags") or []]
    known = {one["id"] for one in forum.wire["available_tags"]}
    if unknown := [one for one in tags if one not in known]:
        raise ApiError(INVALID_FORM, [problem("applied_tags", "UNKNOWN_TAG", f"{unknown} are no tags of this forum.")])
    if forum.wire["flags"] & REQUIRE_TAG and not tags:
        raise ApiError(TAG_REQUIRED)
    if is_empty(body["message"]):
        raise ApiError(EMPTY_MESSAGE)
    thread = _open(call, forum, body, applied_tags=tags)
    message = add_message(call.world, thread, call.world.bot, body["message"], files=call.files)
    # The first message of a post has the post's own id.
    del thread.messages[message.id]
    message.wire["id"] = thread.id
    thread.messages[thread.id] = message
    call.world.emit("MESSAGE_CREATE", announced(thread, message), guild_id=forum.guild_id)
    return {**thread.wire, "message": message.wire}


async def join(call: Call) -> object:
    if not call.channel().is_thread:
        raise ApiError(UNKNOWN_MESSAGE)
    return None


async def active(call: Call) -> object:
    threads = [one.wire for one in call.world.channels_of(call.guild().id, threads=True)]
    return {"threads": [one for one in threads if not one["thread_metadata"]["archived"]], "members": []}


ROUTES = (
    Route(method="POST", path="/channels/{channel_id}/threads", handler=start, query=frozenset({"use_nested_fields"})),
    Route(method="POST", path="/channels/{channel_id}/messages/{message_id}/threads", handler=start_on_message),
    Route(method="PUT", path="/channels/{channel_id}/thread-members/@me", handler=join),
    Route(method="GET", path="/guilds/{guild_id}/threads/active", handler=active),
)
