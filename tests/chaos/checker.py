"""The judge: each message that was ordered has to be observed once, where it belongs, and not before its time.

It knows nothing of the sender: only what was ordered, and what stands on the platform in the end. Every order takes one
observed message of its own; what is left over is doubled, an order without one is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A message that was ordered."""

    lane: str
    says: str
    #: In seconds since 1970.
    due_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A message that stands on the platform, in the order of arrival."""

    lane: str
    says: str
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What became of all that was ordered."""

    ordered: int
    lost: int = 0
    doubled: int = 0
    #: Observed before they were due.
    early: int = 0
    #: Observed before another one of the same place that was due before.
    out_of_order: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.lost or self.doubled or self.early or self.out_of_order)

    def __add__(self, other: Verdict) -> Verdict:
        return replace(
            self,
            ordered=self.ordered + other.ordered,
            lost=self.lost + other.lost,
            doubled=self.doubled + other.doubled,
            early=self.early + other.early,
            out_of_order=self.out_of_order + other.out_of_order,
        )


def observed(messages: Sequence[Mapping[str, object]]) -> list[Seen]:
    """What the fake platform tells of itself."""
    return [Seen(lane=str(one["lane"]), says=str(one["text"]), at=float(str(one["at"]))) for one in messages]


def judge(wanted: Sequence[Wanted], seen: Sequence[Seen]) -> Verdict:
    """Match what was ordered with what is there. A message in another place than its own counts as doubled there."""
    orders = {(one.lane, one.says): one for one in wanted}
    assert len(orders) == len(wanted), "two orders that say the same in one place cannot be told apart"
    first: dict[tuple[str, str], Seen] = {}
    doubled = 0
    for one in seen:
        key = one.lane, one.says
        doubled += key in first or key not in orders
        first.setdefault(key, one)
    matched = [(order, first[key]) for key, order in orders.items() if key in first]
    return Verdict(
        ordered=len(wanted),
        lost=len(wanted) - len(matched),
        doubled=doubled,
        early=sum(found.at < order.due_at for order, found in matched),
        out_of_order=_out_of_order(matched),
    )


def _out_of_order(matched: Sequence[tuple[Wanted, Seen]]) -> int:
    lanes: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for order, found in matched:
        lanes[order.lane].append((found.at, order.due_at))
    late = 0
    for places in lanes.values():
        latest = float("-inf")
        for _, due_at in sorted(places):
            late += due_at < latest
            latest = max(latest, due_at)
    return late
