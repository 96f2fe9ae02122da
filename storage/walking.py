"""Reading lists of postings in the order of a page, keeping what the bits say is wanted.

Where conditions are many or lists are long, a look at a bit costs a tenth of a probe of the database.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.database import Session
from storage.searchsql import Shape, padded, statement

#: Weight, votes and number: what a list is ordered by.
Key = tuple[int, int, int]
#: Above and below every key there is.
TOP: Key = (32_767, 2_147_483_647, 9_007_199_254_740_991)
BOTTOM: Key = (-1, -1, -1)
#: Keys that are read first; four times as many each time that they were not enough, up to the most.
_STEP, _MOST = 250, 4_000


async def wanted_keys(
    session: Session, community: int, terms: Sequence[int], bits: int, count: int, *, after: Key, is_backwards: bool
) -> list[Key]:
    """The first so many keys of these terms' lists, after a key, whose resources are among the bits."""
    cells = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
    last = len(cells) * 8 - 1
    shape = Shape(lead=padded(len(terms)), is_backwards=is_backwards, keys_only=True)
    lists = listed("l", terms)
    found: list[Key] = []
    step = _STEP
    while len(found) < count:
        rel, votes, number = after
        rows = await session.rows(
            statement(shape, session.dialect.name), c=community, rel=rel, votes=votes, rid=number, page=step, **lists
        )
        found += [(row[0], row[1], row[2]) for row in rows if row[2] <= last and cells[row[2] >> 3] >> (row[2] & 7) & 1]
        if len(rows) < step:
            break
        after, step = (rows[-1][0], rows[-1][1], rows[-1][2]), min(4 * step, _MOST)
    return found[:count]


def listed(name: str, terms: Sequence[int]) -> dict[str, int]:
    """The terms as values of a statement, filled up to a size that has one by repeating the last."""
    filled = [*terms, *[terms[-1]] * (padded(len(terms)) - len(terms))] if terms else []
    return {f"{name}_{index}": term_id for index, term_id in enumerate(filled)}
