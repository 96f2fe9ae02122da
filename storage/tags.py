"""The tags of communities: names, the tree, and what is derived from both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.identity import CommunityId, MemberId, Place, TagId
from bot.tags import Change, Counted, Recorded, Tag, words_of_name
from storage import tagsql as sql
from storage import terms
from storage.database import Row, Session

_STRUCTURE = {"parent_id", "is_merged", "is_deleted"}


class Tags:
    """The tags in one unit of work. See :class:`bot.tags.TagStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def named(self, community: CommunityId, names: Sequence[str]) -> dict[str, Tag]:
        """The tags behind these names or synonyms; unknown names are left out."""
        rows = await self._session.rows(sql.NAMED, c=community, names=list(names))
        return {row[0]: _tag(row[1:]) for row in rows}

    async def names(self, community: CommunityId) -> dict[str, TagId]:
        """Every name and synonym with its tag."""
        return {row[0]: TagId(row[1]) for row in await self._session.rows(sql.NAMES, c=community)}

    async def tree(self, community: CommunityId) -> dict[TagId, Tag]:
        """All tags that are not deleted, merged ones included."""
        return {TagId(row[0]): _tag(row) for row in await self._session.rows(sql.TREE, c=community)}

    async def make(self, community: CommunityId, names: Sequence[str], by: MemberId, now: datetime) -> dict[str, Tag]:
        """New tags of these names, none of which exists."""
        made: dict[str, Tag] = {}
        for name in names:
            (row,) = await self._session.rows(
                sql.MAKE, community_id=community, name=name, description="", is_merged=False, is_deleted=False,
                made_by=by, made_at=now,
            )  # fmt: skip
            made[name] = Tag(id=TagId(row[0]), name=name)
        numbers = await terms.ids(self._session, community, [f"#{tag.id}" for tag in made.values()])
        everything: list[Mapping[str, Any]] = [
            {
                "c": community,
                "t": tag.id,
                "over": tag.id,
                "shown": tag.id,
                "name": tag.name,
                "term": numbers[f"#{tag.id}"][0],
            }
            for tag in made.values()
        ]
        for statement in (sql.FINISH, sql.NAME, sql.PUT_UNDER):
            await self._session.run_many(statement, [_only(statement, one) for one in everything])
        words = [
            {"c": community, "t": tag.id, "word": word} for tag in made.values() for word in words_of_name(tag.name)
        ]
        await self._session.run_many(sql.ADD_WORD, words)
        return made

    async def apply(self, community: CommunityId, change: Change) -> Change:
        """Make a change and bring everything derived from the tree up to date; returns the inverse."""
        before = await self._before(community, change)
        for tag_id, fields in change.tags.items():
            for field, value in fields.items():
                await self._session.run(sql.SET[field], c=community, t=tag_id, value=value)
        for name, meant in change.names.items():
            if meant is None:
                await self._session.run(sql.UNNAME, c=community, name=name)
            else:
                await self._session.run(sql.NAME, c=community, name=name, t=meant)
        if any(_STRUCTURE & set(fields) for fields in change.tags.values()):
            await self._refresh_tree(community)
        if change.names:
            await self._refresh_words(community)
        return before

    async def _before(self, community: CommunityId, change: Change) -> Change:
        rows = await self._session.rows(sql.BY_ID, c=community, tags=list(change.tags))
        known = {row[0]: dict(zip((column.name for column in sql.TAG_COLUMNS), row, strict=True)) for row in rows}
        names = await self.names(community)
        return Change(
            tags={tag_id: {field: known[tag_id][field] for field in fields} for tag_id, fields in change.tags.items()},
            names={name: names.get(name) for name in change.names},
        )

    async def _refresh_tree(self, community: CommunityId) -> None:
        """Write down anew what counts as what, touching only the rows that differ."""
        rows = await self._session.rows(sql.TREE, c=community)
        tree = {row[0]: _tag(row) for row in rows}
        wanted = {(over, tag_id) for tag_id in tree for over in _upwards(tree, tag_id)}
        known = {(row[0], row[1]) for row in await self._session.rows(sql.UNDER, c=community)}
        for statement, pairs in ((sql.TAKE_FROM_UNDER, known - wanted), (sql.PUT_UNDER, wanted - known)):
            await self._session.run_many(
                statement, [{"c": community, "over": over, "t": one} for over, one in sorted(pairs)]
            )
        shown = {row[0]: row[-1] for row in rows}
        moved = {tag_id: as_id for tag_id in tree if (as_id := _shown_as(tree, tag_id)) != shown[tag_id]}
        await self._session.run_many(
            sql.SHOW_AS, [{"c": community, "t": tag_id, "shown": as_id} for tag_id, as_id in moved.items()]
        )

    async def _refresh_words(self, community: CommunityId) -> None:
        names = await self.names(community)
        wanted = {(word, tag_id) for name, tag_id in names.items() for word in words_of_name(name)}
        known = {(row[0], row[1]) for row in await self._session.rows(sql.WORDS, c=community)}
        for statement, pairs in ((sql.DROP_WORD, known - wanted), (sql.ADD_WORD, wanted - known)):
            await self._session.run_many(
                statement, [{"c": community, "word": word, "t": one} for word, one in sorted(pairs)]
            )

    async def record(
        self, community: CommunityId, by: MemberId, about: str, done: Change, undo: Change, now: datetime
    ) -> None:
        """Keep a change for undoing."""
        await self._session.run(
            sql.RECORD, community_id=community, at=now, member_id=by, about=about, done=_json(done), undo=_json(undo)
        )

    async def last_change(self, community: CommunityId) -> Recorded | None:
        """The newest change that has not been undone."""
        row = await self._session.row(sql.LAST_CHANGE, c=community)
        return Recorded(id=row[0], about=row[1], done=_change(row[2]), undo=_change(row[3])) if row else None

    async def mark_undone(self, community: CommunityId, change_id: int, now: datetime) -> None:
        """Remember that a change was undone."""
        await self._session.run(sql.MARK_UNDONE, c=community, change=change_id, now=now)

    async def listed(self, community: CommunityId, matching: str, offset: int, count: int) -> list[Counted]:
        """Tags with the most used first; ``matching`` is a part of a name or of a description, empty for all."""
        escaped = matching.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        rows = await self._session.rows(sql.LISTED, c=community, part=f"%{escaped}%", skip=offset, count=count)
        return [
            Counted(
                tag=_tag(row[:6]),
                resources=row[6],
                synonyms=tuple(sorted(name for name in (row[7] or "").split(" ") if name and name != row[1])),
            )
            for row in rows
        ]

    async def counted(self, community: CommunityId, tag: TagId, most: int) -> int:
        """Resources under a tag, synonyms and everything below included; counting stops at ``most``."""
        return int((await self._session.rows(sql.COUNTED, c=community, t=tag, most=most))[0][0])

    async def shared(self, community: CommunityId, one: TagId, other: TagId) -> int:
        """Resources that carry both tags themselves."""
        return int((await self._session.rows(sql.SHARED, c=community, one=one, other=other))[0][0])

    async def of_channel(self, community: CommunityId, place: Place) -> list[Tag]:
        """The tags of a channel."""
        return [_tag(row) for row in await self._session.rows(sql.OF_CHANNEL, c=community, **_where(place))]

    async def set_channel(self, community: CommunityId, place: Place, tags: Sequence[TagId]) -> None:
        """Give a channel these tags instead of the ones it had."""
        where = _where(place)
        await self._session.run(sql.CLEAR_CHANNEL, c=community, **where)
        rows = [{**where, "community_id": community, "tag_id": tag} for tag in dict.fromkeys(tags)]
        await self._session.run_many(sql.TAG_CHANNEL, rows)

    async def follow(self, community: CommunityId, member: MemberId, tag: TagId, now: datetime) -> bool:
        """Follow a tag; False if the member did already."""
        return await self._session.run(sql.FOLLOW, c=community, m=member, t=tag, now=now) > 0

    async def unfollow(self, community: CommunityId, member: MemberId, tag: TagId) -> bool:
        """Stop following a tag; False if the member did not."""
        return await self._session.run(sql.UNFOLLOW, c=community, m=member, t=tag) > 0

    async def followed(self, community: CommunityId, member: MemberId) -> list[Tag]:
        """The tags that a member follows."""
        return [_tag(row) for row in await self._session.rows(sql.FOLLOWED, c=community, m=member)]

    async def let_members_make(self, community: CommunityId, allowed: bool) -> None:
        """Whether members make new tags by using them."""
        await self._session.run(sql.LET_MEMBERS_MAKE, c=community, allowed=allowed)


def _tag(row: Row) -> Tag:
    return Tag(
        id=TagId(row[0]),
        name=row[1],
        description=row[2],
        parent_id=TagId(row[3]) if row[3] is not None else None,
        is_merged=row[4],
        is_deleted=row[5],
    )


def _upwards(tree: Mapping[int, Tag], start: int) -> list[int]:
    """A tag and all above it."""
    result = [start]
    parent = tree[start].parent_id
    while parent is not None and parent in tree and parent not in result:
        result.append(parent)
        parent = tree[parent].parent_id
    return result


def _shown_as(tree: Mapping[int, Tag], start: int) -> int:
    for tag_id in _upwards(tree, start):
        if not tree[tag_id].is_merged:
            return tag_id
    return start


def _only(statement: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    needed = {sql.FINISH: ("c", "t", "term", "shown"), sql.NAME: ("c", "name", "t"), sql.PUT_UNDER: ("c", "over", "t")}
    return {key: values[key] for key in needed[statement]}


def _where(place: Place) -> dict[str, str]:
    return {"platform": place.platform, "workspace": place.workspace, "channel": place.channel}


def _json(change: Change) -> str:
    tags = {str(tag_id): dict(fields) for tag_id, fields in change.tags.items()}
    return json.dumps({"tags": tags, "names": dict(change.names)}, ensure_ascii=False)


def _change(text: str) -> Change:
    read = json.loads(text)
    return Change(tags={int(tag_id): fields for tag_id, fields in read["tags"].items()}, names=read["names"])
