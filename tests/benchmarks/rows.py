"""A community as rows of every table, the derived ones of the search included, each table in the order of its key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.identity import Role
from bot.resources import new
from bot.tags import words_of_name
from storage.blocks import BLOCK, COMMON
from storage.resourcerows import columns
from storage.shelving import TAG_WEIGHT
from tests.benchmarks.communities import BEGAN, MadeCommunity, MadeResource

PLATFORM = "bench"
#: The channel of every community that has tags.
CHANNEL = "tagged"
#: Columns of the rows of each table, in the order of their values; the others have defaults.
COLUMNS = {
    "community": "id name created_at members_make_tags resources_made",
    "workspace": "platform workspace community_id",
    "member": "id community_id name role joined_at",
    "account": "platform workspace user_id community_id member_id",
    "tag": "id community_id name description parent_id is_merged is_deleted shown_as_id term_id made_by made_at",
    "tag_name": "community_id name tag_id",
    "tag_word": "community_id word tag_id",
    "tag_under": "community_id over_id tag_id",
    "channel_tag": "platform workspace channel community_id tag_id",
    "resource": "community_id id votes added_by added_at retired_at retired_reason identity title_key kind title "
    "address authors publisher year language minutes level cost description why",
    "resource_finder": "community_id member_id resource_id at",
    "resource_tag": "community_id resource_id tag_id member_id at",
    "useful": "community_id resource_id member_id at",
    "audit": "id community_id at member_id action subject subject_id detail",
    "resource_index": "community_id resource_id terms words",
    "term": "id community_id text n is_common",
    "term_member": "community_id term_id resource_id rel",
    "posting": "community_id term_id rel votes resource_id",
    "term_block": "community_id term_id block bits",
}
_RESOURCE = COLUMNS["resource"].split()

Rows = Iterable[tuple[object, ...]]
#: A weight, votes and a number in one whole number that sorts like the three.
_VOTES, _NUMBER = 1 << 32, 1 << 32


@dataclass(kw_only=True)
class Numbers:
    """Numbers that count through all communities."""

    communities: Iterator[int] = field(default_factory=lambda: count(1))
    members: Iterator[int] = field(default_factory=lambda: count(1))
    tags: Iterator[int] = field(default_factory=lambda: count(1))
    terms: Iterator[int] = field(default_factory=lambda: count(1))
    log: Iterator[int] = field(default_factory=lambda: count(1))


class Written:
    """A community written down. Each method gives the rows of some tables, by table and columns."""

    def __init__(self, made: MadeCommunity, numbers: Numbers) -> None:
        self.made = made
        self._numbers = numbers
        self.id = next(numbers.communities)
        self.members = [next(numbers.members) for _ in range(made.members)]
        self.tags = [next(numbers.tags) for _ in made.tags]
        self.terms: dict[str, int] = {}
        self._lists: dict[int, list[int]] = {}
        self._term_of_tag = [self._term(f"#{tag}") for tag in self.tags]

    def _term(self, text: str) -> int:
        number = self.terms.get(text)
        if number is None:
            number = self.terms[text] = next(self._numbers.terms)
            self._lists[number] = []
        return number

    def people(self) -> dict[str, Rows]:
        """The community, its members, and an account for each, ``m0`` being an organiser."""
        made, home = self.made, self.id
        roles = [Role.ORGANISER.value, *[Role.MEMBER.value] * (made.members - 1)]
        return {
            "community": [(home, made.key, at(BEGAN), True, made.size)],
            "workspace": [(PLATFORM, made.key, home)],
            "member": [
                (number, home, f"Member {place}", roles[place], at(BEGAN)) for place, number in enumerate(self.members)
            ],
            "account": [(PLATFORM, made.key, f"m{place}", home, number) for place, number in enumerate(self.members)],
        }

    def tagging(self) -> dict[str, Rows]:
        """The tags with their names, their words, and what counts as what."""
        home, made = self.id, self.made
        names = {name: self.tags[place] for name, place in meanings(made).items()}
        under = sorted(
            (self.tags[over], self.tags[place]) for place in range(len(made.tags)) for over in upwards(made, place)
        )
        words = {(word, tag) for name, tag in names.items() for word in words_of_name(name)}
        channel = (PLATFORM, made.key, CHANNEL, home)
        return {
            "tag": [
                (
                    self.tags[place], home, tag.name, "", None if tag.parent is None else self.tags[tag.parent],
                    tag.is_merged, False, self.tags[shown_as(made, place)], self._term_of_tag[place], self.members[0],
                    at(BEGAN),
                )
                for place, tag in enumerate(made.tags)
            ],
            "tag_name": [(home, name, tag) for name, tag in sorted(names.items())],
            "tag_word": [(home, word, tag) for word, tag in sorted(words)],
            "tag_under": [(home, over, tag) for over, tag in under],
            "channel_tag": [(*channel, self.tags[0]), (*channel, self.tags[1])],
        }  # fmt: skip

    def library(self) -> dict[str, Rows]:
        """The resources, and what people did with them; the lists of terms are filled on the way."""
        tables: dict[str, list[tuple[object, ...]]] = {
            "resource": [], "resource_finder": [], "resource_tag": [], "useful": [], "audit": [], "resource_index": [],
        }  # fmt: skip
        for one in self.made.resources():
            for table, rows in self._about(one).items():
                tables[table].extend(rows)
        tables["resource_finder"].sort()
        return dict(tables)

    def _about(self, one: MadeResource) -> dict[str, list[tuple[object, ...]]]:
        home, when, by = self.id, at(one.added_at), self.members[one.added_by]
        tags = sorted(self.tags[place] for place in one.tags)
        voters = sorted(self.members[place] for place in one.voters)
        made = new(one.facts, ())
        facts = columns(made.facts, made.keys)
        retired = at(one.added_at + timedelta(days=30)) if one.is_retired else None
        fixed = (home, one.number, len(voters), by, when, retired, "Gone." if one.is_retired else None)
        terms = {self._term(text): weight for text, weight in made.indexed.terms.items()}
        terms |= {self._term_of_tag[place]: TAG_WEIGHT for place in one.tags}
        kept = {} if one.is_retired else terms
        for term, weight in kept.items():
            self._lists[term].append((weight * _VOTES + len(voters)) * _NUMBER + one.number)
        return {
            "resource": [(*fixed, *(facts[name] for name in _RESOURCE[len(fixed) :]))],
            "resource_finder": [(home, by, one.number, when)],
            "resource_tag": [(home, one.number, tag, by, when) for tag in tags],
            "useful": [(home, one.number, voter, when) for voter in voters],
            "audit": [(next(self._numbers.log), home, when, by, "added", "resource", one.number, "{}")],
            "resource_index": [(home, one.number, json.dumps(kept, separators=(",", ":")), made.indexed.words)],
        }

    def search(self) -> dict[str, Rows]:
        """The lists of the search; :meth:`library` must have been read before."""
        texts = {number: text for text, number in self.terms.items()}
        lists = self._lists
        return {
            "term": (
                (term, self.id, texts[term], len(lists[term]), len(lists[term]) >= COMMON) for term in sorted(lists)
            ),
            "term_member": (
                (self.id, term, packed % _NUMBER, packed // _NUMBER // _VOTES)
                for term in sorted(lists)
                for packed in lists[term]
            ),
            "posting": (
                (self.id, term, packed // _NUMBER // _VOTES, packed // _NUMBER % _VOTES, packed % _NUMBER)
                for term in sorted(lists)
                for packed in sorted(lists[term])
            ),
            "term_block": (
                (self.id, term, block, bits)
                for term in sorted(lists)
                if len(lists[term]) >= COMMON
                for block, bits in blocks_of(packed % _NUMBER for packed in lists[term])
            ),
        }


def at(moment: datetime) -> str:
    """An instant as SQLite keeps it."""
    return f"{moment:%Y-%m-%d %H:%M:%S}.000000"


def meanings(made: MadeCommunity) -> dict[str, int]:
    """Every name with the place of the tag that it means; the names of merged tags mean the other one."""
    return {
        name: place - 1 if tag.is_merged else place
        for place, tag in enumerate(made.tags)
        for name in (tag.name, *tag.aliases)
    }


def upwards(made: MadeCommunity, place: int) -> list[int]:
    """A tag and all above it, by place."""
    parent = made.tags[place].parent
    return [place] if parent is None else [place, *upwards(made, parent)]


def shown_as(made: MadeCommunity, place: int) -> int:
    """The tag whose name is shown."""
    return next(one for one in upwards(made, place) if not made.tags[one].is_merged)


def blocks_of(numbers: Iterable[int]) -> list[tuple[int, bytes]]:
    """Numbers as bits, block by block."""
    blocks: dict[int, bytearray] = {}
    for number in numbers:
        cells = blocks.setdefault(number // BLOCK, bytearray(BLOCK // 8))
        cells[number % BLOCK >> 3] |= 1 << (number & 7)
    return [(block, bytes(cells)) for block, cells in sorted(blocks.items())]
