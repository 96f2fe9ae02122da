"""Two communities with the same names, titles and people: whatever one does with the other's, both stay whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import psycopg
import pytest
from sqlalchemy import text

from bot import resources
from bot.identity import CommunityId, ResourceId, Role, TagId
from bot.resources import Found, Wanted
from bot.tags import Change, Tag
from storage.database import Database
from storage.prepared import Prepared
from storage.store import SqlStore, SqlUnit
from storage.tables import metadata
from tests.storage.library import LOBBY, NOW, Home, add, curating, facts, make, new, settle

#: Tables whose rows belong to no community, or that hold what all share.
SHARED = {"community", "inbox"}
FIRST = ResourceId(1)
#: What the database says to a row that points into another community, and the store to a tag that it does not know.
REFUSALS = (sqlite3.IntegrityError, psycopg.IntegrityError, KeyError)


async def furnish(unit: SqlUnit, home: Home) -> list[Tag]:
    """The same in every community: two tags, three resources, a vote, a gap, a channel, a change, a button."""
    loops, mob = await make(unit, home, "loops", "mob")
    await add(unit, home, "Loops one", "Loops two", tags=[loops])
    await add(unit, home, "Mob", address="https://example.org/mob", tags=[mob])
    await unit.resources.find_useful(home.id, FIRST, home.bob, NOW)
    await unit.resources.note_gap(home.id, "nothing", NOW)
    await unit.tags.set_channel(home.id, LOBBY, [loops.id])
    await unit.tags.follow(home.id, home.ada, loops.id, NOW)
    await curating(unit, home).describe("mob", "Together")
    await unit.actions.park(home.id, "key", f"packed by {home.id}", NOW)
    return [loops, mob]


async def rows_of(database: Database, community: CommunityId) -> dict[str, list[str]]:
    """Every row that a community has, in every table, as text."""
    result = {}
    async with database.read() as session:
        for table in metadata.sorted_tables:
            if table.name in SHARED or "community_id" not in table.c:
                continue
            statement = text(f"SELECT * FROM {table.name} WHERE community_id = :c")
            rows = await session.rows(Prepared(table.name, statement, is_known=False), c=community)
            result[table.name] = sorted(str(row) for row in rows)
    return result


@dataclass(frozen=True, kw_only=True, slots=True)
class Between:
    """Two communities, and tags of the other one."""

    unit: SqlUnit
    mine: Home
    theirs: Home
    tags: list[Tag]


async def mark_undone(at: Between) -> None:
    last = await at.unit.tags.last_change(at.theirs.id)
    assert last is not None
    await at.unit.tags.mark_undone(at.mine.id, last.id, NOW)


#: What one community may try with the members, tags and resources of another.
Attempt = Callable[[Between], Awaitable[object]]
ATTEMPTS: dict[str, Attempt] = {
    "grant": lambda at: at.unit.people.grant(at.mine.id, at.theirs.ada, Role.ORGANISER),
    "apply": lambda at: at.unit.tags.apply(at.mine.id, Change(names={"stolen": at.tags[0].id})),
    "rename": lambda at: at.unit.tags.apply(at.mine.id, Change(tags={at.tags[0].id: {"name": "x"}})),
    "delete": lambda at: at.unit.tags.apply(at.mine.id, Change(tags={at.tags[0].id: {"is_deleted": True}})),
    "make": lambda at: at.unit.tags.make(at.mine.id, ["new"], at.theirs.ada, NOW),
    "record": lambda at: at.unit.tags.record(at.mine.id, at.theirs.ada, "x", Change(), Change(), NOW),
    "mark undone": mark_undone,
    "set channel": lambda at: at.unit.tags.set_channel(at.mine.id, LOBBY, [at.tags[0].id]),
    "clear channel": lambda at: at.unit.tags.set_channel(at.mine.id, LOBBY, []),
    "follow": lambda at: at.unit.tags.follow(at.mine.id, at.mine.ada, at.tags[0].id, NOW),
    "unfollow": lambda at: at.unit.tags.unfollow(at.mine.id, at.theirs.ada, at.tags[0].id),
    "add with their tag": lambda at: add(at.unit, at.mine, "New", tags=at.tags),
    "add as them": lambda at: at.unit.resources.add(at.mine.id, [new("New")], at.theirs.ada, NOW),
    "add what they have": lambda at: add(at.unit, at.mine, "Loops three", "Mob"),
    "tag": lambda at: at.unit.resources.set_tags(
        at.mine.id, FIRST, add=[at.tags[1].id], remove=[at.tags[0].id], by=at.mine.ada, now=NOW
    ),
    "vote": lambda at: at.unit.resources.find_useful(at.mine.id, FIRST, at.theirs.ada, NOW),
    "log": lambda at: at.unit.resources.log(at.mine.id, FIRST, at.theirs.ada, "x", {}, NOW),
    "retire": lambda at: at.unit.resources.retire(at.mine.id, FIRST, "gone", None, NOW),
    "restore": lambda at: at.unit.resources.restore(at.mine.id, FIRST, resources.indexed(facts("Restored"))),
    "close gap": lambda at: at.unit.resources.close_gap(at.mine.id, "nothing"),
    "note gap": lambda at: at.unit.resources.note_gap(at.mine.id, "nothing", NOW),
    "park": lambda at: at.unit.actions.park(at.mine.id, "key", "mine", NOW),
    "forbid new tags": lambda at: at.unit.tags.let_members_make(at.mine.id, False),
}


@pytest.mark.parametrize("attempt", list(ATTEMPTS))
async def test_nothing_that_one_community_does_changes_the_other(
    store: SqlStore, database: Database, attempt: str
) -> None:
    """Row “tenant isolation” of the threats."""
    mine, theirs = await settle(store, "mine"), await settle(store, "theirs")
    async with store.write() as unit:
        await furnish(unit, mine)
        tags = await furnish(unit, theirs)
    before = await rows_of(database, theirs.id)

    with suppress(*REFUSALS):
        async with store.write() as unit:
            await ATTEMPTS[attempt](Between(unit=unit, mine=mine, theirs=theirs, tags=tags))

    assert await rows_of(database, theirs.id) == before


async def test_one_community_sees_nothing_of_the_other(store: SqlStore) -> None:
    empty, theirs = await settle(store, "empty"), await settle(store, "theirs")
    async with store.write() as unit:
        loops, mob = await furnish(unit, theirs)

    async with store.read() as unit:
        tags, library = unit.tags, unit.resources
        seen: list[object] = [
            await tags.named(empty.id, ["loops"]), await tags.names(empty.id), await tags.tree(empty.id),
            await tags.last_change(empty.id), await tags.listed(empty.id, "", 0, 9),
            await tags.counted(empty.id, loops.id, 9), await tags.shared(empty.id, loops.id, loops.id),
            await tags.of_channel(empty.id, LOBBY), await tags.followed(empty.id, theirs.ada),
            await library.get(empty.id, FIRST), await library.with_keys(empty.id, new("Mob").keys),
            await library.finders(empty.id, FIRST), await library.history(empty.id, FIRST, 9),
            await library.gaps(empty.id, 0, 9), [each async for each in library.all(empty.id, None)],
            [each async for each in library.all(empty.id, loops.id)], await unit.actions.parked(empty.id, "key"),
            await library.any_of(empty.id, Wanted(groups=((resources.EVERYTHING,),)), 0.5),
        ]  # fmt: skip
        pages = [
            await library.newest(empty.id, mob.id, None, 9),
            await library.find(empty.id, Wanted(groups=((resources.EVERYTHING,),)), None, 9),
            await library.find(empty.id, Wanted(groups=(("w:loop",),)), None, 9),
            await library.found_by(empty.id, theirs.ada, None, 9),
        ]
        unknown = await library.find(empty.id, Wanted(groups=(("#loops",),)), None, 9)

    assert [each for each in seen if each] == []
    assert [page.hits for page in pages] == [()] * 4
    assert unknown == Found(unknown_tags=("loops",))


async def test_number_of_a_tag_of_another_community_means_nothing_in_a_search(store: SqlStore) -> None:
    mine, theirs = await settle(store, "mine"), await settle(store, "theirs")
    async with store.write() as unit:
        await furnish(unit, mine)
        (loops, _) = await furnish(unit, theirs)

    async with store.read() as unit:
        hidden = await unit.resources.find(mine.id, Wanted(groups=((f"t:#{loops.id}", f"#{loops.id}"),)), None, 9)
        direct = await unit.resources.find(mine.id, Wanted(groups=((f"#{TagId(loops.id)}",),)), None, 9)

    assert (hidden.hits, direct.hits) == ((), ())
