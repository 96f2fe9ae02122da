"""Series of AMAs in one unit of work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, bindparam, insert, select, update

from bot.identity import AmaId, CommunityId, MemberId
from bot.series import Recurring, Series, from_mapping, to_mapping
from storage.prepared import Prepared, Within
from storage.session import Row, Session
from storage.tables import ama, ama_series

_C: BindParameter[int] = bindparam("c")
_N: BindParameter[int] = bindparam("n")
_AMA: BindParameter[int] = bindparam("ama")
_KEY: BindParameter[str] = bindparam("key")
_RULE: BindParameter[str] = bindparam("new_rule")
_PATTERN: BindParameter[str] = bindparam("new_pattern")
_ENDED = bindparam("ended", type_=ama_series.c.ended_at.type)

_COLUMNS = (
    ama_series.c.community_id,
    ama_series.c.id,
    ama_series.c.rule,
    ama_series.c.pattern,
    ama_series.c.made_by,
    ama_series.c.ended_at,
)
#: With a border that all have passed, so that the index serves.
_LAST = Prepared(
    "last series",
    select(ama_series.c.id)
    .where(ama_series.c.community_id == _C, ama_series.c.id > bindparam("none"))
    .order_by(ama_series.c.id.desc())
    .limit(1),
)
_ADD = Prepared(
    "add series",
    insert(ama_series).values(
        community_id=_C, id=_N, rule=_RULE, pattern=_PATTERN, made_by=bindparam("m"), ended_at=_ENDED
    ),
)
_GET = Prepared("series", select(*_COLUMNS).where(ama_series.c.community_id == _C, ama_series.c.id == _N))
_SAVE = Prepared(
    "save series",
    update(ama_series)
    .where(ama_series.c.community_id == _C, ama_series.c.id == _N)
    .values(rule=_RULE, pattern=_PATTERN, ended_at=_ENDED),
)
_GOING = Prepared(
    "series that go on",
    select(*_COLUMNS)
    .where(ama_series.c.community_id == _C, ama_series.c.id > bindparam("after"), ama_series.c.ended_at.is_(None))
    .order_by(ama_series.c.id)
    .limit(bindparam("count")),
)
_ADOPT = Prepared(
    "adopt ama",
    update(ama).where(ama.c.community_id == _C, ama.c.id == _AMA).values(series_id=_N, occurrence=_KEY),
)
_MADE = Prepared(
    "made of series",
    select(ama.c.occurrence, ama.c.id).where(
        ama.c.community_id == _C, ama.c.series_id == _N, Within(ama.c.occurrence, "keys")
    ),
)


class SeriesRows:
    """Series in one unit of work. See :class:`bot.series.SeriesStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, community: CommunityId, rule: Series, like: AmaId, by: MemberId) -> Recurring:
        """Make a series, with the next number."""
        row = await self._session.row(_LAST, c=community, none=0)
        one = Recurring(id=(row[0] if row else 0) + 1, community=community, rule=rule, like=like, made_by=by)
        await self._session.run(_ADD, c=community, n=one.id, m=by, **_kept(one))
        return one

    async def get(self, community: CommunityId, number: int) -> Recurring | None:
        """The series with this number."""
        row = await self._session.row(_GET, c=community, n=number)
        return _recurring(row) if row else None

    async def save(self, one: Recurring) -> None:
        """Keep its rule, what its AMAs begin like, and whether it has ended."""
        await self._session.run(_SAVE, c=one.community, n=one.id, **_kept(one))

    async def going(self, community: CommunityId, after: int, count: int) -> list[Recurring]:
        """Series that have not ended, with larger numbers than ``after``, in the order of their numbers."""
        return [_recurring(row) for row in await self._session.rows(_GOING, c=community, after=after, count=count)]

    async def adopt(self, one: Recurring, ama: AmaId, key: str) -> None:
        """Let an AMA be the one of a date of a series."""
        await self._session.run(_ADOPT, c=one.community, n=one.id, ama=ama, key=key)

    async def made(self, one: Recurring, keys: Sequence[str]) -> Mapping[str, AmaId]:
        """Which of these dates have an AMA already, and which one."""
        rows = await self._session.rows(_MADE, c=one.community, n=one.id, keys=list(keys))
        return {row[0]: AmaId(row[1]) for row in rows}


def _kept(one: Recurring) -> dict[str, object]:
    return {
        "new_rule": json.dumps(to_mapping(one.rule)),
        "new_pattern": json.dumps({"ama": one.like}),
        "ended": one.ended_at,
    }


def _recurring(row: Row) -> Recurring:
    return Recurring(
        community=CommunityId(row[0]),
        id=row[1],
        rule=from_mapping(json.loads(row[2])),
        like=AmaId(json.loads(row[3])["ama"]),
        made_by=MemberId(row[4]),
        ended_at=row[5],
    )
