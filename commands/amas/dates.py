"""Single dates of a series that are different: skipped, moved, put back; the AMA that was made for one goes along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot import series as recurrence
from bot import when as times_read
from bot.amas import checking, planning
from bot.amas.permissions import expect_ahead
from bot.amas.values import Ama, AmaState
from bot.errors import InvalidInput
from bot.identity import Role
from bot.replies import Button, Card, Form, Section, Style, Update, done, text
from bot.replies import Field as Question
from bot.requests import Call
from bot.series import Recurring, Series
from bot.spec import AnyCommand, Moment, Pick, Text, Whole, command
from bot.typed import quoted
from commands.amas.publishing import call_off, concerned, invite, keep, replan, tell_all
from commands.amas.recurring import fill
from commands.amas.times import concerns, times
from commands.amas.which import SEQUENCE, find, member_hosts, title_of, zone_for

#: What can be done with a date.
DOING = ("skip", "move", "restore")
_VERBS = {"skip": "Skip", "move": "Move", "restore": "Put back"}
_USUAL_REASON = "Not this time."


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What somebody wants to be different about a date."""

    do: str
    #: The local day that the rule gives.
    key: str
    #: When it is instead, in words; empty where it is not moved.
    when: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Changed:
    """What a change comes to."""

    rule: Series
    #: When the date takes place from then on; None: not at all.
    at: datetime | None
    #: The AMA of the date, if it was made already.
    ama: Ama | None


def key_in(typed: str) -> str:
    """The key of the date that was typed. Raises InvalidInput for what is no date."""
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError:
        message = f"“{quoted(typed)}” is no date of a series." if typed else "Which date of the series?"
        raise InvalidInput(message, "Write it like date:2026-12-15.", field="date") from None


def day_of(key: str) -> str:
    """The day of a key, as people read it: ``Tue 1 Dec 2026``."""
    return times_read.told_day(date.fromisoformat(key))


def ended_with(rule: Series, key: str) -> Series:
    """The series whose last date is that of this key, or the last before. Raises InvalidInput for one without any."""
    return recurrence.ended(rule, date.fromisoformat(key))


async def confirmation(call: Call, one: Recurring, change: Change, note: str = "") -> Card | Form:
    """What a change would mean; the form that asks when, where that is open. Raises InvalidInput, NotFound."""
    if change.do == "move" and not change.when:
        return _asking(one, change)
    after = await _changed(call, one, change)
    like = after.ama or await find(call, one.like)
    told = "It has not been announced yet."
    if after.ama is not None:
        people = len(await concerned(call.unit, after.ama) - {call.member.id})
        counted = (
            f"{people:,} {'person is' if people == 1 else 'people are'} told." if people else "Nobody has to be told."
        )
        told = f"It is {title_of(after.ama)}. {counted}"
    args: dict[str, str | int | bool] = {
        "series": one.id,
        "do": change.do,
        "date": change.key,
        "sequence": after.ama.sequence if after.ama else 0,
    }
    if after.at is not None:
        args["when"] = times_read.spoken(after.at, one.rule.zone)
    elif change.reason:
        args["reason"] = change.reason
    but = after.ama.id if after.ama else None
    mind = await concerns(call, after.at, like.session.minutes, but=but) if after.at else ()
    return Card(
        title=f"{_VERBS[change.do]} {day_of(change.key)}?",
        sections=(Section(text=text(f"{note}{told}")), *mind),
        facts=await times(call, after.at, member_hosts(like)) if after.at else (),
        actions=(Button(label=_VERBS[change.do], command=("ama", "series-do"), args=args, style=Style.MAIN),),
        footer=("Nothing is changed yet.",),
    )


def _asking(one: Recurring, change: Change) -> Form:
    return Form(
        title="Move one date",
        command=("ama", "series"),
        fields=(Question(option="when", label="When it is instead: tue 18:00, 2026-12-01 18:00", required=True),),
        known={"number": one.like, "do": "move", "date": change.key},
    )


