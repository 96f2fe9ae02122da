"""Every change of clocks on earth, 2020 to 2035: does a series happen once, and is a written time read right?

`python -m tests.chaos.oracle` takes all zones; `--zones 30 --changes 2 --seed 7` a part of them.

What is right is found by walking: from minute to minute of UTC, noting what clocks show. That way there are no gaps
and no folds to be worked out, and nothing of `bot.when` is used. Two planners that are known to be wrong are judged as
well; an oracle that they pass would prove nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo, available_timezones

from bot import series, when
from bot.errors import InvalidInput

YEARS = (2020, 2035)
MINUTE, QUARTER, HOUR, DAY, WEEK = (
    timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1),
)  # fmt: skip
#: Wall times are tried so far before and after what clocks show at a change.
AROUND = timedelta(hours=4)
#: Walked before and after a change; more than AROUND and the greatest jump of clocks.
WALKED = timedelta(hours=10)

Planner = Callable[[datetime, str, "Walk"], Sequence[datetime]]


@dataclass
class Walk:
    """What clocks in a zone show at each minute around a change of them."""

    zone: str
    #: The first minute after the change, in UTC.
    change: datetime
    #: Pairs of an instant in UTC and the naive time shown, in the order of time.
    minutes: list[tuple[datetime, datetime]] = field(default_factory=list)
    instants: dict[datetime, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        zone, at = ZoneInfo(self.zone), self.change - WALKED
        while at < self.change + WALKED:
            shown = at.astimezone(zone).replace(tzinfo=None, fold=0)
            self.minutes.append((at, shown))
            self.instants[shown].append(at)
            at += MINUTE

    def walls(self) -> Iterator[datetime]:
        """The wall times to try: each quarter of an hour, from before the change to after it."""
        shown = {at: wall for at, wall in self.minutes if at in {self.change - MINUTE, self.change}}
        wall = min(shown.values()) - AROUND
        wall -= timedelta(minutes=wall.minute % 15)
        while wall <= max(shown.values()) + AROUND:
            yield wall
            wall += QUARTER

    def right(self, wall: datetime) -> datetime:
        """When something at this wall time has to happen: the first minute that shows it, or shows more."""
        return next(at for at, shown in self.minutes if shown >= wall)


def changes(zone: str, step: timedelta) -> list[datetime]:
    """The first minutes, in UTC, at which clocks have another offset than the minute before, in order."""
    there, found = ZoneInfo(zone), []
    at, end = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[1] + 1, 1, 1, tzinfo=UTC)
    offset = at.astimezone(there).utcoffset()
    while at < end:
        later = at + step
        if later.astimezone(there).utcoffset() != offset:
            later = at
            for finer in (HOUR, MINUTE):
                while (later + finer).astimezone(there).utcoffset() == offset:
                    later += finer
            later += MINUTE
            found.append(later)
            offset = later.astimezone(there).utcoffset()
        at = later
    return found


def by_series(wall: datetime, zone: str, walk: Walk) -> Sequence[datetime]:
    """Ours: the dates of a weekly series, begun two weeks before, that belong to the day of ``wall``."""
    begun = series.Series(first=wall - 2 * WEEK, zone=zone, every=series.Weekly())
    found = series.occurrences(begun, walk.change - 5 * WEEK, 6)
    return [one.at for one in found if one.key == wall.date().isoformat()]


def by_seconds(wall: datetime, zone: str, walk: Walk) -> Sequence[datetime]:
    """Known to be wrong: two weeks are so many seconds."""
    return [(wall - 2 * WEEK).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) + 2 * WEEK]


def by_minute(wall: datetime, zone: str, walk: Walk) -> Sequence[datetime]:
    """Known to be wrong: each minute that shows the time is one, as cron does it."""
    return walk.instants.get(wall, [])


def judged(planner: Planner, walk: Walk) -> Counter[str]:
    """How many wall times around a change were planned, and how many of them are missing, twice or off."""
    tally: Counter[str] = Counter()
    for wall in walk.walls():
        planned, right = planner(wall, walk.zone, walk), walk.right(wall)
        tally["walls"] += 1
        tally["missing"] += not planned
        tally["twice"] += len(planned) > 1
        tally["off"] += bool(planned) and planned[0] != right
    return tally


def misread(walk: Walk) -> Counter[str]:
    """How many wall times were written out, and how many read wrongly; of one that comes never or twice is asked."""
    tally: Counter[str] = Counter()
    now = walk.change - WEEK
    for wall in walk.walls():
        at = walk.instants.get(wall, [])
        offered = at if len(at) == 2 else [] if at else [walk.change - MINUTE, walk.change]
        expected = ([], offered) if offered else (at, [])
        tally["read"] += 1
        tally["misread"] += read(f"{wall:%Y-%m-%d %H:%M}", walk.zone, now) != expected
        chosen = [read(f"{wall:%Y-%m-%d %H:%M} {which}", walk.zone, now) for which in ("first", "second")]
        tally["misread"] += len(at) == 2 and chosen != [([at[0]], []), ([at[1]], [])]
        tally["misread"] += any(read(when.spoken(one, walk.zone), walk.zone, now) != ([one], []) for one in at)
    return tally


def read(words: str, zone: str, now: datetime) -> tuple[list[datetime], list[datetime]]:
    """What the words were read as, and what was offered instead."""
    try:
        return [when.parse(words, zone, now).at], []
    except when.Unclear as refusal:
        return [], [offer.at for offer in refusal.offers]
    except InvalidInput:
        return [], []


def drifted(zone: str) -> Counter[str]:
    """A weekly series through all the years: how many dates it has, and how many are missing, twice or off."""
    first = datetime(YEARS[0], 1, 5, 2, 30)  # noqa: DTZ001 - on the wall
    weekly = series.Series(first=first, zone=zone, every=series.Weekly())
    tally, wall, there = Counter[str](), first, ZoneInfo(zone)
    found = list(series.occurrences(weekly, datetime(YEARS[0], 1, 1, tzinfo=UTC), (YEARS[1] - YEARS[0] + 1) * 52))
    keys = Counter(one.key for one in found)
    for one in found:
        shown, before = (at.astimezone(there).replace(tzinfo=None, fold=0) for at in (one.at, one.at - MINUTE))
        tally["weeks"] += 1
        tally["missing"] += wall.date().isoformat() not in keys
        tally["twice"] += keys[one.key] > 1
        # At the first minute after a gap the clocks show more, and have shown less.
        tally["off"] += shown != wall and not before < wall < shown
        wall += WEEK
    return tally


def of_zone(zone: str, *, seed: int, most: int, step: timedelta) -> dict[str, Counter[str]]:
    """All that is judged in one zone; of its changes at most ``most``, by lot, and all for 0."""
    every = changes(zone, step)
    chosen = random.Random(f"{seed} {zone}").sample(every, min(most, len(every))) if most else every
    tally = {"series": drifted(zone), "seconds": Counter[str](), "minutes": Counter[str]()}
    for change in chosen:
        walk = Walk(zone=zone, change=change)
        tally["series"] += judged(by_series, walk) + misread(walk) + Counter(changes=1)
        tally["seconds"] += judged(by_seconds, walk)
        tally["minutes"] += judged(by_minute, walk)
    return tally


def ask(zones: int, most: int, seed: int, workers: int, step: timedelta) -> dict[str, Counter[str]]:
    """The sum over ``zones`` zones, drawn by lot; 0 for all."""
    # What this machine calls local time is no zone of its own.
    names = sorted(available_timezones() - {"localtime"})
    names = random.Random(seed).sample(names, zones) if zones else names
    judge = partial(of_zone, seed=seed, most=most, step=step)
    total: dict[str, Counter[str]] = defaultdict(Counter)
    total["series"]["zones"] = len(names)
    if workers == 1:
        results = map(judge, names)
        return _summed(total, results)
    with ProcessPoolExecutor(workers) as pool:
        return _summed(total, pool.map(judge, names, chunksize=8))


def _summed(total: dict[str, Counter[str]], results: Iterator[dict[str, Counter[str]]]) -> dict[str, Counter[str]]:
    for result in results:
        for planner, tally in result.items():
            total[planner] += tally
    return total


def main() -> int:
    """Print the figures; 1 where ours is wrong anywhere, or one that is known to be wrong passes."""
    words = argparse.ArgumentParser(prog="python -m tests.chaos.oracle", description=__doc__)
    words.add_argument("--zones", type=int, default=0, help="so many by lot; all without it")
    words.add_argument("--changes", type=int, default=0, help="so many of each zone by lot; all without it")
    words.add_argument("--seed", type=int, default=2026)
    words.add_argument("--workers", type=int, default=2, help="processes that share the zones")
    chosen = words.parse_args()
    begun = time.monotonic()
    total = ask(chosen.zones, chosen.changes, chosen.seed, chosen.workers, HOUR)
    ours = total["series"]
    print(
        f"{ours['zones']} zones, {ours['changes']:,} changes of clocks {YEARS[0]}-{YEARS[1]}, seed {chosen.seed}, "
        f"{time.monotonic() - begun:.0f} s\n"
        f"ours: {ours['walls']:,} wall times and {ours['weeks']:,} weeks: {_wrong(ours)}; "
        f"{ours['read']:,} written times: {ours['misread']} read wrongly"
    )
    for name, planner in (("a week of fixed seconds", "seconds"), ("every minute that shows it", "minutes")):
        print(f"control, {name}: {total[planner]['walls']:,} wall times: {_wrong(total[planner])}")
    return int(not holds(total))


def holds(total: dict[str, Counter[str]]) -> bool:
    """Whether ours was right everywhere, and each control was found out."""
    ours = total["series"]
    is_right = not any(ours[what] for what in ("missing", "twice", "off", "misread"))
    controls = total["seconds"]["off"], total["minutes"]["missing"], total["minutes"]["twice"]
    return is_right and ours["walls"] > 0 and ours["weeks"] > 0 and all(controls)


def _wrong(tally: Counter[str]) -> str:
    return f"{tally['missing']:,} missing, {tally['twice']:,} twice, {tally['off']:,} off"


if __name__ == "__main__":
    sys.exit(main())
