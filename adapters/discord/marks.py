"""The mark of a delivery inside the message itself, where nobody sees it and the bot can read it back.

A component's ``custom_id`` exists on buttons only, and most announcements have none. Every component of a message has
an ``id`` though, a number of 31 bits that must differ within the message and comes back with it (discord-api-docs,
Component Reference, "Anatomy of a Component"). The first two components carry numbers made from the mark: 31 bits where
there is only one, which is plenty among a bot's own messages of one channel, and 62 where there are more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

_CARRIERS = 2
_BITS = 31


def numbers(mark: str) -> tuple[int, ...]:
    """The numbers that stand for a mark: different from one another, and none of them 0, which Discord replaces."""
    found: list[int] = []
    count = 0
    while len(found) < _CARRIERS:
        digest = hashlib.blake2b(f"{mark}\n{count}".encode(), digest_size=8).digest()
        number = int.from_bytes(digest) % (1 << _BITS)
        if number and number not in found:
            found.append(number)
        count += 1
    return tuple(found)


def marked(components: Sequence[dict[str, Any]], mark: str) -> list[dict[str, Any]]:
    """The components of a message with the mark on them."""
    carried = [{**one, "id": number} for one, number in zip(components, numbers(mark), strict=False)]
    return [*carried, *components[_CARRIERS:]]


def carries(components: object, mark: str) -> bool:
    """Whether components as they came back from Discord carry the mark."""
    if not isinstance(components, list) or not components:
        return False
    ids = tuple(one.get("id") if isinstance(one, dict) else None for one in components[:_CARRIERS])
    return ids == numbers(mark)[: len(ids)]
