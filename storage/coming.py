"""Proposals of AMAs, and who comes to them, in one unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.amas.values import AmaState, Attendance, Coming, Proposal, ProposalState, Reminder, Wish
from bot.deliveries import Target
from bot.identity import AmaId, CommunityId, Member, MemberId, Role, TagId
from storage import comingsql as sql
from storage.session import Row, Session


class Proposals:
    """Proposals in one unit of work. See :class:`bot.amas.store.ProposalStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def propose(self, community: CommunityId, wish: Wish, by: MemberId, now: datetime) -> Proposal:
        """Keep a proposal; whoever makes it is the first to support it."""
        row = await self._session.row(sql.LAST_PROPOSAL, c=community, none=0)
        number = (row[0] if row else 0) + 1
        named = "" if wish.who else wish.who_name
        given = {"topic": wish.topic, "why": wish.why, "who": wish.who, "who_name": named}
        await self._session.run(sql.PROPOSE, c=community, n=number, m=by, now=now, **given)
        await self._session.run_many(sql.PUT_PROPOSAL_TAG, [{"c": community, "n": number, "t": t} for t in wish.tags])
        await self._session.run(sql.SUPPORT, c=community, n=number, m=by)
        made = await self.proposal(community, number)
        assert made, "it was made just now"
        return made

    async def proposal(self, community: CommunityId, number: int) -> Proposal | None:
        """The proposal with this number."""
        row = await self._session.row(sql.PROPOSAL, c=community, n=number)
        return await self._proposal(community, row) if row else None

    async def proposals(self, community: CommunityId, skip: int, count: int) -> list[Proposal]:
        """Open proposals, those with the most support first, then the oldest."""
        given = {"state": ProposalState.OPEN.value, "skip": skip, "count": count}
        rows = await self._session.rows(sql.PROPOSALS, c=community, **given)
        return [await self._proposal(community, row) for row in rows]

    async def support(self, community: CommunityId, number: int, member: MemberId) -> bool:
        """Let a member support a proposal, or take their support back; whether they support it now."""
        if await self._session.run(sql.SUPPORT, c=community, n=number, m=member):
            return True
        await self._session.run(sql.WITHDRAW_SUPPORT, c=community, n=number, m=member)
        return False

    async def settle_proposal(self, community: CommunityId, number: int, state: ProposalState) -> None:
        """Say what has become of a proposal."""
        await self._session.run(sql.SETTLE_PROPOSAL, c=community, n=number, new_state=state.value)

    async def silence(self, community: CommunityId, member: MemberId) -> None:
        """Keep nothing of what a member has written about proposals and times; what they proposed stays."""
        for statement in sql.SILENCE:
            await self._session.run(statement, c=community, m=member, nothing="")

    async def _proposal(self, community: CommunityId, row: Row) -> Proposal:
        tags = await self._session.rows(sql.PROPOSAL_TAGS, c=community, n=row[0])
        return Proposal(
            id=row[0],
            topic=row[1],
            why=row[2],
            who=None if row[3] is None else MemberId(row[3]),
            who_name=row[4],
            made_at=row[5],
            state=ProposalState(row[6]),
            made_by=Member(id=MemberId(row[7]), name=row[8], role=Role(row[9])),
            support=row[10],
            tags=tuple(dict.fromkeys((TagId(one[0]), one[1]) for one in tags)),
        )


class Attending:
    """Who comes, in one unit of work. See :class:`bot.amas.store.ComingStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def answer(
        self, community: CommunityId, ama: AmaId, member: MemberId, answer: Coming, answered_at: datetime
    ) -> None:
        """Keep what a member says about coming, instead of what they said before."""
        given = {"answer": answer.value, "answered_at": answered_at}
        await self._session.run(sql.ANSWER, c=community, n=ama, m=member, **given)

    async def remind(
        self, community: CommunityId, ama: AmaId, member: MemberId, reminders: frozenset[Reminder]
    ) -> None:
        """Keep which reminders somebody wants who has said something about coming."""
        chosen = " ".join(one.value for one in Reminder if one in reminders)
        await self._session.run(sql.REMIND, c=community, n=ama, m=member, chosen=chosen)

    async def attendance(self, community: CommunityId, ama: AmaId, member: MemberId) -> Attendance | None:
        """What a member has said about coming."""
        row = await self._session.row(sql.ATTENDANCE, c=community, n=ama, m=member)
        return _attendance(row) if row else None

    async def attendances(self, community: CommunityId, ama: AmaId) -> list[Attendance]:
        """Everybody who has said something about coming, in the order in which they said it."""
        return [_attendance(row) for row in await self._session.rows(sql.ATTENDANCES, c=community, n=ama)]

    async def waiting(self, community: CommunityId, ama: AmaId, count: int) -> list[Attendance]:
        """Those who wait for a seat, the longest waiting first."""
        given = {"answer": Coming.WAITING.value, "count": count}
        return [_attendance(row) for row in await self._session.rows(sql.WAITING, c=community, n=ama, **given)]

    async def seats_of(self, community: CommunityId, member: MemberId) -> list[AmaId]:
        """The AMAs to which a member comes and that are neither over nor cancelled."""
        given = {"answer": Coming.COMING.value, "states": [state.value for state in AmaState if state.is_open]}
        return [AmaId(row[0]) for row in await self._session.rows(sql.SEATS_OF, c=community, m=member, **given)]

    async def hosted_by(self, community: CommunityId, member: MemberId) -> list[AmaId]:
        """The AMAs of which a member is, or was asked to be, a host or helper."""
        return sorted(AmaId(row[0]) for row in await self._session.rows(sql.HOSTED_BY, c=community, m=member))

    async def reach(self, community: CommunityId, ama: AmaId) -> Mapping[MemberId, Target]:
        """Where those who have said something about coming can be written to, each by the first of their accounts."""
        rows = await self._session.rows(sql.REACH, c=community, n=ama)
        # Backwards, so that of several accounts of one person the first stays.
        return {
            MemberId(row[0]): Target(platform=row[1], workspace=row[2], user=row[3])
            for row in sorted(rows, key=lambda row: row[1:], reverse=True)
        }

    async def tally(self, community: CommunityId, ama: AmaId) -> Mapping[Coming, int]:
        """How many have given each answer; answers that nobody gave are left out."""
        rows = await self._session.rows(sql.ATTENDING_TALLY, c=community, n=ama)
        return {Coming(row[0]): row[1] for row in rows}


def _attendance(row: Row) -> Attendance:
    return Attendance(
        member=Member(id=MemberId(row[0]), name=row[1], role=Role(row[2])),
        answer=Coming(row[3]),
        answered_at=row[4],
        reminders=frozenset(map(Reminder, row[5].split())),
    )
