"""Messages that the bot posts on its own: none is lost, none doubled, and where nobody can know, people are asked."""

from bot.deliveries.deciding import again, arrived, taken_back, why
from bot.deliveries.outcomes import (
    Cause,
    Doing,
    NotThere,
    Outcome,
    Patience,
    Refused,
    Sent,
    Unknown,
    Unreadable,
    Waits,
    after,
    doing,
    is_late,
    is_of_no_use,
)
from bot.deliveries.store import Block, DeliveryStore, Tally
from bot.deliveries.values import MARK_CHARACTERS, Delivery, Late, Order, State, Subject, Target, target_of

__all__ = [
    "MARK_CHARACTERS",
    "Block",
    "Cause",
    "Delivery",
    "DeliveryStore",
    "Doing",
    "Late",
    "NotThere",
    "Order",
    "Outcome",
    "Patience",
    "Refused",
    "Sent",
    "State",
    "Subject",
    "Tally",
    "Target",
    "Unknown",
    "Unreadable",
    "Waits",
    "after",
    "again",
    "arrived",
    "doing",
    "is_late",
    "is_of_no_use",
    "taken_back",
    "target_of",
    "why",
]
