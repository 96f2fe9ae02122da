"""What was heard lately, so that Slack may send it again without anything happening twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

#: Longer than a signed request stays valid and longer than Slack goes on repeating an event at short intervals.
SECONDS = 15 * 60
#: More than a workspace can send in that time (30,000 events in 60 minutes; platforms.md, section 2).
KEPT = 100_000


class Heard:
    """Numbers of events of the last minutes. The inbox in the database remembers what changed anything for longer."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._at: OrderedDict[str, float] = OrderedDict()

    def is_new(self, event_id: str) -> bool:
        """Whether this is heard for the first time; it is remembered as heard."""
        now = self._monotonic()
        while self._at and (len(self._at) > KEPT or now - next(iter(self._at.values())) > SECONDS):
            self._at.popitem(last=False)
        if event_id in self._at:
            return False
        self._at[event_id] = now
        return True

    def forget(self, event_id: str) -> None:
        """Let this be heard again: the first try came to nothing."""
        self._at.pop(event_id, None)
