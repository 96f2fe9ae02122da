"""How far newcomers are, as rows, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.identity import MemberId
from bot.onboarding import Journey, JourneyState, Outcome, Step, StepState
from storage.store import SqlStore
from tests.storage.library import NOW, settle


def journey(member: MemberId, **changes: object) -> Journey:
    """Somebody who was invited just now."""
    made = Journey(member=member, state=JourneyState.INVITED, entry="slack\nC1", joined_at=NOW, moved_at=NOW)
    return replace(made, **changes)  # type: ignore[arg-type]


async def test_journey_comes_back_as_it_was_kept(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    full = journey(
        home.ada,
        state=JourneyState.STOPPED,
        steps={
            Step.GUIDELINES: StepState(shown_at=NOW, settled_at=NOW, outcome=Outcome.ANSWERED),
            Step.INTERESTS: StepState(shown_at=NOW + timedelta(hours=1)),
        },
        finished_at=NOW,
        left_at=NOW,
        guidelines_at=NOW,
        why="To learn\nwith others",
        unmatched=("knitting", "loops & <!here>"),
        hello="Hello, I am Ada.",
        hello_at=NOW,
        is_unheard=True,
        is_guest=True,
        version=3,
    )

    async with store.write() as unit:
        assert await unit.journeys.get(home.id, home.ada) is None
        assert await unit.journeys.save(home.id, full, None)
        for step, state in full.steps.items():
            await unit.journeys.put_step(home.id, home.ada, step, state)

    async with store.read() as unit:
        assert await unit.journeys.get(home.id, home.ada) == full
        assert await unit.journeys.get(home.id, home.bob) is None
        assert await unit.journeys.get(other.id, home.ada) is None


async def test_step_is_kept_anew_in_the_place_of_what_it_was(store: SqlStore) -> None:
    home = await settle(store)
    settled = StepState(shown_at=NOW, settled_at=NOW + timedelta(days=2), outcome=Outcome.SKIPPED)

    async with store.write() as unit:
        await unit.journeys.save(home.id, journey(home.ada), None)
        await unit.journeys.put_step(home.id, home.ada, Step.HELLO, StepState(shown_at=NOW))
        await unit.journeys.put_step(home.id, home.ada, Step.HELLO, settled)
        found = await unit.journeys.get(home.id, home.ada)

    assert found is not None
    assert found.steps == {Step.HELLO: settled}


async def test_journey_is_saved_only_over_the_version_that_was_seen(store: SqlStore) -> None:
    home = await settle(store)
    first, second = journey(home.ada, version=1), journey(home.ada, why="loops", version=2)

    async with store.write() as unit:
        saved = [
            await unit.journeys.save(home.id, first, None),
            await unit.journeys.save(home.id, second, None),
            await unit.journeys.save(home.id, second, 0),
            await unit.journeys.save(home.id, second, 1),
            await unit.journeys.save(home.id, first, 1),
            await unit.journeys.save(home.id, journey(home.bob), 1),
        ]
        found = await unit.journeys.get(home.id, home.ada)

    assert saved == [True, False, False, True, False, False]
    assert found == second


async def test_journey_is_begun_once_by_however_many_come_at_the_same_time(store: SqlStore) -> None:
    home = await settle(store)

    async def begin() -> bool:
        async with store.write() as unit:
            return await unit.journeys.save(home.id, journey(home.ada), None)

    begun = await asyncio.gather(*(begin() for _ in range(8)))

    assert sorted(begun) == [False] * 7 + [True]


async def test_joined_are_counted_from_a_moment_on_in_one_community(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")

    async with store.write() as unit:
        await unit.journeys.save(home.id, journey(home.ada), None)
        await unit.journeys.save(home.id, journey(home.bob, joined_at=NOW + timedelta(minutes=1)), None)
        await unit.journeys.save(other.id, journey(other.ada), None)
        since = [NOW + timedelta(minutes=minutes) for minutes in (0, 1, 2)]
        counted = [await unit.journeys.joined_since(home.id, moment) for moment in since]

    assert counted == [2, 1, 0]


async def test_longest_held_come_first_and_who_left_not_at_all(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    held = replace(journey(home.ada), state=JourneyState.HELD)
    step = StepState(shown_at=NOW)

    async with store.write() as unit:
        await unit.journeys.save(home.id, held, None)
        await unit.journeys.put_step(home.id, home.ada, Step.INTERESTS, step)
        await unit.journeys.save(home.id, replace(held, member=home.bob, moved_at=NOW - timedelta(minutes=1)), None)
        await unit.journeys.save(other.id, replace(held, member=other.ada), None)
        order = [one.member for one in await unit.journeys.held(home.id, 10)]
        first = [one.member for one in await unit.journeys.held(home.id, 1)]
        await unit.journeys.save(home.id, replace(held, member=home.bob, left_at=NOW), 0)
        rest = list(await unit.journeys.held(home.id, 10))

    assert (order, first) == ([home.bob, home.ada], [home.bob])
    assert rest == [replace(held, steps={Step.INTERESTS: step})]
