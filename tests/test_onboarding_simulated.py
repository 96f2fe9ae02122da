"""Simulated newcomers who walk through the bot's commands: its numbers are those of the model that moves them.

Ten thousand of them are ``make bench BENCH="--part newcomers"``.
"""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.identity import Role
from bot.onboarding import funnel
from tests.simulated import MONDAY, Simulation, differing
from tests.talk import Talk, TestClock

PEOPLE, SECONDS = 500, 180


@pytest.mark.timeout(SECONDS)
async def test_numbers_are_those_of_the_people_who_came(dispatcher: Dispatcher, clock: TestClock) -> None:
    clock.advance(seconds=int((MONDAY - clock.now()).total_seconds()))
    simulation = Simulation(dispatcher, clock, people=PEOPLE)

    await simulation.run()

    olga = Talk(dispatcher, name="Olga", role=Role.ORGANISER)
    status = await olga("/onboarding status")
    spans = funnel.spans("UTC", clock.now())
    async with dispatcher.store.read() as unit:
        community = await unit.people.of_workspace("console", "guild")
        assert community
        tallies = await unit.funnel.tallies(community.id, spans)
        asked = await unit.funnel.unmatched(community.id, MONDAY)
    assert differing(tallies, simulation.tallies(spans)) == []
    assert dict(funnel.lacking(asked, lambda _words: False)[0]) == {
        words: count for words, count in simulation.asked().items() if count > 1
    }
    assert f"\nInvited: {PEOPLE}\n" in status
    assert set(simulation.done) == {"join", "answer", "skip", "stop", "start", "leave", "return"}
