"""What a bot asks before it connects: who it is, which application, where the gateway is."""

from __future__ import annotations

from tests.discord.fake.errors import UNKNOWN_USER, ApiError
from tests.discord.fake.rest.call import Call, Route
from tests.discord.fake.snapshots import application, guild_object


async def me(call: Call) -> object:
    return {**call.world.bot, "verified": True, "mfa_enabled": True, "email": None, "flags": 0, "locale": "en-US"}


async def my_application(call: Call) -> object:
    return application(call.world)


async def gateway(call: Call) -> object:
    return {"url": call.gateway.url}


async def gateway_for_bot(call: Call) -> object:
    limit = call.gateway.start_limit()
    return {"url": call.gateway.url, "shards": call.gateway.shards, "session_start_limit": limit}


async def user(call: Call) -> object:
    found = call.world.users.get(call.part("user_id"))
    if found is None:
        raise ApiError(UNKNOWN_USER)
    return found


async def my_guilds(call: Call) -> object:
    mine = call.world.mutual_guilds(call.world.bot["id"])
    return [{**guild_object(one), "owner": False, "permissions": "0"} for one in mine]


async def leave_guild(call: Call) -> object:
    guild = call.world.guilds[call.part("guild_id")]
    guild.members.pop(call.world.bot["id"], None)
    call.world.emit("GUILD_DELETE", {"id": guild.id}, guild_id=guild.id)
    return None


ROUTES = (
    Route(method="GET", path="/users/@me", handler=me),
    Route(method="GET", path="/oauth2/applications/@me", handler=my_application),
    Route(method="GET", path="/applications/@me", handler=my_application),
    Route(method="GET", path="/gateway", handler=gateway),
    Route(method="GET", path="/gateway/bot", handler=gateway_for_bot),
    Route(
        method="GET",
        path="/users/@me/guilds",
        handler=my_guilds,
        query=frozenset({"limit", "before", "after", "with_counts"}),
    ),
    Route(method="DELETE", path="/users/@me/guilds/{guild_id}", handler=leave_guild),
    Route(method="GET", path="/users/{user_id}", handler=user),
)
