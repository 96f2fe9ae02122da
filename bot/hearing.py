"""Listeners: what is to be done when something happens on a platform. The counterpart of commands in the one funnel."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from bot.clock import Clock
from bot.errors import BotError
from bot.events import AnyEvent, Event
from bot.faults import where_it_broke
from bot.identity import Community
from bot.ports import Store, Unit

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """What a listener is given: the community, the time, and the unit of work."""

    community: Community
    now: datetime
    unit: Unit


@dataclass(frozen=True, slots=True)
class Listener(Generic[E]):
    """A function that is told every event of one kind."""

    kind: type[E]
    hear: Callable[[Hearing, E], Awaitable[None]]


def listener(kind: type[E]) -> Callable[[Callable[[Hearing, E], Awaitable[None]]], Listener[E]]:
    """Declare the function below as a listener to events of this kind."""

    def declare(hear: Callable[[Hearing, E], Awaitable[None]]) -> Listener[E]:
        return Listener(kind, hear)

    return declare


class Ears:
    """Tells listeners what happens: each event once, in a transaction of its own, and never raises."""

    def __init__(self, *, listeners: Sequence[Listener[Any]], store: Store, clock: Clock) -> None:
        self._listeners = tuple(listeners)
        self._store = store
        self._clock = clock

    async def hear(self, event: AnyEvent) -> None:
        """Tell every listener of this kind. Workspaces that have never been heard of are passed over."""
        chosen = [one for one in self._listeners if isinstance(event, one.kind)]
        if not chosen:
            return
        try:
            async with self._store.write() as unit:
                await self._tell(chosen, event, unit)
        except BotError as refusal:
            log.warning("event refused", extra={"event": type(event).__name__, "reason": type(refusal).__name__})
        except Exception as error:  # noqa: BLE001  # the one border
            log.critical("listener broke", extra={"event": type(event).__name__} | where_it_broke(error))

    async def _tell(self, chosen: Sequence[Listener[Any]], event: AnyEvent, unit: Unit) -> None:
        now = self._clock.now()
        community = await unit.people.of_workspace(event.platform, event.workspace)
        if community is None:
            return
        await unit.people.lock(community.id)
        if event.event_id and not await unit.actions.is_new(event.platform, event.event_id, now):
            return
        for one in chosen:
            await one.hear(Hearing(community=community, now=now, unit=unit), event)
