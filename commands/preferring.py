"""In which order somebody is shown what they look for, and why: from what they prefer to what a search puts first."""

from __future__ import annotations

from dataclasses import replace

from bot import preferences, resources
from bot.preferences import Ordering
from bot.requests import Call
from bot.resources import Found, Kind, Level, Preferred, Query


def order_of(call: Call, query: Query) -> Ordering:
    """The order in which the person is shown what they look for: their own, unless they ask for the usual one."""
    return Ordering() if query.order == resources.USUAL else left(preferences.read(call.member.order), query)


def left(order: Ordering, query: Query) -> Ordering:
    """What the order still decides beside what is asked for: with ``kind:podcast`` no format comes first."""
    return replace(
        order,
        formats=() if query.kinds else order.formats,
        minutes=None if query.max_minutes else order.minutes,
        level=order.level if not query.level and order.level in set(Level) else None,
        language=None if query.language else order.language,
    )


def preferred(order: Ordering) -> Preferred:
    """The order as a search takes it."""
    return Preferred(
        kinds=tuple(tuple(Kind(kind) for kind in preferences.KINDS[one]) for one in order.formats),
        max_minutes=order.minutes,
        level=Level(order.level) if order.level else None,
        language=order.language,
    )


def met(order: Ordering, found: Found) -> Ordering:
    """What of the order made a difference: what nothing that was found meets is not spoken of."""
    first, rather = found.met[: len(order.formats)], iter(found.met[len(order.formats) :])
    return Ordering(
        formats=tuple(one for one, is_met in zip(order.formats, first, strict=False) if is_met),
        minutes=order.minutes if order.minutes and next(rather, False) else None,
        level=order.level if order.level and next(rather, False) else None,
        language=order.language if order.language and next(rather, False) else None,
    )
