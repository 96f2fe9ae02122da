"""What is remembered for a while and in bounded room: what was heard, and how often an address took an answer."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable

from adapters.slack.limits import ADDRESS_SECONDS, ADDRESS_USES

#: Longer than a signed request stays valid and longer than Slack goes on repeating an event at short intervals.
SECONDS = 15 * 60
#: More than a workspace can send in that time (30,000 events in 60 minutes; platforms.md, section 2).
KEPT = 100_000
#: Addresses for answers that are counted. One that was forgotten may be used once too often, which Slack refuses, and
#: the answer goes another way; keeping all of the last half hour would take 90 MiB where much is said.
ADDRESSES = 5_000


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


class Uses:
    """How often each address for answers (``response_url``) was used."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        #: Uses and the time of the first one, in the order of the last use.
        self._of: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._of)

    def are_left(self, url: str) -> bool:
        """Whether the address takes one more."""
        uses, _ = self._of.get(_name(url), (0, 0.0))
        return uses < ADDRESS_USES

    def note(self, url: str) -> None:
        """The address was used once more."""
        now = self._monotonic()
        uses, began = self._of.pop(_name(url), (0, now))
        self._of[_name(url)] = (uses + 1, began)
        while len(self._of) > ADDRESSES or now - next(iter(self._of.values()))[1] > ADDRESS_SECONDS:
            self._of.popitem(last=False)


def _name(url: str) -> str:
    """The address without its secret: nothing that is kept could be used to answer."""
    return hashlib.blake2b(url.encode(), digest_size=12).hexdigest()
