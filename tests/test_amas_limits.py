"""Every number in the rules of AMAs: just below it, at it, and just above."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.amas import checking, planning
from bot.amas.coming import seats_left
from bot.amas.hours import BadHour, Ledger, ledger
from bot.amas.values import Ama, AmaState, Announcement, Session
from bot.errors import InvalidInput
from bot.identity import AmaId, CommunityId, Member, MemberId, Place, Role
from tests.amas import in_channels, leads, scheduled
from tests.talk import Posts, Talk, TestClock

NOW = TestClock().now()
SESSION = Session(title="Loops", starts_at=NOW + timedelta(days=9), zone="UTC")


def ama(**changes: Any) -> Ama:
    """An AMA of an hour, nine days ahead, in one channel."""
    session = replace(SESSION, **changes)
    return Ama(
        id=AmaId(1),
        community=CommunityId(1),
        session=session,
        state=AmaState.SCHEDULED,
        hosts=(),
        places=(Place(platform="console", workspace="guild", channel="general"),),
        tags=(),
        made_by=Member(id=MemberId(1), name="Ada"),
        sequence=0,
        changed_at=NOW,
    )


@pytest.mark.parametrize(
    ("field", "option", "limit"),
    [
        ("title", "title", 100),
        ("about", "about", 2_000),
        ("meets_at", "where", 200),
        ("announcement", "words", 1_500),
    ],
)
def test_texts_have_at_most_so_many_characters(field: str, option: str, limit: int) -> None:
    for size in (limit - 1, limit):
        assert getattr(checking.changed(SESSION, {field: "x" * size}), field) == "x" * size
    with pytest.raises(InvalidInput) as refused:
        checking.changed(SESSION, {field: "x" * (limit + 1)})
    assert refused.value.field == option
    assert refused.value.message == f"{option} is too long: {limit + 1:,} characters, at most {limit:,}."


@pytest.mark.parametrize(
    ("field", "least", "most"), [("minutes", 5, 1_440), ("questions_each", 1, 50), ("capacity", 1, 100_000)]
)
def test_numbers_have_borders(field: str, least: int, most: int) -> None:
    for value in (least, least + 1, most - 1, most):
        assert getattr(checking.changed(SESSION, {field: value}), field) == value
    for value in (least - 1, most + 1):
        with pytest.raises(InvalidInput, match=f"goes from {least:,} to {most:,}, not"):
            checking.changed(SESSION, {field: value})


@pytest.mark.parametrize("size", [0, 1])
def test_title_and_topic_are_not_empty(size: int) -> None:
    words = "x" * size
    for check in (lambda: checking.changed(SESSION, {"title": words}), lambda: checking.wish(words, "", None, "")):
        if size:
            check()
        else:
            with pytest.raises(InvalidInput):
                check()


@pytest.mark.parametrize(("option", "limit"), [("topic", 100), ("why", 1_000), ("name", 80)])
def test_parts_of_a_proposal_have_at_most_so_many_characters(option: str, limit: int) -> None:
    def wish(size: int) -> object:
        given = {"topic": "x", "why": "", "name": ""} | {option: "x" * size}
        return checking.wish(given["topic"], given["why"], None, given["name"])

    wish(limit - 1)
    wish(limit)
    with pytest.raises(InvalidInput) as refused:
        wish(limit + 1)
    assert refused.value.field == option


@pytest.mark.parametrize(("size", "is_taken"), [(0, False), (1, True), (499, True), (500, True), (501, False)])
def test_reason_has_1_to_500_characters(size: int, is_taken: bool) -> None:
    if is_taken:
        assert checking.reason("x" * size) == "x" * size
    else:
        with pytest.raises(InvalidInput):
            checking.reason("x" * size)


@pytest.mark.parametrize(("taken", "left"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_seats_left_are_never_fewer_than_none(taken: int, left: int) -> None:
    assert seats_left(ama(capacity=2), taken) == left
    assert seats_left(ama(), taken) is None


@pytest.mark.parametrize(
    ("minutes", "overlaps"), [(-61, False), (-60, False), (-59, True), (0, True), (59, True), (60, False), (61, False)]
)
def test_amas_that_follow_each_other_do_not_overlap(minutes: int, overlaps: bool) -> None:
    start = SESSION.starts_at + timedelta(minutes=minutes)

    assert checking.overlapping(ama(), start, start + timedelta(hours=1)) is overlaps


@pytest.mark.parametrize(("minutes", "is_ahead"), [(-1, True), (0, False), (1, False)])
def test_ama_is_ahead_until_it_ends_and_a_live_one_until_it_is_closed(minutes: int, is_ahead: bool) -> None:
    now = SESSION.ends_at + timedelta(minutes=minutes)

    assert checking.is_ahead(ama(), now) is is_ahead
    assert checking.is_ahead(replace(ama(), state=AmaState.LIVE), now) is True
    assert checking.is_ahead(replace(ama(), state=AmaState.CANCELLED), now) is False


@pytest.mark.parametrize(
    ("part", "ahead"),
    [
        (Announcement.WEEK, timedelta(days=7)),
        (Announcement.DAY, timedelta(hours=24)),
        (Announcement.HOUR, timedelta(hours=1)),
        (Announcement.START, timedelta(0)),
    ],
)
def test_part_is_ordered_while_its_time_is_ahead(part: Announcement, ahead: timedelta) -> None:
    def due(now: datetime) -> list[datetime]:
        return [one.due_at for one in planning.announcements(ama(), now) if one.kind == planning.ANNOUNCING[part]]

    moment = SESSION.starts_at - ahead
    second = timedelta(seconds=1)
    assert [due(moment - second), due(moment), due(moment + second)] == [[moment], [], []]


@pytest.mark.parametrize(("late_seconds", "is_posted"), [(899, True), (900, False), (901, False)])
async def test_start_is_announced_within_15_minutes(
    ada: Talk, posts: Posts, clock: TestClock, late_seconds: int, is_posted: bool
) -> None:
    await scheduled(ada.as_("Olga", Role.ORGANISER))
    await posts(days=9, hours=5, minutes=30)
    clock.advance(minutes=30, seconds=late_seconds)

    told = in_channels(await posts(seconds=0))

    assert leads(told) == (["It begins"] if is_posted else [])


def test_ledger_names_zones_with_the_most_bad_hours_first() -> None:
    at = datetime.fromisoformat("2026-12-03T16:00+00:00")
    earlier = [at - timedelta(days=1), at - timedelta(days=2, hours=8), at - timedelta(days=3)]

    book = ledger(at, {"Asia/Tokyo": 1, "Europe/Berlin": 5, "Australia/Sydney": 3, "Asia/Seoul": 2}, earlier)

    assert book == Ledger(
        bad=(
            BadHour(zone="Australia/Sydney", members=3, before=2),
            BadHour(zone="Asia/Seoul", members=2, before=2),
            BadHour(zone="Asia/Tokyo", members=1, before=2),
        ),
        members=11,
        amas=3,
    )
    assert book.affected == 6
