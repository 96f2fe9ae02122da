"""Who is told of what the sender does: metrics, and tests that end the process at a named point of the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.deliveries import Delivery, Tally

#: Named points of the way, in their order, at which a test can end the process.
POINTS = (
    "before claim is committed",
    "after claim",
    "before request",
    "after request",
    "before settling is committed",
    "after settling",
)


def _nothing(_delivery: Delivery, _lateness_seconds: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """Who is told of what the sender does; nobody, unless said."""

    #: Of each that is settled: its state, and how late it was sent, in seconds.
    settled: Callable[[Delivery, float], None] = _nothing
    #: Of how many are in trouble and late, each time everything that is due was sent.
    tallied: Callable[[Tally], None] = lambda _tally: None
    #: Of each named point of the way, so that a test can end the process there.
    passed: Callable[[str], None] = lambda _point: None
