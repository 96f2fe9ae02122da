"""Answers to interactions: the callback, the original answer, follow-ups."""

from __future__ import annotations

from tests.discord.fake.errors import EMPTY_MESSAGE, INVALID_FORM, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, ApiError
from tests.discord.fake.interactions import (
    ASK,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    FORM,
    SAY,
    SUGGEST,
    UPDATE,
    Interaction,
)
from tests.discord.fake.messages import INTERACTION_PARSES, add_message, announced, edit_message
from tests.discord.fake.rest.call import Call, Route, with_its_flags
from tests.discord.fake.validation.components import FORM_SHAPE, across
from tests.discord.fake.validation.guilds import SUGGESTED
from tests.discord.fake.validation.messages import ANSWER, EDIT, FOLLOW_UP, is_empty
from tests.discord.fake.world import EPHEMERAL, LOADING, Message
from tests.fakes.shapes import Json, Shape, anything, maybe, problem, record, whole

CALLBACK = record({"type": whole(4, 9)}, {"data": anything})
NOTHING = record()


async def answer(call: Call) -> object:
    """The first answer: within 3 seconds, once."""
    interaction = call.interactions.to_answer(call.part("interaction_id"), call.part("token"))
    body = call.valid(CALLBACK)
    kind = body["type"]
    if kind not in interaction.allowed():
        found = [problem("type", "INTERACTION_TYPE", f"{kind} is no answer to an interaction of {interaction.kind}.")]
        call.world.records.problems(call.where, found)
        raise ApiError(INVALID_FORM, found)
    data = body.get("data")
    if kind == UPDATE and isinstance(data, dict) and interaction.source is not None:
        data = with_its_flags(data, interaction.source)
    call.check(_data_shape(interaction, kind), data, "data")
    _take(call, interaction, kind, body.get("data") or {})
    interaction.answer_kind, interaction.answered_at = kind, call.world.clock.now()
    interaction.tell()
    if call.query("with_response") in {"1", "true", "True"}:
        return _response(interaction, kind)
    return None


def _data_shape(interaction: Interaction, kind: int) -> Shape:
    shapes: dict[int, Shape] = {
        SAY: ANSWER,
        UPDATE: ANSWER,
        DEFER: maybe(record(optional={"flags": whole(0)})),
        DEFER_UPDATE: maybe(NOTHING),
        ASK: FORM_SHAPE,
    }
    return shapes[kind] if kind != SUGGEST else SUGGESTED[focused_type(interaction.wire["data"])]


def focused_type(data: Json) -> int:
    """The type of the option that is being typed."""
    for option in data.get("options") or []:
        if option.get("focused"):
            return int(option["type"])
        if "options" in option and (found := focused_type(option)):
            return found
    return 0


def _take(call: Call, interaction: Interaction, kind: int, data: Json) -> None:
    world, now = call.world, call.world.clock.now()
    match kind:
        case 4:
            interaction.original = _say(call, interaction, data)
        case 5:
            flags = ((data.get("flags") or 0) & EPHEMERAL) | LOADING
            interaction.original = _say(call, interaction, {"content": "", "flags": flags}, may_be_empty=True)
            interaction.is_loading = True
        case 6:
            interaction.original = interaction.source
        case 7:
            interaction.original = interaction.source
            assert interaction.source is not None
            _change(call, interaction, interaction.source, data)
        case 8:
            interaction.choices = data["choices"]
        case _:
            call.check(lambda value, path: across(value, path, is_v2=False), data["components"], "components")
            interaction.form = data
    if kind not in {DEFER, DEFER_UPDATE}:
        interaction.shown_at = now
    world.records.request(kind="answer", id=interaction.id, after=now - interaction.created)


def _say(call: Call, interaction: Interaction, data: Json, *, may_be_empty: bool = False) -> Message:
    if is_empty(data) and not may_be_empty:
        raise ApiError(EMPTY_MESSAGE)
    world, channel = call.world, interaction.channel
    flags = data.get("flags") or 0
    only_for = interaction.user_id if flags & EPHEMERAL else None
    message = add_message(
        world, channel, world.bot, {**data, "flags": flags & ~EPHEMERAL}, parses=INTERACTION_PARSES,
        only_for=only_for, files=call.files,
    )  # fmt: skip
    message.token = interaction.token
    message.wire["interaction_metadata"] = _metadata(call, interaction)
    if interaction.original is not None:
        message.wire["interaction_metadata"]["original_response_message_id"] = interaction.original.id
    message.wire |= {"webhook_id": world.application_id, "application_id": world.application_id}
    if only_for is None:
        world.emit("MESSAGE_CREATE", announced(channel, message), guild_id=channel.guild_id)
    return message


