"""Who is introduced to whom. Pure: the same people give the same pairs, in whatever order they come.

Who waits longest chooses first, and nobody gets a second one before everybody had their turn. Whom somebody gets is
whom they share most with: a tag that one wants to learn and the other can help with counts more than one that both
want to learn. Among equals, one whom they can write to directly, who speaks their language for certain, who is best
found when they are, who waits longest.

People stand in numbers, a bit for each, so that a question about all of them ("who can help with this tag, is awake
with her, speaks her language, was never introduced to her?") is a few operations on large numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeVar

from bot.buddies.hours import in_common
from bot.identity import MemberId, TagId

Key = TypeVar("Key", bound=Hashable)

#: What a shared tag counts: one can help with what the other wants to learn; both want to learn it.
HELP_COUNTS, LEARN_COUNTS = 3, 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Seeker:
    """Somebody with room for a buddy."""

    member: MemberId
    #: Orders who comes first: the smaller, the longer they wait.
    since: float
    room: int
    #: Quarters of an hour of UTC, see :mod:`bot.buddies.hours`; best hours are among them or are all of them.
    awake: int
    best: int
    language: str | None = None
    places: frozenset[tuple[str, str]] = frozenset()
    learns: frozenset[TagId] = frozenset()
    helps: frozenset[TagId] = frozenset()
    #: Whom they may not be introduced to.
    apart: frozenset[MemberId] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Two people who are to be introduced, over a tag."""

    one: MemberId
    other: MemberId
    over: TagId


def fit(one: Seeker, other: Seeker) -> bool:
    """Whether two people may be introduced to each other at all, room aside."""
    speak = one.language is None or other.language is None or one.language == other.language
    apart = one.member == other.member or other.member in one.apart or one.member in other.apart
    return bool(shared(one, other)) and in_common(one.awake, other.awake) and speak and not apart


def shared(one: Seeker, other: Seeker) -> Mapping[TagId, int]:
    """The tags that speak for two people, and how much each counts."""
    counts: dict[TagId, int] = defaultdict(int)
    for tags, count in (
        (one.learns & other.helps, HELP_COUNTS),
        (one.helps & other.learns, HELP_COUNTS),
        (one.learns & other.learns, LEARN_COUNTS),
    ):
        for tag in tags:
            counts[tag] += count
    return counts


def matched(seekers: Iterable[Seeker], most: int | None = None) -> list[Match]:
    """Pairs, until no two people are left who fit and both have room; or until there are so many."""
    town = _Town(sorted((one for one in seekers if one.room > 0), key=lambda one: (one.since, one.member)))
    found: list[Match] = []
    for match in town.matches():
        found.append(match)
        if len(found) == most:
            break
    return found


