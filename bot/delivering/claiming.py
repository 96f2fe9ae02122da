"""What is done with a delivery whose time has come: the words are made, or it waits, or it is given up.

All of it happens in the transaction that claims the delivery, before anything leaves.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.deliveries import Delivery, Doing, Late, Patience, State, Target, doing, is_of_no_use
from bot.delivering.giving_up import give_up
from bot.delivering.groups import all_wake, each_alone
from bot.faults import where_it_broke
from bot.identity import Community, CommunityId
from bot.messenger import Messenger, Messengers, knows_mark
from bot.ports import Unit
from bot.posts import Post, Writing
from bot.when import hours, next_waking

log = logging.getLogger(__name__)

#: Pause before what cannot be done just now is tried again: a platform that is not there, a post that broke.
NOBODY_THERE, BROKEN = timedelta(seconds=15), timedelta(minutes=5)
#: A platform that stays away is looked for less often, after a quarter of the time that it is away, and so at least.
AWAY_MOST = timedelta(minutes=4)
#: How often at most somebody hears from the bot without having asked.
BETWEEN_UNASKED = timedelta(days=1)
#: A kind that no post makes any more is given up after this time; an update may have been taken back.
UNKNOWN_KEPT = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A delivery that this process holds, and what is to be done with it."""

    delivery: Delivery
    doing: Doing
    messenger: Messenger
    #: The mark of the message; for a change, that of the message which is changed.
    mark: str
    #: By our clock: a request that has not left by then does not leave, for others may hold the delivery soon.
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """The two times that count."""

    #: By our clock: what is due, late and of no use.
    now: datetime
    #: By the clock that all processes share: what is held, and for how long.
    held: datetime
    #: Platforms with their workspaces in which something is blocked.
    troubled: Collection[tuple[str, str]] = ()
    #: Communities that were looked up in this turn.
    communities: dict[CommunityId, Community] = field(default_factory=dict)


class Claiming:
    """Decides about deliveries whose time has come."""

    def __init__(self, posts: Mapping[str, Post], messengers: Messengers, patience: Patience) -> None:
        self._posts = posts
        self._messengers = messengers
        self._patience = patience
        #: Platforms with their workspaces that nobody sends to here, and since when that is known.
        self._away: dict[tuple[str, str], datetime] = {}

    async def decide(self, unit: Unit, one: Delivery, at: Moment) -> Claimed | Delivery:
        """What is to be done with it; or the delivery as it is to be kept, where nothing is to be done now."""
        post = self._posts.get(one.order.kind)
        if post is None:
            return self._unknown(one, at)
        if is_of_no_use(one, at.now):
            return await give_up(unit, replace(one, is_unasked=post.is_unasked), post, "too late", at.now)
        target = one.order.target
        is_troubled = (target.platform, target.workspace) in at.troubled
        blocked = await unit.deliveries.blocked(target, at.now) if is_troubled else None
        if blocked and not blocked.channel:
            return _later(one, blocked.until)
        if blocked and not one.is_doubtful:
            return await give_up(unit, one, post, f"target: {blocked.reason}", at.now)
        if until := await self._rests_until(unit, one, post, at.now):
            # Its own time is another one now: what follows it in the lane was perhaps asked for, and does not wait.
            return replace(one, order=replace(one.order, due_at=until), ready_at=until)
        messenger = self._messengers(target.platform, target.workspace)
        pause = self._pause(target, is_there=messenger is not None, at=at.held)
        if messenger is None:
            return _later(one, (at.held if one.state is State.SENDING else at.now) + pause)
        return await self._with(unit, one, post, messenger, at)

    async def _with(
        self, unit: Unit, one: Delivery, post: Post, messenger: Messenger, at: Moment
    ) -> Claimed | Delivery:
        # Whoever held it before has let go of it without a word: what was on its way may have arrived.
        one = replace(one, is_doubtful=one.is_doubtful or one.state is State.SENDING, is_unasked=post.is_unasked)
        if one.order.target.is_group and not messenger.gathers:
            await each_alone(unit, one, at.now)
            return _void(one, "said to each alone", at.now)
        if post.late is Late.NEWEST and not one.is_doubtful and await unit.deliveries.newer_due(one, at.now):
            return _void(one, "a newer one follows", at.now)
        what = doing(one, at.held, self._patience, knows_marks=knows_mark(messenger, one.shown))
        if what is Doing.REST:
            return replace(one, ready_at=(one.last_attempt_at or at.held) + self._patience.settle)
        mark = one.mark
        if what is Doing.EDIT:
            one, mark = await _aimed(unit, one, at)
            if not one.remote_ref:
                return one
        written = await self._written(unit, one, post, at)
        if written.shown is None or written.state is not State.SENDING:
            return written
        held = _held(written, what, at, self._patience)
        return Claimed(
            delivery=held, doing=what, messenger=messenger, mark=mark, until=at.now + self._patience.lease / 2
        )

    async def _written(self, unit: Unit, one: Delivery, post: Post, at: Moment) -> Delivery:
        """The delivery with its words, void where there is nothing to say, later where they could not be made."""
        if one.shown is not None:
            return replace(one, state=State.SENDING)
        community = await _community(unit, one.community, at)
        try:
            shown = await post.compose(Writing(community=community, now=at.now, unit=unit, delivery=one))
        except Exception as error:  # the one border: one post that breaks must not hold up the others
            log.critical("post broke", extra={"kind": one.order.kind} | where_it_broke(error))
            raise Broken(one.id) from error
        if shown is None:
            return _void(one, "nothing to say", at.now)
        return replace(one, shown=shown, state=State.SENDING)

    async def _rests_until(self, unit: Unit, one: Delivery, post: Post, now: datetime) -> datetime | None:
        """When a person may be written to; None for now."""
        member = one.order.member
        if one.order.target.is_group and post.waits_for_morning and not one.is_doubtful:
            return await all_wake(unit, one, post, now)
        if member is None or one.is_doubtful or not (post.is_unasked or post.waits_for_morning):
            return None
        quiet, zone = await unit.deliveries.rest(one.community, member)
        waking = next_waking(hours(quiet or post.quiet), zone, now)
        if waking > now:
            return waking
        last = await unit.deliveries.last_unasked(one.community, member) if post.is_unasked else None
        return last + BETWEEN_UNASKED if last and last + BETWEEN_UNASKED > now else None

    def _pause(self, target: Target, *, is_there: bool, at: datetime) -> timedelta:
        """How long a place is left alone in which nobody is there to send; for one with somebody it begins anew."""
        where = (target.platform, target.workspace)
        if is_there:
            self._away.pop(where, None)
            return timedelta(0)
        away = at - self._away.setdefault(where, at)
        return min(max(away / 4, NOBODY_THERE), AWAY_MOST)

    def _unknown(self, one: Delivery, at: Moment) -> Delivery:
        if at.now - one.order.due_at > UNKNOWN_KEPT:
            return _void(one, "no longer known", at.now)
        log.error("post unknown", extra={"kind": one.order.kind})
        return _later(one, at.now + BROKEN)


