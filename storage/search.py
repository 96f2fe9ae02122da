"""Finding resources: what the words of a search mean, which list leads, and one page of the answer.

Three statements at most: the terms, the bits of common terms where more than one is asked for, the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import InvalidInput
from bot.identity import CommunityId
from bot.resources import Found, Wanted
from storage import blocks, favouring
from storage.blocks import numbers
from storage.database import Row, Session
from storage.meanings import Plan, keys_of, planned, terms_of
from storage.resourcerows import hit
from storage.searchsql import statement
from storage.searchvalues import as_list, cards_of, shape_of, values_of
from storage.walking import BOTTOM, TOP, Key, wanted_keys

#: With more probes than so many, if the leading list had to be walked to its end, the bits are asked first.
PROBES = 2_000
#: With so few matches, they are sorted; with more, walking the list reaches a page sooner.
SORTED = 800
_CURSOR = re.compile(r"([ab])(\d{1,5})\.(\d{1,10})\.(\d{1,16})|s(\d{1,6})")


async def find(session: Session, community: CommunityId, wanted: Wanted, cursor: str | None, size: int) -> Found:
    """One page of what is wanted. Raises InvalidInput for a cursor that is not ours."""
    return await session.together(lambda one: _find(one, community, wanted, cursor, size))


async def _find(session: Session, community: CommunityId, wanted: Wanted, cursor: str | None, size: int) -> Found:
    favoured = favouring.spot(cursor) if cursor else None
    start = _Start() if favoured else _read(cursor)
    terms = await terms_of(session, community, wanted)
    unknown = [key[1:] for key in keys_of(wanted) if key.startswith("#") and key not in terms]
    if unknown:
        return Found(unknown_tags=tuple(dict.fromkeys(unknown)))
    plan = planned(wanted, terms)
    if plan is None:
        return Found(total=0)
    dear = favouring.liked(wanted, terms)
    if favoured or (cursor is None and not dear.is_nothing):
        return await favouring.find(session, community, plan, dear, favoured, size)
    if plan.probes * plan.groups[0].n > PROBES:
        bits = await blocks.matching(session, community, [group.terms for group in plan.groups], plan.without)
        return await _page_of_bits(session, community, plan, start, size, bits)
    if plan.is_scored:
        return await _scored_page(session, community, plan, start, size)
    return _walked(await _walk(session, community, plan, start, size), plan, start, size)


async def _page_of_bits(session: Session, community: int, plan: Plan, start: _Start, size: int, bits: int) -> Found:
    matches = bits.bit_count()
    if matches == 0:
        return Found(total=0)
    if matches <= SORTED and (plan.is_scored or (start.key is None and _is_scattered(matches, plan.groups[0].n))):
        return await _scored_page(session, community, plan, start, size, given=numbers(bits), matches=matches)
    lead = plan.groups[0].terms
    if plan.is_scored:
        keys = await wanted_keys(session, community, lead, bits, plan.window, after=TOP, is_backwards=False)
        given = list(dict.fromkeys(number for _, _, number in keys))
        return await _scored_page(session, community, plan, start, size, given=given, matches=matches)
    keys = await wanted_keys(
        session, community, lead, bits, size + 1, after=start.after, is_backwards=start.is_backwards
    )
    return _walked(await cards_of(session, community, keys), plan, start, size, matches)


def _is_scattered(matches: int, listed: int) -> bool:
    """Whether fetching all matches is cheaper than reading a list until a page of them has come by.

    A page of ten comes by after ten times as many keys as there are to a match, and a key costs a quarter of a row.
    """
    return matches * matches <= 3 * listed


async def matches(session: Session, community: CommunityId, wanted: Wanted) -> int:
    """All that is wanted, as bits by number of resource. Raises InvalidInput for a tag that is not there."""
    terms = await terms_of(session, community, wanted)
    plan = planned(wanted, terms)
    if plan is None:
        return 0
    return await blocks.matching(session, community, [group.terms for group in plan.groups], plan.without)


async def _walk(session: Session, community: int, plan: Plan, start: _Start, size: int) -> list[Row]:
    """The rows of a page and one more, in the order in which the leading list is walked."""
    lead, others = plan.groups[0], plan.groups[1:]
    shape = shape_of(plan, lead=lead, others=others, is_backwards=start.is_backwards)
    rel, votes, number = start.after
    values = values_of(community, plan, lead=lead, others=others)
    return await session.rows(
        statement(shape, session.dialect.name), **values, rel=rel, votes=votes, rid=number, page=size + 1
    )


def _walked(rows: list[Row], plan: Plan, start: _Start, size: int, matches: int | None = None) -> Found:
    has_more = len(rows) > size
    rows = rows[:size]
    if start.is_backwards:
        rows.reverse()
    has_newer = has_more if start.is_backwards else start.key is not None
    has_older = start.is_backwards or has_more
    is_whole = not plan.probes and len(plan.groups[0].terms) == 1
    total = matches if matches is not None else plan.groups[0].n if is_whole else None
    if total is None and not has_newer and not has_older:
        total = len(rows)
    return Found(
        hits=tuple(hit(row) for row in rows),
        newer=_key("b", rows[0]) if has_newer and rows else None,
        older=_key("a", rows[-1]) if has_older and rows else None,
        total=total,
    )


async def _scored_page(
    session: Session,
    community: int,
    plan: Plan,
    start: _Start,
    size: int,
    *,
    given: list[int] | None = None,
    matches: int | None = None,
) -> Found:
    lead = plan.groups[0] if given is None else None
    others = plan.groups[1:] if given is None else tuple(group for group in plan.groups if group.counts)
    shape = shape_of(plan, lead=lead, others=others, is_scored=True)
    values = values_of(community, plan, lead=lead, others=others) | {"page": size + 1, "skip": start.skip}
    if lead is None:
        values["given"] = as_list(session, given or [])
    else:
        values |= {"rel": TOP[0], "votes": TOP[1], "rid": TOP[2], "window": plan.window}
    rows = await session.rows(statement(shape, session.dialect.name), **values)
    has_older = len(rows) > size
    rows = rows[:size]
    total = matches if matches is not None and not plan.phrases else None
    if total is None and not has_older and _saw_all(plan, start.skip + len(rows), given, matches):
        total = start.skip + len(rows)
    return Found(
        hits=tuple(hit(row) for row in rows),
        newer=f"s{max(0, start.skip - size)}" if start.skip else None,
        older=f"s{start.skip + size}" if has_older else None,
        total=total,
    )


def _saw_all(plan: Plan, found: int, given: list[int] | None, matches: int | None) -> bool:
    """Whether every candidate was scored, so that those found are all there are."""
    if given is not None:
        return len(given) == matches
    lead = plan.groups[0]
    # Each is a candidate once for each of its terms at most, so with so few found the window was not filled.
    return lead.n <= plan.window or (not plan.phrases and found * len(lead.terms) < plan.window)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a page starts: after or before a key of a walk, or after so many scored ones."""

    key: Key | None = None
    is_backwards: bool = False
    skip: int = 0

    @property
    def after(self) -> Key:
        """The key that the page comes after, in the direction of the walk."""
        return self.key or (BOTTOM if self.is_backwards else TOP)


def _read(cursor: str | None) -> _Start:
    if cursor is None:
        return _Start()
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise InvalidInput("This page cannot be turned.", "Please search again.")
    if found[5]:
        return _Start(skip=int(found[5]))
    key = (min(int(found[2]), TOP[0]), min(int(found[3]), TOP[1]), min(int(found[4]), TOP[2]))
    return _Start(key=key, is_backwards=found[1] == "b")


def _key(side: str, row: Row) -> str:
    return f"{side}{row[-1]}.{row[13]}.{row[0]}"
