"""What the bot says about AMAs on its own: the words of each message, made from what is true when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.amas.coming import seats_left
from bot.amas.values import Ama, AmaState, Announcement, Coming, Host, Invitation, Part, ProposalState, Reminder
from bot.amas.words import host_names
from bot.deliveries import Late, Target, target_of
from bot.identity import AmaId
from bot.posts import Fallback, Post, Writing, post
from bot.replies import (
    HAPPENING_ABOUT_CHARACTERS,
    HAPPENING_TITLE_CHARACTERS,
    HAPPENING_WHERE_CHARACTERS,
    Bold,
    Button,
    Happening,
    Italic,
    Notice,
    Shown,
    Time,
    said,
    text,
)
from bot.typed import quoted
from commands.amas.cards import announcement, answers, cancelled, invited, moved_away
from commands.amas.which import title_of


async def ama_of(writing: Writing) -> Ama | None:
    """The AMA that a message is about."""
    return await writing.unit.amas.get(writing.community.id, AmaId(int(writing.subject["ama"])))


def _is_moved(writing: Writing, ama: Ama) -> bool:
    """Whether the message was planned for another time than the AMA has now."""
    return datetime.fromisoformat(str(writing.subject["starts_at"])) != ama.session.starts_at


async def _announce(writing: Writing) -> Shown | None:
    ama = await ama_of(writing)
    if ama is None or not ama.state.is_open or _is_moved(writing, ama):
        return None
    part = Announcement(str(writing.subject["part"]))
    if part not in ama.session.plan:
        return None
    return announcement(ama, part, await writing.unit.amas.usual(ama.community))


scheduled = post("ama.scheduled", about="announcement of an AMA", late=Late.NOTE)(_announce)
week = post("ama.week", about="announcement a week before an AMA", late=Late.NOTE)(_announce)
day = post("ama.day", about="announcement a day before an AMA", late=Late.NOTE)(_announce)
hour = post("ama.hour", about="announcement an hour before an AMA", late=Late.NOTE)(_announce)
start = post("ama.start", about="announcement that an AMA begins", late=Late.DROP)(_announce)


@post("ama.edit", about="change of an announcement", late=Late.ALWAYS, fallback=Fallback.NONE)
async def edit(writing: Writing) -> Shown | None:
    """What stands in the place of an announcement that was made before something changed."""
    ama = await ama_of(writing)
    if ama is None:
        return None
    if ama.state is AmaState.CANCELLED:
        return cancelled(ama)
    if _is_elsewhere(writing, ama):
        return moved_away(ama)
    lead = text(Bold("Moved: it begins "), Time(ama.session.starts_at)) if _is_moved(writing, ama) else ()
    part = Announcement(str(writing.subject["part"]))
    return announcement(ama, part, await writing.unit.amas.usual(ama.community), lead)


def _is_elsewhere(writing: Writing, ama: Ama) -> bool:
    """Whether the AMA is no longer held where this stands; what came there instead of elsewhere, stays (``~``)."""
    lanes = {target_of(place).lane for place in ama.places}
    order = writing.delivery.order
    return order.target.lane not in lanes and "~" not in (order.edits or "")


@post("ama.event", about="event of an AMA", late=Late.ALWAYS, fallback=Fallback.NONE)
async def event(writing: Writing) -> Happening | None:
    """The event that the platform itself keeps."""
    ama = await ama_of(writing)
    if ama is None:
        return None
    is_change = writing.delivery.order.edits is not None
    is_possible = ama.session.starts_at > writing.now and ama.state is AmaState.SCHEDULED
    # An event that has begun ends by itself, and cannot be moved any more.
    if not is_possible and not (is_change and ama.state is AmaState.CANCELLED):
        return None
    session = ama.session
    return Happening(
        title=quoted(session.title, HAPPENING_TITLE_CHARACTERS),
        about=f"AMA with {host_names(ama)}. {session.about}"[:HAPPENING_ABOUT_CHARACTERS].strip(),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        where=quoted(session.meets_at or f"In the channels of {writing.community.name}", HAPPENING_WHERE_CHARACTERS),
        is_cancelled=ama.state is AmaState.CANCELLED or not _is_held_in(writing.delivery.order.target, ama),
    )


def _is_held_in(workspace: Target, ama: Ama) -> bool:
    """Whether it is still held in this workspace, of which the target names a channel."""
    held = {(place.platform, place.workspace) for place in ama.places}
    return (workspace.platform, workspace.workspace) in held


@post(
    "ama.invitation",
    about="invitation to host an AMA",
    late=Late.ALWAYS,
    fallback=Fallback.CHANNEL,
    is_unasked=True,
    waits_for_morning=True,
)
async def invitation(writing: Writing) -> Notice | None:
    """Asks a member whether they host an AMA at this time."""
    ama = await ama_of(writing)
    host = _host(writing, ama)
    if ama is None or not ama.state.is_open or host is None or host.state is not Invitation.INVITED:
        return None
    return said(
        f"{ama.made_by.name} invites you to host {title_of(ama)}, ",
        Time(ama.session.starts_at),
        f", {ama.session.minutes} minutes: people ask, you answer. Does that suit you?",
        actions=invited(ama),
    )


def _host(writing: Writing, ama: Ama | None) -> Host | None:
    member = writing.delivery.order.member
    return next((one for one in ama.hosts if one.member == member), None) if ama else None


@post("ama.replied", about="what an invited host has said", late=Late.ALWAYS, fallback=Fallback.NONE)
async def replied(writing: Writing) -> Notice | None:
    """Tells who has scheduled an AMA what an invited host says."""
    ama = await ama_of(writing)
    if ama is None:
        return None
    host = next((one for one in ama.hosts if one.member == writing.subject["member"]), None)
    if host is None:
        return None
    move = Button(label="Move", command=("ama", "move"), args={"number": ama.id})
    if host.other_times:
        return said(f"{host.name} cannot host {title_of(ama)} then, but: ", Italic(host.other_times), actions=(move,))
    if host.state is Invitation.DECLINED:
        hint = f"Name somebody else with /ama helper {ama.id} @name do:host, or cancel it with /ama cancel {ama.id}."
        return said(f"{host.name} does not host {title_of(ama)}. {hint}")
    return said(f"{host.name} hosts {title_of(ama)}, ", Time(ama.session.starts_at), ".")


@post("ama.part", about="word that somebody helps with an AMA", late=Late.ALWAYS, fallback=Fallback.NONE)
async def part(writing: Writing) -> Notice | None:
    """Tells somebody what they do in an AMA from now on."""
    ama = await ama_of(writing)
    host = _host(writing, ama)
    if ama is None or not ama.state.is_open or host is None:
        return None
    what = "You host" if host.part is Part.HOST else "You help with"
    show = Button(label="Show", command=("ama", "show"), args={"number": ama.id})
    return said(f"{what} {title_of(ama)}, ", Time(ama.session.starts_at), ".", actions=(show,))


@post("ama.moved", about="word that an AMA is moved", late=Late.ALWAYS, fallback=Fallback.CHANNEL)
async def moved(writing: Writing) -> Notice | None:
    """Tells somebody who comes when the AMA takes place now."""
    ama = await ama_of(writing)
    if ama is None or not ama.state.is_open:
        return None
    return said(f"{_begun(ama)} now takes place ", Time(ama.session.starts_at), ".", actions=answers(ama))


@post("ama.cancelled", about="word that an AMA is cancelled", late=Late.ALWAYS, fallback=Fallback.CHANNEL)
async def called_off(writing: Writing) -> Notice | None:
    """Tells somebody who would have come that it does not take place."""
    ama = await ama_of(writing)
    if ama is None or ama.state is not AmaState.CANCELLED:
        return None
    return said(f"{_begun(ama)}, ", Time(ama.session.starts_at), ", does not take place: ", Italic(ama.reason))


def _begun(ama: Ama) -> str:
    return f"AMA {ama.id} “{ama.session.title}” with {host_names(ama)}"


@post("ama.seat", about="word that there is a seat", late=Late.ALWAYS, fallback=Fallback.CHANNEL)
async def seat(writing: Writing) -> Notice | None:
    """Tells somebody who has waited that there is a seat for them now."""
    ama = await ama_of(writing)
    member = writing.delivery.order.member
    if ama is None or not ama.state.is_open or member is None:
        return None
    mine = await writing.unit.amas.attendance(ama.community, ama.id, member)
    if mine is None or mine.answer is not Coming.COMING:
        return None
    return said(f"There is a seat for you at {title_of(ama)}, ", Time(ama.session.starts_at), ".", actions=answers(ama))


@post("ama.reminder", about="reminder of an AMA", late=Late.ALWAYS, fallback=Fallback.CHANNEL)
async def reminder(writing: Writing) -> Notice | None:
    """Reminds somebody who wanted it."""
    ama = await ama_of(writing)
    member = writing.delivery.order.member
    if ama is None or not ama.state.is_open or member is None or _is_moved(writing, ama):
        return None
    mine = await writing.unit.amas.attendance(ama.community, ama.id, member)
    wanted = Reminder(str(writing.subject["reminder"]))
    if mine is None or mine.answer is Coming.NO or wanted not in mine.reminders:
        return None
    verb = "begins" if ama.session.starts_at > writing.now else "has begun"
    full = ""
    if mine.answer is Coming.WAITING and seats_left(ama, 0) is not None:
        full = " You still wait for a seat."
    where = f" It is held here: {ama.session.meets_at}." if ama.session.meets_at else ""
    return said(f"{_begun(ama)} {verb} ", Time(ama.session.starts_at), f".{where}{full}")


@post("ama.proposal", about="what has become of a proposal", late=Late.ALWAYS, fallback=Fallback.NONE)
async def proposal(writing: Writing) -> Notice | None:
    """Tells who made a proposal what has become of it."""
    found = await writing.unit.amas.proposal(writing.community.id, int(writing.subject["proposal"]))
    if found is None:
        return None
    if found.state is ProposalState.DECLINED:
        return said(f"Your proposal “{found.topic}” was declined: ", Italic(str(writing.subject.get("reason", ""))))
    ama = await ama_of(writing) if "ama" in writing.subject else None
    if ama is None:
        return None
    return said(f"Your proposal becomes {title_of(ama)}, ", Time(ama.session.starts_at), ".", actions=answers(ama))


POSTS: tuple[Post, ...] = (
    scheduled, week, day, hour, start, edit, event, invitation, replied, part, moved, called_off, seat, reminder,
    proposal,
)  # fmt: skip
