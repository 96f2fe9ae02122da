"""Newcomers as numbers, in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, distinct, func, select

from bot.identity import CommunityId, MemberId
from bot.onboarding.funnel import Measure, Span, Stuck, Tally
from bot.onboarding.values import JourneyState, Outcome, Step
from storage.prepared import InOrder, Prepared, Within
from storage.session import Session
from storage.tables import journey, journey_step, member

_C: BindParameter[int] = bindparam("c")
_joined = and_(
    journey.c.community_id == _C,
    journey.c.joined_at >= bindparam("begins", type_=journey.c.joined_at.type),
    journey.c.joined_at < bindparam("ends", type_=journey.c.joined_at.type),
)
_their_step = and_(
    journey_step.c.community_id == journey.c.community_id, journey_step.c.member_id == journey.c.member_id
)


def _how_many(claim: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((claim, 1)))


def _became(step: Step, outcome: Outcome) -> ColumnElement[int]:
    return _how_many(and_(journey_step.c.step == step.value, journey_step.c.outcome == outcome.value))


_OF_JOURNEYS = {
    Measure.INVITED: _how_many(journey.c.state != JourneyState.HELD.value),
    Measure.HELD: _how_many(journey.c.state == JourneyState.HELD.value),
    Measure.HELLO: _how_many(journey.c.hello_at.is_not(None)),
    Measure.FINISHED: _how_many(journey.c.finished_at.is_not(None)),
    Measure.STOPPED: _how_many(journey.c.state == JourneyState.STOPPED.value),
    Measure.LEFT: _how_many(journey.c.left_at.is_not(None)),
}
_OF_STEPS = {
    Measure.STARTED: func.count(
        distinct(case((journey_step.c.outcome == Outcome.ANSWERED.value, journey_step.c.member_id)))
    ),
    Measure.ACCEPTED: _became(Step.GUIDELINES, Outcome.ANSWERED),
    Measure.INTERESTS: _became(Step.INTERESTS, Outcome.ANSWERED),
    Measure.NO_INTERESTS: _became(Step.INTERESTS, Outcome.SKIPPED),
    Measure.LEARNING: _became(Step.LEARNING, Outcome.ANSWERED),
    Measure.NO_LEARNING: _became(Step.LEARNING, Outcome.SKIPPED),
    Measure.NO_HELLO: _became(Step.HELLO, Outcome.SKIPPED),
}
_JOURNEYS = Prepared(
    "tally of newcomers", select(journey.c.entry, *_OF_JOURNEYS.values()).where(_joined).group_by(journey.c.entry)
)
_STEPS = Prepared(
    "tally of their steps",
    select(journey.c.entry, *_OF_STEPS.values())
    .select_from(InOrder(journey, journey_step, _their_step))
    .where(_joined)
    .group_by(journey.c.entry),
)
#: The step that was shown last and is open.
_asked = (
    select(journey_step.c.step)
    .where(_their_step, journey_step.c.outcome == Outcome.OPEN.value)
    .order_by(journey_step.c.shown_at.desc())
    .limit(1)
    .scalar_subquery()
)
_STUCK = Prepared(
    "stuck newcomers",
    select(journey.c.member_id, member.c.name, _asked, journey.c.moved_at)
    .select_from(
        InOrder(
            journey,
            member,
            and_(member.c.community_id == journey.c.community_id, member.c.id == journey.c.member_id),
        )
    )
    .where(
        journey.c.community_id == _C,
        Within(journey.c.state, "states"),
        journey.c.moved_at <= bindparam("before", type_=journey.c.moved_at.type),
        journey.c.left_at.is_(None),
    )
    .order_by(journey.c.moved_at.desc(), journey.c.member_id)
    .limit(bindparam("count"))
    .offset(bindparam("skip")),
)
_UNMATCHED = Prepared(
    "what newcomers asked for",
    select(journey.c.unmatched).where(
        journey.c.community_id == _C,
        journey.c.joined_at >= bindparam("begins", type_=journey.c.joined_at.type),
        journey.c.unmatched != "",
    ),
)
_WAITING = (JourneyState.INVITED.value, JourneyState.GOING.value)


class FunnelRows:
    """Newcomers as numbers. See :class:`bot.onboarding.funnel.FunnelStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def tallies(self, community: CommunityId, spans: Sequence[Span]) -> Sequence[Tally]:
        """How many have joined in each of the spans, and how far they have come by now."""

        async def counted(session: Session) -> Sequence[Tally]:
            return [await _tally(session, community, span) for span in spans]

        return await self._session.together(counted)

    async def stuck(self, community: CommunityId, before: datetime, skip: int, count: int) -> Sequence[Stuck]:
        """Those who are here, not done, and have not done anything since."""
        given = {"states": _WAITING, "before": before, "skip": skip, "count": count}
        rows = await self._session.rows(_STUCK, c=community, **given)
        return [
            Stuck(member=MemberId(number), name=name, step=Step(step) if step else None, since=since)
            for number, name, step, since in rows
        ]

    async def unmatched(self, community: CommunityId, since: datetime) -> Sequence[Sequence[str]]:
        """What each of those who have joined since asked for that no tag stands for."""
        rows = await self._session.rows(_UNMATCHED, c=community, begins=since)
        return [words.splitlines() for (words,) in rows]


async def _tally(session: Session, community: CommunityId, span: Span) -> Tally:
    found: dict[str, dict[Measure, int]] = {}
    for statement, measures in ((_JOURNEYS, _OF_JOURNEYS), (_STEPS, _OF_STEPS)):
        for entry, *counts in await session.rows(statement, c=community, begins=span.begins, ends=span.ends):
            found.setdefault(entry, {}).update(zip(measures, counts, strict=True))
    return found
