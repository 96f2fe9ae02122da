"""Settling in, in a test: the steps of a newcomer filled in, and what stands at them afterwards."""

from __future__ import annotations

from bot.dispatch import Filled
from bot.identity import Place
from bot.preferences import Learning
from tests.newcomers import WORKSPACE, Door, account_of
from tests.talk import Talk

HELLO = Place(platform="console", workspace=WORKSPACE, channel="hello")
TAGS = "/resource add Loops kind:book tags:loops,pairing,facilitation new-tags:yes"


async def answered(ada: Talk, *fields: str) -> str:
    """The answer to a step, filled in with these."""
    return await ada("/press Answer", f"/fill {' '.join(fields)}")


async def sent(ada: Talk, *path: str, **values: object) -> str:
    """The answer to a form of another device."""
    return await ada.fill(Filled(path, values))


async def said_of(door: Door, name: str = "Ada") -> tuple[list[str], Learning]:
    """What stands at somebody: tags with their kind, and how they learn."""
    async with door.dispatcher.store.read() as unit:
        known = await unit.people.who(account_of(name))
        assert known
        found = await unit.preferences.interests(known[0].id, known[1].id)
        return [f"{one.kind}:{one.name}" for one in found], await unit.preferences.learning(known[0].id, known[1].id)
