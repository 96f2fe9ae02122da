"""AMAs as people see them: a line in a list, a card, an announcement."""

from __future__ import annotations

from collections.abc import Mapping

from bot.amas.coming import seats_left
from bot.amas.permissions import runs
from bot.amas.values import Ama, AmaState, Announcement, Coming, Invitation, Part, Usual
from bot.amas.words import LEADS, answering, filled, host_names, where_of, words_of
from bot.identity import Place
from bot.replies import Bold, Button, Card, ChannelLink, Code, Fact, Inline, Italic, Section, Style, Text, Time, text
from bot.requests import Call
from commands.amas.which import fact

#: Names of those who come that hosts and organisers are shown.
SHOWN_NAMES = 30
_ANSWERS = {
    Coming.COMING: "You come.",
    Coming.WAITING: "You wait for a seat.",
    Coming.MAYBE: "Maybe you come.",
    Coming.NO: "You do not come.",
}
_STATES = {
    AmaState.SCHEDULED: "",
    AmaState.LIVE: "It goes on now. ",
    AmaState.CLOSED: "It is over. ",
    AmaState.CANCELLED: "It is cancelled. ",
}


def answers(ama: Ama) -> tuple[Button, ...]:
    """The buttons by which people say whether they come; none once it is over or cancelled."""
    if not ama.state.is_open:
        return ()
    return (
        _answer(ama, "Coming", Coming.COMING, Style.MAIN),
        _answer(ama, "Maybe", Coming.MAYBE, Style.PLAIN),
        _answer(ama, "Not coming", Coming.NO, Style.PLAIN),
    )


def invited(ama: Ama) -> tuple[Button, ...]:
    """The buttons by which somebody who is invited says whether they host it."""
    number = {"number": ama.id}
    return (
        Button(label="Accept", command=("ama", "accept"), args=number, style=Style.MAIN),
        Button(label="Decline", command=("ama", "turn-down"), args=number),
        Button(label="Other times", command=("ama", "other-times"), args=number),
    )


def actions(ama: Ama) -> tuple[Button, ...]:
    """The buttons under an announcement and under a card: whether people come, and what they want to know."""
    ask = Button(label="Ask", command=("ama", "ask-form"), args={"number": ama.id})
    return (*answers(ama), ask) if ama.state.is_open else ()


def _answer(ama: Ama, label: str, answer: Coming, style: Style) -> Button:
    return Button(label=label, command=("ama", "come"), args={"number": ama.id, "answer": answer.value}, style=style)


def facts(ama: Ama, where: Inline | None = None) -> tuple[Fact, ...]:
    """What everybody wants to know, as it is now. ``where``: what the place is called, unless this stands in it."""
    session = ama.session
    shown: dict[str, Inline] = {
        "When": Time(session.starts_at),
        "Length": f"{session.minutes} minutes",
        f"Host{'s' if len(answering(ama)) > 1 else ''}": host_names(ama),
        "Where": where or where_of(ama),
    }
    helpers = ", ".join(host.name for host in ama.hosts if host.part is Part.HELPER)
    more = {
        "Helpers": helpers,
        "Language": session.language or "",
        "Seats": f"{session.capacity:,}" if session.capacity else "",
        "Tags": " ".join(f"#{name}" for _, name in ama.tags),
    }
    shown |= {name: value for name, value in more.items() if value}
    return tuple(Fact(name=name, value=(value,)) for name, value in shown.items())


def _seen_from(ama: Ama, place: Place) -> Inline:
    """Where people meet, for who may be somewhere else: in a direct message, say."""
    near = [one.channel for one in ama.places if (one.platform, one.workspace) == (place.platform, place.workspace)]
    if ama.session.meets_at or place.channel in near or place.thread in near:
        return where_of(ama)
    return ChannelLink(near[0]) if near else "where it is announced"


def announcement(ama: Ama, part: Announcement, usual: Mapping[Announcement, Usual], lead: Text = ()) -> Card:
    """The announcement of a part; ``lead``: what it begins with, instead of which part it is."""
    words = filled(words_of(ama, part, usual), ama)
    return Card(
        title=f"AMA {ama.id}: {ama.session.title}",
        sections=(Section(text=(*(lead or text(Bold(LEADS[part]))), *(("\n", *words) if words else ()))),),
        facts=facts(ama),
        actions=actions(ama),
    )


