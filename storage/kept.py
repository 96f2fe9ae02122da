"""Everything that is kept about a member: their own row, and every row that refers to it.

Where those are is read off the tables, as for erasing (:mod:`storage.erasing`), so a table that is added later is
covered without being named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Column, Table, and_, bindparam, func, select

from bot.communities import Kept
from bot.identity import CommunityId, MemberId
from storage.erasing import references
from storage.prepared import InOrder, Prepared
from storage.session import Row, Session
from storage.tables import member

#: Most rows of one kind that are read: more would neither fit in a file nor leave others their turn.
ROWS = 2_000

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something about a member is kept."""

    name: str
    columns: tuple[str, ...]
    #: Numbers of the community and the member, the same in each row. They are counted through all communities, so
    #: that whoever saw them would know how many others there are. And what is another member's to know (``of``).
    left_out: frozenset[str]
    #: Where the key stands among the columns: what the rows are ordered by, so that they are the same each time.
    key: tuple[int, ...]
    rows: Prepared
    count: Prepared


def _place(table: Table, column: Column[Any]) -> _Place:
    name = f"{table.name}.{column.name}"
    mine = (table.c.community_id == _C, column == _M)
    columns = tuple(table.c.keys())
    secret = {one.name for one in table.columns if one.info.get("of", column.name) != column.name}
    # The keys first, which are in the index of the reference; asked for whole rows, SQLite reads all of the community.
    keys = select(*table.primary_key.columns).where(*mine).limit(ROWS).subquery()
    same = and_(*(table.c[one.name] == one for one in keys.columns))
    return _Place(
        name=name,
        columns=columns,
        left_out=frozenset({"community_id", column.name} | secret),
        key=tuple(columns.index(one.name) for one in table.primary_key.columns),
        rows=Prepared(f"kept in {name}", select(table).select_from(InOrder(keys, table, same))),
        count=Prepared(f"count in {name}", select(func.count()).select_from(table).where(*mine)),
    )


#: Where somebody stands only in another one's list (``of``), they are not told.
_PLACES = tuple(
    _place(table, column) for table, column in ((member, member.c.id), *references()) if "of" not in column.info
)


async def about(session: Session, community: CommunityId, who: MemberId) -> list[Kept]:
    """What is kept, place by place; places with nothing are left out."""
    found = []
    for place in _PLACES:
        rows = await session.rows(place.rows, c=community, m=who)
        if rows:
            total = len(rows) if len(rows) < ROWS else (await session.rows(place.count, c=community, m=who))[0][0]
            rows.sort(key=lambda row: tuple(row[index] for index in place.key))
            found.append(Kept(place=place.name, rows=tuple(_shown(place, row) for row in rows), total=total))
    return found


def _shown(place: _Place, row: Row) -> dict[str, object]:
    named = zip(place.columns, row, strict=True)
    return {name: value for name, value in named if name not in place.left_out}
