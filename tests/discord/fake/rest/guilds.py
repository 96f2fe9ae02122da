"""Guilds: channels, roles, members."""

from __future__ import annotations

from tests.discord.fake.errors import MISSING_ACCESS, UNKNOWN_MEMBER, UNKNOWN_ROLE, ApiError
from tests.discord.fake.gateway import GUILD_MEMBERS
from tests.discord.fake.permissions import permissions_in
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
    _manage_roles(call)["roles"].append(call.part("role_id"))
    return None


async def take_role(call: Call) -> object:
    held = _manage_roles(call)["roles"]
    if call.part("role_id") in held:
        held.remove(call.part("role_id"))
    return None


def _manage_roles(call: Call) -> Json:
    guild = call.guild()
    if call.part("role_id") not in {one["id"] for one in guild.roles}:
        raise ApiError(UNKNOWN_ROLE)
    granted = permissions_in(
        guild_id=guild.id, owner_id=guild.owner_id, roles=guild.roles, member=guild.members[call.world.bot["id"]],
        overwrites=[],
    )  # fmt: skip
    if not granted & (1 << 28):
        raise ApiError((403, 50013, "Missing Permissions"))
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
