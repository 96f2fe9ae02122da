"""Communities, members, and the accounts by which platforms know them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, insert, select, text, update

from bot import preferences
from bot.identity import AccountKey, Community, CommunityId, Member, MemberId, Role
from bot.preferences import Ordering
from storage.database import Row, Session
from storage.prepared import Prepared
from storage.tables import account, community, learning, member, workspace

_COMMUNITY = (community.c.id, community.c.name, community.c.members_make_tags)
_MEMBER = (member.c.id, member.c.name, member.c.role, member.c.vouched, member.c.is_unheard)
#: What look-ups are ordered by. It is read along with who asks, because a statement of its own costs a tenth of one.
_ORDER = (learning.c.formats, learning.c.minutes, learning.c.level, member.c.language)

_WHO = Prepared(
    "who",
    select(*_COMMUNITY, *_MEMBER, *_ORDER)
    .select_from(
        account.join(member, and_(member.c.community_id == account.c.community_id, member.c.id == account.c.member_id))
        .join(community, community.c.id == account.c.community_id)
        .outerjoin(
            learning, and_(learning.c.community_id == member.c.community_id, learning.c.member_id == member.c.id)
        )
    )
    .where(
        account.c.platform == bindparam("platform"),
        account.c.workspace == bindparam("workspace"),
        account.c.user_id == bindparam("user"),
    ),
)
_OF_WORKSPACE = Prepared(
    "community of workspace",
    select(*_COMMUNITY)
    .select_from(workspace.join(community, community.c.id == workspace.c.community_id))
    .where(workspace.c.platform == bindparam("platform"), workspace.c.workspace == bindparam("workspace")),
)
_NAMED = Prepared(
    "communities by name",
    select(*_COMMUNITY).where(community.c.name == bindparam("name")).order_by(community.c.id),
)
_MAKE_COMMUNITY = Prepared(
    "make community",
    insert(community)
    .values(
        name=bindparam("name"),
        created_at=bindparam("now", type_=community.c.created_at.type),
        members_make_tags=bindparam("allowed", type_=community.c.members_make_tags.type),
        resources_made=bindparam("none"),
    )
    .returning(community.c.id),
)
_MAKE_WORKSPACE = Prepared(
    "make workspace",
    insert(workspace).values(
        platform=bindparam("platform"), workspace=bindparam("workspace"), community_id=bindparam("c")
    ),
)
MAKE_MEMBER = Prepared(
    "make member",
    insert(member)
    .values(
        community_id=bindparam("c"),
        name=bindparam("name"),
        role=bindparam("role"),
        joined_at=bindparam("now", type_=member.c.joined_at.type),
    )
    .returning(member.c.id),
)
_MAKE_ACCOUNT = Prepared(
    "make account",
    insert(account).values(
        platform=bindparam("platform"),
        workspace=bindparam("workspace"),
        user_id=bindparam("user"),
        community_id=bindparam("c"),
        member_id=bindparam("m"),
    ),
)
_GRANT = Prepared(
    "grant role",
    update(member)
    .where(member.c.community_id == bindparam("c"), member.c.id == bindparam("m"))
    .values(role=bindparam("role")),
)
_VOUCH = Prepared(
    "vouch for member",
    update(member)
    .where(member.c.community_id == bindparam("c"), member.c.id == bindparam("m"))
    .values(vouched=bindparam("role")),
)
_NOTE_UNHEARD = Prepared(
    "note unheard member",
    update(member)
    .where(member.c.community_id == bindparam("c"), member.c.id == bindparam("m"))
    .values(is_unheard=bindparam("unheard", type_=member.c.is_unheard.type)),
)
_NOTE_LEFT = Prepared(
    "note left account",
    update(account)
    .where(
        account.c.platform == bindparam("where"),
        account.c.workspace == bindparam("space"),
        account.c.user_id == bindparam("user"),
    )
    .values(left_at=bindparam("now", type_=account.c.left_at.type)),
)
_HERE = Prepared(
    "accounts that are here",
    select(account.c.platform, account.c.workspace, account.c.user_id).where(
        account.c.community_id == bindparam("c"), account.c.member_id == bindparam("m"), account.c.left_at.is_(None)
    ),
)
_LOCK_WORKSPACE = Prepared(
    "lock workspace",
    text("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:workspace, 0))"),
    only="postgresql",
)
_LOCK = Prepared("lock community", text("SELECT id FROM community WHERE id = :c FOR NO KEY UPDATE"), only="postgresql")


class People:
    """Who is who in one unit of work. See :class:`bot.ports.PeopleStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def who(self, key: AccountKey) -> tuple[Community, Member] | None:
        """The community and the member behind an account; None if it has never been heard of."""
        row = await self._session.row(_WHO, platform=key.platform, workspace=key.workspace, user=key.user)
        return (_community(row[:3]), _member(row[3:])) if row else None

    async def welcome(self, key: AccountKey, name: str, community_name: str, now: datetime) -> tuple[Community, Member]:
        """Make the account known, with its member, and with its community if the workspace is new too."""
        if not self._session.is_sqlite:
            # Two people who come at once, or one who presses twice, must not both make the same.
            await self._session.rows(_LOCK_WORKSPACE, workspace=f"{key.platform}/{key.workspace}")
            known = await self.who(key)
            if known:
                return known
        home = await self._home(key, community_name, now)
        (row,) = await self._session.rows(MAKE_MEMBER, c=home.id, name=name, role=Role.MEMBER.value, now=now)
        await self._session.run(
            _MAKE_ACCOUNT, platform=key.platform, workspace=key.workspace, user=key.user, c=home.id, m=row[0]
        )
        return home, Member(id=MemberId(row[0]), name=name)

    async def of_workspace(self, platform: str, workspace_id: str) -> Community | None:
        """The community of a workspace; None if nobody there has ever said anything."""
        row = await self._session.row(_OF_WORKSPACE, platform=platform, workspace=workspace_id)
        return _community(row) if row else None

    async def _home(self, key: AccountKey, name: str, now: datetime) -> Community:
        known = await self.of_workspace(key.platform, key.workspace)
        if known:
            return known
        (made,) = await self._session.rows(_MAKE_COMMUNITY, name=name, now=now, allowed=True, none=0)
        await self._session.run(_MAKE_WORKSPACE, platform=key.platform, workspace=key.workspace, c=made[0])
        return Community(id=CommunityId(made[0]), name=name)

    async def named(self, name: str) -> list[Community]:
        """The communities of this name, the oldest first."""
        return [_community(row) for row in await self._session.rows(_NAMED, name=name)]

    async def settle(self, platform: str, workspace_id: str, community_id: CommunityId) -> None:
        """Let a workspace that is new belong to a community that is there."""
        await self._session.run(_MAKE_WORKSPACE, platform=platform, workspace=workspace_id, c=community_id)

    async def grant(self, community_id: CommunityId, member_id: MemberId, role: Role) -> None:
        """Give a member another role."""
        await self._session.run(_GRANT, c=community_id, m=member_id, role=role.value)

    async def vouch(self, community_id: CommunityId, member_id: MemberId, role: Role) -> None:
        """Remember what a member's platform vouches for."""
        await self._session.run(_VOUCH, c=community_id, m=member_id, role=role.value)

    async def note_unheard(self, community_id: CommunityId, member_id: MemberId, *, is_unheard: bool) -> None:
        """Note whether something that was for a member could not be brought to them."""
        await self._session.run(_NOTE_UNHEARD, c=community_id, m=member_id, unheard=is_unheard)

    async def note_left(self, key: AccountKey, left_at: datetime | None) -> None:
        """Note when an account left its workspace; None: it is there."""
        await self._session.run(_NOTE_LEFT, where=key.platform, space=key.workspace, user=key.user, now=left_at)

    async def here(self, community_id: CommunityId, member_id: MemberId) -> list[AccountKey]:
        """The accounts of a member that have not left their workspaces, in the order of their names."""
        rows = await self._session.rows(_HERE, c=community_id, m=member_id)
        return [AccountKey(platform=row[0], workspace=row[1], user=row[2]) for row in sorted(map(tuple, rows))]

    async def lock(self, community_id: CommunityId) -> bool:
        """Let this unit be the only one that writes in the community; SQLite has one writer anyway."""
        if not self._session.is_sqlite:
            await self._session.rows(_LOCK, c=community_id)
        return not self._session.is_sqlite


def _community(row: Row) -> Community:
    return Community(id=CommunityId(row[0]), name=row[1], members_make_tags=row[2])


def _member(row: Row) -> Member:
    return Member(
        id=MemberId(row[0]),
        name=row[1],
        role=Role(row[2]),
        vouched=Role(row[3]),
        is_unheard=bool(row[4]),
        order=_order(*row[5:]) if any(row[5:]) else "",
    )


def _order(formats: str | None, minutes: int | None, level: str | None, language: str | None) -> str:
    dearest = preferences.kept_formats(formats or "")
    return preferences.written(Ordering(formats=dearest, minutes=minutes, level=level, language=language))