class _Town:
    """The people by their places in the order, and in numbers with a bit for each."""

    def __init__(self, people: Sequence[Seeker]) -> None:
        self._people = people
        self._room = [one.room for one in people]
        self._places = {one.member: place for place, one in enumerate(people)}
        self._learners = _by(people, lambda one: one.learns)
        self._helpers = _by(people, lambda one: one.helps)
        self._speakers = _by(people, lambda one: [one.language])
        self._here = _by(people, lambda one: one.places)
        self._awake = _Overlaps(_by(people, lambda one: [one.awake]))
        self._best = _Overlaps(_by(people, lambda one: [one.best]))
        #: Bits of those whom each may not be introduced to, themselves among them.
        self._apart = [self._kept_apart(place) for place in range(len(people))]
        self._make_mutual()
        self._open = (1 << len(people)) - 1

    def _kept_apart(self, place: int) -> int:
        others = (self._places[one] for one in self._people[place].apart if one in self._places)
        return reduce(or_, (1 << other for other in others), 1 << place)

    def _make_mutual(self) -> None:
        for place, one in enumerate(self._people):
            for member in one.apart:
                if member in self._places:
                    self._apart[self._places[member]] |= 1 << place

    def matches(self) -> Iterator[Match]:
        """Round after round, in each of which everybody gets one at most, until a round gives nobody anybody."""
        is_going = True
        while is_going:
            is_going = False
            free = self._open
            for place in range(len(self._people)):
                if not free >> place & 1:
                    continue
                other = self._choice(place, free)
                if other is not None:
                    is_going = True
                    free &= ~(1 << place | 1 << other)
                    yield self._met(place, other)

    def _met(self, place: int, other: int) -> Match:
        self._apart[place] |= 1 << other
        self._apart[other] |= 1 << place
        for each in (place, other):
            self._room[each] -= 1
            if not self._room[each]:
                self._open &= ~(1 << each)
        one, two = self._people[place], self._people[other]
        return Match(one=one.member, other=two.member, over=self._over(one, two))

    def _over(self, one: Seeker, other: Seeker) -> TagId:
        """The tag that speaks most for them; of equal ones that which fewest people have."""

        def rank(tag: TagId) -> tuple[int, int, TagId]:
            have = self._learners.get(tag, 0) | self._helpers.get(tag, 0)
            return -counts[tag], have.bit_count(), tag

        counts = shared(one, other)
        return min(counts, key=rank)

    def _choice(self, place: int, free: int) -> int | None:
        """The place of whom somebody gets, of those who are free."""
        one = self._people[place]
        allowed = free & ~self._apart[place] & self._awake.of(one.awake)
        if one.language is not None:
            allowed &= self._speakers[one.language] | self._speakers.get(None, 0)
        found = self._dearest(one, allowed) if allowed else 0
        if not found:
            return None
        near = reduce(or_, (self._here[there] for there in one.places), 0)
        speakers = self._speakers[one.language] if one.language is not None else 0
        for preferred in (near, speakers, self._best.of(one.best)):
            found = found & preferred or found
        return (found & -found).bit_length() - 1

    def _dearest(self, one: Seeker, allowed: int) -> int:
        """Those with whom somebody shares most; 0 where they share nothing with anybody.

        All are counted at once: ``planes[k]`` holds the k-th binary digit of everybody's count.
        """
        planes: list[int] = []
        for tag in one.learns:
            _count(planes, self._helpers.get(tag, 0) & allowed, HELP_COUNTS)
            _count(planes, self._learners.get(tag, 0) & allowed, LEARN_COUNTS)
        for tag in one.helps:
            _count(planes, self._learners.get(tag, 0) & allowed, HELP_COUNTS)
        found = reduce(or_, planes, 0)
        for plane in reversed(planes):
            found = found & plane or found
        return found


class _Overlaps:
    """Who has two hours in common with somebody: the same for all with the same hours."""

    def __init__(self, by_hours: Mapping[int, int]) -> None:
        self._by_hours = by_hours
        self._known: dict[int, int] = {}

    def of(self, hours: int) -> int:
        """The bits of those who have two hours in common with these."""
        if hours not in self._known:
            there = (bits for other, bits in self._by_hours.items() if in_common(hours, other))
            self._known[hours] = reduce(or_, there, 0)
        return self._known[hours]


def _count(planes: list[int], bits: int, by: int) -> None:
    """Add to the counts of these people."""
    for digit in range(by.bit_length()):
        carry, plane = (bits if by >> digit & 1 else 0), digit
        while carry:
            if plane >= len(planes):
                planes.extend([0] * (plane + 1 - len(planes)))
            planes[plane], carry = planes[plane] ^ carry, planes[plane] & carry
            plane += 1


def _by(people: Sequence[Seeker], keys: Callable[[Seeker], Iterable[Key]]) -> dict[Key, int]:
    """The people who have each key, a bit for each."""
    cells: dict[Key, bytearray] = {}
    for place, one in enumerate(people):
        for key in keys(one):
            bits = cells.setdefault(key, bytearray(len(people) // 8 + 1))
            bits[place >> 3] |= 1 << (place & 7)
    return {key: int.from_bytes(bits, "little") for key, bits in cells.items()}
