"""How many requests of one kind Discord still takes, as it says itself in the headers of each answer.

Discord asks bots not to hard-code limits (discord-api-docs, "Rate Limits"): until the first answer has told how many
requests there may be, one is made at a time.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from math import inf

from adapters.discord.pace import Seconds, Waiting

#: So many are remembered; of those that are in use nothing is forgotten.
MOST_BUCKETS = 10_000


class Bucket(Waiting):
    """The requests of one kind."""

    def __init__(self, now: Seconds = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._left = 1
        self._resets_at = inf
        self._under_way = 0

    @property
    def is_idle(self) -> bool:
        """Whether no request of the kind is under way."""
        return self._under_way == 0

    def take(self) -> float:
        """Begin a request: 0.0 where it may be made at once, else in how many seconds it is worth asking again."""
        now = self._now()
        if now >= self._resets_at:
            # Nobody knows yet how many there are in the new window: the answer to this one tells.
            self._left, self._resets_at = 1, inf
        if self._left > 0:
            self._left -= 1
            self._under_way += 1
            return 0.0
        return self._resets_at - now

    def end(self, headers: Mapping[str, str]) -> None:
        """A request is over; what its answer said. Nothing, where there was none."""
        self._under_way -= 1
        left, seconds = _number(headers, "X-RateLimit-Remaining"), _number(headers, "X-RateLimit-Reset-After")
        if left is not None and seconds is not None:
            # Those under way may not have been counted yet when this was said.
            self._left, self._resets_at = int(left) - self._under_way, self._now() + seconds
        elif self._resets_at == inf and self.is_idle:
            self._resets_at = self._now()
        self._tell()

    def close_for(self, seconds: float) -> None:
        """Discord takes none for so long."""
        self._left, self._resets_at = 0, self._now() + seconds


class Buckets:
    """All kinds of requests that were made of late."""

    def __init__(self, most: int = MOST_BUCKETS) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Bucket] = OrderedDict()

    def of(self, kind: Hashable) -> Bucket:
        """The bucket for requests of this kind."""
        bucket = self._kept.setdefault(kind, Bucket())
        self._kept.move_to_end(kind)
        while len(self._kept) > self._most and (oldest := next(iter(self._kept))) != kind:
            if not self._kept[oldest].is_idle:
                break
            del self._kept[oldest]
        return bucket


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        return float(headers[name])
    except (KeyError, ValueError):
        return None
