"""What a store of resources promises, on both databases; searches and lists have files of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot import resources
from bot.errors import AlreadyExists
from bot.identity import ResourceId
from bot.resources import Added, Cost, Entry, Facts, Gap, Kind, Level, Resource
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, add, curating, facts, make, new, numbers, settle

LATER = NOW + timedelta(days=1)
EVERYTHING = Facts(
    title='Loops; DROP TABLE resource; -- "日本語" % _ \\ \N{PARTY POPPER}',
    kind=Kind.VIDEO,
    address="https://example.org/loops?a=1&b=%20",
    authors=("Ada Lovelace", "Étienne Wenger"),
    publisher="Loop Press",
    year=1843,
    language="pt-br",
    minutes=60_000,
    level=Level.ADVANCED,
    cost=Cost.PAID,
    description="First line\n\nsecond line " * 40,
    why="Because it’s good. " * 30,
)


async def saved(unit: SqlUnit, home: Home, number: int, changed: Facts) -> None:
    """Give a resource other facts, as an edit does."""
    before = await unit.resources.get(home.id, ResourceId(number))
    assert before
    await unit.resources.save(home.id, before, changed, resources.keys_of(changed), resources.indexed(changed))


async def test_every_field_is_kept(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        tags = await make(unit, home, "mob", "loops")
        one = resources.new(EVERYTHING, [tag.id for tag in tags], saved_at=NOW - timedelta(days=900, microseconds=7))

        added = await unit.resources.add(home.id, [one], home.bob, NOW)

    assert added == [Added(id=ResourceId(1))]
    async with store.read() as unit:
        assert await unit.resources.get(home.id, ResourceId(1)) == Resource(
            id=ResourceId(1),
            facts=EVERYTHING,
            tags=("loops", "mob"),
            added_by=home.bob,
            added_at=NOW,
            saved_at=NOW - timedelta(days=900, microseconds=7),
        )
        assert await unit.resources.finders(home.id, ResourceId(1)) == ["Bob"]
        assert await unit.resources.history(home.id, ResourceId(1), 10) == [
            Entry(at=NOW, by="Bob", action="added", detail={})
        ]


async def test_fields_that_were_not_said_stay_unsaid(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops")

        assert await unit.resources.get(home.id, ResourceId(1)) == Resource(
            id=ResourceId(1), facts=facts("Loops"), added_by=home.ada, added_at=NOW
        )
        assert await unit.resources.get(home.id, ResourceId(2)) is None


async def test_numbers_go_up_by_one_and_are_never_given_twice(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        first = await add(unit, home, "One", "Two")
        none = await add(unit, home)
        second = await add(unit, home, "Three", "One", "Four")

    assert (first, none, second) == ([1, 2], [], [3, 1, 4])


async def test_resource_arrives_retired_with_its_reason_and_is_in_no_search(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        one = resources.new(facts("Loops"), [], retired_reason="gone")

        await unit.resources.add(home.id, [one], home.ada, NOW)

        kept = await unit.resources.get(home.id, ResourceId(1))
        assert kept
        assert (kept.retired_at, kept.retired_reason) == (NOW, "gone")
        assert await numbers(unit, home, "loops") == []


@pytest.mark.parametrize(
    ("there", "again", "is_same"),
    [
        ({"address": "https://example.org/a"}, {"title": "Other", "address": "https://EXAMPLE.org/a#top"}, True),
        ({"address": "https://example.org/a"}, {"address": "https://example.org/b"}, False),
        ({"address": "https://example.org/a"}, {}, True),
        ({}, {"address": "https://example.org/a"}, False),
        ({}, {"title": "LOOPS, for all!"}, True),
        ({}, {"kind": Kind.BOOK}, False),
        ({}, {"title": "Loops for some"}, False),
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
async def test_repetition_is_recognised_by_address_or_by_kind_and_title(
    store: SqlStore, there: dict[str, Any], again: dict[str, object], *, is_same: bool, at_once: bool
) -> None:
    home = await settle(store)
    one, other = (resources.new(facts(**{"title": "Loops for all", **given}), []) for given in (there, again))

    async with store.write() as unit:
        batches = [[one, other]] if at_once else [[one], [other]]
        added = [result for batch in batches for result in await unit.resources.add(home.id, batch, home.ada, NOW)]
        found = await unit.resources.with_keys(home.id, other.keys)

    second = Added(id=ResourceId(1), was_there=True) if is_same else Added(id=ResourceId(2))
    assert added == [Added(id=ResourceId(1)), second]
    assert (found.id if found else None) == second.id


async def test_repetition_brings_its_tags_and_credits_its_finder(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob, kata = await make(unit, home, "loops", "mob", "kata")
        await add(unit, home, "Loops", tags=[loops])
        await curating(unit, home).merge(kata, loops)

        again = await unit.resources.add(home.id, [new("Loops", tags=[loops, mob])], home.bob, LATER)
        once_more = await unit.resources.add(home.id, [new("Loops", tags=[mob])], home.ada, LATER)

        assert again == [Added(id=ResourceId(1), was_there=True, new_tags=1)]
        assert once_more == [Added(id=ResourceId(1), was_there=True)]
        assert await unit.resources.finders(home.id, ResourceId(1)) == ["Ada", "Bob"]
        assert await numbers(unit, home, "#mob loops") == [1]


async def test_resource_that_nobody_would_repeat_is_not_found_by_keys(store: SqlStore) -> None:
    home = await settle(store)
    async with store.read() as unit:
        assert await unit.resources.with_keys(home.id, new("Loops").keys) is None


async def test_saved_facts_take_the_place_of_the_old_ones(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (mob,) = await make(unit, home, "mob")
        await add(unit, home, "Loops", tags=[mob])

        await saved(unit, home, 1, EVERYTHING)

        kept = await unit.resources.get(home.id, ResourceId(1))
        assert kept == Resource(id=ResourceId(1), facts=EVERYTHING, tags=("mob",), added_by=home.ada, added_at=NOW)
        assert [await numbers(unit, home, line) for line in ("#mob", "by:wenger", "kind:article")] == [[1], [1], []]


async def test_retired_resource_is_edited_and_stays_out_of_the_search_until_it_is_restored(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops")
        await unit.resources.retire(home.id, ResourceId(1), "gone", None, NOW)

        await saved(unit, home, 1, facts("Mob"))

        assert await numbers(unit, home, "mob") == []
        await unit.resources.restore(home.id, ResourceId(1), resources.indexed(facts("Mob")))
        assert (await numbers(unit, home, "mob"), await numbers(unit, home, "loops")) == ([1], [])


@pytest.mark.parametrize("taken", [{"title": "Mob"}, {"title": "New", "address": "https://example.org/mob"}])
async def test_facts_of_another_resource_are_not_saved(store: SqlStore, taken: dict[str, str]) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops")
        await add(unit, home, "Mob")
        await add(unit, home, "Ensemble", address="https://example.org/mob")
        before = await unit.resources.get(home.id, ResourceId(1))

        with pytest.raises(AlreadyExists, match=r"Number [23] is that already. See /resource show [23]"):
            await saved(unit, home, 1, facts(**taken))

        assert await unit.resources.get(home.id, ResourceId(1)) == before


async def test_untagging_takes_merged_tags_with_it(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob, kata = await make(unit, home, "loops", "mob", "kata")
        await add(unit, home, "Loops", tags=[mob, kata])
        await curating(unit, home).merge(mob, loops)

        await unit.resources.set_tags(home.id, ResourceId(1), add=[], remove=[loops.id], by=home.ada, now=NOW)

        kept = await unit.resources.get(home.id, ResourceId(1))
        assert kept
        assert kept.tags == ("kata",)
        assert await numbers(unit, home, "#loops") == []


async def test_tags_of_a_resource_that_is_not_there_are_not_set(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")

        await unit.resources.set_tags(home.id, ResourceId(9), add=[loops.id], remove=[], by=home.ada, now=NOW)

        assert await numbers(unit, home, "#loops") == []


async def test_retired_resource_keeps_its_reason_and_its_successor(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops", "Mob")

        await unit.resources.retire(home.id, ResourceId(1), "The page is gone", ResourceId(2), LATER)

        assert await unit.resources.get(home.id, ResourceId(1)) == Resource(
            id=ResourceId(1), facts=facts("Loops"), added_by=home.ada, added_at=NOW, retired_at=LATER,
            retired_reason="The page is gone", superseded_by=ResourceId(2),
        )  # fmt: skip
        await unit.resources.restore(home.id, ResourceId(1), resources.indexed(facts("Loops")))
        assert await unit.resources.get(home.id, ResourceId(1)) == Resource(
            id=ResourceId(1), facts=facts("Loops"), added_by=home.ada, added_at=NOW
        )
        assert await numbers(unit, home, "loops") == [1]


async def test_each_member_has_one_vote_and_may_take_it_back(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops")

        counted = [
            await unit.resources.find_useful(home.id, ResourceId(1), member, NOW)
            for member in (home.ada, home.bob, home.ada)
        ]

        kept = await unit.resources.get(home.id, ResourceId(1))
        assert kept
        assert (counted, kept.votes) == ([True, True, False], 1)


async def test_history_has_the_newest_lines_first(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await add(unit, home, "Loops")
        detail = {"title": ("Lops", "Löops 日本語"), "authors": ("", "Ada, Bob")}
        await unit.resources.log(home.id, ResourceId(1), home.bob, "edited", detail, LATER)
        await unit.resources.log(home.id, ResourceId(1), home.ada, "restored", {}, LATER)

        history = await unit.resources.history(home.id, ResourceId(1), 2)

        edited = {"title": ["Lops", "Löops 日本語"], "authors": ["", "Ada, Bob"]}
        assert history == [
            Entry(at=LATER, by="Ada", action="restored", detail={}),
            Entry(at=LATER, by="Bob", action="edited", detail=edited),
        ]
        assert await unit.resources.history(home.id, ResourceId(2), 9) == []


async def test_gaps_are_counted_the_most_frequent_first_until_they_are_closed(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        for line, at in [("lops", NOW), ("日本語 %", NOW), ("lops", LATER), ("mob", LATER)]:
            await unit.resources.note_gap(home.id, line, at)

        lops = Gap(line="lops", times=2, last_at=LATER)
        mob, other = Gap(line="mob", times=1, last_at=LATER), Gap(line="日本語 %", times=1, last_at=NOW)
        assert await unit.resources.gaps(home.id, 0, 10) == [lops, mob, other]
        assert await unit.resources.gaps(home.id, 1, 1) == [mob]
        assert [await unit.resources.close_gap(home.id, "lops") for _ in range(2)] == [True, False]
        assert await unit.resources.gaps(home.id, 0, 10) == [mob, other]
