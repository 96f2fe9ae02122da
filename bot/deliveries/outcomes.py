"""What became of a request, and what follows from it: the one table of outcomes.

Neither platform promises that a message is posted exactly once. What is not sent for certain is tried again; what may
have been sent is asked for under the same mark, or looked for, before it is posted anew; what nobody can find out is
left to an organiser.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import assert_never

from bot.deliveries.values import Delivery, Late, State

#: A first try this late may be one that a restored backup has forgotten: it is looked for first.
OVERDUE = timedelta(minutes=10)
#: How long it is tried to find out what became of a request, before an organiser is asked. A platform that is down
#: for half a day comes back, and then it can be found out.
LOOKED_FOR = timedelta(hours=12)
#: Requests with one mark in which the platform never said what became of them.
MOST_TRIES = 6
#: Longest time in which something that is certainly not sent waits before the next try.
LONGEST_WAIT = timedelta(minutes=5)


class Cause(StrEnum):
    """Who has to change something before a refused message can be posted."""

    #: The channel is gone or closed, direct messages are shut.
    TARGET = "target"
    #: The platform does not take the message as it is.
    CONTENT = "content"
    #: The token was revoked or lacks a permission: nothing of this workspace can be posted.
    APP = "app"


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there, under the platform's own id."""

    ref: str


@dataclass(frozen=True, slots=True)
class Waits:
    """It is certainly not there, and may be tried again after so many seconds."""

    seconds: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A request left, and nobody knows whether it arrived."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It is certainly not there, and trying again as it is would be of no use."""

    cause: Cause
    #: The platform's own word for it; never shown to anybody as it is.
    reason: str


@dataclass(frozen=True, slots=True)
class NotThere:
    """It was looked for where it would stand, and is not there."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """It could not be looked for. ``is_final`` where trying again would be of no use."""

    reason: str
    is_final: bool = False


Outcome = Sent | Waits | Unknown | Refused | NotThere | Unreadable


class Doing(Enum):
    """What to do with a delivery that was claimed."""

    POST = auto()
    EDIT = auto()
    LOOK = auto()
    #: Nothing yet: what may be under way is given time to arrive first.
    REST = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long things take; shorter in tests."""

    #: Longer than any request can be under way, waiting for limits included.
    settle: timedelta = timedelta(seconds=45)
    #: How long a platform is trusted to know a mark again. Discord documents "a few minutes".
    nonce: timedelta = timedelta(seconds=60)
    #: How long a claim holds. Longer than the longest request.
    lease: timedelta = timedelta(seconds=120)
    #: Pause between requests with the same mark.
    again: timedelta = timedelta(seconds=3)


def doing(delivery: Delivery, now: datetime, patience: Patience, *, knows_marks: bool) -> Doing:
    """What is to be done with a delivery that was claimed now.

    ``knows_marks``: whether the platform, given the same mark twice within ``patience.nonce``, posts one message.
    """
    if delivery.order.edits:
        return Doing.EDIT
    if not delivery.is_doubtful:
        is_overdue = now - delivery.order.due_at > OVERDUE and delivery.generation == 0 and not delivery.is_plain
        return Doing.LOOK if is_overdue and delivery.reason != NOT_THERE else Doing.POST
    first, last = delivery.first_attempt_at or now, delivery.last_attempt_at or now
    if knows_marks and now - first < patience.nonce and delivery.attempts < MOST_TRIES:
        return Doing.POST
    return Doing.LOOK if now - last >= patience.settle else Doing.REST


#: The reason of a delivery that was looked for and is not there.
NOT_THERE = "not there"


def after(
    delivery: Delivery, outcome: Outcome, now: datetime, patience: Patience, *, knows_marks: bool = False
) -> Delivery:
    """The delivery after an outcome."""
    match outcome:
        case Sent(ref):
            return replace(_finished(delivery, State.SENT, "", now), remote_ref=ref)
        case Waits(seconds, reason):
            return _waiting(delivery, now + min(timedelta(seconds=seconds), LONGEST_WAIT), reason)
        case Unknown(reason):
            is_harmless = knows_marks or delivery.order.edits is not None
            wait = patience.again * 2 ** min(delivery.attempts, 4) if is_harmless else patience.settle
            return _doubted(delivery, now, now + wait, reason)
        case Refused(cause, reason):
            return _refused(delivery, cause, reason, now, patience)
        case NotThere():
            return _anew(delivery, now)
        case Unreadable(reason, is_final):
            return _unreadable(delivery, reason, now, patience, is_final=is_final)
        case _:
            assert_never(outcome)


