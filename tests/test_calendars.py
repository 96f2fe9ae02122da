"""Calendars of AMAs: what stands in a file, whatever people have typed, and who may fetch which one for how long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.amas.values import Host, NewAma, Session
from bot.calendars import EVENTS, Choice, Entry, Kind, fetched, fresh_key, hash_of, origin_of, written
from bot.dispatch import Dispatcher
from bot.identity import CommunityId, Role
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests import ical
from tests.amas import press, scheduled
from tests.ical import Component
from tests.storage.library import NOW, settle
from tests.talk import Talk, TestClock

WEB = "https://bot.example.org"
STARTS = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
ENTRY = Entry(
    number=17,
    title="Loops for all",
    about="How we did it",
    starts_at=STARTS,
    zone="Europe/Berlin",
    minutes=90,
    where="https://example.org/stage?a=1;b=2,3",
    hosts=("Ada", "Grace Hopper"),
    tags=("guilds", "loops"),
    sequence=3,
    changed_at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
)
ORIGIN = "0123456789abcdef"
CALENDAR = {
    "VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL;VALUE=DURATION", "X-PUBLISHED-TTL",
}  # fmt: skip
#: What every event has; LOCATION, URL and CATEGORIES besides where there is something to say.
EVENT = {
    "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION",
}  # fmt: skip
HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\r\n\x0b\x0c\x1c\x85\u2028\u2029\t\\;,:\"'=\x00\x07\u202e👩‍👩‍👧‍👦é漢"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
) | st.sampled_from(
    [
        "x\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM",
        "x\nATTACH:https://example.org/malware",
        "x\\nEND:VEVENT\\nBEGIN:VEVENT",
        "x\r\n END:VCALENDAR",
        "\\", "\\\\n", ";,", "👨‍👩‍👧‍👦" * 30, "é" * 100,
    ]
)  # fmt: skip


def events(content: str) -> list[Component]:
    return ical.read(content.encode()).inside


def test_entry_is_written_as_one_event() -> None:
    (event,) = events(written("AMAs of Guild", [ENTRY], ORIGIN))

    assert (event.name, event.inside) == ("VEVENT", [])
    assert event.properties == {
        "UID": "ama-17@0123456789abcdef.commonplace",
        "DTSTAMP": "20261124T120000Z",
        "LAST-MODIFIED": "20261124T120000Z",
        "SEQUENCE": "3",
        "STATUS": "CONFIRMED",
        "DTSTART": "20261203T180000Z",
        "DTEND": "20261203T193000Z",
        "SUMMARY": "Loops for all",
        "DESCRIPTION": "AMA 17 with Ada and Grace Hopper\\, Thu 3 Dec 2026\\, 19:00 Berlin\\n\\nHow we did it",
        "LOCATION": "https://example.org/stage?a=1\\;b=2\\,3",
        "URL": "https://example.org/stage?a=1;b=2,3",
        "CATEGORIES": "guilds,loops",
    }


def test_cancelled_entry_stays_as_cancelled_with_its_reason() -> None:
    cancelled = replace(ENTRY, is_cancelled=True, reason="Ada is ill", sequence=4)

    (event,) = events(written("AMAs of Guild", [cancelled], ORIGIN))

    assert [event.properties[name] for name in ("UID", "STATUS", "SEQUENCE", "SUMMARY")] == [
        "ama-17@0123456789abcdef.commonplace", "CANCELLED", "4", "Cancelled: Loops for all",
    ]  # fmt: skip
    assert event.text("DESCRIPTION").startswith("Cancelled: Ada is ill\n\nAMA 17 with ")


def test_calendar_has_its_name_and_asks_nobody_whether_they_come() -> None:
    calendar = ical.read(written("AMAs; of Guild", [ENTRY, replace(ENTRY, number=18)], ORIGIN).encode())

    assert (calendar.name, set(calendar.properties)) == ("VCALENDAR", CALENDAR)
    assert (calendar.text("NAME"), calendar.text("X-WR-CALNAME")) == ("AMAs; of Guild", "AMAs; of Guild")
    assert [event.properties["UID"].partition("@")[0] for event in calendar.inside] == ["ama-17", "ama-18"]


@pytest.mark.parametrize(
    ("starts_at", "told"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "Sun 28 Mar 2027, 01:59 Berlin"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Sun 28 Mar 2027, 03:00 Berlin"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sun 25 Oct 2026, 02:30 +02:00 Berlin"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sun 25 Oct 2026, 02:30 +01:00 Berlin"),
    ],
)
def test_event_on_the_night_of_a_change_is_the_instant_that_was_meant(starts_at: datetime, told: str) -> None:
    (event,) = events(written("AMAs", [replace(ENTRY, starts_at=starts_at, minutes=60)], ORIGIN))

    assert event.instant("DTSTART") == starts_at
    assert event.instant("DTEND") - event.instant("DTSTART") == timedelta(hours=1)
    assert told in event.text("DESCRIPTION")


def seen(text: str) -> str:
    """What is left of hostile words: their line breaks as such, and no control character."""
    lines = re.sub("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    return "".join(char for char in lines if char == "\n" or unicodedata.category(char) != "Cc")


@given(title=HOSTILE, about=HOSTILE, where=HOSTILE, reason=HOSTILE, tag=HOSTILE, name=HOSTILE)
def test_whatever_is_typed_stays_words_of_exactly_our_properties(
    title: str, about: str, where: str, reason: str, tag: str, name: str
) -> None:
    """Row “iCal/RSS/HTML” of the threats."""
    entry = replace(
        ENTRY, title=title, about=about, where=where, hosts=(name,), tags=(tag,), is_cancelled=True, reason=reason
    )

    calendar = ical.read(written(name, [entry, ENTRY], ORIGIN).encode())

    assert set(calendar.properties) == CALENDAR
    assert [(one.name, one.inside) for one in calendar.inside] == [("VEVENT", []), ("VEVENT", [])]
    event = calendar.inside[0]
    assert set(event.properties) - {"LOCATION", "URL"} == EVENT | {"CATEGORIES"}
    assert event.text("SUMMARY") == f"Cancelled: {seen(title)}"
    assert event.properties.get("LOCATION", "") == "" or event.text("LOCATION") == seen(where)
    assert calendar.text("NAME") == seen(name)
    assert "URL" not in event.properties or event.properties["URL"] == where


@pytest.mark.parametrize(
    "where",
    [
        "Stage",
        "https://example.org/a b",
        "https://example.org/é",
        "https://example.org/\r\nATTACH:x",
        "ftp://example.org",
    ],
)
def test_what_is_no_address_as_it_stands_is_a_place_and_no_link(where: str) -> None:
    (event,) = events(written("AMAs", [replace(ENTRY, where=where)], ORIGIN))

    assert "URL" not in event.properties
    assert event.text("LOCATION") == seen(where)


@given(st.text("aé漢👩", max_size=300))
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(title: str) -> None:
    (event,) = events(written("AMAs", [replace(ENTRY, title=title)], ORIGIN))

    assert event.text("SUMMARY") == title


def test_half_a_character_is_left_out_because_no_file_can_hold_it() -> None:
    (event,) = events(written("AMAs", [replace(ENTRY, title="Loops\ud83d")], ORIGIN))

    assert event.text("SUMMARY") == "Loops"


def test_line_is_folded_only_behind_its_75th_octet() -> None:
    content = written("AMAs", [replace(ENTRY, title="x" * 67), replace(ENTRY, title="x" * 68)], ORIGIN)

    lines = content.split("\r\n")
    assert f"SUMMARY:{'x' * 67}" in lines
    assert lines[lines.index(f"SUMMARY:{'x' * 67}") + 1].startswith("DESCRIPTION")
    assert lines.count(" x") == 1


@pytest.mark.parametrize(
    "broken",
    [
        b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"x" * 68 + b"\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nUID:1\r\nUID:2\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nno property\r\nEND:VCALENDAR\r\n",
    ],
)
def test_reader_of_the_tests_takes_nothing_that_is_wrong(broken: bytes) -> None:
    with pytest.raises(ical.Wrong):
        ical.read(broken)


def test_communities_have_events_of_their_own_and_no_number_in_them() -> None:
    origins = {origin_of(CommunityId(number), at) for number in (1, 2) for at in (NOW, NOW + timedelta(seconds=1))}

    assert len(origins) == 4
    assert origin_of(CommunityId(1), NOW) == origin_of(CommunityId(1), NOW.astimezone())


def test_keys_are_never_the_same_and_have_192_bits() -> None:
    keys = {fresh_key() for _ in range(1_000)}

    assert len(keys) == 1_000
    assert {len(key) for key in keys} == {32}
    assert len({hash_of(key) for key in keys}) == 1_000


@pytest.fixture
async def dispatcher(sqlite_address: str, clock: TestClock) -> AsyncIterator[Dispatcher]:
    """The whole bot with a web server that is reached from outside."""
    opened = Database(sqlite_address)
    made = Dispatcher(commands=COMMANDS, store=SqlStore(opened), clock=clock, web_address=WEB)
    yield made
    await made.settle()
    await opened.close()


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


def key_in(answer: str) -> str:
    found = re.search(rf"{WEB}/calendar/([\w-]{{32}})\.ics", answer)
    assert found, answer
    return found[1]


async def fetch(talk: Talk, key: str, clock: TestClock) -> list[str] | None:
    """The titles in a calendar; None where there is none."""
    async with talk.dispatcher.store.read() as unit:
        content = await fetched(unit.calendars, key, clock.now())
    return None if content is None else [event.text("SUMMARY") for event in events(content)]


async def test_ama_is_given_as_a_file(olga: Talk) -> None:
    await scheduled(olga, 'minutes:90 tags:guilds where:"Stage; left"')

    reply = await olga("/ama calendar 1")

    assert reply.startswith(
        "AMA 1 “Starting a guild” for your calendar. It stays as it is now; subscribe with /ama cal"
    )
    for line in ("SEQUENCE:0", "DTSTART:20261203T180000Z", "DTEND:20261203T193000Z", "CATEGORIES:guilds"):
        assert f"\n  {line}\n" in reply
    assert "LOCATION:Stage\\; left" in reply
    assert await olga("/ama calendar 2") == "There is no AMA 2 here. See /ama list for those that are ahead."


async def test_change_and_cancelling_grow_the_sequence_under_the_same_uid(olga: Talk) -> None:
    await scheduled(olga)
    files = [await olga("/ama calendar 1")]
    await olga('/ama move 1 "2026-12-04 19:00"', "/press Move")
    files.append(await olga("/ama calendar 1"))
    await olga("/ama cancel 1 Ill", "/press Cancel it")
    files.append(await olga("/ama calendar 1"))

    assert [re.findall(r"(?:SEQUENCE|STATUS|DTSTART):(\w+)", one) for one in files] == [
        ["0", "CONFIRMED", "20261203T180000Z"],
        ["1", "CONFIRMED", "20261204T190000Z"],
        ["2", "CANCELLED", "20261204T190000Z"],
    ]
    assert len({re.findall(r"UID:(.*)", one)[0] for one in files}) == 1


async def test_feed_of_all_has_everything_with_what_was_cancelled(olga: Talk, ada: Talk, clock: TestClock) -> None:
    await scheduled(olga)
    await scheduled(olga, title="Loops", when="2026-12-10 18:00")
    await olga("/ama cancel 1 Ill", "/press Cancel it")

    key = key_in(await ada("/ama calendar feed:all"))

    assert await fetch(ada, key, clock) == ["Cancelled: Starting a guild", "Loops"]


async def test_feed_of_mine_has_what_its_maker_comes_to_or_hosts(olga: Talk, ada: Talk, clock: TestClock) -> None:
    await ada("/help")
    for number, title in enumerate(("Coming", "Maybe", "Not", "Never asked"), 1):
        await scheduled(olga, title=title, when=f"2026-12-0{number} 18:00")
    await scheduled(olga, "host:@ada", title="Hosted", when="2026-12-06 18:00")
    await scheduled(olga, "host:@ada", title="Declined", when="2026-12-07 18:00")
    for number, answer in ((1, "coming"), (2, "maybe"), (3, "no")):
        await press(ada, "ama", "come", number=number, answer=answer)
    await press(ada, "ama", "turn-down", number=6)

    key = key_in(await ada("/ama calendar feed:mine"))

    assert await fetch(ada, key, clock) == ["Coming", "Maybe", "Hosted"]
    await press(ada, "ama", "come", number=1, answer="no")
    assert await fetch(ada, key, clock) == ["Maybe", "Hosted"]


async def test_feed_of_a_tag_has_what_is_below_it_and_goes_along_with_a_merge(
    olga: Talk, ada: Talk, clock: TestClock
) -> None:
    await scheduled(olga, "tags:loops", title="Loops", when="2026-12-01 18:00")
    await scheduled(olga, "tags:mobbing", title="Mobs", when="2026-12-02 18:00")
    await scheduled(olga, "tags:writing", title="Words", when="2026-12-03 18:00")
    await olga("/tag parent mobbing loops")

    key = key_in(await ada("/ama calendar tag:loops"))
    first = await fetch(ada, key, clock)
    await olga("/tag merge loops writing sure:yes")

    assert first == ["Loops", "Mobs"]
    assert await fetch(ada, key, clock) == ["Loops", "Mobs", "Words"]
    assert await ada("/ama calendar tag:writing do:revoke") == (
        "Revoked: “AMAs of Guild, #writing”. Its address leads nowhere any more."
    )
    assert await fetch(ada, key, clock) is None


async def test_feed_goes_back_a_year_and_no_further(olga: Talk, clock: TestClock) -> None:
    await scheduled(olga, title="Old", when="2026-11-25 18:00")
    clock.advance(days=300)
    await scheduled(olga, title="New", when="2027-09-25 18:00")
    key = key_in(await olga("/ama calendar feed:all"))

    found = []
    for days in (0, 66, 2):
        clock.advance(days=days)
        found.append(await fetch(olga, key, clock))

    assert found == [["Old", "New"], ["Old", "New"], ["New"]]


async def test_address_is_shown_once_and_made_anew_only_when_asked(ada: Talk, clock: TestClock) -> None:
    first = key_in(await ada("/ama calendar feed:all"))

    again = await ada("/ama calendar feed:all")
    second = key_in(await ada("/press Make it anew"))

    assert again == (
        "You have “AMAs of Guild” since 2026-11-24 12:00 UTC. I keep no address, so I cannot show it again; I can only "
        "make a new one.\n[Make it anew] [Revoke]"
    )
    assert [await fetch(ada, key, clock) for key in (first, second)] == [None, []]


async def test_revoking_ends_one_feed_or_all_of_ones_own(olga: Talk, ada: Talk, clock: TestClock) -> None:
    keys = [key_in(await ada(f"/ama calendar feed:{feed}")) for feed in ("all", "mine")]
    other = key_in(await olga("/ama calendar feed:all"))

    one = await ada("/ama calendar feed:mine do:revoke")
    assert [await fetch(ada, key, clock) for key in (*keys, other)] == [[], None, []]
    rest = await ada("/ama calendar do:revoke")

    assert (one, rest) == (
        "Revoked: “My AMAs in Guild”. Its address leads nowhere any more.",
        "Revoked: “AMAs of Guild”. Its address leads nowhere any more.",
    )
    assert [await fetch(ada, key, clock) for key in (*keys, other)] == [None, None, []]
    assert (await ada("/ama calendar do:revoke")).startswith("You have no such calendar.")


async def test_overview_names_ones_feeds_and_how_to_get_more(ada: Talk) -> None:
    before = await ada("/ama calendar")
    await ada("/press Those I come to or host")
    after = await ada("/ama calendar")

    assert before == (
        "AMAs in your calendar\n\n"
        "Your calendar fetches them by itself: what is moved moves, and what is cancelled says so.\n"
        "Those of one tag: /ama calendar tag:name\nOne AMA, as a file: /ama calendar 17\n\n"
        "[All AMAs] [Those I come to or host]"
    )
    assert "You have “My AMAs in Guild” since 2026-11-24 12:00 UTC.\n[Revoke]" in after


async def test_whoever_is_forgotten_leaves_no_feed_behind(ada: Talk, clock: TestClock) -> None:
    key = key_in(await ada("/ama calendar feed:all"))

    await ada("/me forget sure:yes")

    assert await fetch(ada, key, clock) is None


async def test_feed_shows_nothing_of_another_community(olga: Talk, ada: Talk, clock: TestClock) -> None:
    theirs = olga.as_("Olga", Role.ORGANISER, community="Other")
    await scheduled(theirs, "tags:loops", title="Secret")
    await scheduled(olga, "tags:loops", title="Ours")

    keys = [key_in(await olga(f"/ama calendar {what}")) for what in ("feed:all", "feed:mine", "tag:loops")]

    assert [await fetch(olga, key, clock) for key in keys] == [["Ours"]] * 3


async def test_only_the_hash_of_a_key_is_kept(ada: Talk, sqlite_address: str) -> None:
    key = key_in(await ada("/ama calendar feed:all"))
    await ada("/ama calendar")

    kept = in_files(sqlite_address)

    assert hash_of(key).encode() in kept
    assert key.encode() not in kept


def in_files(address: str) -> bytes:
    """All that stands in the files of a SQLite database."""
    return b"".join(Path(f"{address[10:]}{end}").read_bytes() for end in ("", "-wal"))


async def test_without_a_web_server_it_says_who_can_help_and_gives_a_file(
    sqlite_address: str, clock: TestClock
) -> None:
    database = Database(sqlite_address)
    plain = Dispatcher(commands=COMMANDS, store=SqlStore(database), clock=clock)
    olga = Talk(plain, name="Olga", role=Role.ORGANISER)
    await scheduled(olga)

    answer, overview = await olga.all(["/ama calendar feed:all", "/ama calendar"])
    await database.close()

    told = (
        "Subscribing needs my web server: an administrator has to let it run, and to configure web.public_url, the "
        "address at which it is reached. "
    )
    assert answer.startswith(f"{told}This is the calendar as it is now.")
    assert "\n  SUMMARY:Starting a guild\n" in answer
    assert f"{told}Until then you get files." in overview


async def test_of_too_many_the_oldest_are_left_out_on_both_databases(store: SqlStore) -> None:
    home = await settle(store)
    async with store.write() as unit:
        for hour in range(-20, EVENTS - 10):
            session = Session(title=str(hour), starts_at=NOW + timedelta(hours=hour), zone="UTC")
            hosts = (Host(name="Ada", member=home.ada), Host(name="Grace"))
            await unit.amas.add(home.id, NewAma(session=session, hosts=hosts, places=()), home.ada, NOW)

    async with store.read() as unit:
        found = await unit.calendars.entries(home.id, Choice(kind=Kind.ALL), home.ada, NOW)

    assert [one.title for one in found] == [str(hour) for hour in range(-10, EVENTS - 10)]
    assert {one.hosts for one in found} == {("Ada", "Grace")}


@pytest.mark.parametrize("kind", [Kind.ALL, Kind.MINE, Kind.TAG])
async def test_feeds_are_kept_alike_on_both_databases(store: SqlStore, kind: Kind) -> None:
    home = await settle(store)
    async with store.write() as unit:
        made = await unit.tags.make(home.id, ["loops"], home.ada, NOW)
        choice = Choice(kind=kind, tag=made["loops"].id if kind is Kind.TAG else None)
        for key in ("one", "two"):
            await unit.calendars.make(home.id, choice, home.ada, key, NOW)
        await unit.calendars.make(home.id, choice, home.bob, "three", NOW)

    async with store.write() as unit:
        found: list[Any] = [await unit.calendars.find(key) for key in ("one", "two", "three", "four")]
        gone = await unit.calendars.revoke(home.id, home.ada, choice)
        left = await unit.calendars.of_member(home.id, home.bob)

    assert [one and (one.choice, one.made_by) for one in found] == [
        None, (choice, home.ada), (choice, home.bob), None,
    ]  # fmt: skip
    assert (gone, [one.choice for one in left]) == (1, [choice])
