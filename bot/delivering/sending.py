"""The sender: takes what is due, sends it, and writes down what became of it.

One transaction a turn does both: what has come back is settled, and what is due is claimed. Nothing leaves before the
commit that says so, nothing that came back is forgotten before the commit that says what it was; a crash at any point
leaves a row that tells the next process what may have happened.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.deliveries import (
    Block,
    Cause,
    Delivery,
    Doing,
    Outcome,
    Patience,
    Refused,
    State,
    Unknown,
    Unreadable,
    after,
)
from bot.delivering.claiming import Broken, Claimed, Claiming, Moment
from bot.delivering.giving_up import ask_organisers, give_up
from bot.delivering.holding import Holding
from bot.delivering.telling import Telling
from bot.errors import BotError
from bot.faults import where_it_broke
from bot.messenger import Messengers, Outgoing, knows_mark
from bot.ports import Store, Unit
from bot.posts import Post

log = logging.getLogger(__name__)

#: Messages on their way at the same time, and claimed in one transaction.
AT_ONCE, CLAIMED_AT_ONCE = 200, 50
#: How long a place that is gone is left alone, and a workspace whose token is refused.
PLACE_BLOCKED, WORKSPACE_BLOCKED = timedelta(days=1), timedelta(minutes=5)
#: A post whose words could not be made is passed over for so long, by the monotonic clock.
BROKEN_SECONDS = 300.0
#: How far the clocks of this machine, of the database and of a platform may be apart.
CLOCKS_APART = timedelta(minutes=2)
#: Longest wait for the next that comes back, before it is looked again what is due.
GLANCE_SECONDS = 1.0


@dataclass(slots=True)
class _Back:
    """What has come back and is not written down yet."""

    claimed: Claimed
    outcome: Outcome


@dataclass(slots=True)
class _Under:
    """What this process holds."""

    tasks: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    back: list[_Back] = field(default_factory=list)
    #: Deliveries that broke, and until when they are passed over.
    broken: dict[int, float] = field(default_factory=dict)


class Deliverer:
    """Sends what is due. One turn after another, never two at once."""

    def __init__(
        self,
        posts: Sequence[Post],
        *,
        store: Store,
        clock: Clock,
        messengers: Messengers,
        patience: Patience | None = None,
        telling: Telling | None = None,
    ) -> None:
        self._posts = {post.kind: post for post in posts}
        self._store = store
        self._clock = clock
        self._patience = patience or Patience()
        self._telling = telling or Telling()
        self._claiming = Claiming(self._posts, messengers, self._patience)
        self._holding = Holding()
        self._name = secrets.token_hex(6)
        self._under = _Under()
        self._came_back = asyncio.Event()
        #: Whether nothing more is to be begun.
        self.is_ending = False
        #: When the last turn ended, by the monotonic clock: a sign of life.
        self.last_turn: float | None = None

    async def drain(self) -> datetime | None:
        """Send all that is due, and wait for what becomes of it; when something is due next. Raises Unavailable."""
        ready_at = await self._ready_at()
        if self._under.tasks or self._under.back or (ready_at and ready_at <= self._clock.now() + CLOCKS_APART):
            while await self.turn() or self._under.tasks or self._under.back:
                await self._next_back()
            ready_at = await self._ready_at()
        async with self._store.read() as unit:
            self._telling.tallied(await unit.deliveries.tally(self._clock.now()))
        self.last_turn = time.monotonic()
        return ready_at

    async def _ready_at(self) -> datetime | None:
        """When something is to be done next. A look alone: nobody who writes waits for it."""
        now = self._clock.now()
        async with self._store.read() as unit:
            moments = [await unit.deliveries.next_ready_at(self._holding.full(now)), self._holding.over_at(now)]
        return min((one for one in moments if one is not None), default=None)

    async def turn(self) -> int:
        """Settle what has come back, and claim what is due; how many were claimed or decided. Raises Unavailable."""
        back, self._under.back = self._under.back, []
        try:
            claimed, decided = await self._turned(back)
        except Broken as broken:
            self._under.broken[broken.number] = time.monotonic() + BROKEN_SECONDS
            self._under.back = back + self._under.back
            return 1
        except BaseException:
            # Nothing was written: what has come back is written with the next turn.
            self._under.back = back + self._under.back
            raise
        self._telling.passed("after claim")
        for one in claimed:
            self._holding.went(one.delivery.order.target)
            self._under.tasks[one.delivery.id] = asyncio.create_task(self._go(one), name="delivery")
        self.last_turn = time.monotonic()
        return len(claimed) + decided

    async def close(self, seconds: float) -> None:
        """Wait for what is on its way, so long at most, and write down what became of it."""
        if self._under.tasks:
            await asyncio.wait(self._under.tasks.values(), timeout=seconds)
        cut_off = list(self._under.tasks.values())
        for task in cut_off:
            task.cancel()
        # Each leaves word that nobody knows what became of it, which is written down with the rest.
        await asyncio.gather(*cut_off, return_exceptions=True)
        back, self._under.back = self._under.back, []
        if back:
            async with self._store.write() as unit:
                await self._settle(unit, back, await self._moment(unit))

    async def _next_back(self) -> None:
        if not self._under.tasks or self._under.back:
            return
        self._came_back.clear()
        try:
            async with asyncio.timeout(GLANCE_SECONDS):
                await self._came_back.wait()
        except TimeoutError:
            pass

    async def _turned(self, back: Sequence[_Back]) -> tuple[list[Claimed], int]:
        settled: list[Delivery] = []
        async with self._store.write() as unit:
            at = await self._moment(unit)
            if back:
                settled = await self._settle(unit, back, at)
                self._telling.passed("before settling is committed")
            claimed, decided = await self._claim(unit, at)
            self._telling.passed("before claim is committed")
        if back:
            self._telling.passed("after settling")
        for one in settled:
            self._telling.settled(one, (at.now - one.order.due_at).total_seconds())
        return claimed, decided

    async def _moment(self, unit: Unit) -> Moment:
        now = self._clock.now()
        return Moment(now=now, held=await unit.deliveries.time(now))

    async def _claim(self, unit: Unit, at: Moment) -> tuple[list[Claimed], int]:
        room = min(CLAIMED_AT_ONCE, AT_ONCE - len(self._under.tasks))
        if room <= 0 or self.is_ending:
            return [], 0
        found = await self._found(unit, at, room)
        if not found:
            return [], 0
        platforms = {one.order.target.platform for one in found}
        at = replace(at, troubled=await unit.deliveries.blocked_workspaces(platforms, at.now))
        decisions = [(one.fence, await self._claiming.decide(unit, one, at)) for one in found]
        kept = [(one.delivery if isinstance(one, Claimed) else one, fence) for fence, one in decisions]
        saved = await unit.deliveries.save(kept, self._name)
        claimed = [
            one for (_, one), is_ours in zip(decisions, saved, strict=True) if isinstance(one, Claimed) and is_ours
        ]
        return claimed, len(decisions) - len(claimed)

    async def _found(self, unit: Unit, at: Moment, room: int) -> list[Delivery]:
        """What may be claimed now: not more of a workspace than it has room for."""
        passed_over, full = self._passed_over(), self._holding.full(at.now)
        found = await unit.deliveries.claimable(at.now, at.held, room + len(passed_over), full)
        return self._holding.fitting([one for one in found if one.id not in passed_over])

    def _passed_over(self) -> set[int]:
        now = time.monotonic()
        self._under.broken = {number: until for number, until in self._under.broken.items() if until > now}
        return {*self._under.tasks, *self._under.broken}

    async def _settle(self, unit: Unit, back: Sequence[_Back], at: Moment) -> list[Delivery]:
        """Write down what became of those that this process still holds."""
        changes = [self._changed(one, at) for one in back]
        fences = [one.claimed.delivery.fence for one in back]
        saved = await unit.deliveries.save(list(zip(changes, fences, strict=True)), self._name)
        settled = []
        for one, changed, is_ours in zip(back, changes, saved, strict=True):
            if not is_ours:
                log.warning("claim lost", extra={"delivery": changed.id})
                continue
            await self._follow(unit, changed, one.outcome, at.now)
            settled.append(changed)
        return settled

    def _changed(self, one: _Back, at: Moment) -> Delivery:
        knows = knows_mark(one.claimed.messenger, one.claimed.delivery.shown)
        changed = after(one.claimed.delivery, one.outcome, at.held, self._patience, knows_marks=knows)
        if changed.state is State.DUE and changed.ready_at is not None:
            return replace(changed, ready_at=at.now + (changed.ready_at - at.held))
        return changed

    async def _follow(self, unit: Unit, changed: Delivery, outcome: Outcome, now: datetime) -> None:
        """Do what else follows from an outcome."""
        post, target = self._posts[changed.order.kind], changed.order.target
        where = {"platform": target.platform, "workspace": target.workspace}
        if isinstance(outcome, Refused) and outcome.cause is Cause.APP:
            log.critical("platform refuses the bot", extra=where | {"reason": outcome.reason})
            until = now + WORKSPACE_BLOCKED
            await unit.deliveries.block(Block(**where, channel="", until=until, reason=outcome.reason))
        is_of_place = not changed.order.edits and target.thread is None
        if isinstance(outcome, Refused) and outcome.cause is Cause.TARGET and is_of_place:
            channel = target.channel or f"@{target.user}"
            until = now + PLACE_BLOCKED
            await unit.deliveries.block(Block(**where, channel=channel, until=until, reason=outcome.reason))
        if changed.state is State.DEAD:
            log.warning("delivery dead", extra=where | {"kind": changed.order.kind, "reason": changed.reason})
            await give_up(unit, changed, post, changed.reason, now)
        if changed.state is State.UNCERTAIN:
            log.error("delivery uncertain", extra=where | {"kind": changed.order.kind, "reason": changed.reason})
            await ask_organisers(unit, changed, now)

    async def _go(self, claimed: Claimed) -> None:
        """Send it, or look for it, and keep what came back for the next turn."""
        outcome: Outcome
        try:
            async with asyncio.timeout(self._patience.lease.total_seconds() * 0.75):
                outcome = await self._sent(claimed)
        except TimeoutError:
            outcome = _unknown(claimed, "took too long")
        except asyncio.CancelledError:
            outcome = _unknown(claimed, "ended")
        except BotError as refusal:
            outcome = _unknown(claimed, type(refusal).__name__)
        except Exception as error:  # noqa: BLE001  # the one border
            log.critical("messenger broke", extra=where_it_broke(error))
            outcome = _unknown(claimed, "broke")
        self._holding.came_back(claimed.delivery.order.target, outcome, self._clock.now())
        del self._under.tasks[claimed.delivery.id]
        self._under.back.append(_Back(claimed, outcome))
        self._came_back.set()

    async def _sent(self, claimed: Claimed) -> Outcome:
        one, messenger = claimed.delivery, claimed.messenger
        assert one.shown is not None, "what is claimed has its words"
        outgoing = Outgoing(target=one.order.target, shown=one.shown, mark=claimed.mark, is_plain=one.is_plain)
        self._telling.passed("before request")
        outcome: Outcome
        match claimed.doing:
            case Doing.EDIT:
                outcome = await messenger.edit(outgoing, one.remote_ref or "")
            case Doing.LOOK:
                outcome = await messenger.look(outgoing, (one.first_attempt_at or one.order.due_at) - CLOCKS_APART)
            case _:
                outcome = await messenger.post(outgoing, until=claimed.until)
        self._telling.passed("after request")
        return outcome


def _unknown(claimed: Claimed, reason: str) -> Outcome:
    return Unreadable(reason) if claimed.doing is Doing.LOOK else Unknown(reason)