def _metadata(call: Call, interaction: Interaction) -> Json:
    """What an answer says of its cause (discord-api-docs, Message, "Message Interaction Metadata Object")."""
    about: Json = {
        "id": interaction.id, "type": interaction.kind, "user": call.world.users[interaction.user_id],
        "authorizing_integration_owners": interaction.wire["authorizing_integration_owners"],
    }  # fmt: skip
    if interaction.kind == COMPONENT and interaction.source is not None:
        about["interacted_message_id"] = interaction.source.id
    if interaction.opened_by is not None:
        about["triggering_interaction_metadata"] = _metadata(call, interaction.opened_by)
    return about


def _change(call: Call, interaction: Interaction, message: Message, data: Json) -> None:
    changed = {**message.wire, **data}
    if is_empty(changed):
        raise ApiError(EMPTY_MESSAGE)
    edit_message(call.world, interaction.channel, message, data, parses=INTERACTION_PARSES, files=call.files)
    if message is interaction.original and interaction.is_loading:
        interaction.is_loading = False
        message.wire["flags"] &= ~LOADING
    interaction.shown_at = call.world.clock.now()
    interaction.tell()
    if message.only_for is None:
        channel = interaction.channel
        call.world.emit("MESSAGE_UPDATE", announced(channel, message), guild_id=channel.guild_id)


def _response(interaction: Interaction, kind: int) -> Json:
    about: Json = {"id": interaction.id, "type": interaction.kind, "activity_instance_id": None}
    original = interaction.original
    if kind in {SAY, DEFER, DEFER_UPDATE, UPDATE} and original is not None:
        about |= {"response_message_id": original.id, "response_message_loading": interaction.is_loading}
        about["response_message_ephemeral"] = original.only_for is not None
    resource: Json = {"type": kind}
    if kind in {SAY, UPDATE} and original is not None:
        resource["message"] = original.wire
    return {"interaction": about, "resource": resource}


async def follow_up(call: Call) -> object:
    interaction = _followed(call)
    body = call.valid(FOLLOW_UP)
    if interaction.is_loading and interaction.original is not None:
        # The first follow-up takes the place of "thinking…", and stays as private as that was.
        _change(call, interaction, interaction.original, body)
        return interaction.original.wire
    message = _say(call, interaction, body)
    interaction.follow_ups.append(message)
    interaction.shown_at = call.world.clock.now()
    interaction.tell()
    return message.wire


async def show(call: Call) -> object:
    return _message(call, _followed(call)).wire


async def edit(call: Call) -> object:
    interaction = _followed(call)
    message = _message(call, interaction)
    _change(call, interaction, message, call.valid_edit(EDIT, message))
    return message.wire


async def remove(call: Call) -> object:
    interaction = _followed(call)
    message = _message(call, interaction)
    message.is_deleted = True
    interaction.is_loading = False
    interaction.shown_at = call.world.clock.now()
    interaction.tell()
    channel = interaction.channel
    if message.only_for is None:
        gone = {"id": message.id, "channel_id": channel.id, "guild_id": channel.guild_id}
        call.world.emit("MESSAGE_DELETE", gone, guild_id=channel.guild_id)
    return None


def _followed(call: Call) -> Interaction:
    if call.part("application_id") != call.world.application_id:
        raise ApiError(UNKNOWN_WEBHOOK)
    return call.interactions.to_follow(call.part("token"))


def _message(call: Call, interaction: Interaction) -> Message:
    wanted = call.part("message_id")
    mine = [interaction.original, *interaction.follow_ups]
    if interaction.kind in {COMPONENT, FORM}:
        mine.append(interaction.source)
    found = [one for one in mine if one is not None and not one.is_deleted and wanted in {one.id, "@original"}]
    if not found or (wanted == "@original" and found[0] is not interaction.original):
        raise ApiError(UNKNOWN_MESSAGE)
    return found[0]


_WEBHOOK = "/webhooks/{application_id}/{token}"
_QUERY = frozenset({"wait", "with_components", "thread_id"})
ROUTES = (
    Route(
        method="POST", path="/interactions/{interaction_id}/{token}/callback", handler=answer,
        query=frozenset({"with_response"}), is_open=True,
    ),
    Route(method="POST", path=_WEBHOOK, handler=follow_up, query=_QUERY, is_open=True),
    Route(method="GET", path=f"{_WEBHOOK}/messages/{{message_id}}", handler=show, query=_QUERY, is_open=True),
    Route(method="PATCH", path=f"{_WEBHOOK}/messages/{{message_id}}", handler=edit, query=_QUERY, is_open=True),
    Route(method="DELETE", path=f"{_WEBHOOK}/messages/{{message_id}}", handler=remove, query=_QUERY, is_open=True),
)  # fmt: skip
