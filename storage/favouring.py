"""Finding in the order that somebody prefers: the same hits as always, the dearest first, and nothing left out.

What is found is parted into classes: by the first of the preferred groups that it is in, and among those by how many of
the other wishes it meets. All of that is known as bits, so each class costs one AND. Within a class the order is the
usual one. Few hits, and words that have to be scored, are sorted; in long lists the classes are walked one by one, and
the cursor says in which one a page begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.resources import Found, Wanted, marks
from storage import blocks
from storage.blocks import numbers
from storage.meanings import Plan, numbers_of
from storage.resourcerows import hit
from storage.searchsql import statement
from storage.searchvalues import as_list, cards_of, shape_of, values_of
from storage.session import Session
from storage.walking import BOTTOM, TOP, Key, wanted_keys

#: With so few in a class, they are sorted; with more, walking the list reaches a page sooner.
SORTED = 800
#: Where words are scored, so many of the dearest are scored beside the usual candidates ...
_BESIDE = 100
#: ... from classes up to this size; of a larger one there are some among the usual candidates anyway.
_SMALL = 2_000
_CLASSES = "0123456789abcdefghijklmnopqrstuvwxyz"
_CURSOR = re.compile(r"o([ab])([0-9a-z])(?:s(\d{1,6})|k(\d{1,5})\.(\d{1,10})\.(\d{1,16}))")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page begins: in a class, behind so many of it, or behind a key of it; backwards: before those."""

    place: int = 0
    skip: int = 0
    key: Key | None = None
    is_backwards: bool = False


@dataclass(frozen=True, slots=True)
class Liked:
    """What comes first, group by group: as keys, and as the terms behind them that any resource has."""

    first: Sequence[frozenset[str]]
    rather: Sequence[frozenset[str]]
    terms: Sequence[Sequence[int]]

    @property
    def is_nothing(self) -> bool:
        """Whether the order is the usual one."""
        return not any(self.terms)

    def place(self, marks: Iterable[str]) -> int:
        """The class of a resource with these marks, counted like those of :func:`classes`."""
        had = frozenset(marks)
        rank = next((rank for rank, group in enumerate(self.first) if had & group), len(self.first))
        missed = sum(1 for group in self.rather if not had & group)
        return rank * (len(self.rather) + 1) + missed

    def met(self, every: Iterable[Iterable[str]]) -> tuple[bool, ...]:
        """Group by group, whether any of these resources is in it."""
        had = frozenset(mark for marks in every for mark in marks)
        return tuple(bool(had & group) for group in (*self.first, *self.rather))


@dataclass(frozen=True, slots=True)
class _Hit:
    """Something that was found: its key, its class, and the how-manieth of it it is where that is known."""

    key: Key
    place: int
    index: int | None = None


def liked(wanted: Wanted, terms: dict[str, list[tuple[int, int]]]) -> Liked:
    """What a search has first."""
    return Liked(
        first=[frozenset(keys) for keys in wanted.first],
        rather=[frozenset(keys) for keys in wanted.rather],
        terms=[numbers_of(keys, terms) for keys in (*wanted.first, *wanted.rather)],
    )


def spot(cursor: str) -> Spot | None:
    """Where a cursor of ours begins; None for one of another sort."""
    found = _CURSOR.fullmatch(cursor)
    if not found:
        return None
    key = None
    if found[3] is None:
        key = (min(int(found[4]), TOP[0]), min(int(found[5]), TOP[1]), min(int(found[6]), TOP[2]))
    return Spot(_CLASSES.index(found[2]), int(found[3] or 0), key, found[1] == "b")


