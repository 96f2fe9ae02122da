"""Times that recur: which dates a rule gives, that they never drift, and single dates that are different."""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bot import series, when
from bot.errors import AlreadyExists, BotError, InvalidInput, NotFound
from bot.series import Different, MonthlyByDay, MonthlyByWeekday, Series, Weekly

BERLIN = "Europe/Berlin"


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


#: A Tuesday.
FIRST = wall("2026-12-01 18:00")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def parsed(words: str, first: datetime = FIRST) -> Series:
    return series.parse(words, first, BERLIN)


def spoken(of: Series, limit: int = 4, after: datetime = LONG_AGO) -> list[str]:
    return [one.spoken for one in series.occurrences(of, after, limit)]


def days(of: Series, limit: int = 4) -> list[str]:
    return [one.key for one in series.occurrences(of, LONG_AGO, limit)]


@pytest.mark.parametrize(
    ("words", "meant", "told"),
    [
        ("weekly", Weekly(), "every week on Tuesday"),
        ("every week", Weekly(), "every week on Tuesday"),
        ("every Tuesday", Weekly(), "every week on Tuesday"),
        ("every 2 weeks on tuesday", Weekly(weeks=2), "every 2 weeks on Tuesday"),
        ("every other week", Weekly(weeks=2), "every 2 weeks on Tuesday"),
        ("fortnightly", Weekly(weeks=2), "every 2 weeks on Tuesday"),
        ("every 52 weeks", Weekly(weeks=52), "every 52 weeks on Tuesday"),
        ("monthly", MonthlyByDay(day=1), "every month on the 1st"),
        ("every 12 months", MonthlyByDay(day=1, months=12), "every 12 months on the 1st"),
        ("monthly on the 1st tuesday", MonthlyByWeekday(nth=1, weekday=1), "every month on the 1st Tuesday"),
        ("every first tue", MonthlyByWeekday(nth=1, weekday=1), "every month on the 1st Tuesday"),
    ],
)
def test_rule_is_read_and_told_again(words: str, meant: series.Every, told: str) -> None:
    read = parsed(words)

    assert read == Series(first=FIRST, zone=BERLIN, every=meant)
    assert (series.words_of(read), series.told(read)) == (told, f"{told}, at 18:00 Berlin")
    assert parsed(told) == read


@pytest.mark.parametrize(
    ("words", "first", "told"),
    [
        ("every friday", "2026-12-04", "every week on Friday"),
        ("every 2 weeks on monday", "2026-12-07", "every 2 weeks on Monday"),
        ("monthly on the 2nd tuesday", "2026-12-08", "every month on the 2nd Tuesday"),
        ("every 2nd tuesday of the month", "2026-12-08", "every month on the 2nd Tuesday"),
        ("every 3 months on the last friday", "2026-12-25", "every 3 months on the last Friday"),
        ("every last friday", "2026-12-25", "every month on the last Friday"),
        ("monthly on the 15th", "2026-12-15", "every month on the 15th"),
        ("monthly on the 31st", "2026-12-31", "every month on the last day"),
        ("monthly on the last day", "2026-12-31", "every month on the last day"),
    ],
)
def test_first_date_is_the_next_that_the_words_name(words: str, first: str, told: str) -> None:
    read = parsed(words)

    assert (days(read, 1), series.words_of(read)) == ([first], told)


