"""Lists of the library that are not searches: the newest under a tag, one by chance, what a member found."""

from __future__ import annotations

import re

from sqlalchemy import and_, bindparam, select

from bot.errors import InvalidInput
from bot.identity import CommunityId, MemberId, TagId
from bot.resources import Found, Resource, Wanted
from storage import resourcesql as sql
from storage import search
from storage.blocks import numbers
from storage.database import Session
from storage.prepared import Prepared
from storage.resourcerows import hit, whole
from storage.searchsql import Shape, padded, statement
from storage.tables import tag, tag_under, term

_TERMS_UNDER = Prepared(
    "terms under a tag",
    select(term.c.id, term.c.n)
    .select_from(
        tag_under.join(tag, and_(tag.c.community_id == tag_under.c.community_id, tag.c.id == tag_under.c.tag_id)).join(
            term, term.c.id == tag.c.term_id
        )
    )
    .where(tag_under.c.community_id == bindparam("c"), tag_under.c.over_id == bindparam("tag"), term.c.n > 0),
)
_CURSOR = re.compile(r"([ab])(\d{1,16})")
#: Hits among which chance picks where words have to stand together.
_CHOICE = 200
_LAST = 9_007_199_254_740_991


async def newest(session: Session, community: CommunityId, tag_id: TagId, cursor: str | None, size: int) -> Found:
    """One page of everything under a tag, the newest first. Raises InvalidInput for a cursor that is not ours."""
    rows = await session.rows(_TERMS_UNDER, c=community, tag=tag_id)
    terms = [row[0] for row in rows]
    if not terms:
        return Found(total=0)
    side, at = _read(cursor)
    shape = Shape(lead=padded(len(terms)), by_age=True, is_backwards=side == "b")
    filled = terms + [terms[-1]] * (shape.lead - len(terms))
    values = {f"l_{index}": term_id for index, term_id in enumerate(filled)}
    found = await session.rows(statement(shape, session.dialect.name), c=community, rid=at, page=size + 1, **values)
    total = rows[0][1] if len(rows) == 1 else None
    return _page([hit(row) for row in found], side, is_first=cursor is None, size=size, total=total)


async def any_of(session: Session, community: CommunityId, wanted: Wanted, chance: float) -> Resource | None:
    """One of what is wanted, by chance. None if nothing is."""
    if wanted.phrases:
        # Bits know words, not which stand together, so it is one of the best that a search finds.
        among = [int(hit.id) for hit in (await search.find(session, community, wanted, None, _CHOICE)).hits]
    else:
        among = numbers(await search.matches(session, community, wanted))
    if not among:
        return None
    number = among[min(int(chance * len(among)), len(among) - 1)]
    row = await session.row(sql.ONE, c=community, r=number)
    return whole(row) if row else None


async def found_by(session: Session, community: CommunityId, by: MemberId, cursor: str | None, size: int) -> Found:
    """One page of what a member found, the newest first. Raises InvalidInput for a cursor that is not ours."""
    side, at = _read(cursor)
    statement = sql.FOUND_BY_BACKWARDS if side == "b" else sql.FOUND_BY
    rows = await session.rows(statement, c=community, m=by, at=at, count=size + 1)
    return _page([whole(row) for row in rows], side, is_first=cursor is None, size=size)


def _page(found: list[Resource], side: str, *, is_first: bool, size: int, total: int | None = None) -> Found:
    """A page, from one more than it holds, read in the direction of ``side``."""
    has_more = len(found) > size
    hits = found[:size]
    if side == "b":
        hits.reverse()
    has_newer = has_more if side == "b" else not is_first
    has_older = side == "b" or has_more
    return Found(
        hits=tuple(hits),
        newer=f"b{hits[0].id}" if has_newer and hits else None,
        older=f"a{hits[-1].id}" if has_older and hits else None,
        total=total,
    )


def _read(cursor: str | None) -> tuple[str, int]:
    if cursor is None:
        return "a", _LAST
    found = _CURSOR.fullmatch(cursor)
    if not found:
        raise InvalidInput("This page cannot be turned.", "Please ask again.")
    return found[1], min(int(found[2]), _LAST)


__all__ = ["any_of", "found_by", "newest"]
