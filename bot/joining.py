"""Two communities become one: a Slack workspace and a Discord server with one library, one set of people.

Both sides agree: organisers of one make a code, organisers of the other ask with it, the first ones confirm. From then
on both places belong to the first community; what the other one has is copied into it in small steps by the same rules
as an import. Its own rows stay untouched, so that for a day it can be taken back.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot import resources, tags
from bot.amas.checking import MOST_MINUTES, is_ahead
from bot.amas.values import AmaState
from bot.chores import Chore
from bot.errors import AlreadyExists, BotError, InvalidInput, NotFound, TooSoon
from bot.identity import Community, CommunityId, ResourceId, TagId
from bot.links import Joined, Offer, Size
from bot.persons import CODE_VALID, forget, fresh_code, typed_code
from bot.ports import Unit
from bot.resources import Resource

#: How long two communities can be parted again.
UNDO_WITHIN = timedelta(days=1)
#: Resources that are copied, or taken out, in one step.
AT_ONCE = 30
#: How far ahead AMAs are looked for, and through how many.
_AHEAD, _LOOKED_AT = timedelta(days=3650), 100
#: Names of the pieces of work.
COPY, TAKE_BACK = "join", "unjoin"


def new_offer(community: CommunityId, now: datetime) -> Offer:
    """An offer whose code nobody can guess, valid for a quarter of an hour."""
    return Offer(code=fresh_code(), community=community, asked_by=None, expires_at=now + CODE_VALID)


async def ask(unit: Unit, community: CommunityId, code: str, now: datetime) -> Community:
    """Ask to be joined with the community whose code this is. Raises NotFound, InvalidInput, AlreadyExists."""
    offer = await unit.joining.offer_with(typed_code(code, "/community link"))
    if offer is None or offer.expires_at <= now:
        raise NotFound("That code is not known, or it is too old.", "Say /community link in the other place again.")
    if offer.community == community:
        raise InvalidInput("That code is from this community.", "Say it in the other place.", field="code")
    if offer.asked_by is not None and offer.asked_by != community:
        raise AlreadyExists("Somebody else has asked with that code.", "Make another one in the other place.")
    if await unit.joining.last(community) is not None:
        raise TooSoon("Another community was joined with this one.", "Do it the other way round, or part them first.")
    await _expect_no_ama_ahead(unit, community, now, "Hold it or cancel it first, or do it the other way round.")
    later = now + UNDO_WITHIN
    await unit.joining.keep_offer(
        Offer(code=offer.code, community=offer.community, asked_by=community, expires_at=later)
    )
    size = await unit.joining.size(offer.community)
    return Community(id=offer.community, name=size.name)


async def _expect_no_ama_ahead(unit: Unit, community: CommunityId, now: datetime, hint: str) -> None:
    """Raises TooSoon for a community with an AMA ahead: announced and agreed on, it would be lost on the way."""
    since, until = now - timedelta(minutes=MOST_MINUTES), now + _AHEAD
    states = (AmaState.SCHEDULED, AmaState.LIVE)
    for ama in await unit.amas.between(community, since, until, states, count=_LOOKED_AT):
        if is_ahead(ama, now):
            raise TooSoon(f"The community that asks has an AMA ahead, “{ama.session.title}”.", hint)


async def confirm(unit: Unit, community: CommunityId, now: datetime) -> Size:
    """Join the community that has asked. Raises NotFound if none has."""
    offer = await unit.joining.offer(community)
    if offer is None or offer.asked_by is None or offer.expires_at <= now:
        raise NotFound("Nobody is waiting to be joined.", "Make a code with /community link first.")
    await _expect_no_ama_ahead(unit, offer.asked_by, now, "Let them hold it or cancel it first.")
    size = await unit.joining.size(offer.asked_by)
    joined = await unit.joining.join(community, offer.asked_by, now)
    await unit.joining.drop_offer(community)
    await unit.chores.add(community, COPY, {"joined": joined.id, "from": offer.asked_by, "after": -1}, now)
    return size


async def part(unit: Unit, community: CommunityId, now: datetime) -> Size:
    """Take the newest joining back. Raises NotFound, TooSoon when a day has passed."""
    joined = await unit.joining.last(community)
    if joined is None:
        raise NotFound("No community was joined with this one.", "There is nothing to take back.")
    if joined.joined_at + UNDO_WITHIN < now:
        raise TooSoon("That was more than a day ago.", "It cannot be taken back any more.")
    await unit.joining.part(joined, now)
    await unit.chores.add(community, TAKE_BACK, {"joined": joined.id, "from": joined.joined}, now)
    return await unit.joining.size(joined.joined)


async def copy_step(unit: Unit, chore: Chore, now: datetime) -> Mapping[str, Any] | None:
    """Copy some more of the joined community: first its tags, then its library, the oldest first."""
    joined = await unit.joining.last(chore.community)
    if joined is None or joined.id != chore.state["joined"]:
        return None
    after = int(chore.state["after"])
    if after < 0:
        await _copy_tags(unit, joined, now)
        return {**chore.state, "after": 0}
    found = [one async for one in unit.resources.after(joined.joined, ResourceId(after), AT_ONCE)]
    for one in found:
        await _copy_resource(unit, joined, one, now)
    return {**chore.state, "after": found[-1].id} if len(found) == AT_ONCE else None


async def _copy_tags(unit: Unit, joined: Joined, now: datetime) -> None:
    tree = await unit.tags.tree(joined.joined)
    names = await unit.tags.names(joined.joined)
    someone = await unit.joining.someone(joined.community, now)
    known = await unit.tags.names(joined.community)
    shown = [tag for tag in tree.values() if not tag.is_merged]
    made = await unit.tags.make(joined.community, [tag.name for tag in shown if tag.name not in known], someone, now)
    keeper = tags.Tags(unit.tags, joined.community, someone, now)
    for tag in shown:
        if tag.name in made:
            await _complete_tag(keeper, tag, names, tree)
    for platform, workspace, channel, name in await unit.joining.places(joined):
        found = (await unit.tags.named(joined.community, [name])).get(name)
        if found:
            await unit.joining.set_place(joined.community, (platform, workspace, channel), found.id)
    await unit.preferences.bring(joined.community, joined.joined)
    await unit.journeys.bring(joined.community, joined.joined)
    await unit.welcomes.bring(joined.community, joined.joined)


async def _complete_tag(
    keeper: tags.Tags, tag: tags.Tag, names: Mapping[str, TagId], tree: Mapping[TagId, tags.Tag]
) -> None:
    """Bring description, synonyms and parent along, as far as they fit in here."""
    if tag.description:
        await _if_it_fits(keeper.describe(tag.name, tag.description))
    for name, tag_id in names.items():
        if tag_id == tag.id and name != tag.name:
            await _if_it_fits(keeper.alias(tag.name, name))
    above = tree.get(tag.parent_id) if tag.parent_id else None
    if above:
        await _if_it_fits(keeper.put_under(tag.name, above.name))


async def _if_it_fits(change: Coroutine[Any, Any, object]) -> None:
    try:
        await change
    except BotError:
        return


async def _copy_resource(unit: Unit, joined: Joined, one: Resource, now: datetime) -> None:
    copied = await unit.joining.copied(joined, one.id)
    someone = await unit.joining.someone(joined.community, now)
    finders = copied.finders or [someone]
    known = await unit.tags.named(joined.community, one.tags)
    new = resources.new(
        one.facts,
        list(dict.fromkeys(tag.id for tag in known.values())),
        saved_at=one.saved_at,
        retired_reason=one.retired_reason if one.retired_at else None,
    )
    (added,) = await unit.resources.add(joined.community, [new], finders[0], now)
    for finder in finders[1:]:
        await unit.resources.add(joined.community, [new], finder, now)
    for voter in copied.voters if one.retired_at is None else ():
        if not await unit.resources.find_useful(joined.community, added.id, voter, now):
            # The same person had voted in both places: that vote counted already, and was taken back just now.
            await unit.resources.find_useful(joined.community, added.id, voter, now)


async def take_back_step(unit: Unit, chore: Chore, now: datetime) -> Mapping[str, Any] | None:
    """Take some more of what only the parted community has brought out of the library."""
    joined = Joined(
        id=chore.state["joined"], community=chore.community, joined=CommunityId(chore.state["from"]), joined_at=now
    )
    numbers = await unit.joining.brought(joined, AT_ONCE)
    for number in numbers:
        await unit.resources.remove(chore.community, number)
    copies = [] if numbers else await unit.joining.copies(joined, AT_ONCE)
    for gone in copies:
        await forget(unit, chore.community, gone, now)
    return dict(chore.state) if numbers or copies else None


#: What the runner of chores is given.
STEPS = {COPY: copy_step, TAKE_BACK: take_back_step}
