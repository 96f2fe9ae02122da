"""Rows of buddies on both databases: who looks, who was introduced, and people who become one or are gone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.buddies.values import Buddy, Looking, Pair, Says, Tally
from bot.identity import AccountKey, CommunityId, Member, MemberId
from bot.onboarding.values import Journey, JourneyState
from bot.preferences.values import InterestKind, Learning
from storage import buddies as rows
from storage.store import SqlStore, SqlUnit
from tests.buddies import put
from tests.storage.library import NOW, Home, settle

LATER = NOW + timedelta(days=1)


async def come(unit: SqlUnit, name: str, workspace: str = "guild", platform: str = "console") -> MemberId:
    """Somebody new in the community of a workspace."""
    account = AccountKey(platform=platform, workspace=workspace, user=name.lower())
    _community, member = await unit.people.welcome(account, name, "Guild", NOW)
    return member.id


async def take_part(unit: SqlUnit, home: Home, *members: MemberId, most: int = 1) -> None:
    for member in members:
        await unit.buddies.save(home.id, Buddy(member=member, waits_since=NOW, most=most))


async def introduced(unit: SqlUnit, home: Home, one: MemberId, other: MemberId, over: str = "loops") -> Pair:
    number = await unit.buddies.introduce(home.id, one, other, over, NOW)
    assert number is not None
    pair = await unit.buddies.pair(home.id, number)
    assert pair is not None
    return pair


async def names_of(unit: SqlUnit, home: Home, member: MemberId) -> list[str]:
    """Who is in pairs with somebody."""
    pairs = await unit.buddies.pairs(home.id, member)
    return [one.name for pair in pairs for one in pair.members if one.id != member]


async def test_how_somebody_takes_part_is_kept_and_changed(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    first = Buddy(member=home.ada, waits_since=NOW, most=3)
    second = replace(first, most=1, snoozed_until=LATER)

    async with store.write() as unit:
        before = await unit.buddies.get(home.id, home.ada), await unit.buddies.is_anybody_there(home.id)
        await unit.buddies.save(home.id, first)
        kept = await unit.buddies.get(home.id, home.ada)
        await unit.buddies.save(home.id, second)
        changed = await unit.buddies.get(home.id, home.ada)

    async with store.read() as unit:
        assert (before, kept, changed) == ((None, False), first, second)
        assert await unit.buddies.is_anybody_there(home.id)
        assert not await unit.buddies.is_anybody_there(other.id)
        assert await unit.buddies.get(other.id, home.ada) is None


async def test_who_looks_comes_with_all_that_matters_for_whom_they_meet(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        cora = await come(unit, "Cora")
        await take_part(unit, home, home.ada, most=2)
        await unit.communities.save_person(home.id, home.ada, "Europe/Berlin", "de")
        await unit.deliveries.set_rest(home.id, home.ada, "23:00-07:00")
        await unit.preferences.save_learning(home.id, home.ada, Learning(hours="18:00-21:00"))
        await put(unit, home.id, home.ada, "loops", "boards")
        await put(unit, home.id, home.ada, "loops", kind=InterestKind.HELP)
        await introduced(unit, home, home.ada, home.bob)
        await unit.buddies.avoid(home.id, cora, home.ada)
        tags = await unit.tags.named(home.id, ["loops", "boards"])

    async with store.read() as unit:
        looking = await unit.buddies.looking(home.id, NOW)
        interests = await unit.buddies.interests(home.id, [home.ada, home.bob])

    learns = frozenset(tag.id for tag in tags.values())
    helps = frozenset({tags["loops"].id})
    assert looking == [
        Looking(
            member=home.ada,
            waits_since=NOW,
            most=2,
            has=1,
            quiet="23:00-07:00",
            zone="Europe/Berlin",
            language="de",
            hours="18:00-21:00",
            learns=learns,
            helps=helps,
            apart=frozenset({home.bob, cora}),
            places=frozenset({("console", "guild")}),
        )
    ]
    assert interests == {home.ada: (learns, helps)}


async def test_snoozed_left_and_unreachable_people_do_not_look(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        snoozed, left, back = [await come(unit, name) for name in ("Cora", "Dan", "Eve")]
        await take_part(unit, home, home.ada, snoozed, left, back)
        await unit.buddies.save(home.id, Buddy(member=snoozed, waits_since=NOW, snoozed_until=LATER))
        await unit.buddies.save(home.id, Buddy(member=back, waits_since=NOW, snoozed_until=NOW))
        gone = Journey(
            member=left, state=JourneyState.GOING, entry="", joined_at=NOW, moved_at=NOW, left_at=NOW, version=1
        )
        await unit.journeys.save(home.id, gone, None)

    async with store.read() as unit:
        assert [one.member for one in await unit.buddies.looking(home.id, NOW)] == [home.ada, back]
        assert [one.member for one in await unit.buddies.looking(home.id, LATER)] == [home.ada, snoozed, back]


async def test_everybody_is_found_however_many_are_read_at_once(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = await settle(store)
    async with store.write() as unit:
        others = [await come(unit, f"P{number}") for number in range(11)]
        await take_part(unit, home, home.ada, home.bob, *others, most=2)
        await introduced(unit, home, others[-1], home.ada)
        await unit.buddies.avoid(home.id, others[9], others[0])
        await put(unit, home.id, others[-1], "loops")
        whole = await unit.buddies.looking(home.id, NOW)
        for at_once in (1, 2, 13):
            monkeypatch.setattr(rows, "_AT_ONCE", at_once)
            assert await unit.buddies.looking(home.id, NOW) == whole

    assert len(whole) == 13
    assert (whole[0].has, whole[0].apart) == (1, frozenset({others[-1]}))


async def test_two_are_introduced_once_from_whichever_side_and_wait_anew(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await take_part(unit, home, home.ada, home.bob)
        number = await unit.buddies.introduce(home.id, home.bob, home.ada, "loops", LATER)
        assert number is not None
        again = [await unit.buddies.introduce(home.id, *two, "x", LATER) for two in (
            (home.ada, home.bob), (home.bob, home.ada)
        )]  # fmt: skip
        pair = await unit.buddies.pair(home.id, number)
        waits = [await unit.buddies.get(home.id, member) for member in (home.ada, home.bob)]

    assert again == [None, None]
    assert pair == Pair(
        id=number,
        members=(Member(id=home.ada, name="Ada"), Member(id=home.bob, name="Bob")),
        introduced_at=LATER,
        over="loops",
    )
    assert [one and one.waits_since for one in waits] == [LATER, LATER]


async def test_pair_is_kept_with_what_is_said_and_seen_in_its_community_alone(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    async with store.write() as unit:
        pair = await introduced(unit, home, home.ada, home.bob)
        changed = replace(pair, says=(Says.MET, Says.NOT_YET), ended_at=LATER)
        await unit.buddies.save_pair(home.id, changed)
        await unit.buddies.save_pair(other.id, pair)

    async with store.read() as unit:
        assert await unit.buddies.pair(home.id, pair.id) == changed
        assert await unit.buddies.pair(other.id, pair.id) is None
        assert await unit.buddies.pairs(home.id, home.ada) == []


async def test_who_leaves_ends_their_pairs_from_both_sides(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        cora = await come(unit, "Cora")
        await take_part(unit, home, home.ada, home.bob, cora)
        for one, two in ((home.ada, home.bob), (home.bob, cora), (home.ada, cora)):
            await introduced(unit, home, one, two)
        await unit.buddies.leave(home.id, home.bob, LATER)

    async with store.read() as unit:
        assert await unit.buddies.get(home.id, home.bob) is None
        assert await names_of(unit, home, home.bob) == []
        assert await names_of(unit, home, cora) == ["Ada"]


async def test_pairs_in_which_nobody_has_met_are_parted_in_time(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        others = [await come(unit, name) for name in ("Cora", "Dan", "Eve")]
        silent, met, late = [await introduced(unit, home, home.ada, one) for one in others]
        await unit.buddies.save_pair(home.id, replace(silent, says=(Says.NOT_YET, Says.NOTHING)))
        await unit.buddies.save_pair(home.id, replace(met, says=(Says.NOTHING, Says.MET)))
        nobody = await unit.buddies.part_unmet(home.id, NOW, LATER)
        await unit.buddies.save_pair(home.id, replace(late, ended_at=NOW))
        parted = await unit.buddies.part_unmet(home.id, NOW + timedelta(seconds=1), LATER)

    async with store.read() as unit:
        assert (nobody, parted) == (0, 1)
        assert await names_of(unit, home, home.ada) == ["Dan"]


async def test_avoiding_is_kept_once_and_taken_back(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        for _ in range(2):
            await unit.buddies.avoid(home.id, home.ada, home.bob)
        lists = [await unit.buddies.avoided(home.id, member) for member in (home.ada, home.bob)]
        back = [await unit.buddies.avoid_no_more(home.id, home.ada, home.bob) for _ in range(2)]

    assert lists == [[Member(id=home.bob, name="Bob")], []]
    assert back == [True, False]


async def test_tally_counts_people_and_pairs_of_the_community(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    async with store.write() as unit:
        cora, dan = await come(unit, "Cora"), await come(unit, "Dan")
        await take_part(unit, home, home.ada, home.bob, cora)
        await unit.buddies.save(home.id, Buddy(member=dan, waits_since=NOW, snoozed_until=LATER))
        first = await introduced(unit, home, home.ada, home.bob)
        second = await introduced(unit, home, cora, home.bob)
        await introduced(unit, home, cora, dan)
        await unit.buddies.save_pair(home.id, replace(first, says=(Says.MET, Says.NOT_YET)))
        await unit.buddies.save_pair(home.id, replace(second, says=(Says.NOTHING, Says.NOT_YET), ended_at=LATER))

    async with store.read() as unit:
        assert await unit.buddies.tally(home.id, NOW) == Tally(
            joined=4, snoozed=1, waiting=0, standing=2, made=3, met=1, not_yet=1
        )
        assert await unit.buddies.tally(other.id, NOW) == Tally()


async def test_accounts_that_become_one_person_leave_no_pair_with_oneself_and_none_twice(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        cora, dan = await come(unit, "Cora"), await come(unit, "Dan")
        await take_part(unit, home, home.ada, home.bob, cora, dan, most=5)
        await introduced(unit, home, home.ada, dan)
        ended = await introduced(unit, home, home.ada, cora)
        await unit.buddies.save_pair(home.id, replace(ended, ended_at=LATER))
        standing = await introduced(unit, home, cora, dan)
        turned = await introduced(unit, home, home.bob, dan)
        await unit.buddies.save_pair(home.id, replace(turned, says=(Says.MET, Says.NOT_YET)))
        await unit.buddies.avoid(home.id, home.ada, dan)
        await unit.buddies.avoid(home.id, dan, home.bob)
        await unit.communities.hand_over(home.id, dan, home.ada)

    async with store.read() as unit:
        (first, second) = await unit.buddies.pairs(home.id, home.ada)
        assert (first.id, second.id) == (standing.id, turned.id)
        assert [one.name for one in second.members] == ["Ada", "Bob"]
        assert second.says == (Says.NOT_YET, Says.MET)
        assert [one.name for one in await unit.buddies.avoided(home.id, home.ada)] == ["Bob"]
        assert await unit.buddies.pair(home.id, ended.id) is None
        (ada, *_rest) = await unit.buddies.looking(home.id, NOW)
        assert (ada.has, ada.apart) == (2, frozenset({home.bob, cora}))


async def test_linking_in_any_order_keeps_pairs_right(store: SqlStore) -> None:
    """However people become one: each pair of two different people, the smaller number first, none twice."""
    home, chance = await settle(store), random.Random(5)
    async with store.write() as unit:
        people = [home.ada, home.bob, *[await come(unit, f"P{number}") for number in range(8)]]
        for _ in range(30):
            one, other = chance.sample(people, 2)
            number = await unit.buddies.introduce(home.id, one, other, "loops", NOW)
            pair = await unit.buddies.pair(home.id, number or 0)
            if pair and chance.random() < 0.4:
                await unit.buddies.save_pair(home.id, replace(pair, ended_at=LATER))
            await unit.buddies.avoid(home.id, *chance.sample(people, 2))
        while len(people) > 2:
            gone, stays = chance.sample(people, 2)
            await unit.communities.hand_over(home.id, gone, stays)
            people.remove(gone)
            await expect_sound(unit, home.id, people)


async def expect_sound(unit: SqlUnit, community: CommunityId, people: Sequence[MemberId]) -> None:
    seen: list[tuple[int, int]] = []
    for member in people:
        for pair in await unit.buddies.pairs(community, member):
            one, other = (each.id for each in pair.members)
            assert one < other
            seen += [(one, other)] if member == one else []
        assert member not in {one.id for one in await unit.buddies.avoided(community, member)}
    assert len(seen) == len(set(seen))


async def test_people_of_a_joined_community_keep_whom_they_know_and_avoid(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    async with store.write() as unit:
        cora = await come(unit, "Cora", "other")
        await take_part(unit, other, other.ada, other.bob, most=2)
        pair = await introduced(unit, other, other.ada, other.bob)
        await unit.buddies.save_pair(other.id, replace(pair, says=(Says.MET, Says.NOTHING)))
        await unit.buddies.avoid(other.id, cora, other.ada)
        joined = await unit.joining.join(home.id, other.id, LATER)
        here = await unit.buddies.looking(home.id, LATER)

        assert [(one.most, one.has, len(one.apart)) for one in here] == [(2, 1, 2), (2, 1, 1)]
        assert await unit.buddies.looking(other.id, LATER) == []
        (copied,) = await unit.buddies.pairs(home.id, here[0].member)
        assert [one.name for one in copied.members] == ["Ada", "Bob"]
        assert copied.says == (Says.MET, Says.NOTHING)

        await unit.joining.part(joined, LATER)
        for copy in await unit.joining.copies(joined, 10):
            await unit.communities.erase(home.id, copy, LATER)

        assert await unit.buddies.looking(home.id, LATER) == []
        assert [one.member for one in await unit.buddies.looking(other.id, LATER)] == [other.ada, other.bob]


async def test_nothing_of_buddies_is_left_of_who_is_forgotten(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await take_part(unit, home, home.ada, home.bob)
        pair = await introduced(unit, home, home.ada, home.bob)
        await unit.buddies.avoid(home.id, home.ada, home.bob)
        await unit.buddies.avoid(home.id, home.bob, home.ada)
        await unit.communities.erase(home.id, home.ada, LATER)

        assert await unit.buddies.pair(home.id, pair.id) is None
        assert await unit.buddies.avoided(home.id, home.bob) == []
        (bob,) = await unit.buddies.looking(home.id, LATER)
        assert (bob.has, bob.apart) == (0, frozenset())
        cora = await come(unit, "Cora")
        assert await unit.buddies.introduce(home.id, home.bob, cora, "loops", LATER) == pair.id + 1
