"""Workspaces that say "wait" to one message after another: nothing more is claimed there until the wait is over.

Otherwise each message would be claimed, refused and written down, and all of them would come due again at the same
moment. Afterwards one message goes ahead, then two, then four. This is known to one process alone and written nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.deliveries import Delivery, NotThere, Outcome, Refused, Sent, Target, Waits
from bot.deliveries.outcomes import LONGEST_WAIT

#: Waits in a row, with nothing posted between them, that concern the workspace and not one channel.
IN_A_ROW = 3
#: From here on a workspace is as all others.
ROOM = 64

Workspace = tuple[str, str]


@dataclass(slots=True)
class _Hold:
    until: datetime
    waits: int = 0
    #: Messages that may be on their way at once, and those that are.
    room: int = ROOM
    out: int = 0


class Holding:
    """Which workspaces are held back."""

    def __init__(self) -> None:
        self._holds: dict[Workspace, _Hold] = {}

    def came_back(self, target: Target, outcome: Outcome, now: datetime) -> None:
        """Learn from what became of a message."""
        key = target.platform, target.workspace
        if isinstance(outcome, Waits):
            hold = self._holds.setdefault(key, _Hold(until=now))
            hold.waits += 1
            hold.out = max(0, hold.out - 1)
            if hold.waits >= IN_A_ROW or hold.room < ROOM:
                hold.until = max(hold.until, now + min(timedelta(seconds=outcome.seconds), LONGEST_WAIT))
                hold.room = 1
        elif key in self._holds:
            self._answered(key, self._holds[key], outcome)

    def _answered(self, key: Workspace, hold: _Hold, outcome: Outcome) -> None:
        hold.out = max(0, hold.out - 1)
        if isinstance(outcome, Sent | Refused | NotThere):
            hold.waits = 0
            hold.room *= 2
        if hold.room > ROOM:
            del self._holds[key]

    def went(self, target: Target) -> None:
        """Count a message that is on its way."""
        if hold := self._holds.get((target.platform, target.workspace)):
            hold.out += 1

    def fitting(self, found: Sequence[Delivery]) -> list[Delivery]:
        """Those of what was found for which their workspaces have room."""
        room = {key: hold.room - hold.out for key, hold in self._holds.items()}
        fitting = []
        for one in found:
            key = one.order.target.platform, one.order.target.workspace
            if room.get(key, 1) > 0:
                fitting.append(one)
                if key in room:
                    room[key] -= 1
        return fitting

    def full(self, now: datetime) -> list[Workspace]:
        """Where nothing more may be claimed now."""
        return [key for key, hold in self._holds.items() if hold.until > now or hold.out >= hold.room]

    def over_at(self, now: datetime) -> datetime | None:
        """When the first of those that are held back is let go on."""
        return min((hold.until for hold in self._holds.values() if hold.until > now), default=None)
