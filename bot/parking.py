"""What a platform cannot carry itself, a long button or the draft of a form, kept under a short key.

It is kept for the community, and nobody is made known by it: who asks anonymously must not be told by their drafts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.actions import key_of, outdated, unpack
from bot.identity import Community
from bot.ports import Store
from bot.requests import Request
from bot.sealing import carries_token


async def park(
    store: Store, request: Request, packed: str, now: datetime, introduce: Callable[[Request], Awaitable[None]]
) -> str:
    """The key of something packed. What opens a mailbox is not kept, and its key then leads nowhere.

    Only where nobody at all is known yet, whoever asks is introduced, because there is no community otherwise.
    """
    if carries_token(packed):
        return key_of(packed)
    if await _home(store, request) is None:
        await introduce(request)
    home = await _home(store, request)
    assert home is not None, "whoever was introduced has a community"
    async with store.write() as unit:
        await unit.actions.park(home.id, key_of(packed), packed, now)
    return key_of(packed)


async def parked(store: Store, request: Request, key: str) -> tuple[tuple[str, ...], dict[str, str | int | bool]]:
    """What is kept under a key in the community of the request. Raises NotFound."""
    async with store.read() as unit:
        home = await unit.people.of_workspace(request.account.platform, request.account.workspace)
        is_key = key.isascii() and key.isalnum()
        packed = await unit.actions.parked(home.id, key) if home and is_key else None
    if packed is None:
        raise outdated()
    return unpack(packed)


async def _home(store: Store, request: Request) -> Community | None:
    async with store.read() as unit:
        return await unit.people.of_workspace(request.account.platform, request.account.workspace)
