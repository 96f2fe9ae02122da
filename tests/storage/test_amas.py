"""AMAs, proposals and who comes, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.amas import coming
from bot.amas.values import (
    Ama,
    AmaState,
    Announcement,
    Attendance,
    Coming,
    Host,
    Invitation,
    NewAma,
    Part,
    Proposal,
    ProposalState,
    Reminder,
    Session,
    Usual,
    Wish,
)
from bot.identity import AccountKey, AmaId, Member, MemberId, Place
from storage.store import SqlStore, SqlUnit
from tests.storage.library import LOBBY, NOW, Home, curating, make, settle

STARTS = NOW + timedelta(days=9, hours=6)
SLACK = Place(platform="slack", workspace="T1", channel="C1")
SESSION = Session(
    title="Starting a guild 日本語",
    about="How we did it\nand why",
    starts_at=STARTS,
    zone="Europe/Berlin",
    minutes=90,
    language="en",
    capacity=20,
    meets_at="https://meet.example/a",
    questions_each=2,
    is_reviewed=True,
    plan=frozenset({Announcement.DAY, Announcement.START}),
    announcement="{title}",
)
ANYWHEN = (NOW - timedelta(days=4_000), NOW + timedelta(days=4_000))


def new(home: Home, **changes: object) -> NewAma:
    """An AMA with Bob and somebody from outside as hosts."""
    hosts = (Host(name="Bob", member=home.bob), Host(name="Grace Hopper", state=Invitation.ACCEPTED))
    return replace(NewAma(session=SESSION, hosts=hosts, places=(LOBBY, SLACK)), **changes)  # type: ignore[arg-type]


async def add(unit: SqlUnit, home: Home, **changes: object) -> Ama:
    return await unit.amas.add(home.id, new(home, **changes), home.ada, NOW)


async def test_every_field_comes_back_as_it_was_given(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        guilds, craft = await make(unit, home, "guilds", "craft")
        made = await add(unit, home, tags=(guilds.id, craft.id))

    async with store.read() as unit:
        kept = await unit.amas.get(home.id, AmaId(1))

    expected = Ama(
        id=AmaId(1),
        community=home.id,
        session=SESSION,
        state=AmaState.SCHEDULED,
        hosts=new(home).hosts,
        places=(LOBBY, SLACK),
        tags=((craft.id, "craft"), (guilds.id, "guilds")),
        made_by=Member(id=home.ada, name="Ada"),
        sequence=0,
        changed_at=NOW,
    )
    assert kept == made == expected


async def test_change_is_kept_once_for_each_sequence(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        made = await add(unit, home)
    after = replace(
        made,
        session=replace(SESSION, title="Loops", about="", language=None, capacity=None, plan=frozenset()),
        state=AmaState.CANCELLED,
        sequence=1,
        changed_at=NOW + timedelta(hours=1),
        keeps_answers=True,
        began_at=STARTS,
        closed_at=STARTS + timedelta(hours=1),
        reason="Why",
    )

    async with store.write() as unit:
        first = await unit.amas.save(home.id, after, expected=0)
        second = await unit.amas.save(home.id, replace(after, reason="Other", sequence=1), expected=0)

    async with store.read() as unit:
        assert await unit.amas.get(home.id, made.id) == after
    assert (first, second) == (True, False)


async def test_amas_are_numbered_from_1_in_each_community(store: SqlStore) -> None:
    mine, theirs = await settle(store, "mine"), await settle(store, "theirs")

    async with store.write() as unit:
        numbers = [(await add(unit, home)).id for home in (mine, mine, theirs, mine)]

    assert numbers == [1, 2, 1, 3]
    async with store.read() as unit:
        assert await unit.amas.get(theirs.id, AmaId(2)) is None


async def test_amas_between_are_in_the_order_of_their_starts_without_the_borders(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        for days in (3, 1, 2):
            await add(unit, home, session=replace(SESSION, starts_at=NOW + timedelta(days=days)))
        second = await unit.amas.get(home.id, AmaId(2))
        assert second
        await unit.amas.save(home.id, replace(second, state=AmaState.LIVE), expected=0)

    async with store.read() as unit:
        both = (AmaState.SCHEDULED, AmaState.LIVE)
        found = await unit.amas.between(home.id, *ANYWHEN, both, count=9)
        newest = await unit.amas.between(home.id, *ANYWHEN, both, count=9, newest_first=True)
        page = await unit.amas.between(home.id, *ANYWHEN, both, count=1, skip=1)
        live = await unit.amas.between(home.id, *ANYWHEN, (AmaState.LIVE,), count=9)
        inside = await unit.amas.between(home.id, NOW + timedelta(days=1), NOW + timedelta(days=3), both, count=9)
        starts = await unit.amas.starts(home.id, *ANYWHEN, both, 2)

    assert [[one.id for one in each] for each in (found, newest, page, live, inside)] == [
        [2, 3, 1], [1, 3, 2], [3], [2], [3],
    ]  # fmt: skip
    assert starts == [NOW + timedelta(days=days) for days in (3, 2)]


async def test_hosts_are_put_and_dropped_members_and_others(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        ama = await add(unit, home)
        changed = Host(name="Bob", member=home.bob, part=Part.HELPER, state=Invitation.ACCEPTED, other_times="Fridays")
        await unit.amas.put_host(home.id, ama.id, changed)
        await unit.amas.put_host(home.id, ama.id, Host(name="Ada", member=home.ada))
        await unit.amas.put_host(home.id, ama.id, Host(name="Grace Hopper"))
        both = await unit.amas.get(home.id, ama.id)
        await unit.amas.drop_host(home.id, ama.id, Host(name="Grace Hopper"))
        await unit.amas.drop_host(home.id, ama.id, changed)
        after = await unit.amas.get(home.id, ama.id)

    assert both
    assert after
    ada = Host(name="Ada", member=home.ada)
    assert both.hosts == (ada, changed, Host(name="Grace Hopper", state=Invitation.ACCEPTED))
    assert after.hosts == (ada,)


async def test_places_are_put_once_and_dropped(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        ama = await add(unit, home)
        await unit.amas.put_place(home.id, ama.id, SLACK)
        await unit.amas.drop_place(home.id, ama.id, LOBBY)

        kept = await unit.amas.get(home.id, ama.id)

    assert kept
    assert kept.places == (SLACK,)


async def test_tag_that_was_merged_is_shown_as_the_other_and_a_deleted_one_not_at_all(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        guilds, clubs, craft = await make(unit, home, "guilds", "clubs", "craft")
        ama = await add(unit, home, tags=(guilds.id, clubs.id, craft.id))
        await curating(unit, home).merge(clubs, guilds)
        await curating(unit, home).delete("craft")

        kept = await unit.amas.get(home.id, ama.id)
        await unit.amas.set_tags(home.id, ama.id, ())
        none = await unit.amas.get(home.id, ama.id)

    assert kept
    assert none
    assert kept.tags == ((guilds.id, "guilds"),)
    assert none.tags == ()


async def test_person_is_there_once_with_their_last_answer(store: SqlStore) -> None:
    home = await settle(store)
    later = NOW + timedelta(minutes=1)
    async with store.write() as unit:
        ama = await add(unit, home)
        await unit.amas.answer(home.id, ama.id, home.bob, Coming.WAITING, NOW)
        await unit.amas.answer(home.id, ama.id, home.ada, Coming.WAITING, later)
        waiting = [one.member.id for one in await unit.amas.waiting(home.id, ama.id, 9)]
        await unit.amas.remind(home.id, ama.id, home.bob, frozenset({Reminder.DAY, Reminder.ANSWER}))
        await unit.amas.answer(home.id, ama.id, home.bob, Coming.MAYBE, later)

    async with store.read() as unit:
        bob = Attendance(
            member=Member(id=home.bob, name="Bob"),
            answer=Coming.MAYBE,
            answered_at=later,
            reminders=frozenset({Reminder.DAY, Reminder.ANSWER}),
        )
        ada = Attendance(member=Member(id=home.ada, name="Ada"), answer=Coming.WAITING, answered_at=later)
        assert await unit.amas.attendance(home.id, ama.id, home.bob) == bob
        assert await unit.amas.attendances(home.id, ama.id) == [ada, bob]
        assert await unit.amas.waiting(home.id, ama.id, 9) == [ada]
        assert await unit.amas.tally(home.id, ama.id) == {Coming.MAYBE: 1, Coming.WAITING: 1}
    assert waiting == [home.bob, home.ada]


async def test_people_are_reached_by_the_first_of_their_accounts(store: SqlStore) -> None:
    home = await settle(store)
    more = [AccountKey(platform=platform, workspace="a", user="ada") for platform in ("slack", "aaa")]
    async with store.write() as unit:
        ama = await add(unit, home)
        for key in more:
            _, other = await unit.people.welcome(key, "Ada", "Guild", NOW)
            await unit.communities.hand_over(home.id, other.id, home.ada)
        await unit.amas.answer(home.id, ama.id, home.ada, Coming.COMING, NOW)
        accounts = await unit.deliveries.accounts(home.id, home.ada)

        assert await unit.amas.reach(home.id, ama.id) == {home.ada: accounts[0]}


async def test_nobody_passes_those_who_wait_already(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        ama = await add(unit, home, session=replace(SESSION, capacity=1))
        await unit.amas.answer(home.id, ama.id, home.bob, Coming.WAITING, NOW)

        answered = await coming.answer(unit.amas, ama, home.ada, Coming.COMING, NOW + timedelta(minutes=1))

        assert answered.answer is Coming.WAITING
        assert [one.member.id for one in answered.let_in] == [home.bob]
        assert await unit.amas.seats_of(home.id, home.bob) == [ama.id]
        assert await unit.amas.seats_of(home.id, home.ada) == []


async def test_people_who_come_at_once_share_the_seats_there_are(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        ama = await add(unit, home, session=replace(SESSION, capacity=7))
        keys = [AccountKey(platform="console", workspace="guild", user=f"user{number}") for number in range(12)]
        members = [(await unit.people.welcome(key, key.user, "Guild", NOW))[1].id for key in keys]

    async def come(member: MemberId) -> None:
        async with store.write() as unit:
            await unit.people.lock(home.id)
            await coming.answer(unit.amas, ama, member, Coming.COMING, NOW)

    async with asyncio.TaskGroup() as group:
        for member in members * 2:
            group.create_task(come(member))

    async with store.read() as unit:
        assert await unit.amas.tally(home.id, ama.id) == {Coming.COMING: 7, Coming.WAITING: 5}


async def test_proposals_come_with_support_tags_and_their_order(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        (guilds,) = await make(unit, home, "guilds")
        wish = Wish(topic="Guilds", why="We begin", who=home.bob, who_name="Bob", tags=(guilds.id,))
        first = await unit.amas.propose(home.id, wish, home.ada, NOW)
        second = await unit.amas.propose(home.id, Wish(topic="Loops"), home.bob, NOW)
        third = await unit.amas.propose(home.id, Wish(topic="Craft"), home.bob, NOW)
        supports = [await unit.amas.support(home.id, 2, home.ada) for _ in range(3)]
        await unit.amas.settle_proposal(home.id, third.id, ProposalState.DECLINED)

    async with store.read() as unit:
        listed = await unit.amas.proposals(home.id, 0, 9)
        page = await unit.amas.proposals(home.id, 1, 1)
        declined = await unit.amas.proposal(home.id, 3)
        assert await unit.amas.proposal(home.id, 4) is None

    assert first == Proposal(
        id=1, topic="Guilds", why="We begin", who=home.bob, who_name="Bob", made_by=Member(id=home.ada, name="Ada"),
        made_at=NOW, state=ProposalState.OPEN, tags=((guilds.id, "guilds"),), support=1,
    )  # fmt: skip
    assert supports == [True, False, True]
    assert listed == [replace(second, support=2), first]
    assert page == [first]
    assert declined == replace(third, state=ProposalState.DECLINED)


async def test_usual_announcements_are_kept_for_each_part(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.amas.set_usual(home.id, Announcement.WEEK, Usual(is_made=False))
        await unit.amas.set_usual(home.id, Announcement.WEEK, Usual(is_made=True, words="{title}"))
        await unit.amas.set_usual(home.id, Announcement.DAY, Usual(is_made=False))

    async with store.read() as unit:
        assert await unit.amas.usual(home.id) == {
            Announcement.WEEK: Usual(words="{title}"), Announcement.DAY: Usual(is_made=False),
        }  # fmt: skip


async def test_zones_are_those_that_members_have_told(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.communities.save_person(home.id, home.ada, "Asia/Tokyo", None)

    async with store.read() as unit:
        assert await unit.amas.zones(home.id) == {"Asia/Tokyo": 1}


async def test_one_community_sees_nothing_of_the_amas_of_another(store: SqlStore) -> None:
    empty, theirs = await settle(store, "empty"), await settle(store, "theirs")
    async with store.write() as unit:
        ama = await add(unit, theirs)
        await unit.amas.propose(theirs.id, Wish(topic="Loops"), theirs.ada, NOW)
        await unit.amas.answer(theirs.id, ama.id, theirs.ada, Coming.COMING, NOW)
        await unit.amas.set_usual(theirs.id, Announcement.WEEK, Usual(is_made=False))
        await unit.communities.save_person(theirs.id, theirs.ada, "Asia/Tokyo", None)

    async with store.write() as unit:
        amas = unit.amas
        seen: list[object] = [
            await amas.get(empty.id, ama.id), await amas.between(empty.id, *ANYWHEN, tuple(AmaState), count=9),
            await amas.proposal(empty.id, 1), await amas.proposals(empty.id, 0, 9), await amas.usual(empty.id),
            await amas.attendances(empty.id, ama.id), await amas.tally(empty.id, ama.id), await amas.zones(empty.id),
            await amas.attendance(empty.id, ama.id, theirs.ada), await amas.waiting(empty.id, ama.id, 9),
            await amas.save(empty.id, replace(ama, reason="mine"), expected=0),
        ]  # fmt: skip
        await amas.drop_host(empty.id, ama.id, Host(name="Grace Hopper"))
        await amas.drop_place(empty.id, ama.id, LOBBY)
        await amas.set_tags(empty.id, ama.id, ())
        await amas.remind(empty.id, ama.id, theirs.ada, frozenset({Reminder.DAY}))
        await amas.settle_proposal(empty.id, 1, ProposalState.DECLINED)

    async with store.read() as unit:
        assert await unit.amas.get(theirs.id, ama.id) == ama
        assert (await unit.amas.proposals(theirs.id, 0, 9))[0].support == 1
        attendance = await unit.amas.attendance(theirs.id, ama.id, theirs.ada)
    assert [each for each in seen if each] == []
    assert attendance
    assert attendance.reminders == frozenset()
