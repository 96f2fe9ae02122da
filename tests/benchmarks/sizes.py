"""How large the communities of a data set are."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.benchmarks.communities import MadeCommunity, community

#: A community that is the same in every data set: what it costs must not depend on the others.
CONSTANT_KEY, CONSTANT_SIZE = "constant", 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How many resources in how many communities, and how large the largest one is."""

    resources: int
    communities: int
    largest: int

    def made(self) -> list[MadeCommunity]:
        """The communities, large and small in any order, as they would have come."""
        sizes = _zipf(self.resources - CONSTANT_SIZE, self.communities - 1, self.largest)
        keys = [(f"c{place}", size) for place, size in enumerate(sizes)] + [(CONSTANT_KEY, CONSTANT_SIZE)]
        random.Random("order").shuffle(keys)
        return [community(key, size) for key, size in keys]


#: Key of the largest community.
LARGEST_KEY = "c0"
MILLION = Size(resources=1_000_000, communities=1_000, largest=100_000)
TEN_THOUSAND = Size(resources=10_000, communities=10, largest=4_000)
SMALL = Size(resources=20_000, communities=20, largest=8_000)
TINY = Size(resources=1_060, communities=2, largest=60)


def _zipf(total: int, count: int, largest: int) -> list[int]:
    """So many sizes with this sum, the one at place k the largest divided by a power of k."""
    if count == 1:
        return [total]
    low, high, power = 0.0, 8.0, 1.0
    for _ in range(60):
        power = (low + high) / 2
        excess = sum(largest / place**power for place in range(1, count + 1)) - total
        low, high = (power, high) if excess > 0 else (low, power)
    sizes = [max(1, round(largest / place**power)) for place in range(1, count + 1)]
    sizes[-1] = max(1, sizes[-1] + total - sum(sizes))
    return sizes
