"""Scheduled events of a guild."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.discord.fake.errors import (
    FINISHED_EVENT,
    INVALID_FORM,
    MISSING_PERMISSIONS,
    TOO_MANY_EVENTS,
    UNKNOWN_EVENT,
    ApiError,
)
from tests.discord.fake.permissions import has, permissions_in
from tests.discord.fake.rest.call import Call, Route
from tests.discord.fake.validation.guilds import (
    ACTIVE,
    CANCELED,
    COMPLETED,
    EVENT,
    EVENT_EDIT,
    EVENTS,
    EXTERNAL,
    SCHEDULED,
)
from tests.discord.fake.validation.parts import seconds_of
from tests.discord.fake.world import Guild
from tests.fakes.shapes import Json, problem

#: Furthest start that Discord takes.
YEARS_AHEAD = timedelta(days=5 * 366)
NEXT = {SCHEDULED: {SCHEDULED, ACTIVE, CANCELED}, ACTIVE: {ACTIVE, COMPLETED}}


async def listed(call: Call) -> object:
    """Those that are to come or have begun; what is over or cancelled is not in the list."""
    guild = call.guild()
    return [_told(call, one) for one in guild.events.values() if _now(call, one)["status"] in {SCHEDULED, ACTIVE}]


async def create(call: Call) -> object:
    guild = _to_manage(call, "create_events")
    body = call.valid(EVENT)
    _starts_in_time(call, body)
    open_ones = [one for one in guild.events.values() if _now(call, one)["status"] in {SCHEDULED, ACTIVE}]
    if len(open_ones) >= EVENTS:
        raise ApiError(TOO_MANY_EVENTS)
    event = {
        "id": call.world.new_id(), "guild_id": guild.id, "creator_id": call.world.bot["id"], "status": SCHEDULED,
        "channel_id": None, "description": None, "scheduled_end_time": None, "entity_id": None, "image": None,
        "entity_metadata": None, "recurrence_rule": None, "creator": call.world.bot, **body,
    }  # fmt: skip
    guild.events[event["id"]] = event
    call.world.emit("GUILD_SCHEDULED_EVENT_CREATE", event, guild_id=guild.id)
    return event


async def show(call: Call) -> object:
    return _told(call, _event(call, call.guild()))


async def change(call: Call) -> object:
    guild = call.guild()
    event = _event(call, guild)
    _may(call, guild, event)
    if event["status"] in {COMPLETED, CANCELED}:
        raise ApiError(FINISHED_EVENT)
    body = call.valid(EVENT_EDIT)
    if "scheduled_start_time" in body:
        _starts_in_time(call, body)
    if "status" in body and body["status"] not in NEXT.get(event["status"], set()):
        text = f"{event['status']} cannot become {body['status']}."
        raise ApiError(INVALID_FORM, [problem("status", "TRANSITION", text)])
    event.update(body)
    call.world.emit("GUILD_SCHEDULED_EVENT_UPDATE", event, guild_id=guild.id)
    return event


async def remove(call: Call) -> object:
    guild = call.guild()
    event = _event(call, guild)
    _may(call, guild, event)
    del guild.events[event["id"]]
    call.world.emit("GUILD_SCHEDULED_EVENT_DELETE", event, guild_id=guild.id)
    return None


def _to_manage(call: Call, needed: str) -> Guild:
    guild = call.guild()
    granted = permissions_in(
        guild_id=guild.id, owner_id=guild.owner_id, roles=guild.roles, member=guild.members[call.world.bot["id"]],
        overwrites=[],
    )  # fmt: skip
    if not (has(granted, needed) or has(granted, "manage_events")):
        raise ApiError(MISSING_PERMISSIONS)
    return guild


def _may(call: Call, guild: Guild, event: Json) -> None:
    """One's own events may be changed by whoever may create any."""
    own = event["creator_id"] == call.world.bot["id"]
    _to_manage(call, "create_events" if own else "manage_events")


def _event(call: Call, guild: Guild) -> Json:
    event = guild.events.get(call.part("event_id"))
    if event is None:
        raise ApiError(UNKNOWN_EVENT)
    return _now(call, event)


def _now(call: Call, event: Json) -> Json:
    """The event as it is by now: an external one begins and ends by itself."""
    now = call.world.clock.now()
    if event["entity_type"] == EXTERNAL:
        if event["status"] == SCHEDULED and now >= seconds_of(event["scheduled_start_time"]):
            event["status"] = ACTIVE
        if event["status"] == ACTIVE and now >= seconds_of(event["scheduled_end_time"]):
            event["status"] = COMPLETED
    return event


def _told(call: Call, event: Json) -> Json:
    """With how many are interested, if that was asked for."""
    if call.query("with_user_count").lower() != "true":
        return event
    return {**event, "user_count": len(call.world.interested.get(event["id"], ()))}


def _starts_in_time(call: Call, body: Json) -> None:
    now = call.world.clock.now()
    start = seconds_of(body["scheduled_start_time"])
    latest = datetime.fromtimestamp(now, UTC) + YEARS_AHEAD
    if not now < start < latest.timestamp():
        text = "Cannot schedule event in the past."
        raise ApiError(INVALID_FORM, [problem("scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", text)])


_QUERY = frozenset({"with_user_count"})
_ALL, _ONE = "/guilds/{guild_id}/scheduled-events", "/guilds/{guild_id}/scheduled-events/{event_id}"
ROUTES = (
    Route(method="GET", path=_ALL, handler=listed, query=_QUERY),
    Route(method="POST", path=_ALL, handler=create),
    Route(method="GET", path=_ONE, handler=show, query=_QUERY),
    Route(method="PATCH", path=_ONE, handler=change),
    Route(method="DELETE", path=_ONE, handler=remove),
)
