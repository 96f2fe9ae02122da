"""A platform in bad weather, in memory: it takes messages, loses answers, and knows what stands where.

The platforms' own behaviour on the wire is tested beside their adapters; this is for what the sender makes of it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.deliveries import Cause, NotThere, Refused, Sent, Target, Unknown, Unreadable, Waits
from bot.messenger import Outgoing

#: What the next request meets. "lost": it is taken, and the answer is lost; "unsent": it is lost on its way.
Weather = Waits | Refused | Unknown | str


@dataclass(kw_only=True)
class Platform:
    """Where messages stand, and what the next requests meet."""

    knows_marks: bool = True
    gathers: bool = False
    weather: deque[Weather] = field(default_factory=deque)
    is_readable: bool = True
    #: Nothing can be read for now.
    is_down: bool = False
    #: Each message with its place and words, in the order of arrival.
    stands: list[tuple[Target, Any, str]] = field(default_factory=list)
    #: Requests of every kind.
    asked: list[str] = field(default_factory=list)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    #: Done before a request is answered.
    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Waits | Unknown | Refused:
        self.asked.append("post")
        self.was_asked.set()
        if self.meanwhile:
            await self.meanwhile()
        met = self.weather.popleft() if self.weather else "fine"
        if not isinstance(met, str):
            return met
        if met == "unsent":
            return Unknown("connection reset")
        ref = self._taken(outgoing)
        return Sent(ref) if met == "fine" else Unknown("connection reset")

    async def edit(self, outgoing: Outgoing, ref: str) -> Sent | Waits | Unknown | Refused:
        self.asked.append("edit")
        number = int(ref)
        if number >= len(self.stands):
            return Refused(Cause.TARGET, "unknown message")
        self.stands[number] = (self.stands[number][0], outgoing.shown, outgoing.mark)
        return Sent(ref)

    async def look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        self.asked.append("look")
        if not self.is_readable:
            return Unreadable("missing_scope", is_final=True)
        if self.is_down:
            return Unreadable("503")
        ref = self._ref(outgoing.mark)
        return NotThere() if ref is None else Sent(ref)

    def _taken(self, outgoing: Outgoing) -> str:
        known = self._ref(outgoing.mark) if self.knows_marks else None
        if known is not None:
            return known
        self.stands.append((outgoing.target, outgoing.shown, outgoing.mark))
        return str(len(self.stands) - 1)

    def _ref(self, mark: str) -> str | None:
        return next((str(number) for number, (*_, known) in enumerate(self.stands) if known == mark), None)