async def _changed(call: Call, one: Recurring, change: Change) -> _Changed:
    """What a change comes to, checked. Raises InvalidInput, NotFound, AlreadyExists."""
    if one.ended_at is not None:
        raise InvalidInput("This series has ended.", "Each AMA of it is changed by itself: /ama move, /ama cancel.")
    number = (await call.unit.series.made(one, [change.key])).get(change.key)
    ama = await find(call, number) if number is not None else None
    if ama is not None and ama.state is not AmaState.CANCELLED:
        expect_ahead(ama)
    rule, at = await _ruled(call, one.rule, ama, change)
    moment = at or recurrence.occurrence(one.rule, change.key).at
    if moment <= call.now:
        raise InvalidInput(f"{times_read.spoken(moment, one.rule.zone)} is over.", "Choose a date that is ahead.")
    return _Changed(rule=rule, at=at, ama=ama)


async def _ruled(call: Call, rule: Series, ama: Ama | None, change: Change) -> tuple[Series, datetime | None]:
    match change.do:
        case "skip":
            # One that is skipped already says so.
            recurrence.occurrence(rule, change.key)
            return recurrence.skip(rule, change.key), None
        case "move":
            reading = times_read.parse(change.when, await zone_for(call), call.now)
            moved = recurrence.move(rule, change.key, times_read.shown(reading.at, rule.zone))
            return moved, recurrence.occurrence(moved, change.key).at
        case _:
            return _put_back(rule, ama, change.key)


def _put_back(rule: Series, ama: Ama | None, key: str) -> tuple[Series, datetime]:
    """As the rule gives it: what was skipped or moved here, or the AMA by itself. Raises NotFound for neither."""
    is_different = any(one.key == key for one in rule.different)
    if not is_different and ama is not None:
        at = recurrence.occurrence(rule, key).at
        if ama.state is AmaState.CANCELLED or ama.session.starts_at != at:
            return rule, at
    restored = recurrence.restore(rule, key)
    return restored, recurrence.occurrence(restored, key).at


@command(
    "ama",
    "series-do",
    about="Change a date of a series as it was shown",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[
        Whole(name="series", about="Which series", required=True),
        Pick(name="do", about="What is done", required=True, choices=DOING),
        Text(name="date", about="Which date", required=True),
        SEQUENCE,
        Moment(name="when", about="When it is instead"),
        Text(name="reason", about="Why it does not take place", max_characters=500),
    ],
)
async def do_it(
    call: Call, series: int, do: str, date: str, sequence: int, when: str = "", reason: str = ""
) -> Update | Form:
    one = await call.unit.series.get(call.community.id, series)
    if one is None:
        raise InvalidInput("That series is not there.", "See /ama series.")
    change = Change(do=do, key=key_in(date), when=when, reason=reason)
    after = await _changed(call, one, change)
    if sequence != (after.ama.sequence if after.ama else 0):
        shown = await confirmation(call, one, change, "Somebody has changed it while you were looking. ")
        return shown if isinstance(shown, Form) else Update(reply=shown)
    changed = replace(one, rule=after.rule)
    await call.unit.series.save(changed)
    if after.ama is not None:
        await _follow(call, after.ama, after.at, reason or _USUAL_REASON)
    await fill(call.unit, changed, call.now)
    return Update(reply=done(_outcome(changed, change, after)))


async def _follow(call: Call, ama: Ama, at: datetime | None, reason: str) -> None:
    """Let the AMA that was made for the date go along, and tell everybody whom it concerns."""
    if at is None:
        if ama.state is not AmaState.CANCELLED:
            gone = await keep(call, ama, state=AmaState.CANCELLED, reason=checking.reason(reason))
            await call_off(call.unit, gone, call.now)
            await tell_all(call, gone, planning.CANCELLED)
        return
    session = replace(ama.session, starts_at=at)
    there = await keep(call, ama, session=session, state=AmaState.SCHEDULED, reason="")
    await replan(call.unit, there, call.now)
    if ama.state is AmaState.CANCELLED:
        for host in there.hosts:
            await invite(call.unit, there, host, call.now)
    await tell_all(call, there, planning.MOVED)


def _outcome(one: Recurring, change: Change, after: _Changed) -> str:
    day = day_of(change.key)
    which = f", {title_of(after.ama)}," if after.ama else ""
    if after.at is None:
        return f"{day}{which} is skipped. The series goes on."
    return f"{day}{which} is {times_read.spoken(after.at, one.rule.zone)} now."


COMMANDS: tuple[AnyCommand, ...] = (do_it,)
