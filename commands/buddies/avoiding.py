"""Whom somebody does not want to be introduced to. Nobody else is ever told: no reply, no list, no log says it."""

from __future__ import annotations

from dataclasses import replace

from bot.buddies.values import AVOIDED_MOST
from bot.errors import InvalidInput
from bot.identity import MemberId
from bot.replies import Reply, done, said
from bot.requests import Call
from bot.spec import Someone, YesNo, command
from commands.community import member_of


@command(
    "buddy",
    "avoid",
    about="Never be introduced to somebody; nobody but you is told",
    options=[
        Someone(name="who", about="The person; leave it out to see whom you avoid", bare=True),
        YesNo(name="back", about="Take it back"),
    ],
)
async def avoid(call: Call, who: str = "", back: bool = False) -> Reply:
    if not who:
        return await _list(call)
    other = await member_of(call, who)
    if other.id == call.member.id:
        raise InvalidInput("You are not introduced to yourself.", "Name somebody else.", field="who")
    if back:
        return await _take_back(call, other.id, other.name)
    if len(await call.unit.buddies.avoided(call.community.id, call.member.id)) >= AVOIDED_MOST:
        message = f"You avoid {AVOIDED_MOST} people already."
        raise InvalidInput(message, "Take one back with /buddy avoid @name back:yes.", field="who")
    await call.unit.buddies.avoid(call.community.id, call.member.id, other.id)
    for pair in await call.unit.buddies.pairs(call.community.id, call.member.id):
        if pair.side(other.id) is not None:
            await call.unit.buddies.save_pair(call.community.id, replace(pair, ended_at=call.now))
    return done(f"You are never introduced to {other.name}. Nobody but you is told, they least of all.")


async def _take_back(call: Call, other: MemberId, name: str) -> Reply:
    if not await call.unit.buddies.avoid_no_more(call.community.id, call.member.id, other):
        return said(f"You do not avoid {name}.")
    return done(f"You may be introduced to {name}, if you two never were before.")


async def _list(call: Call) -> Reply:
    avoided = await call.unit.buddies.avoided(call.community.id, call.member.id)
    if not avoided:
        return said("You avoid nobody. Name somebody with /buddy avoid @name.")
    names = ", ".join(one.name for one in avoided)
    return said(f"You avoid {names}. Take it back with /buddy avoid @name back:yes. Nobody but you is told.")
