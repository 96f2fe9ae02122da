"""Taking part in buddies: how many at a time, what stands, and no new ones for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot import when
from bot.buddies.looking import look_soon
from bot.buddies.values import MOST, Buddy, Pair
from bot.errors import InvalidInput, NotFound
from bot.replies import Bold, Button, Card, Code, Fact, Reply, Section, Text, Time, done, said
from bot.requests import Call
from bot.spec import Moment, Whole, command

#: Weeks that a button offers, and the most that can be said.
OFFERED_WEEKS, MOST_WEEKS = (2, 4, 8), 52
_NOT_THERE = ("You do not take part in buddies.", "Say /buddy join first.")


@command(
    "buddy",
    "join",
    about="Be introduced to somebody who shares a tag with you; say it again to change how many",
    options=[
        Whole(name="most", about="Buddies at a time, 1 to 5; 1 if you say nothing", bare=True, least=1, most=MOST)
    ],
)
async def join(call: Call, most: int = 0) -> Reply:
    before = await call.unit.buddies.get(call.community.id, call.member.id)
    buddy = before or Buddy(member=call.member.id, waits_since=call.now)
    buddy = replace(buddy, most=most or buddy.most, snoozed_until=None)
    await call.unit.buddies.save(call.community.id, buddy)
    await look_soon(call.unit.deliveries, call.community.id, call.place, call.now)
    return done(*await _joined(call, buddy), actions=(Button(label="Show", command=("buddy", "show")),))


async def _joined(call: Call, buddy: Buddy) -> Text:
    times = "one buddy" if buddy.most == 1 else f"{buddy.most} buddies"
    lead = f"You take part, with {times} at a time. "
    if not await call.unit.preferences.interests(call.community.id, call.member.id):
        hint = "Nobody can be found yet: say what you want to learn, or can help with, by "
        return (lead, hint, Code("/me preferences"), ".")
    promise = (
        "The bot looks for somebody who shares a tag with you and is awake when you are, and writes to you both. They "
        "read your name and that tag, nothing else that you have said."
    )
    return (lead, promise)


@command("buddy", "show", about="Your buddies, and how you take part", reads=True)
async def show(call: Call) -> Reply:
    buddy = await call.unit.buddies.get(call.community.id, call.member.id)
    pairs = await call.unit.buddies.pairs(call.community.id, call.member.id)
    avoided = await call.unit.buddies.avoided(call.community.id, call.member.id)
    facts = [Fact(name="You take part", value=_part(buddy, call.now))]
    if avoided:
        facts.append(Fact(name="You avoid", value=(", ".join(one.name for one in avoided),)))
    if buddy is None:
        actions = (Button(label="Take part", command=("buddy", "join")),)
    elif buddy.is_snoozed(call.now):
        actions = (Button(label="Go on now", command=("buddy", "snooze"), args={"weeks": 0}),)
    else:
        actions = (Button(label="Snooze", command=("buddy", "snooze")),)
    sections = tuple(_section(call, pair) for pair in pairs) or (Section(text=("You have no buddy just now.",)),)
    return Card(title="Buddies", sections=sections, facts=tuple(facts), actions=actions, footer=("Only you see this.",))


def _part(buddy: Buddy | None, now: datetime) -> Text:
    if buddy is None:
        return ("no",)
    times = f"yes, with {buddy.most} at a time"
    if buddy.snoozed_until is not None and buddy.is_snoozed(now):
        return (f"{times}; nobody new before ", Time(buddy.snoozed_until))
    return (times,)


def _section(call: Call, pair: Pair) -> Section:
    other = pair.members[1 - (pair.side(call.member.id) or 0)]
    end = Button(label=f"End with {other.name}"[:40].strip(), command=("buddy", "end"), args={"pair": pair.id})
    return Section(
        text=(Bold(other.name), f" · over {pair.over} · since ", Time(pair.introduced_at)),
        actions=(end,),
    )


@command(
    "buddy",
    "snooze",
    about="Be introduced to nobody new for a while",
    options=[
        Moment(name="until", about="Until then, for example 2027-01-07 9:00", bare=True),
        Whole(name="weeks", about="For so many weeks; 0 to go on at once", most=MOST_WEEKS),
    ],
)
async def snooze(call: Call, until: str = "", weeks: int = -1) -> Reply:
    buddy = await call.unit.buddies.get(call.community.id, call.member.id)
    if buddy is None:
        raise NotFound(*_NOT_THERE)
    if weeks >= 0 and until:
        raise InvalidInput("That is an end twice.", "Say either weeks or until.", field="until")
    if weeks < 0 and not until:
        return said(
            "For how long do you want to be introduced to nobody new?", actions=tuple(map(_weeks, OFFERED_WEEKS))
        )
    end = await _end(call, weeks, until)
    await call.unit.buddies.save(call.community.id, replace(buddy, snoozed_until=end))
    if end is None:
        await look_soon(call.unit.deliveries, call.community.id, call.place, call.now)
        return done("You may be introduced to somebody new again.")
    return done("You are introduced to nobody new before ", Time(end), ". The buddies you have stay.")


async def _end(call: Call, weeks: int, until: str) -> datetime | None:
    if not until:
        return call.now + timedelta(weeks=weeks) if weeks else None
    _quiet, zone = await call.unit.deliveries.rest(call.community.id, call.member.id)
    reading = when.parse(until, zone, call.now)
    if reading.at > call.now + timedelta(weeks=MOST_WEEKS):
        message = f"{reading.spoken} is more than a year ahead."
        raise InvalidInput(message, "Say /buddy leave instead, and /buddy join later.", field="until")
    return reading.at


def _weeks(count: int) -> Button:
    return Button(label=f"{count} weeks", command=("buddy", "snooze"), args={"weeks": count})
