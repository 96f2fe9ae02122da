"""What a store of preferences promises, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.identity import AccountKey, MemberId, TagId
from bot.onboarding import Journey, JourneyState
from bot.preferences import Company, Format, Interest, InterestKind, Learning
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, curating, make, settle

SAID = Learning(
    formats=(Format.LISTEN, Format.READ),
    minutes=15,
    level="beginner",
    company=Company.SOCIAL,
    hours="18:00-21:00",
    is_public=True,
)
LEARN, HELP = InterestKind.LEARN, InterestKind.HELP


async def test_who_has_said_nothing_prefers_nothing(store: SqlStore) -> None:
    home = await settle(store)

    async with store.read() as unit:
        assert await unit.preferences.learning(home.id, home.ada) == Learning()
        assert await unit.preferences.learner(home.id, home.ada) == (Learning(), None)
        assert await unit.preferences.learner(home.id, MemberId(77)) == (Learning(), None)
        assert await unit.preferences.interests(home.id, home.ada) == []


async def test_what_was_said_last_is_kept_for_its_person_alone(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.preferences.save_learning(home.id, home.ada, SAID)
        await unit.preferences.save_learning(home.id, home.bob, SAID)

    async with store.write() as unit:
        await unit.preferences.save_learning(home.id, home.ada, Learning(minutes=5))

    async with store.read() as unit:
        assert await unit.preferences.learning(home.id, home.ada) == Learning(minutes=5)
        assert await unit.preferences.learning(home.id, home.bob) == SAID


async def test_learner_comes_with_the_language_that_they_have_chosen(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.communities.save_person(home.id, home.ada, None, "pt-br")
        await unit.communities.save_person(home.id, home.bob, None, "de")
        await unit.preferences.save_learning(home.id, home.ada, SAID)

    async with store.read() as unit:
        assert await unit.preferences.learner(home.id, home.ada) == (SAID, "pt-br")
        assert await unit.preferences.learner(home.id, home.bob) == (Learning(), "de")


async def test_interests_of_a_kind_take_the_place_of_those_before(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob, pairing = await make(unit, home, "loops", "mob", "pairing")
        await unit.preferences.put_interests(home.id, home.ada, LEARN, [mob.id, loops.id, mob.id])
        await unit.preferences.put_interests(home.id, home.ada, HELP, [mob.id])

        await unit.preferences.put_interests(home.id, home.ada, LEARN, [pairing.id, loops.id])

        assert await unit.preferences.interests(home.id, home.ada) == [
            Interest(tag=loops.id, name="loops", kind=LEARN),
            Interest(tag=mob.id, name="mob", kind=HELP),
            Interest(tag=pairing.id, name="pairing", kind=LEARN),
        ]
        await unit.preferences.put_interests(home.id, home.ada, LEARN, [])
        assert await unit.preferences.interests(home.id, home.ada) == [Interest(tag=mob.id, name="mob", kind=HELP)]


async def test_merged_tag_stands_as_the_one_it_was_merged_into_and_only_once(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, cycles = await make(unit, home, "loops", "cycles")
        await unit.preferences.put_interests(home.id, home.ada, LEARN, [loops.id, cycles.id])

        await curating(unit, home).merge(cycles, loops)

        merged = await unit.preferences.interests(home.id, home.ada)
        await curating(unit, home).undo()
        parted = await unit.preferences.interests(home.id, home.ada)
    assert merged == [Interest(tag=loops.id, name="loops", kind=LEARN)]
    assert [one.name for one in parted] == ["cycles", "loops"]


async def test_renamed_tag_stands_by_its_new_name_and_deleted_one_not_at_all(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await make(unit, home, "loops", "mob")
        await unit.preferences.put_interests(home.id, home.ada, LEARN, [loops.id, mob.id])

        await curating(unit, home).rename("loops", "rounds")
        await curating(unit, home).delete("mob")

        assert await unit.preferences.interests(home.id, home.ada) == [
            Interest(tag=loops.id, name="rounds", kind=LEARN)
        ]
        await curating(unit, home).undo()
        assert [one.name for one in await unit.preferences.interests(home.id, home.ada)] == ["mob", "rounds"]


async def helping(unit: SqlUnit, home: Home) -> tuple[TagId, TagId]:
    """Ada helps with loops and is seen, Bob with mob, which is below it, and is not."""
    loops, mob = await make(unit, home, "loops", "mob")
    await curating(unit, home).put_under("mob", "loops")
    await unit.preferences.put_interests(home.id, home.ada, HELP, [loops.id])
    await unit.preferences.put_interests(home.id, home.bob, HELP, [mob.id])
    await unit.preferences.save_learning(home.id, home.ada, Learning(is_public=True))
    return loops.id, mob.id


async def test_only_people_who_want_to_be_seen_are_found_unless_all_are_asked_for(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, _ = await helping(unit, home)
        preferences = unit.preferences

        assert await preferences.people_with(home.id, [loops], HELP, 5) == [(home.ada, "Ada")]
        assert await preferences.count_with(home.id, [loops], HELP, 5) == 1
        everybody = await preferences.people_with(home.id, [loops], HELP, 5, only_public=False)

        assert everybody == [(home.ada, "Ada"), (home.bob, "Bob")]
        assert await preferences.people_with(home.id, [loops], LEARN, 5, only_public=False) == []


async def test_who_changes_their_mind_is_seen_or_not_at_once_with_what_they_add_later(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await helping(unit, home)
        preferences = unit.preferences

        await preferences.save_learning(home.id, home.ada, Learning(is_public=False))
        await preferences.save_learning(home.id, home.bob, Learning(is_public=True))
        seen = await preferences.people_with(home.id, [loops], HELP, 5)
        await preferences.put_interests(home.id, home.bob, LEARN, [mob])
        added = await preferences.people_with(home.id, [mob], LEARN, 5)

    assert seen == [(home.bob, "Bob")]
    assert added == [(home.bob, "Bob")]


async def test_so_many_are_found_at_most_each_once_and_not_the_one_who_asks(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, mob = await helping(unit, home)
        preferences = unit.preferences
        await preferences.save_learning(home.id, home.bob, Learning(is_public=True))
        await preferences.put_interests(home.id, home.bob, HELP, [mob, loops])

        assert len(await preferences.people_with(home.id, [loops, mob], HELP, 1)) == 1
        assert await preferences.count_with(home.id, [loops, mob], HELP, 1) == 1
        assert await preferences.count_with(home.id, [loops, mob], HELP, 9) == 2
        assert await preferences.people_with(home.id, [loops, mob], HELP, 9, but=home.ada) == [(home.bob, "Bob")]
        assert await preferences.count_with(home.id, [loops, mob], HELP, 9, but=home.bob) == 1


async def test_person_who_has_left_or_is_of_another_community_is_not_found(store: SqlStore) -> None:
    home, away = await settle(store), await settle(store, "elsewhere")
    async with store.write() as unit:
        loops, _ = await helping(unit, home)
        await helping(unit, away)
        gone = Journey(
            member=home.ada, state=JourneyState.FINISHED, entry="", joined_at=NOW, moved_at=NOW,
            left_at=NOW + timedelta(days=1),
        )  # fmt: skip

        await unit.journeys.save(home.id, gone, None)

        assert await unit.preferences.people_with(home.id, [loops], HELP, 5) == []
        await unit.journeys.save(home.id, replace(gone, left_at=None, version=1), 0)
        assert await unit.preferences.people_with(home.id, [loops], HELP, 5) == [(home.ada, "Ada")]


async def test_forgotten_person_leaves_no_preferences(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        loops, _ = await helping(unit, home)

        await unit.communities.erase(home.id, home.ada, NOW)

        assert await unit.preferences.people_with(home.id, [loops], HELP, 5) == []
        assert await unit.preferences.interests(home.id, home.ada) == []
        assert await unit.preferences.learning(home.id, home.ada) == Learning()
        kept = await unit.communities.kept_about(home.id, home.bob)
        assert {one.place: one.total for one in kept if one.place.startswith("interest")} == {"interest.member_id": 1}


async def test_person_without_an_account_is_not_found(store: SqlStore) -> None:
    home, away = await settle(store), await settle(store, "elsewhere")
    async with store.write() as unit:
        loops, _ = await helping(unit, away)
        assert await unit.preferences.people_with(away.id, [loops], HELP, 5) == [(away.ada, "Ada")]

        await unit.joining.join(home.id, away.id, NOW)

        assert await unit.preferences.people_with(away.id, [loops], HELP, 5) == []


async def test_what_was_said_comes_along_to_the_community_that_is_joined_unseen(store: SqlStore) -> None:
    home, away = await settle(store), await settle(store, "elsewhere")
    async with store.write() as unit:
        await make(unit, home, "mob", "rounds")
        loops, mob, _ = await make(unit, away, "loops", "mob", "kata")
        await curating(unit, away).merge(loops, mob)
        await unit.preferences.save_learning(away.id, away.ada, SAID)
        await unit.preferences.save_learning(away.id, away.bob, SAID)
        await unit.preferences.put_interests(away.id, away.ada, HELP, [loops.id, mob.id])
        await unit.joining.join(home.id, away.id, NOW)
        known = await unit.people.who(AccountKey(platform="console", workspace="elsewhere", user="ada"))
        other = await unit.people.who(AccountKey(platform="console", workspace="elsewhere", user="bob"))
        assert known
        assert other
        await unit.preferences.save_learning(home.id, other[1].id, Learning(minutes=5))

        await unit.preferences.bring(home.id, away.id)

        here = known[1].id
        assert await unit.preferences.learning(home.id, here) == replace(SAID, is_public=False)
        assert await unit.preferences.learning(home.id, other[1].id) == Learning(minutes=5)
        found = await unit.preferences.interests(home.id, here)
        assert [(one.name, one.kind) for one in found] == [("mob", HELP)]
        assert await unit.preferences.people_with(home.id, [found[0].tag], HELP, 5) == []
        assert await unit.preferences.interests(home.id, home.ada) == []
        await unit.preferences.bring(home.id, away.id)
        assert await unit.preferences.interests(home.id, here) == found
