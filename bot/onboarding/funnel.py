"""How far newcomers come: by step, by week of joining and by where they came in, with small groups hidden.

Everything that can be asked for at one moment is worked out from one table, and hidden there once: what one answer
hides cannot be worked out from another (see :mod:`bot.hiding`). Somebody who asks every day sees the numbers grow,
which no table can hide from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.hiding import Counts, Node, added, hidden_beside, shown_within
from bot.identity import CommunityId, MemberId
from bot.onboarding.values import Step


class Measure(StrEnum):
    """What is counted of newcomers; all but those who are held back have been invited."""

    INVITED = "invited"
    #: They have answered at least one step.
    STARTED = "started"
    ACCEPTED = "guidelines answered"
    INTERESTS = "interests answered"
    NO_INTERESTS = "interests skipped"
    LEARNING = "learning answered"
    NO_LEARNING = "learning skipped"
    #: Their hello was posted.
    HELLO = "hello answered"
    NO_HELLO = "hello skipped"
    FINISHED = "finished"
    STOPPED = "stopped"
    LEFT = "left"
    HELD = "held"


#: Of people, by where they came in, as :class:`bot.onboarding.values.Journey` has it.
Tally = Mapping[str, Mapping[Measure, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stuck:
    """Somebody who is not done and has not done anything for a while."""

    member: MemberId
    name: str
    #: What they were asked last; None for who has not begun.
    step: Step | None
    since: datetime


class FunnelStore(Protocol):
    """Newcomers as numbers. Every method sees only the community it is given."""

    async def tallies(self, community: CommunityId, spans: Sequence[Span]) -> Sequence[Tally]:
        """How many have joined in each of the spans, and how far they have come by now."""
        ...

    async def stuck(self, community: CommunityId, before: datetime, skip: int, count: int) -> Sequence[Stuck]:
        """Those who are here, not done, and have not done anything since; who has moved last comes first."""
        ...

    async def unmatched(self, community: CommunityId, since: datetime) -> Sequence[Sequence[str]]:
        """What each of those who have joined since asked for that no tag stands for."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to just before another."""

    begins: datetime
    ends: datetime


