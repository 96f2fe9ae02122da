"""What the statements of a search are given, and the rows of what was found in a given order."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from storage.database import Row, Session
from storage.meanings import Group, Plan
from storage.searchsql import Shape, padded, statement
from storage.walking import Key, listed


async def cards_of(session: Session, community: int, keys: Sequence[Key]) -> list[Row]:
    """The rows of an answer for these keys, in their order."""
    given = as_list(session, [number for _, _, number in keys])
    shape = statement(Shape(lead=0, is_scored=True), session.dialect.name)
    rows = await session.rows(shape, c=community, given=given, page=len(keys), skip=0)
    by_number = {row[0]: row for row in rows}
    return [(*by_number[number][:-1], rel) for rel, _, number in keys if number in by_number]


def as_list(session: Session, values: Sequence[Any]) -> Any:
    """The values as a statement takes them: as one list."""
    return json.dumps(values) if session.is_sqlite else list(values)


def shape_of(
    plan: Plan, *, lead: Group | None, others: Sequence[Group], is_scored: bool = False, is_backwards: bool = False
) -> Shape:
    """The shape of the statement that answers a plan, or goes on with candidates that are given where none leads."""
    return Shape(
        lead=padded(len(lead.terms)) if lead else 0,
        others=tuple((padded(len(group.terms)), is_scored and group.counts) for group in others),
        without=padded(len(plan.without)) if lead else 0,
        phrases=len(plan.phrases) if is_scored else 0,
        is_scored=is_scored,
        is_backwards=is_backwards,
    )


def values_of(community: int, plan: Plan, *, lead: Group | None, others: Sequence[Group]) -> dict[str, Any]:
    """Every value of the statement; groups are filled up by repeating their last term."""
    values: dict[str, Any] = {"c": community}
    lists = {f"g{index}": group.terms for index, group in enumerate(others)}
    if lead:
        lists |= {"l": lead.terms, "w": plan.without}
        values["f"] = _rarity(plan, lead)
    for name, terms in lists.items():
        values |= listed(name, terms)
    values |= {f"f{index}": _rarity(plan, group) for index, group in enumerate(others)}
    values |= {f"phrase_{index}": _like(line) for index, line in enumerate(plan.phrases)}
    return values


def _rarity(plan: Plan, group: Group) -> float:
    """How much a group's weight counts: a rare word more than a common one (the idf of bm25), a tag not at all."""
    return math.log(1 + (plan.everything + 0.5) / (group.n + 0.5)) if group.counts else 0.0


def _like(line: str) -> str:
    escaped = line.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
