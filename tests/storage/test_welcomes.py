"""Greeters and welcomes as rows, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import persons
from bot.deliveries import Order, Target
from bot.identity import AccountKey, MemberId
from bot.welcomes import WEEK, Greeter, OfferOutcome, Welcome, WelcomeState, topic_of
from storage.prepared import Prepared
from storage.store import SqlStore, SqlUnit
from storage.tables import welcome_offer
from tests.storage.library import NOW, Home, settle

LATER = NOW + timedelta(hours=2)
_OUTCOMES = Prepared(
    "outcomes in tests",
    select(welcome_offer.c.greeter_id, welcome_offer.c.offered_at, welcome_offer.c.outcome),
    is_known=False,
)


async def outcomes(unit: SqlUnit) -> list[tuple[object, ...]]:
    return sorted(map(tuple, await unit.welcomes._session.rows(_OUTCOMES)))


def welcome(home: Home, **changes: object) -> Welcome:
    """The welcome of Ada, which Bob has in hand."""
    given = Welcome(
        newcomer=home.ada,
        name="Ada",
        state=WelcomeState.OFFERED,
        ordered_at=NOW,
        greeter=home.bob,
        greeter_name="Bob",
        offered_at=NOW,
        offered_until=LATER,
        words="Hello 日本語\nAda",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


async def newcomers(store: SqlStore, home: Home, count: int) -> list[MemberId]:
    """So many people more."""
    async with store.write() as unit:
        keys = [AccountKey(platform="console", workspace="guild", user=f"n{number}") for number in range(count)]
        return [(await unit.people.welcome(key, key.user, "Guild", NOW))[1].id for key in keys]


async def test_greeter_comes_back_as_they_were_put_with_what_their_person_has_said(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.communities.save_person(home.id, home.bob, "Asia/Tokyo", "de")
        await unit.deliveries.set_rest(home.id, home.bob, "23:00-07:00")
        put = Greeter(member=home.bob, name="Bob", is_off_duty=True, per_week=3, hours="09:00-18:00")
        await unit.welcomes.put_greeter(home.id, put)
        await unit.welcomes.put_greeter(home.id, Greeter(member=home.ada, name="Ada", per_week=5))

    async with store.read() as unit:
        greeters = await unit.welcomes.greeters(home.id, NOW)

    assert greeters == [
        Greeter(member=home.ada, name="Ada", per_week=5),
        replace(put, quiet="23:00-07:00", zone="Asia/Tokyo", language="de"),
    ]


async def test_saying_something_about_duty_keeps_when_it_was_their_turn(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.welcomes.put_greeter(home.id, Greeter(member=home.bob, name="Bob", per_week=5))
        await unit.welcomes.offer(home.id, home.ada, home.bob, LATER, NOW)
        await unit.welcomes.put_greeter(home.id, Greeter(member=home.bob, name="Bob", per_week=1, is_off_duty=True))

        (bob,) = await unit.welcomes.greeters(home.id, NOW - WEEK)

    assert (bob.turned_at, bob.per_week, bob.is_off_duty, bob.asked) == (NOW, 1, True, 1)


async def test_greeter_is_dropped_once_and_only_in_their_community(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    async with store.write() as unit:
        await unit.welcomes.put_greeter(home.id, Greeter(member=home.bob, name="Bob", per_week=5))

        dropped = [await unit.welcomes.drop_greeter(where.id, home.bob) for where in (other, home, home)]
        left = await unit.welcomes.greeters(home.id, NOW)

    assert (dropped, left) == ([False, True, False], [])


async def test_load_counts_what_was_asked_after_a_moment_and_what_is_ahead(store: SqlStore) -> None:
    home = await settle(store)
    people = await newcomers(store, home, 4)
    async with store.write() as unit:
        await unit.welcomes.put_greeter(home.id, Greeter(member=home.bob, name="Bob", per_week=5))
        moments = (NOW - WEEK - timedelta(seconds=1), NOW - WEEK, NOW - WEEK + timedelta(seconds=1), LATER)
        for who, moment in zip(people, moments, strict=True):
            await unit.welcomes.offer(home.id, who, home.bob, moment, NOW)

        (bob,) = await unit.welcomes.greeters(home.id, NOW - WEEK)

    assert bob.asked == 2


async def test_greeter_whose_last_account_has_left_is_not_here(store: SqlStore) -> None:
    home = await settle(store)
    bob, second = (AccountKey(platform=platform, workspace="guild", user="bob") for platform in ("console", "slack"))
    async with store.write() as unit:
        await unit.welcomes.put_greeter(home.id, Greeter(member=home.bob, name="Bob", per_week=5))
        await unit.people.settle("slack", "guild", home.id)
        _, member = await unit.people.welcome(second, "Bob", "Guild", NOW)
        await unit.communities.hand_over(home.id, member.id, home.bob)

        here = []
        for key in (bob, second):
            await unit.people.note_left(key, NOW)
            here += [one.is_here for one in await unit.welcomes.greeters(home.id, NOW)]

    assert here == [True, False]


async def test_welcome_comes_back_as_it_was_saved(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    kept = welcome(home)
    sent = replace(kept, state=WelcomeState.SENT, words="Hi", sent_at=LATER, greeter=None, greeter_name="")

    async with store.write() as unit:
        none = await unit.welcomes.get(home.id, home.ada)
        added = [await unit.welcomes.save(home.id, kept, None) for _ in range(2)]
        first = await unit.welcomes.get(home.id, home.ada)
        saved = [await unit.welcomes.save(home.id, sent, WelcomeState.OFFERED) for _ in range(2)]
        second = await unit.welcomes.get(home.id, home.ada)
        elsewhere = await unit.welcomes.get(other.id, home.ada)

    assert (none, added, saved, elsewhere) == (None, [True, False], [True, False], None)
    assert (first, second) == (kept, sent)


async def test_of_two_who_save_at_once_one_is_told_that_it_was_late(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.welcomes.save(home.id, welcome(home), None)

    async def send(by: MemberId) -> bool:
        async with store.write() as unit:
            sent = welcome(home, state=WelcomeState.SENT, greeter=by, sent_at=NOW)
            return await unit.welcomes.save(home.id, sent, WelcomeState.OFFERED)

    told = await asyncio.gather(*(send(by) for by in (home.ada, home.bob, home.ada)))

    assert sorted(told) == [False, False, True]


async def test_offers_are_kept_once_for_each_greeter_with_their_outcome(store: SqlStore) -> None:
    home = await settle(store)
    (who,) = await newcomers(store, home, 1)
    async with store.write() as unit:
        await unit.welcomes.offer(home.id, who, home.bob, NOW, NOW)
        await unit.welcomes.offer(home.id, who, home.ada, LATER, NOW)
        await unit.welcomes.settle_offer(home.id, who, home.bob, OfferOutcome.PASSED)
        first = await outcomes(unit)
        since = [await unit.welcomes.asked(home.id, who, moment) for moment in (NOW, LATER)]
        await unit.welcomes.offer(home.id, who, home.bob, LATER, LATER)
        again = await outcomes(unit)

    assert first == sorted([(home.bob, NOW, "passed"), (home.ada, LATER, "")], key=lambda row: row[0])
    assert since == [{home.ada, home.bob}, {home.ada}]
    assert again == sorted([(home.bob, LATER, ""), (home.ada, LATER, "")], key=lambda row: row[0])


async def test_welcomes_are_listed_by_who_has_them_by_time_and_by_state(store: SqlStore) -> None:
    home = await settle(store)
    one, two, three = await newcomers(store, home, 3)
    async with store.write() as unit:
        for who, until, state in (
            (one, LATER, WelcomeState.OFFERED),
            (two, NOW, WelcomeState.OFFERED),
            (three, NOW, WelcomeState.UNTAKEN),
        ):
            made = welcome(home, newcomer=who, state=state, offered_until=until)
            await unit.welcomes.save(home.id, made, None)

        hand = await unit.welcomes.in_hand(home.id, home.bob)
        late = [await unit.welcomes.late(home.id, at, 9) for at in (NOW - timedelta(seconds=1), NOW, LATER)]
        few = await unit.welcomes.late(home.id, LATER, 1)
        both = await unit.welcomes.waiting(home.id, [WelcomeState.UNTAKEN, WelcomeState.OFFERED], 9)
        counts = [await unit.welcomes.how_many(home.id, state) for state in (WelcomeState.OFFERED, WelcomeState.SENT)]

    assert [who.newcomer for who in hand] == [one, two]
    assert [[who.newcomer for who in each] for each in (*late, few)] == [[], [two], [two, one], [two]]
    assert [who.newcomer for who in both] == [three, two, one]
    assert counts == [2, 0]


@pytest.mark.parametrize(
    ("gone", "stays", "kept"),
    [
        (WelcomeState.SENT, WelcomeState.OFFERED, WelcomeState.SENT),
        (WelcomeState.OFFERED, WelcomeState.SENT, WelcomeState.SENT),
        (WelcomeState.DECLINED, WelcomeState.UNTAKEN, WelcomeState.DECLINED),
        (WelcomeState.UNTAKEN, WelcomeState.VOID, WelcomeState.UNTAKEN),
        (WelcomeState.OFFERED, None, WelcomeState.OFFERED),
        (None, WelcomeState.OFFERED, WelcomeState.OFFERED),
    ],
)
async def test_of_two_newcomers_who_are_one_the_welcome_that_is_further_stays(
    store: SqlStore, gone: WelcomeState | None, stays: WelcomeState | None, kept: WelcomeState
) -> None:
    home = await settle(store)
    one, other = await newcomers(store, home, 2)
    async with store.write() as unit:
        for who, state in ((one, gone), (other, stays)):
            if state is not None:
                await unit.welcomes.save(home.id, welcome(home, newcomer=who, state=state), None)
                await unit.welcomes.offer(home.id, who, home.bob, NOW, NOW)

        await unit.welcomes.join(home.id, one, other)
        await unit.communities.hand_over(home.id, one, other)

        found = await unit.welcomes.get(home.id, other)
        assert found
        assert (found.state, await unit.welcomes.get(home.id, one)) == (kept, None)
        assert len(await outcomes(unit)) == 1


async def test_two_greeters_who_are_one_are_on_the_rota_once(store: SqlStore) -> None:
    home = await settle(store)
    (second,) = await newcomers(store, home, 1)
    async with store.write() as unit:
        for who in (home.bob, second):
            await unit.welcomes.put_greeter(home.id, Greeter(member=who, name="Bob", per_week=5))
        await unit.welcomes.save(home.id, welcome(home, greeter=second), None)

        await unit.communities.hand_over(home.id, second, home.bob)

        assert [one.member for one in await unit.welcomes.greeters(home.id, NOW)] == [home.bob]
        assert [one.newcomer for one in await unit.welcomes.in_hand(home.id, home.bob)] == [home.ada]


async def test_greeter_who_is_forgotten_leaves_the_welcome_and_none_of_their_words(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.welcomes.put_greeter(home.id, Greeter(member=home.bob, name="Bob", per_week=5))
        await unit.welcomes.save(home.id, welcome(home), None)
        await unit.welcomes.offer(home.id, home.ada, home.bob, NOW, NOW)
        await unit.deliveries.add(home.id, message(home), NOW)

        await persons.forget(unit, home.id, home.bob, NOW)

        assert await unit.welcomes.get(home.id, home.ada) == welcome(home, greeter=None, greeter_name="", words="")
        assert (await unit.welcomes.greeters(home.id, NOW), await outcomes(unit)) == ([], [])
        assert await unit.deliveries.about(home.id, topic_of(home.ada)) == []


async def test_newcomer_who_is_forgotten_leaves_nothing(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        await unit.welcomes.put_greeter(home.id, Greeter(member=home.bob, name="Bob", per_week=5))
        await unit.welcomes.save(home.id, welcome(home), None)
        await unit.welcomes.offer(home.id, home.ada, home.bob, NOW, NOW)
        await unit.deliveries.add(home.id, message(home), NOW)

        await persons.forget(unit, home.id, home.ada, NOW)

        assert await unit.welcomes.in_hand(home.id, home.bob) == []
        assert await outcomes(unit) == []
        assert await unit.deliveries.about(home.id, topic_of(home.ada)) == []
        assert [one.member for one in await unit.welcomes.greeters(home.id, NOW)] == [home.bob]


async def test_greeters_and_welcomes_come_along_where_communities_are_joined(store: SqlStore) -> None:
    here, there = await settle(store, "here"), await settle(store, "there")
    async with store.write() as unit:
        joined = await unit.joining.join(here.id, there.id, NOW)
        await unit.welcomes.put_greeter(
            there.id, Greeter(member=there.bob, name="Bob", per_week=3, hours="09:00-18:00")
        )
        await unit.welcomes.save(there.id, welcome(there, state=WelcomeState.SENT, sent_at=LATER), None)
        await unit.welcomes.save(there.id, welcome(there, newcomer=there.bob, greeter=there.ada), None)

        for _ in range(2):
            await unit.welcomes.bring(joined.community, joined.joined)

        (bob,) = await unit.welcomes.greeters(here.id, NOW)
        sent, waits = [
            await unit.welcomes.waiting(here.id, [state], 9) for state in (WelcomeState.SENT, WelcomeState.UNTAKEN)
        ]
    assert (bob.name, bob.per_week, bob.hours, bob.is_here) == ("Bob", 3, "09:00-18:00", True)
    assert [(one.name, one.greeter, one.words, one.sent_at) for one in sent] == [
        ("Ada", bob.member, "Hello 日本語\nAda", LATER)
    ]
    assert [(one.newcomer, one.greeter, one.words) for one in waits] == [(bob.member, None, "")]


def message(home: Home) -> Order:
    """A draft about Ada, for Bob."""
    target = Target(platform="console", workspace="guild", user="bob")
    return Order(
        key="draft", topic=topic_of(home.ada), kind="welcome.offer", target=target, due_at=NOW, member=home.bob
    )
