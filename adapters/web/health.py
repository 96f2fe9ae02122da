"""Whether the bot lives (``/healthz``) and may be talked to (``/readyz``), as JSON without secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.vitals import Ask, Vital

#: How long all parts together may take to say how they are.
ASK_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkup:
    """How every part is."""

    vitals: tuple[Vital, ...]

    @property
    def is_well(self) -> bool:
        """Whether all of them live."""
        return all(vital.is_alive for vital in self.vitals)

    def content(self) -> dict[str, Any]:
        """The same as JSON."""
        return {"status": "ok" if self.is_well else "failing", "parts": {one.name: _part(one) for one in self.vitals}}


class Health:
    """Asks every part how it is."""

    def __init__(self, asks: Sequence[Ask], *, ready: Sequence[Callable[[], bool]] = ()) -> None:
        self._asks = list(asks)
        self._ready = tuple(ready)
        #: Whether the bot is on its way out: it lives, but nobody shall be sent to it any more.
        self.is_leaving = False

    def add(self, ask: Ask) -> None:
        """Ask this part, too."""
        self._asks.append(ask)

    async def is_ready(self) -> bool:
        """Whether the bot may be talked to: it lives, is on every platform, and stays."""
        are_ready = all(is_ready() for is_ready in self._ready)
        return are_ready and not self.is_leaving and (await self.checkup()).is_well

    async def checkup(self) -> Checkup:
        """How every part is now. A part that does not answer in time counts as dead."""
        names = [getattr(ask, "__name__", "part") for ask in self._asks]
        answers = await asyncio.gather(*(_bounded(ask) for ask in self._asks), return_exceptions=True)
        vitals = (
            answer if isinstance(answer, Vital) else Vital(name=name, age_seconds=None, limit_seconds=0.0)
            for name, answer in zip(names, answers, strict=True)
        )
        return Checkup(vitals=tuple(vitals))


async def _bounded(ask: Ask) -> Vital:
    async with asyncio.timeout(ASK_SECONDS):
        return await ask()


def _part(vital: Vital) -> dict[str, Any]:
    age = None if vital.age_seconds is None else round(vital.age_seconds, 3)
    return {"ok": vital.is_alive, "age_seconds": age, "limit_seconds": vital.limit_seconds}
