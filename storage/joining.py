"""Joining two communities: places and people change hands at once, and the rows of both stay apart."""

from __future__ import annotations

from datetime import datetime

from bot.identity import CommunityId, MemberId, ResourceId, TagId
from bot.links import Copied, Joined, Offer, Size
from storage import erasing
from storage import joiningsql as sql
from storage.buddyhands import brought
from storage.people import MAKE_MEMBER
from storage.session import Row, Session


class Joining:
    """Two communities in one unit of work. See :class:`bot.links.JoiningStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def offer(self, community: CommunityId) -> Offer | None:
        """The offer that a community has made."""
        row = await self._session.row(sql.OFFER_OF, c=community)
        return _offer(row) if row else None

    async def offer_with(self, code: str) -> Offer | None:
        """The offer with this code."""
        row = await self._session.row(sql.OFFER_WITH, code=code)
        return _offer(row) if row else None

    async def keep_offer(self, offer: Offer) -> None:
        """Keep an offer instead of an earlier one."""
        await self._session.run(
            sql.KEEP_OFFER, code=offer.code, c=offer.community, other=offer.asked_by, until=offer.expires_at
        )

    async def drop_offer(self, community: CommunityId) -> None:
        """Take an offer back."""
        await self._session.run(sql.DROP_OFFER, c=community)

    async def size(self, community: CommunityId) -> Size:
        """What a community has."""
        (row,) = await self._session.rows(sql.SIZE, c=community)
        return Size(name=row[0], members=row[1], resources=row[2], tags=row[3])

    async def join(self, community: CommunityId, joined: CommunityId, now: datetime) -> Joined:
        """Let the places and the people of one belong to the other from now on."""
        (row,) = await self._session.rows(sql.LINK, c=community, other=joined, now=now)
        for statement in (sql.COPY_MEMBERS, sql.MOVE_ACCOUNTS, sql.MOVE_WORKSPACES):
            await self._session.run(statement, c=community, other=joined)
        await brought(self._session, community, joined)
        return Joined(id=row[0], community=community, joined=joined, joined_at=now)

    async def last(self, community: CommunityId) -> Joined | None:
        """The newest joining that was not undone."""
        row = await self._session.row(sql.LAST, c=community)
        if row is None:
            return None
        return Joined(id=row[0], community=community, joined=CommunityId(row[1]), joined_at=row[2])

    async def part(self, joined: Joined, now: datetime) -> None:
        """Give places and people back."""
        values = {"c": joined.community, "other": joined.joined}
        await self._session.run(sql.UNDONE, link=joined.id, now=now)
        steps = (sql.RETURN_ACCOUNTS, sql.DROP_NEWCOMERS, sql.DROP_PLACES, sql.DROP_LABELS, sql.RETURN_WORKSPACES)
        for statement in steps:
            await self._session.run(statement, **values)

    async def copied(self, joined: Joined, resource: ResourceId) -> Copied:
        """Who found and liked a resource of the joined community, as members of this one."""
        values = {"c": joined.community, "other": joined.joined, "r": resource}
        finders = await self._session.rows(sql.FINDERS, **values)
        voters = await self._session.rows(sql.VOTERS, **values)
        return Copied(finders=[MemberId(row[0]) for row in finders], voters=[MemberId(row[0]) for row in voters])

    async def brought(self, joined: Joined, count: int) -> list[ResourceId]:
        """Resources that only members of the joined community have found."""
        rows = await self._session.rows(sql.BROUGHT, c=joined.community, other=joined.joined, count=count)
        return [ResourceId(row[0]) for row in rows]

    async def someone(self, community: CommunityId, now: datetime) -> MemberId:
        """The member who stands for people who have left."""
        return await erasing.former_member(self._session, community, MAKE_MEMBER, now)

    async def copies(self, joined: Joined, count: int) -> list[MemberId]:
        """Some of the members who stand for those of the joined community."""
        rows = await self._session.rows(sql.COPIES, c=joined.community, other=joined.joined, count=count)
        return [MemberId(row[0]) for row in rows]

    async def places(self, joined: Joined) -> list[tuple[str, str, str, str]]:
        """Tags of channels: platform, workspace, channel and the tag's name."""
        rows = await self._session.rows(sql.PLACES, c=joined.joined)
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    async def set_place(self, community: CommunityId, place: tuple[str, str, str], tag: TagId) -> None:
        """Give a channel a tag of this community."""
        platform, workspace, channel = place
        await self._session.run(
            sql.SET_PLACE, platform=platform, workspace=workspace, channel=channel, c=community, t=tag
        )


def _offer(row: Row) -> Offer:
    return Offer(
        code=row[0],
        community=CommunityId(row[1]),
        asked_by=CommunityId(row[2]) if row[2] is not None else None,
        expires_at=row[3],
    )