def cancelled(ama: Ama) -> Card:
    """What stands in the place of the announcements of an AMA that was cancelled."""
    return Card(
        title=f"AMA {ama.id}: {ama.session.title}",
        sections=(Section(text=text(Bold("Cancelled"), "\n", Italic(ama.reason))),),
    )


def moved_away(ama: Ama) -> Card:
    """What stands in the place of its announcements where it is no longer held."""
    words = text(Bold("Not held here any more"), "\n", Code(f"/ama show {ama.id}"), " says where it is.")
    return Card(title=f"AMA {ama.id}: {ama.session.title}", sections=(Section(text=words),))


def line_of(ama: Ama) -> Text:
    """An AMA as a line of a list."""
    tags = "".join(f" #{name}" for _, name in ama.tags)
    state = _STATES[ama.state]
    return text(
        Bold(f"{ama.id} {ama.session.title}"),
        " · ",
        Time(ama.session.starts_at),
        f" · {host_names(ama)}{tags}",
        f" · {state.rstrip('. ')}" if state else "",
    )


async def ama_card(call: Call, ama: Ama, outcome: str = "") -> Card:
    """An AMA with all that somebody may know about it, and the buttons they need."""
    tally = await call.unit.amas.tally(ama.community, ama.id)
    interested = await call.unit.amas.interested(ama.community, ama.id)
    mine = await call.unit.amas.attendance(ama.community, ama.id, call.member.id)
    state = _STATES[ama.state] + (f"{ama.reason} " if ama.reason else "")
    own = _ANSWERS[mine.answer] if mine else ""
    about = "\n".join(filter(None, (ama.session.about, f"{state}{own}".strip())))
    sections = [Section(text=text(about))] if about else []
    if runs(ama, call.member.id, call.role):
        sections += await _for_hosts(call, ama)
    return Card(
        title=outcome or f"AMA {ama.id}: {ama.session.title}",
        sections=tuple(sections),
        facts=(
            *((fact("Title", ama.session.title),) if outcome else ()),
            *facts(ama, _seen_from(ama, call.place)),
            fact("Comes", counted(ama, tally, interested)),
        ),
        actions=actions(ama),
    )


def counted(ama: Ama, tally: Mapping[Coming, int], interested: Mapping[str, int] | None = None) -> str:
    """How many come, may come and wait: ``12 of 20, 3 maybe, 2 waiting``; and who is interested by other lists.

    ``interested``: how many there are on a platform's own list, which may be the same people.
    """
    taken = tally.get(Coming.COMING, 0)
    capacity = ama.session.capacity
    parts = [f"{taken:,} of {capacity:,}" if capacity else f"{taken:,}"]
    parts += [
        f"{tally[one]:,} {word}" for one, word in ((Coming.MAYBE, "maybe"), (Coming.WAITING, "waiting")) if one in tally
    ]
    lists = [f"; on {one.capitalize()}'s own list: {count:,} interested" for one, count in (interested or {}).items()]
    return ", ".join(parts) + (" (full)" if seats_left(ama, taken) == 0 else "") + "".join(lists)


async def _for_hosts(call: Call, ama: Ama) -> list[Section]:
    """What its hosts and organisers are shown besides: who comes, and what is not settled yet."""
    lines = [text(f"{host.name} has not accepted yet.") for host in ama.hosts if host.state is Invitation.INVITED]
    lines += [text(f"{host.name} has declined.") for host in ama.hosts if host.state is Invitation.DECLINED]
    lines += [text(f"{one.name} proposes other times: {one.other_times}") for one in ama.hosts if one.other_times]
    if not await has_host(call, ama):
        name = Code(f"/ama helper {ama.id} @name do:host")
        lines.append(text("Nobody hosts it any more. Name somebody with ", name, "."))
    people = await call.unit.amas.attendances(ama.community, ama.id)
    coming = [one.member.name for one in people if one.answer is Coming.COMING]
    if coming:
        more = f" and {len(coming) - SHOWN_NAMES:,} more" if len(coming) > SHOWN_NAMES else ""
        lines.append(text(f"Coming: {', '.join(coming[:SHOWN_NAMES])}{more}"))
    parts = [part for line in lines for part in ("\n", *line)]
    return [Section(text=tuple(parts[1:]))] if parts else []


async def has_host(call: Call, ama: Ama) -> bool:
    """Whether anybody hosts it whom one can still reach: somebody from outside, or a member who has not left."""
    for host in ama.hosts:
        if host.part is not Part.HOST or host.state is Invitation.DECLINED:
            continue
        if host.member is None or await call.unit.deliveries.accounts(ama.community, host.member):
            return True
    return False
