"""Newcomers as numbers, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.identity import AccountKey, CommunityId, MemberId
from bot.onboarding import Journey, JourneyState, Outcome, Step, StepState
from bot.onboarding.funnel import Measure, Span, Stuck
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, settle

DAY = timedelta(days=1)
THEN = NOW - 10 * DAY


async def arrive(unit: SqlUnit, community: CommunityId, name: str, **changes: object) -> Journey:
    """Somebody who came in ten days ago from Slack and has done nothing since."""
    account = AccountKey(platform="console", workspace="guild", user=name.lower())
    _, member = await unit.people.welcome(account, name, "Guild", NOW)
    journey = Journey(member=member.id, state=JourneyState.INVITED, entry="slack", joined_at=THEN, moved_at=THEN)
    journey = replace(journey, **changes)  # type: ignore[arg-type]
    await unit.journeys.save(community, journey, None)
    for step, state in journey.steps.items():
        await unit.journeys.put_step(community, member.id, step, state)
    return journey


def steps(**outcomes: Outcome) -> dict[Step, StepState]:
    """Steps shown one hour after the other, and what became of them."""
    shown = {Step(name): outcome for name, outcome in outcomes.items()}
    return {
        step: StepState(shown_at=THEN + timedelta(hours=at), outcome=one)
        for at, (step, one) in enumerate(shown.items())
    }


ANSWERED, SKIPPED, OPEN = Outcome.ANSWERED, Outcome.SKIPPED, Outcome.OPEN


@pytest.fixture
async def home(store: SqlStore) -> Home:
    """A community that people have come to in many ways, beside another one."""
    found = await settle(store)
    other = await settle(store, "other")
    done = {"state": JourneyState.FINISHED, "finished_at": NOW, "hello_at": NOW}
    everything = steps(guidelines=ANSWERED, interests=ANSWERED, learning=ANSWERED, hello=ANSWERED)
    async with store.write() as unit:
        await unit.journeys.save(
            other.id,
            Journey(member=other.ada, state=JourneyState.INVITED, entry="slack", joined_at=THEN, moved_at=THEN),
            None,
        )
        await arrive(unit, found.id, "Cory", unmatched=("knitting", "sewing"))
        await arrive(unit, found.id, "Dana", steps=everything, **done)
        await arrive(unit, found.id, "Eve", steps=steps(interests=SKIPPED, learning=SKIPPED, hello=SKIPPED))
        await arrive(
            unit, found.id, "Fay", steps=steps(interests=ANSWERED, learning=OPEN, hello=OPEN), state=JourneyState.GOING
        )
        await arrive(unit, found.id, "Gus", entry="discord", state=JourneyState.STOPPED, left_at=NOW)
        await arrive(unit, found.id, "Hal", entry="discord", state=JourneyState.HELD)
        await arrive(unit, found.id, "Ida", joined_at=NOW, moved_at=NOW, unmatched=("weaving",))
    return found


async def test_newcomers_are_counted_by_entry_and_by_what_they_have_done(store: SqlStore, home: Home) -> None:
    async with store.read() as unit:
        before, tally = await unit.funnel.tallies(home.id, [Span(THEN - DAY, THEN), Span(THEN, NOW)])

    counted = {entry: {measure: count for measure, count in counts.items() if count} for entry, counts in tally.items()}
    assert before == {}
    assert counted == {
        "slack": {
            Measure.INVITED: 4, Measure.STARTED: 2, Measure.ACCEPTED: 1, Measure.INTERESTS: 2,
            Measure.NO_INTERESTS: 1, Measure.LEARNING: 1, Measure.NO_LEARNING: 1, Measure.HELLO: 1,
            Measure.NO_HELLO: 1, Measure.FINISHED: 1,
        },
        "discord": {Measure.INVITED: 1, Measure.STOPPED: 1, Measure.LEFT: 1, Measure.HELD: 1},
    }  # fmt: skip


async def test_spans_are_counted_each_by_itself_with_their_first_moment_and_without_their_last(
    store: SqlStore, home: Home
) -> None:
    spans = [Span(THEN, THEN + DAY), Span(THEN + DAY, NOW), Span(NOW, NOW + DAY)]

    async with store.read() as unit:
        tallies = await unit.funnel.tallies(home.id, spans)

    invited = [sum(counts[Measure.INVITED] for counts in tally.values()) for tally in tallies]
    assert invited == [5, 0, 1]


async def test_those_who_are_here_and_have_not_moved_are_stuck_where_they_were_asked_last(
    store: SqlStore, home: Home
) -> None:
    async with store.write() as unit:
        late = await arrive(unit, home.id, "Kim", moved_at=THEN + DAY)
        await arrive(unit, home.id, "Lou", left_at=NOW)

    async with store.read() as unit:
        first = await unit.funnel.stuck(home.id, THEN + DAY, 0, 1)
        rest = await unit.funnel.stuck(home.id, THEN + DAY, 1, 9)

    assert first == [Stuck(member=late.member, name="Kim", step=None, since=THEN + DAY)]
    assert [(one.name, one.step) for one in rest] == [("Cory", None), ("Eve", None), ("Fay", Step.HELLO)]


async def test_what_was_asked_for_is_told_of_those_who_joined_since(store: SqlStore, home: Home) -> None:
    async with store.read() as unit:
        assert sorted(map(list, await unit.funnel.unmatched(home.id, THEN))) == [["knitting", "sewing"], ["weaving"]]
        assert await unit.funnel.unmatched(home.id, NOW) == [["weaving"]]
        assert await unit.funnel.unmatched(CommunityId(home.id + 99), THEN) == []


async def test_nobody_is_stuck_in_another_community(store: SqlStore, home: Home) -> None:
    async with store.read() as unit:
        assert await unit.funnel.stuck(CommunityId(home.id + 99), NOW, 0, 9) == []
        assert MemberId(0) not in {one.member for one in await unit.funnel.stuck(home.id, NOW, 0, 99)}
