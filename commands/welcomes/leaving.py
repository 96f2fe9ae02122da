"""A greeter who leaves: what they had in hand goes on to others."""

from __future__ import annotations

from bot.events import PersonLeft
from bot.hearing import Hearing, listener
from commands.welcomes.ordering import hand_over


@listener(PersonLeft)
async def hand_on_what_they_had(hearing: Hearing, event: PersonLeft) -> None:
    """Ask the next ones where a greeter has left by the last of their accounts."""
    known = await hearing.unit.people.who(event.account)
    if known is None or known[0].id != hearing.community.id:
        return
    member = known[1].id
    here = await hearing.unit.people.here(hearing.community.id, member)
    if all(account == event.account for account in here):
        await hand_over(hearing.unit, hearing.community.id, member, hearing.now)
