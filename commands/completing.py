"""What is offered while somebody types."""

from __future__ import annotations

from collections.abc import Sequence

from bot.requests import Call

#: Discord: at most 25 choices.
OFFERED = 25


async def matching_names(call: Call, typed: str) -> Sequence[str]:
    """Names of tags that contain what was typed, the most used first."""
    listed = await call.unit.tags.listed(call.community.id, typed.strip("# ").lower(), 0, OFFERED)
    return [one.tag.name for one in listed]
