"""Rehearsals: calls of which nothing is kept. What they do is done in a unit of work that is rolled back.

What somebody tries out is done by the very code that does it in earnest, and no table tells of it. Only buttons that
are too long for a platform are parked, as those of every answer.
"""

from __future__ import annotations

from bot.replies import Reply
from bot.requests import Call


class Rehearsed(Exception):
    """Ends a call: all that was done in it is taken back, and its answer is shown."""

    def __init__(self, call: Call, reply: Reply) -> None:
        super().__init__("rehearsed")
        self.call = call
        self.reply = reply
