"""Changing tags: each change is one value that is applied, recorded, and can be undone exactly.

Merging moves nothing: the merged tag becomes a silent child, its names mean the other tag from then on, and look-ups
count it in. So a merge of 50,000 resources is as quick as one of five, and undoing it restores every link.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.errors import AlreadyExists, InvalidInput, NotFound
from bot.identity import CommunityId, MemberId, TagId
from bot.tags.names import DESCRIPTION_CHARACTERS, NAMES_PER_TAG, TAGS_UNDER_ONE, normalise
from bot.tags.store import Change, Recorded, Tag, TagStore
from bot.tags.using import find


class Tags:
    """The tags of one community in the hands of one person, at one moment."""

    def __init__(self, store: TagStore, community: CommunityId, by: MemberId, now: datetime) -> None:
        self._store, self._community, self._by, self._now = store, community, by, now

    async def find(self, name: str) -> Tag:
        """The tag of this name or synonym. Raises NotFound."""
        return await find(self._store, self._community, name)

    async def describe(self, name: str, description: str) -> Tag:
        """Say what goes under a tag; empty takes the description away. Raises NotFound, InvalidInput."""
        tag = await self.find(name)
        if len(description) > DESCRIPTION_CHARACTERS:
            raise InvalidInput(
                f"A description has at most {DESCRIPTION_CHARACTERS} characters.", "Please say it shorter."
            )
        await self._do(f"described #{tag.name}", Change(tags={tag.id: {"description": description}}))
        return tag

    async def alias(self, name: str, other: str) -> Tag:
        """Give a tag another name by which it is found too. Raises NotFound, AlreadyExists, InvalidInput."""
        tag = await self.find(name)
        synonym = await self._free(other, tag)
        await self._do(f"#{synonym} now means #{tag.name}", Change(names={synonym: tag.id}))
        return tag

    async def rename(self, name: str, new: str) -> tuple[Tag, str]:
        """Call a tag by another name; the old one stays as a synonym. Raises NotFound, AlreadyExists, InvalidInput."""
        tag = await self.find(name)
        wanted = normalise(new)
        names = await self._store.names(self._community)
        if names.get(wanted) != tag.id:
            wanted = await self._free(new, tag)
        await self._do(
            f"renamed #{tag.name} to #{wanted}", Change(tags={tag.id: {"name": wanted}}, names={wanted: tag.id})
        )
        return tag, wanted

    async def put_under(self, name: str, parent: str | None) -> tuple[Tag, Tag | None]:
        """Put a tag below another one, or at the top. Raises NotFound, InvalidInput for a circle or too many tags."""
        tag = await self.find(name)
        above = await self.find(parent) if parent else None
        if above:
            tree = await self._store.tree(self._community)
            if above.id == tag.id:
                raise InvalidInput(f"#{tag.name} cannot be below itself.", "Name two different tags.")
            if tag.id in _ancestors(tree, above.id):
                raise InvalidInput(f"#{above.name} is below #{tag.name} already.", "Put that one elsewhere first.")
            _expect_room(tree, above, tag)
        about = f"put #{tag.name} below #{above.name}" if above else f"put #{tag.name} at the top"
        await self._do(about, Change(tags={tag.id: {"parent_id": above.id if above else None}}))
        return tag, above

    async def merge(self, gone: Tag, into: Tag) -> None:
        """Let one tag be a part of another from now on. Raises InvalidInput."""
        if gone.id == into.id:
            raise InvalidInput(f"#{gone.name} is that tag already.", "Name two different tags.")
        tree = await self._store.tree(self._community)
        changed: dict[int, Mapping[str, str | int | bool | None]] = {}
        if gone.id in _ancestors(tree, into.id):
            changed[into.id] = {"parent_id": gone.parent_id}
        else:
            _expect_room(tree, into, gone)
        changed[gone.id] = {"parent_id": into.id, "is_merged": True}
        names = await self._store.names(self._community)
        moved: dict[str, int | None] = {name: into.id for name, tag_id in names.items() if tag_id == gone.id}
        _expect_names(len(moved) + sum(1 for tag_id in names.values() if tag_id == into.id), into)
        await self._do(f"merged #{gone.name} into #{into.name}", Change(tags=changed, names=moved))

    async def delete(self, name: str) -> Tag:
        """Take a tag away from everything that carries it; what was below it moves up. Raises NotFound."""
        tag = await self.find(name)
        tree = await self._store.tree(self._community)
        gone = {tag.id} | {other.id for other in tree.values() if other.is_merged and _shown(tree, other.id) == tag.id}
        changed: dict[int, Mapping[str, str | int | bool | None]] = {one: {"is_deleted": True} for one in gone}
        for other in tree.values():
            if other.parent_id in gone and other.id not in gone:
                changed[other.id] = {"parent_id": tag.parent_id}
        names = await self._store.names(self._community)
        lost: dict[str, int | None] = {name: None for name, tag_id in names.items() if tag_id == tag.id}
        await self._do(f"deleted #{tag.name}", Change(tags=changed, names=lost))
        return tag

    async def undo(self, change: int | None = None) -> str:
        """Undo the newest change, which has to be ``change`` if that is given; what it was.

        Raises NotFound, AlreadyExists if a name is in other hands by now.
        """
        last = await self._store.last_change(self._community)
        if last is None:
            raise NotFound("There is nothing to take back.", "Every change of a tag can be, the last one first.")
        if change is not None and last.id != change:
            raise NotFound(
                "That change is taken back already, or others came after it.",
                f"The last one is “{last.about}”: /tag undo takes it back.",
            )
        await self._expect_untouched(last)
        await self._store.apply(self._community, last.undo)
        await self._store.mark_undone(self._community, last.id, self._now)
        return last.about

    async def _do(self, about: str, change: Change) -> None:
        undo = await self._store.apply(self._community, change)
        await self._store.record(self._community, self._by, about, change, undo, self._now)

    async def _free(self, name: str, tag: Tag) -> str:
        wanted = normalise(name)
        names = await self._store.names(self._community)
        if wanted in names:
            mine = names[wanted] == tag.id
            hint = "Nothing to do." if mine else f"To make them one, use /tag merge {wanted} {tag.name}."
            raise AlreadyExists(f"#{wanted} is {'a name of this tag' if mine else 'a tag'} already.", hint)
        _expect_names(1 + sum(1 for tag_id in names.values() if tag_id == tag.id), tag)
        return wanted

    async def _expect_untouched(self, last: Recorded) -> None:
        names = await self._store.names(self._community)
        for name in last.undo.names:
            if names.get(name) != last.done.names.get(name):
                raise AlreadyExists(
                    f"“{last.about}” cannot be undone: #{name} means something else by now.",
                    f"Rename or merge #{name} first.",
                )


def _ancestors(tree: Mapping[TagId, Tag], start: TagId) -> list[TagId]:
    """The tags above one, the nearest first."""
    result: list[TagId] = []
    parent = tree[start].parent_id
    while parent is not None and parent in tree and parent not in result:
        result.append(parent)
        parent = tree[parent].parent_id
    return result


def _shown(tree: Mapping[TagId, Tag], start: TagId) -> TagId:
    tag = tree[start]
    while tag.is_merged and tag.parent_id is not None:
        tag = tree[tag.parent_id]
    return tag.id


def _under(tree: Mapping[TagId, Tag], top: TagId) -> int:
    """How many tags count as this one, itself included."""
    return sum(1 for tag_id in tree if tag_id == top or top in _ancestors(tree, tag_id))


def _expect_room(tree: Mapping[TagId, Tag], above: Tag, tag: Tag) -> None:
    added = _under(tree, tag.id)
    for top in (above.id, *_ancestors(tree, above.id)):
        inside = tag.id == top or top in _ancestors(tree, tag.id)
        if not inside and _under(tree, top) + added > TAGS_UNDER_ONE:
            raise InvalidInput(
                f"#{tree[top].name} would have more than {TAGS_UNDER_ONE} tags in it.",
                "Choose a tag further down, or split it first.",
            )


def _expect_names(count: int, tag: Tag) -> None:
    if count > NAMES_PER_TAG:
        raise InvalidInput(f"#{tag.name} would have more than {NAMES_PER_TAG} names.", "Please leave some out.")
