"""Somebody wants to be forgotten: what was posted about their AMAs stops naming them as well."""

from __future__ import annotations

from datetime import timedelta

from bot.amas import planning
from bot.amas.checking import is_ahead
from bot.amas.values import AmaState
from bot.identity import AmaId
from bot.requests import Call
from commands.amas.publishing import again, keep
from commands.questions.orders import board_edits

#: How far back posts are changed (those from before are not known any more), how far ahead, and of how many AMAs.
_BACK, _AHEAD, _MOST = timedelta(days=400), timedelta(days=3_650), 200


async def hosted(call: Call) -> list[AmaId]:
    """The AMAs that whoever asks hosts, helps with or has hosted, the newest first."""
    since, until = call.now - _BACK, call.now + _AHEAD
    found = await call.unit.amas.between(
        call.community.id, since, until, tuple(AmaState), count=_MOST, newest_first=True
    )
    return [one.id for one in found if any(host.member == call.member.id for host in one.hosts)]


async def amend(call: Call, numbers: list[AmaId]) -> None:
    """Have posts about these written anew, from what is kept now."""
    for number in numbers:
        # A change of its own: what is posted because of an earlier one is not posted again.
        ama = await keep(call, await again(call, number))
        await planning.amend(call.unit.deliveries, ama, call.now)
        if is_ahead(ama, call.now):
            await planning.keep_events(call.unit.deliveries, ama, call.now)
        for order in board_edits(ama, call.now):
            await call.unit.deliveries.add(ama.community, order, call.now)
