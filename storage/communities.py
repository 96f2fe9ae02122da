"""How communities are set up, and what their people have told about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, delete, func, select, text, update

from bot.communities import Code, CommunityKind, Kept, Person, Settings
from bot.identity import CommunityId, Member, MemberId, Place, Role
from storage import erasing, kept
from storage.people import MAKE_MEMBER
from storage.prepared import Listed, Prepared, Within
from storage.session import Session
from storage.tables import account, community, link_code, member, resource_finder

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")

_SETTINGS = Prepared(
    "settings",
    select(
        community.c.name,
        community.c.kind,
        community.c.language,
        community.c.time_zone,
        community.c.members_add,
        community.c.members_make_tags,
        community.c.announce_in,
    ).where(community.c.id == _C),
)
_SAVE = Prepared(
    "save settings",
    update(community)
    .where(community.c.id == _C)
    .values(
        {
            column.name: bindparam(column.name, type_=column.type)
            for column in (
                community.c.name,
                community.c.kind,
                community.c.language,
                community.c.time_zone,
                community.c.members_add,
                community.c.members_make_tags,
                community.c.announce_in,
            )
        }
    ),
)
_platforms = (
    select(Listed(account.c.platform))
    .where(account.c.community_id == member.c.community_id, account.c.member_id == member.c.id)
    .scalar_subquery()
)
_found = (
    select(func.count())
    .select_from(resource_finder)
    .where(resource_finder.c.community_id == member.c.community_id, resource_finder.c.member_id == member.c.id)
    .scalar_subquery()
)
_PERSON = Prepared(
    "person",
    select(member.c.id, member.c.name, member.c.role, member.c.time_zone, member.c.language, _platforms, _found).where(
        member.c.community_id == _C, member.c.id == _M
    ),
)
_SAVE_PERSON = Prepared(
    "save person",
    update(member)
    .where(member.c.community_id == _C, member.c.id == _M)
    .values(time_zone=bindparam("zone"), language=bindparam("spoken")),
)
_OF_ACCOUNT = Prepared(
    "member of account",
    select(account.c.user_id, member.c.id, member.c.name, member.c.role)
    .select_from(
        account.join(member, and_(member.c.community_id == account.c.community_id, member.c.id == account.c.member_id))
    )
    .where(
        account.c.platform == bindparam("platform"),
        account.c.workspace == bindparam("workspace"),
        Within(account.c.user_id, "users"),
        # Added to nothing, because otherwise SQLite reads all accounts of the community to find a few.
        account.c.community_id + 0 == _C,
    ),
)


_KEEP_CODE = Prepared(
    "keep code",
    text(
        "INSERT INTO link_code (code, community_id, member_id, expires_at) VALUES (:code, :c, :m, :until) "
        "ON CONFLICT (community_id, member_id) DO UPDATE SET code = excluded.code, expires_at = excluded.expires_at"
    ).bindparams(bindparam("until", type_=link_code.c.expires_at.type)),
)
_CODE = Prepared(
    "code",
    select(link_code.c.code, link_code.c.community_id, link_code.c.member_id, link_code.c.expires_at).where(
        link_code.c.code == bindparam("code")
    ),
)
_DROP_CODE = Prepared("drop code", delete(link_code).where(link_code.c.code == bindparam("code")))


class Communities:
    """Communities in one unit of work. See :class:`bot.communities.CommunityStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def settings(self, community_id: CommunityId) -> Settings:
        """How the community is set up."""
        (row,) = await self._session.rows(_SETTINGS, c=community_id)
        place = row[6].split("\n") if row[6] else None
        return Settings(
            name=row[0],
            kind=CommunityKind(row[1]),
            language=row[2],
            time_zone=row[3],
            members_add=row[4],
            members_make_tags=row[5],
            announce_in=Place(platform=place[0], workspace=place[1], channel=place[2]) if place else None,
        )

    async def save_settings(self, community_id: CommunityId, settings: Settings) -> None:
        """Set it up otherwise."""
        place = settings.announce_in
        await self._session.run(
            _SAVE,
            c=community_id,
            name=settings.name,
            kind=settings.kind.value,
            language=settings.language,
            time_zone=settings.time_zone,
            members_add=settings.members_add,
            members_make_tags=settings.members_make_tags,
            announce_in=f"{place.platform}\n{place.workspace}\n{place.channel}" if place else None,
        )

    async def person(self, community_id: CommunityId, member_id: MemberId) -> Person:
        """A member with what they have told about themselves."""
        (row,) = await self._session.rows(_PERSON, c=community_id, m=member_id)
        return Person(
            member=Member(id=MemberId(row[0]), name=row[1], role=Role(row[2])),
            time_zone=row[3],
            language=row[4],
            platforms=tuple(sorted(set((row[5] or "").split()))),
            found=row[6],
        )

    async def save_person(
        self, community_id: CommunityId, member_id: MemberId, time_zone: str | None, language: str | None
    ) -> None:
        """What a member tells about themselves."""
        await self._session.run(_SAVE_PERSON, c=community_id, m=member_id, zone=time_zone, spoken=language)

    async def of_account(
        self, community_id: CommunityId, platform: str, workspace: str, users: Sequence[str]
    ) -> Member | None:
        """The member behind the first of these accounts that is known."""
        rows = await self._session.rows(
            _OF_ACCOUNT, c=community_id, platform=platform, workspace=workspace, users=list(users)
        )
        known = {row[0]: row for row in rows}
        row = next((known[user] for user in users if user in known), None)
        return Member(id=MemberId(row[1]), name=row[2], role=Role(row[3])) if row else None

    async def keep_code(self, code: Code) -> None:
        """Keep a code, instead of an earlier one of the same member."""
        await self._session.run(_KEEP_CODE, code=code.code, c=code.community, m=code.member, until=code.expires_at)

    async def code(self, code: str) -> Code | None:
        """The code, if it is known."""
        row = await self._session.row(_CODE, code=code)
        if row is None:
            return None
        return Code(code=row[0], community=CommunityId(row[1]), member=MemberId(row[2]), expires_at=row[3])

    async def drop_code(self, code: str) -> None:
        """Forget a code that was used."""
        await self._session.run(_DROP_CODE, code=code)

    async def voted_for(self, community_id: CommunityId, member_id: MemberId) -> list[int]:
        """The resources that a member found useful."""
        return await erasing.voted_for(self._session, community_id, member_id)

    async def voted_for_by_both(self, community_id: CommunityId, one: MemberId, other: MemberId) -> list[int]:
        """The resources that both found useful."""
        return await erasing.voted_for_by_both(self._session, community_id, one, other)

    async def explained_by(self, community_id: CommunityId, member_id: MemberId) -> list[int]:
        """The resources that a member added and said why."""
        return await erasing.explained_by(self._session, community_id, member_id)

    async def kept_about(self, community_id: CommunityId, member_id: MemberId) -> list[Kept]:
        """Everything that is kept about a member."""
        return await kept.about(self._session, community_id, member_id)

    async def hand_over(self, community_id: CommunityId, gone: MemberId, stays: MemberId) -> None:
        """Put one member in the place of another in every row; the other one is no more."""
        await erasing.hand_over(self._session, community_id, gone, stays)

    async def erase(self, community_id: CommunityId, gone: MemberId, now: datetime) -> None:
        """Let nothing lead to a member any more; what they made stays, by "someone who left"."""
        former = await erasing.former_member(self._session, community_id, MAKE_MEMBER, now)
        await erasing.erase(self._session, community_id, gone, former)