class Broken(Exception):
    """The words of a delivery could not be made; the transaction is of no use any more."""

    def __init__(self, number: int) -> None:
        super().__init__(f"delivery {number}")
        self.number = number


async def _community(unit: Unit, number: CommunityId, at: Moment) -> Community:
    known = at.communities.get(number)
    if known is None:
        settings = await unit.communities.settings(number)
        known = Community(id=number, name=settings.name, members_make_tags=settings.members_make_tags)
        at.communities[number] = known
    return known


async def _aimed(unit: Unit, one: Delivery, at: Moment) -> tuple[Delivery, str]:
    """The change with the id of the message it is for, and its mark; no id where it is not there, or not yet."""
    changed = await unit.deliveries.find(one.community, one.order.edits or "")
    if changed is None or changed.state in {State.DEAD, State.VOID, State.UNCERTAIN, State.DUE}:
        return replace(_void(one, "nothing to change", at.now), remote_ref=None), ""
    if changed.state is State.SENDING:
        return replace(_later(one, at.now + NOBODY_THERE), remote_ref=None), ""
    return replace(one, remote_ref=changed.remote_ref), changed.mark


def _held(one: Delivery, what: Doing, at: Moment, patience: Patience) -> Delivery:
    """The delivery as it is kept before a request leaves."""
    held = replace(one, fence=one.fence + 1, ready_at=at.held + patience.lease)
    if what is Doing.LOOK:
        # Nothing leaves: what was not on its way before is not on its way now.
        return held if one.is_doubtful else replace(held, state=State.DUE)
    return replace(
        held, attempts=one.attempts + 1, first_attempt_at=one.first_attempt_at or at.held, last_attempt_at=at.held
    )


def _later(one: Delivery, moment: datetime) -> Delivery:
    return replace(one, ready_at=moment)


def _void(one: Delivery, reason: str, now: datetime) -> Delivery:
    return replace(one, state=State.VOID, reason=reason, ready_at=None, settled_at=now)
