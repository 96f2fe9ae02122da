"""Keeping the library: looking things up by number, changing them, and writing down who changed what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime

from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.identity import CommunityId, Member, ResourceId, Role, TagId
from bot.resources.indexing import indexed
from bot.resources.sharing import REASON_CHARACTERS, checked, keys_of, new
from bot.resources.store import Added, Facts, Resource, ResourceStore
from bot.resources.values import Draft


class Library:
    """The library of one community in the hands of one person, at one moment."""

    def __init__(self, store: ResourceStore, community: CommunityId, member: Member, role: Role, now: datetime) -> None:
        self._store, self._community, self._member, self._role, self._now = store, community, member, role, now

    async def get(self, number: int) -> Resource:
        """The resource of this number, retired or not. Raises NotFound."""
        found = await self._store.get(self._community, ResourceId(number))
        if found is None:
            raise NotFound(f"There is no number {number} in the library.", "Find what you mean with /resource find.")
        return found

    async def known(self, facts: Facts) -> Resource | None:
        """The resource that these facts would repeat."""
        return await self._store.with_keys(self._community, keys_of(facts))

    async def share(self, facts: Facts, tags: Sequence[TagId]) -> Added:
        """Add it, or credit the finder and merge the tags if it is there already."""
        (added,) = await self._store.add(self._community, [new(facts, tags)], self._member.id, self._now)
        if added.was_there:
            await self._log(added.id, "found again", {})
        return added

    async def edit(self, number: int, changes: Mapping[str, object]) -> Resource:
        """Change facts of a resource; its new state. Raises NotFound, NotAllowed, InvalidInput, AlreadyExists."""
        before = await self._mine(number)
        given = {
            field.name: getattr(before.facts, field.name)
            for field in fields(Draft)
            if hasattr(before.facts, field.name)
        }
        facts = checked(Draft(**{**given, **changes}), self._now)
        if facts == before.facts:
            return before
        await self._store.save(self._community, before, facts, keys_of(facts), indexed(facts))
        await self._log(before.id, "edited", differences(before.facts, facts))
        return replace(before, facts=facts)

    async def tag(self, number: int, tags: Sequence[TagId], names: Sequence[str]) -> Resource:
        """Put tags on a resource. Raises NotFound, NotAllowed."""
        before = await self._mine(number)
        await self._store.set_tags(self._community, before.id, add=tags, remove=[], by=self._member.id, now=self._now)
        return await self._retagged(before, "tagged", names)

    async def untag(self, number: int, tags: Sequence[TagId], names: Sequence[str]) -> Resource:
        """Take tags off a resource. Raises NotFound, NotAllowed, InvalidInput for one that it does not carry."""
        before = await self._mine(number)
        missing = [name for name in names if name not in before.tags]
        if missing:
            carried = " ".join(f"#{name}" for name in before.tags) or "no tags"
            raise InvalidInput(f"Number {number} does not carry #{missing[0]}.", f"It carries {carried}.", field="tags")
        await self._store.set_tags(self._community, before.id, add=[], remove=tags, by=self._member.id, now=self._now)
        return await self._retagged(before, "untagged", names)

    async def _retagged(self, before: Resource, action: str, names: Sequence[str]) -> Resource:
        after = await self.get(before.id)
        if after.tags != before.tags:
            await self._log(before.id, action, {"tags": (" ".join(before.tags), " ".join(after.tags))})
        return after

    async def retire(self, number: int, reason: str, superseded_by: int | None) -> Resource:
        """Take a resource out of every search, with the reason. Raises NotFound, NotAllowed, InvalidInput."""
        before = await self._mine(number)
        if before.retired_at is not None:
            raise InvalidInput(f"Number {number} is retired already.", f"To bring it back: /resource restore {number}.")
        if not reason:
            raise InvalidInput(
                "It needs a reason.", 'Write why, for example reason:"The page is gone".', field="reason"
            )
        if len(reason) > REASON_CHARACTERS:
            raise InvalidInput(f"A reason has at most {REASON_CHARACTERS} characters.", "Please say it shorter.")
        successor = await self._successor(before, superseded_by)
        await self._store.retire(self._community, before.id, reason, successor, self._now)
        await self._log(before.id, "retired", {"reason": ("", reason)})
        return replace(before, retired_at=self._now, retired_reason=reason, superseded_by=successor)

    async def _successor(self, before: Resource, number: int | None) -> ResourceId | None:
        if number is None:
            return None
        successor = await self.get(number)
        if successor.id == before.id or successor.retired_at is not None:
            raise InvalidInput(f"Number {number} cannot take its place.", "Name another one that is in use.")
        return successor.id

    async def restore(self, number: int) -> Resource:
        """Put a retired resource back. Raises NotFound, NotAllowed, InvalidInput if it is not retired."""
        before = await self._mine(number)
        if before.retired_at is None:
            raise InvalidInput(f"Number {number} is not retired.", f"See /resource show {number}.")
        await self._store.restore(self._community, before.id, indexed(before.facts))
        await self._log(before.id, "restored", {})
        return replace(before, retired_at=None, retired_reason=None, superseded_by=None)

    async def useful(self, number: int) -> tuple[Resource, bool]:
        """Count the person's vote, or take it back; the resource as it is then, and whether it counts now."""
        before = await self.get(number)
        if before.retired_at is not None:
            raise InvalidInput(f"Number {number} is retired.", f"To see why: /resource show {number}.")
        counted = await self._store.find_useful(self._community, before.id, self._member.id, self._now)
        return replace(before, votes=before.votes + (1 if counted else -1)), counted

    async def _mine(self, number: int) -> Resource:
        found = await self.get(number)
        expect_may_change(found, self._member, self._role)
        return found

    async def _log(self, resource: ResourceId, action: str, detail: Mapping[str, Sequence[str]]) -> None:
        await self._store.log(self._community, resource, self._member.id, action, detail, self._now)


def expect_may_change(resource: Resource, member: Member, role: Role) -> None:
    """Raises NotAllowed unless the person added the resource or is a curator."""
    if resource.added_by != member.id and role < Role.CURATOR:
        raise NotAllowed(
            f"Number {resource.id} was added by someone else.", "Please ask a curator, or the person who added it."
        )


def differences(before: Facts, after: Facts) -> dict[str, tuple[str, str]]:
    """Field by field, what stood there before and after."""
    result: dict[str, tuple[str, str]] = {}
    for field in fields(Facts):
        old, new_value = getattr(before, field.name), getattr(after, field.name)
        if old != new_value:
            result[field.name] = (_shown(old), _shown(new_value))
    return result


def _shown(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)
