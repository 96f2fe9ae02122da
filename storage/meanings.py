"""What a search means: for each of its keys the terms, and from them the groups in the order of their size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, Table, Text, and_, bindparam, literal, select, union_all

from bot.resources import Wanted
from storage.database import Session
from storage.prepared import InOrder, Prepared, Within
from storage.tables import tag, tag_name, tag_under, tag_word, term

#: Candidates that are scored when several words are looked for: the first that match, in the leading group's order.
SCORED = 200
#: Candidates whose text is read for a phrase.
READ_FOR_PHRASE = 800
#: Terms of one group: a tag with all that counts as it, or a word with the tags named like it.
TERMS = 64
#: Lists that are merged at most: SQLite merges 500, and a choice of many tags with all below them may have more, where
#: the list of everything leads.
LISTS = 256
#: The term that every resource has.
_EVERYTHING = "*"


def _through(names: Table, column: Column[str], mark: str, values: str) -> Select[Any]:
    """The terms of all that counts as the tags with these names, each beside the name marked as in the search."""
    under = and_(tag_under.c.community_id == names.c.community_id, tag_under.c.over_id == names.c.tag_id)
    tags = and_(tag.c.community_id == tag_under.c.community_id, tag.c.id == tag_under.c.tag_id)
    joined = InOrder(InOrder(InOrder(names, tag_under, under), tag, tags), term, term.c.id == tag.c.term_id)
    return (
        select(literal(mark, Text) + column, term.c.id, term.c.n)
        .select_from(joined)
        .where(names.c.community_id == bindparam("c"), Within(column, values))
    )


_MEANINGS = Prepared(
    "meanings",
    union_all(
        _through(tag_name, tag_name.c.name, "#", "names"),
        _through(tag_word, tag_word.c.word, "w:", "words"),
        select(term.c.text, term.c.id, term.c.n).where(
            term.c.community_id == bindparam("c"), Within(term.c.text, "texts")
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """The terms of which one is enough, and how many resources they have (those with several are counted so often)."""

    terms: tuple[int, ...]
    n: int
    #: Whether its weight counts for the order: a word's does, a tag's or a filter's does not.
    counts: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups of a search, the leading one first."""

    groups: tuple[Group, ...]
    without: tuple[int, ...]
    phrases: tuple[str, ...]
    everything: int

    @property
    def is_scored(self) -> bool:
        """Whether no single list has the order that is wanted."""
        counting = [group for group in self.groups if group.counts]
        one_list = counting == [self.groups[0]] and len(self.groups[0].terms) == 1
        return bool(self.phrases) or (bool(counting) and not one_list)

    @property
    def probes(self) -> int:
        """How often a candidate of the leading group has to be looked for elsewhere."""
        return sum(len(group.terms) for group in self.groups[1:]) + len(self.without)

    @property
    def window(self) -> int:
        """How many candidates are scored."""
        return READ_FOR_PHRASE if self.phrases else SCORED


async def terms_of(session: Session, community: int, wanted: Wanted) -> dict[str, list[tuple[int, int]]]:
    """What each key of the search means: numbers of terms, with how many resources each has."""
    keys = keys_of(wanted)
    rows = await session.rows(
        _MEANINGS,
        c=community,
        names=[key[1:] for key in keys if key.startswith("#")],
        words=[key[2:] for key in keys if key.startswith("w:")],
        texts=[*(key for key in keys if not key.startswith("#")), _EVERYTHING],
    )
    result: dict[str, list[tuple[int, int]]] = {}
    for key, term_id, n in rows:
        result.setdefault(key, []).append((term_id, n))
    return result


def keys_of(wanted: Wanted) -> list[str]:
    """Every key of a search, with those of what comes first."""
    return [key for group in (*wanted.groups, wanted.without, *wanted.first, *wanted.rather) for key in group]


def planned(wanted: Wanted, terms: dict[str, list[tuple[int, int]]]) -> Plan | None:
    """How to answer; None if a group has no resource at all."""
    groups = [_group(keys, terms) for keys in wanted.groups]
    if any(group.n == 0 for group in groups):
        return None
    everything, in_all = terms.get(_EVERYTHING, [(0, 0)])[0]
    groups.sort(key=lambda group: group.n)
    if groups and len(groups[0].terms) > LISTS:
        groups.insert(0, Group(terms=(everything,), n=in_all, counts=False))
    without = {term_id for key in wanted.without for term_id, n in terms.get(key, []) if n}
    return Plan(
        groups=tuple(groups),
        without=tuple(sorted(without)),
        phrases=wanted.phrases,
        everything=in_all,
    )


def numbers_of(keys: tuple[str, ...], terms: dict[str, list[tuple[int, int]]]) -> list[int]:
    """The numbers of the terms behind these keys that any resource has."""
    return [term_id for key in keys for term_id, n in terms.get(key, []) if n]


def _group(keys: tuple[str, ...], terms: dict[str, list[tuple[int, int]]]) -> Group:
    found = {term_id: n for key in keys for term_id, n in terms.get(key, []) if n}
    largest = sorted(found.items(), key=lambda pair: -pair[1])
    most = largest if not keys[0].startswith("w:") else largest[:TERMS]
    return Group(
        terms=tuple(term_id for term_id, _ in most), n=sum(n for _, n in most), counts=keys[0].startswith("w:")
    )
