"""Discord's permission bits by name, and what a member may do in a channel."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fakes.shapes import Json

BITS = {
    "create_instant_invite": 0,
    "kick_members": 1,
    "ban_members": 2,
    "administrator": 3,
    "manage_channels": 4,
    "manage_guild": 5,
    "add_reactions": 6,
    "view_channel": 10,
    "send_messages": 11,
    "manage_messages": 13,
    "embed_links": 14,
    "attach_files": 15,
    "read_message_history": 16,
    "mention_everyone": 17,
    "manage_roles": 28,
    "use_application_commands": 31,
    "manage_events": 33,
    "manage_threads": 34,
    "create_public_threads": 35,
    "send_messages_in_threads": 38,
    "moderate_members": 40,
    "create_events": 44,
}
#: Everything, present and future.
ALL = (1 << 53) - 1
MEMBER = (
    "view_channel send_messages embed_links attach_files read_message_history add_reactions use_application_commands "
    "create_public_threads send_messages_in_threads create_instant_invite"
).split()
BOT = [*MEMBER, "manage_events", "create_events", "manage_threads", "manage_roles"]


def mask(names: Iterable[str]) -> int:
    return sum(1 << BITS[name] for name in names)


def has(permissions: int, name: str) -> bool:
    return bool(permissions & (1 << BITS[name]))


def permissions_in(*, guild_id: str, owner_id: str, roles: Iterable[Json], member: Json, overwrites: list[Json]) -> int:
    """What a member may do in a channel: roles, then the overwrites for everyone, for roles, for the member."""
    if member["user"]["id"] == owner_id:
        return ALL
    held = {guild_id, *member["roles"]}
    granted = 0
    for role in roles:
        if role["id"] in held:
            granted |= int(role["permissions"])
    if has(granted, "administrator"):
        return ALL
    return _overwritten(granted, overwrites, [{guild_id}, set(member["roles"]), {member["user"]["id"]}])


def _overwritten(granted: int, overwrites: list[Json], layers: list[set[str]]) -> int:
    for layer in layers:
        deny = allow = 0
        for one in overwrites:
            if one["id"] in layer:
                deny |= int(one["deny"])
                allow |= int(one["allow"])
        granted = (granted & ~deny) | allow
    return granted
