"""Changes of tags in any order: what is derived from the tree always fits it, and undoing goes back step by step."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import text

from bot.errors import AlreadyExists, NotFound
from bot.tags import words_of_name
from storage.database import Database
from storage.prepared import Prepared
from storage.session import Session
from storage.store import SqlStore, SqlUnit
from tests.storage.library import Home, add, curating, found, make, numbers, settle
from tests.storage.randomly import TAGS, tidy_randomly

Rows = list[tuple[Any, ...]]


def asking(statement: str) -> Prepared:
    return Prepared(statement, text(statement), is_known=False)


STATE = {
    "tag": asking("SELECT id, name, description, coalesce(parent_id, 0), is_merged, is_deleted, shown_as_id FROM tag"),
    "tag_name": asking("SELECT name, tag_id FROM tag_name"),
    "tag_under": asking("SELECT over_id, tag_id FROM tag_under"),
    "tag_word": asking("SELECT word, tag_id FROM tag_word"),
    "resource_tag": asking("SELECT resource_id, tag_id FROM resource_tag"),
    "term_member": asking("SELECT term_id, resource_id, rel FROM term_member"),
}
UNDONE = asking("SELECT count(*) FROM tag_change WHERE undone_at IS NULL")


async def state(session: Session, home: Home) -> dict[str, Rows]:
    """Every row about tags, and every look-up by one of their names."""
    rows = {name: sorted(await session.rows(statement)) for name, statement in STATE.items()}
    unit = SqlUnit(session)
    return rows | {
        f"#{name}": [(one,) for one in await numbers(unit, home, f"#{name}")] for name, _ in rows["tag_name"]
    }


def expect_derived(rows: dict[str, Rows]) -> None:
    """What counts as what, the words of the names, and the names that are shown, each worked out anew."""
    tags = {row[0]: row for row in rows["tag"] if not row[5]}

    def upwards(one: int) -> list[int]:
        parent = tags[one][3]
        return [one, *(upwards(parent) if parent in tags else [])]

    assert rows["tag_under"] == sorted((over, one) for one in tags for over in upwards(one))
    assert rows["tag_word"] == sorted({(word, tag) for name, tag in rows["tag_name"] for word in words_of_name(name)})
    shown = {one: next(up for up in upwards(one) if not tags[up][4]) for one in tags}
    assert {one: row[6] for one, row in tags.items()} == shown
    assert {tag for _, tag in rows["tag_name"]} == set(shown.values())


@pytest.mark.parametrize("seed", range(3))
async def test_undoing_everything_goes_back_through_every_state(database: Database, seed: int) -> None:
    home = await settle(SqlStore(database))
    chance = random.Random(seed)
    async with database.write() as session:
        unit = SqlUnit(session)
        made = await make(unit, home, *TAGS)
        for number in range(20):
            await add(unit, home, f"Title {number}", tags=chance.sample(made, 2))
        states = [await state(session, home)]

        while len(states) < 15:
            ((before,),) = await session.rows(UNDONE)
            await tidy_randomly(unit, home, chance, 1)
            ((after,),) = await session.rows(UNDONE)
            if after > before:
                states.append(await state(session, home))
                expect_derived(states[-1])

        for earlier in reversed(states[:-1]):
            await curating(unit, home).undo()
            assert await state(session, home) == earlier
        with pytest.raises(NotFound, match="nothing to take back"):
            await curating(unit, home).undo()


async def test_merge_counts_everywhere_and_undo_restores_every_link(database: Database) -> None:
    home = await settle(SqlStore(database))
    async with database.write() as session:
        unit = SqlUnit(session)
        loops, mob, kata = await make(unit, home, "loops", "mob", "kata")
        await add(unit, home, "One", tags=[loops])
        await add(unit, home, "Two", tags=[mob])
        await add(unit, home, "Three", tags=[loops, mob])
        await curating(unit, home).put_under("kata", "mob")
        await add(unit, home, "Four", tags=[kata])
        before = await state(session, home)

        await curating(unit, home).merge(mob, loops)

        assert await numbers(unit, home, "#loops") == [4, 3, 2, 1]
        assert await numbers(unit, home, "#mob") == [4, 3, 2, 1]
        assert await numbers(unit, home, "mob") == [4, 3, 2, 1]
        assert [hit.tags for hit in (await found(unit, home, "#mob")).hits] == [
            ("kata",),
            ("loops",),
            ("loops",),
            ("loops",),
        ]
        await curating(unit, home).undo()
        assert await state(session, home) == before
        assert await numbers(unit, home, "#mob") == [4, 3, 2]


async def test_tag_may_be_merged_into_one_below_itself(database: Database) -> None:
    home = await settle(SqlStore(database))
    async with database.write() as session:
        unit = SqlUnit(session)
        top, loops, mob = await make(unit, home, "top", "loops", "mob")
        await curating(unit, home).put_under("loops", "top")
        await curating(unit, home).put_under("mob", "loops")
        await add(unit, home, "One", tags=[top])
        await add(unit, home, "Two", tags=[loops])
        await add(unit, home, "Three", tags=[mob])

        await curating(unit, home).merge(top, mob)

        assert await numbers(unit, home, "#top") == [3, 2, 1]
        expect_derived(await state(session, home))


async def test_undo_is_refused_where_the_name_is_in_other_hands(database: Database) -> None:
    home = await settle(SqlStore(database))
    async with database.write() as session:
        unit = SqlUnit(session)
        await make(unit, home, "loops")
        await curating(unit, home).delete("loops")
        await make(unit, home, "loops")
        before = await state(session, home)

        with pytest.raises(AlreadyExists, match="#loops means something else by now"):
            await curating(unit, home).undo()

        assert await state(session, home) == before
