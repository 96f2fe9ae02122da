"""What the bot may do in the channels of a server of Discord."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bot.wiring.doctor.asking import NoAnswer, Said
from bot.wiring.doctor.discordrooms import rooms
from bot.wiring.doctor.findings import Finding, essential, missing, ok
from bot.wiring.doctor.permissions import permissions
from bot.wiring.needs import DISCORD_PERMISSIONS, Permission
from storage.places import UsedChannels

#: So many servers are looked at, and so many channels are named.
SERVERS, NAMED = 20, 5
#: Kinds of channels in which people talk to the bot: text, announcements, forums.
_KINDS = {0, 5, 15}

Get = Callable[[str], Awaitable[Said]]


async def server(get: Get, bot_id: str, guild_id: str, name: str, used: UsedChannels) -> list[Finding]:
    """What is missing in one server, of which its community uses this."""
    title = f"Discord permissions in {name}"
    paths = (f"/guilds/{guild_id}", f"/guilds/{guild_id}/members/{bot_id}", f"/guilds/{guild_id}/channels")
    try:
        guild, member, channels = await asyncio.gather(*(get(path) for path in paths))
    except NoAnswer as error:
        return [missing(title, f"no answer ({error})", breaks="perhaps nothing", remedy="Try later.")]
    if not all(said.status == 200 for said in (guild, member, channels)):
        remedy = "Add the bot again with the address of `commonplace manifest discord`."
        return [essential(title, "Discord does not tell them", breaks="the bot is not at home there", remedy=remedy)]
    talked_in = [channel for channel in channels.content if channel.get("type") in _KINDS]
    granted = {str(one["name"]): permissions(guild.content, member.content, one) for one in talked_in}
    # As in a channel that changes nothing.
    on_server = permissions(guild.content, member.content, {})
    lacking = [
        finding
        for need in DISCORD_PERMISSIONS
        if (finding := _lacking(title, need, {"": on_server} if need.is_of_server else granted))
    ]
    lacking = lacking or [ok(title, f"all there, in {len(granted)} channels")]
    return [*lacking, *rooms(name, used, guild.content, member.content, channels.content)]


def _lacking(title: str, need: Permission, granted: Mapping[str, int]) -> Finding | None:
    channels = [name for name, number in granted.items() if not number >> need.bit & 1]
    if not channels:
        return None
    named = ", ".join(f"#{name}" for name in channels[:NAMED])
    where = named if len(channels) <= NAMED else f"{named} and {len(channels) - NAMED} more"
    remedy = f"Let the bot's role have {need.label} there, or on the whole server."
    if len(channels) == len(granted):
        where = "the server" if need.is_of_server else "any channel"
        remedy = f"Let the bot's role have {need.label} (Server Settings, Roles)."
    return missing(title, f"not {need.label} in {where}", breaks=f"no longer: {need.reason}", remedy=remedy)
