"""Whose turn it is to say hello to a newcomer: the same for the same people and the same moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.identity import MemberId
from bot.welcomes.times import Day, free_at
from bot.welcomes.values import Greeter

#: The stretch in which a greeter is asked so often at most.
WEEK = timedelta(days=7)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A greeter with what their turn depends on."""

    greeter: Greeter
    day: Day
    #: Whether they share a tag or a language with the newcomer.
    shares: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """Who is asked, and when."""

    greeter: Greeter
    #: ``now``, or the next moment at which they can be asked.
    at: datetime


def turn_of(candidates: Iterable[Candidate], now: datetime, *, but: Collection[MemberId] = ()) -> Turn | None:
    """Who is asked next; None where nobody can be. ``but``: the newcomer, and who was asked already.

    Whoever can be asked the soonest comes first; of these who shares something, then whose turn was longest ago.
    Each greeter's ``asked`` has to count the week before ``now``, and all that is ahead.
    """
    found = [
        (at, not one.shares, one.greeter.turned_at or _NEVER, one.greeter.member, one.greeter)
        for one in candidates
        if _is_available(one.greeter) and one.greeter.member not in but
        if (at := free_at(one.day, now)) is not None
    ]
    if not found:
        return None
    at, *_, greeter = min(found, key=lambda row: row[:4])
    return Turn(greeter=greeter, at=at)


def turned_at(greeters: Iterable[Greeter], now: datetime) -> datetime:
    """The moment that is kept of a turn: now, but later than all others, so that those of one moment have an order."""
    last = max((one.turned_at for one in greeters if one.turned_at is not None), default=now)
    return max(now, last + timedelta(microseconds=1))


def _is_available(greeter: Greeter) -> bool:
    return greeter.is_here and not greeter.is_off_duty and greeter.asked < greeter.per_week