def _waiting(delivery: Delivery, ready_at: datetime, reason: str) -> Delivery:
    """Not sent this time, for certain; what was sent before stays doubtful."""
    if delivery.is_doubtful:
        return replace(delivery, state=State.SENDING, ready_at=ready_at, reason=reason)
    return replace(
        delivery,
        state=State.DUE,
        ready_at=ready_at,
        reason=reason,
        attempts=0,
        first_attempt_at=None,
        last_attempt_at=None,
    )


def _doubted(delivery: Delivery, now: datetime, ready_at: datetime, reason: str) -> Delivery:
    return replace(
        delivery, state=State.SENDING, is_doubtful=True, ready_at=ready_at, reason=reason, last_attempt_at=now
    )


def _refused(delivery: Delivery, cause: Cause, reason: str, now: datetime, patience: Patience) -> Delivery:
    match cause:
        case Cause.APP:
            return _waiting(delivery, now + LONGEST_WAIT, f"{cause}: {reason}")
        case Cause.TARGET:
            # What was tried before may have arrived while the place was still open: that is for people to say.
            state = State.UNCERTAIN if delivery.is_doubtful else State.DEAD
            return _finished(delivery, state, f"{cause}: {reason}", now)
        case Cause.CONTENT if delivery.is_doubtful:
            return _doubted(delivery, now, now + patience.settle, reason)
        case Cause.CONTENT if delivery.is_plain:
            return _finished(delivery, State.DEAD, f"{cause}: {reason}", now)
        case Cause.CONTENT:
            # As a message of its own, whose mark nothing else has carried.
            return replace(_anew(delivery, now), is_plain=True)
        case _:
            assert_never(cause)


def _anew(delivery: Delivery, now: datetime) -> Delivery:
    """As another message: what had been under way for the one before has certainly not arrived."""
    was_tried = delivery.attempts > 0
    return replace(
        delivery,
        state=State.DUE,
        ready_at=now,
        reason=NOT_THERE,
        generation=delivery.generation + 1 if was_tried else delivery.generation,
        attempts=0,
        first_attempt_at=None,
        last_attempt_at=None,
        is_doubtful=False,
    )


def _unreadable(delivery: Delivery, reason: str, now: datetime, patience: Patience, *, is_final: bool) -> Delivery:
    if not delivery.is_doubtful:
        # Never tried as far as we know: looking first was caution, and posting is not held up by it.
        return replace(delivery, state=State.DUE, ready_at=now, reason=NOT_THERE)
    passed = now - (delivery.last_attempt_at or now)
    if is_final or passed > LOOKED_FOR:
        return _finished(delivery, State.UNCERTAIN, reason, now)
    wait = max(patience.settle, min(passed / 4, LONGEST_WAIT))
    return replace(delivery, state=State.SENDING, ready_at=now + wait, reason=reason)


def _finished(delivery: Delivery, state: State, reason: str, now: datetime) -> Delivery:
    return replace(delivery, state=state, reason=reason, ready_at=None, settled_at=now)


def is_of_no_use(delivery: Delivery, now: datetime) -> bool:
    """Whether its time has passed for good. What may have been sent already is never dropped."""
    until = delivery.order.useful_until
    return until is not None and now >= until and not delivery.is_doubtful


def is_late(delivery: Delivery, now: datetime) -> bool:
    """Whether people should be told that it comes late."""
    return now - delivery.order.due_at > OVERDUE


__all__ = [
    "Cause",
    "Doing",
    "Late",
    "NotThere",
    "Outcome",
    "Patience",
    "Refused",
    "Sent",
    "Unknown",
    "Unreadable",
    "Waits",
    "after",
    "doing",
    "is_late",
    "is_of_no_use",
]
