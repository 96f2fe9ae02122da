"""What would have followed from a try: what would be posted and sent, and what the newcomer would be let into."""

from __future__ import annotations

from bot.deliveries import Delivery, State, room_of
from bot.onboarding import JourneyState
from bot.posts import about
from bot.replies import Bold, ChannelLink, Inline, RoleLink, Section, text
from bot.requests import Call
from commands.onboarding import orders

#: Messages of the community that are looked through: those of a try are the newest.
_LOOKED_THROUGH = 50
_OVER = frozenset({JourneyState.FINISHED, JourneyState.STOPPED})


async def what_follows(call: Call) -> tuple[Section, ...]:
    """What has been ordered for a newcomer who is at the end; nothing for one who is still on the way.

    ``call`` is theirs, in the unit of work in which they came in.
    """
    journey = await call.unit.journeys.get(call.community.id, call.member.id)
    if journey is None or journey.state not in _OVER:
        return ()
    arrived = await call.unit.deliveries.about(call.community.id, orders.topic_of(call.member.id))
    first = min((one.id for one in arrived), default=0)
    found = await call.unit.deliveries.listed(call.community.id, [State.DUE], _LOOKED_THROUGH)
    # What is due later only looks whether something is still to be done then.
    new = sorted((one for one in found if one.id > first and one.order.due_at <= call.now), key=lambda one: one.id)
    if not new:
        return (Section(text=text(Bold("Nothing would have been posted, and nobody let in anywhere."))),)
    lines = [part for one in new for part in ("\n", *_line(one))]
    return (Section(text=text(Bold("This would have followed:"), *lines)),)


def _line(one: Delivery) -> tuple[Inline, ...]:
    target = one.order.target
    where: Inline = "a private message" if target.is_private else ChannelLink(target.channel)
    if room := room_of(target):
        where = ChannelLink(room) if one.order.subject.get("channel") else RoleLink(room)
    return (f"{about(one.order.kind)}: ", where)
