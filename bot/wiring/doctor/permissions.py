"""What a member may do in a channel of Discord, counted as Discord counts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

_ADMINISTRATOR = 1 << 3


def permissions(guild: Json, member: Json, channel: Json) -> int:
    """What a member may do in a channel: by roles, then changed for everyone, for roles, and for the member."""
    if guild.get("owner_id") == member["user"]["id"]:
        return ~0
    held = {str(guild["id"]), *member.get("roles", ())}
    granted = 0
    for role in guild.get("roles", ()):
        if role["id"] in held:
            granted |= int(role["permissions"])
    if granted & _ADMINISTRATOR:
        return ~0
    changes = channel.get("permission_overwrites") or ()
    for whom in ({str(guild["id"])}, set(member.get("roles", ())), {member["user"]["id"]}):
        granted = _changed(granted, [change for change in changes if change["id"] in whom])
    return granted


def _changed(granted: int, changes: Sequence[Json]) -> int:
    denied, allowed = 0, 0
    for change in changes:
        denied |= int(change["deny"])
        allowed |= int(change["allow"])
    return granted & ~denied | allowed
