"""What a store of tags promises, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.identity import AccountKey, Place
from bot.tags import Change, Counted, Recorded, Tag
from storage.store import SqlStore, SqlUnit
from tests.storage.library import LOBBY, NOW, Home, add, curating, make, settle


async def test_made_tags_are_found_by_name_and_stand_in_the_tree(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        made = await unit.tags.make(home.id, ["loops", "日本語", "c++"], home.ada, NOW)

    assert made == {name: Tag(id=made[name].id, name=name) for name in ("loops", "日本語", "c++")}
    async with store.read() as unit:
        assert await unit.tags.named(home.id, ["c++", "loops", "none"]) == {
            "c++": made["c++"],
            "loops": made["loops"],
        }
        assert await unit.tags.names(home.id) == {name: tag.id for name, tag in made.items()}
        assert await unit.tags.tree(home.id) == {tag.id: tag for tag in made.values()}


async def test_nothing_is_made_or_found_for_no_names(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        assert await unit.tags.make(home.id, [], home.ada, NOW) == {}
        assert await unit.tags.named(home.id, []) == {}
        assert await unit.tags.tree(home.id) == {}


async def test_change_of_fields_and_names_comes_with_its_inverse(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
    change = Change(
        tags={loops.id: {"name": "cycles", "description": "Round and round", "parent_id": mob.id}},
        names={"cycles": loops.id, "mob": None},
    )

    async with store.write() as unit:
        inverse = await unit.tags.apply(home.id, change)

    assert inverse == Change(
        tags={loops.id: {"name": "loops", "description": "", "parent_id": None}},
        names={"cycles": None, "mob": mob.id},
    )
    cycles = replace(loops, name="cycles", description="Round and round", parent_id=mob.id)
    async with store.read() as unit:
        assert await unit.tags.tree(home.id) == {loops.id: cycles, mob.id: mob}
        assert await unit.tags.names(home.id) == {"loops": loops.id, "cycles": loops.id}


async def test_inverse_brings_everything_back(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
        change = Change(
            tags={loops.id: {"is_merged": True, "parent_id": mob.id}, mob.id: {"is_deleted": True}},
            names={"loops": mob.id, "mob": None, "third": mob.id},
        )

        inverse = await unit.tags.apply(home.id, change)
        again = await unit.tags.apply(home.id, inverse)

        assert again == change
        assert await unit.tags.tree(home.id) == {loops.id: loops, mob.id: mob}
        assert await unit.tags.names(home.id) == {"loops": loops.id, "mob": mob.id}


async def test_deleted_tag_is_no_longer_in_the_tree(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (loops,) = await make(unit, home, "loops")

        await unit.tags.apply(home.id, Change(tags={loops.id: {"is_deleted": True}}, names={"loops": None}))

        assert await unit.tags.tree(home.id) == {}
        assert await unit.tags.named(home.id, ["loops"]) == {}


async def test_last_change_is_the_newest_that_was_not_undone(store: SqlStore) -> None:
    home = await settle(store)
    done, undo = Change(tags={7: {"description": "b"}}, names={"b": 7}), Change(tags={7: {"description": "a"}})

    async with store.write() as unit:
        assert await unit.tags.last_change(home.id) is None
        await unit.tags.record(home.id, home.ada, "first", done, undo, NOW)
        await unit.tags.record(home.id, home.bob, "second “日本語”", undo, done, NOW)
        second = await unit.tags.last_change(home.id)
        assert second is not None
        assert second == Recorded(id=second.id, about="second “日本語”", done=undo, undo=done)
        await unit.tags.mark_undone(home.id, second.id, NOW)
        first = await unit.tags.last_change(home.id)
        assert first is not None
        assert first == Recorded(id=first.id, about="first", done=done, undo=undo)
        await unit.tags.mark_undone(home.id, first.id, NOW)

        assert await unit.tags.last_change(home.id) is None


async def listed_names(unit: SqlUnit, home: Home, matching: str = "") -> list[str]:
    return [one.tag.name for one in await unit.tags.listed(home.id, matching, 0, 100)]


async def test_list_has_the_most_used_first_with_counts_and_synonyms(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob, kata = await make(unit, home, "loops", "mob", "kata")
        await add(unit, home, "One", "Two", tags=[mob])
        await add(unit, home, "Three", tags=[loops])
        await curating(unit, home).alias("mob", "ensemble")
        await curating(unit, home).alias("mob", "crowd")

        assert await unit.tags.listed(home.id, "", 0, 100) == [
            Counted(tag=mob, resources=2, synonyms=("crowd", "ensemble")),
            Counted(tag=loops, resources=1),
            Counted(tag=kata, resources=0),
        ]
        assert [one.tag.name for one in await unit.tags.listed(home.id, "", 1, 1)] == ["loops"]


async def test_list_leaves_merged_and_deleted_tags_out(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob, _ = await make(unit, home, "loops", "mob", "kata")
        await curating(unit, home).merge(loops, mob)
        await curating(unit, home).delete("kata")

        assert await listed_names(unit, home) == ["mob"]


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("oop", ["loops"]),
        ("cycl", ["loops"]),
        ("in circles", ["loops"]),
        ("本", ["日本語"]),
        ("%", ["100%"]),
        ("_", []),
        ("!", []),
        ("kata", []),
    ],
)
async def test_list_is_narrowed_by_a_part_of_name_synonym_or_description(
    store: SqlStore, part: str, names: list[str]
) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await make(unit, home, "loops", "日本語", "100%")
        await curating(unit, home).describe("loops", "Running in Circles")
        await curating(unit, home).alias("loops", "cycles")

        assert await listed_names(unit, home, part) == names


async def test_everything_below_counts_once_up_to_a_limit(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob, kata = await make(unit, home, "loops", "mob", "kata")
        await curating(unit, home).put_under("mob", "loops")
        await curating(unit, home).put_under("kata", "mob")
        await add(unit, home, "One", "Two", tags=[mob, kata])
        await add(unit, home, "Three", tags=[loops])

        counts = [await unit.tags.counted(home.id, tag.id, 10) for tag in (loops, mob, kata)]

        assert counts == [3, 2, 2]
        assert await unit.tags.counted(home.id, loops.id, 2) == 2


async def test_shared_counts_resources_that_carry_both_themselves(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob, kata = await make(unit, home, "loops", "mob", "kata")
        await curating(unit, home).put_under("kata", "loops")
        await add(unit, home, "One", "Two", tags=[loops, mob])
        await add(unit, home, "Three", tags=[kata, mob])

        assert await unit.tags.shared(home.id, loops.id, mob.id) == 2
        assert await unit.tags.shared(home.id, loops.id, kata.id) == 0


async def test_channel_has_the_tags_it_was_given_last(store: SqlStore) -> None:
    home = await settle(store)
    hall = Place(platform="console", workspace="guild", channel="hall")
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")

        await unit.tags.set_channel(home.id, hall, [loops.id])
        await unit.tags.set_channel(home.id, LOBBY, [loops.id])
        await unit.tags.set_channel(home.id, LOBBY, [mob.id, loops.id, mob.id])

        assert await unit.tags.of_channel(home.id, LOBBY) == [loops, mob]
        assert await unit.tags.of_channel(home.id, replace(LOBBY, thread="t1")) == [loops, mob]
        assert await unit.tags.of_channel(home.id, hall) == [loops]
        await unit.tags.set_channel(home.id, LOBBY, [])
        assert await unit.tags.of_channel(home.id, LOBBY) == []
        assert await unit.tags.of_channel(home.id, hall) == [loops]


async def test_channel_leaves_deleted_tags_out_until_they_are_back(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
        await unit.tags.set_channel(home.id, LOBBY, [loops.id, mob.id])

        await curating(unit, home).delete("loops")

        assert await unit.tags.of_channel(home.id, LOBBY) == [mob]
        await curating(unit, home).undo()
        assert await unit.tags.of_channel(home.id, LOBBY) == [loops, mob]


async def test_following_is_told_from_following_already(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")

        followed = [await unit.tags.follow(home.id, home.ada, tag.id, NOW) for tag in (mob, loops, loops)]
        await unit.tags.follow(home.id, home.bob, mob.id, NOW + timedelta(days=1))

        assert followed == [True, True, False]
        assert await unit.tags.followed(home.id, home.ada) == [loops, mob]
        unfollowed = [await unit.tags.unfollow(home.id, home.ada, loops.id) for _ in range(2)]
        assert unfollowed == [True, False]
        assert await unit.tags.followed(home.id, home.ada) == [mob]
        assert await unit.tags.followed(home.id, home.bob) == [mob]


async def test_members_make_tags_until_the_community_switches_that_off(store: SqlStore) -> None:
    home = await settle(store)
    ada = AccountKey(platform="console", workspace="guild", user="ada")

    async def allowed() -> bool | None:
        async with store.read() as unit:
            known = await unit.people.who(ada)
        return known[0].members_make_tags if known else None

    before = await allowed()
    async with store.write() as unit:
        await unit.tags.let_members_make(home.id, False)
    between = await allowed()
    async with store.write() as unit:
        await unit.tags.let_members_make(home.id, True)

    assert (before, between, await allowed()) == (True, False, True)
