"""What somebody does with a buddy they have: say whether they have met, or end it."""

from __future__ import annotations

from dataclasses import replace

from bot.buddies.looking import look_soon
from bot.buddies.values import Pair, Says
from bot.errors import NotFound
from bot.identity import MemberId
from bot.replies import Button, Reply, Style, Update, done, said
from bot.requests import Call
from bot.spec import Pick, Someone, Whole, YesNo, command
from commands.buddies.introducing import ask_again
from commands.community import member_of

_PAIR = Whole(name="pair", about="The number of the two, which buttons know", least=1, most=2**53 - 1)


@command(
    "buddy",
    "end",
    about="Be no buddies any more; the other one is not told",
    options=[Someone(name="who", about="Your buddy; leave it out if you have one", bare=True), _PAIR],
)
async def end(call: Call, who: str = "", pair: int = 0) -> Reply:
    if who:
        found = await _with(call, (await member_of(call, who)).id)
    elif pair:
        found = await _mine(call, pair)
    else:
        pairs = await call.unit.buddies.pairs(call.community.id, call.member.id)
        if len(pairs) != 1:
            return _which(call, pairs)
        found = pairs[0]
    other = _other(call, found)
    if found.ended_at is None:
        await call.unit.buddies.save_pair(call.community.id, replace(found, ended_at=call.now))
        await look_soon(call.unit.deliveries, call.community.id, call.place, call.now)
    again = Button(label="Find me another one", command=("buddy", "join"))
    return done(
        f"You and {other} are buddies no more, and are not introduced again. The bot tells nobody.", actions=(again,)
    )


async def _with(call: Call, other: MemberId) -> Pair:
    pairs = await call.unit.buddies.pairs(call.community.id, call.member.id)
    found = next((one for one in pairs if one.side(other) is not None and other != call.member.id), None)
    if found is None:
        raise NotFound("That person is not your buddy.", "See /buddy show for those who are.")
    return found


async def _mine(call: Call, number: int) -> Pair:
    found = await call.unit.buddies.pair(call.community.id, number)
    if found is None or found.side(call.member.id) is None:
        raise NotFound("You have no such buddy.", "See /buddy show for those you have.")
    return found


def _other(call: Call, pair: Pair) -> str:
    return pair.members[1 - (pair.side(call.member.id) or 0)].name


def _which(call: Call, pairs: list[Pair]) -> Reply:
    if not pairs:
        return said("You have no buddy just now.")
    buttons = (
        Button(label=_other(call, one)[:40], command=("buddy", "end"), args={"pair": one.id}, style=Style.DANGER)
        for one in pairs
    )
    return said("With whom?", actions=tuple(buttons))


@command(
    "buddy",
    "met",
    about="Say whether you and your buddy have met",
    is_typed=False,
    options=[
        Pick(name="said", about="What became of it", choices=("met", "not"), required=True),
        replace(_PAIR, required=True),
        YesNo(name="again", about="Whether you were asked for the second time"),
    ],
)
async def met(call: Call, said: str, pair: int, again: bool = False) -> Reply:
    found = await _mine(call, pair)
    other = _other(call, found)
    if found.ended_at is not None:
        return Update(reply=done(f"You and {other} are buddies no more."))
    says = list(found.says)
    says[found.side(call.member.id) or 0] = Says(said)
    answered = replace(found, says=(says[0], says[1]))
    if said == Says.MET:
        await call.unit.buddies.save_pair(call.community.id, answered)
        return Update(reply=done(f"Good to hear. You and {other} stay buddies until one of you says /buddy end."))
    if again:
        await call.unit.buddies.save_pair(call.community.id, replace(answered, ended_at=call.now))
        await look_soon(call.unit.deliveries, call.community.id, call.place, call.now)
        return Update(reply=done(f"It happens. You and {other} are buddies no more, so that both may meet others."))
    await call.unit.buddies.save_pair(call.community.id, answered)
    await ask_again(call.unit, call.community.id, pair, call.member.id, call.now)
    return Update(reply=done(f"Then you are asked once more in a week. {other} is not told."))
