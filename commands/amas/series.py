"""``/ama series``: an AMA that recurs, its next dates, and its end. What is to be done is shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot import series as recurrence
from bot import when as times_read
from bot.amas.permissions import expect_open
from bot.amas.values import Ama
from bot.errors import AlreadyExists, InvalidInput, NotFound
from bot.identity import AmaId, Role
from bot.replies import Bold, Button, Card, Page, Reply, Section, Style, Update, done, said, text
from bot.requests import Call
from bot.series import Occurrence, Recurring, Series
from bot.spec import AnyCommand, Moment, Pick, Text, Whole, command
from commands.amas import dates
from commands.amas.dates import Change, confirmation, day_of, ended_with, key_in
from commands.amas.recurring import AHEAD, fill
from commands.amas.which import NUMBER, SEQUENCE, fact, find, offered_times, title_of

#: Dates that are shown of one series, and series on one page.
SHOWN, LISTED = 5, 8
_PATH = ("ama", "series")


@command(
    *_PATH,
    about="Let an AMA recur; skip, move or put back single dates, or let no more be made",
    allow=Role.ORGANISER,
    options=[
        Whole(name="number", about="Any AMA of the series, or the one it begins with", bare=True, least=1),
        Text(
            name="every",
            about="How often: every 2 weeks until 2027-06-01, monthly on the 2nd tuesday 10 times",
            bare=True,
        ),
        Pick(name="do", about="What is done; like: each begins like this AMA", choices=(*dates.DOING, "end", "like")),
        Text(name="date", about="Which date of the series, or its last: 2026-12-15", max_characters=40),
        Moment(name="when", about="When that one is instead, for example wed 18:00", complete=offered_times),
        Text(name="reason", about="Why that one does not take place, as everybody reads it", max_characters=500),
    ],
)
async def series(
    call: Call, number: int = 0, every: str = "", do: str = "", date: str = "", when: str = "", reason: str = ""
) -> Reply:
    if not number:
        return await _listing(call, 0)
    ama = await find(call, number)
    one = await _of(call, ama)
    if every:
        return _beginning(call, ama, one, every)
    if one is None:
        hint = f"Let it recur, for example every 2 weeks: /ama series {number} every 2 weeks"
        raise NotFound(f"AMA {number} belongs to no series.", hint)
    match do:
        case "":
            # Whatever kept the next ones from being made is made good by looking.
            await fill(call.unit, one, call.now)
            return await series_card(call, one)
        case "like":
            await call.unit.series.save(replace(one, like=ama.id))
            return done(f"Each further one of the series begins like {title_of(ama)}. Those made already stay.")
        case "end":
            return await _ending(call, one, date)
        case _:
            return await confirmation(call, one, Change(do=do, key=key_in(date), when=when, reason=reason))


async def _of(call: Call, ama: Ama) -> Recurring | None:
    return None if ama.series is None else await call.unit.series.get(call.community.id, ama.series)


def _beginning(call: Call, ama: Ama, one: Recurring | None, every: str) -> Card:
    rule = _rule(ama, one, every)
    coming = [date.spoken for date in recurrence.occurrences(rule, call.now, SHOWN)]
    args: dict[str, str | int | bool] = {"number": ama.id, "every": every, "sequence": ama.sequence}
    return Card(
        title=f"Let AMA {ama.id} “{ama.session.title}” recur?",
        sections=(Section(text=text(f"The next {AHEAD} dates always have an AMA, announced like this one.")),),
        facts=(fact("Series", recurrence.told(rule)), fact("Dates", ", ".join(coming))),
        actions=(Button(label="Confirm", command=("ama", "series-begin"), args=args, style=Style.MAIN),),
        footer=("Nothing is saved yet.",),
    )


def _rule(ama: Ama, one: Recurring | None, every: str) -> Series:
    """The rule that the words mean, from this AMA on. Raises InvalidInput, and AlreadyExists for one that recurs."""
    if one is not None and one.ended_at is None:
        message = f"AMA {ama.id} belongs to a series: {recurrence.told(one.rule)}."
        raise AlreadyExists(message, f"End it first: /ama series {ama.id} do:end")
    expect_open(ama)
    wall = times_read.shown(ama.session.starts_at, ama.session.zone)
    rule = recurrence.parse(every, wall, ama.session.zone)
    if rule.first.date() != wall.date():
        message = f"AMA {ama.id} is on {times_read.told_day(wall)}, which is no date of that series."
        hint = f"The next one would be {times_read.told_day(rule.first)}: move the AMA there first."
        raise InvalidInput(message, hint, field="every")
    return rule


@command(
    "ama",
    "series-begin",
    about="Let it recur as it was shown",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[NUMBER, Text(name="every", about="How often", required=True), SEQUENCE],
)
async def begin(call: Call, number: int, every: str, sequence: int) -> Update:
    ama = await find(call, number)
    rule = _rule(ama, await _of(call, ama), every)
    if sequence != ama.sequence:
        raise AlreadyExists(f"Somebody has changed AMA {number} meanwhile.", f"See /ama show {number}.")
    one = await call.unit.series.add(call.community.id, rule, ama.id, call.member.id)
    await call.unit.series.adopt(one, ama.id, rule.first.date().isoformat())
    await fill(call.unit, one, call.now)
    return Update(reply=await series_card(call, one, f"AMA {number} recurs from now on"))


async def series_card(call: Call, one: Recurring, outcome: str = "") -> Card:
    """A series with its next dates, and what can be done about each."""
    like = await find(call, one.like)
    coming = list(recurrence.occurrences(one.rule, call.now, SHOWN)) if one.ended_at is None else []
    made = await call.unit.series.made(one, [date.key for date in coming])
    sections = [Section(text=text(Bold(recurrence.told(one.rule)), "" if coming else ". No more are made."))]
    sections += [_dated(one, date, made) for date in coming]
    sections += [_skipped(one, key) for key in _skipped_keys(call, one)]
    return Card(
        title=outcome or f"Series “{like.session.title}”",
        sections=tuple(sections),
        actions=(_button("End it", one, do="end"),) if coming else (),
    )


def _dated(one: Recurring, date: Occurrence, made: Mapping[str, AmaId]) -> Section:
    number = f" · AMA {made[date.key]}" if date.key in made else ""
    moved = f" · instead of {day_of(date.key)}" if date.is_moved else ""
    back = _button("Put back", one, do="restore", date=date.key)
    actions = (_button("Skip", one, do="skip", date=date.key), _button("Move", one, do="move", date=date.key))
    return Section(text=text(f"{date.spoken}{number}{moved}"), actions=(*actions, back) if date.is_moved else actions)


def _skipped_keys(call: Call, one: Recurring) -> list[str]:
    """Dates ahead that are skipped, as many as are shown of others."""
    today = times_read.shown(call.now, one.rule.zone).date().isoformat()
    keys = [different.key for different in one.rule.different if different.moved_to is None]
    return [key for key in keys if key >= today][:SHOWN] if one.ended_at is None else []


def _skipped(one: Recurring, key: str) -> Section:
    day = day_of(key)
    return Section(text=text(f"{day} · skipped"), actions=(_button("Put back", one, do="restore", date=key),))


def _button(label: str, one: Recurring, **args: str) -> Button:
    return Button(label=label, command=_PATH, args={"number": one.like, **args})


async def _listing(call: Call, after: int) -> Reply:
    found = await call.unit.series.going(call.community.id, after, LISTED + 1)
    if not found:
        return said("No AMA recurs. Let one: /ama series and its number, every 2 weeks")
    sections = [await _listed(call, one) for one in found[:LISTED]]
    card = Card(title="AMAs that recur", sections=tuple(sections))
    if len(found) <= LISTED:
        return Page(card=card)
    more = Button(label="More", command=("ama", "series-page"), args={"after": found[LISTED - 1].id})
    return Page(card=card, older=more)


async def _listed(call: Call, one: Recurring) -> Section:
    like = await find(call, one.like)
    date = next(recurrence.occurrences(one.rule, call.now, 1), None)
    coming = f"next {date.spoken}" if date else "no date is left"
    return Section(
        text=text(Bold(like.session.title), f" · {recurrence.told(one.rule)} · {coming}"),
        actions=(_button("Show", one),),
    )


@command(
    "ama",
    "series-page",
    about="Turn the page of series",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[Whole(name="after", about="The last series of the page before")],
)
async def turn(call: Call, after: int = 0) -> Reply:
    shown = await _listing(call, after)
    return Update(reply=shown) if isinstance(shown, Page) else shown


async def _ending(call: Call, one: Recurring, date: str, note: str = "") -> Reply:
    if one.ended_at is not None:
        raise InvalidInput("This series has ended already.", "Its AMAs are cancelled one by one, with /ama cancel.")
    last = key_in(date) if date else await _last_made(call, one)
    ended_with(one.rule, last)
    behind = await _made_behind(call, one, last)
    stay = f" AMA {' and '.join(map(str, behind))} stay; cancel them with /ama cancel." if behind else ""
    button = Button(
        label="End it", command=("ama", "series-end"), args={"number": one.like, "date": last}, style=Style.DANGER
    )
    day = day_of(last)
    return said(f"{note}Let {day} be the last date of the series? No more are made.{stay}", actions=(button,))


async def _last_made(call: Call, one: Recurring) -> str:
    """The last date that has an AMA; today, where none is ahead."""
    coming = [date.key for date in recurrence.occurrences(one.rule, call.now, SHOWN)]
    made = await call.unit.series.made(one, coming)
    today = times_read.shown(call.now, one.rule.zone).date()
    return max(made, default=max(today, one.rule.first.date()).isoformat())


async def _made_behind(call: Call, one: Recurring, last: str) -> list[int]:
    coming = [date.key for date in recurrence.occurrences(one.rule, call.now, SHOWN) if date.key > last]
    return sorted((await call.unit.series.made(one, coming)).values())


@command(
    "ama",
    "series-end",
    about="Let it end as it was shown",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[NUMBER, Text(name="date", about="The last date", required=True)],
)
async def end(call: Call, number: int, date: str) -> Update:
    one = await _of(call, await find(call, number))
    if one is None or one.ended_at is not None:
        raise InvalidInput("That series has ended already.", "See /ama series for those that go on.")
    last = key_in(date)
    shorter = replace(one, rule=ended_with(one.rule, last))
    coming = list(recurrence.occurrences(shorter.rule, call.now, SHOWN))
    made = await call.unit.series.made(one, [one.key for one in coming])
    is_over = all(one.key in made for one in coming)
    await call.unit.series.save(replace(shorter, ended_at=call.now if is_over else None))
    return Update(reply=done(f"The series ends with {day_of(last)}. What was announced already stays."))


COMMANDS: tuple[AnyCommand, ...] = (series, begin, turn, end, *dates.COMMANDS)