async def find(session: Session, community: int, plan: Plan, dear: Liked, start: Spot | None, size: int) -> Found:
    """One page of what is planned, what is dear first."""
    groups = [*(group.terms for group in plan.groups), plan.without]
    # Of few, and of what is scored, the rows themselves say in which groups they are.
    needed = 0 if plan.groups[0].n <= SORTED else len(dear.first) if plan.is_scored else len(dear.terms)
    sets = await blocks.unions(session, community, [*groups, *dear.terms[:needed]])
    matches, likes = blocks.met_by_all(sets[: len(groups)]), sets[len(groups) :]
    if not matches:
        return Found(total=0)
    first, rather = likes[: len(dear.first)], likes[len(dear.first) :]
    search = _Search(session, community, plan, dear, classes(matches, first, rather))
    count = matches.bit_count()
    if plan.is_scored or count <= SORTED:
        page = await search.sorted_page(await search.candidates(matches), start or Spot(), size)
    else:
        page = await search.walked_page(start, size)
    rows = await cards_of(session, community, [one.key for one in page.hits])
    return Found(
        hits=tuple(hit(row) for row in rows),
        newer=_cursor("b", page.hits[0]) if page.has_newer and page.hits else None,
        older=_cursor("a", page.hits[-1]) if page.has_older and page.hits else None,
        total=_total(plan, count, page),
        met=page.met or tuple(bool(one & matches) for one in likes),
    )


def _total(plan: Plan, matches: int, page: _Page) -> int | None:
    """How many are found in all, where that is known: not if only some of them were tried for a phrase."""
    if not plan.phrases:
        return matches
    return page.total if matches <= SORTED else None


def classes(matches: int, first: Sequence[int], rather: Sequence[int]) -> list[int]:
    """The bits of each class, the dearest first; some may be empty, so that a class keeps its place."""
    result: list[int] = []
    for group in (*first, matches):
        inside = matches & group
        matches &= ~group
        counted = [inside]
        for wish in rather:
            counted = [
                (counted[met] & ~wish if met < len(counted) else 0) | (counted[met - 1] & wish if met else 0)
                for met in range(len(counted) + 1)
            ]
        result += reversed(counted)
    return result


#: Class, score, votes and number, the last three negative, so that it sorts as it is shown.
_Ranked = tuple[int, float, int, int]


