"""Direct messages of platforms that do not say to which workspace a button there belongs.

What was posted says it: each direct message of ours was a delivery from one workspace to one account. Nobody is made
known by pressing a button there, so whoever has no account in that workspace comes no further.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.identity import AccountKey, Role
from bot.ports import Store


async def workspace_of(store: Store, platform: str, user: str, refs: Iterable[str]) -> str | None:
    """The workspace from which a person was sent the first of these messages (ids of the platform) that is known."""
    async with store.read() as unit:
        for ref in refs:
            if workspace := await unit.deliveries.sent_from(platform, user, ref):
                return workspace
    return None


async def standing(store: Store, account: AccountKey) -> Role | None:
    """The most that somebody may do in a community, as far as it is written down; None for whoever is not known there.

    What their platform vouched for last is among it, which may be over by now: ask it before anything follows from it.
    """
    async with store.read() as unit:
        known = await unit.people.who(account)
    return max(known[1].role, known[1].vouched) if known else None
