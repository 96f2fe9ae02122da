"""People: what is known about oneself and about others."""

from __future__ import annotations

from collections.abc import Mapping

from bot import persons, when
from bot.calendars import Choice, Kind
from bot.communities import Person
from bot.identity import MemberId
from bot.replies import Button, Card, Code, Document, Fact, Inline, Reply, Style, Time, done, said, text
from bot.requests import Call
from bot.resources import language as spoken
from bot.spec import Menu, Someone, Surface, Text, YesNo, command
from bot.typed import quoted
from commands import preferences
from commands.amas import forgetting
from commands.community import member_of
from commands.onboarding import orders
from commands.onboarding.walk import HELP, settling_in

_NONE = "-"
#: Characters of what somebody wrote freely.
_TOLD_CHARACTERS = 1_000
#: AMAs that are named; who comes to more sees them in their calendar.
_AMAS = 5
_CHANGE = text(
    "Only you see this. Change it with ", Code("/me preferences"), ", ", Code("/me zone"), ", ", Code("/me language"),
    " and ", Code("/me quiet"), ".",
)  # fmt: skip


@command("me", "show", about="What is known about you here", reads=True)
async def show(call: Call) -> Reply:
    person = await call.unit.communities.person(call.community.id, call.member.id)
    followed = await call.unit.tags.followed(call.community.id, call.member.id)
    quiet, zone_here = await call.unit.deliveries.rest(call.community.id, call.member.id)
    facts: dict[str, str | tuple[Inline, ...]] = {
        **_facts(person),
        "Role": call.role.label,
        "Time zone": person.time_zone or "the community's",
        "Language": person.language or "the community's",
        "The bot leaves you alone": f"{quiet or '22:00-08:00'}, by the clock of {zone_here}",
        "You follow": " ".join(f"#{tag.name}" for tag in followed) or "no tags yet",
        "Settling in": f"{await settling_in(call)} (organisers see this too)",
        **await preferences.said(call),
        **await _told_on_the_way_in(call),
    }
    amas = await _amas(call)
    return _card(person.member.name, facts | ({"Your AMAs": amas} if amas else {}), _CHANGE)


async def _told_on_the_way_in(call: Call) -> dict[str, str | tuple[Inline, ...]]:
    journey = await call.unit.journeys.get(call.community.id, call.member.id)
    if journey is None:
        return {}
    told = {
        "What brings you here": journey.why,
        "No tag stands for": ", ".join(one.removeprefix(HELP) for one in journey.unmatched),
        "Your introduction": journey.hello,
    }
    accepted = journey.guidelines_at
    return {
        **({"You accepted the guidelines": (Time(accepted),)} if accepted else {}),
        **{name: quoted(words, _TOLD_CHARACTERS) for name, words in told.items() if words},
    }


async def _amas(call: Call) -> tuple[Inline, ...]:
    """The AMAs ahead that the person comes to, may come to or hosts, the soonest first."""
    mine = Choice(kind=Kind.MINE)
    entries = await call.unit.calendars.entries(call.community.id, mine, call.member.id, call.now)
    ahead = [one for one in entries if one.starts_at > call.now and not one.is_cancelled]
    words: list[Inline] = []
    for one in ahead[:_AMAS]:
        words += [", " if words else "", f"{one.number} “{one.title}” ", Time(one.starts_at)]
    return (*words, f" and {len(ahead) - _AMAS} more") if len(ahead) > _AMAS else tuple(words)


@command(
    "me",
    "zone",
    about="Your time zone; - for the community's",
    options=[
        Text(name="zone", about="For example Europe/Berlin, or Berlin", required=True, bare=True, max_characters=60)
    ],
)
async def zone(call: Call, zone: str) -> Reply:
    person = await call.unit.communities.person(call.community.id, call.member.id)
    chosen = None if zone == _NONE else when.zone_of(zone)
    await call.unit.communities.save_person(call.community.id, call.member.id, chosen, person.language)
    return done(f"Your time zone is {chosen or 'the one of the community'} now.")


