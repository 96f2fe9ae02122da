"""What could not be brought to somebody who takes no direct messages is said beside the answer to their next command.

Once, and only where nobody else reads it. That there is something stands with the member, who is read for each command
anyway, so it costs nobody else anything.
"""

from __future__ import annotations

from dataclasses import replace

from bot.identity import CommunityId, MemberId
from bot.ports import Unit
from bot.replies import Button, Card, Notice, Page, Reply, Section, Style
from bot.requests import Call
from bot.spec import AnyCommand

_WORDS = (
    "You are new here, and your direct messages are closed. A few short questions help you to find your place: "
    "you can skip each of them and stop at any time."
)
_START = Button(label="Start", command=("onboarding", "start"), style=Style.MAIN)


async def told(call: Call, command: AnyCommand, reply: Reply) -> Reply:
    """The reply, with a paragraph more for somebody who has not heard of it yet, where there is a place for it."""
    if not call.member.is_unheard:
        return reply
    # Whoever begins, or stops, has heard of it.
    is_known = command.path[0] == _START.command[0]
    with_words = reply if is_known else _with_words(reply) if command.private else None
    if with_words is None:
        return reply
    if command.reads:
        call.afterwards.append(lambda unit: _note_told(unit, call.community.id, call.member.id))
    else:
        await _note_told(call.unit, call.community.id, call.member.id)
    return with_words


async def _note_told(unit: Unit, community: CommunityId, member: MemberId) -> None:
    await unit.people.note_unheard(community, member, is_unheard=False)
    journey = await unit.journeys.get(community, member)
    if journey is not None and journey.is_unheard:
        told = replace(journey, is_unheard=False, version=journey.version + 1)
        await unit.journeys.save(community, told, journey.version)


def _with_words(reply: Reply) -> Reply | None:
    """The reply with the paragraph; None for one in which nothing can be said beside it, or which others read."""
    match reply:
        case Notice():
            return replace(reply, text=(*reply.text, "\n\n", _WORDS), actions=(*reply.actions, _START))
        case Card():
            return _card_with_words(reply)
        case Page():
            return replace(reply, card=_card_with_words(reply.card))
        case _:
            return None


def _card_with_words(card: Card) -> Card:
    # First, so that it is not cut off where the answer is long.
    return replace(card, sections=(Section(text=(_WORDS,), actions=(_START,)), *card.sections))
