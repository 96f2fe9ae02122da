"""What organisers decide about a message: send it again, take it back, say that it arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.deliveries.values import Delivery, State, Target, room_of
from bot.errors import InvalidInput


def again(delivery: Delivery, now: datetime) -> Delivery:
    """Sent again as a message of its own, with words that are true now. Raises InvalidInput for what is not over."""
    if delivery.state not in {State.DEAD, State.UNCERTAIN, State.VOID}:
        raise InvalidInput(_open_sentence(delivery), "Only what was given up can be sent again.", field="number")
    return replace(
        delivery,
        order=replace(delivery.order, useful_until=None),
        state=State.DUE,
        generation=delivery.generation + 1,
        fence=delivery.fence + 1,
        shown=None,
        attempts=0,
        first_attempt_at=None,
        last_attempt_at=None,
        is_doubtful=False,
        reason="",
        ready_at=now,
        settled_at=None,
    )


def taken_back(delivery: Delivery, now: datetime) -> Delivery:
    """Not sent. Raises InvalidInput where it may have left already."""
    if delivery.state is not State.DUE:
        raise InvalidInput(_open_sentence(delivery), "Only what is due can be taken back.", field="number")
    return replace(
        delivery, state=State.VOID, fence=delivery.fence + 1, reason="taken back", ready_at=None, settled_at=now
    )


def arrived(delivery: Delivery, now: datetime) -> Delivery:
    """Sent, because people have seen it. Raises InvalidInput where nobody was asked."""
    if delivery.state is not State.UNCERTAIN:
        raise InvalidInput(_open_sentence(delivery), "There is nothing to decide about it any more.", field="number")
    return replace(delivery, state=State.SENT, fence=delivery.fence + 1, reason="", settled_at=now)


def _open_sentence(delivery: Delivery) -> str:
    said = {
        State.DUE: "is not sent yet",
        State.SENDING: "is on its way",
        State.SENT: "has arrived",
        State.DEAD: "was given up",
        State.UNCERTAIN: "may have arrived",
        State.VOID: "was taken back",
    }
    return f"Message {delivery.id} {said[delivery.state]}."


def why(delivery: Delivery) -> str:
    """Why it is where it is, as people read it, never in the words of the platform; empty if all is well."""
    cause = delivery.reason.partition(":")[0]
    is_over = delivery.state in {State.DEAD, State.UNCERTAIN}
    match cause:
        case "too late":
            return "its time had passed"
        case "cancelled" | "taken back" | "nothing to say" | "nothing to change" | "a newer one follows":
            return cause
        case "app":
            return "the platform refuses the bot: its token or a permission was taken away"
        case "content" | "target":
            return _refused(cause, delivery.order.target)
        case _ if is_over:
            return "the platform did not say whether it took it"
        case _:
            return "the platform was out of reach" if delivery.reason and delivery.reason != "not there" else ""


def _refused(cause: str, target: Target) -> str:
    """Why a message, or somebody who was to be let in, was refused."""
    is_of_content = cause == "content"
    if room_of(target):
        return (
            "they have left, or may not be let in there"
            if is_of_content
            else "the role or channel is gone, or the bot may not let people in"
        )
    if is_of_content:
        return "the platform does not take a message like this"
    return (
        "their direct messages are closed"
        if target.is_private
        else "the channel is gone, or does not let the bot write"
    )
