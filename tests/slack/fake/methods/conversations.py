"""conversations.* and reactions.*: channels, their members, what was said in them."""

from __future__ import annotations

from tests.fakes.shapes import Json
from tests.slack.fake.errors import SlackError
from tests.slack.fake.methods.call import Call, Method
from tests.slack.fake.payloads import membership
from tests.slack.fake.world import Channel, Message

#: The older scope that lets a bot invite as well, and much besides.
INVITING = {"channel": "channels:manage", "group": "groups:write"}
PREFIX = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
#: People in one conversation besides whoever opens it (docs.slack.dev, conversations.open).
MOST_TOGETHER = 8
KIND = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


async def info(call: Call) -> Json:
    channel = _readable(call)
    return {"channel": channel.wire(call.team.bot_user_id)}


def _readable(call: Call, what: str = "read") -> Channel:
    channel = call.channel()
    call.needs(f"{PREFIX[channel.kind]}:{what}")
    return channel


async def history(call: Call) -> Json:
    channel = _readable(call, "history")
    if call.team.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return _messages(call, [one for one in channel.messages if _stands_alone(one)])


async def replies(call: Call) -> Json:
    channel = _readable(call, "history")
    ts = call.get("ts")
    parent = channel.find(ts)
    if parent is None:
        raise SlackError("thread_not_found")
    thread = [one for one in channel.messages if ts == one.wire.get("thread_ts") and one is not parent]
    return _messages(call, thread, parent=parent)


def _stands_alone(message: Message) -> bool:
    return message.wire.get("thread_ts") in {None, message.ts}


def _messages(call: Call, found: list[Message], *, parent: Message | None = None) -> Json:
    """A page of a channel, newest first; or of a thread, oldest first after the message that it hangs on."""
    oldest, latest = call.get("oldest") or "0", call.get("latest") or "9999999999"
    is_inclusive = bool(call.arguments.get("inclusive"))
    seen = [one for one in found if one.only_for is None and not one.is_deleted]
    within = [
        one for one in seen
        if float(oldest) < float(one.ts) < float(latest) or (is_inclusive and one.ts in {oldest, latest})
    ]  # fmt: skip
    hidden = set() if call.arguments.get("include_all_metadata") else {"metadata"}
    ordered = [parent, *within] if parent else list(reversed(within))
    wires = [{key: value for key, value in one.wire.items() if key not in hidden} for one in ordered]
    page = call.page(wires, "messages")
    return {**page, "has_more": bool(page["response_metadata"]["next_cursor"]), "pin_count": 0}


async def members(call: Call) -> Json:
    return call.page([*sorted(_readable(call).members)], "members")  # type: ignore[list-item] # ids, not objects


async def join(call: Call) -> Json:
    call.needs("channels:join")
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    channel.members.add(call.team.bot_user_id)
    return {"channel": channel.wire(call.team.bot_user_id)}


async def invite(call: Call) -> Json:
    """One person at a time: what several would come to is not modelled."""
    channel = call.team.channels.get(call.get("channel"))
    bot, person = call.team.bot_user_id, call.get("users")
    if channel is None or (channel.kind != "channel" and bot not in channel.members):
        raise SlackError("channel_not_found")
    if channel.kind in {"im", "mpim"}:
        raise SlackError("method_not_supported_for_channel_type")
    call.needs(f"{PREFIX[channel.kind]}:write.invites", INVITING[channel.kind])
    if channel.is_archived:
        raise SlackError("is_archived")
    if bot not in channel.members:
        raise SlackError("not_in_channel")
    if (word := _not_invited(call, channel, person)) is not None:
        raise SlackError(word)
    channel.members.add(person)
    call.world.emit(call.team, {**membership(call.team, channel, person, is_joining=True), "inviter": bot})
    return {"channel": channel.wire(bot)}


def _not_invited(call: Call, channel: Channel, person: str) -> str | None:
    user = call.team.users.get(person)
    if user is None:
        return "user_not_found"
    if person == call.team.bot_user_id:
        return "cant_invite_self"
    if person in channel.members:
        return "already_in_channel"
    if user["deleted"]:
        return "cant_invite"
    is_elsewhere = any(person in one.members for one in call.team.channels.values() if one.kind != "im")
    return "ura_max_channels" if user["is_ultra_restricted"] and is_elsewhere else None


async def leave(call: Call) -> Json:
    call.channel().members.discard(call.team.bot_user_id)
    return {}


async def listed(call: Call) -> Json:
    types = {KIND[one] for one in (call.get("types") or "public_channel").split(",")}
    for kind in types & PREFIX.keys():
        call.needs(f"{PREFIX[kind]}:read")
    bot = call.team.bot_user_id
    person = call.get("user") if call.method == "users.conversations" else ""
    found = [one for one in call.team.channels.values() if one.kind in types]
    found = [one for one in found if one.kind == "channel" or bot in one.members]
    if call.method == "users.conversations":
        found = [one for one in found if (person or bot) in one.members]
    if call.arguments.get("exclude_archived"):
        found = [one for one in found if not one.is_archived]
    return call.page([one.wire(bot) for one in found], "channels")


async def open_conversation(call: Call) -> Json:
    """With one person or up to eight; the bot is always in it as well."""
    people = [one for one in call.get("users").split(",") if one]
    call.needs("mpim:write" if len(people) > 1 else "im:write")
    if call.get("channel"):
        return {"channel": {"id": call.channel().id}}
    if not people or len(people) > MOST_TOGETHER:
        raise SlackError("too_many_users" if people else "users_list_not_supplied")
    for person in people:
        if person not in call.team.users:
            raise SlackError("user_not_found")
        if call.team.users[person]["deleted"]:
            raise SlackError("user_disabled")
    channel = call.world.together(call.team, people) if len(people) > 1 else call.world.im(call.team, people[0])
    return {"channel": channel.wire(call.team.bot_user_id) if call.arguments.get("return_im") else {"id": channel.id}}


async def add_reaction(call: Call) -> Json:
    call.needs("reactions:write")
    reactions = _reacted(call).wire.setdefault("reactions", [])
    name, bot = call.get("name"), call.team.bot_user_id
    same = next((one for one in reactions if one["name"] == name), None)
    if same is None:
        reactions.append({"name": name, "users": [bot], "count": 1})
    elif bot in same["users"]:
        raise SlackError("already_reacted")
    else:
        same["users"].append(bot)
        same["count"] += 1
    return {}


async def remove_reaction(call: Call) -> Json:
    call.needs("reactions:write")
    message = _reacted(call)
    name, bot = call.get("name"), call.team.bot_user_id
    for one in message.wire.get("reactions", []):
        if one["name"] == name and bot in one["users"]:
            one["users"].remove(bot)
            one["count"] -= 1
            message.wire["reactions"] = [left for left in message.wire["reactions"] if left["count"]]
            return {}
    raise SlackError("no_reaction")


async def get_reactions(call: Call) -> Json:
    call.needs("reactions:read")
    return {"type": "message", "channel": call.get("channel"), "message": _reacted(call).wire}


def _reacted(call: Call) -> Message:
    message = call.channel().find(call.get("timestamp"))
    if message is None or message.only_for is not None:
        raise SlackError("message_not_found")
    return message


METHODS: dict[str, Method] = {
    "conversations.info": info,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.members": members,
    "conversations.invite": invite,
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.list": listed,
    "users.conversations": listed,
    "conversations.open": open_conversation,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "reactions.get": get_reactions,
}
