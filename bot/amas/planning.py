"""What is posted about an AMA, and when: announcements, native events, reminders, and changes of what was posted.

Every message has a key with the AMA's number, the part, the start and the place, so that planning it twice, on two
machines or from a restored backup, posts it once; moving it makes new keys and voids the old ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.amas.values import Ama, AmaState, Announcement, Attendance, Coming, Proposal, Reminder
from bot.deliveries import Delivery, DeliveryStore, Order, State, Target, target_of
from bot.identity import AmaId, CommunityId, MemberId, Place

#: Where people can be written to.
Reach = Mapping[MemberId, Target]
#: Kinds of messages; :mod:`commands.amas.announcing` makes their words.
ANNOUNCING: Mapping[Announcement, str] = {
    Announcement.SCHEDULED: "ama.scheduled",
    Announcement.WEEK: "ama.week",
    Announcement.DAY: "ama.day",
    Announcement.HOUR: "ama.hour",
    Announcement.START: "ama.start",
}
EVENT, EDIT, REMINDER = "ama.event", "ama.edit", "ama.reminder"
INVITATION, MOVED, CANCELLED, SEAT = "ama.invitation", "ama.moved", "ama.cancelled", "ama.seat"
REPLIED, PROPOSAL, PART = "ama.replied", "ama.proposal", "ama.part"
#: How long before the start each part is due.
AHEAD: Mapping[Announcement, timedelta] = {
    Announcement.WEEK: timedelta(days=7),
    Announcement.DAY: timedelta(days=1),
    Announcement.HOUR: timedelta(hours=1),
    Announcement.START: timedelta(0),
}
REMINDED_AHEAD: Mapping[Reminder, timedelta] = {
    Reminder.DAY: timedelta(days=1),
    Reminder.QUARTER: timedelta(minutes=15),
    Reminder.QUESTIONS: timedelta(0),
}
#: "It begins" is of no use any more after this time.
START_USEFUL = timedelta(minutes=15)
#: Platforms that keep events themselves. (Slack has no such thing.)
KEEPING_EVENTS = frozenset({"discord"})
#: The lane of native events in a workspace; they stand in no channel.
EVENTS_CHANNEL = "events"
#: A message that has left, or may have.
_LEFT = frozenset({State.SENT, State.SENDING, State.UNCERTAIN})
#: What was given up was told of, or posted elsewhere: it is not tried again for a new time.
_DONE = _LEFT | {State.DEAD}


def topic_of(ama: AmaId) -> str:
    """What everything about an AMA is called."""
    return f"ama:{ama}"


def people_of(ama: AmaId) -> str:
    """What all messages to single people about an AMA are called: of those there may be thousands."""
    return f"{topic_of(ama)}:people"


def due_at(ama: Ama, part: Announcement, now: datetime) -> datetime:
    """When a part is due; the first one at once."""
    return now if part is Announcement.SCHEDULED else ama.session.starts_at - AHEAD[part]


def announcements(ama: Ama, now: datetime) -> list[Order]:
    """The announcements of the plan that are still ahead, for each place."""
    parts = [part for part in ANNOUNCING if part in ama.session.plan]
    ahead = [part for part in parts if part is Announcement.SCHEDULED or due_at(ama, part, now) > now]
    return [_announcement(ama, part, place, now) for place in ama.places for part in ahead]


def _announcement(ama: Ama, part: Announcement, place: Place, now: datetime) -> Order:
    starts_at, target = ama.session.starts_at, target_of(place)
    until = starts_at + START_USEFUL if part is Announcement.START else starts_at
    return Order(
        key=_key(ama, part.value, _short(target.lane)),
        topic=topic_of(ama.id),
        kind=ANNOUNCING[part],
        target=target,
        due_at=due_at(ama, part, now),
        subject=_subject(ama, part=part.value),
        useful_until=until,
    )


async def announce(store: DeliveryStore, ama: Ama, now: datetime) -> None:
    """Order what is announced and not ordered yet; what has left of the first part is not posted again."""
    there = {
        (one.order.kind, one.order.target.lane)
        for one in await store.about(ama.community, topic_of(ama.id))
        if one.state in _DONE and one.order.edits is None
    }
    first = ANNOUNCING[Announcement.SCHEDULED]
    for order in announcements(ama, now):
        if order.kind != first or (first, order.target.lane) not in there:
            await _add(store, ama, order, now)


async def withdraw(store: DeliveryStore, ama: Ama, now: datetime, part: Announcement | None = None) -> None:
    """Void what is planned for a time and has not left: of one part, or of all."""
    kinds = tuple(ANNOUNCING.values()) if part is None else (ANNOUNCING[part],)
    await store.cancel(ama.community, topic_of(ama.id), now, kinds=kinds)
    if part is None:
        await store.cancel(ama.community, people_of(ama.id), now, kinds=(REMINDER,))


async def void(store: DeliveryStore, ama: Ama, now: datetime) -> None:
    """Void all about it that has not left."""
    for topic in (topic_of(ama.id), people_of(ama.id)):
        await store.cancel(ama.community, topic, now)


async def amend(store: DeliveryStore, ama: Ama, now: datetime) -> None:
    """Have everything changed that was posted about it, so that it says what is true now."""
    await store.cancel(ama.community, topic_of(ama.id), now, kinds=(EDIT,))
    kinds = {kind: part for part, kind in ANNOUNCING.items()}
    for one in await store.about(ama.community, topic_of(ama.id)):
        if one.order.kind in kinds and one.order.edits is None and one.state in _LEFT:
            subject = {**one.order.subject, "part": kinds[one.order.kind].value}
            await store.add(ama.community, _edit(ama, one, EDIT, subject, now), now)


async def keep_events(store: DeliveryStore, ama: Ama, now: datetime) -> None:
    """Have the native events made, changed or cancelled, one in each workspace that keeps such."""
    await store.cancel(ama.community, topic_of(ama.id), now, kinds=(EVENT,))
    about = [one for one in await store.about(ama.community, topic_of(ama.id)) if one.order.kind == EVENT]
    # Discord: an event that was cancelled stays so; another one takes its place (discord-api-docs, Status).
    gone = {one.order.edits for one in about if one.state in _LEFT and one.order.subject.get("is_cancelled")}
    made = {_workspace(one.order.target): one for one in about if _is_event(one) and one.order.key not in gone}
    wanted = {
        (place.platform, place.workspace)
        for place in ama.places
        if place.platform in KEEPING_EVENTS and ama.state is AmaState.SCHEDULED
    }
    for workspace in sorted(wanted | set(made)):
        before = made.get(workspace)
        if before is None:
            order = _event(ama, workspace, now)
            again = replace(order, key=f"{order.key}:{ama.sequence}") if gone else order
            await _add(store, ama, again, now)
        else:
            is_gone = ama.state is AmaState.CANCELLED or (ama.state is AmaState.SCHEDULED and workspace not in wanted)
            subject = {**_subject(ama), "is_cancelled": is_gone}
            await store.add(ama.community, _edit(ama, before, EVENT, subject, now), now)


def _is_event(one: Delivery) -> bool:
    return one.order.edits is None and one.state in _LEFT


def _event(ama: Ama, workspace: tuple[str, str], now: datetime) -> Order:
    target = Target(platform=workspace[0], workspace=workspace[1], channel=EVENTS_CHANNEL)
    return Order(
        key=_key(ama, "event", _short(target.lane)),
        topic=topic_of(ama.id),
        kind=EVENT,
        target=target,
        due_at=now,
        subject=_subject(ama),
        useful_until=ama.session.starts_at,
    )


def _edit(ama: Ama, one: Delivery, kind: str, subject: Mapping[str, str | int | bool], now: datetime) -> Order:
    return Order(
        key=f"{topic_of(ama.id)}:edit:{ama.sequence}:{_short(one.order.key)}",
        topic=topic_of(ama.id),
        kind=kind,
        target=one.order.target,
        due_at=now,
        subject=subject,
        edits=one.order.key,
    )


async def remind(
    store: DeliveryStore, ama: Ama, attendances: Iterable[Attendance], now: datetime, reach: Reach | None = None
) -> None:
    """Order the reminders that people have chosen and that are still ahead."""
    for one in attendances:
        if one.answer is Coming.NO:
            continue
        for chosen in sorted(one.reminders & REMINDED_AHEAD.keys()):
            due = ama.session.starts_at - REMINDED_AHEAD[chosen]
            if due > now:
                key = _key(ama, f"remind-{chosen.value}", str(one.member.id))
                subject = _subject(ama, reminder=chosen.value)
                await tell(store, ama, one.member.id, REMINDER, key, now, due=due, subject=subject, reach=reach)


async def tell(
    store: DeliveryStore,
    ama: Ama,
    member: MemberId,
    kind: str,
    key: str,
    now: datetime,
    *,
    due: datetime | None = None,
    subject: Mapping[str, str | int | bool] | None = None,
    reach: Reach | None = None,
) -> None:
    """Order a direct message to a member; whoever has left cannot be told.

    ``reach`` spares looking the account up, where there are many.
    """
    known = reach.get(member) if reach else None
    accounts = [known] if known else await store.accounts(ama.community, member)
    if not accounts:
        return
    order = Order(
        key=key,
        topic=people_of(ama.id),
        kind=kind,
        target=accounts[0],
        due_at=due or now,
        subject=_subject(ama) if subject is None else subject,
        member=member,
    )
    await _add(store, ama, order, now)


async def tell_proposer(
    store: DeliveryStore,
    community: CommunityId,
    proposal: Proposal,
    subject: Mapping[str, str | int | bool],
    now: datetime,
) -> None:
    """Order a direct message to who made a proposal about what has become of it."""
    accounts = await store.accounts(community, proposal.made_by.id)
    if accounts:
        order = Order(
            key=f"proposal:{proposal.id}:settled",
            topic=f"proposal:{proposal.id}",
            kind=PROPOSAL,
            target=accounts[0],
            due_at=now,
            subject={"proposal": proposal.id, **subject},
            member=proposal.made_by.id,
        )
        await store.add(community, order, now)


def key_for(ama: Ama, what: str, member: MemberId) -> str:
    """The key of a message to one person about the AMA as it is now, after its last change."""
    return f"{topic_of(ama.id)}:{what}:{ama.sequence}:{member}"


async def _add(store: DeliveryStore, ama: Ama, order: Order, now: datetime) -> None:
    """Order it. What was void after a try has left counts as another message: it gets a key of this change."""
    if await store.add(ama.community, order, now):
        return
    there = await store.find(ama.community, order.key)
    if there is not None and there.state is State.VOID:
        await store.add(ama.community, replace(order, key=f"{order.key}:{ama.sequence}"), now)


def _key(ama: Ama, part: str, whose: str) -> str:
    return f"{topic_of(ama.id)}:{part}:{ama.session.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}:{whose}"


def _subject(ama: Ama, **more: str) -> dict[str, str | int | bool]:
    return {"ama": ama.id, "starts_at": ama.session.starts_at.astimezone(UTC).isoformat(), **more}


def _workspace(target: Target) -> tuple[str, str]:
    return (target.platform, target.workspace)


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
