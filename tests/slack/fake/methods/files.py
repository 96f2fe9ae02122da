"""files.*: an address for a file, its content, and sharing it in a conversation."""

from __future__ import annotations

import re

from tests.fakes.shapes import Json, list_of, record, text
from tests.slack.fake.errors import SlackError
from tests.slack.fake.methods.call import Call, Method
from tests.slack.fake.posting import new_message
from tests.slack.fake.world import Channel, File, World

#: The files of one call. Whether there are more than Slack takes at once is not documented.
FILES = list_of(record({"id": text(1, 255)}, {"title": text(1, 255), "highlight_type": text(1, 255)}), 1, 10)
#: "Description for the image is longer than the limit of 1000 character" (files.getUploadURLExternal).
ALT_CHARACTERS = 1_000
#: Of channels, groups and direct conversations. An id of a person is refused (slackapi/bolt-js#2115).
CONVERSATION = re.compile(r"[CGDZ][A-Z0-9]{8,}")


async def get_upload_url(call: Call) -> Json:
    call.needs("files:write")
    length = int(call.arguments["length"])
    if length <= 0:
        raise SlackError("invalid_arguments")
    if len(call.get("alt_txt")) > ALT_CHARACTERS:
        raise SlackError("alt_txt_too_large")
    file = File(call.world.new_id("F"), call.team.id, call.get("filename"), length, alt=call.get("alt_txt"))
    call.world.files[file.id] = file
    return {"upload_url": f"{call.acts.api}/upload/v1/{file.id}", "file_id": file.id}


def take(world: World, file_id: str, content: bytes) -> bool:
    """Whether this is the content that was announced for the file; it is sent once."""
    file = world.files.get(file_id)
    if file is None or file.is_uploaded or len(content) != file.length:
        return False
    file.is_uploaded = True
    return True


async def complete_upload(call: Call) -> Json:
    call.needs("files:write")
    problems = list(FILES(call.arguments["files"], "files"))
    if problems:
        call.world.records.problems(call.method, problems)
        raise SlackError("invalid_arguments", problems)
    shared = [_shared(call, one) for one in call.arguments["files"]]
    if call.get("channel_id"):
        channel = _conversation(call)
        body = {"text": call.get("initial_comment"), "thread_ts": call.get("thread_ts")}
        message = new_message(call.world, call.team, channel, body, author=call.team.bot_user_id)
        message.wire |= {"files": shared, "upload": True}
        call.acts.message_shown(call.team, channel, message)
    return {"files": [{"id": one["id"], "title": one["title"]} for one in shared]}


def _shared(call: Call, wanted: Json) -> Json:
    file = call.world.files.get(wanted["id"])
    if file is None or file.team_id != call.team.id or not file.is_uploaded or file.is_shared:
        raise SlackError("file_not_found")
    file.is_shared = True
    alt = {"alt_txt": file.alt} if file.alt else {}
    return {"id": file.id, "name": file.name, "title": wanted.get("title") or file.name, "size": file.length, **alt}


def _conversation(call: Call) -> Channel:
    wanted = call.get("channel_id")
    if not CONVERSATION.fullmatch(wanted):
        call.world.records.violation("invalid", call.method, f"channel_id: {wanted} is no conversation")
        raise SlackError("invalid_arguments")
    channel = call.team.channels.get(wanted)
    if channel is None or call.team.bot_user_id not in channel.members:
        raise SlackError("channel_not_found")
    return channel


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
