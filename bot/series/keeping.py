"""A series as it is kept in a database and as calendars are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot import when
from bot.series.values import Different, Every, MonthlyByDay, MonthlyByWeekday, Series, Weekly, rule, walls

_MINUTES = "%Y-%m-%dT%H:%M"


def to_mapping(series: Series) -> dict[str, object]:
    """The series as values that JSON knows; :func:`from_mapping` makes the same series of it."""
    return {
        "first": series.first.strftime(_MINUTES),
        "zone": series.zone,
        "every": _mapping_of(series.every),
        "until": series.until.isoformat() if series.until else None,
        "count": series.count,
        "different": {one.key: one.moved_to and one.moved_to.strftime(_MINUTES) for one in series.different},
    }


def from_mapping(kept: Mapping[str, object]) -> Series:
    """The series that was kept. Raises ValueError for what none was ever kept as."""
    try:
        return _series(kept)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a series: {error!r}") from error


def calendar_rule(series: Series) -> str:
    """The rule as a calendar file writes it (RFC 5545, 3.3.10), like ``FREQ=WEEKLY;INTERVAL=2;COUNT=10``.

    Single dates that are different are not in it. ``UNTIL`` is an instant, as the start has a zone.
    """
    end = f"COUNT={series.count}" if series.count is not None else ""
    if series.until is not None:
        last = max(walls(series))
        end = f"UNTIL={when.first_instant(last, series.zone):%Y%m%dT%H%M%SZ}"
    line = str(rule(series.every, series.first)).partition("RRULE:")[2]
    return ";".join(filter(None, (line, end)))


def _mapping_of(every: Every) -> dict[str, int]:
    match every:
        case Weekly(weeks=weeks):
            return {"weeks": weeks}
        case MonthlyByWeekday(nth=nth, weekday=weekday, months=months):
            return {"months": months, "nth": nth, "weekday": weekday}
        case MonthlyByDay(day=day, months=months):
            return {"months": months, "day": day}


def _series(kept: Mapping[str, object]) -> Series:
    until, count, different = kept["until"], kept["count"], kept["different"]
    if not isinstance(different, Mapping) or not isinstance(count, int | None):
        raise TypeError("different dates or their count")
    return Series(
        first=datetime.strptime(_text(kept["first"]), _MINUTES),  # noqa: DTZ007 - on the wall there is no zone
        zone=_text(kept["zone"]),
        every=_every_of(kept["every"]),
        until=None if until is None else date.fromisoformat(_text(until)),
        count=count,
        different=tuple(
            Different(key=key, moved_to=None if to is None else datetime.strptime(_text(to), _MINUTES))  # noqa: DTZ007
            for key, to in sorted(different.items())
        ),
    )


def _every_of(kept: object) -> Every:
    if not isinstance(kept, Mapping) or not all(isinstance(value, int) for value in kept.values()):
        raise TypeError("a rule of whole numbers")
    if "weeks" in kept:
        return Weekly(**kept)
    return MonthlyByDay(**kept) if "day" in kept else MonthlyByWeekday(**kept)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
