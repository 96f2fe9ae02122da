"""Taking in many resources at once: what a file holds, in small steps, so that nobody waits and nothing is doubled.

Each step is a transaction of its own and what is there already is recognised, so an import that was interrupted can
simply be run again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from bot import resources, tags
from bot.errors import BotError, Busy, InvalidInput
from bot.identity import Community, Member
from bot.ports import Store, Unit
from bot.resources import Draft, Facts, Skip, TagDraft
from bot.typed import quoted

log = logging.getLogger(__name__)

#: Resources in one transaction: about 1,500 rows of the search, so that other writers wait less than 50 ms.
AT_ONCE = 40
#: Pause between two transactions, in seconds, in which others may write.
PAUSE_SECONDS = 0.001
#: An import is in no hurry: a step that others have kept from writing (for five seconds, with SQLite) is tried again.
TRIES = 20

Item = Draft | TagDraft | Skip


@dataclass(kw_only=True, slots=True)
class Tally:
    """What has become of the items of a file."""

    added: int = 0
    #: Recognised as something that is in the library already.
    merged: int = 0
    skips: list[Skip] = field(default_factory=list)

    def include(self, other: Tally) -> None:
        """Count what became of others as well."""
        self.added += other.added
        self.merged += other.merged
        self.skips += other.skips


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fit:
    """A draft that can be taken in."""

    facts: Facts
    names: tuple[str, ...]
    draft: Draft


async def take_in(
    store: Store,
    community: Community,
    member: Member,
    items: Iterable[Item],
    extra_tags: Sequence[str],
    now: datetime,
    *,
    progress: Callable[[Tally], None] | None = None,
) -> Tally:
    """Put everything into the library of a community, with these tags on all of it; what became of it."""
    tally = Tally()
    always = tuple(tags.normalise(name) for name in extra_tags)
    iterator = iter(items)
    while chunk := list(islice(iterator, AT_ONCE)):
        tally.include(await _patiently(lambda: _step(store, community, member, chunk, always, now)))
        if progress:
            progress(tally)
        await asyncio.sleep(PAUSE_SECONDS)
    return tally


async def _patiently(step: Callable[[], Awaitable[Tally]]) -> Tally:
    """What came of the step at the first try at which others let it write. Raises Busy if none of them did."""
    for _ in range(TRIES - 1):
        try:
            return await step()
        except Busy as refusal:
            log.info("import waits", extra={"reason": str(refusal)})
    return await step()


async def _step(
    store: Store, community: Community, member: Member, chunk: Sequence[Item], always: tuple[str, ...], now: datetime
) -> Tally:
    tally = Tally(skips=[item for item in chunk if isinstance(item, Skip)])
    async with store.write() as unit:
        await unit.people.lock(community.id)
        await _take_tags(unit, community, member, chunk, now, tally)
        await _take_resources(unit, community, member, list(_fits(chunk, always, now, tally)), now, tally)
    return tally


def dry_run(items: Iterable[Item], now: datetime) -> Tally:
    """What would become of the items in an empty library. Nothing is written."""
    tally = Tally()
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Skip):
            tally.skips.append(item)
        elif isinstance(item, Draft):
            for fit in _fits([item], (), now, tally):
                identity = resources.keys_of(fit.facts).identity
                tally.merged += identity in seen
                tally.added += identity not in seen
                seen.add(identity)
    return tally


def _fits(chunk: Sequence[Item], always: tuple[str, ...], now: datetime, tally: Tally) -> Iterator[_Fit]:
    for item in chunk:
        if not isinstance(item, Draft):
            continue
        try:
            facts = resources.checked(resources.tidied(item, now), now)
        except InvalidInput as refusal:
            reason = refusal.message.rstrip(".")
            tally.skips.append(Skip(line=item.line, what=quoted(item.title or item.address or "", 80), reason=reason))
            continue
        given = (name for one in item.tags if (name := tags.from_file(one)))
        names = tuple(dict.fromkeys([*always, *given]))[: tags.TAGS_PER_RESOURCE]
        yield _Fit(facts=facts, names=names, draft=item)


async def _take_resources(
    unit: Unit, community: Community, member: Member, fits: Sequence[_Fit], now: datetime, tally: Tally
) -> None:
    names = list(dict.fromkeys(name for fit in fits for name in fit.names))
    known = await unit.tags.named(community.id, names)
    new = [name for name in names if name not in known]
    known |= await unit.tags.make(community.id, new, member.id, now)
    added = await unit.resources.add(
        community.id,
        [
            resources.new(
                fit.facts,
                list(dict.fromkeys(known[name].id for name in fit.names)),
                saved_at=fit.draft.added_at,
                retired_reason=fit.draft.retired,
            )
            for fit in fits
        ],
        member.id,
        now,
    )
    tally.added += sum(not one.was_there for one in added)
    tally.merged += sum(one.was_there for one in added)


async def _take_tags(
    unit: Unit, community: Community, member: Member, chunk: Sequence[Item], now: datetime, tally: Tally
) -> None:
    drafts = [item for item in chunk if isinstance(item, TagDraft)]
    keeper = tags.Tags(unit.tags, community.id, member.id, now)
    for draft in drafts:
        try:
            await _take_tag(unit, community, member, keeper, draft, now)
        except BotError as refusal:
            tally.skips.append(Skip(line=0, what=quoted(f"tag {draft.name}", 80), reason=refusal.message.rstrip(".")))


async def _take_tag(
    unit: Unit, community: Community, member: Member, keeper: tags.Tags, draft: TagDraft, now: datetime
) -> None:
    name = tags.normalise(draft.name)
    names = [name, *([tags.normalise(draft.parent)] if draft.parent else [])]
    known = await unit.tags.named(community.id, names)
    known |= await unit.tags.make(community.id, [one for one in names if one not in known], member.id, now)
    tag = known[name]
    if draft.description and not tag.description:
        await keeper.describe(name, draft.description)
    taken = await unit.tags.names(community.id)
    for synonym in draft.synonyms:
        if tags.normalise(synonym) not in taken:
            await keeper.alias(name, synonym)
    if draft.parent and tag.parent_id is None:
        await keeper.put_under(name, draft.parent)
