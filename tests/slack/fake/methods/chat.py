"""chat.*: messages in channels and direct conversations, and those only one person sees."""

from __future__ import annotations

from tests.fakes.shapes import Json
from tests.slack.fake.errors import SlackError
from tests.slack.fake.methods.call import Call, Method
from tests.slack.fake.posting import checked, edit, new_message
from tests.slack.fake.world import Channel, Message

#: A message in a channel cannot be a person's: their id opens the direct conversation with them.
PEOPLE = ("U", "W")


async def post_message(call: Call) -> Json:
    call.needs("chat:write")
    channel = _to_write(call)
    _checked(call)
    message = new_message(call.world, call.team, channel, call.arguments, author=call.team.bot_user_id)
    call.acts.message_shown(call.team, channel, message)
    _tell(call, channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": message.wire}


def _to_write(call: Call) -> Channel:
    wanted = call.get("channel")
    if wanted.startswith(PEOPLE) and wanted in call.team.users:
        return _direct(call, wanted)
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    is_public = channel.kind == "channel" and "chat:write.public" in call.team.scopes
    if call.team.bot_user_id not in channel.members and not is_public:
        raise SlackError("not_in_channel")
    thread = call.get("thread_ts")
    if thread and channel.find(thread) is None:
        raise SlackError("thread_not_found")
    return channel


def _direct(call: Call, person: str) -> Channel:
    """The direct conversation with somebody, where they can have one."""
    user = call.team.users[person]
    if user["is_bot"]:
        raise SlackError("cannot_dm_bot")
    if user["deleted"]:
        raise SlackError("user_disabled")
    if not call.team.takes_dms:
        raise SlackError("messages_tab_disabled")
    return call.world.im(call.team, person)


def _checked(call: Call) -> None:
    checked(call.world.records, call.method, call.arguments)
    if call.arguments.get("blocks") and not call.arguments.get("text"):
        call.warnings.append("missing_text_in_message")


def _tell(call: Call, channel: Channel, message: Message) -> None:
    kind = channel.kind
    event = {**message.wire, "channel": channel.id, "channel_type": kind, "event_ts": message.ts}
    call.world.emit(call.team, event)


async def post_ephemeral(call: Call) -> Json:
    call.needs("chat:write")
    channel = call.channel()
    if call.team.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    person = call.get("user")
    if person not in channel.members:
        raise SlackError("user_not_in_channel")
    _checked(call)
    message = new_message(call.world, call.team, channel, call.arguments, author=call.team.bot_user_id, only_for=person)
    call.acts.message_shown(call.team, channel, message)
    return {"message_ts": message.ts}


async def update(call: Call) -> Json:
    call.needs("chat:write")
    channel, message = _own(call)
    _checked(call)
    edit(call.world, call.team, message, call.arguments)
    call.acts.message_shown(call.team, channel, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.wire["text"], "message": message.wire}


async def delete(call: Call) -> Json:
    call.needs("chat:write")
    channel, message = _own(call)
    message.is_deleted = True
    return {"channel": channel.id, "ts": message.ts}


def _own(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    message = channel.find(call.get("ts"))
    # Ephemeral messages can be changed through their response_url only.
    if message is None or message.only_for is not None:
        raise SlackError("message_not_found")
    if message.wire["user"] != call.team.bot_user_id:
        raise SlackError("cant_update_message" if call.method == "chat.update" else "cant_delete_message")
    return channel, message


async def get_permalink(call: Call) -> Json:
    channel = call.channel()
    ts = call.get("message_ts")
    if channel.find(ts) is None:
        raise SlackError("message_not_found")
    link = f"https://{call.team.name.lower()}.slack.example/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
}
