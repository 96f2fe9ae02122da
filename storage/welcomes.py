"""Greeters and welcomes in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.identity import CommunityId, MemberId
from bot.welcomes.values import UNTAKEN_TOPIC, Greeter, OfferOutcome, Welcome, WelcomeState, topic_of, topics_about
from storage import welcomesql as sql
from storage.session import Row, Session

#: How far each state is, of two welcomes of one person.
_FURTHER = (
    WelcomeState.VOID,
    WelcomeState.UNTAKEN,
    WelcomeState.OFFERED,
    WelcomeState.DECLINED,
    WelcomeState.SENT,
)


class Welcomes:
    """Welcomes in one unit of work. See :class:`bot.welcomes.WelcomeStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def greeters(self, community: CommunityId, since: datetime) -> list[Greeter]:
        """Everybody on the rota, the first to come first; ``asked`` counts from ``since`` on, without that moment."""
        return [_greeter(row) for row in await self._session.rows(sql.GREETERS, c=community, none=0, since=since)]

    async def put_greeter(self, community: CommunityId, greeter: Greeter) -> None:
        """Put somebody on the rota, or keep what they say about their duty; when it was their turn stays."""
        given = {"off": greeter.is_off_duty, "per_week": greeter.per_week, "hours": greeter.hours}
        await self._session.run(sql.PUT_GREETER, c=community, m=greeter.member, **given)

    async def drop_greeter(self, community: CommunityId, member: MemberId) -> bool:
        """Take somebody off the rota; whether they were on it."""
        return await self._session.run(sql.DROP_GREETER, c=community, m=member) > 0

    async def get(self, community: CommunityId, newcomer: MemberId) -> Welcome | None:
        """The welcome of a newcomer; None where none was ever ordered."""
        row = await self._session.row(sql.WELCOME, c=community, m=newcomer)
        return _welcome(row) if row else None

    async def save(self, community: CommunityId, welcome: Welcome, expected: WelcomeState | None) -> bool:
        """Keep a welcome. Whether the kept one still was in the state ``expected`` (None: there was none)."""
        given = {
            "new_state": welcome.state.value,
            "new_ordered_at": welcome.ordered_at,
            "new_greeter_id": welcome.greeter,
            "new_offered_at": welcome.offered_at,
            "new_offered_until": welcome.offered_until,
            "new_words": welcome.words,
            "new_sent_at": welcome.sent_at,
        }
        if expected is None:
            return await self._session.run(sql.ADD_WELCOME, c=community, m=welcome.newcomer, **given) > 0
        return (
            await self._session.run(sql.SAVE_WELCOME, c=community, m=welcome.newcomer, old=expected.value, **given) > 0
        )

    async def offer(
        self, community: CommunityId, newcomer: MemberId, greeter: MemberId, at: datetime, turned_at: datetime
    ) -> None:
        """Keep that a greeter is asked, and when, and that it was their turn."""
        await self._session.run(sql.OFFER, c=community, m=newcomer, g=greeter, at=at)
        await self._session.run(sql.TURNED, c=community, g=greeter, at=turned_at)

    async def settle_offer(
        self, community: CommunityId, newcomer: MemberId, greeter: MemberId, outcome: OfferOutcome
    ) -> None:
        """Keep what became of asking a greeter."""
        await self._session.run(sql.SETTLE_OFFER, c=community, m=newcomer, g=greeter, outcome=outcome.value)

    async def asked(self, community: CommunityId, newcomer: MemberId, since: datetime) -> set[MemberId]:
        """The greeters who were asked about a newcomer, or are to be, from a moment on, that moment included."""
        rows = await self._session.rows(sql.ASKED, c=community, m=newcomer, none=0, since=since)
        return {MemberId(row[0]) for row in rows}

    async def in_hand(self, community: CommunityId, greeter: MemberId) -> list[Welcome]:
        """The welcomes that a greeter has in hand."""
        rows = await self._session.rows(sql.IN_HAND, c=community, g=greeter, state=WelcomeState.OFFERED.value)
        return [_welcome(row) for row in rows]

    async def late(self, community: CommunityId, now: datetime, count: int) -> list[Welcome]:
        """Welcomes that were not taken in time, so many at most."""
        given = {"state": WelcomeState.OFFERED.value, "now": now, "count": count}
        return [_welcome(row) for row in await self._session.rows(sql.LATE, c=community, **given)]

    async def waiting(self, community: CommunityId, states: Sequence[WelcomeState], count: int) -> list[Welcome]:
        """Welcomes in these states, so many of each at most: state by state, the longest waiting first."""
        found: list[Welcome] = []
        for state in states:
            rows = await self._session.rows(sql.WAITING, c=community, state=state.value, count=count)
            found += map(_welcome, rows)
        return found

    async def how_many(self, community: CommunityId, state: WelcomeState) -> int:
        """How many welcomes are in a state."""
        (row,) = await self._session.rows(sql.HOW_MANY, c=community, state=state.value)
        return int(row[0])

    async def join(self, community: CommunityId, gone: MemberId, stays: MemberId) -> None:
        """Of two newcomers who turn out to be one person, keep the welcome that is further."""
        for old, new in zip(topics_about(gone), topics_about(stays), strict=True):
            await self._session.run(sql.HAND_OVER_SENT, c=community, topic=old, new=new)
        one, other = await self.get(community, gone), await self.get(community, stays)
        if one is None or other is None:
            return
        is_further = _FURTHER.index(one.state) > _FURTHER.index(other.state)
        await self._session.run(sql.DROP_WELCOME, c=community, m=stays if is_further else gone)

    async def bring(self, community: CommunityId, joined: CommunityId) -> None:
        """Let greeters and welcomes of a community that was joined with this one count here as they did there."""
        for statement in sql.BRING:
            await self._session.run(statement, c=community, other=joined)

    async def silence(self, community: CommunityId, member: MemberId) -> None:
        """Keep nothing of what a member has written in welcomes, and no message about their own."""
        asked = await self._session.rows(sql.ASKED_FOR, c=community, g=member)
        for topic in (UNTAKEN_TOPIC, *(topic_of(MemberId(row[0])) for row in asked)):
            await self._session.run(sql.UNSAY, c=community, topic=topic)
        rows = await self._session.rows(sql.GREETED_BY, c=community, g=member)
        for topic in (*topics_about(member), *(topic_of(MemberId(row[0])) for row in rows)):
            await self._session.run(sql.DROP_MESSAGES, c=community, topic=topic)
        await self._session.run(sql.SILENCE, c=community, g=member, nothing="")


def _greeter(row: Row) -> Greeter:
    member, name, is_off_duty, per_week, hours, turned_at, asked, quiet, own_zone, zone, language, accounts = row
    return Greeter(
        member=MemberId(member),
        name=name,
        is_off_duty=is_off_duty,
        per_week=per_week,
        hours=hours,
        turned_at=turned_at,
        asked=asked,
        quiet=quiet,
        zone=own_zone or zone,
        language=language,
        is_here=accounts > 0,
    )


def _welcome(row: Row) -> Welcome:
    newcomer, name, state, ordered_at, greeter, greeter_name, offered_at, offered_until, words, sent_at = row
    return Welcome(
        newcomer=MemberId(newcomer),
        name=name,
        state=WelcomeState(state),
        ordered_at=ordered_at,
        greeter=None if greeter is None else MemberId(greeter),
        greeter_name=greeter_name or "",
        offered_at=offered_at,
        offered_until=offered_until,
        words=words,
        sent_at=sent_at,
    )
