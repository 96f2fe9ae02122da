"""Somebody wants to be forgotten: what was posted about their AMAs stops naming them as well."""

from __future__ import annotations

from bot.amas import planning
from bot.amas.checking import is_ahead
from bot.identity import AmaId
from bot.requests import Call
from commands.amas.publishing import again, keep
from commands.questions.orders import board_edits


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
