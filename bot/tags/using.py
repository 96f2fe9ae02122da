"""Using tags: finding them by any of their names, and making new ones where that is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.identity import CommunityId, MemberId, TagId
from bot.tags.names import TAGS_PER_RESOURCE, close_to, normalise, suggestion
from bot.tags.store import Tag, TagStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Used:
    """Tags for a list of names; ``close`` holds the new names that nearly exist, and then nothing was made."""

    tags: tuple[Tag, ...] = ()
    #: New name -> the existing one it is close to.
    close: Mapping[str, str] | None = None


async def find(store: TagStore, community: CommunityId, name: str) -> Tag:
    """The tag of this name or synonym. Raises NotFound with the name that was probably meant, InvalidInput."""
    wanted = normalise(name)
    found = (await store.named(community, [wanted])).get(wanted)
    if found is None:
        raise unknown(wanted, await store.names(community))
    return found


async def current(store: TagStore, community: CommunityId, tags: Sequence[Tag]) -> dict[TagId, Tag]:
    """What each of these tags means now, by its own number: itself, or the one it was merged into."""
    meant = await store.named(community, [tag.name for tag in tags])
    return {tag.id: meant[tag.name] for tag in tags if tag.name in meant}


def unknown(name: str, existing: Mapping[str, object]) -> NotFound:
    """The refusal for a tag that is not there, with the name that was probably meant."""
    meant = suggestion(name, existing)
    hint = f"Did you mean #{meant}?" if meant else "See /tag list for all tags."
    return NotFound(f"There is no tag #{name}.", hint)


async def use(
    store: TagStore,
    community: CommunityId,
    names: Sequence[str],
    *,
    by: MemberId,
    now: datetime,
    may_make: bool,
    insists: bool = False,
) -> Used:
    """The tags of these names; the ones that do not exist are made, unless they are close to existing ones.

    Raises NotAllowed where a new tag is needed and may not be made, InvalidInput for too many.
    """
    expect_not_too_many(len(names))
    known = await store.named(community, names)
    new = [name for name in names if name not in known]
    if new:
        existing = await store.names(community)
        if not may_make:
            raise _not_yours(new[0], existing)
        close = {} if insists else {name: near for name in new if (near := close_to(name, existing))}
        if close:
            return Used(close=close)
        known |= await store.make(community, new, by, now)
    unique = {known[name].id: known[name] for name in names}
    return Used(tags=tuple(unique.values()))


def expect_not_too_many(count: int) -> None:
    """Raises InvalidInput for more tags than a resource may carry."""
    if count > TAGS_PER_RESOURCE:
        raise InvalidInput(
            f"{count} tags are too many for one resource; it carries at most {TAGS_PER_RESOURCE}.",
            "Please choose the ones that matter.",
            field="tags",
        )


def _not_yours(name: str, existing: Mapping[str, object]) -> NotAllowed:
    meant = suggestion(name, existing)
    hint = f"Did you mean #{meant}? " if meant else ""
    return NotAllowed(f"There is no tag #{name}, and new ones are made by curators here.", f"{hint}See /tag list.")
