"""Pages of guests in one unit of work: by the hashes of what lets them in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, and_, bindparam, insert, null, select, update

from bot.guests import Guest, Page, account_of, open_until
from bot.identity import AmaId, CommunityId, Role
from storage.people import MAKE_MEMBER
from storage.prepared import InOrder, Prepared
from storage.session import Row, Session
from storage.tables import account, ama, ama_guest

_C: BindParameter[int] = bindparam("c")
_until: BindParameter[datetime] = bindparam("until", type_=ama_guest.c.key_until.type)
_this = and_(
    ama_guest.c.community_id == _C, ama_guest.c.ama_id == bindparam("n"), ama_guest.c.name == bindparam("name")
)
_with_ama = InOrder(
    ama_guest, ama, and_(ama.c.community_id == ama_guest.c.community_id, ama.c.id == ama_guest.c.ama_id)
)
_UNTIL = (ama_guest.c.key_until, ama.c.starts_at, ama.c.minutes)
PAGE = Prepared("page of guest", select(ama_guest.c.key_hash, *_UNTIL).select_from(_with_ama).where(_this))
MAKE = Prepared(
    "make page of guest", update(ama_guest).where(_this).values(key_hash=bindparam("kept"), key_until=_until)
)
REVOKE = Prepared(
    "revoke page of guest",
    update(ama_guest).where(_this, ama_guest.c.key_hash.is_not(None)).values(key_hash=null(), key_until=null()),
)
FIND = Prepared(
    "guest by secret",
    select(ama_guest.c.community_id, ama_guest.c.ama_id, ama_guest.c.name, ama.c.zone, *_UNTIL)
    .select_from(_with_ama)
    .where(ama_guest.c.key_hash == bindparam("kept")),
)
EXCHANGE = Prepared(
    "exchange secret of guest",
    update(ama_guest).where(ama_guest.c.key_hash == bindparam("kept")).values(key_hash=bindparam("instead")),
)
#: Of the community that it was made in: one that was joined with another goes on with nobody in it.
HAS_ACCOUNT = Prepared(
    "account of guest",
    select(account.c.member_id).where(
        account.c.platform == bindparam("platform"),
        account.c.workspace == bindparam("workspace"),
        account.c.user_id == bindparam("user"),
        # No column of an index, so that the key of the account serves.
        account.c.community_id + 0 == _C,
    ),
)
MAKE_ACCOUNT = Prepared(
    "make account of guest",
    insert(account).values(
        platform=bindparam("platform"),
        workspace=bindparam("workspace"),
        user_id=bindparam("user"),
        community_id=bindparam("c"),
        member_id=bindparam("m"),
    ),
)


class Guests:
    """Pages of guests in one unit of work. See :class:`bot.guests.GuestStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def page(self, community: CommunityId, ama_id: AmaId, name: str) -> Page | None:
        """The page that a guest has, also one that has ended."""
        row = await self._session.row(PAGE, c=community, n=ama_id, name=name)
        if row is None or row[0] is None:
            return None
        return Page(until=_until_of(row[1:]), is_opened=row[0].startswith("session:"))

    async def make(
        self, community: CommunityId, ama_id: AmaId, name: str, kept: str, until: datetime, now: datetime
    ) -> bool:
        """Let a guest in by a secret whose hash this is, and by none from before."""
        if not await self._session.run(MAKE, c=community, n=ama_id, name=name, kept=kept, until=until):
            return False
        if not await self._has_account(community, ama_id, name):
            await self._make_account(community, ama_id, name, now)
        return True

    async def revoke(self, community: CommunityId, ama_id: AmaId, name: str) -> bool:
        """Let a guest in no longer; whether they could come in before."""
        return await self._session.run(REVOKE, c=community, n=ama_id, name=name) > 0

    async def find(self, kept: str, now: datetime) -> Guest | None:
        """Who comes in by a secret whose hash this is."""
        row = await self._session.row(FIND, kept=kept)
        if row is None or _until_of(row[4:]) <= now or not await self._has_account(row[0], row[1], row[2]):
            return None
        return Guest(community=CommunityId(row[0]), ama=AmaId(row[1]), name=row[2], zone=row[3])

    async def exchange(self, kept: str, instead: str) -> bool:
        """Let one secret take the place of another; False where somebody was quicker."""
        return await self._session.run(EXCHANGE, kept=kept, instead=instead) > 0

    async def _has_account(self, community: CommunityId, ama_id: AmaId, name: str) -> bool:
        return await self._session.row(HAS_ACCOUNT, c=community, **_named(community, ama_id, name)) is not None

    async def _make_account(self, community: CommunityId, ama_id: AmaId, name: str, now: datetime) -> None:
        (row,) = await self._session.rows(MAKE_MEMBER, c=community, name=name, role=Role.MEMBER.value, now=now)
        await self._session.run(MAKE_ACCOUNT, c=community, m=row[0], **_named(community, ama_id, name))


def _until_of(row: Row) -> datetime:
    until, starts_at, minutes = row
    return open_until(until, starts_at + timedelta(minutes=minutes))


def _named(community: CommunityId, ama_id: AmaId, name: str) -> dict[str, str]:
    key = account_of(community, ama_id, name)
    return {"platform": key.platform, "workspace": key.workspace, "user": key.user}
