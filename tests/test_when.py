"""Times as people write them: what they mean, what is refused and why, and how they are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import when
from bot.errors import InvalidInput
from bot.when.cities import CITIES
from bot.when.suggesting import CANDIDATES
from bot.when.zones import known

BERLIN = "Europe/Berlin"
#: A Tuesday; 18:30:20 in Berlin.
NOW = datetime(2026, 11, 24, 17, 30, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOT_ONE = "is not one time zone: it counts for half of a year, or differs by country."
MUCH_TOO_LONG = "18:00 " + "x" * 95


def spoken(words: str, zone: str = BERLIN, now: datetime = NOW) -> str:
    return when.parse(words, zone, now).spoken


def refusal(words: str, zone: str = BERLIN, now: datetime = NOW) -> str:
    with pytest.raises(InvalidInput) as refused:
        when.parse(words, zone, now)
    assert refused.value.field == "when"
    return str(refused.value)


def reading_or_refusal(words: str) -> when.Reading | InvalidInput:
    try:
        return when.parse(words, BERLIN, NOW)
    except InvalidInput as refused:
        return refused


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2026-12-01 18:00", "Tue 1 Dec 2026, 18:00 Berlin"),
        ("2026-12-1 18:00", "Tue 1 Dec 2026, 18:00 Berlin"),
        ("tue 18:00", "Tue 1 Dec 2026, 18:00 Berlin"),
        ("Tue 18:31", "Tue 24 Nov 2026, 18:31 Berlin"),
        ("tuesday 18:30", "Tue 1 Dec 2026, 18:30 Berlin"),
        ("on Monday at 9am", "Mon 30 Nov 2026, 09:00 Berlin"),
        ("tomorrow 9am", "Wed 25 Nov 2026, 09:00 Berlin"),
        ("today 19:00", "Tue 24 Nov 2026, 19:00 Berlin"),
        ("in 3 days 15:00", "Fri 27 Nov 2026, 15:00 Berlin"),
        ("in 2 weeks 15:00", "Tue 8 Dec 2026, 15:00 Berlin"),
        ("in 2 hours", "Tue 24 Nov 2026, 20:31 Berlin"),
        ("in 90 min", "Tue 24 Nov 2026, 20:01 Berlin"),
        ("in 1 hour and 30 minutes", "Tue 24 Nov 2026, 20:01 Berlin"),
        ("18:00", "Wed 25 Nov 2026, 18:00 Berlin"),
        ("6pm", "Wed 25 Nov 2026, 18:00 Berlin"),
        ("7:15 PM", "Tue 24 Nov 2026, 19:15 Berlin"),
        ("12am", "Wed 25 Nov 2026, 00:00 Berlin"),
        ("12pm", "Wed 25 Nov 2026, 12:00 Berlin"),
        ("noon", "Wed 25 Nov 2026, 12:00 Berlin"),
        ("１８：００", "Wed 25 Nov 2026, 18:00 Berlin"),
        ("1 dec 18:00", "Tue 1 Dec 2026, 18:00 Berlin"),
        ("1st December 18:00", "Tue 1 Dec 2026, 18:00 Berlin"),
        ("dec 1 2027 18:00", "Wed 1 Dec 2027, 18:00 Berlin"),
        ("24 nov 18:30", "Wed 24 Nov 2027, 18:30 Berlin"),
        ("24 nov 18:31", "Tue 24 Nov 2026, 18:31 Berlin"),
        ("23 nov 18:31", "Tue 23 Nov 2027, 18:31 Berlin"),
        ("29 feb 2028 18:00", "Tue 29 Feb 2028, 18:00 Berlin"),
        ("18:00 tomorrow", "Wed 25 Nov 2026, 18:00 Berlin"),
        ("Tue 1 Dec 2026, 18:00 (Berlin)", "Tue 1 Dec 2026, 18:00 Berlin"),
    ],
)
def test_advertised_format_means_the_next_such_time_on_the_wall(words: str, meant: str) -> None:
    assert spoken(words) == meant


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("tue 18:00 New York", "Tue 24 Nov 2026, 18:00 New York"),
        ("tue 18:00 in são paulo", "Tue 24 Nov 2026, 18:00 Sao Paulo"),
        ("tue 18:00 Berlin time", "Tue 1 Dec 2026, 18:00 Berlin"),
        ("18:00 europe/berlin", "Wed 25 Nov 2026, 18:00 Berlin"),
        ("18:00 UTC", "Tue 24 Nov 2026, 18:00 UTC"),
        ("18:00 Munich", "Wed 25 Nov 2026, 18:00 Berlin"),
        ("18:00 Etc/GMT+5", "Tue 24 Nov 2026, 18:00 Etc/GMT+5"),
        ("tomorrow 9am Auckland", "Thu 26 Nov 2026, 09:00 Auckland"),
        ("in 2 hours Auckland", "Wed 25 Nov 2026, 08:31 Auckland"),
        ("2026-12-01T18:00Z", "Tue 1 Dec 2026, 18:00 UTC"),
        ("2026-12-01T18:00:00+02:00", "Tue 1 Dec 2026, 17:00 Berlin"),
        ("18:00 GMT+2", "Wed 25 Nov 2026, 17:00 Berlin"),
        ("18:00 utc-3", "Tue 24 Nov 2026, 22:00 Berlin"),
        ("21:00 UTC+3", "Tue 24 Nov 2026, 19:00 Berlin"),
        ("tomorrow 8:00 +09:00", "Thu 26 Nov 2026, 00:00 Berlin"),
        ("2026-12-01 18:00 +01:00 Berlin", "Tue 1 Dec 2026, 18:00 Berlin"),
    ],
)
def test_zone_or_offset_behind_the_time_counts_instead_of_ones_own(words: str, meant: str) -> None:
    assert spoken(words) == meant


def test_reading_tells_the_instant_the_wall_the_zone_and_how_it_was_written() -> None:
    reading = when.parse("tue 18:00 new york", BERLIN, NOW)

    assert reading == when.Reading(
        at=datetime(2026, 11, 24, 23, tzinfo=UTC), zone="America/New_York", how=when.How.WEEKDAY, is_zone_written=True
    )
    assert reading.wall == datetime(2026, 11, 24, 18)  # noqa: DTZ001
    hows = ["2026-12-01 18:00", "1 dec 18:00", "today 19:00", "in 3 days 9am", "18:00", "in 2 hours"]
    assert [when.parse(words, BERLIN, NOW).how for words in hows] == [
        when.How.DATE, when.How.DATE, when.How.DAYS_AHEAD, when.How.DAYS_AHEAD, when.How.CLOCK, when.How.ELAPSED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "There is no time in that."),
        ("tonight at 8", "“tonight at 8” is not a time that I can read."),
        ("10 mars 15h", "“10 mars 15h” is not a time that I can read."),
        ("berlin", "“berlin” is not a time that I can read."),
        ("18:00 15:00", "“18:00 15:00” is not a time that I can read."),
        ("next tue 18:00", "“next” means one day to some and another to others."),
        ("1/12 18:00", "“1/12 18:00” can be read in two ways: the day first, or the month first."),
        ("1.12.2026 18:00", "“1.12.2026 18:00” can be read in two ways: the day first, or the month first."),
        ("tue", "“tue” says a day, but no time of day that I can read."),
        ("in 3 days", "“in 3 days” says a day, but no time of day that I can read."),
    ],
)
def test_what_is_no_time_is_refused_with_examples(words: str, sentence: str) -> None:
    assert refusal(words) == (
        f"{sentence} Write for example 2026-12-01 18:00, tue 18:00, tomorrow 9am, in 3 days 15:00, 18:00; "
        "a city may follow: tue 18:00 New York."
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("25:00", "“25:00” is not a time of day. It goes from"),
        ("18:60", "“18:60” is not a time of day."),
        ("13pm", "“13pm” is not a time of day."),
        ("0am", "“0am” is not a time of day."),
        (MUCH_TOO_LONG, "That is too long for a time: 101 characters, at most 100."),
        ("mon 1 dec 2026 18:00", "Tue 1 Dec 2026 is not a Monday. Check the date"),
        ("31 apr 18:00", "There is no 31 April in 2027. Write it like 2026-12-01 18:00."),
        ("2026-13-01 18:00", "“2026-13-01 18:00” has no day of the calendar in it."),
        ("0000-01-01 18:00", "“0000-01-01 18:00” has no day of the calendar in it."),
        ("29 feb 18:00", "There is no 29 February in 2027. Write 28 feb, 1 mar, or the year: 29 feb 2028."),
        ("2027-02-29 18:00", "There is no 29 February in 2027. Write 28 feb, 1 mar, or the year: 29 feb 2028."),
        ("18:00 EST", f"“EST” {NOT_ONE} Name a city, for example 18:00 New York."),
        ("18:00 cet", f"“CET” {NOT_ONE} Name a city, for example 18:00 Berlin."),
        ("18:00 Berln", "There is no time zone “berln”. Did you mean Berlin? Name a city, for example 18:00 Berlin."),
        ("18:00 new yrok", "There is no time zone “new yrok”. Did you mean New York?"),
        ("18:00 +15:00", "No place is +15:00 from UTC."),
        ("18:00 +01:60", "No place is +01:60 from UTC."),
        ("2026-12-01 18:00 +02:00 Berlin", "Clocks in Berlin are then at +01:00 from UTC. Write that, or"),
        ("2026-12-01 18:00 second", "Tue 1 Dec 2026, 18:00 comes only once in Berlin. Leave “first” or “second” out."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_reason(words: str, sentence: str) -> None:
    assert refusal(words).startswith(sentence)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("today 18:30", "Tue 24 Nov 2026, 18:30 Berlin is over: it is Tue 24 Nov 2026, 18:30 Berlin now."),
        ("2026-11-24 18:29", "Tue 24 Nov 2026, 18:29 Berlin is over"),
        ("1970-01-01 12:00", "Thu 1 Jan 1970, 12:00 Berlin is over"),
        ("0001-01-01 00:00", "The year 1 is over."),
        ("2031-11-24 18:31", "Mon 24 Nov 2031 is more than 5 years ahead."),
        ("9999-12-31 23:59", "Fri 31 Dec 9999 is more than 5 years ahead."),
        ("9999-12-31 23:59 -12:00", "Fri 31 Dec 9999 is more than 5 years ahead."),
        ("in 9999 weeks 10:00", "Tue 14 Jul 2218 is more than 5 years ahead."),
        ("in 9999 hours", None),
        ("2031-11-24 18:30", None),
        ("2026-11-24 18:31", None),
    ],
)
def test_time_lies_between_now_and_five_years_ahead(words: str, sentence: str | None) -> None:
    if sentence is None:
        assert NOW < when.parse(words, BERLIN, NOW).at < NOW + timedelta(days=5 * 366)
    else:
        assert refusal(words).startswith(sentence)


def test_leap_day_can_be_written_and_five_years_counted_on_one() -> None:
    leap_day = datetime(2028, 2, 29, 10, tzinfo=UTC)

    assert spoken("29 feb 18:00", now=leap_day) == "Tue 29 Feb 2028, 18:00 Berlin"
    assert refusal("29 feb 10:30", now=leap_day).startswith("Tue 29 Feb 2028, 10:30 Berlin is over")
    assert spoken("2033-02-28 11:00", now=leap_day) == "Mon 28 Feb 2033, 11:00 Berlin"
    assert refusal("2033-02-28 11:01", now=leap_day).startswith("Mon 28 Feb 2033 is more than 5 years ahead")


def test_what_is_over_is_taken_where_it_may_be_and_what_is_too_early_refused() -> None:
    assert when.parse("2020-01-01 18:00", "UTC", NOW, after=NOW - timedelta(days=9_999)).at.year == 2020

    with pytest.raises(InvalidInput, match="18:00 UTC is too early: it has to be after Tue 1 Dec 2026, 18:00 UTC"):
        when.parse("1 dec 18:00", "UTC", NOW, after=datetime(2026, 12, 1, 18, tzinfo=UTC))


def test_time_that_clocks_skip_is_refused_with_the_two_nearest() -> None:
    with pytest.raises(when.Unclear) as refused:
        when.parse("2027-03-28 02:30", BERLIN, NOW)

    assert str(refused.value) == (
        "On Sun 28 Mar 2027 the clocks in Berlin go from 01:59 straight to 03:00, so there is no 02:30. "
        "Write 2027-03-28 01:59 or 2027-03-28 03:00."
    )
    assert [offer.spoken for offer in refused.value.offers] == [
        "Sun 28 Mar 2027, 01:59 Berlin", "Sun 28 Mar 2027, 03:00 Berlin",
    ]  # fmt: skip


def test_time_that_comes_twice_is_asked_about_and_can_be_chosen() -> None:
    with pytest.raises(when.Unclear) as refused:
        when.parse("2027-10-31 02:30", BERLIN, NOW)

    assert str(refused.value) == (
        "On Sun 31 Oct 2027 the clocks in Berlin go back, so 02:30 comes twice. "
        "Write 2027-10-31 02:30 first (or +02:00) or 2027-10-31 02:30 second (or +01:00)."
    )
    first, second = (offer.spoken for offer in refused.value.offers)
    assert first == spoken("2027-10-31 02:30 first") == spoken("2027-10-31 02:30 +02:00")
    assert second == spoken("31 oct 2027 02:30 second berlin") == spoken("2027-10-31 02:30 +01:00 Berlin")
    assert (first, second) == ("Sun 31 Oct 2027, 02:30 +02:00 Berlin", "Sun 31 Oct 2027, 02:30 +01:00 Berlin")


@pytest.mark.parametrize(
    ("minutes_after_change", "meant"),
    [
        (-30, None),
        (10, "Sun 25 Oct 2026, 02:30 +01:00 Berlin"),
        (40, "Mon 26 Oct 2026, 02:30 Berlin"),
    ],
)
def test_between_the_two_only_the_second_is_left_to_mean(minutes_after_change: int, meant: str | None) -> None:
    now = datetime(2026, 10, 25, 1, tzinfo=UTC) + minutes_after_change * MINUTE

    if meant is None:
        assert refusal("02:31", now=now).startswith("On Sun 25 Oct 2026 the clocks in Berlin go back")
    else:
        assert spoken("02:30", now=now) == meant


def test_skipped_time_is_refused_on_its_night_only() -> None:
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)

    assert refusal("02:30", now=change - MINUTE).startswith("On Sun 29 Mar 2026 the clocks in Berlin go from 01:59")
    assert spoken("02:30", now=change) == "Mon 30 Mar 2026, 02:30 Berlin"


@pytest.mark.parametrize("words", [words for words, _ in when.EXAMPLES])
def test_every_example_that_people_are_shown_is_read(words: str) -> None:
    morning = datetime(2026, 11, 24, 8, tzinfo=UTC)

    assert when.parse(words, BERLIN, morning).at > morning


PIECES = [
    "tue", "18:00", "6pm", "in", "3", "days", "hours", "1", "dec", "2027", "29", "feb", "berlin", "est", "first",
    "+02:00", "-99:99", "today", "2026-12-01", "9999-12-31", "0000-00-00", "00:00", "23:59", "t", "z", "\0", "\u202e",
    "²", "٣", "noon", "zürich", "(", ",", "{0}", "%s", "etc/gmt+5", "second",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=7).map(" ".join))
def test_any_words_are_read_as_a_time_to_come_or_refused_with_a_sentence(words: str) -> None:
    read = reading_or_refusal(words)

    if isinstance(read, when.Reading):
        assert read.at > NOW
        assert when.parse(read.spoken, BERLIN, NOW).at == read.at
    else:
        assert (read.field, read.message[-1]) == ("when", ".")
        assert not set(str(read)) & set("\x00\u202e")


@given(
    st.datetimes(datetime(2026, 11, 25), datetime(2031, 11, 23), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(sorted(available_timezones() - {"localtime"})),
)
def test_what_is_told_is_read_as_the_same_minute(at: datetime, zone: str) -> None:
    at = at.replace(second=0, microsecond=0)

    assert when.parse(when.spoken(at, zone), zone, NOW).at == at


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("  NEW  york ", "America/New_York"),
        ("new_york", "America/New_York"), ("buenos aires", "America/Argentina/Buenos_Aires"), ("utc", "UTC"),
        ("Zürich", "Europe/Zurich"), ("Wroclaw", "Europe/Warsaw"), ("san francisco", "America/Los_Angeles"),
        ("Singapore", "Asia/Singapore"), ("Japan", "Japan"), ("us/eastern", "US/Eastern"),
    ],
)  # fmt: skip
def test_zone_is_known_by_name_and_city(words: str, zone: str) -> None:
    assert when.zone_of(words) == zone


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Berln", "There is no time zone “Berln”. Did you mean Berlin? Write for example home:Europe/Berlin."),
        ("Middle Earth!!", "There is no time zone “Middle Earth!!”."),
        ("est", f"“EST” {NOT_ONE} Write for example home:\"New York\"."),
        ("localtime", "There is no time zone “localtime”."),
        ("north", "There is no time zone “north”."),
        ("", "There is no time zone “”."),
    ],
)  # fmt: skip
def test_zone_that_is_none_is_refused_with_what_was_meant(words: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        when.zone_of(words, field="home")

    assert (str(refused.value)[: len(sentence)], refused.value.field) == (sentence, "home")


def test_every_city_of_ours_is_in_a_zone_and_has_none_of_its_own() -> None:
    assert {city: known(city) for city in CITIES} == dict(CITIES)


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ("", ["Wed 25 Nov 2026, 09:00 Berlin", "Wed 25 Nov 2026, 18:00 Berlin", "Sun 29 Nov 2026, 18:00 Berlin"]),
        ("t", ["Wed 25 Nov 2026, 18:00 Berlin", "Thu 26 Nov 2026, 18:00 Berlin", "Tue 1 Dec 2026, 18:00 Berlin"]),
        ("tue 18", ["Tue 1 Dec 2026, 18:00 Berlin"]),
        ("tue 18:", ["Tue 1 Dec 2026, 18:00 Berlin", "Tue 24 Nov 2026, 18:45 Berlin"]),
        ("6p", ["Wed 25 Nov 2026, 18:00 Berlin", "Thu 26 Nov 2026, 18:00 Berlin"]),
        ("18:3", ["Wed 25 Nov 2026, 18:30 Berlin"]),
        ("in 3", ["Tue 24 Nov 2026, 21:31 Berlin", "Fri 27 Nov 2026, 18:00 Berlin"]),
        ("1", ["Wed 25 Nov 2026, 13:00 Berlin", "Tue 1 Dec 2026, 18:00 Berlin"]),
        ("1 d", ["Tue 1 Dec 2026, 18:00 Berlin"]),
        ("2026-12-01", ["Tue 1 Dec 2026, 09:00 Berlin", "Tue 1 Dec 2026, 18:00 Berlin"]),
        ("18:00 new", ["Tue 24 Nov 2026, 18:00 New York", "Wed 25 Nov 2026, 18:00 Kolkata"]),
        ("2027-10-31 02:30", ["Sun 31 Oct 2027, 02:30 +02:00 Berlin", "Sun 31 Oct 2027, 02:30 +01:00 Berlin"]),
        ("2027-03-28 02:30", ["Sun 28 Mar 2027, 01:59 Berlin", "Sun 28 Mar 2027, 03:00 Berlin"]),
        ("2026-11-24 18:30", []),
        ("xyzzy", []),
    ],
)
def test_words_so_far_are_completed_to_times(typed: str, some: list[str]) -> None:
    offered = when.suggest(typed, BERLIN, NOW)

    assert [one for one in some if one not in offered] == []
    assert (offered == []) == (some == [])


def test_what_the_words_mean_already_is_offered_first() -> None:
    assert when.suggest("18:00", BERLIN, NOW)[:3] == [
        "Wed 25 Nov 2026, 18:00 Berlin", "Thu 26 Nov 2026, 18:00 Berlin", "Fri 27 Nov 2026, 18:00 Berlin",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=4).map(" ".join), st.integers(0, 20))
def test_at_most_25_times_are_offered_and_each_can_be_read(words: str, characters: int) -> None:
    offered = when.suggest(words[:characters], BERLIN, NOW)

    assert len(offered) == len(set(offered)) <= CANDIDATES
    assert [when.parse(one, BERLIN, NOW).spoken for one in offered] == offered


def test_instant_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="an instant has a zone"):
        when.spoken(datetime(2026, 12, 1, 18), BERLIN)  # noqa: DTZ001
    with pytest.raises(ValueError, match="an instant has a zone"):
        when.parse("18:00", BERLIN, datetime(2026, 12, 1, 18))  # noqa: DTZ001


def test_gap_is_around_skipped_times_only() -> None:
    for wall in ("2026-12-01 18:00", "2026-10-25 02:30"):
        with pytest.raises(ValueError, match="is not in a gap of Europe/Berlin"):
            when.around_gap(datetime.fromisoformat(wall), BERLIN)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("22:00-08:00", "22:00-08:00"),
        ("10pm – 8", "22:00-08:00"),
        ("13:00 to 14:30", "13:00-14:30"),
        ("0-7", "00:00-07:00"),
    ],
)
def test_hours_of_quiet_are_read_and_kept_in_one_form(words: str, kept: str) -> None:
    assert str(when.hours(words)) == kept
    assert when.hours(kept) == when.hours(words)


@pytest.mark.parametrize("words", ["", "22:00", "22:00-25:00", "tue 22:00-08:00", "22:00-08:00 berlin", "8-8", "1-2-3"])
def test_hours_that_are_none_are_refused(words: str) -> None:
    with pytest.raises(InvalidInput, match="Write for example 22:00-08:00") as refused:
        when.hours(words, field="quiet")

    assert refused.value.field == "quiet"


@pytest.mark.parametrize(
    ("clock", "is_quiet"),
    [("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
def test_night_is_quiet_over_midnight_by_the_clock_of_the_zone(clock: str, is_quiet: bool) -> None:
    at = when.parse(f"2026-12-01 {clock}", BERLIN, NOW).at

    assert when.is_quiet(when.hours("22:00-08:00"), BERLIN, at) is is_quiet


HOURS_AT_NIGHT = st.sampled_from(
    ["22:00-08:00", "22:00-02:30", "02:15-02:45", "02:40-08:00", "02:45-02:15", "00:00-03:00"]
)


@given(
    HOURS_AT_NIGHT,
    st.sampled_from([("Europe/Berlin", 3, 29, 1), ("Europe/Berlin", 10, 25, 1), ("Australia/Lord_Howe", 4, 4, 15)]),
    st.integers(-600, 600),
)
# On this night clocks go from 02:59 back to 02:00, out of the quiet hours.
@example("02:40-08:00", ("Europe/Berlin", 10, 25, 1), -10)
def test_next_waking_is_the_first_minute_that_is_not_quiet(
    words: str, night: tuple[str, int, int, int], minutes: int
) -> None:
    zone, month, day, hour = night
    at, quiet = datetime(2026, month, day, hour, tzinfo=UTC) + minutes * MINUTE, when.hours(words)

    minute = at
    while when.is_quiet(quiet, zone, minute):
        minute += MINUTE

    assert when.next_waking(quiet, zone, at) == minute
