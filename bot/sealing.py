"""Sealed calls: the command is not told who speaks, and nothing of the call is written down but what it does itself.

Whoever asks anonymously is not made known by it, leaves no trace among the events that were heard, and nothing that
could be told apart by its time. What a handler does not know it cannot keep.
"""

from __future__ import annotations

from bot.actions import unpack
from bot.errors import BotError, NotFound
from bot.grammar import Invocation
from bot.identity import Community, Member, MemberId
from bot.ports import Unit
from bot.requests import Request

#: Who speaks in a sealed call, as far as its command knows. No member has this number.
UNNAMED = Member(id=MemberId(0), name="Somebody")
#: Seals every call of a command.
ALWAYS = "*"
#: An option of this name opens what its owner alone may see. It is never written into the database.
TOKEN = "token"  # noqa: S105  # the name of an option


def is_sealed(invocation: Invocation) -> bool:
    """Whether the command must not be told who speaks."""
    seal = invocation.command.sealed_by
    return seal == ALWAYS or bool(seal and invocation.args.get(seal))


def carries_token(packed: str) -> bool:
    """Whether something packed holds a token, so that it must not be parked."""
    try:
        _path, args = unpack(packed)
    except BotError:
        return False
    return TOKEN in args


async def community_of(unit: Unit, request: Request) -> Community:
    """The community in which a sealed call is made. Raises NotFound where the workspace has none yet."""
    found = await unit.people.of_workspace(request.account.platform, request.account.workspace)
    if found is None:
        raise NotFound("I do not know this place yet.", "Somebody has to say /help here first.")
    return found


__all__ = ["ALWAYS", "TOKEN", "UNNAMED", "carries_token", "community_of", "is_sealed"]