#: How many weeks can be asked for; the newest is the one that is going on.
WINDOWS = (4, 12, 52)
#: So many weeks are told one by one, before them four at a time.
_SINGLE, _BLOCK, _WEEKS = 12, 4, WINDOWS[-1]
_BLOCKS = tuple(f"block {first}" for first in range(0, _WEEKS, _BLOCK))
_SINGLES = tuple(f"week {number}" for number in range(_SINGLE))
_FEW = Node(key=_BLOCKS[0], parts=tuple(Node(key=key) for key in _SINGLES[:_BLOCK]))
_MORE = Node(
    key="12 weeks",
    parts=(
        _FEW,
        *(
            Node(key=_BLOCKS[at], parts=tuple(Node(key=key) for key in _SINGLES[at * _BLOCK : (at + 1) * _BLOCK]))
            for at in range(1, _SINGLE // _BLOCK)
        ),
    ),
)
_ALL = Node(key="52 weeks", parts=(_MORE, *(Node(key=key) for key in _BLOCKS[_SINGLE // _BLOCK :])))
_TREE = {4: _FEW, 12: _MORE, 52: _ALL}
#: What is counted in the database: no newcomer twice.
_COUNTED = tuple(node.key for node in _ALL.below() if not node.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Numbers of one group of newcomers; None where they are hidden."""

    numbers: Mapping[Measure, int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Funnel:
    """How far the newcomers of some weeks have come."""

    weeks: int
    total: Row
    #: The newest first: one week each, or four where there are very many.
    by_time: Sequence[tuple[Span, Row]]
    #: Those with the most newcomers first; entries by which nobody came are left out.
    by_entry: Mapping[str, Row]


def spans(zone: str, now: datetime) -> Sequence[Span]:
    """What is to be counted: weeks that begin on Mondays in this zone, the one that is going on included."""
    return [_span(key, zone, now) for key in _COUNTED]


def _span(key: str, zone: str, now: datetime) -> Span:
    kind, _, number = key.partition(" ")
    back, weeks = int(number), 1 if kind == "week" else _BLOCK
    local = now.astimezone(ZoneInfo(zone)).date()
    monday = local - timedelta(days=local.weekday()) - timedelta(weeks=back + weeks - 1)
    days = (monday, monday + timedelta(weeks=weeks))
    return Span(*(datetime.combine(day, time(), ZoneInfo(zone)) for day in days))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """Where the numbers of one measure may be told."""

    nodes: frozenset[str]
    hidden_entries: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Everything that can be asked for, and what of it is hidden."""

    zone: str
    now: datetime
    tallies: Mapping[str, Tally]
    shown: Mapping[Measure, _Shown] = field(default_factory=dict)

    def funnel(self, weeks: int) -> Funnel:
        """The numbers of so many weeks, one of ``WINDOWS``."""
        tree = _TREE[weeks]
        entries = sorted(self._entries(tree), key=lambda one: (-self._people(tree, one), one))
        keys = [key for key in _BLOCKS if weeks == _WEEKS] or [key for key in _SINGLES if key in _leaves(tree)]
        return Funnel(
            weeks=weeks,
            total=self._row(tree),
            by_time=[(_span(key, self.zone, self.now), self._row(_node(key))) for key in keys],
            by_entry={entry: self._row(tree, entry) for entry in entries},
        )

    def _row(self, node: Node, entry: str | None = None) -> Row:
        return Row(numbers={measure: self._number(measure, node, entry) for measure in Measure})

    def _number(self, measure: Measure, node: Node, entry: str | None) -> int | None:
        shown = self.shown[measure]
        if node.key not in shown.nodes or entry in shown.hidden_entries:
            return None
        return sum(_count(self.tallies[leaf], measure, entry) for leaf in _leaves(node))

    def _entries(self, node: Node) -> set[str]:
        return {entry for leaf in _leaves(node) for entry in self.tallies[leaf]}

    def _people(self, node: Node, entry: str) -> int:
        counted = (Measure.INVITED, Measure.HELD)
        return sum(_count(self.tallies[leaf], measure, entry) for leaf in _leaves(node) for measure in counted)


def table(zone: str, now: datetime, tallies: Sequence[Tally]) -> Table:
    """Everything that can be asked for; ``tallies`` are those of :func:`spans`, in their order."""
    made = Table(zone=zone, now=now, tallies=dict(zip(_COUNTED, tallies, strict=True)))
    shown = {measure: _shown(made, (measure,)) for measure in Measure}
    for pair in _pairs(made):
        # They add up to those who have finished, so where that is told they are told together or not at all.
        of_both = _shown(made, pair, shown[Measure.FINISHED])
        shown |= dict.fromkeys(pair, of_both)
    return Table(zone=zone, now=now, tallies=made.tallies, shown=shown)


_STEPS = (
    (Measure.HELLO, Measure.NO_HELLO),
    (Measure.LEARNING, Measure.NO_LEARNING),
    (Measure.INTERESTS, Measure.NO_INTERESTS),
)


def _pairs(made: Table) -> Iterable[tuple[Measure, Measure]]:
    """The steps with which people finish: whoever answers or skips such a step has come to the end."""
    finished = _whole(made, (Measure.FINISHED,))
    return [pair for pair in _STEPS if pair[0] is Measure.HELLO or sum(_whole(made, pair)) == sum(finished)]


def _whole(made: Table, measures: Sequence[Measure]) -> Counts:
    return _ALL.value(_counts(made, measures))


def _counts(made: Table, measures: Sequence[Measure], entry: str | None = None) -> Mapping[str, Counts]:
    return {leaf: tuple(_count(tally, measure, entry) for measure in measures) for leaf, tally in made.tallies.items()}


def _count(tally: Tally, measure: Measure, entry: str | None) -> int:
    if entry is not None:
        return tally.get(entry, {}).get(measure, 0)
    return sum(counts.get(measure, 0) for counts in tally.values())


def _shown(made: Table, measures: Sequence[Measure], within: _Shown | None = None) -> _Shown:
    nodes = shown_within(_ALL, _counts(made, measures), within.nodes if within else None)
    told = [tree for tree in _TREE.values() if tree.key in nodes]
    # Two windows tell also of those who are in one and not in the other.
    parts = [_without(tree, before) for tree, before in zip(told, (None, *told), strict=False)]
    of_entry = {one: _counts(made, measures, one) for one in {one for tally in made.tallies.values() for one in tally}}
    sums = [{one: added([counts[leaf] for leaf in part]) for one, counts in of_entry.items()} for part in parts]
    return _Shown(nodes=nodes, hidden_entries=hidden_beside(sums, within.hidden_entries if within else frozenset()))


def _without(tree: Node, before: Node | None) -> Sequence[str]:
    taken = _leaves(before) if before else ()
    return [leaf for leaf in _leaves(tree) if leaf not in taken]


def _leaves(node: Node) -> Sequence[str]:
    return [one.key for one in node.below() if not one.parts]


def _node(key: str) -> Node:
    return next(node for node in _ALL.below() if node.key == key)


def lacking(asked: Iterable[Sequence[str]], is_known: Callable[[str], bool]) -> tuple[Sequence[tuple[str, int]], int]:
    """What at least two have asked for, with how many did, most first; and how many things only one asked for.

    Letters count alike large and small. What is a tag by now is left out. What one person alone has written might say
    who they are, so it is only counted.
    """
    people: dict[str, int] = {}
    for words in asked:
        for one in {" ".join(word.split()).casefold() for word in words} - {""}:
            people[one] = people.get(one, 0) + 1
    left = {words: count for words, count in people.items() if not is_known(words)}
    several = sorted(((words, count) for words, count in left.items() if count > 1), key=lambda one: (-one[1], one[0]))
    return several, len(left) - len(several)