@dataclass(frozen=True, slots=True)
class _Page:
    hits: Sequence[_Hit]
    has_newer: bool
    has_older: bool
    total: int | None = None
    met: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class _Search:
    """A search whose classes are known."""

    session: Session
    community: int
    plan: Plan
    dear: Liked
    classes: Sequence[int]

    async def walk(self, bits: int, count: int, *, after: Key, is_backwards: bool) -> list[Key]:
        """The next keys of the leading list that are among the bits."""
        lead = self.plan.groups[0].terms
        return await wanted_keys(
            self.session, self.community, lead, bits, count, after=after, is_backwards=is_backwards
        )

    async def candidates(self, matches: int) -> list[int]:
        """What is sorted: all of it, or of words that very many have the usual candidates, and some of the dearest."""
        if matches.bit_count() <= SORTED:
            return numbers(matches)
        usual = await self.walk(matches, self.plan.window, after=TOP, is_backwards=False)
        found = dict.fromkeys(number for _, _, number in usual)
        room = 0 if self.plan.phrases else _BESIDE
        for bits in self.classes[:-1]:
            if not room or bits.bit_count() > _SMALL:
                continue
            # The newest, as reading the leading list for the best of them would take long.
            chosen = numbers(bits)[-room:]
            found |= dict.fromkeys(chosen)
            room -= len(chosen)
        return list(found)

    async def ranked(self, given: Sequence[int]) -> tuple[list[_Ranked], tuple[bool, ...]]:
        """Of these resources those that meet the phrases, class by class and the best of each first; groups met."""
        counting = tuple(group for group in self.plan.groups if group.counts)
        shape = replace(shape_of(self.plan, lead=None, others=counting, is_scored=True), keys_only=True)
        values = values_of(self.community, self.plan, lead=None, others=counting)
        rows = await self.session.rows(
            statement(shape, self.session.dialect.name), **values, given=as_list(self.session, given)
        )
        # Many have all of that in common, and working it out takes longer than reading it.
        had = {facts: marks(*facts) for facts in {row[3:] for row in rows}}
        places = {facts: self.dear.place(one) for facts, one in had.items()}
        return sorted((places[row[3:]], -row[2], -row[1], -row[0]) for row in rows), self.dear.met(had.values())

    async def sorted_page(self, given: Sequence[int], start: Spot, size: int) -> _Page:
        """A page of what is sorted as a whole."""
        every, met = await self.ranked(given)
        at = _found_at(every, start)
        since, until = (max(0, at - size), at) if start.is_backwards else (at, at + size)
        return _Page(_hits(every, since, until), since > 0, until < len(every), len(every), met)

    async def walked_page(self, start: Spot | None, size: int) -> _Page:
        """A page of long lists: class after class, from where it begins, until it is full."""
        spot = start or Spot()
        step = -1 if spot.is_backwards else 1
        found: list[_Hit] = []
        place = min(spot.place, len(self.classes) - 1)
        while 0 <= place < len(self.classes) and len(found) <= size:
            within = spot if place == spot.place else None
            few = self._few(place, step, size + 1 - len(found) + (spot.skip if within else 0))
            if few:
                found += await self._sorted(few, within, step)
                place += step * len(few)
            else:
                found += await self._walked(place, within, size + 1 - len(found), step)
                place += step
        has_more, hits = len(found) > size, found[:size]
        if spot.is_backwards:
            return _Page(hits[::-1], has_more, True)
        return _Page(hits, start is not None, has_more)

    def _few(self, place: int, step: int, wanted: int) -> list[int]:
        """The classes from this one on that are sorted together: as long as they are small and more is wanted."""
        few: list[int] = []
        count = 0
        while 0 <= place < len(self.classes) and count < wanted:
            count += self.classes[place].bit_count()
            if count > SORTED:
                break
            few.append(place)
            place += step
        return few

    async def _sorted(self, places: Sequence[int], within: Spot | None, step: int) -> list[_Hit]:
        """Of small classes what is behind the beginning of the page, in its direction."""
        given = [number for place in places for number in numbers(self.classes[place])]
        every, _ = await self.ranked(given) if given else ([], ())
        at = _found_at(every, within) if within else 0 if step > 0 else len(every)
        return _hits(every, 0, at)[::-1] if step < 0 else _hits(every, at, len(every))

    async def _walked(self, place: int, within: Spot | None, count: int, step: int) -> list[_Hit]:
        """Of a large class what is behind the beginning of the page, in its direction."""
        bits, is_backwards = self.classes[place], step < 0
        if within and within.key is None and within.skip:
            # The class was small when the page before was shown.
            wanted = within.skip + (0 if is_backwards else count)
            keys = await self.walk(bits, wanted, after=TOP, is_backwards=False)
            keys = keys[::-1][:count] if is_backwards else keys[within.skip :]
        else:
            after = within.key if within and within.key else BOTTOM if is_backwards else TOP
            keys = await self.walk(bits, count, after=after, is_backwards=is_backwards)
        return [_Hit(key, place) for key in keys]


def _found_at(every: Sequence[_Ranked], start: Spot) -> int:
    """Before which of these a page begins, or ends if it is turned backwards."""
    begins = bisect_left(every, (start.place,))
    if start.key is None:
        return min(begins + start.skip, len(every))
    # The class was large when the page before was shown; whoever stood there may be gone.
    known = next((at for at, one in enumerate(every) if -one[-1] == start.key[2]), None)
    if known is None:
        return begins
    return known if start.is_backwards else known + 1


def _hits(every: Sequence[_Ranked], since: int, until: int) -> list[_Hit]:
    found = []
    for at, (place, _, votes, number) in enumerate(every[since:until], since):
        found.append(_Hit((0, -votes, -number), place, at - bisect_left(every, (place,))))
    return found


def _cursor(side: str, one: _Hit) -> str:
    if one.index is None:
        return f"o{side}{_CLASSES[one.place]}k{one.key[0]}.{one.key[1]}.{one.key[2]}"
    return f"o{side}{_CLASSES[one.place]}s{one.index + (1 if side == 'a' else 0)}"
