"""How buddies go, for organisers: numbers, and none of them small enough to tell of single people."""

from __future__ import annotations

from bot.buddies.values import LEAST_SHOWN
from bot.identity import Role
from bot.replies import Card, Fact, Reply
from bot.requests import Call
from bot.spec import command


@command("buddy", "status", about="How many take part in buddies, wait, and have met", allow=Role.ORGANISER, reads=True)
async def status(call: Call) -> Reply:
    tally = await call.unit.buddies.tally(call.community.id, call.now)
    facts = {
        "Take part": shown(tally.joined),
        "Of these snoozed": shown(tally.snoozed, of=tally.joined),
        "Wait for somebody": shown(tally.waiting, of=tally.joined),
        "Pairs now": shown(tally.standing),
        "Pairs ever": shown(tally.made),
        "Have met": shown(tally.met, of=tally.made),
        "Not yet": shown(tally.not_yet, of=tally.made),
    }
    return Card(
        title="Buddies",
        facts=tuple(Fact(name=name, value=(value,)) for name, value in facts.items()),
        footer=(f"Groups of fewer than {LEAST_SHOWN} are not counted out.",),
    )


def shown(count: int, *, of: int | None = None) -> str:
    """A number of people or pairs; hidden where it, or what is left of the whole, is a handful or less."""
    left = None if of is None else of - count
    if count < LEAST_SHOWN:
        return f"fewer than {LEAST_SHOWN}"
    if left is not None and 0 < left < LEAST_SHOWN:
        return "nearly all"
    return f"{count:,}"
