"""``/ama calendar``: one AMA as a file, and calendars that programs fetch for as long as their maker likes."""

from __future__ import annotations

from collections.abc import Sequence

from bot import calendars, tags
from bot.amas.values import Ama, AmaState, Invitation, Part
from bot.calendars import Choice, Entry, Feed, Kind
from bot.errors import InvalidInput, NotFound
from bot.replies import (
    DOCUMENT_CHARACTERS,
    Arguments,
    Button,
    Card,
    Code,
    Document,
    Reply,
    Section,
    Style,
    Time,
    done,
    said,
    text,
)
from bot.requests import Call
from bot.spec import AnyCommand, Pick, Text, Whole, YesNo, command
from commands.amas.which import find, title_of
from commands.completing import matching_names

_PATH = ("ama", "calendar")
_NOWHERE = (
    "Subscribing needs my web server: an administrator has to let it run, and to configure web.public_url, the address "
    "at which it is reached."
)


@command(
    *_PATH,
    about="An AMA as a file for your calendar, or a calendar that you subscribe to",
    options=[
        Whole(name="number", about="The AMA that you want as a file", bare=True, least=1),
        Pick(name="feed", about="A calendar of all AMAs, or of those you come to or host", choices=("all", "mine")),
        Text(name="tag", about="A calendar of the AMAs of one tag", complete=matching_names, max_characters=100),
        YesNo(name="anew", about="Make its address anew; the one before leads nowhere any more"),
        Pick(name="do", about="Subscribe, or let an address lead nowhere", choices=("subscribe", "revoke")),
    ],
)
async def calendar(
    call: Call, number: int = 0, feed: str = "", tag: str = "", anew: bool = False, do: str = "subscribe"
) -> Reply:
    if sum(map(bool, (number, feed, tag))) > 1:
        raise InvalidInput("That is more than one calendar.", "Name an AMA, or feed, or tag.")
    if number:
        return await _one(call, number)
    if do == "revoke":
        return await _revoked(call, feed, tag)
    if not (feed or tag):
        return await _overview(call)
    choice, title = await _chosen(call, feed, tag)
    if not call.web_address:
        return await _file(call, choice, title)
    there = await _of_choice(call, choice)
    if there and not anew:
        return _known(there)
    return await _subscribed(call, choice)


async def _one(call: Call, number: int) -> Document:
    ama = await find(call, number)
    source = await call.unit.calendars.source(call.community.id)
    words = text(
        f"{title_of(ama)} for your calendar. It stays as it is now; subscribe with ", Code("/ama calendar"), "."
    )
    content = calendars.written(title_of(ama), [entry_of(ama)], source.origin)
    return Document(name=f"ama-{ama.id}.ics", content=content, text=words)


def entry_of(ama: Ama) -> Entry:
    """An AMA as a calendar shows it."""
    session = ama.session
    hosts = [host for host in ama.hosts if host.part is Part.HOST and host.state is not Invitation.DECLINED]
    return Entry(
        number=ama.id,
        title=session.title,
        about=session.about,
        starts_at=session.starts_at,
        zone=session.zone,
        minutes=session.minutes,
        where=session.meets_at,
        hosts=tuple(host.name for host in hosts),
        tags=tuple(name for _, name in ama.tags),
        sequence=ama.sequence,
        changed_at=ama.changed_at,
        is_cancelled=ama.state is AmaState.CANCELLED,
        reason=ama.reason,
    )


async def _chosen(call: Call, feed: str, tag: str) -> tuple[Choice, str]:
    """What is wanted, and what it is called. Raises NotFound for a tag that is not there."""
    if tag:
        found = await tags.find(call.unit.tags, call.community.id, tag)
        return Choice(kind=Kind.TAG, tag=found.id), f"AMAs of {call.community.name}, #{found.name}"
    title = f"AMAs of {call.community.name}" if feed == "all" else f"My AMAs in {call.community.name}"
    return Choice(kind=Kind(feed)), title


async def _of_choice(call: Call, choice: Choice) -> Feed | None:
    mine = await call.unit.calendars.of_member(call.community.id, call.member.id)
    return next((one for one in mine if one.choice == choice), None)


