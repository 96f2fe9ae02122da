"""An AMA that changes: its details, its time, its places; and one that does not take place, or does after all."""

from __future__ import annotations

from dataclasses import replace

from bot import tags as tagging
from bot import when as times_read
from bot.amas import checking, planning
from bot.amas.permissions import expect_ahead, expect_open, expect_runs
from bot.amas.seating import let_in
from bot.amas.values import Ama, AmaState
from bot.errors import InvalidInput
from bot.identity import Place
from bot.replies import Bold, Button, Card, ChannelLink, Reply, Section, Style, Update, done, said, text
from bot.requests import Call
from bot.spec import Channel, Moment, Pick, Text, command
from commands.amas.cards import ama_card
from commands.amas.publishing import again, call_off, concerned, invite, keep, replan, tell_all
from commands.amas.scheduling import DETAILS
from commands.amas.times import concerns, times
from commands.amas.wanted import Asked, session_changes
from commands.amas.which import NUMBER, SEQUENCE, WHEN, find, member_hosts, title_of, zone_for
from commands.facts import close_notice, used_tags

_TIME = Moment(name="when", about="When it starts", required=True)
_REASON = Text(name="reason", about="Why, as everybody reads it", required=True, bare=True, max_characters=500)


@command(
    "ama",
    "edit",
    about="Change what is said about an AMA; what was posted is changed along",
    options=[NUMBER, Text(name="title", about="Another title", max_characters=100), *DETAILS],
)
async def edit(
    call: Call,
    number: int,
    title: str = "",
    about: str = "",
    tags: str = "",
    minutes: int | None = None,
    capacity: int | None = None,
    where: str = "",
    language: str = "",
    review: bool | None = None,
    questions: int | None = None,
) -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    expect_open(ama)
    typed: dict[str, str | int | bool | None] = {
        "title": title, "about": about, "minutes": minutes, "capacity": capacity, "where": where,
        "language": language, "review": review, "questions": questions,
    }  # fmt: skip
    asked: Asked = {name: value for name, value in typed.items() if value is not None and value != ""}
    if not asked and not tags:
        raise InvalidInput("Nothing was said to change.", "For example /ama edit 1 minutes:90")
    session = checking.changed(ama.session, session_changes(asked))
    if tags:
        names = tagging.several("" if tags == "-" else tags)
        used = await used_tags(call, names, insists=False)
        if used.close:
            return close_notice(("ama", "edit"), {"number": number, **asked}, names, used.close)
        await call.unit.amas.set_tags(call.community.id, ama.id, [tag.id for tag in used.tags])
    changed = await keep(call, ama, session=session)
    seats = await let_in(call.unit.amas, call.unit.deliveries, changed, call.now)
    await _amended(call, changed)
    return await ama_card(call, changed, f"Changed AMA {number}{_seats(seats)}")


def _seats(count: int) -> str:
    return f"; {count:,} more {'has' if count == 1 else 'have'} a seat now" if count else ""


async def _amended(call: Call, ama: Ama) -> None:
    await planning.amend(call.unit.deliveries, ama, call.now)
    await planning.keep_events(call.unit.deliveries, ama, call.now)


@command("ama", "move", about="Give an AMA another time; you are shown what it means first", options=[NUMBER, WHEN])
async def move(call: Call, number: int, when: str) -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    expect_ahead(ama)
    try:
        reading = times_read.parse(when, await zone_for(call), call.now)
    except times_read.Unclear as unclear:
        return said(f"{unclear.message} {unclear.hint}")
    if reading.at == ama.session.starts_at:
        raise InvalidInput(f"AMA {number} is at that time already.", "Name another one.", field="when")
    return await _moving(call, ama, reading)


async def _moving(call: Call, ama: Ama, reading: times_read.Reading, note: str = "") -> Card:
    people = len(await concerned(call.unit, ama) - {call.member.id})
    told = f"{people:,} {'person is' if people == 1 else 'people are'} told." if people else "Nobody has to be told."
    before = times_read.spoken(ama.session.starts_at, await zone_for(call))
    args: dict[str, str | int | bool] = {"number": ama.id, "when": reading.spoken, "sequence": ama.sequence}
    head = Section(text=text(*((Bold(note), "\n") if note else ()), f"Now it is {before}. {told}"))
    return Card(
        title=f"Move AMA {ama.id} “{ama.session.title}”?",
        sections=(head, *await concerns(call, reading.at, ama.session.minutes, but=ama.id)),
        facts=await times(call, reading.at, member_hosts(ama)),
        actions=(Button(label="Move", command=("ama", "move-to"), args=args, style=Style.MAIN),),
        footer=("Nothing is changed yet.",),
    )


