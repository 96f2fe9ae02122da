"""Tables about people, in which no group of fewer than five is told: not as a number, and not as a difference.

A number is shown only as long as everything that can be worked out from all that is shown, by adding and subtracting,
is nobody or at least five people. Then a number that is hidden may be anything from nobody to five at least, and what
is hidden beside it so that this holds cannot be told from it: both are shown alike.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

#: The smallest group, but for nobody at all, of which a number is told.
LEAST = 5

#: Numbers that are shown together or not at all, because another one says what they come to.
Counts = tuple[int, ...]


def is_safe(*counts: int) -> bool:
    """Whether each may be told: nobody, or at least five people."""
    return all(count == 0 or count >= LEAST for count in counts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A group of people, with the groups that it falls into; those without any are what is counted."""

    key: str
    parts: tuple[Node, ...] = ()

    def below(self) -> Iterator[Node]:
        """This group and all within it, the larger ones first."""
        yield self
        level = self.parts
        while level:
            yield from level
            level = tuple(part for node in level for part in node.parts)

    def value(self, counts: Mapping[str, Counts]) -> Counts:
        """How many people it has."""
        if not self.parts:
            return counts[self.key]
        return added([part.value(counts) for part in self.parts])


def added(counts: Sequence[Counts]) -> Counts:
    """The sum of numbers that are of the same kinds."""
    return tuple(map(sum, zip(*counts, strict=True)))


def shown_within(root: Node, counts: Mapping[str, Counts], allowed: Container[str] | None = None) -> frozenset[str]:
    """The groups whose numbers may be shown, of those that are ``allowed``.

    What is shown parts the people: of each shown group, those who are in no shown group within it stay together. Only
    the sizes of such parts, and sums of them, can be worked out; so each of them is kept nobody or at least five.
    """
    shown: set[str] = set()
    #: Of each group that is shown, those who are in no shown group within it.
    rest: dict[str, Counts] = {}
    above: dict[str, str] = {}
    for level in _levels(root):
        # The largest first, so that the smallest are hidden beside one another.
        for node in sorted(level, key=lambda one: -sum(one.value(counts))):
            value, holder = node.value(counts), above.get(node.key, "")
            left = tuple(a - b for a, b in zip(rest[holder], value, strict=True)) if holder else value
            if (allowed is None or node.key in allowed) and is_safe(*value, *left):
                shown.add(node.key)
                rest |= {node.key: value} | ({holder: left} if holder else {})
                holder = node.key
            above |= {part.key: holder for part in node.parts}
    return frozenset(shown)


def _levels(root: Node) -> Iterator[Sequence[Node]]:
    level: Sequence[Node] = (root,)
    while level:
        yield level
        level = [part for node in level for part in node.parts]


def hidden_beside(spans: Sequence[Mapping[str, Counts]], hidden: frozenset[str] = frozenset()) -> frozenset[str]:
    """The groups whose numbers are hidden where those of all groups together are shown, in each of several spans.

    The spans have no people in common; every span has every group. Those that are ``hidden`` already stay so. The sum
    of all groups of a span is shown, so it has to be nobody or at least five people.
    """
    sizes = {one: sum(sum(span[one]) for span in spans) for one in (spans[0] if spans else ())}
    chosen = hidden | {one for one in sizes if not all(is_safe(*span[one]) for span in spans)}
    for one in sorted((one for one in sizes if sizes[one]), key=sizes.__getitem__):
        if all(is_safe(*_sum(span, chosen)) for span in spans):
            break
        chosen |= {one}
    return chosen


def _sum(span: Mapping[str, Counts], groups: frozenset[str]) -> Counts:
    return added([span[one] for one in span if one in groups] or [(0,)])