@command(
    "me",
    "language",
    about="Your language; - for the community's",
    options=[Text(name="language", about="For example en or pt-br", required=True, bare=True, max_characters=20)],
)
async def language(call: Call, language: str) -> Reply:
    person = await call.unit.communities.person(call.community.id, call.member.id)
    chosen = None if language == _NONE else spoken(language, "language")
    await call.unit.communities.save_person(call.community.id, call.member.id, person.time_zone, chosen)
    return done(f"Your language is {chosen or 'the one of the community'} now.")


@command(
    "me",
    "link",
    about="Let your accounts here and elsewhere be one person",
    options=[
        Text(name="code", about="The code you got in your other account", bare=True, max_characters=40),
        YesNo(name="sure", about="Join without asking again"),
    ],
)
async def link(call: Call, code: str = "", sure: bool = False) -> Reply:
    if not code:
        made = persons.new_code(call.community.id, call.member.id, call.now)
        await call.unit.communities.keep_code(made)
        shown = f"{made.code[:4]}-{made.code[4:]}"
        return said("Say this in your other account within a quarter of an hour: ", Code(f"/me link {shown}"))
    owner = await persons.owner_of(call.unit, call.community.id, call.member.id, code, call.now)
    other = await call.unit.communities.person(call.community.id, owner)
    if not sure:
        button = Button(label="Join", command=("me", "link"), args={"code": code, "sure": True}, style=Style.MAIN)
        return said(
            f"This account and “{other.member.name}” ({', '.join(other.platforms)}) will be one person here: what both "
            "have brought counts together. It cannot be undone. Nothing is changed yet.",
            actions=(button,),
        )
    await persons.join(call.unit, call.community.id, call.member.id, owner, code, call.now)
    await orders.link(call.unit, call.community, call.member.id, owner, call.now)
    return done(f"You and “{other.member.name}” are one person now.")


@command("me", "export", about="Everything that is kept about you here, as a file", reads=True)
async def export(call: Call) -> Reply:
    person = await call.unit.communities.person(call.community.id, call.member.id)
    kept = await call.unit.communities.kept_about(call.community.id, call.member.id)
    content, left_out = persons.told(call.community.name, person, kept)
    words = text("This is everything that is kept about you in this community. Only you get it.")
    if left_out:
        words = text(
            f"This is what is kept about you in this community, but for {left_out:,} rows that have no room in it: the "
            "file says of what. Only you get it. An organiser can give you the library whole: ",
            Code("commonplace export"),
        )
    return Document(name="about-you.json", content=content, text=words)


@command(
    "me",
    "forget",
    about="Erase yourself here; what you have brought stays, without your name",
    options=[YesNo(name="sure", about="Erase without asking again")],
)
async def forget(call: Call, sure: bool = False) -> Reply:
    if not sure:
        button = Button(label="Forget me", command=("me", "forget"), args={"sure": True}, style=Style.DANGER)
        return said(
            "This erases your name, your accounts, your votes, what you follow, what you have said about yourself and "
            "how you learn, your buddies, and why you found things good. What you added stays in the library, by "
            "“someone who left”, and an introduction that was posted stays in its channel. It cannot be undone. "
            "Nothing is changed yet.",
            actions=(button,),
        )
    numbers = await call.unit.amas.hosted_by(call.community.id, call.member.id)
    await persons.forget(call.unit, call.community.id, call.member.id, call.now)
    await forgetting.amend(call, numbers)
    return done("You are forgotten. If you say something here again, you are new.")


@command(
    "member",
    "show",
    about="What somebody has brought to the community",
    reads=True,
    options=[Someone(name="who", about="The person", required=True, bare=True)],
    menu=Menu(label="Show in Commonplace", on=Surface.PERSON),
)
async def show_other(call: Call, who: str) -> Reply:
    member = await member_of(call, who)
    person = await call.unit.communities.person(call.community.id, MemberId(member.id))
    return _card(member.name, _facts(person) | await preferences.shown_of(call, MemberId(member.id)), ())


def _facts(person: Person) -> dict[str, str]:
    return {
        "Role": person.member.role.label,
        "Known on": ", ".join(person.platforms),
        "Found for the library": f"{person.found:,}",
    }


def _card(title: str, facts: Mapping[str, str | tuple[Inline, ...]], footer: tuple[Inline, ...]) -> Card:
    return Card(
        title=title,
        facts=tuple(
            Fact(name=name, value=(value,) if isinstance(value, str) else value) for name, value in facts.items()
        ),
        footer=footer,
    )
