"""What the communities of the data set hold. The same key and size always give the same community."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.resources import Cost, Facts, Kind, Level
from bot.tags.names import normalise
from tests.benchmarks.vocabulary import PEOPLE, PRESSES, TEXT, Zipf

#: Tags of each resource.
TAGS_EACH = 5
#: Places of three tags: one on half of the resources, and two on a fifth each that never meet.
HALF, FIFTH, OTHER_FIFTH = 0, 1, 2
#: Tags that have others below them.
_PARENTS = range(3, 10)
#: When the first resource of every community was added.
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)

_KINDS = (Kind.ARTICLE, Kind.LINK, Kind.VIDEO, Kind.PODCAST, Kind.BOOK, Kind.TOOL, Kind.COURSE, Kind.RESEARCH)
_KIND_WEIGHTS = (40, 20, 14, 8, 8, 5, 3, 2)
_LANGUAGES = ("en", "en", "en", "en", "en", "de", "fr", "pt-br", "ja", None)
_MINUTES = (None, None, None, 3, 5, 8, 10, 12, 15, 20, 25, 30, 45, 60, 90, 240)


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeTag:
    """A tag, with its place in the tree given by places in the list of tags."""

    name: str
    aliases: tuple[str, ...] = ()
    parent: int | None = None
    is_merged: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeResource:
    """A resource; tags and voters are places in the lists of the community."""

    number: int
    facts: Facts
    tags: tuple[int, ...]
    voters: tuple[int, ...]
    added_by: int
    added_at: datetime
    is_retired: bool


@dataclass(frozen=True, kw_only=True)
class MadeCommunity:
    """A community: its key (which is also its workspace), how many resources it holds, its members and tags."""

    key: str
    size: int
    members: int
    tags: Sequence[MadeTag] = field(repr=False)

    def resources(self) -> Iterator[MadeResource]:
        """The resources in the order of their numbers."""
        chance = random.Random(f"resources of {self.key}")
        drawn = Zipf([str(place) for place in range(OTHER_FIFTH + 1, len(self.tags))])
        for number in range(1, self.size + 1):
            yield MadeResource(
                number=number,
                facts=_facts(chance, self.key, number),
                tags=_tags(chance, number, drawn),
                voters=_voters(chance, self.members),
                added_by=chance.randrange(self.members),
                added_at=BEGAN + timedelta(minutes=number),
                is_retired=chance.random() < 0.01,
            )


def community(key: str, size: int) -> MadeCommunity:
    """The community of this key."""
    return MadeCommunity(key=key, size=size, members=max(5, min(500, size // 50)), tags=_made_tags(key, size))


def _made_tags(key: str, size: int) -> list[MadeTag]:
    chance = random.Random(f"tags of {key}")
    count = max(12, min(400, size // 20))
    names = _names(chance, count + count // 3 + 1)
    aliases = iter(names[count:])
    result = []
    for place, name in enumerate(names[:count]):
        is_merged = place >= 19 and place % 10 == 9
        is_below = place >= 10 and place % 4 == 0
        parent = place - 1 if is_merged else _PARENTS[place % len(_PARENTS)] if is_below else None
        synonyms = (next(aliases),) if place % 3 == 0 else ()
        result.append(MadeTag(name=name, aliases=synonyms, parent=parent, is_merged=is_merged))
    return result


def _names(chance: random.Random, count: int) -> list[str]:
    """Different names of one or two words. Not of the most frequent ones, as nobody would file under those."""
    usual = TEXT.items[50:4_000]
    names: dict[str, None] = {}
    while len(names) < count:
        name = "-".join(chance.choices(usual, k=chance.choice((1, 1, 2))))
        names[normalise(name)] = None
    return list(names)


def _facts(chance: random.Random, key: str, number: int) -> Facts:
    title = " ".join(TEXT.draw(chance, chance.randint(4, 8))).capitalize()
    has_address = chance.random() < 0.9
    return Facts(
        # Without an address the title has to tell it from all others.
        title=title if has_address else f"{title} {number}",
        kind=chance.choices(_KINDS, _KIND_WEIGHTS)[0],
        address=f"https://{PRESSES.items[number % 97].split()[0].lower()}.example/{key}/{number}"
        if has_address
        else None,
        authors=tuple(dict.fromkeys(PEOPLE.draw(chance, chance.choice((0, 1, 1, 2))))),
        publisher=PRESSES.draw(chance, 1)[0] if chance.random() < 0.4 else None,
        year=chance.randint(1995, 2025) if chance.random() < 0.6 else None,
        language=chance.choice(_LANGUAGES),
        minutes=chance.choice(_MINUTES),
        level=chance.choice((None, None, *Level)),
        cost=chance.choice((None, Cost.FREE, Cost.FREE, Cost.PAID)),
        description=" ".join(TEXT.draw(chance, chance.randint(8, 14))) if chance.random() < 0.3 else "",
        why=" ".join(TEXT.draw(chance, 6)) if chance.random() < 0.2 else "",
    )


def _tags(chance: random.Random, number: int, drawn: Zipf) -> tuple[int, ...]:
    tags = {HALF: None} if chance.random() < 0.5 else {}
    if number % 5 in {0, 1}:
        tags[FIFTH if number % 5 == 0 else OTHER_FIFTH] = None
    while len(tags) < TAGS_EACH:
        tags[int(drawn.draw(chance, 1)[0])] = None
    return tuple(tags)


def _voters(chance: random.Random, members: int) -> tuple[int, ...]:
    votes = min(members, int(chance.paretovariate(1.2)) - 1)
    return tuple(chance.sample(range(members), votes)) if votes else ()
