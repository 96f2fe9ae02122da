"""How far newcomers are, in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Column, and_, bindparam, delete, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.identity import CommunityId, MemberId
from bot.onboarding.breaker import Rush
from bot.onboarding.values import Journey, JourneyState, Outcome, Step, StepState, topics_of
from storage.prepared import Prepared
from storage.session import Row, Session
from storage.tables import journey, journey_step, rush
from storage.welcomesql import DROP_MESSAGES, DROP_SENT

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")
_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def _bound(column: Column[Any]) -> BindParameter[Any]:
    return bindparam(f"new_{column.name}", type_=column.type)


_COLUMNS = tuple(column for column in journey.columns if column.name != "community_id")
_KEPT = tuple(column for column in _COLUMNS if column.name != "member_id")
_this = and_(journey.c.community_id == _C, journey.c.member_id == _M)


def _add(dialect: str) -> Prepared:
    values = {"community_id": _C, "member_id": _M, **{column.name: _bound(column) for column in _KEPT}}
    made = _DIALECTS[dialect].insert(journey).values(values).on_conflict_do_nothing()
    return Prepared(f"add journey on {dialect}", made, only=dialect)


def _put_step(dialect: str) -> Prepared:
    values = {"community_id": _C, "member_id": _M, "step": bindparam("step")}
    kept = {name: _bound(journey_step.c[name]) for name in ("shown_at", "settled_at", "outcome")}
    made = _DIALECTS[dialect].insert(journey_step).values({**values, **kept})
    again = {name: made.excluded[name] for name in kept}
    statement = made.on_conflict_do_update(index_elements=["community_id", "member_id", "step"], set_=again)
    return Prepared(f"put step on {dialect}", statement, only=dialect)


_ADD = {dialect: _add(dialect) for dialect in _DIALECTS}
_PUT_STEP = {dialect: _put_step(dialect) for dialect in _DIALECTS}
_SAVE = Prepared(
    "save journey",
    update(journey)
    .where(_this, journey.c.version == bindparam("expected"))
    .values({column.name: _bound(column) for column in _KEPT}),
)
_GET = Prepared("journey", select(*_COLUMNS).where(_this))
_STEPS = Prepared(
    "steps of journey",
    select(journey_step.c.step, journey_step.c.shown_at, journey_step.c.settled_at, journey_step.c.outcome)
    .where(journey_step.c.community_id == _C, journey_step.c.member_id == _M)
    .order_by(journey_step.c.shown_at),
)
_JOINED = Prepared(
    "joined since",
    select(func.count())
    .select_from(journey)
    .where(
        journey.c.community_id == _C,
        journey.c.joined_at >= bindparam("since", type_=journey.c.joined_at.type),
        journey.c.entry != "",
    ),
)
_waits = (journey.c.community_id == _C, journey.c.state == JourneyState.HELD.value, journey.c.left_at.is_(None))
_HELD = Prepared(
    "held journeys",
    select(*_COLUMNS).where(*_waits).order_by(journey.c.moved_at, journey.c.member_id).limit(bindparam("count")),
)
_HELD_COUNT = Prepared("count held journeys", select(func.count()).select_from(journey).where(*_waits))
_DROP_HELD = Prepared(
    "drop held journeys",
    delete(journey).where(
        journey.c.community_id == _C,
        journey.c.state == JourneyState.HELD.value,
        journey.c.joined_at <= bindparam("until", type_=journey.c.joined_at.type),
    ),
)
_RUSH = Prepared("rush", select(rush.c.began_at, rush.c.is_let_in).where(rush.c.community_id == _C))
_END_RUSH = Prepared("end rush", delete(rush).where(rush.c.community_id == _C))

#: From their way there to whoever they are here; who is held there waits for nothing here.
_carried = ", ".join(column.name for column in _KEPT)
_BRING = (
    Prepared(
        "bring journeys",
        text(
            f"INSERT INTO journey (community_id, member_id, {_carried}) "
            f"SELECT :c, k.id, {', '.join(f'j.{column.name}' for column in _KEPT)} FROM journey j CROSS JOIN member k "
            "WHERE j.community_id = :other AND j.state <> 'held' AND k.community_id = :c "
            "AND k.copied_from = j.member_id ON CONFLICT DO NOTHING"
        ),
    ),
    Prepared(
        "bring steps of journeys",
        text(
            "INSERT INTO journey_step (community_id, member_id, step, shown_at, settled_at, outcome) "
            "SELECT :c, k.id, s.step, s.shown_at, s.settled_at, s.outcome FROM journey_step s CROSS JOIN member k "
            "WHERE s.community_id = :other AND k.community_id = :c AND k.copied_from = s.member_id "
            "ON CONFLICT DO NOTHING"
        ),
    ),
)


def _save_rush(dialect: str) -> Prepared:
    kept = {name: _bound(rush.c[name]) for name in ("began_at", "is_let_in")}
    made = _DIALECTS[dialect].insert(rush).values({"community_id": _C, **kept})
    again = {name: made.excluded[name] for name in kept}
    statement = made.on_conflict_do_update(index_elements=["community_id"], set_=again)
    return Prepared(f"save rush on {dialect}", statement, only=dialect)


_SAVE_RUSH = {dialect: _save_rush(dialect) for dialect in _DIALECTS}


class Journeys:
    """Newcomers in one unit of work. See :class:`bot.onboarding.JourneyStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, community: CommunityId, member: MemberId) -> Journey | None:
        """How far somebody is."""
        row = await self._session.row(_GET, c=community, m=member)
        return await self._whole(community, row) if row else None

    async def save(self, community: CommunityId, journey: Journey, expected: int | None) -> bool:
        """Keep it all but the steps; whether nobody else had changed it since."""
        whose = {"c": community, "m": journey.member}
        if expected is None:
            return await self._session.run(_ADD[self._session.dialect.name], **whose, **_values(journey)) > 0
        return await self._session.run(_SAVE, **whose, expected=expected, **_values(journey)) > 0

    async def put_step(self, community: CommunityId, member: MemberId, step: Step, state: StepState) -> None:
        """Keep what became of a step."""
        await self._session.run(
            _PUT_STEP[self._session.dialect.name],
            c=community,
            m=member,
            step=step.value,
            new_shown_at=state.shown_at,
            new_settled_at=state.settled_at,
            new_outcome=state.outcome.value,
        )

    async def joined_since(self, community: CommunityId, since: datetime) -> int:
        """How many have joined since a moment, that moment included."""
        row = await self._session.row(_JOINED, c=community, since=since)
        return int(row[0]) if row else 0

    async def held(self, community: CommunityId, count: int) -> Sequence[Journey]:
        """The longest held who are still there."""
        rows = await self._session.rows(_HELD, c=community, count=count)
        return [await self._whole(community, row) for row in rows]

    async def held_count(self, community: CommunityId) -> int:
        """How many are held and still there."""
        (row,) = await self._session.rows(_HELD_COUNT, c=community)
        return int(row[0])

    async def drop_held(self, community: CommunityId, until: datetime) -> int:
        """Forget the way of those held who have joined up to a moment; how many those were."""
        return await self._session.run(_DROP_HELD, c=community, until=until)

    async def rush(self, community: CommunityId) -> Rush | None:
        """The rush that is not over."""
        row = await self._session.row(_RUSH, c=community)
        return Rush(began_at=row[0], is_let_in=row[1]) if row else None

    async def save_rush(self, community: CommunityId, rush: Rush) -> None:
        """Keep that there is a rush, in the place of what was known of it."""
        statement = _SAVE_RUSH[self._session.dialect.name]
        await self._session.run(statement, c=community, new_began_at=rush.began_at, new_is_let_in=rush.is_let_in)

    async def end_rush(self, community: CommunityId) -> None:
        """Keep that it is over."""
        await self._session.run(_END_RUSH, c=community)

    async def silence(self, community: CommunityId, member: MemberId) -> None:
        """Keep no message about a newcomer, nor anything that is due for them."""
        for topic in topics_of(member):
            await self._session.run(DROP_MESSAGES, c=community, topic=topic)

    async def leave_behind(self, community: CommunityId, gone: MemberId) -> None:
        """Keep no message that was sent about a newcomer who is another member from now on: nobody could find it."""
        # What they were sent themselves is theirs by its member, and tells that they were invited.
        for topic in topics_of(gone)[1:]:
            await self._session.run(DROP_SENT, c=community, topic=topic)

    async def bring(self, community: CommunityId, joined: CommunityId) -> None:
        """Let newcomers of a joined community be here as far as they were there."""
        for statement in _BRING:
            await self._session.run(statement, c=community, other=joined)

    async def _whole(self, community: CommunityId, row: Row) -> Journey:
        found = dict(zip((column.name for column in _COLUMNS), row, strict=True))
        rows = await self._session.rows(_STEPS, c=community, m=found["member_id"])
        return Journey(
            member=MemberId(found.pop("member_id")),
            state=JourneyState(found.pop("state")),
            steps={Step(step): _step_state(*rest) for step, *rest in rows},
            unmatched=tuple(filter(None, found.pop("unmatched").split("\n"))),
            **found,
        )


def _step_state(shown_at: datetime, settled_at: datetime | None, outcome: str) -> StepState:
    return StepState(shown_at=shown_at, settled_at=settled_at, outcome=Outcome(outcome))


def _values(one: Journey) -> dict[str, object]:
    written = {"state": one.state.value, "unmatched": "\n".join(one.unmatched)}
    return {f"new_{name}": written.get(name, getattr(one, name)) for name in (column.name for column in _KEPT)}