async def _file(call: Call, choice: Choice, title: str) -> Document:
    """The calendar as it is now, where it cannot be subscribed to."""
    source = await call.unit.calendars.source(call.community.id)
    entries = await call.unit.calendars.entries(call.community.id, choice, call.member.id, call.now)
    content = calendars.written(title, entries, source.origin)
    while len(content) > DOCUMENT_CHARACTERS:
        # The oldest give way.
        entries = entries[len(entries) // 5 + 1 :]
        content = calendars.written(title, entries, source.origin)
    return Document(name="amas.ics", content=content, text=text(f"{_NOWHERE} This is the calendar as it is now."))


def _known(feed: Feed) -> Reply:
    args = _args(feed)
    return said(
        f"You have “{feed.title}” since ",
        Time(feed.made_at),
        ". I keep no address, so I cannot show it again; I can only make a new one.",
        actions=(
            Button(label="Make it anew", command=_PATH, args={**args, "anew": True}),
            Button(label="Revoke", command=_PATH, args={**args, "do": "revoke"}, style=Style.DANGER),
        ),
    )


async def _subscribed(call: Call, choice: Choice) -> Card:
    key = calendars.fresh_key()
    await call.unit.calendars.make(call.community.id, choice, call.member.id, calendars.hash_of(key), call.now)
    made = await _of_choice(call, choice)
    assert made, "it was made just now"
    return Card(
        title=made.title,
        sections=(
            Section(text=text("Subscribe to this address in your calendar:")),
            Section(text=text(Code(calendars.address_of(call.web_address, key)))),
        ),
        actions=(Button(label="Revoke", command=_PATH, args={**_args(made), "do": "revoke"}, style=Style.DANGER),),
        footer=("Whoever has the address can read the calendar, so keep it to yourself. It is shown only this once.",),
    )


def _args(feed: Feed) -> Arguments:
    return {"tag": feed.tag_name} if feed.choice.kind is Kind.TAG else {"feed": feed.choice.kind.value}


async def _revoked(call: Call, feed: str, tag: str) -> Reply:
    mine = await call.unit.calendars.of_member(call.community.id, call.member.id)
    wanted = _named(mine, feed, tag) if feed or tag else mine
    if not wanted:
        raise NotFound("You have no such calendar.", "See /ama calendar for those that you have.")
    for one in wanted:
        await call.unit.calendars.revoke(call.community.id, call.member.id, one.choice)
    told = " and ".join(f"“{one.title}”" for one in wanted[:3]) if len(wanted) < 4 else f"{len(wanted)} calendars"
    return done(
        f"Revoked: {told}. {'Its address leads' if len(wanted) == 1 else 'Their addresses lead'} nowhere any more."
    )


def _named(mine: Sequence[Feed], feed: str, tag: str) -> list[Feed]:
    """By the name of a tag as it is shown, so that a deleted one can be revoked as well."""
    name = tags.normalise(tag) if tag else ""
    return [one for one in mine if (one.tag_name == name if tag else one.choice.kind.value == feed)]


async def _overview(call: Call) -> Card:
    how = "Your calendar fetches them by itself: what is moved moves, and what is cancelled says so."
    mine = await call.unit.calendars.of_member(call.community.id, call.member.id)
    sections = [
        Section(
            text=text(
                how if call.web_address else f"{_NOWHERE} Until then you get files.",
                "\nThose of one tag: ",
                Code("/ama calendar tag:name"),
                "\nOne AMA, as a file: ",
                Code("/ama calendar 17"),
            )
        ),
        *(_subscribed_to(one) for one in mine),
    ]
    return Card(
        title="AMAs in your calendar",
        sections=tuple(sections),
        actions=(
            Button(label="All AMAs", command=_PATH, args={"feed": "all"}, style=Style.MAIN),
            Button(label="Those I come to or host", command=_PATH, args={"feed": "mine"}),
        ),
    )


def _subscribed_to(feed: Feed) -> Section:
    button = Button(label="Revoke", command=_PATH, args={**_args(feed), "do": "revoke"}, style=Style.DANGER)
    return Section(text=text(f"You have “{feed.title}” since ", Time(feed.made_at), "."), actions=(button,))


COMMANDS: tuple[AnyCommand, ...] = (calendar,)
