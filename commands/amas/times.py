"""A time before it is agreed on: how it reads on every clock concerned, what it clashes with, whose night it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot import when
from bot.amas.checking import MOST_MINUTES, is_ahead, overlapping
from bot.amas.hours import BadHour, Ledger, ledger
from bot.amas.values import AmaState
from bot.amas.words import host_names
from bot.identity import AmaId, MemberId
from bot.replies import Bold, Fact, Section, text
from bot.requests import Call
from commands.amas.which import fact, host_zones, zone_for

#: Earlier AMAs of which the ledger knows, of so many years.
EARLIER, EARLIER_YEARS = 50, 3
#: Zones of the ledger that are shown.
SHOWN_ZONES = 8
#: AMAs at the same time that are looked for.
CLASHES = 20


async def times(call: Call, at: datetime, hosts: Mapping[MemberId, str]) -> tuple[Fact, ...]:
    """The time on the clocks of the one who asks, of the community and of each host; the same clock once."""
    settings = await call.unit.communities.settings(call.community.id)
    zones: dict[str, str | None] = {"For you": await zone_for(call), "For the community": settings.time_zone}
    others = {member: name for member, name in hosts.items() if member != call.member.id}
    zones |= {f"For {name}": zone for name, zone in (await host_zones(call, others)).items()}
    told: dict[str, str] = {}
    for whose, zone in zones.items():
        if zone is None:
            told[whose] = "time zone not known"
        elif (words := when.spoken(at, zone)) not in told.values():
            told[whose] = words
    return tuple(fact(whose, words) for whose, words in told.items())


async def concerns(call: Call, at: datetime, minutes: int, *, but: AmaId | None = None) -> tuple[Section, ...]:
    """What speaks against a time: other AMAs then, and people for whom it is night."""
    lines = [*await _clashes(call, at, minutes, but), *await _nights(call, at)]
    return (Section(text=text(Bold("Mind"), "\n", "\n".join(lines))),) if lines else ()


async def _clashes(call: Call, at: datetime, minutes: int, but: AmaId | None) -> list[str]:
    ends_at = at + timedelta(minutes=minutes)
    since = at - timedelta(minutes=MOST_MINUTES)
    states = (AmaState.SCHEDULED, AmaState.LIVE)
    near = await call.unit.amas.between(call.community.id, since, ends_at, states, count=CLASHES)
    found = [one for one in near if one.id != but and is_ahead(one, call.now) and overlapping(one, at, ends_at)]
    zone = await zone_for(call)
    return [
        f"It clashes with AMA {one.id} “{one.session.title}” with {host_names(one)}, "
        f"{when.spoken(one.session.starts_at, zone)}, {one.session.minutes} minutes."
        for one in found
    ]


async def _nights(call: Call, at: datetime) -> list[str]:
    zones = await call.unit.amas.zones(call.community.id)
    states = (AmaState.SCHEDULED, AmaState.LIVE, AmaState.CLOSED)
    since = call.now - timedelta(days=365 * EARLIER_YEARS)
    earlier = await call.unit.amas.starts(call.community.id, since, call.now, states, EARLIER)
    book = ledger(at, zones, earlier)
    if not book.bad:
        return []
    head = f"It is a bad hour (22:00 to 07:00) for {book.affected:,} of {_people(book.members)} who told a time zone:"
    lines = [head, *(_night(one, at, book) for one in book.bad[:SHOWN_ZONES])]
    more = len(book.bad) - SHOWN_ZONES
    return [*lines, f"and in {more} more zones"] if more > 0 else lines


def _night(one: BadHour, at: datetime, book: Ledger) -> str:
    before = f"; bad there {one.before} of the last {book.amas} times" if book.amas else ""
    return f"{when.shown(at, one.zone):%H:%M} for {_people(one.members)} in {one.place}{before}"


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"
