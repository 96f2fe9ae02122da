"""What a community of Discord uses of its server: channels that it named, roles that newcomers are given by rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.wiring.doctor.findings import Finding, missing
from bot.wiring.doctor.permissions import permissions
from storage.places import UsedChannels

Json = Mapping[str, Any]

#: View Channels and Send Messages; what else is missing there, the permissions of the server tell.
_TO_POST = 1 << 10 | 1 << 11
_NO_ROLE = "nobody is given it"


def rooms(server: str, used: UsedChannels, guild: Json, member: Json, channels: Sequence[Json]) -> Iterator[Finding]:
    """What is in the way; nothing where all is as it should be."""
    yield from _channels(server, used, guild, member, channels)
    yield from _roles(server, used, guild, member)


def _channels(
    server: str, used: UsedChannels, guild: Json, member: Json, channels: Sequence[Json]
) -> Iterator[Finding]:
    named = dict.fromkeys(used.announced, ("announcements do not reach it", "/community setup"))
    named |= dict.fromkeys(used.introduced, ("introductions and welcomes do not reach it", "/onboarding settings"))
    there = {str(one["id"]): one for one in channels}
    for channel, (breaks, command) in named.items():
        title, found = f"Discord channels in {server}", there.get(channel)
        remedy = f"Name another one with {command}."
        if found is None:
            # Threads are not among the channels of a server, and nobody is told of the bot's own.
            yield missing(title, f"the channel {channel} is gone, or a thread", breaks=breaks, remedy=remedy)
        elif permissions(guild, member, found) & _TO_POST != _TO_POST:
            seen = f"the bot may not write in #{found.get('name')}"
            remedy = f"Let the bot's role have View Channels and Send Messages there, or name another with {command}."
            yield missing(title, seen, breaks=breaks, remedy=remedy)


def _roles(server: str, used: UsedChannels, guild: Json, member: Json) -> Iterator[Finding]:
    title = f"Discord roles in {server}"
    there = {str(one["id"]): one for one in guild.get("roles", ())}
    held = {str(guild["id"]), *member.get("roles", ())}
    highest = max((_position(one) for number, one in there.items() if number in held), default=0)
    for number, label in used.roles.items():
        found = there.get(number)
        name = str(found.get("name")) if found else label or number
        if found is None:
            remedy = "Take its rule away with /onboarding unrule."
            yield missing(title, f"the role {name} is gone", breaks=_NO_ROLE, remedy=remedy)
        elif found.get("managed") is True or number == str(guild["id"]):
            remedy = "Name another one with /onboarding rule."
            yield missing(title, f"the role {name} can be given to nobody", breaks=_NO_ROLE, remedy=remedy)
        elif _position(found) >= highest and guild.get("owner_id") != member["user"]["id"]:
            remedy = f"Draw the bot's own role above {name} (Server Settings, Roles)."
            yield missing(title, f"the role {name} is not below the bot's own", breaks=_NO_ROLE, remedy=remedy)


def _position(role: Json) -> int:
    position = role.get("position")
    return position if isinstance(position, int) else 0
