"""The bad-hour ledger: for whom a time would lie in the night, and how often that was so before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot import when

#: From 22:00 up to, and without, 07:00 nobody should have to come.
NIGHT = when.Hours(time(22), time(7))


@dataclass(frozen=True, kw_only=True, slots=True)
class BadHour:
    """A zone in which a time would lie in the night."""

    zone: str
    #: Members there.
    members: int
    #: How many of the earlier AMAs lay in the night there.
    before: int

    @property
    def place(self) -> str:
        """The zone's short name."""
        return when.place_of(self.zone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """For whom a time is bad, those with the most bad hours before first."""

    bad: tuple[BadHour, ...]
    #: Members whose zone is known.
    members: int
    #: Earlier AMAs that were looked at.
    amas: int

    @property
    def affected(self) -> int:
        """Members for whom it would lie in the night."""
        return sum(one.members for one in self.bad)


def ledger(at: datetime, zones: Mapping[str, int], earlier: Sequence[datetime]) -> Ledger:
    """For which zones (with so many members each) a time is bad, and how often the starts of earlier AMAs were."""
    bad = [
        BadHour(zone=zone, members=members, before=sum(when.is_quiet(NIGHT, zone, start) for start in earlier))
        for zone, members in zones.items()
        if when.is_quiet(NIGHT, zone, at)
    ]
    bad.sort(key=lambda one: (-one.before, -one.members, one.zone))
    return Ledger(bad=tuple(bad), members=sum(zones.values()), amas=len(earlier))
