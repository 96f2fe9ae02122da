"""The search as a few plain loops: what every answer of the storage is compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from bot.identity import MemberId, ResourceId, TagId
from bot.resources import Facts, Indexed, Resource, Wanted, indexed
from bot.tags import Tag, words_of_name

#: Weight of a tag where it stands for a word.
TAG_WEIGHT = 60
#: Long texts are shortened in a list of hits.
SHOWN_CHARACTERS = 300


@dataclass(kw_only=True)
class Kept:
    """A resource as a member would describe it."""

    facts: Facts
    tags: set[TagId] = field(default_factory=set)
    voters: set[MemberId] = field(default_factory=set)
    is_retired: bool = False

    @property
    def indexed(self) -> Indexed:
        """Its words and terms."""
        return _indexed(self.facts)


_indexed = lru_cache(maxsize=1_000)(indexed)


@dataclass(kw_only=True)
class Shelves:
    """A whole library: the resources by number, and the tags as they stand."""

    by: MemberId
    kept: dict[ResourceId, Kept] = field(default_factory=dict)
    tree: Mapping[TagId, Tag] = field(default_factory=dict)
    names: Mapping[str, TagId] = field(default_factory=dict)
    _under: dict[TagId, set[TagId]] = field(default_factory=dict)
    _like: dict[str, set[TagId]] = field(default_factory=dict)

    def matching(self, wanted: Wanted) -> set[ResourceId]:
        """All that is wanted."""
        return {
            number
            for number, one in self.kept.items()
            if not one.is_retired
            and all(any(self.weight(one, key) is not None for key in group) for group in wanted.groups)
            and all(self.weight(one, key) is None for key in wanted.without)
            and all(phrase in one.indexed.words for phrase in wanted.phrases)
        }

    def unknown_tags(self, wanted: Wanted) -> tuple[str, ...]:
        keys = [key for group in wanted.groups for key in group] + list(wanted.without)
        return tuple(dict.fromkeys(key[1:] for key in keys if key.startswith("#") and key[1:] not in self.names))

    def weight(self, one: Kept, key: str) -> int | None:
        """How much a resource has of what a key of a search asks for; None if nothing."""
        if key.startswith("#"):
            return TAG_WEIGHT if one.tags & self.under(self.names[key[1:]]) else None
        weights = [TAG_WEIGHT] if one.tags & self._named_like(key) else []
        own = one.indexed.terms.get(key)
        return max(weights if own is None else [own, *weights], default=None)

    def _named_like(self, key: str) -> set[TagId]:
        if not key.startswith("w:"):
            return set()
        if key not in self._like:
            tops = {tag for name, tag in self.names.items() if key[2:] in words_of_name(name)}
            self._like[key] = set().union(*(self.under(top) for top in tops))
        return self._like[key]

    def under(self, top: TagId) -> set[TagId]:
        """The tag, and everything that counts as it."""
        if top not in self._under:
            self._under[top] = {one for one in self.tree if top in self.upwards(one)}
        return self._under[top]

    def upwards(self, tag: TagId) -> list[TagId]:
        parent = self.tree[tag].parent_id
        return [tag, *(self.upwards(parent) if parent is not None and parent in self.tree else [])]

    def shown_as(self, tag: TagId) -> str:
        """The name under which a tag is shown: its own, or that of what it was merged into."""
        return next(self.tree[one].name for one in self.upwards(tag) if not self.tree[one].is_merged)

    def ranks(self, numbers: Sequence[ResourceId], wanted: Wanted) -> list[tuple[float, int, int]]:
        """Where each hit stands: the higher, the further up."""
        words = [key for group in wanted.groups for key in group if key.startswith("w:")]
        counts = {key: self._rarity(key) if len(words) > 1 else 1.0 for key in words}
        return [
            (
                sum((self.weight(self.kept[number], key) or 0) * count for key, count in counts.items()),
                len(self.kept[number].voters),
                number,
            )
            for number in numbers
        ]

    def _rarity(self, key: str) -> float:
        """A word counts the more the fewer resources have it; one with a tag of that name is counted twice."""
        listed = [one for one in self.kept.values() if not one.is_retired]
        n = sum((key in one.indexed.terms) + len(one.tags & self._named_like(key)) for one in listed)
        return math.log(1 + (len(listed) + 0.5) / (n + 0.5))

    def hit(self, number: ResourceId) -> Resource:
        """What a list of hits shows of a resource."""
        one = self.kept[number]
        facts = one.facts
        return Resource(
            id=number,
            facts=replace(facts, description=facts.description[:SHOWN_CHARACTERS], why=facts.why[:SHOWN_CHARACTERS]),
            votes=len(one.voters),
            tags=tuple(sorted({self.shown_as(tag) for tag in one.tags if tag in self.tree})),
            added_by=self.by,
            added_at=datetime(1970, 1, 1, tzinfo=UTC),
        )
