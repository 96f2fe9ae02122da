"""``/ama schedule``: from words to a card that says what they mean, and only then to an AMA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot import when
from bot.amas import planning
from bot.amas.checking import LEAST_MINUTES, LEAST_QUESTIONS, MOST_MINUTES, MOST_QUESTIONS, MOST_SEATS
from bot.amas.values import AmaState, NewAma, ProposalState
from bot.errors import AlreadyExists
from bot.identity import Role
from bot.replies import Button, Card, ChannelLink, Fact, Field, Form, Inline, Reply, Section, Style, Update, said
from bot.requests import Call
from bot.spec import AnyOption, Channel, Someone, Text, Whole, YesNo, command
from bot.typed import quoted
from commands.amas.cards import ama_card
from commands.amas.publishing import publish, resting
from commands.amas.times import concerns, times
from commands.amas.wanted import DRAFT, Asked, Wanted, packed, read, unpacked
from commands.amas.which import WHEN, fact
from commands.completing import last_name
from commands.facts import close_notice, used_tags

#: What may be said about an AMA, when it is made and later.
DETAILS: Sequence[AnyOption] = (
    Text(name="about", about="What it is about", is_long=True, max_characters=2_000),
    Text(name="tags", about="Tags, parted by spaces or commas", complete=last_name, max_characters=700),
    Whole(name="minutes", about="How many minutes it takes, 60 usually", least=LEAST_MINUTES, most=MOST_MINUTES),
    Whole(name="capacity", about="Seats; 0 for as many as like", most=MOST_SEATS),
    Text(name="where", about="Where people meet: a channel, a stage, an address", max_characters=200),
    Text(name="language", about="In which language, for example en", max_characters=20),
    YesNo(name="review", about="Whether questions are looked at before everybody sees them"),
    Whole(name="questions", about="Questions that one person may ask", least=LEAST_QUESTIONS, most=MOST_QUESTIONS),
)
_TITLE = Text(name="title", about="What it is about, in a few words", required=True, bare=True, max_characters=100)


@command(
    "ama",
    "schedule",
    about="Schedule an AMA; you are shown what it means before anything is saved",
    allow=Role.ORGANISER,
    options=[
        _TITLE,
        WHEN,
        Someone(name="host", about="Who answers; you, if nobody is named"),
        Text(name="guests", about="More hosts, parted by commas: mentions, or names of people from outside"),
        *DETAILS,
        Channel(name="channel", about="Where it is announced and held; else the channel of announcements, or here"),
        Whole(name="proposal", about="The number of the proposal that it comes from", least=1),
    ],
)
async def schedule(
    call: Call,
    title: str,
    when: str,
    host: str = "",
    guests: str = "",
    about: str = "",
    tags: str = "",
    minutes: int = 0,
    capacity: int = 0,
    where: str = "",
    language: str = "",
    review: bool = False,
    questions: int = 0,
    channel: str = "",
    proposal: int = 0,
) -> Reply:
    typed: Asked = {
        "title": title, "when": when, "host": host, "guests": guests, "about": about, "tags": tags,
        "minutes": minutes, "capacity": capacity, "where": where, "language": language, "review": review,
        "questions": questions, "channel": channel, "proposal": proposal,
    }  # fmt: skip
    return await _confirmation(call, {name: value for name, value in typed.items() if value})


@command(
    "ama", "again", about="Show what it means with another time", allow=Role.ORGANISER, is_typed=False, options=[DRAFT]
)
async def again(call: Call, draft: str) -> Reply:
    shown = await _confirmation(call, unpacked(draft))
    assert not isinstance(shown, Form), "a confirmation asks nothing"
    return shown


async def _confirmation(call: Call, asked: Asked) -> Card | Reply:
    try:
        wanted = await read(call, asked)
    except when.Unclear as unclear:
        return _which(asked, unclear)
    # Read again later, "tomorrow" would be another day: what was understood is what is carried on.
    draft = packed({**asked, "when": wanted.reading.spoken})
    return Card(
        title="Schedule this AMA?",
        sections=await concerns(call, wanted.session.starts_at, wanted.session.minutes),
        facts=await _facts(call, wanted),
        actions=(
            Button(label="Confirm", command=("ama", "book"), args={"draft": draft}, style=Style.MAIN),
            Button(label="Change", command=("ama", "change"), args={"draft": draft}),
        ),
        footer=("Nothing is saved yet.",),
    )


def _which(asked: Asked, unclear: when.Unclear) -> Reply:
    """Asks which of the times is meant, on the night on which clocks change."""
    buttons = tuple(
        Button(
            label=quoted(offer.spoken, 40),
            command=("ama", "again"),
            args={"draft": packed({**asked, "when": offer.spoken})},
        )
        for offer in unclear.offers
    )
    return said(f"{unclear.message} Which do you mean?", actions=buttons)


async def _facts(call: Call, wanted: Wanted) -> tuple[Fact, ...]:
    session = wanted.session
    members = {host.member: host.name for host in wanted.hosts if host.member is not None}
    known = await call.unit.tags.named(call.community.id, wanted.tag_names)
    shown: dict[str, Inline] = {
        "Length": f"{session.minutes} minutes",
        f"Host{'s' if len(wanted.hosts) > 1 else ''}": ", ".join(host.name for host in wanted.hosts),
        "Announced in": ChannelLink(wanted.place.channel),
    }
    more = {
        "About": session.about,
        "Where": session.meets_at,
        "Seats": f"{session.capacity:,}" if session.capacity else "",
        "Tags": " ".join(f"#{known[name].name if name in known else f'{name} (new)'}" for name in wanted.tag_names),
        "Language": session.language or "",
        "Questions": f"{session.questions_each} each{', looked at first' if session.is_reviewed else ''}",
    }
    facts = (Fact(name=name, value=(value,)) for name, value in (shown | {k: v for k, v in more.items() if v}).items())
    return (fact("Title", session.title), *await times(call, session.starts_at, members), *facts)


@command(
    "ama", "change", about="Change what is about to be scheduled", allow=Role.ORGANISER, is_typed=False, options=[DRAFT]
)
async def change(_call: Call, draft: str) -> Reply:
    return asking(unpacked(draft))


def asking(asked: Mapping[str, str | int | bool]) -> Form:
    """The form that asks for what an AMA needs first, with what is known in it."""
    labels = {
        "title": _TITLE.about,
        "when": "When: tue 18:00, 2026-12-01 18:00 Berlin",
        "guests": "More hosts, parted by commas",
        "about": "What it is about",
        "tags": "Tags, parted by spaces or commas",
    }
    fields = tuple(
        Field(
            option=name,
            label=label,
            value=str(asked.get(name, "")),
            required=name in {"title", "when"},
            is_long=name == "about",
        )
        for name, label in labels.items()
    )
    known = {name: value for name, value in asked.items() if name not in labels}
    return Form(title="Schedule an AMA", command=("ama", "schedule"), fields=fields, known=known)


@command(
    "ama",
    "book",
    about="Save what was shown",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[
        DRAFT,
        Text(name="tags", about="Tags, parted by spaces", max_characters=700),
        YesNo(name="new-tags", about="Make new tags even if similar ones exist"),
    ],
)
async def book(call: Call, draft: str, tags: str = "", new_tags: bool = False) -> Reply:
    asked = unpacked(draft)
    wanted = await read(call, asked | ({"tags": tags} if tags else {}))
    await _expect_new(call, wanted)
    used = await used_tags(call, wanted.tag_names, insists=new_tags)
    if used.close:
        return close_notice(("ama", "book"), {"draft": draft}, wanted.tag_names, used.close)
    new = NewAma(
        session=wanted.session,
        hosts=wanted.hosts,
        places=(wanted.place,),
        tags=tuple(tag.id for tag in used.tags),
        proposal=wanted.proposal.id if wanted.proposal else None,
    )
    ama = await call.unit.amas.add(call.community.id, new, call.member.id, call.now)
    await publish(call.unit, ama, call.now)
    await _settle(call, wanted, ama.id)
    card = await ama_card(call, ama, f"Scheduled as AMA {ama.id}")
    waits = await resting(call.unit, ama, call.now)
    return Update(reply=replace(card, sections=(*card.sections, Section(text=(waits,)))) if waits else card)


async def _expect_new(call: Call, wanted: Wanted) -> None:
    """Raises AlreadyExists for the same once more: a button that was pressed twice makes one AMA."""
    at, moment = wanted.session.starts_at, timedelta(seconds=1)
    there = await call.unit.amas.between(call.community.id, at - moment, at + moment, (AmaState.SCHEDULED,), count=20)
    for one in there:
        if one.session.title == wanted.session.title and one.session.starts_at == at:
            raise AlreadyExists(f"That is scheduled already, as AMA {one.id}.", f"See /ama show {one.id}.")


async def _settle(call: Call, wanted: Wanted, number: int) -> None:
    """Let a proposal be done, and tell who made it."""
    proposal = wanted.proposal
    if proposal is None:
        return
    await call.unit.amas.settle_proposal(call.community.id, proposal.id, ProposalState.SCHEDULED)
    if proposal.made_by.id != call.member.id:
        await planning.tell_proposer(call.unit.deliveries, call.community.id, proposal, {"ama": number}, call.now)