def test_months_that_are_left_out_count_from_the_first_date() -> None:
    assert days(parsed("every 3 months on the 15th", wall("2026-12-20 18:00"))) == [
        "2027-01-15", "2027-04-15", "2027-07-15", "2027-10-15",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "meant", "dates"),
    [
        ("weekly 3 times", {"count": 3}, ["2026-12-01", "2026-12-08", "2026-12-15"]),
        ("weekly, 1 times", {"count": 1}, ["2026-12-01"]),
        ("weekly until 2026-12-15", {"until": date(2026, 12, 15)}, ["2026-12-01", "2026-12-08", "2026-12-15"]),
        ("weekly until 2026-12-14", {"until": date(2026, 12, 14)}, ["2026-12-01", "2026-12-08"]),
        ("weekly until 9 dec", {"until": date(2026, 12, 9)}, ["2026-12-01", "2026-12-08"]),
        ("every 13 weeks until 1 dec", {"until": date(2026, 12, 1)}, ["2026-12-01"]),
        ("every 26 weeks until 1 jun", {"until": date(2027, 6, 1)}, ["2026-12-01", "2027-06-01"]),
    ],
)
def test_series_ends_after_so_many_times_or_on_a_day_that_is_included(
    words: str, meant: dict[str, int | date], dates: list[str]
) -> None:
    read = parsed(words)

    assert {"count": read.count, "until": read.until} == {"count": None, "until": None} | meant
    assert days(read, 9) == dates
    assert parsed(series.words_of(read)) == read


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "There is no rule in that. Write for example weekly, every 2 weeks, monthly,"),
        ("daily", "“daily” is not a rule that I can read. Write for example weekly,"),
        ("monthly on the 5th friday", "“monthly on the 5th friday” is not a rule that I can read."),
        ("weekly and monthly", "“weekly and monthly” is not a rule that I can read."),
        ("weekly " * 20, "“weekly weekly"),
        ("biweekly", "“biweekly” means twice as often to some, and half as often to others."),
        ("every 2nd tuesday", "“every 2nd tuesday” means once a month to some, and every so many weeks to others."),
        ("every 0 weeks", "0 weeks cannot be done. Write 1 to 52 weeks."),
        ("every 53 weeks", "53 weeks cannot be done. Write 1 to 52 weeks."),
        ("every 13 months", "13 months cannot be done. Write 1 to 12 months."),
        ("monthly on the 32nd", "32 as a day cannot be done."),
        ("weekly 0 times", "0 times cannot be done. Write 1 to 1000 times."),
        ("weekly 1001 times", "1001 times cannot be done. Write 1 to 1000 times."),
        ("weekly until 2026-11-30", "The first date would be Tue 1 Dec 2026, after the last day."),
        ("weekly until 2027-02-30", "“2027-02-30” is not a day that I can read. Write for example until 2027-06-01."),
        ("weekly until 29 feb", "“29 feb” is not a day that I can read."),
        ("weekly until tomorrow", "“tomorrow” is not a day that I can read."),
        ("weekly until 2027-06-01 18:00", "“2027-06-01 18:00” is not a day that I can read."),
    ],
)
def test_what_is_no_rule_is_refused_with_the_reason(words: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parsed(words)

    assert (str(refused.value)[: len(sentence)], refused.value.field) == (sentence, "every")


@pytest.mark.parametrize("words", [words for words, _ in series.EXAMPLES])
def test_every_example_that_people_are_shown_is_read(words: str) -> None:
    assert parsed(words).first >= FIRST


PIECES = ["every", "weekly", "monthly", "2", "weeks", "on", "the", "last", "2nd", "tuesday", "31st", "day", "until",
          "2027-06-01", "10", "times", "months", "of", "month", "\0", "²"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map(" ".join))
def test_any_words_are_read_or_refused_with_a_sentence(words: str) -> None:
    try:
        read = parsed(words)
    except InvalidInput as refused:
        ending = refused.message[-1]
    else:
        ending = "." if parsed(series.words_of(read), read.first) == read else series.words_of(read)

    assert ending == "."


@pytest.mark.parametrize(
    ("day", "dates"),
    [
        (28, ["2027-01-28", "2027-02-28", "2027-03-28", "2027-04-28"]),
        (29, ["2027-01-29", "2027-02-28", "2027-03-29", "2027-04-29"]),
        (30, ["2027-01-30", "2027-02-28", "2027-03-30", "2027-04-30"]),
        (31, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
    ],
)
def test_day_that_a_month_does_not_have_is_its_last(day: int, dates: list[str]) -> None:
    monthly = Series(first=wall(f"2027-01-{day} 18:00"), zone=BERLIN, every=MonthlyByDay(day=day))

    assert days(monthly) == dates


def walked(every: series.Every, first: date) -> Iterator[date]:
    """The dates of a rule by looking at each day of the calendar."""
    return (day for day in map(first.__add__, map(timedelta, count())) if is_date(every, first, day))


def is_date(every: series.Every, first: date, day: date) -> bool:
    months = (day.year - first.year) * 12 + day.month - first.month
    last = calendar.monthrange(day.year, day.month)[1]
    match every:
        case Weekly(weeks=weeks):
            return (day - first).days % (7 * weeks) == 0
        case MonthlyByWeekday(nth=nth, weekday=weekday, months=apart):
            is_nth = day.day + 7 > last if nth == -1 else (day.day - 1) // 7 + 1 == nth
            return day.weekday() == weekday and is_nth and months % apart == 0
        case MonthlyByDay(day=wanted, months=apart):
            return day.day == min(wanted, last) and months % apart == 0


RULES = st.one_of(
    st.builds(Weekly, weeks=st.integers(1, 52)),
    st.builds(
        MonthlyByWeekday, nth=st.sampled_from([1, 2, 3, 4, -1]), weekday=st.integers(0, 6), months=st.integers(1, 12)
    ),
    st.builds(MonthlyByDay, day=st.integers(1, 31), months=st.integers(1, 12)),
)
DIFFERENT_ZONES = st.sampled_from([BERLIN, "UTC", "Australia/Lord_Howe", "Africa/Casablanca", "America/Havana"])


@given(RULES, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.times(), DIFFERENT_ZONES)
def test_dates_are_those_that_a_walk_through_the_calendar_finds(
    every: series.Every, start: date, clock: time, zone: str
) -> None:
    first = next(walked(replace(every, months=1), start)) if not isinstance(every, Weekly) else start
    time_of_day = clock.replace(second=0, microsecond=0)
    made = Series(first=datetime.combine(first, time_of_day), zone=zone, every=every)

    found = list(series.occurrences(made, LONG_AGO - timedelta(days=9), 12))

    assert [one.key for one in found] == [day.isoformat() for day in islice(walked(every, first), 12)]
    assert [one.at for one in found] == [
        when.first_instant(datetime.combine(date.fromisoformat(one.key), time_of_day), zone) for one in found
    ]
    assert series.from_mapping(json.loads(json.dumps(series.to_mapping(made)))) == made
    assert series.parse(series.words_of(made), made.first, zone) == made


@given(RULES, st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.none() | st.integers(1, 9))
def test_calendars_are_told_the_same_rule(every: series.Every, start: date, times: int | None) -> None:
    first = next(walked(replace(every, months=1), start)) if not isinstance(every, Weekly) else start
    made = Series(first=datetime.combine(first, wall("2026-01-01 18:00").time()), zone=BERLIN, every=every, count=times)
    ends = made if times else series.ended(made, first + timedelta(days=900))

    told = rrulestr(series.calendar_rule(ends), dtstart=made.first.replace(tzinfo=ZoneInfo(BERLIN)))

    assert [at.astimezone(UTC) for at in told] == [one.at for one in series.occurrences(ends, LONG_AGO, 999)]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("weekly", "FREQ=WEEKLY"),
        ("every 2 weeks until 2027-06-01", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270601T160000Z"),
        ("monthly on the last friday 9 times", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=9"),
        ("every 3 months on the 15th", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"),
        ("monthly on the last day", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("monthly on the 30th", "FREQ=MONTHLY;BYSETPOS=-1;BYMONTHDAY=28,29,30"),
    ],
)
def test_rule_is_written_as_calendars_read_it(words: str, rule: str) -> None:
    assert series.calendar_rule(parsed(words)) == rule


def test_weekly_stays_at_the_same_time_on_the_wall_over_both_changes_of_clocks() -> None:
    october, march = parsed("weekly", wall("2026-10-20 18:00")), parsed("weekly", wall("2027-03-23 18:00"))

    assert spoken(october, 2) == ["Tue 20 Oct 2026, 18:00 Berlin", "Tue 27 Oct 2026, 18:00 Berlin"]
    assert spoken(march, 2) == ["Tue 23 Mar 2027, 18:00 Berlin", "Tue 30 Mar 2027, 18:00 Berlin"]
    apart = [later.at - at.at for at, later in (series.occurrences(one, LONG_AGO, 2) for one in (october, march))]
    assert apart == [timedelta(days=7, hours=1), timedelta(days=7, hours=-1)]


def test_time_that_clocks_skip_is_at_the_first_minute_after_it_under_its_own_key() -> None:
    assert spoken(parsed("weekly", wall("2027-03-21 02:30")), 3) == [
        "Sun 21 Mar 2027, 02:30 Berlin", "Sun 28 Mar 2027, 03:00 Berlin", "Sun 4 Apr 2027, 02:30 Berlin",
    ]  # fmt: skip
    cairo = Series(first=wall("2027-04-23 00:00"), zone="Africa/Cairo", every=Weekly())
    assert [(one.key, one.spoken) for one in series.occurrences(cairo, LONG_AGO, 2)] == [
        ("2027-04-23", "Fri 23 Apr 2027, 00:00 Cairo"), ("2027-04-30", "Fri 30 Apr 2027, 01:00 Cairo"),
    ]  # fmt: skip


def test_time_that_comes_twice_is_at_its_first_and_once() -> None:
    assert spoken(parsed("weekly", wall("2026-10-18 02:30")), 3) == [
        "Sun 18 Oct 2026, 02:30 Berlin", "Sun 25 Oct 2026, 02:30 +02:00 Berlin", "Sun 1 Nov 2026, 02:30 Berlin",
    ]  # fmt: skip


def test_only_later_dates_are_given_and_no_more_than_asked_for() -> None:
    weekly = parsed("weekly")
    second = list(series.occurrences(weekly, LONG_AGO, 2))[1].at

    assert days(weekly, 0) == []
    assert spoken(weekly, 1, after=second - timedelta(seconds=1)) == ["Tue 8 Dec 2026, 18:00 Berlin"]
    assert spoken(weekly, 1, after=second) == ["Tue 15 Dec 2026, 18:00 Berlin"]


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
def test_date_is_given_up_to_its_instant_however_far_its_zone_is_from_utc(zone: str) -> None:
    weekly = replace(parsed("weekly"), zone=zone)
    at = when.first_instant(FIRST, zone)

    found = [next(series.occurrences(weekly, after, 1)).key for after in (at - timedelta(minutes=1), at)]

    assert found == ["2026-12-01", "2026-12-08"]


def test_series_without_end_is_followed_for_fifty_years() -> None:
    found = list(series.occurrences(parsed("weekly"), LONG_AGO, 10_000))

    assert (len(found), found[-1].key) == (2614, "2076-12-29")


def test_skipped_date_is_left_out_and_counts_among_the_times() -> None:
    skipped = series.skip(parsed("weekly 3 times"), "2026-12-08")

    assert days(skipped) == ["2026-12-01", "2026-12-15"]
    with pytest.raises(NotFound, match="Tue 8 Dec 2026 is skipped in this series"):
        series.occurrence(skipped, "2026-12-08")


def test_moved_date_keeps_its_key_and_stands_where_it_was_moved_to() -> None:
    moved = series.move(parsed("weekly 3 times"), "2026-12-01", wall("2026-12-10 09:00"))

    assert [(one.key, one.spoken, one.is_moved) for one in series.occurrences(moved, LONG_AGO, 9)] == [
        ("2026-12-08", "Tue 8 Dec 2026, 18:00 Berlin", False),
        ("2026-12-01", "Thu 10 Dec 2026, 09:00 Berlin", True),
        ("2026-12-15", "Tue 15 Dec 2026, 18:00 Berlin", False),
    ]
    assert series.occurrence(moved, "2026-12-01").spoken == "Thu 10 Dec 2026, 09:00 Berlin"
    assert series.occurrence(moved, "2026-12-08").spoken == "Tue 8 Dec 2026, 18:00 Berlin"


def test_moved_dates_are_in_the_order_in_which_they_happen() -> None:
    moved = series.move(parsed("weekly 3 times"), "2026-12-01", wall("2026-12-11 09:00"))
    moved = series.move(moved, "2026-12-08", wall("2026-12-10 09:00"))

    assert days(moved) == ["2026-12-08", "2026-12-01", "2026-12-15"]


def test_date_that_was_skipped_or_moved_is_put_back() -> None:
    weekly = parsed("weekly")
    changed = series.move(series.skip(weekly, "2026-12-15"), "2026-12-08", wall("2026-12-09 18:00"))

    assert series.restore(series.restore(changed, "2026-12-08"), "2026-12-15") == weekly
    assert series.move(changed, "2026-12-08", wall("2026-12-08 18:00")) == series.skip(weekly, "2026-12-15")
    assert series.skip(changed, "2026-12-08") == series.skip(series.skip(weekly, "2026-12-08"), "2026-12-15")
    with pytest.raises(NotFound, match="Tue 8 Dec 2026 was neither skipped nor moved in this series"):
        series.restore(weekly, "2026-12-08")


def test_date_is_not_moved_onto_another_of_the_series() -> None:
    moved = series.move(parsed("weekly"), "2026-12-01", wall("2026-12-10 09:00"))

    with pytest.raises(AlreadyExists, match="Another date of this series is on Tue 15 Dec 2026, 18:00 Berlin"):
        series.move(moved, "2026-12-08", wall("2026-12-15 18:00"))
    with pytest.raises(AlreadyExists, match="Another date of this series is on Thu 10 Dec 2026, 09:00 Berlin"):
        series.move(moved, "2026-12-08", wall("2026-12-10 09:00"))
    assert series.move(moved, "2026-12-01", wall("2026-12-10 09:00")) == moved


@pytest.mark.parametrize("key", ["2026-12-02", "2026-11-24", "2027-12-01", "", "9999-12-31", "tomorrow"])
def test_date_that_the_rule_does_not_give_cannot_be_changed(key: str) -> None:
    weekly = parsed("weekly 10 times")

    refusals: list[BotError] = []
    for change in (series.skip, series.occurrence, lambda of, key: series.move(of, key, FIRST), series.restore):
        with pytest.raises(NotFound) as refused:
            change(weekly, key)
        refusals.append(refused.value)

    assert [refusal.message[-16:] for refusal in refusals] == [" in this series."] * 4


@pytest.mark.parametrize("words", ["weekly", "weekly 9 times", "weekly until 2027-06-01"])
def test_series_ends_earlier_and_forgets_what_was_different_later(words: str) -> None:
    whole = series.skip(series.skip(parsed(words), "2026-12-08"), "2026-12-22")

    ended = series.ended(whole, date(2026, 12, 15))

    assert (days(ended), ended.different) == (["2026-12-01", "2026-12-15"], (Different(key="2026-12-08"),))
    assert series.ended(ended, date(2028, 1, 1)) == ended
    with pytest.raises(InvalidInput, match="The series begins only after that day"):
        series.ended(whole, date(2026, 11, 30))


def test_series_is_kept_with_all_that_is_different() -> None:
    weekly = parsed("every 2 weeks until 2027-06-01")
    changed = series.move(series.skip(weekly, "2026-12-15"), "2026-12-29", wall("2027-01-02 10:30"))

    kept = json.loads(json.dumps(series.to_mapping(changed)))

    assert kept == {
        "first": "2026-12-01T18:00", "zone": "Europe/Berlin", "every": {"weeks": 2}, "until": "2027-06-01",
        "count": None, "different": {"2026-12-15": None, "2026-12-29": "2027-01-02T10:30"},
    }  # fmt: skip
    assert series.from_mapping(kept) == changed
    # A database may keep the names of an object in an order of its own.
    kept["different"] = dict(reversed(kept["different"].items()))
    assert series.from_mapping(kept) == changed


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "2026-12-01"}, {"first": 5}, {"first": "2026-12-02T18:00", "every": {"months": 1, "day": 1}},
        {"zone": "Europe/Atlantis"}, {"zone": None}, {"every": {}}, {"every": {"weeks": "2"}}, {"every": {"weeks": 0}},
        {"every": {"weeks": 1, "more": 2}}, {"every": "weekly"}, {"every": {"months": 1, "nth": 5, "weekday": 1}},
        {"every": {"months": 1, "nth": 1, "weekday": 7}}, {"every": {"months": 13, "day": 1}},
        {"every": {"months": 1, "day": 32}}, {"until": "soon"}, {"until": "2026-11-30"}, {"count": 0}, {"count": 1001},
        {"count": "3"}, {"count": 3, "until": "2027-01-01"}, {"different": []}, {"different": {"2026-12-02": None}},
        {"different": {"2026-12-08": 5}},
    ],
)  # fmt: skip
def test_what_was_never_kept_is_no_series(wrong: dict[str, object]) -> None:
    kept = series.to_mapping(parsed("weekly"))

    with pytest.raises(ValueError, match=r"series|rule|time data|isoformat|zone"):
        series.from_mapping(kept | wrong)
    with pytest.raises(ValueError, match="not a series"):
        series.from_mapping({name: value for name, value in kept.items() if name not in wrong})


def test_instant_and_wall_are_not_confused() -> None:
    with pytest.raises(ValueError, match="a naive first in whole minutes"):
        Series(first=FIRST.replace(tzinfo=UTC), zone=BERLIN, every=Weekly())
    with pytest.raises(ValueError, match="a naive first in whole minutes"):
        Series(first=FIRST.replace(second=1), zone=BERLIN, every=Weekly())
    with pytest.raises(ValueError, match="an instant has a zone"):
        list(series.occurrences(parsed("weekly"), FIRST, 1))
    with pytest.raises(ValueError, match="naive times in whole minutes"):
        replace(parsed("weekly"), different=(Different(key="2026-12-01", moved_to=LONG_AGO),))
    with pytest.raises(ValueError, match="each different date once"):
        replace(parsed("weekly"), different=(Different(key="2026-12-01"), Different(key="2026-12-01")))
