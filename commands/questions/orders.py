"""What the bot posts on its own about questions: pure values, added by whoever changes something.

Keys name each message for ever, so that ordering twice posts once. A board is edited at most once in three seconds:
all changes of one such span order the same edit, due at its end, and its words are made from what is true then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.amas.values import Ama, Announcement, Attendance, Coming, Host, Invitation, Part
from bot.deliveries import Order, Target, target_of
from bot.deliveries.values import Subject
from bot.identity import MemberId, Place
from bot.questions import Question

BRIEF, BOARD, ANSWER, FATE = "ama-brief", "ama-board", "ama-answer", "ama-fate"
CONSOLE = "ama-console"
RECAP, FEEDBACK, CONSENT, END = "ama-recap", "ama-feedback", "ama-consent", "ama-end"
#: When the host is told what was asked.
BRIEF_BEFORE = {"3-days": timedelta(days=3), "1-hour": timedelta(hours=1)}
#: How long after the end people are asked how it was.
FEEDBACK_AFTER = timedelta(days=1)
#: Edits of one board are so many seconds apart.
EDIT_SECONDS = 3

#: Where each member can be written to; those who cannot be are not in it.
Reach = Mapping[MemberId, Target]


def topic_of(ama: Ama) -> str:
    """What all messages about an AMA are about."""
    return f"ama:{ama.id}"


def hosts_of(ama: Ama) -> list[Host]:
    """Hosts who are members and have not declined."""
    return [one for one in ama.hosts if one.part is Part.HOST and one.member and one.state is not Invitation.DECLINED]


def orders_for(ama: Ama, reach: Reach, now: datetime) -> list[Order]:
    """What is due about the questions of an AMA that was scheduled or moved: the briefs of its hosts, and the end.

    The start is a part of the keys: an AMA that is moved is briefed about anew, and what was due for the old time has
    nothing to say any more.
    """
    orders = []
    starts = ama.session.starts_at
    for host in hosts_of(ama):
        target = reach.get(host.member) if host.member else None
        for name, before in BRIEF_BEFORE.items():
            due = starts - before
            if target is not None and due > now:
                key = f"{topic_of(ama)}:brief:{name}:{stamp(starts)}:{host.member}"
                subject: Subject = {"ama": int(ama.id), "starts": stamp(starts)}
                orders.append(_direct(ama, key, BRIEF, target, due, subject, member=host.member, useful_until=starts))
        if target is not None and ama.session.ends_at > now:
            orders.append(_end(ama, host, target))
    return orders


def _end(ama: Ama, host: Host, target: Target) -> Order:
    """Offers to close the AMA when its time is over."""
    ends = ama.session.ends_at
    key = f"{topic_of(ama)}:end:{stamp(ends)}:{host.member}"
    subject: Subject = {"ama": int(ama.id), "ends": stamp(ends)}
    until = ends + timedelta(days=3)
    return _direct(ama, key, END, target, ends, subject, member=host.member, useful_until=until)


def board_orders(ama: Ama, now: datetime) -> list[Order]:
    """The boards of an AMA, one in each of its places; each is posted once."""
    return [_order(ama, _board(ama, place), BOARD, target_of(place), now, {"ama": int(ama.id)}) for place in ama.places]


def board_edits(ama: Ama, now: datetime) -> list[Order]:
    """One edit of each board, at the end of the span of three seconds that ``now`` is in."""
    span, due = _span(now)
    return [
        _order(
            ama, f"{_board(ama, place)}:{span}", BOARD, target_of(place), due, {"ama": int(ama.id)}, _board(ama, place)
        )
        for place in ama.places
    ]


def console_order(ama: Ama, member: MemberId, target: Target, now: datetime) -> Order:
    """The console of a host or helper as a message to them; each has one."""
    key = console_key(ama, member)
    return _direct(ama, key, CONSOLE, target, now, {"ama": int(ama.id)}, member)


def console_edit(console: Order, now: datetime) -> Order:
    """One edit of a console that was ordered, at the end of the span of three seconds that ``now`` is in."""
    span, due = _span(now)
    return replace(console, key=f"{console.key}:{span}", due_at=due, edits=console.key)


def console_key(ama: Ama, member: MemberId) -> str:
    """What the console of a host or helper is called for ever."""
    return f"{topic_of(ama)}:console:{member}"


def _span(now: datetime) -> tuple[int, datetime]:
    span = int(now.timestamp()) // EDIT_SECONDS + 1
    return span, datetime.fromtimestamp(span * EDIT_SECONDS, UTC)


def answer_orders(ama: Ama, question: Question, now: datetime) -> list[Order]:
    """The answer to a question, in each place of the AMA."""
    subject = {"ama": int(ama.id), "question": int(question.id)}
    return [
        _order(ama, f"{topic_of(ama)}:answer:{question.id}:{_named(place)}", ANSWER, target_of(place), now, subject)
        for place in ama.places
    ]


def answer_edit(order: Order, now: datetime) -> Order:
    """The change of an answer that was posted before."""
    due = datetime.fromtimestamp(int(now.timestamp()) + 1, UTC)
    return Order(
        key=f"{order.key}:{stamp(due)}",
        topic=order.topic,
        kind=order.kind,
        target=order.target,
        due_at=due,
        subject=order.subject,
        edits=order.key,
    )


def fate_order(ama: Ama, question: Question, member: MemberId, target: Target, now: datetime) -> Order:
    """What became of a question, for somebody who asked it, or the same, by name."""
    key = f"{topic_of(ama)}:fate:{question.id}:{question.state}:{member}"
    subject: Subject = {"ama": int(ama.id), "question": int(question.id), "state": question.state.value}
    return _direct(ama, key, FATE, target, now, subject, member=member)


def closing_orders(ama: Ama, coming: list[Attendance], reach: Reach, now: datetime) -> list[Order]:
    """The recap in each place, as far as the plan has one, and a day later a question to those who came."""
    orders: list[Order] = []
    subject: Subject = {"ama": int(ama.id)}
    if Announcement.RECAP in ama.session.plan:
        orders += [
            _order(ama, f"{topic_of(ama)}:recap:{_named(place)}", RECAP, target_of(place), now, subject)
            for place in ama.places
        ]
    for one in coming:
        target = reach.get(one.member.id)
        if one.answer is Coming.COMING and target is not None:
            key, due = f"{topic_of(ama)}:feedback:{one.member.id}", now + FEEDBACK_AFTER
            until = due + timedelta(days=7)
            orders.append(_direct(ama, key, FEEDBACK, target, due, subject, member=one.member.id, useful_until=until))
    return orders


def consent_orders(ama: Ama, reach: Reach, now: datetime) -> list[Order]:
    """The question to each host whether the answers may be kept."""
    subject: Subject = {"ama": int(ama.id)}
    return [
        _direct(ama, f"{topic_of(ama)}:consent:{one.member}", CONSENT, reach[one.member], now, subject, one.member)
        for one in hosts_of(ama)
        if one.member is not None and one.member in reach
    ]


def _order(
    ama: Ama,
    key: str,
    kind: str,
    target: Target,
    due: datetime,
    subject: Subject,
    edits: str | None = None,
) -> Order:
    return Order(key=key, topic=topic_of(ama), kind=kind, target=target, due_at=due, subject=subject, edits=edits)


def _direct(
    ama: Ama,
    key: str,
    kind: str,
    target: Target,
    due: datetime,
    subject: Subject,
    member: MemberId | None,
    useful_until: datetime | None = None,
) -> Order:
    return Order(
        key=key,
        topic=topic_of(ama),
        kind=kind,
        target=target,
        due_at=due,
        subject=subject,
        member=member,
        useful_until=useful_until,
    )


def _board(ama: Ama, place: Place) -> str:
    return f"{topic_of(ama)}:board:{_named(place)}"


def _named(place: Place) -> str:
    return ":".join((place.platform, place.workspace, place.channel, place.thread or ""))


def stamp(moment: datetime) -> str:
    """A moment as a part of a key."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
