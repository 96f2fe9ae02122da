"""Taking part no more: because somebody says so, or has left the community."""

from __future__ import annotations

from bot.events import PersonLeft
from bot.hearing import Hearing, listener
from bot.replies import Reply, done, said
from bot.requests import Call
from bot.spec import command


@command("buddy", "leave", about="Take part in buddies no more; the buddies you have are ended")
async def leave(call: Call) -> Reply:
    if await call.unit.buddies.get(call.community.id, call.member.id) is None:
        return said("You do not take part in buddies.")
    await call.unit.buddies.leave(call.community.id, call.member.id, call.now)
    return done("You take part in buddies no more. Whom you avoid is still kept, for when you come back.")


@listener(PersonLeft)
async def person_left(hearing: Hearing, event: PersonLeft) -> None:
    """Frees the buddies of somebody who has left. Who is still there on another platform has not."""
    known = await hearing.unit.people.who(event.account)
    if known is None:
        return
    member = known[1].id
    if len(await hearing.unit.deliveries.accounts(hearing.community.id, member)) <= 1:
        await hearing.unit.buddies.leave(hearing.community.id, member, hearing.now)
