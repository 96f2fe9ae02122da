"""Messages that the bot posts on its own, for organisers: what is due, what went wrong, and what is to be done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.amas.planning import EVENTS_CHANNEL
from bot.deliveries import Delivery, State, again, arrived, room_of, taken_back, why
from bot.delivering import CLOSED, GATHERED, MISSED, TROUBLE, UNSURE
from bot.errors import NotFound
from bot.identity import MemberId, Role
from bot.posts import Fallback, Post, Writing, about, is_confidential, is_silent, post
from bot.replies import (
    Bold,
    Button,
    Card,
    ChannelLink,
    Code,
    Fact,
    Inline,
    Mention,
    Notice,
    Page,
    Reply,
    Section,
    Style,
    Text,
    Time,
    Update,
    done,
    said,
)
from bot.requests import Call
from bot.spec import Pick, Whole, command

#: Messages on one page of a list.
PAGE = 10
#: Messages among which those that were just missed are looked for.
_LOOKED_THROUGH = 200
_STATES = {
    "due": (State.DUE, State.SENDING),
    "trouble": (State.DEAD, State.UNCERTAIN),
    "sent": (State.SENT,),
    "cancelled": (State.VOID,),
}
_SAID = {
    State.DUE: "due",
    State.SENDING: "on its way",
    State.SENT: "sent",
    State.DEAD: "not sent",
    State.UNCERTAIN: "perhaps sent",
    State.VOID: "not wanted any more",
}
#: Topics that people know by their number: ``ama:17``, and ``ama:17:people`` for messages to single people.
_NUMBERED = re.compile(r"(ama|proposal|series):(\d+)(?::.*)?")
_NAMED = {"ama": "AMA", "proposal": "proposal", "series": "series"}
_NUMBER = Whole(name="number", about="The number of the message", required=True, bare=True, least=1)


@command(
    "delivery",
    "list",
    about="Messages that the bot posts on its own: due, in trouble, sent, cancelled",
    allow=Role.ORGANISER,
    reads=True,
    options=[Pick(name="state", about="Which of them", bare=True, choices=tuple(_STATES))],
)
async def list_deliveries(call: Call, state: str = "") -> Reply:
    return await _page(call, state, None)


@command(
    "delivery",
    "turn",
    about="Turn the page of a list of messages",
    allow=Role.ORGANISER,
    reads=True,
    is_typed=False,
    options=[
        Pick(name="state", about="Which of them", choices=tuple(_STATES)),
        Whole(name="before", about="From which number on", least=0),
    ],
)
async def turn(call: Call, state: str = "", before: int = 0) -> Reply:
    return Update(reply=await _page(call, state, before or None))


async def _page(call: Call, state: str, before: int | None) -> Page | Notice:
    states = _STATES[state] if state else (*_STATES["due"], *_STATES["trouble"])
    found = await call.unit.deliveries.listed(call.community.id, states, PAGE + 1, before)
    if not found:
        return said("There are none." if state else "Nothing is due, and nothing is in trouble.")
    shown = found[:PAGE]
    people = await _people(call, shown)
    older = None
    if len(found) > PAGE:
        args: dict[str, str | int | bool] = {"before": shown[-1].id} | ({"state": state} if state else {})
        older = Button(label="Older", command=("delivery", "turn"), args=args)
    card = Card(
        title="Messages the bot posts on its own",
        sections=tuple(Section(text=_line(one, call, people)) for one in shown),
        footer=("More about one: ", Code(f"/delivery show {shown[0].id}")),
    )
    return Page(card=card, older=older)


async def _people(call: Call, found: list[Delivery]) -> Mapping[MemberId, str]:
    """The names of those whom messages are for."""
    members = {member for one in found if (member := _member(one)) is not None}
    community = call.community.id
    return {member: (await call.unit.communities.person(community, member)).member.name for member in sorted(members)}


def _member(one: Delivery) -> MemberId | None:
    """Whom it is for alone, or who is let in; None where nobody is to know, that is nobody, or they are forgotten."""
    if is_confidential(one.order.kind):
        return None
    return one.order.member if one.order.target.is_private or room_of(one.order.target) else None


def _what(one: Delivery) -> str:
    """What it is, and what it is about where that has a number."""
    numbered = _NUMBERED.fullmatch(one.order.topic)
    return f"{about(one.order.kind)}{f', {_NAMED[numbered[1]]} {numbered[2]}' if numbered else ''}"


def _line(one: Delivery, call: Call, people: Mapping[MemberId, str]) -> Text:
    reason = why(one)
    return (
        Bold(f"{one.id}"),
        f" · {_what(one)} · ",
        _where(one, call, people),
        " · ",
        Time(one.settled_at or one.order.due_at),
        f" · {_SAID[one.state]}{f': {reason}' if reason else ''}",
    )


def _where(one: Delivery, call: Call, people: Mapping[MemberId, str]) -> Inline:
    """The place, which can only be linked to from where it is; of a message to one person alone, who that is."""
    target = one.order.target
    if is_silent(one.order.kind):
        return "nothing is posted"
    is_here = (target.platform, target.workspace) == (call.place.platform, call.place.workspace)
    member = _member(one)
    person = people.get(member, "one person") if member else "one person"
    if target.is_group:
        return f"a few people together on {target.platform}"
    if target.is_private or room_of(target):
        return f"{person} on {target.platform}"
    if target.channel == EVENTS_CHANNEL:
        return f"the events on {target.platform}"
    return ChannelLink(target.channel) if is_here else f"a channel on {target.platform}"


@command(
    "delivery", "show", about="One message that the bot posts on its own", allow=Role.ORGANISER, reads=True,
    options=[_NUMBER],
)  # fmt: skip
async def show(call: Call, number: int) -> Reply:
    one = await _found(call, number)
    facts: dict[str, Inline] = {
        "What": _what(one),
        "Where": _where(one, call, await _people(call, [one])),
        "Due": Time(one.order.due_at),
        "State": _SAID[one.state],
    }
    facts |= {"Why": why(one)} if why(one) else {}
    facts |= {"Since": Time(one.settled_at)} if one.settled_at else {}
    return Card(
        title=f"Message {one.id}",
        facts=tuple(Fact(name=name, value=(value,)) for name, value in facts.items()),
        actions=_actions(one),
    )


def _actions(one: Delivery) -> tuple[Button, ...]:
    args = {"number": one.id}
    match one.state:
        case State.UNCERTAIN:
            return (
                Button(label="It arrived", command=("delivery", "arrived"), args=args, style=Style.MAIN),
                Button(label="Send again", command=("delivery", "retry"), args=args),
            )
        case State.DEAD:
            return (Button(label="Send again", command=("delivery", "retry"), args=args),)
        case State.DUE:
            return (Button(label="Do not send", command=("delivery", "cancel"), args=args, style=Style.DANGER),)
        case _:
            return ()


@command("delivery", "retry", about="Send a message again that was given up", allow=Role.ORGANISER, options=[_NUMBER])
async def retry(call: Call, number: int) -> Reply:
    one = await _decide(call, number, again)
    target = one.order.target
    channel = target.channel or f"@{target.user}"
    await call.unit.deliveries.unblock(target.platform, target.workspace, channel)
    return done(f"Message {number} is sent again now.")


@command(
    "delivery", "cancel", about="Take back a message that is not sent yet", allow=Role.ORGANISER, options=[_NUMBER]
)
async def cancel(call: Call, number: int) -> Reply:
    await _decide(call, number, taken_back)
    return done(f"Message {number} is not sent. ", Code(f"/delivery retry {number}"), " sends it after all.")


@command(
    "delivery", "arrived", about="Say that a message arrived", allow=Role.ORGANISER, is_typed=False, options=[_NUMBER]
)
async def it_arrived(call: Call, number: int) -> Reply:
    await _decide(call, number, arrived)
    return done(f"Message {number} has arrived.")


async def _decide(call: Call, number: int, rule: Callable[[Delivery, datetime], Delivery]) -> Delivery:
    one = await _found(call, number)
    changed = rule(one, call.now)
    await call.unit.deliveries.save([(changed, one.fence)], "organiser")
    return changed


async def _found(call: Call, number: int) -> Delivery:
    one = await call.unit.deliveries.get(call.community.id, number)
    if one is None:
        raise NotFound(f"There is no message {number}.", "/delivery list shows all of them.")
    return one


async def _subject(writing: Writing) -> Delivery | None:
    return await writing.unit.deliveries.get(writing.community.id, int(writing.subject.get("number", 0)))


@post(CLOSED, about="word that direct messages are closed", fallback=Fallback.NONE)
async def closed(writing: Writing) -> Notice | None:
    one = await _subject(writing)
    if one is None or one.state is not State.DEAD:
        return None
    return said(
        Mention(str(writing.subject["user"])),
        f", there is something for you ({about(one.order.kind)}), but your direct messages are closed. ",
        Code("/me messages"),
        " shows it, for your eyes only.",
    )


@post(TROUBLE, about="word that a message could not be sent", fallback=Fallback.NONE)
async def trouble(writing: Writing) -> Notice | None:
    one = await _subject(writing)
    if one is None or one.state is not State.DEAD:
        return None
    what = "Somebody could not be let in" if room_of(one.order.target) else "A message could not be sent"
    return said(
        f"{what}: {about(one.order.kind)}, message {one.id}. Why: {why(one)}. Nothing else is "
        "sent there today. When it is mended, send it again: ",
        Code(f"/delivery retry {one.id}"),
        actions=_actions(one),
    )


@post(UNSURE, about="a question whether a message arrived", fallback=Fallback.NONE)
async def unsure(writing: Writing) -> Notice | None:
    one = await _subject(writing)
    if one is None or one.state is not State.UNCERTAIN:
        return None
    return said(
        f"The platform did not say whether it took a message: {about(one.order.kind)}, message {one.id}. "
        "Please look whether it is there.",
        actions=_actions(one),
    )


@post(MISSED, about="word of messages that were missed", fallback=Fallback.NONE)
async def missed(writing: Writing) -> Card | None:
    end = writing.delivery.order.due_at
    found = await writing.unit.deliveries.listed(writing.community.id, [State.DEAD], _LOOKED_THROUGH)
    settled = ((one, one.settled_at) for one in found if one.reason == "too late")
    late = [one for one, at in settled if at is not None and end - GATHERED <= at < end]
    if not late:
        return None
    lines = tuple(
        Section(text=(Bold(f"{one.id}"), f" · {about(one.order.kind)} · was due ", Time(one.order.due_at)))
        for one in late[:PAGE]
    )
    more = (f"and {len(late) - PAGE} more; ",) if len(late) > PAGE else ()
    return Card(
        title=f"{len(late)} not sent, because their time had passed"
        if len(late) > 1
        else "Not sent: its time had passed",
        sections=lines,
        footer=(*more, "The bot was away or out of reach then. ", Code("/delivery list trouble"), " shows them."),
    )


POSTS: tuple[Post, ...] = (closed, trouble, unsure, missed)
