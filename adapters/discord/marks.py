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
#: Component Reference: an id has 32 bits and a sign.
_NUMBERS = 2**31 - 1


def numbers(mark: str) -> tuple[int, int]:
    """The numbers that stand for a mark: different from one another, and none of them 0, which Discord replaces."""
    digest = hashlib.blake2b(mark.encode(), digest_size=16).digest()
    first = int.from_bytes(digest[:8]) % _NUMBERS
    # Some way further round, but never all the way.
    second = (first + 1 + int.from_bytes(digest[8:]) % (_NUMBERS - 1)) % _NUMBERS
    return first + 1, second + 1


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
