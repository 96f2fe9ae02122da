"""What is posted about questions: as orders, before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.amas.values import (
    Ama,
    AmaState,
    Announcement,
    Attendance,
    Coming,
    Host,
    Invitation,
    Part,
    Session,
)
from bot.deliveries import Target
from bot.identity import AmaId, CommunityId, Member, MemberId, Place, QuestionId
from bot.questions import Question
from commands.questions.orders import answer_orders, board_edits, board_orders, closing_orders, orders_for

STARTS = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)
NOW = STARTS - timedelta(days=9)
HANA, HELPER, GONE = MemberId(5), MemberId(6), MemberId(7)
DISCORD = Place(platform="discord", workspace="1", channel="2")
SLACK = Place(platform="slack", workspace="T1", channel="C1")
REACH = {who: Target(platform="slack", workspace="T1", user=f"U{who}") for who in (HANA, HELPER, GONE)}
QUESTION = Question(ama=AmaId(3), id=QuestionId(17), words="Why?", member=None, asked_at=NOW)


def ama(**changes: object) -> Ama:
    """AMA 3, held on both platforms by Hana and a guest, with a helper."""
    hosts = (
        Host(name="Hana", member=HANA, state=Invitation.ACCEPTED),
        Host(name="Grace"),
        Host(name="Helper", member=HELPER, part=Part.HELPER),
        Host(name="Gone", member=GONE, state=Invitation.DECLINED),
    )
    made = Ama(
        id=AmaId(3),
        community=CommunityId(1),
        session=Session(title="Guilds", starts_at=STARTS, zone="UTC"),
        state=AmaState.SCHEDULED,
        hosts=hosts,
        places=(DISCORD, SLACK),
        tags=(),
        made_by=Member(id=MemberId(1), name="Olga"),
        sequence=0,
        changed_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def test_host_gets_two_briefs_and_the_end_and_nobody_else_any() -> None:
    orders = orders_for(ama(), REACH, NOW)

    assert [(one.kind, one.member, one.target, one.due_at) for one in orders] == [
        ("ama-brief", HANA, REACH[HANA], STARTS - timedelta(days=3)),
        ("ama-brief", HANA, REACH[HANA], STARTS - timedelta(hours=1)),
        ("ama-end", HANA, REACH[HANA], STARTS + timedelta(hours=1)),
    ]
    assert [one.useful_until for one in orders] == [STARTS, STARTS, STARTS + timedelta(days=3, hours=1)]


@pytest.mark.parametrize(("before", "briefs"), [(timedelta(days=3), 1), (timedelta(hours=1), 0)])
def test_brief_whose_time_has_come_is_not_ordered(before: timedelta, briefs: int) -> None:
    assert [one.kind for one in orders_for(ama(), REACH, STARTS - before)] == ["ama-brief"] * briefs + ["ama-end"]


def test_host_who_cannot_be_written_to_is_left_out() -> None:
    assert orders_for(ama(), {}, NOW) == []


def test_moved_ama_has_briefs_of_other_names() -> None:
    moved = ama(session=Session(title="Guilds", starts_at=STARTS + timedelta(hours=1), zone="UTC"))

    names = {one.key for one in (*orders_for(ama(), REACH, NOW), *orders_for(moved, REACH, NOW))}

    assert len(names) == 6


def test_board_and_answer_go_to_each_place_on_both_platforms() -> None:
    for orders in (board_orders(ama(), NOW), answer_orders(ama(), QUESTION, NOW), board_edits(ama(), NOW)):
        assert [(one.target.platform, one.target.channel) for one in orders] == [("discord", "2"), ("slack", "C1")]
        assert len({one.key for one in orders}) == 2


def test_edits_of_three_seconds_are_one_and_due_at_their_end() -> None:
    edits = [board_edits(ama(), NOW + timedelta(milliseconds=ms))[0] for ms in (0, 1, 2_999, 3_000)]

    assert len({one.key for one in edits[:3]}) == 1
    assert edits[2].due_at == NOW + timedelta(seconds=3)
    assert edits[3].due_at == NOW + timedelta(seconds=6)
    assert edits[3].key != edits[2].key
    assert {one.edits for one in edits} == {board_orders(ama(), NOW)[0].key}


def test_closing_orders_recap_by_plan_and_feedback_of_those_who_came() -> None:
    came, maybe = (
        Attendance(member=Member(id=who, name="X"), answer=answer, answered_at=NOW)
        for who, answer in ((HANA, Coming.COMING), (HELPER, Coming.MAYBE))
    )

    orders = closing_orders(ama(), [came, maybe], REACH, NOW)
    silent = closing_orders(
        ama(session=Session(title="G", starts_at=STARTS, zone="UTC", plan=frozenset({Announcement.DAY}))),
        [],
        REACH,
        NOW,
    )

    assert [(one.kind, one.target.platform, one.member, one.due_at - NOW) for one in orders] == [
        ("ama-recap", "discord", None, timedelta(0)),
        ("ama-recap", "slack", None, timedelta(0)),
        ("ama-feedback", "slack", HANA, timedelta(days=1)),
    ]
    assert silent == []
