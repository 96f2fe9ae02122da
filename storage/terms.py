"""Terms: what can be looked for, by number, with how many resources each has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select, text, update

from storage.database import Session
from storage.prepared import Prepared, Within
from storage.tables import term

_IDS = Prepared(
    "terms by text",
    select(term.c.text, term.c.id, term.c.is_common).where(
        term.c.community_id == bindparam("c"), Within(term.c.text, "texts")
    ),
)
_MAKE = Prepared(
    "make term",
    text(
        "INSERT INTO term (community_id, text, n, is_common) VALUES (:c, :text, 0, :no) "
        "ON CONFLICT (community_id, text) DO NOTHING"
    ).bindparams(bindparam("no", False)),
)
_COUNT = Prepared(
    "count term",
    update(term).where(term.c.id == bindparam("t")).values(n=term.c.n + bindparam("more")),
)


async def ids(session: Session, community: int, texts: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """The number of each term, and whether it is common; new terms are made."""
    wanted = list(dict.fromkeys(texts))
    known = await _known(session, community, wanted)
    new = sorted(set(wanted) - set(known))
    if new:
        await session.run_many(_MAKE, [{"c": community, "text": one} for one in new])
        known |= await _known(session, community, new)
    return known


async def _known(session: Session, community: int, texts: list[str]) -> dict[str, tuple[int, bool]]:
    rows = await session.rows(_IDS, c=community, texts=texts)
    return {row[0]: (row[1], row[2]) for row in rows}


async def count(session: Session, more: Mapping[int, int]) -> None:
    """Add to the numbers of resources, term by term."""
    await session.run_many(_COUNT, [{"t": one, "more": by} for one, by in sorted(more.items())])
