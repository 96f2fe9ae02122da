"""Conversations under tags, and what the labels of forums mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, select, text

from bot.conversations import Conversation
from bot.identity import CommunityId, MemberId, Place, TagId
from storage.prepared import InOrder, Prepared
from storage.session import Session
from storage.tables import conversation, conversation_tag, forum_label, tag, tag_under

_KEEP = Prepared(
    "keep conversation",
    text(
        "INSERT INTO conversation (community_id, link, title, platform, workspace, channel, added_by, added_at) "
        "VALUES (:c, :link, :title, :platform, :workspace, :channel, :m, :now) ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("now", type_=conversation.c.added_at.type)),
)
_AT = Prepared(
    "conversation at",
    select(conversation.c.id, conversation.c.title, conversation.c.link).where(
        conversation.c.community_id == bindparam("c"), conversation.c.link == bindparam("link")
    ),
)
_TAG = Prepared(
    "tag conversation",
    text(
        "INSERT INTO conversation_tag (community_id, tag_id, conversation_id, member_id) VALUES (:c, :t, :id, :m) "
        "ON CONFLICT DO NOTHING"
    ),
)
_UNDER = Prepared(
    "conversations under",
    select(conversation.c.id, conversation.c.title, conversation.c.link)
    .where(
        conversation.c.community_id == bindparam("c"),
        conversation.c.id.in_(
            select(conversation_tag.c.conversation_id)
            .select_from(
                InOrder(
                    tag_under,
                    conversation_tag,
                    and_(
                        conversation_tag.c.community_id == tag_under.c.community_id,
                        conversation_tag.c.tag_id == tag_under.c.tag_id,
                    ),
                )
            )
            .where(tag_under.c.community_id == bindparam("c"), tag_under.c.over_id == bindparam("t"))
        ),
    )
    .order_by(conversation.c.id.desc())
    .limit(bindparam("count"))
    .offset(bindparam("skip")),
)
_forum = and_(
    forum_label.c.platform == bindparam("platform"),
    forum_label.c.workspace == bindparam("workspace"),
    forum_label.c.channel == bindparam("channel"),
    forum_label.c.community_id == bindparam("c"),
)
_LABELS = Prepared(
    "labels of forum",
    select(forum_label.c.label, tag.c.name)
    .select_from(
        forum_label.join(tag, and_(tag.c.community_id == forum_label.c.community_id, tag.c.id == forum_label.c.tag_id))
    )
    .where(_forum, tag.c.is_deleted.is_(False))
    .order_by(forum_label.c.label),
)
_MAP = Prepared(
    "map label",
    text(
        "INSERT INTO forum_label (platform, workspace, channel, label, community_id, tag_id) "
        "VALUES (:platform, :workspace, :channel, :label, :c, :t) "
        "ON CONFLICT (platform, workspace, channel, label) DO UPDATE SET tag_id = excluded.tag_id"
    ),
)
_UNMAP = Prepared("unmap label", delete(forum_label).where(_forum, forum_label.c.label == bindparam("label")))


class Conversations:
    """Conversations in one unit of work. See :class:`bot.conversations.ConversationStore` for the promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def keep(
        self, community: CommunityId, link: str, title: str, place: Place, by: MemberId, now: datetime
    ) -> tuple[Conversation, bool]:
        """The conversation at this link, made if need be; and whether it was there."""
        made = await self._session.run(_KEEP, c=community, link=link, title=title, m=by, now=now, **_where(place))
        row = await self._session.row(_AT, c=community, link=link)
        assert row, "it was made or was there"
        return Conversation(id=row[0], title=row[1], link=row[2]), made == 0

    async def tag(self, community: CommunityId, conversation_id: int, tags: Sequence[TagId], by: MemberId) -> None:
        """Put tags on a conversation."""
        await self._session.run_many(_TAG, [{"c": community, "t": one, "id": conversation_id, "m": by} for one in tags])

    async def under(self, community: CommunityId, tag_id: TagId, skip: int, count: int) -> list[Conversation]:
        """The conversations of a tag and of all below it, the newest first."""
        rows = await self._session.rows(_UNDER, c=community, t=tag_id, skip=skip, count=count)
        return [Conversation(id=row[0], title=row[1], link=row[2]) for row in rows]

    async def labels(self, community: CommunityId, place: Place) -> Mapping[str, str]:
        """What the labels of a forum channel mean: label to name of a tag."""
        return {row[0]: row[1] for row in await self._session.rows(_LABELS, c=community, **_where(place))}

    async def map_label(self, community: CommunityId, place: Place, label: str, tag_id: TagId | None) -> None:
        """Let a label of a forum channel mean a tag, or nothing any more."""
        if tag_id is None:
            await self._session.run(_UNMAP, c=community, label=label, **_where(place))
        else:
            await self._session.run(_MAP, c=community, label=label, t=tag_id, **_where(place))


def _where(place: Place) -> dict[str, str]:
    return {"platform": place.platform, "workspace": place.workspace, "channel": place.channel}
