"""Two accounts that become one person: their two ways in become one, on which nothing is asked or sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.identity import CommunityId, MemberId
from bot.onboarding.store import JourneyStore
from bot.onboarding.values import Journey, JourneyState, Outcome, Step, StepState

#: What counts for more comes later; whoever has stopped anywhere has stopped.
_FURTHEST = (
    JourneyState.HELD,
    JourneyState.INVITED,
    JourneyState.GOING,
    JourneyState.FINISHED,
    JourneyState.STOPPED,
)
_SURER = (Outcome.OPEN, Outcome.SKIPPED, Outcome.ANSWERED)


async def merge(journeys: JourneyStore, community: CommunityId, gone: MemberId, stays: MemberId) -> None:
    """Keep the way of both as the one of who stays, if both have one; that of the other is left to be dropped."""
    one, other = await journeys.get(community, stays), await journeys.get(community, gone)
    if one is None or other is None:
        return
    whole = merged(one, other)
    await journeys.save(community, whole, one.version)
    for step, state in whole.steps.items():
        await journeys.put_step(community, stays, step, state)


def merged(stays: Journey, gone: Journey) -> Journey:
    """The two as one, as that of who stays."""
    first = min(stays, gone, key=lambda journey: journey.joined_at)
    posted = stays if stays.hello_at or not gone.hello_at else gone
    return replace(
        stays,
        state=max(stays.state, gone.state, key=_FURTHEST.index),
        entry=first.entry,
        joined_at=first.joined_at,
        moved_at=max(stays.moved_at, gone.moved_at),
        steps=_steps(stays.steps, gone.steps),
        finished_at=_earlier(stays.finished_at, gone.finished_at),
        left_at=max(stays.left_at, gone.left_at) if stays.left_at and gone.left_at else None,
        guidelines_at=_earlier(stays.guidelines_at, gone.guidelines_at),
        why=stays.why or gone.why,
        unmatched=tuple(dict.fromkeys((*stays.unmatched, *gone.unmatched))),
        hello=posted.hello or stays.hello or gone.hello,
        hello_at=posted.hello_at,
        # Whoever was reached by one of the two has heard of it.
        is_unheard=stays.is_unheard and gone.is_unheard,
        is_guest=stays.is_guest and gone.is_guest,
        nudged=stays.nudged + gone.nudged,
        version=max(stays.version, gone.version) + 1,
    )


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment), default=None)


def _steps(one: Mapping[Step, StepState], other: Mapping[Step, StepState]) -> dict[Step, StepState]:
    steps: dict[Step, StepState] = {}
    for step in Step:
        known = [states[step] for states in (one, other) if step in states]
        if known:
            steps[step] = max(known, key=lambda state: _SURER.index(state.outcome))
    return steps
