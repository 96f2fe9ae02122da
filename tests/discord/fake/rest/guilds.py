"""Guilds: channels, roles, members."""

from __future__ import annotations

from tests.discord.fake.errors import (
    INVALID_ROLE,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_MEMBER,
    UNKNOWN_ROLE,
    ApiError,
)
from tests.discord.fake.gateway import GUILD_MEMBERS
from tests.discord.fake.permissions import has, permissions_in
from tests.discord.fake.rest.call import Call, Route
from tests.discord.fake.snapshots import guild_object
from tests.fakes.shapes import Json

MOST_MEMBERS = 1000


async def show(call: Call) -> object:
    return guild_object(call.guild())


async def channels(call: Call) -> object:
    return [one.wire for one in call.world.channels_of(call.guild().id, threads=False)]


async def roles(call: Call) -> object:
    return call.guild().roles


async def members(call: Call) -> object:
    guild = call.guild()
    if not call.gateway.allowed_intents & GUILD_MEMBERS:
        raise ApiError(MISSING_ACCESS)
    after, limit = int(call.query("after", "0")), min(int(call.query("limit", "1")), MOST_MEMBERS)
    sorted_ids = sorted((one for one in guild.members if int(one) > after), key=int)
    return [guild.members[one] for one in sorted_ids[:limit]]


async def search_members(call: Call) -> object:
    wanted, limit = call.query("query").lower(), int(call.query("limit", "1"))
    found = [one for one in call.guild().members.values() if one["user"]["username"].startswith(wanted)]
    return found[:limit]


async def member(call: Call) -> object:
    return _member(call)


def _member(call: Call) -> Json:
    wanted = call.part("user_id")
    found = call.guild().members.get(call.world.bot["id"] if wanted == "@me" else wanted)
    if found is None:
        raise ApiError(UNKNOWN_MEMBER)
    return found


async def give_role(call: Call) -> object:
    member = _manage_roles(call)
    if call.part("role_id") not in member["roles"]:
        member["roles"].append(call.part("role_id"))
        _changed(call, member)
    return None


async def take_role(call: Call) -> object:
    member = _manage_roles(call)
    if call.part("role_id") in member["roles"]:
        member["roles"].remove(call.part("role_id"))
        _changed(call, member)
    return None


def _changed(call: Call, member: Json) -> None:
    guild = call.guild().id
    call.world.emit("GUILD_MEMBER_UPDATE", {**member, "guild_id": guild}, guild_id=guild)


def _manage_roles(call: Call) -> Json:
    """The member, where the bot may give and take the role: it manages roles, and has one above this."""
    guild = call.guild()
    role = next((one for one in guild.roles if one["id"] == call.part("role_id")), None)
    if role is None:
        raise ApiError(UNKNOWN_ROLE)
    own = guild.members[call.world.bot["id"]]
    granted = permissions_in(guild_id=guild.id, owner_id=guild.owner_id, roles=guild.roles, member=own, overwrites=[])
    highest = max(one["position"] for one in guild.roles if one["id"] in {guild.id, *own["roles"]})
    if not has(granted, "manage_roles") or highest <= role["position"]:
        raise ApiError(MISSING_PERMISSIONS)
    if role["managed"] or role["id"] == guild.id:
        raise ApiError(INVALID_ROLE)
    return _member(call)


ROUTES = (
    Route(method="GET", path="/guilds/{guild_id}", handler=show, query=frozenset({"with_counts"})),
    Route(method="GET", path="/guilds/{guild_id}/channels", handler=channels),
    Route(method="GET", path="/guilds/{guild_id}/roles", handler=roles),
    Route(method="GET", path="/guilds/{guild_id}/members", handler=members, query=frozenset({"limit", "after"})),
    Route(
        method="GET", path="/guilds/{guild_id}/members/search", handler=search_members,
        query=frozenset({"limit", "query"}),
    ),
    Route(method="GET", path="/guilds/{guild_id}/members/{user_id}", handler=member),
    Route(method="PUT", path="/guilds/{guild_id}/members/{user_id}/roles/{role_id}", handler=give_role),
    Route(method="DELETE", path="/guilds/{guild_id}/members/{user_id}/roles/{role_id}", handler=take_role),
)  # fmt: skip
