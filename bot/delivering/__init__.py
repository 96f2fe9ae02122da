"""Sending what was ordered: claimed, written, sent, settled, and what cannot be sent is told of."""

from bot.delivering.claiming import Moment
from bot.delivering.giving_up import CLOSED, GATHERED, MISSED, TROUBLE, UNSURE
from bot.delivering.keeping import Keeping
from bot.delivering.sending import AT_ONCE, Deliverer
from bot.delivering.telling import POINTS, Telling

__all__ = [
    "AT_ONCE",
    "CLOSED",
    "GATHERED",
    "MISSED",
    "POINTS",
    "TROUBLE",
    "UNSURE",
    "Deliverer",
    "Keeping",
    "Moment",
    "Telling",
]