@command("ama", "move-to", about="Move it as it was shown", is_typed=False, options=[NUMBER, _TIME, SEQUENCE])
async def move_to(call: Call, number: int, when: str, sequence: int) -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    expect_ahead(ama)
    reading = times_read.parse(when, await zone_for(call), call.now)
    if sequence != ama.sequence:
        return Update(reply=await _moving(call, ama, reading, "Somebody has changed it while you were looking."))
    session = replace(ama.session, starts_at=reading.at, zone=reading.zone)
    moved = await keep(call, ama, session=session)
    await replan(call.unit, moved, call.now)
    await tell_all(call, moved, planning.MOVED)
    return Update(reply=await ama_card(call, moved, f"Moved AMA {number}"))


@command(
    "ama",
    "cancel",
    about="Let an AMA not take place; everybody who comes is told why",
    options=[NUMBER, _REASON],
)
async def cancel(call: Call, number: int, reason: str) -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    expect_open(ama)
    return await _cancelling(call, ama, checking.reason(reason))


async def _cancelling(call: Call, ama: Ama, reason: str, note: str = "") -> Reply:
    people = len(await concerned(call.unit, ama) - {call.member.id})
    told = f"{people:,} {'person is' if people == 1 else 'people are'} told" if people else "Nobody has to be told"
    at = times_read.spoken(ama.session.starts_at, await zone_for(call))
    args: dict[str, str | int | bool] = {"number": ama.id, "reason": reason, "sequence": ama.sequence}
    button = Button(label="Cancel it", command=("ama", "call-off"), args=args, style=Style.DANGER)
    return said(f"{note}Cancel {title_of(ama)}, {at}? {told}. Nothing is changed yet.", actions=(button,))


@command("ama", "call-off", about="Cancel it as it was shown", is_typed=False, options=[NUMBER, _REASON, SEQUENCE])
async def call_it_off(call: Call, number: int, reason: str, sequence: int) -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    expect_open(ama)
    if sequence != ama.sequence:
        return await _cancelling(call, ama, reason, "Somebody has changed it while you were looking. ")
    cancelled = await keep(call, ama, state=AmaState.CANCELLED, reason=checking.reason(reason))
    await call_off(call.unit, cancelled, call.now)
    people = await tell_all(call, cancelled, planning.CANCELLED)
    button = Button(label="Take it back", command=("ama", "restore"), args={"number": number})
    told = (
        f"; {people:,} {'person is' if people == 1 else 'people are'} told." if people else ". Nobody has to be told."
    )
    return done(f"AMA {number} is cancelled{told}", actions=(button,))


@command("ama", "restore", about="Let a cancelled AMA take place after all", is_typed=False, options=[NUMBER])
async def restore(call: Call, number: int) -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    if ama.state is not AmaState.CANCELLED:
        raise InvalidInput(f"AMA {number} is not cancelled.", f"See /ama show {number}.")
    if ama.session.starts_at <= call.now:
        raise InvalidInput(f"The time of AMA {number} is over.", "Schedule another one with /ama schedule.")
    restored = await keep(call, ama, state=AmaState.SCHEDULED, reason="")
    await replan(call.unit, restored, call.now)
    for host in restored.hosts:
        await invite(call.unit, restored, host, call.now)
    await tell_all(call, restored, planning.MOVED)
    return Update(reply=await ama_card(call, restored, f"AMA {number} takes place after all"))


@command(
    "ama",
    "place",
    about="Announce and hold an AMA in this channel too, or in another one; or no longer",
    options=[
        NUMBER,
        Channel(name="channel", about="Which channel; this one, if not said", bare=True),
        Pick(name="do", about="Whether it is added or taken away", choices=("add", "remove")),
    ],
)
async def place(call: Call, number: int, channel: str = "", do: str = "add") -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    expect_open(ama)
    here = Place(platform=call.place.platform, workspace=call.place.workspace, channel=channel or call.place.channel)
    _expect_sensible(ama, here, do)
    if do == "add":
        await call.unit.amas.put_place(call.community.id, ama.id, here)
    else:
        await call.unit.amas.drop_place(call.community.id, ama.id, here)
    changed = await keep(call, ama)
    await replan(call.unit, changed, call.now)
    how = "is announced and held in" if do == "add" else "is no longer announced in"
    count = len((await again(call, ama.id)).places)
    in_all = f"; {count} channels in all." if count > 1 else "; one channel is left."
    return done(f"{title_of(ama)} {how} ", ChannelLink(here.channel), in_all)


def _expect_sensible(ama: Ama, here: Place, do: str) -> None:
    """Raises InvalidInput for a place that is there, or is not, for the last one and for too many."""
    is_there = here in ama.places
    if do == "add" and is_there:
        raise InvalidInput(f"AMA {ama.id} is announced there already.", "Say it in another channel, or name one.")
    if do == "add" and len(ama.places) >= checking.PLACES:
        raise InvalidInput(f"An AMA has at most {checking.PLACES} places.", "Take one away with do:remove first.")
    if do == "remove" and not is_there:
        raise InvalidInput(f"AMA {ama.id} is not announced there.", "Say it in that channel, or name it.")
    if do == "remove" and len(ama.places) == 1:
        raise InvalidInput("It has to be held somewhere.", "Add another place first, or say /ama cancel.")
