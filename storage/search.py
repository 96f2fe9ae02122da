"""Finding resources: what the words of a search mean, which list leads, and one page of the answer.

Three statements at most: the terms, the bits of common terms where more than one is asked for, the page.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, Table, Text, and_, bindparam, literal, select, union_all

from bot.errors import InvalidInput
from bot.identity import CommunityId
from bot.resources import Found, Wanted
from storage import blocks
from storage.blocks import numbers
from storage.database import Row, Session
from storage.prepared import InOrder, Prepared, Within
from storage.resourcerows import hit
from storage.searchsql import Shape, padded, statement
from storage.tables import tag, tag_name, tag_under, tag_word, term

#: Candidates that are scored when several words are looked for: the first that match, in the leading group's order.
SCORED = 200
#: From so many resources in the leading group on, the bits are asked first.
WALKED = 2_000
#: Candidates whose text is read for a phrase.
READ_FOR_PHRASE = 3_000
#: With so few matches, they are sorted; with more, walking the list reaches a page sooner.
SORTED = 1_000
#: Terms of one group: a tag with all that counts as it, or a word with the tags named like it.
TERMS = 64
#: Above and below every (rel, votes, resource) there is.
_TOP, _BOTTOM = (32_767, 2_147_483_647, 9_007_199_254_740_991), (-1, -1, -1)
#: The term that every resource has.
_EVERYTHING = "*"

_CURSOR = re.compile(r"([ab])(\d{1,5})\.(\d{1,10})\.(\d{1,16})|s(\d{1,6})")


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


async def find(session: Session, community: CommunityId, wanted: Wanted, cursor: str | None, size: int) -> Found:
    """One page of what is wanted. Raises InvalidInput for a cursor that is not ours."""
    return await session.together(lambda one: _find(one, community, wanted, cursor, size))


async def _find(session: Session, community: CommunityId, wanted: Wanted, cursor: str | None, size: int) -> Found:
    start = _read(cursor)
    terms = await _terms(session, community, wanted)
    unknown = [key[1:] for key in _keys(wanted) if key.startswith("#") and key not in terms]
    if unknown:
        return Found(unknown_tags=tuple(dict.fromkeys(unknown)))
    plan = _plan(wanted, terms)
    if plan is None:
        return Found(total=0)
    matches, given = None, None
    if plan.groups[0].n > WALKED and (len(plan.groups) > 1 or plan.without):
        bits = await blocks.matching(session, community, [group.terms for group in plan.groups], plan.without)
        matches = bits.bit_count()
        if matches == 0:
            return Found(total=0)
        given = numbers(bits) if matches <= SORTED else None
    if plan.is_scored or (given is not None and start.key is None):
        return await _scored_page(session, community, plan, start, size, given, matches)
    return await _walked_page(session, community, plan, start, size, matches)


async def matches(session: Session, community: CommunityId, wanted: Wanted) -> int:
    """All that is wanted, as bits by number of resource. Raises InvalidInput for a tag that is not there."""
    terms = await _terms(session, community, wanted)
    plan = _plan(wanted, terms)
    if plan is None:
        return 0
    return await blocks.matching(session, community, [group.terms for group in plan.groups], plan.without)


async def _terms(session: Session, community: int, wanted: Wanted) -> dict[str, list[tuple[int, int]]]:
    """What each key of the search means: numbers of terms, with how many resources each has."""
    keys = _keys(wanted)
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


def _as_list(session: Session, values: Sequence[Any]) -> Any:
    return json.dumps(values) if session.is_sqlite else list(values)


def _keys(wanted: Wanted) -> list[str]:
    return [key for group in wanted.groups for key in group] + list(wanted.without)


def _plan(wanted: Wanted, terms: dict[str, list[tuple[int, int]]]) -> Plan | None:
    """How to answer; None if a group has no resource at all."""
    groups = [_group(keys, terms) for keys in wanted.groups]
    if any(group.n == 0 for group in groups):
        return None
    everything = terms.get(_EVERYTHING, [(0, 0)])[0][1]
    without = {term_id for key in wanted.without for term_id, n in terms.get(key, []) if n}
    return Plan(
        groups=tuple(sorted(groups, key=lambda group: group.n)),
        without=tuple(sorted(without)),
        phrases=wanted.phrases,
        everything=everything,
    )


def _group(keys: tuple[str, ...], terms: dict[str, list[tuple[int, int]]]) -> Group:
    found = {term_id: n for key in keys for term_id, n in terms.get(key, []) if n}
    largest = sorted(found.items(), key=lambda pair: -pair[1])
    most = largest if not keys[0].startswith("w:") else largest[:TERMS]
    return Group(
        terms=tuple(term_id for term_id, _ in most), n=sum(n for _, n in most), counts=keys[0].startswith("w:")
    )


async def _walked_page(
    session: Session, community: int, plan: Plan, start: _Start, size: int, matches: int | None
) -> Found:
    lead, others = plan.groups[0], plan.groups[1:]
    shape = _shape(plan, lead=lead, others=others, is_backwards=start.is_backwards)
    after = start.key or (_BOTTOM if start.is_backwards else _TOP)
    values = _values(community, plan, lead=lead, others=others) | {
        "rel": after[0], "votes": after[1], "rid": after[2], "page": size + 1,
    }  # fmt: skip
    rows = await session.rows(statement(shape, session.dialect.name), **values)
    has_more = len(rows) > size
    rows = rows[:size]
    if start.is_backwards:
        rows.reverse()
    has_newer = has_more if start.is_backwards else start.key is not None
    has_older = start.is_backwards or has_more
    is_whole = len(plan.groups) == 1 and len(lead.terms) == 1 and not plan.without
    total = matches if matches is not None else lead.n if is_whole else None
    if total is None and not has_newer and not has_older:
        total = len(rows)
    return Found(
        hits=tuple(hit(row) for row in rows),
        newer=_key("b", rows[0]) if has_newer and rows else None,
        older=_key("a", rows[-1]) if has_older and rows else None,
        total=total,
    )


async def _scored_page(
    session: Session, community: int, plan: Plan, start: _Start, size: int, given: list[int] | None, matches: int | None
) -> Found:
    lead = plan.groups[0] if given is None else None
    others = plan.groups[1:] if given is None else tuple(group for group in plan.groups if group.counts)
    shape = _shape(plan, lead=lead, others=others, is_scored=True)
    values = _values(community, plan, lead=lead, others=others) | {"page": size + 1, "skip": start.skip}
    if lead is None:
        values["given"] = _as_list(session, given or [])
    else:
        values |= {"rel": _TOP[0], "votes": _TOP[1], "rid": _TOP[2]}
        values["window"] = READ_FOR_PHRASE if plan.phrases else SCORED
    rows = await session.rows(statement(shape, session.dialect.name), **values)
    has_older = len(rows) > size
    rows = rows[:size]
    total = matches if matches is not None and not plan.phrases else None
    if total is None and not has_older:
        total = start.skip + len(rows)
    return Found(
        hits=tuple(hit(row) for row in rows),
        newer=f"s{max(0, start.skip - size)}" if start.skip else None,
        older=f"s{start.skip + size}" if has_older else None,
        total=total,
    )


def _shape(
    plan: Plan, *, lead: Group | None, others: Sequence[Group], is_scored: bool = False, is_backwards: bool = False
) -> Shape:
    return Shape(
        lead=padded(len(lead.terms)) if lead else 0,
        others=tuple((padded(len(group.terms)), is_scored and group.counts) for group in others),
        without=padded(len(plan.without)) if lead else 0,
        phrases=len(plan.phrases) if is_scored else 0,
        is_scored=is_scored,
        is_backwards=is_backwards,
    )


def _values(community: int, plan: Plan, *, lead: Group | None, others: Sequence[Group]) -> dict[str, Any]:
    """Every value of the statement; groups are filled up by repeating their last term."""
    values: dict[str, Any] = {"c": community}
    lists = {f"g{index}": group.terms for index, group in enumerate(others)}
    if lead:
        lists |= {"l": lead.terms, "w": plan.without}
        values["f"] = _rarity(plan, lead)
    for name, terms in lists.items():
        filled = [*terms, *[terms[-1]] * (padded(len(terms)) - len(terms))] if terms else []
        values |= {f"{name}_{index}": term_id for index, term_id in enumerate(filled)}
    values |= {f"f{index}": _rarity(plan, group) for index, group in enumerate(others)}
    values |= {f"phrase_{index}": _like(line) for index, line in enumerate(plan.phrases)}
    return values


def _rarity(plan: Plan, group: Group) -> float:
    """How much a group's weight counts: a rare word more than a common one (the idf of bm25), a tag not at all."""
    return math.log(1 + (plan.everything + 0.5) / (group.n + 0.5)) if group.counts else 0.0


def _like(line: str) -> str:
    escaped = line.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a page starts: after or before a key of a walk, or after so many scored ones."""

    key: tuple[int, int, int] | None = None
    is_backwards: bool = False
    skip: int = 0


def _read(cursor: str | None) -> _Start:
    if cursor is None:
        return _Start()
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise InvalidInput("This page cannot be turned.", "Please search again.")
    if found[5]:
        return _Start(skip=int(found[5]))
    key = (min(int(found[2]), _TOP[0]), min(int(found[3]), _TOP[1]), min(int(found[4]), _TOP[2]))
    return _Start(key=key, is_backwards=found[1] == "b")


def _key(side: str, row: Row) -> str:
    return f"{side}{row[-1]}.{row[13]}.{row[0]}"
