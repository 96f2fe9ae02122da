"""What is offered while somebody types."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.requests import Call

#: Discord: at most 25 choices.
OFFERED = 25
#: Discord: a choice has at most 100 characters.
CHOICE_CHARACTERS = 100
_LAST = re.compile(r"[\s,;]+")


async def last_tag(call: Call, typed: str) -> Sequence[str]:
    """The line with its last word, where that begins a tag, completed; what stands before it stays."""
    before, space, last = typed.rpartition(" ")
    mark = next((mark for mark in ("-tag:", "tag:", "-#", "#") if last.lower().startswith(mark)), None)
    if mark is None:
        return []
    names = await matching_names(call, last[len(mark) :])
    return [f"{before}{space}{mark}{name}" for name in names]


async def last_name(call: Call, typed: str) -> Sequence[str]:
    """A list of tags with its last one completed; what stands before it stays."""
    last = _LAST.split(typed)[-1]
    before = typed[: len(typed) - len(last)]
    offered = [f"{before}{name}" for name in await matching_names(call, last)]
    return [one for one in offered if len(one) <= CHOICE_CHARACTERS]


async def matching_names(call: Call, typed: str) -> Sequence[str]:
    """Names of tags that contain what was typed, the most used first."""
    listed = await call.unit.tags.listed(call.community.id, typed.strip("# ").lower(), 0, OFFERED)
    return [one.tag.name for one in listed]
