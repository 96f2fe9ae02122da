"""The libraries of communities: rows of resources, who found them, what they carry, and what happened to them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.errors import AlreadyExists
from bot.identity import CommunityId, MemberId, ResourceId, TagId
from bot.resources import Added, Entry, Facts, Found, Gap, Indexed, Keys, New, Resource, Wanted
from storage import listing, search, shelving
from storage import resourcesql as sql
from storage.database import Session
from storage.prepared import Prepared
from storage.resourcerows import columns, hit, whole
from storage.shelving import Shelf

#: Searches without an answer that are kept of a community: the most frequent, and among those the latest.
GAPS_KEPT = 1_000
#: Resources that an export reads at a time.
_AT_A_TIME = 500


class Resources:
    """The library in one unit of work. See :class:`bot.resources.ResourceStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, community: CommunityId, resource: ResourceId) -> Resource | None:
        """One resource, retired ones included."""
        row = await self._session.row(sql.ONE, c=community, r=resource)
        return whole(row) if row else None

    async def with_keys(self, community: CommunityId, keys: Keys) -> Resource | None:
        """The resource that a new one with these keys would repeat."""
        found = await self._same(community, [keys])
        return await self.get(community, ResourceId(found[keys])) if keys in found else None

    async def add(self, community: CommunityId, new: Sequence[New], by: MemberId, now: datetime) -> list[Added]:
        """Add resources; the ones that are there already get the tags and the finder instead."""
        there: dict[Keys, int] = await self._same(community, [one.keys for one in new])
        fresh: dict[Keys, New] = {}
        for one in new:
            if one.keys not in there and not _repeats(one, fresh):
                fresh[one.keys] = one
        numbers = await self._numbers(community, len(fresh))
        made = dict(zip(fresh, numbers, strict=True))
        await self._insert(community, [(made[keys], one) for keys, one in fresh.items()], by, now)
        result = []
        for one in new:
            if fresh.get(one.keys) is one:
                result.append(Added(id=ResourceId(made[one.keys])))
            else:
                number = there.get(one.keys) or made[_repeated(one, fresh)]
                result.append(await self._merge(community, ResourceId(number), one, by, now))
        return result

    async def _same(self, community: int, keys: Sequence[Keys]) -> dict[Keys, int]:
        """The numbers of those that are there: by address, or by kind and title for those without one."""
        identities = [one.identity for one in keys]
        titles = [one.title_key for one in keys if not one.identity.startswith("at ")]
        by_identity = await self._numbers_by(sql.BY_IDENTITY, c=community, identities=identities)
        by_title = await self._numbers_by(sql.BY_TITLE, c=community, titles=titles)
        result: dict[Keys, int] = {}
        for one in keys:
            number = by_identity.get(one.identity)
            if number is None and not one.identity.startswith("at "):
                number = by_title.get(one.title_key)
            if number is not None:
                result[one] = number
        return result

    async def _numbers_by(self, statement: Prepared, **values: Any) -> dict[str, int]:
        return {row[0]: row[1] for row in await self._session.rows(statement, **values)}

    async def _numbers(self, community: int, count: int) -> range:
        if not count:
            return range(0)
        (last,) = (await self._session.rows(sql.NUMBERS, c=community, count=count))[0]
        return range(last - count + 1, last + 1)

    async def _insert(self, community: int, new: Sequence[tuple[int, New]], by: int, now: datetime) -> None:
        if not new:
            return
        session = self._session
        await session.run_many(
            sql.INSERT,
            [
                columns(one.facts, one.keys)
                | {
                    "community_id": community, "id": number, "votes": 0, "added_by": by, "added_at": now,
                    "saved_at": one.saved_at, "retired_at": now if one.retired_reason is not None else None,
                    "retired_reason": one.retired_reason,
                }
                for number, one in new
            ],
        )  # fmt: skip
        await session.run_many(
            sql.FIND,
            [{"community_id": community, "resource_id": number, "member_id": by, "at": now} for number, _ in new],
        )
        await session.run_many(
            sql.TAG, [_tagging(community, number, tag, by, now) for number, one in new for tag in one.tags]
        )
        await shelving.shelve(session, community, await self._shelves(community, new))
        added = json.dumps({})
        await session.run_many(sql.LOG, [_line(community, number, by, "added", added, now) for number, _ in new])

    async def _shelves(self, community: int, new: Sequence[tuple[int, New]]) -> list[Shelf]:
        texts: dict[str, int] = {}
        for _, one in new:
            texts |= one.indexed.terms
        numbers = dict(zip(texts, await shelving.numbers_of(self._session, community, list(texts)), strict=True))
        of_tags = await shelving.terms_of_tags(self._session, community, [tag for _, one in new for tag in one.tags])
        result = []
        for number, one in new:
            weights = {numbers[text]: weight for text, weight in one.indexed.terms.items()}
            weights |= {of_tags[tag]: shelving.TAG_WEIGHT for tag in one.tags}
            shown = weights if one.retired_reason is None else {}
            result.append(Shelf(resource=number, weights=shown, words=one.indexed.words))
        return result

    async def _merge(self, community: CommunityId, number: ResourceId, one: New, by: MemberId, now: datetime) -> Added:
        rows = await self._session.rows(sql.TAGS_OF, c=community, r=number)
        new = [tag for tag in one.tags if tag not in {row[0] for row in rows}]
        await self.set_tags(community, number, add=new, remove=[], by=by, now=now)
        await self._session.run(sql.FIND, community_id=community, resource_id=number, member_id=by, at=now)
        return Added(id=number, was_there=True, new_tags=len(new))

    async def save(self, community: CommunityId, before: Resource, facts: Facts, keys: Keys, indexed: Indexed) -> None:
        """New facts for a resource. Raises AlreadyExists if another one has these keys."""
        other = (await self._same(community, [keys])).get(keys, before.id)
        if other != before.id:
            raise AlreadyExists(f"Number {other} is that already.", f"See /resource show {other}.")
        await self._session.run(sql.SAVE, c=community, r=before.id, **columns(facts, keys))
        if before.retired_at is None:
            await self.restore(community, before.id, indexed)

    async def set_tags(
        self, community: CommunityId, resource: ResourceId, *, add: Sequence[TagId], remove: Sequence[TagId],
        by: MemberId, now: datetime,
    ) -> None:  # fmt: skip
        """Put tags on a resource and take others off, with all that counts as them."""
        session = self._session
        row = await session.row(sql.STATE, c=community, r=resource)
        if row is None or not (add or remove):
            return
        carried = await session.rows(sql.CARRIED, c=community, r=resource, tags=list(remove))
        gone = [one[0] for one in carried if one[0] not in add]
        await session.run_many(sql.UNTAG, [{"c": community, "r": resource, "t": tag} for tag in gone])
        await session.run_many(sql.TAG, [_tagging(community, resource, tag, by, now) for tag in add])
        of_tags = await shelving.terms_of_tags(session, community, [*add, *gone])
        if row[1] is None:
            await shelving.retag(
                session, community, resource, row[0],
                add=[of_tags[tag] for tag in add], remove=[of_tags[tag] for tag in gone],
            )  # fmt: skip

    async def retire(
        self, community: CommunityId, resource: ResourceId, reason: str, superseded_by: ResourceId | None, now: datetime
    ) -> None:
        """Take a resource out of every search."""
        row = await self._session.row(sql.STATE, c=community, r=resource)
        if row and row[1] is None:
            await shelving.unshelve(self._session, community, resource, row[0])
        await self._session.run(sql.RETIRE, c=community, r=resource, at=now, reason=reason, other=superseded_by)

    async def restore(self, community: CommunityId, resource: ResourceId, indexed: Indexed) -> None:
        """Put a retired resource back."""
        row = await self._session.row(sql.STATE, c=community, r=resource)
        assert row, "the caller has seen it"
        weights = await shelving.weights_of(self._session, community, indexed.terms)
        weights |= await shelving.weights_of_tags(self._session, community, resource)
        await shelving.reshelve(
            self._session, community, Shelf(resource=resource, weights=weights, words=indexed.words, votes=row[0])
        )
        await self._session.run(sql.RETIRE, c=community, r=resource, at=None, reason=None, other=None)

    async def find_useful(self, community: CommunityId, resource: ResourceId, by: MemberId, now: datetime) -> bool:
        """Count a member's vote; False, and the vote is taken back, if it was counted before."""
        session = self._session
        row = await session.row(sql.STATE, c=community, r=resource)
        assert row, "the caller has seen it"
        counted = await session.run(sql.VOTE, c=community, r=resource, m=by, at=now) > 0
        if not counted:
            await session.run(sql.UNVOTE, c=community, r=resource, m=by)
        votes = row[0] + (1 if counted else -1)
        await session.run(sql.SET_VOTES, c=community, r=resource, votes=votes)
        await shelving.move(session, community, resource, row[0], votes)
        return counted

    async def find(self, community: CommunityId, wanted: Wanted, cursor: str | None, size: int) -> Found:
        """One page of what is wanted, the best first. Raises InvalidInput for a cursor that is not ours."""
        return await search.find(self._session, community, wanted, cursor, size)

    async def newest(self, community: CommunityId, tag: TagId, cursor: str | None, size: int) -> Found:
        """One page of everything under a tag, the newest first."""
        return await listing.newest(self._session, community, tag, cursor, size)

    async def any_of(self, community: CommunityId, wanted: Wanted, chance: float) -> Resource | None:
        """One of what is wanted; ``chance`` from 0 to 1 says which."""
        return await listing.any_of(self._session, community, wanted, chance)

    async def found_by(self, community: CommunityId, member: MemberId, cursor: str | None, size: int) -> Found:
        """One page of what a member found, the newest first, retired ones included."""
        return await listing.found_by(self._session, community, member, cursor, size)

    async def finders(self, community: CommunityId, resource: ResourceId) -> list[str]:
        """The names of those who found it, the first one first."""
        return [row[0] for row in await self._session.rows(sql.FINDERS, c=community, r=resource)]

    async def log(
        self, community: CommunityId, resource: ResourceId, by: MemberId, action: str,
        detail: Mapping[str, Sequence[str]], now: datetime,
    ) -> None:  # fmt: skip
        """Write a line into a resource's history."""
        text = json.dumps({name: list(values) for name, values in detail.items()}, ensure_ascii=False)
        await self._session.run(sql.LOG, **_line(community, resource, by, action, text, now))

    async def history(self, community: CommunityId, resource: ResourceId, count: int) -> list[Entry]:
        """The newest lines of a resource's history, the newest first."""
        rows = await self._session.rows(sql.HISTORY, c=community, r=resource, count=count)
        return [Entry(at=row[0], by=row[1], action=row[2], detail=json.loads(row[3])) for row in rows]

    async def note_gap(self, community: CommunityId, line: str, now: datetime) -> None:
        """Remember a search that found nothing; only so many are kept."""
        await self._session.run(sql.NOTE_GAP, c=community, line=line, now=now)
        await self._session.run(sql.BOUND_GAPS, c=community, most=GAPS_KEPT)

    async def gaps(self, community: CommunityId, offset: int, count: int) -> list[Gap]:
        """Searches that found nothing, the most frequent first."""
        rows = await self._session.rows(sql.GAPS, c=community, skip=offset, count=count)
        return [Gap(line=row[0], times=row[1], last_at=row[2]) for row in rows]

    async def close_gap(self, community: CommunityId, line: str) -> bool:
        """Forget a search that found nothing; False if it was not known."""
        return await self._session.run(sql.CLOSE_GAP, c=community, line=line) > 0

    async def after(self, community: CommunityId, resource: ResourceId, count: int) -> AsyncIterator[Resource]:
        """The next so many resources after one, the oldest first, retired ones included."""
        for row in await self._session.rows(sql.EXPORT, c=community, after=resource, count=count):
            yield whole(row)

    async def remove(self, community: CommunityId, resource: ResourceId) -> None:
        """Take a resource out for good, with all that refers to it. Nothing is left of it but its number."""
        row = await self._session.row(sql.STATE, c=community, r=resource)
        if row is None:
            return
        if row[1] is None:
            await shelving.unshelve(self._session, community, resource, row[0])
        for statement in sql.REMOVE:
            await self._session.run(statement, c=community, r=resource)

    async def all(self, community: CommunityId, tag: TagId | None) -> AsyncIterator[Resource]:
        """Every resource, or every one under a tag, the oldest first, retired ones included."""
        after = 0
        statement = sql.EXPORT if tag is None else sql.EXPORT_TAG
        only = {} if tag is None else {"tag": tag}
        while rows := await self._session.rows(statement, c=community, after=after, count=_AT_A_TIME, **only):
            for row in rows:
                yield whole(row)
            after = rows[-1][0]


def _repeats(one: New, fresh: Mapping[Keys, New]) -> bool:
    return any(_are_same(one.keys, other) for other in fresh)


def _repeated(one: New, fresh: Mapping[Keys, New]) -> Keys:
    return next(other for other in fresh if _are_same(one.keys, other))


def _are_same(one: Keys, other: Keys) -> bool:
    if one.identity == other.identity:
        return True
    return not one.identity.startswith("at ") and one.title_key == other.title_key


def _tagging(community: int, resource: int, tag: int, by: int, now: datetime) -> dict[str, object]:
    return {"community_id": community, "resource_id": resource, "tag_id": tag, "member_id": by, "at": now}


def _line(community: int, resource: int, by: int, action: str, detail: str, now: datetime) -> dict[str, object]:
    return {
        "community_id": community, "at": now, "member_id": by, "action": action, "subject": "resource",
        "subject_id": resource, "detail": detail,
    }  # fmt: skip


__all__ = ["Resources", "hit"]
