"""Which announcements are made, with which words, and how each of them will look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot import when
from bot.amas import checking, planning
from bot.amas.permissions import expect_open, expect_runs
from bot.amas.values import Ama, Announcement, Session, Usual
from bot.amas.words import PLACEHOLDERS, RECAP, WORDS, filled, unknown, words_of
from bot.errors import InvalidInput, NotAllowed
from bot.identity import Role
from bot.replies import Bold, Button, Card, Inline, Reply, Section, said, text
from bot.replies import Text as Words
from bot.requests import Call
from bot.spec import Pick, Text, Whole, YesNo, command
from commands.amas.cards import announcement
from commands.amas.publishing import keep
from commands.amas.which import NUMBER, find, zone_for

_PART = Pick(name="part", about="Which announcement", choices=tuple(Announcement))
_NAMES = {
    Announcement.SCHEDULED: "at once",
    Announcement.WEEK: "7 days before",
    Announcement.DAY: "24 hours before",
    Announcement.HOUR: "1 hour before",
    Announcement.START: "at the start",
    Announcement.RECAP: "afterwards",
}
_FOOTER = text("Placeholders: ", " ".join(f"{{{name}}}" for name in PLACEHOLDERS))


@command(
    "ama",
    "preview",
    about="How each announcement of an AMA will look, and when it is made",
    reads=True,
    options=[NUMBER, replace(_PART, bare=True)],
)
async def preview(call: Call, number: int, part: str = "") -> Reply:
    ama = await find(call, number)
    usual = await call.unit.amas.usual(call.community.id)
    if part == Announcement.RECAP:
        return said(RECAP)
    if part:
        return announcement(ama, Announcement(part), usual)
    zone = await zone_for(call)
    sections = tuple(_previewed(call, ama, one, usual, zone) for one in Announcement)
    return Card(title=f"Announcements of AMA {number} “{ama.session.title}”", sections=sections, footer=_FOOTER)


def _previewed(call: Call, ama: Ama, part: Announcement, usual: Mapping[Announcement, Usual], zone: str) -> Section:
    if part is Announcement.RECAP:
        return Section(text=text(*_head(call, ama, part, zone), "\n", RECAP))
    show = Button(label="Show", command=("ama", "preview"), args={"number": ama.id, "part": part.value})
    return Section(
        text=text(*_head(call, ama, part, zone), "\n", *filled(words_of(ama, part, usual), ama)), actions=(show,)
    )


def _head(call: Call, ama: Ama, part: Announcement, zone: str) -> Words:
    if part not in ama.session.plan:
        moment = "not made"
    elif part in planning.AHEAD:
        due = planning.due_at(ama, part, call.now)
        moment = when.spoken(due, zone) if due > call.now else f"{when.spoken(due, zone)} (over)"
    else:
        moment = _NAMES[part]
    parts: tuple[Inline, ...] = (Bold(part.value), f" · {moment}")
    return parts


@command(
    "ama",
    "plan",
    about="Which announcements an AMA gets and their words; without a number those of all AMAs from now on",
    options=[
        Whole(name="number", about="The number of the AMA; none for what is usual here", bare=True, least=1),
        _PART,
        YesNo(name="make", about="Whether this announcement is made"),
        Text(
            name="words",
            about="Its words, with {title} {when} {host} …; - for the usual ones",
            is_long=True,
            max_characters=1_500,
        ),
    ],
)
async def plan(call: Call, number: int = 0, part: str = "", make: bool | None = None, words: str = "") -> Reply:
    if part == "" and make is not None:
        raise InvalidInput("Which announcement?", "For example part:week make:no", field="part")
    if number:
        return await _plan_of(call, await find(call, number), part, make, words)
    return await _usual(call, part, make, words)


async def _plan_of(call: Call, ama: Ama, part: str, make: bool | None, words: str) -> Reply:
    expect_runs(ama, call.member.id, call.role)
    expect_open(ama)
    before = ama.session
    session = before
    if part and make is not None:
        chosen = {Announcement(part)}
        session = replace(session, plan=session.plan | chosen if make else session.plan - chosen)
    if words and part:
        hint = f"Leave part: away, or say for all AMAs: /ama plan part:{part} words:…"
        raise InvalidInput("One AMA has the same words in all its announcements.", hint, field="part")
    if words:
        session = checking.changed(session, {"announcement": "" if words == "-" else words})
    if session != before:
        ama = await keep(call, ama, session=session)
        await _follow(call, ama, before)
    return _planned(ama, _footer(words))


async def _follow(call: Call, ama: Ama, before: Session) -> None:
    """Order and void what the plan has now and has no longer; what was posted changes only where words do."""
    for part in planning.ANNOUNCING:
        if part in before.plan - ama.session.plan:
            await planning.withdraw(call.unit.deliveries, ama, call.now, part)
    await planning.announce(call.unit.deliveries, ama, call.now)
    if ama.session.announcement != before.announcement:
        await planning.amend(call.unit.deliveries, ama, call.now)


def _planned(ama: Ama, footer: Words) -> Card:
    lines = [f"{part.value}: {_NAMES[part] if part in ama.session.plan else 'not made'}" for part in Announcement]
    own = ama.session.announcement
    return Card(
        title=f"Plan of AMA {ama.id} “{ama.session.title}”",
        sections=(
            Section(text=text("\n".join(lines))),
            *((Section(text=text(Bold("Words"), "\n", own)),) if own else ()),
        ),
        actions=(Button(label="Preview", command=("ama", "preview"), args={"number": ama.id}),),
        footer=footer,
    )


async def _usual(call: Call, part: str, make: bool | None, words: str) -> Reply:
    usual = await call.unit.amas.usual(call.community.id)
    if part or words:
        if call.role < Role.ORGANISER:
            raise NotAllowed("Organisers decide what is usual here.", "Name your AMA: /ama plan 1 part:week make:no")
        if not part:
            raise InvalidInput("Which announcement?", 'For example part:day words:"{title} {when}"', field="part")
        chosen = Announcement(part)
        before = usual.get(chosen, Usual())
        after = Usual(is_made=before.is_made if make is None else make, words=_said(chosen, before, words))
        await call.unit.amas.set_usual(call.community.id, chosen, after)
        usual = {**usual, chosen: after}
    sections = tuple(_usual_part(part, usual.get(part, Usual())) for part in Announcement)
    return Card(title="What is usual here", sections=sections, footer=_footer(words))


def _footer(words: str) -> Words:
    """The placeholders, and which of those in the words are none: a slip is seen before everybody reads it."""
    slips = unknown(words)
    if not slips:
        return _FOOTER
    named = " and ".join(f"{{{name}}}" for name in slips)
    told = "are no placeholders, and stay as they are" if len(slips) > 1 else "is no placeholder, and stays as it is"
    return text(f"{named} {told}.\n", *_FOOTER)


def _said(part: Announcement, before: Usual, words: str) -> str:
    """The words of a part from now on. Raises InvalidInput for the one that has none."""
    if words and part is Announcement.RECAP:
        raise InvalidInput("The recap has no words of its own.", "It is made of what was asked and answered.")
    return before.words if not words else "" if words == "-" else checking.within_words(words)


def _usual_part(part: Announcement, usual: Usual) -> Section:
    moment = _NAMES[part] if usual.is_made else "not made"
    return Section(text=text(Bold(part.value), f" · {moment}\n{usual.words or WORDS.get(part, RECAP)}"))
