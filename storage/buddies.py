"""Buddies in one unit of work: who takes part, and who was introduced to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.buddies.values import Buddy, Looking, Pair, Says, Tally
from bot.identity import CommunityId, Member, MemberId, TagId
from bot.preferences.values import InterestKind
from storage import buddysql as sql
from storage.session import Row, Session

#: People who are read at once; others have their turn between.
_AT_ONCE = 500

_Wanted = dict[MemberId, tuple[frozenset[TagId], frozenset[TagId]]]


class Buddies:
    """Buddies in one unit of work. See :class:`bot.buddies.store.BuddyStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, community: CommunityId, member: MemberId) -> Buddy | None:
        """How somebody takes part; None for who does not."""
        row = await self._session.row(sql.GET, c=community, m=member)
        if row is None:
            return None
        return Buddy(member=MemberId(row[0]), waits_since=row[1], most=row[2], snoozed_until=row[3])

    async def save(self, community: CommunityId, buddy: Buddy) -> None:
        """Keep how somebody takes part, whether or not they did before."""
        await self._session.run(
            sql.SAVE,
            c=community,
            m=buddy.member,
            most=buddy.most,
            snoozed=buddy.snoozed_until,
            since=buddy.waits_since,
        )

    async def leave(self, community: CommunityId, member: MemberId, now: datetime) -> None:
        """Let somebody take part no more, and end the pairs they are in."""
        await self._session.run(sql.DROP, c=community, m=member)
        for statement in sql.END_PAIRS:
            await self._session.run(statement, c=community, m=member, now=now)

    async def is_anybody_there(self, community: CommunityId) -> bool:
        """Whether anybody takes part."""
        return await self._session.row(sql.ANYBODY, c=community) is not None

    async def looking(self, community: CommunityId, now: datetime) -> list[Looking]:
        """Who takes part, has room, is not snoozed, has not left and can be written to, by their numbers."""
        people: list[Row] = []
        known = _Known()
        after, is_going = 0, True
        while is_going:
            page = await self._session.rows(sql.LOOKING, c=community, after=after, now=now, count=_AT_ONCE)
            await self._learn(community, known, [row[0] for row in page])
            people += page
            is_going, after = len(page) == _AT_ONCE, page[-1][0] if page else 0
        return [known.looking(row) for row in people if known.places[row[0]]]

    async def _learn(self, community: CommunityId, known: _Known, members: Sequence[MemberId]) -> None:
        known.wanted.update(await self.interests(community, members))
        for row in await self._session.rows(sql.PLACES, c=community, members=list(members)):
            known.places[row[0]].add((row[1], row[2]))
        for statement in (*sql.MET_BEFORE, *sql.KEPT_APART):
            for row in await self._session.rows(statement, c=community, members=list(members)):
                known.keep_apart(row[0], row[1])

    async def interests(
        self, community: CommunityId, members: Sequence[MemberId]
    ) -> Mapping[MemberId, tuple[frozenset[TagId], frozenset[TagId]]]:
        """What each of these wants to learn, and can help with; who has said nothing is not in it."""
        return _wanted(await self._session.rows(sql.INTERESTS, c=community, members=list(members)))

    async def introduce(
        self, community: CommunityId, one: MemberId, other: MemberId, over: str, now: datetime
    ) -> int | None:
        """Make a pair of two, who begin to wait anew; its number, or None where they were one before."""
        first, second = sorted((one, other))
        row = await self._session.row(sql.ADD_PAIR, c=community, m=first, other=second, over=over, now=now)
        if row is None:
            return None
        await self._session.run(sql.WAITS_ANEW, c=community, members=[one, other], now=now)
        return int(row[0])

    async def pair(self, community: CommunityId, number: int) -> Pair | None:
        """The pair with this number."""
        row = await self._session.row(sql.PAIR, c=community, number=number)
        return _pair(row) if row else None

    async def pairs(self, community: CommunityId, member: MemberId) -> list[Pair]:
        """The pairs somebody is in that have not ended, the oldest first."""
        rows = [row for statement in sql.PAIRS_OF for row in await self._session.rows(statement, c=community, m=member)]
        return sorted(map(_pair, rows), key=lambda one: (one.introduced_at, one.id))

    async def save_pair(self, community: CommunityId, pair: Pair) -> None:
        """Keep what is said in a pair, and whether it has ended."""
        first, second = pair.says
        await self._session.run(
            sql.SAVE_PAIR, c=community, number=pair.id, first=first.value, second=second.value, now=pair.ended_at
        )

    async def part_unmet(self, community: CommunityId, introduced_before: datetime, now: datetime) -> int:
        """End the pairs that were made before a moment and in which nobody says that they have met; how many."""
        return await self._session.run(sql.PART_UNMET, c=community, before=introduced_before, now=now)

    async def avoid(self, community: CommunityId, member: MemberId, other: MemberId) -> None:
        """Never introduce these two, because the first one wants it so."""
        await self._session.run(sql.AVOID, c=community, m=member, other=other)

    async def avoid_no_more(self, community: CommunityId, member: MemberId, other: MemberId) -> bool:
        """Take it back; False if it was not so."""
        return await self._session.run(sql.AVOID_NO_MORE, c=community, m=member, other=other) > 0

    async def avoided(self, community: CommunityId, member: MemberId) -> list[Member]:
        """Whom somebody avoids, by their names. Nobody else may be told."""
        rows = await self._session.rows(sql.AVOIDED, c=community, m=member)
        return [Member(id=MemberId(row[0]), name=row[1]) for row in rows]

    async def tally(self, community: CommunityId, now: datetime) -> Tally:
        """How buddies go, for organisers."""
        (people,) = await self._session.rows(sql.PEOPLE, c=community, now=now)
        (pairs,) = await self._session.rows(sql.PAIRS, c=community)
        waiting = len(await self.looking(community, now))
        return Tally(
            joined=people[0],
            snoozed=people[1],
            waiting=waiting,
            made=pairs[0],
            standing=pairs[1],
            met=pairs[2],
            not_yet=pairs[3],
        )


class _Known:
    """What is kept about people besides their own rows."""

    def __init__(self) -> None:
        self.wanted: _Wanted = {}
        self.places: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self._apart: dict[int, set[MemberId]] = defaultdict(set)

    def keep_apart(self, one: int, other: int) -> None:
        self._apart[one].add(MemberId(other))
        self._apart[other].add(MemberId(one))

    def looking(self, row: Row) -> Looking:
        member = MemberId(row[0])
        learns, helps = self.wanted.get(member, (frozenset(), frozenset()))
        return Looking(
            member=member,
            waits_since=row[1],
            most=row[2],
            has=row[3],
            quiet=row[4],
            zone=row[5],
            language=row[6],
            hours=row[7],
            learns=learns,
            helps=helps,
            apart=frozenset(self._apart[member]),
            places=frozenset(self.places[member]),
        )


def _wanted(rows: Iterable[Row]) -> _Wanted:
    sets: dict[MemberId, dict[str, set[TagId]]] = defaultdict(lambda: defaultdict(set))
    for member, tag, kind in rows:
        sets[MemberId(member)][kind].add(TagId(tag))
    return {
        member: (frozenset(kinds[InterestKind.LEARN.value]), frozenset(kinds[InterestKind.HELP.value]))
        for member, kinds in sets.items()
    }


def _pair(row: Row) -> Pair:
    return Pair(
        id=row[0],
        members=(Member(id=MemberId(row[1]), name=row[2]), Member(id=MemberId(row[3]), name=row[4])),
        introduced_at=row[5],
        over=row[6],
        says=(Says(row[7]), Says(row[8])),
        ended_at=row[9],
    )
