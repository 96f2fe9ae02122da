"""Makes and changes messages, whichever way they come: a method, a response_url, an acknowledgement."""

from __future__ import annotations

import json
import secrets

from tests.fakes.records import Records
from tests.fakes.shapes import Json, Problem, list_of, mapping_of, record, text
from tests.slack.fake.blocks import MESSAGE
from tests.slack.fake.errors import SlackError
from tests.slack.fake.world import Channel, Message, Team, World

LONGEST_TEXT, LONGEST_MARKDOWN, ATTACHMENTS = 40_000, 12_000, 100
#: Names of letters, digits and underscores; only plain values in the payload (DOC:messaging/message-metadata).
METADATA = record(
    {"event_type": text(1, 255, pattern=r"[A-Za-z0-9_]+"), "event_payload": mapping_of(lambda _value, _path: iter(()))}
)
#: Slack gives no number.
METADATA_CHARACTERS = 8_000


def checked(records: Records, where: str, body: Json) -> None:
    """Raise Slack's refusal for a message that is too long, empty, or whose blocks are wrong."""
    if not any(body.get(name) for name in ("text", "blocks", "attachments", "markdown_text")):
        raise SlackError("no_text")
    if len(str(body.get("text") or "")) > LONGEST_TEXT or len(str(body.get("markdown_text") or "")) > LONGEST_MARKDOWN:
        records.violation("invalid", where, "text: longer than Slack shows")
        raise SlackError("msg_too_long")
    _refuse(records, where, "invalid_blocks", _problems(body, "blocks", MESSAGE))
    attachments = list_of(lambda _value, _path: iter(()), 0, ATTACHMENTS)
    _refuse(records, where, "too_many_attachments", _problems(body, "attachments", attachments))
    _refuse(records, where, "invalid_metadata_format", _problems(body, "metadata", METADATA))
    if len(json.dumps(body.get("metadata"))) > METADATA_CHARACTERS:
        raise SlackError("metadata_too_large")


def _problems(body: Json, name: str, shape: object) -> list[Problem]:
    assert callable(shape)
    return list(shape(body[name], name)) if body.get(name) is not None else []


def _refuse(records: Records, where: str, error: str, problems: list[Problem]) -> None:
    if problems:
        records.problems(where, problems)
        raise SlackError(error, problems)


def new_message(
    world: World, team: Team, channel: Channel, body: Json, *, author: str, only_for: str | None = None
) -> Message:
    """Put a message into a channel."""
    wire: Json = {"type": "message", "ts": world.new_ts(team), "team": team.id, "user": author}
    if author == team.bot_user_id:
        wire |= {"bot_id": team.bot_id, "app_id": world.app.id}
    if body.get("thread_ts"):
        wire["thread_ts"] = body["thread_ts"]
    message = Message(wire, only_for)
    fill(message, body)
    channel.messages.append(message)
    return message


def fill(message: Message, body: Json) -> None:
    """Give a message its text, blocks and metadata; what was there before goes."""
    for name in ("blocks", "attachments"):
        message.wire.pop(name, None)
    message.wire["text"] = body.get("markdown_text") or body.get("text") or ""
    if body.get("blocks"):
        message.wire["blocks"] = with_ids(body["blocks"])
    if body.get("attachments"):
        message.wire["attachments"] = body["attachments"]
    if body.get("metadata"):
        message.wire["metadata"] = body["metadata"]


def edit(world: World, team: Team, message: Message, body: Json) -> None:
    fill(message, body)
    message.wire["edited"] = {"user": team.bot_user_id, "ts": world.new_ts(team)}


def with_ids(blocks: list[Json]) -> list[Json]:
    """Blocks as Slack gives them back: each with an id, each element too."""
    # It came as JSON, and this copies it many times as quickly as `deepcopy`.
    copied: list[Json] = json.loads(json.dumps(blocks))
    for block in copied:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in [*_list(block, "elements"), block.get("accessory"), block.get("element")]:
            if isinstance(element, dict) and element.get("type") not in {"mrkdwn", "plain_text", "image"}:
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return copied


def _list(block: Json, name: str) -> list[Json]:
    return list(block.get(name) or []) if block["type"] == "actions" else []
