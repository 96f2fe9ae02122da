"""One person instead of another in every row, and a person in no row at all.

What refers to a member is read off the tables, so a table that is added later is covered without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Column, Table, UniqueConstraint, and_, bindparam, delete, exists, select, update

from bot.identity import CommunityId, MemberId, Role
from storage.buddyhands import put_in_place, unsay
from storage.prepared import Prepared
from storage.questions import recounted, touched_by
from storage.session import Session
from storage.tables import account, audit, member, metadata, resource, tag_follow, term, term_block, useful

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")
_OTHER: BindParameter[int] = bindparam("other")
#: Who stands where somebody stood who wanted to be forgotten.
FORMER = "Someone who left"


@dataclass(frozen=True, slots=True)
class _Reference:
    """Where a member is referred to, and how the rows are handed to another one."""

    repoint: Prepared
    #: Rows that the other member has already; None where there can be none.
    drop_doubles: Prepared | None
    drop: Prepared
    table: Table


def references() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that refers to a member, with its table."""
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is member:
                yield table, table.c[key.column_keys[1]]


def _reference(table: Table, column: Column[Any]) -> _Reference:
    mine = and_(table.c.community_id == _C, column == _M)
    keys = [list(table.primary_key.columns)]
    keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    unique = next((key for key in keys if column.name in {one.name for one in key}), None)
    doubles = None
    if unique:
        other = table.alias("other")
        same = [other.c[one.name] == one for one in unique if one.name != column.name]
        found = exists().where(other.c[column.name] == _OTHER, *same)
        doubles = Prepared(f"doubles in {table.name}.{column.name}", delete(table).where(mine, found))
    return _Reference(
        repoint=Prepared(
            f"repoint {table.name}.{column.name}", update(table).where(mine).values({column.name: _OTHER})
        ),
        drop_doubles=doubles,
        drop=Prepared(f"drop from {table.name}.{column.name}", delete(table).where(mine)),
        table=table,
    )


_REFERENCES = tuple(_reference(table, column) for table, column in references())
_VOTES = Prepared(
    "votes of member", select(useful.c.resource_id).where(useful.c.community_id == _C, useful.c.member_id == _M)
)
_SHARED_VOTES = Prepared(
    "votes of both",
    select(useful.c.resource_id).where(
        useful.c.community_id == _C,
        useful.c.member_id == _M,
        exists().where(
            (also := useful.alias("also")).c.community_id == useful.c.community_id,
            also.c.resource_id == useful.c.resource_id,
            also.c.member_id == _OTHER,
        ),
    ),
)
_DROP_MEMBER = Prepared("drop member", delete(member).where(member.c.community_id == _C, member.c.id == _M))
_ADDED = Prepared(
    "added by member",
    select(resource.c.id).where(resource.c.community_id == _C, resource.c.added_by == _M, resource.c.why != ""),
)
_SILENCE = Prepared(
    "silence history",
    update(audit).where(audit.c.community_id == _C, audit.c.member_id == _M).values(detail=bindparam("nothing")),
)
#: Others may have changed what the person wrote, and then it stands in the history of their changes.
_SILENCE_OTHERS = Prepared(
    "silence history of their resources",
    update(audit)
    .where(
        audit.c.community_id == _C,
        audit.c.subject == "resource",
        audit.c.subject_id.in_(select(resource.c.id).where(resource.c.community_id == _C, resource.c.added_by == _M)),
    )
    .values(detail=bindparam("nothing")),
)
_FORMER = Prepared(
    "former member",
    select(member.c.id).where(
        member.c.community_id == _C,
        member.c.name == bindparam("name"),
        ~exists().where(account.c.community_id == member.c.community_id, account.c.member_id == member.c.id),
    ),
)


_SWEEP_BLOCKS = Prepared(
    "sweep blocks",
    delete(term_block).where(
        term_block.c.community_id == _C,
        term_block.c.term_id.in_(
            select(term.c.id).where(term.c.community_id == _C, term.c.n == 0, term.c.text.like("w:%"))
        ),
    ),
)
_SWEEP_WORDS = Prepared(
    "sweep words", delete(term).where(term.c.community_id == _C, term.c.n == 0, term.c.text.like("w:%"))
)


async def voted_for(session: Session, community: CommunityId, who: MemberId) -> list[int]:
    """The resources that a member found useful."""
    return [row[0] for row in await session.rows(_VOTES, c=community, m=who)]


async def voted_for_by_both(session: Session, community: CommunityId, one: MemberId, other: MemberId) -> list[int]:
    """The resources that both found useful."""
    return [row[0] for row in await session.rows(_SHARED_VOTES, c=community, m=one, other=other)]


async def explained_by(session: Session, community: CommunityId, who: MemberId) -> list[int]:
    """The resources that a member added and said why."""
    return [row[0] for row in await session.rows(_ADDED, c=community, m=who)]


async def hand_over(session: Session, community: CommunityId, gone: MemberId, stays: MemberId) -> None:
    """Put one member in the place of another in every row; the other one is no more."""
    touched = await touched_by(session, community, gone, stays)
    await put_in_place(session, community, gone, stays)
    await _replace(session, community, gone, stays)
    await recounted(session, community, touched)


async def _replace(session: Session, community: CommunityId, gone: MemberId, stays: MemberId) -> None:
    for reference in _REFERENCES:
        if reference.drop_doubles:
            await session.run(reference.drop_doubles, c=community, m=gone, other=stays)
        await session.run(reference.repoint, c=community, m=gone, other=stays)
    await session.run(_DROP_MEMBER, c=community, m=gone)


async def erase(session: Session, community: CommunityId, gone: MemberId, former: MemberId) -> None:
    """Let nothing lead to a member any more: what was made stays, by somebody who left; accounts and follows go."""
    touched = await touched_by(session, community, gone)
    await unsay(session, community, gone)
    for statement in (_SILENCE, _SILENCE_OTHERS):
        await session.run(statement, c=community, m=gone, nothing="{}")
    for reference in _REFERENCES:
        if reference.table in (account, tag_follow) or reference.table.info.get("forgotten") == "drop":
            await session.run(reference.drop, c=community, m=gone)
    await _replace(session, community, gone, former)
    await recounted(session, community, touched)
    # A word that only this person used would still tell of them.
    await session.run(_SWEEP_BLOCKS, c=community)
    await session.run(_SWEEP_WORDS, c=community)


async def former_member(session: Session, community: CommunityId, make: Prepared, now: datetime) -> MemberId:
    """The one who stands for all who wanted to be forgotten, made with ``make`` if need be."""
    row = await session.row(_FORMER, c=community, name=FORMER)
    if row is None:
        (row,) = await session.rows(make, c=community, name=FORMER, role=Role.MEMBER.value, now=now)
    return MemberId(row[0])
