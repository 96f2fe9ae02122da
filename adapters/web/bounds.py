"""How often somebody may come: each by themselves where they are known, all others together."""

from __future__ import annotations

from collections import OrderedDict

from adapters.web.calendar import Bound

#: Of whom it is remembered how often they came; whoever came longest ago is forgotten first.
REMEMBERED = 1_000


class Bounds:
    """A bound for each of those who are known by name."""

    def __init__(self, per_second: float, at_once: int) -> None:
        self._per_second, self._at_once = per_second, at_once
        self._known: OrderedDict[str, Bound] = OrderedDict()

    def passes(self, name: str) -> bool:
        """Whether they may come once more now; if so, it is counted."""
        bound = self._known.get(name)
        if bound is None:
            bound = self._known[name] = Bound(self._per_second, self._at_once)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(name)
        return bound.passes()
