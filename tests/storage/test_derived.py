"""The tables of the search are derived from the others: whatever happened, they are what making them anew gives."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from sqlalchemy import text

from bot import resources
from storage import blocks
from storage.database import Database
from storage.prepared import Prepared
from storage.session import Session
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, add, make, new, settle
from tests.storage.randomly import random_library

#: How much a tag weighs where it stands for a word.
TAG_WEIGHT = 60


def asking(statement: str) -> Prepared:
    return Prepared(statement, text(statement), is_known=False)


POSTINGS = asking(
    "SELECT p.resource_id, t.text, p.rel, p.votes FROM posting p JOIN term t ON t.id = p.term_id "
    "AND t.community_id = p.community_id"
)
MEMBERS = asking(
    "SELECT m.resource_id, t.text, m.rel FROM term_member m JOIN term t ON t.id = m.term_id "
    "AND t.community_id = m.community_id"
)
TERMS = asking("SELECT id, text, n, is_common FROM term")
BLOCKS = asking("SELECT term_id, block, bits FROM term_block")
KEPT = asking("SELECT resource_id, terms, words FROM resource_index")
CARRIED = asking("SELECT resource_id, tag_id FROM resource_tag")
VOTES = asking(
    "SELECT r.id, (SELECT count(*) FROM useful u WHERE u.community_id = r.community_id "
    "AND u.resource_id = r.id), r.votes FROM resource r"
)


async def expect_derived(session: Session, home: Home) -> None:
    """Compare every table of the search with what the resources and their tags give."""
    weights, words, votes = await expected(session, home)
    names = {row[0]: row[1] for row in await session.rows(TERMS)}
    listed = [(number, term, weight) for number, terms in weights.items() for term, weight in terms.items()]

    assert sorted(await session.rows(MEMBERS)) == sorted(listed)
    assert sorted(await session.rows(POSTINGS)) == sorted((*row, votes[row[0]]) for row in listed)
    kept = {row[0]: (json.loads(row[1]), row[2]) for row in await session.rows(KEPT)}
    assert {
        number: {names[int(term)]: weight for term, weight in terms.items()} for number, (terms, _) in kept.items()
    } == weights
    # Words of a retired one are out of use; it gets new ones when it is restored.
    assert {number: line for number, (_, line) in kept.items() if weights[number]} == words
    await expect_terms(session, listed)


async def expected(session: Session, home: Home) -> tuple[dict[int, dict[str, int]], dict[int, str], dict[int, int]]:
    """Resource by resource: the weights of its terms, none where it is retired; words of the others; votes."""
    unit = SqlUnit(session)
    carried: dict[int, dict[str, int]] = {}
    for number, tag in await session.rows(CARRIED):
        carried.setdefault(number, {})[f"#{tag}"] = TAG_WEIGHT
    weights: dict[int, dict[str, int]] = {}
    words: dict[int, str] = {}
    async for one in unit.resources.all(home.id, None):
        indexed = resources.indexed(one.facts)
        weights[one.id] = {} if one.retired_at else {**indexed.terms, **carried.get(one.id, {})}
        if not one.retired_at:
            words[one.id] = indexed.words
    counted = {row[0]: row[1:] for row in await session.rows(VOTES)}
    assert all(cast == kept for cast, kept in counted.values())
    return weights, words, {number: cast for number, (cast, _) in counted.items()}


async def expect_terms(session: Session, listed: list[tuple[int, str, int]]) -> None:
    members: dict[str, set[int]] = {}
    for number, term, _ in listed:
        members.setdefault(term, set()).add(number)
    rows = await session.rows(TERMS)
    bits: dict[int, set[int]] = {}
    for term, block, cells in await session.rows(BLOCKS):
        numbers = blocks.numbers(int.from_bytes(bytes(cells), "little"))
        bits.setdefault(term, set()).update(block * blocks.BLOCK + number for number in numbers)

    assert {term: n for _, term, n, _ in rows if n} == {term: len(numbers) for term, numbers in members.items()}
    common = {number: term for number, term, _, is_common in rows if is_common}
    assert {term for _, term, n, _ in rows if n >= blocks.COMMON} <= set(common.values())
    assert {number: found for number, found in bits.items() if found} == {
        number: members[term] for number, term in common.items() if term in members
    }


@pytest.fixture
def many_are_common(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few resources make a term common, and a few numbers a block."""
    monkeypatch.setattr(blocks, "COMMON", 8)
    monkeypatch.setattr(blocks, "BLOCK", 64)


async def test_tables_of_the_search_are_what_making_them_anew_would_give(
    store: SqlStore, database: Database, many_are_common: None
) -> None:
    chance = random.Random(3)

    home, _ = await random_library(store, chance, 80)

    async with database.read() as session:
        await expect_derived(session, home)


async def test_every_single_change_leaves_the_tables_of_the_search_right(
    database: Database, many_are_common: None
) -> None:
    home = await settle(SqlStore(database))
    async with database.write() as session:
        unit = SqlUnit(session)
        loops, mob = await make(unit, home, "loops", "mob")
        numbers = await add(unit, home, *(f"Loops {number}" for number in range(9)), tags=[loops])
        await expect_derived(session, home)

        for change in changes(unit, home, numbers[4], loops.id, mob.id):
            await change
            await expect_derived(session, home)


def changes(unit: SqlUnit, home: Home, number: Any, loops: Any, mob: Any) -> list[Any]:
    """One thing after the other that may happen to a resource, each also where it changes nothing."""
    store = unit.resources
    facts = new("Mob programming", address="https://example.org/mob").facts
    indexed = resources.indexed(facts)

    async def edit() -> None:
        before = await store.get(home.id, number)
        assert before
        await store.save(home.id, before, facts, resources.keys_of(facts), indexed)

    return [
        store.set_tags(home.id, number, add=[mob], remove=[], by=home.ada, now=NOW),
        store.set_tags(home.id, number, add=[mob, loops], remove=[], by=home.ada, now=NOW),
        store.find_useful(home.id, number, home.ada, NOW),
        store.find_useful(home.id, number, home.bob, NOW),
        edit(),
        store.set_tags(home.id, number, add=[], remove=[loops], by=home.ada, now=NOW),
        store.set_tags(home.id, number, add=[], remove=[loops], by=home.ada, now=NOW),
        store.find_useful(home.id, number, home.ada, NOW),
        store.retire(home.id, number, "gone", None, NOW),
        store.retire(home.id, number, "gone again", None, NOW),
        store.set_tags(home.id, number, add=[loops], remove=[mob], by=home.ada, now=NOW),
        edit(),
        store.restore(home.id, number, indexed),
        store.restore(home.id, number, indexed),
        store.set_tags(home.id, number, add=[mob], remove=[loops], by=home.ada, now=NOW),
        store.set_tags(home.id, number, add=[mob], remove=[mob], by=home.ada, now=NOW),
    ]
