"""Who is held, what is known of a rush, who has left and who could not be told, as rows on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.identity import AccountKey, MemberId
from bot.onboarding import Journey, JourneyState, Rush, Step, StepState
from storage.store import SqlStore
from tests.storage.library import NOW, settle

MINUTE = timedelta(minutes=1)


def held(member: MemberId, **changes: object) -> Journey:
    """Somebody who is held since just now."""
    made = Journey(member=member, state=JourneyState.HELD, entry="slack", joined_at=NOW, moved_at=NOW)
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_rush_is_kept_in_the_place_of_what_was_known_until_it_is_over(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")

    async with store.write() as unit:
        before = await unit.journeys.rush(home.id)
        await unit.journeys.save_rush(home.id, Rush(began_at=NOW))
        await unit.journeys.save_rush(home.id, Rush(began_at=NOW, is_let_in=True))
        during, elsewhere = await unit.journeys.rush(home.id), await unit.journeys.rush(other.id)
        await unit.journeys.end_rush(other.id)
        still = await unit.journeys.rush(home.id)
        await unit.journeys.end_rush(home.id)
        after = await unit.journeys.rush(home.id)

    assert (before, during, elsewhere) == (None, Rush(began_at=NOW, is_let_in=True), None)
    assert (still, after) == (during, None)


async def test_held_are_counted_without_those_who_left_and_those_of_other_communities(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")

    async with store.write() as unit:
        await unit.journeys.save(home.id, held(home.ada), None)
        await unit.journeys.save(home.id, held(home.bob, left_at=NOW), None)
        await unit.journeys.save(other.id, held(other.ada), None)
        counts = [await unit.journeys.held_count(one.id) for one in (home, other)]

    assert counts == [1, 1]


async def test_only_those_held_up_to_a_moment_are_dropped_and_can_begin_anew(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    late = held(home.bob, joined_at=NOW + MINUTE)

    async with store.write() as unit:
        await unit.journeys.save(home.id, held(home.ada), None)
        await unit.journeys.save(home.id, late, None)
        await unit.journeys.save(other.id, held(other.ada), None)
        dropped = [await unit.journeys.drop_held(home.id, moment) for moment in (NOW - MINUTE, NOW, NOW)]
        found = [await unit.journeys.get(home.id, who) for who in (home.ada, home.bob)]
        elsewhere = await unit.journeys.held_count(other.id)
        begun = await unit.journeys.save(home.id, held(home.ada, state=JourneyState.GOING), None)
        going = await unit.journeys.drop_held(home.id, NOW)

    assert (dropped, found, elsewhere, begun, going) == ([0, 1, 0], [None, late], 1, True, 0)


async def test_whoever_only_said_the_command_has_not_joined(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        await unit.journeys.save(home.id, held(home.ada, entry=""), None)
        await unit.journeys.save(home.id, held(home.bob, entry="slack\nC1"), None)
        joined = await unit.journeys.joined_since(home.id, NOW)

    assert joined == 1


async def test_number_of_nudges_is_kept(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        await unit.journeys.save(home.id, held(home.ada, nudged=2), None)
        found = await unit.journeys.get(home.id, home.ada)

    assert found
    assert found.nudged == 2


async def test_account_that_left_is_not_here_until_it_is_back(store: SqlStore) -> None:
    home = await settle(store)
    slack = AccountKey(platform="slack", workspace="T1", user="U1")
    console = AccountKey(platform="console", workspace="guild", user="ada")

    async with store.write() as unit:
        await unit.people.settle("slack", "T1", home.id)
        _, twin = await unit.people.welcome(slack, "Ada", "Guild", NOW)
        await unit.communities.hand_over(home.id, twin.id, home.ada)
        both = await unit.people.here(home.id, home.ada)
        await unit.people.note_left(console, NOW)
        one = await unit.people.here(home.id, home.ada)
        await unit.people.note_left(slack, NOW)
        none = await unit.people.here(home.id, home.ada)
        await unit.people.note_left(console, None)
        again = await unit.people.here(home.id, home.ada)

    assert (both, one, none, again) == ([console, slack], [slack], [], [console])


async def test_that_somebody_could_not_be_told_is_known_with_their_account(store: SqlStore) -> None:
    home = await settle(store)
    ada, bob = (AccountKey(platform="console", workspace="guild", user=user) for user in ("ada", "bob"))

    async with store.write() as unit:
        await unit.people.note_unheard(home.id, home.ada, is_unheard=True)
        during = [known[1].is_unheard for one in (ada, bob) if (known := await unit.people.who(one))]
        await unit.people.note_unheard(home.id, home.ada, is_unheard=False)
        after = [known[1].is_unheard for one in (ada, bob) if (known := await unit.people.who(one))]

    assert (during, after) == ([True, False], [False, False])


async def test_way_in_is_forgotten_with_its_person(store: SqlStore) -> None:
    home = await settle(store)
    way = held(home.ada, state=JourneyState.GOING, why="To learn", hello="Hello, I am Ada.")

    async with store.write() as unit:
        await unit.journeys.save(home.id, way, None)
        await unit.journeys.put_step(home.id, home.ada, Step.INTERESTS, StepState(shown_at=NOW))
        kept = {one.place for one in await unit.communities.kept_about(home.id, home.ada)}
        await unit.communities.erase(home.id, home.ada, NOW)
        found = await unit.journeys.get(home.id, home.ada)
        former = await unit.journeys.joined_since(home.id, NOW)

    assert {"journey.member_id", "journey_step.member_id"} <= kept
    assert (found, former) == (None, 0)
