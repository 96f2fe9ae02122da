"""Calendars in one unit of work: feeds by the hashes of their keys, and the AMAs that they hold, read in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.calendars import AHEAD, BEHIND, EVENTS, Choice, Entry, Feed, Kind, Source, origin_of
from bot.identity import CommunityId, MemberId, TagId
from storage import calendarsql as sql
from storage.prepared import Prepared
from storage.session import Row, Session

#: So that what starts this very moment is in one of the two halves.
_MOMENT = timedelta(microseconds=1)


class Calendars:
    """Calendars in one unit of work. See :class:`bot.calendars.CalendarStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def make(self, community: CommunityId, choice: Choice, by: MemberId, key_hash: str, now: datetime) -> None:
        """Make a feed of a member, instead of the one of the same choice that they had."""
        await self.revoke(community, by, choice)
        given = {"key": key_hash, "tag": choice.tag, "personal": choice.kind is Kind.MINE}
        await self._session.run(sql.MAKE, c=community, m=by, now=now, **given)

    async def find(self, key_hash: str) -> Feed | None:
        """The feed behind a key, in whichever community; None once it is revoked or its maker has left."""
        row = await self._session.row(sql.FIND, key=key_hash)
        return _feed(row) if row else None

    async def of_member(self, community: CommunityId, member: MemberId) -> list[Feed]:
        """The feeds that a member has made, the oldest first."""
        rows = await self._session.rows(sql.OF_MEMBER, c=community, m=member)
        return sorted(map(_feed, rows), key=lambda feed: feed.made_at)

    async def revoke(self, community: CommunityId, member: MemberId, choice: Choice | None = None) -> int:
        """Let feeds of a member be fetched no longer, those of one choice or all; how many those were."""
        if choice is None:
            return await self._session.run(sql.REVOKE_ALL, c=community, m=member)
        if choice.kind is Kind.TAG:
            return await self._session.run(sql.REVOKE_TAG, c=community, m=member, tag=choice.tag)
        return await self._session.run(sql.REVOKE, c=community, m=member, personal=choice.kind is Kind.MINE)

    async def entries(self, community: CommunityId, choice: Choice, member: MemberId, now: datetime) -> list[Entry]:
        """At most so many AMAs, in the order of their starts; if there are more, the oldest are left out."""
        given: dict[str, Any] = {"c": community}
        given |= {"tag": choice.tag} if choice.kind is Kind.TAG else {}
        given |= {"m": member} if choice.kind is Kind.MINE else {}
        ahead, behind = sql.ENTRIES[choice.kind]
        rows = await self._session.rows(ahead, since=now - _MOMENT, until=now + AHEAD, count=EVENTS, **given)
        left = EVENTS - len(rows)
        before = await self._session.rows(behind, since=now - BEHIND, until=now, count=left, **given) if left else []
        return await self._entries(community, [*reversed(before), *rows])

    async def source(self, community: CommunityId) -> Source:
        """The community as a calendar names it."""
        (row,) = await self._session.rows(sql.SOURCE, c=community)
        return _source(row)

    async def _entries(self, community: CommunityId, rows: Sequence[Row]) -> list[Entry]:
        numbers = [row[0] for row in rows]
        hosts, guests, tags = [
            await self._by_ama(statement, community, numbers) for statement in (sql.HOSTS, sql.GUESTS, sql.TAGS)
        ]
        return [
            Entry(
                number=row[0],
                title=row[1],
                about=row[2],
                starts_at=row[4],
                zone=row[5],
                minutes=row[6],
                where=row[7],
                hosts=(*hosts[row[0]], *guests[row[0]]),
                tags=tuple(dict.fromkeys(tags[row[0]])),
                sequence=row[8],
                changed_at=row[9],
                is_cancelled=row[3] == "cancelled",
                reason=row[10],
            )
            for row in rows
        ]

    async def _by_ama(
        self, statement: Prepared, community: CommunityId, numbers: Sequence[int]
    ) -> Mapping[int, list[Any]]:
        """Names by the numbers of their AMAs; none for those without."""
        found: defaultdict[int, list[Any]] = defaultdict(list)
        for number, name in await self._session.rows(statement, c=community, numbers=list(numbers)):
            found[number].append(name)
        return found


def _feed(row: Row) -> Feed:
    tag = None if row[3] is None else TagId(row[3])
    kind = Kind.MINE if row[5] else Kind.ALL if tag is None else Kind.TAG
    return Feed(
        source=_source(row),
        choice=Choice(kind=kind, tag=tag),
        tag_name=row[4] or "",
        made_by=MemberId(row[6]),
        made_at=row[7],
    )


def _source(row: Row) -> Source:
    community = CommunityId(row[0])
    return Source(community=community, name=row[1], origin=origin_of(community, row[2]))
