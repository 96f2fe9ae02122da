"""Lists that are not searches: the newest under a tag, one by chance, what a member found, and everything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import resources
from bot.errors import InvalidInput
from bot.identity import MemberId, ResourceId
from bot.resources import Found, Wanted
from storage import resources as storage_resources
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, add, curating, facts, make, new, numbers_in, settle


def titles(count: int) -> list[str]:
    return [f"Loops {number}" for number in range(1, count + 1)]


async def wanted_by(unit: SqlUnit, home: Home, wanted: Wanted, chances: list[float]) -> list[int | None]:
    found = [await unit.resources.any_of(home.id, wanted, chance) for chance in chances]
    return [one.id if one else None for one in found]


async def test_newest_under_a_tag_are_paged_there_and_back(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")
        await add(unit, home, *titles(7), tags=[loops])
        await add(unit, home, "Mob")

        first = await unit.resources.newest(home.id, loops.id, None, 3)
        second = await unit.resources.newest(home.id, loops.id, first.older, 3)
        third = await unit.resources.newest(home.id, loops.id, second.older, 3)
        back = await unit.resources.newest(home.id, loops.id, third.newer, 3)
        top = await unit.resources.newest(home.id, loops.id, back.newer, 3)

    assert [numbers_in(page) for page in (first, second, third)] == [[7, 6, 5], [4, 3, 2], [1]]
    assert (first.newer, third.older, first.total) == (None, None, 7)
    assert back == second
    assert top == replace(first, newer=None)


async def test_newest_has_each_once_whatever_below_the_tag_it_carries(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob, kata, off = await make(unit, home, "loops", "mob", "kata", "off")
        await curating(unit, home).put_under("mob", "loops")
        await curating(unit, home).merge(kata, mob)
        await add(unit, home, "One", tags=[loops, mob, kata])
        await add(unit, home, "Two", tags=[kata, off])
        await add(unit, home, "Three", tags=[off])
        await add(unit, home, "Four", tags=[mob])
        await unit.resources.retire(home.id, ResourceId(4), "gone", None, NOW)

        page = await unit.resources.newest(home.id, loops.id, None, 10)

        assert (numbers_in(page), page.newer, page.older) == ([2, 1], None, None)


async def test_tag_without_resources_has_an_empty_page(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")

        assert await unit.resources.newest(home.id, loops.id, None, 10) == Found(total=0)


@pytest.mark.parametrize("cursor", ["", "a", "c7", "a-1", "a1 OR 1=1", "a" + "9" * 17, "s3"])
async def test_cursor_that_is_not_ours_is_refused(store: SqlStore, cursor: str) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")
        await add(unit, home, "Loops", tags=[loops])

        with pytest.raises(InvalidInput, match=r"This page cannot be turned\. Please ask again\."):
            await unit.resources.newest(home.id, loops.id, cursor, 10)
        with pytest.raises(InvalidInput, match=r"This page cannot be turned\. Please ask again\."):
            await unit.resources.found_by(home.id, home.ada, cursor, 10)


async def test_chance_reaches_every_match_and_nothing_else(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
        await add(unit, home, "One", "Two", "Three", tags=[loops])
        await add(unit, home, "Four", tags=[loops, mob])
        await add(unit, home, "Five")
        wanted = Wanted(groups=(("#loops",),), without=("#mob",))

        assert await wanted_by(unit, home, wanted, [0.0, 0.34, 0.67, 0.999, 1.0]) == [1, 2, 3, 3, 3]
        assert await wanted_by(unit, home, Wanted(groups=(("w:nothing",),)), [0.5]) == [None]
        assert await wanted_by(unit, home, Wanted(groups=(("#mob",), ("w:one",))), [0.5]) == [None]


async def test_chance_gives_the_whole_resource(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops", description="long " * 200)

        one = await unit.resources.any_of(home.id, Wanted(groups=((resources.EVERYTHING,),)), 0.5)

        assert one == await unit.resources.get(home.id, ResourceId(1))


async def test_found_by_a_member_are_theirs_the_newest_first_retired_ones_included(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, *titles(5))
        await unit.resources.add(home.id, [new("Loops 2"), new("Mob")], home.bob, NOW)
        await unit.resources.retire(home.id, ResourceId(2), "gone", None, NOW)

        first = await unit.resources.found_by(home.id, home.ada, None, 3)
        second = await unit.resources.found_by(home.id, home.ada, first.older, 3)

        assert ([numbers_in(page) for page in (first, second)], second.older) == ([[5, 4, 3], [2, 1]], None)
        assert numbers_in(await unit.resources.found_by(home.id, home.bob, None, 3)) == [6, 2]
        assert first.hits[0] == await unit.resources.get(home.id, ResourceId(5))
        assert await unit.resources.found_by(home.id, MemberId(99), None, 3) == Found()


async def test_everything_comes_out_in_order_whatever_is_read_at_a_time(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_resources, "_AT_A_TIME", 3)
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
        await add(unit, home, *titles(4), tags=[loops])
        await add(unit, home, "Mob", tags=[mob])
        await add(unit, home, *(f"Late {title}" for title in titles(3)), tags=[loops])
        await unit.resources.retire(home.id, ResourceId(2), "gone", None, NOW)

        everything = [one async for one in unit.resources.all(home.id, None)]
        under = [one.id async for one in unit.resources.all(home.id, loops.id)]

        assert everything == [await unit.resources.get(home.id, ResourceId(number)) for number in range(1, 9)]
        assert under == [1, 2, 3, 4, 6, 7, 8]


async def test_everything_under_a_tag_has_what_is_below_it(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
        await curating(unit, home).put_under("mob", "loops")
        await add(unit, home, "One", tags=[mob])
        await add(unit, home, "Two", tags=[mob, loops])
        await add(unit, home, "Three")

        assert [one.facts async for one in unit.resources.all(home.id, loops.id)] == [facts("One"), facts("Two")]


async def test_chance_keeps_to_words_that_stand_together(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Mob programming", "Programming a mob", "Mob programming again", "Mob rule")
        wanted = resources.wanted(resources.parse('"mob programming"', spell=str))

        assert await wanted_by(unit, home, wanted, [0.0, 0.3, 0.6, 1.0]) == [1, 1, 3, 3]
