"""``/me preferences``: how somebody learns, what they are interested in, and what they can help with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot import preferences, resources, tags
from bot.errors import InvalidInput
from bot.identity import MemberId, TagId
from bot.preferences import Company, Interest, InterestKind, Learning
from bot.replies import Button, Card, Code, Fact, Field, Form, Inline, Reply, Section, done, text
from bot.requests import Call
from bot.resources import Level
from bot.spec import AnyCommand, Pick, Text, YesNo, command
from bot.typed import quoted
from commands.completing import last_name, matching_names
from commands.onboarding import admitting
from commands.outsiders import is_outside

#: Typed instead of a value, it takes the value away.
_NOTHING = "-"
#: Longest time at a time.
_MOST_MINUTES = 600
_LEARNING, _INTERESTS = "learning", "interests"
_UNSAID = "not said"
#: People who are named with a tag, and with how many counting stops.
_HELPERS, _COUNTED = 5, 100
_CHANGE = text(
    "Change it by the buttons, or with options: ", Code("/me preferences formats:listen,read"),
    ". Zone and language: ", Code("/me zone"), ", ", Code("/me language"), ".",
)  # fmt: skip
_KINDS = {InterestKind.LEARN: "want to learn about", InterestKind.HELP: "can help with"}


@command(
    "me",
    "preferences",
    about="How you learn, what interests you, what you can help with; - takes an answer away",
    options=[
        # Words and no choice: people who pick several cannot say which is dearest.
        Text(name="formats", about="The best first, of: read, listen, watch, do, talk", max_characters=200),
        Text(name="minutes", about="How long at a time, for example 15m", max_characters=20),
        Pick(name="level", about="Your level", choices=(*Level, _NOTHING)),
        Pick(name="company", about="Quiet, or with others", choices=(*Company, _NOTHING)),
        Text(name="hours", about="When you are best found, for example 18:00-21:00 or evenings", max_characters=60),
        Text(name="interests", about="What you want to learn about", complete=last_name, max_characters=3_000),
        Text(name="help", about="What you can help others with", complete=last_name, max_characters=3_000),
        YesNo(name="public", about="Whether others here see your interests"),
    ],
)
async def show(
    call: Call,
    formats: str = "",
    minutes: str = "",
    level: str = "",
    company: str = "",
    hours: str = "",
    interests: str = "",
    help: str = "",  # noqa: A002  # the option is called so where people type it
    public: bool | None = None,
) -> Reply:
    typed = {"formats": formats, "minutes": minutes, "level": level, "company": company, "hours": hours}
    changes = {name: _value(name, value) for name, value in typed.items() if value}
    if public is not None:
        changes["is_public"] = public
    store = call.unit.preferences
    before = await store.learning(call.community.id, call.member.id)
    after = replace(before, **changes)
    if after != before:
        await store.save_learning(call.community.id, call.member.id, after)
    told: list[Section] = []
    for kind, words in ((InterestKind.LEARN, interests), (InterestKind.HELP, help)):
        told += await _interested(call, kind, words) if words else []
    is_changed = bool(changes or interests or help)
    if is_changed:
        await admitting.follow(call.unit, call.community.id, call.member.id, call.now)
    return await _card(call, "This is noted" if is_changed else "How you learn, and what interests you", told)


def _value(name: str, value: str) -> Any:
    """The typed answer as it is kept. Raises InvalidInput."""
    if value == _NOTHING:
        return () if name == "formats" else None
    match name:
        case "formats":
            return preferences.formats(value)
        case "minutes":
            return _minutes(value)
        case "level":
            return str(Level(value))
        case "company":
            return Company(value)
        case _:
            return preferences.hours(value)


def _minutes(value: str) -> int:
    found = resources.minutes(value, "minutes")
    if found > _MOST_MINUTES:
        raise InvalidInput(
            f"{quoted(value)} is very long at a time.", f"Write at most {_MOST_MINUTES // 60}h.", field="minutes"
        )
    return found


async def _interested(call: Call, kind: InterestKind, words: str) -> list[Section]:
    """Keep the tags in some words instead of those before; what is said about the words that are none."""
    where = (call.community.id, call.member.id)
    if words == _NOTHING:
        await call.unit.preferences.put_interests(*where, kind, [])
        return []
    names = await call.unit.tags.names(call.community.id)
    found = tags.matched(words, names)
    if found.tags:
        await call.unit.preferences.put_interests(*where, kind, found.tags)
    told = [_near(kind, word, near) for word, near in found.near.items()]
    if found.unmatched:
        told.append(Section(text=text(f"No tag here: {', '.join(found.unmatched)}. See ", Code("/tag list"), ".")))
    if not (found.tags or told):
        told.append(Section(text=text(f"There is no tag in “{quoted(words)}”. See ", Code("/tag list"), ".")))
    return told if found.tags else [*told, Section(text=text(f"What you {_KINDS[kind]} is as it was."))]


def _near(kind: InterestKind, word: str, near: str) -> Section:
    button = Button(label=f"Add #{near}", command=("me", "interest"), args={"kind": kind.value, "tag": near})
    return Section(text=text(f"“{word}” is no tag here; #{near} is near."), actions=(button,))


@command(
    "me",
    "interest",
    about="Add a tag to what interests you",
    is_typed=False,
    options=[
        Pick(name="kind", about="Why", choices=tuple(InterestKind), required=True),
        Text(name="tag", about="Which tag", required=True, complete=matching_names),
    ],
)
async def add(call: Call, kind: str, tag: str) -> Reply:
    why = InterestKind(kind)
    found = await tags.find(call.unit.tags, call.community.id, tag)
    said = await call.unit.preferences.interests(call.community.id, call.member.id)
    known = [one.tag for one in said if one.kind is why]
    if found.id not in known:
        await call.unit.preferences.put_interests(call.community.id, call.member.id, why, [*known, found.id])
        await admitting.follow(call.unit, call.community.id, call.member.id, call.now)
    return done(f"#{found.name} is among what you {_KINDS[why]} now.")


@command(
    "me",
    "preferences-form",
    about="Change how you learn, or what interests you",
    is_typed=False,
    reads=True,
    options=[Pick(name="about", about="What is changed", choices=(_LEARNING, _INTERESTS), required=True)],
)
async def form(call: Call, about: str) -> Reply:
    learning = await call.unit.preferences.learning(call.community.id, call.member.id)
    if about == _LEARNING:
        return Form(title="How you learn", command=("me", "preferences"), fields=_learning_fields(learning))
    said = await call.unit.preferences.interests(call.community.id, call.member.id)
    return Form(title="What interests you", command=("me", "preferences"), fields=_interest_fields(learning, said))


def _learning_fields(learning: Learning) -> tuple[Field, ...]:
    minutes = str(learning.minutes) if learning.minutes else ""
    return (
        Field(
            option="formats",
            label="read, listen, watch, do, talk: best first",
            value=", ".join(learning.formats),
        ),
        Field(option="minutes", label="Minutes at a time; - for any", value=minutes),
        Field(option="level", label="Your level; - for any", value=learning.level or "", choices=(*Level, _NOTHING)),
        Field(
            option="company",
            label="Quiet, or with others; - for either",
            value=learning.company or "",
            choices=(*Company, _NOTHING),
        ),
        Field(option="hours", label="Best hours, like 18:00-21:00; - for any", value=learning.hours or ""),
    )


def _interest_fields(learning: Learning, said: Sequence[Interest]) -> tuple[Field, ...]:
    return (
        Field(
            option="interests",
            label="What you want to learn about; - for nothing",
            value=", ".join(one.name for one in said if one.kind is InterestKind.LEARN),
            is_long=True,
        ),
        Field(
            option="help",
            label="What you can help with; - for nothing",
            value=", ".join(one.name for one in said if one.kind is InterestKind.HELP),
            is_long=True,
        ),
        Field(
            option="public",
            label="Do others here see your interests?",
            value="yes" if learning.is_public else "no",
            choices=("yes", "no"),
        ),
    )


async def _card(call: Call, title: str, told: Sequence[Section]) -> Card:
    person = await call.unit.communities.person(call.community.id, call.member.id)
    facts = {
        **await facts_of(call),
        "Time zone": person.time_zone or "the community's",
        "Language": person.language or "the community's",
    }
    buttons = tuple(
        Button(label=label, command=("me", "preferences-form"), args={"about": about})
        for label, about in (("How I learn", _LEARNING), ("What interests me", _INTERESTS))
    )
    return Card(
        title=title,
        sections=tuple(told),
        facts=tuple(Fact(name=name, value=(value,)) for name, value in facts.items()),
        actions=buttons,
        footer=_CHANGE,
    )


async def facts_of(call: Call) -> dict[str, str]:
    """All that the person who asks has said about how they learn and what interests them, and who sees it."""
    learning = await call.unit.preferences.learning(call.community.id, call.member.id)
    said = await call.unit.preferences.interests(call.community.id, call.member.id)
    return {
        "You like to": ", then ".join(learning.formats) or _UNSAID,
        "At a time": f"{learning.minutes} minutes" if learning.minutes else _UNSAID,
        "Level": learning.level or _UNSAID,
        "Company": learning.company or _UNSAID,
        "Best found": learning.hours or _UNSAID,
        "You want to learn about": tagged(said, InterestKind.LEARN) or _UNSAID,
        "You can help with": tagged(said, InterestKind.HELP) or _UNSAID,
        "Others see your interests": "yes" if learning.is_public else "no",
    }


async def said(call: Call) -> dict[str, str]:
    """The same without what they have not said."""
    facts = await facts_of(call)
    told = {name: value for name, value in facts.items() if value != _UNSAID}
    return told if len(told) > 1 else {}


async def shown_of(call: Call, member: MemberId) -> dict[str, str]:
    """What others here see of somebody's interests: nothing unless they want it."""
    if not (await call.unit.preferences.learning(call.community.id, member)).is_public:
        return {}
    if await is_outside(call.unit, call.community.id, call.member.id, is_guest=call.is_guest):
        return {}
    found = await call.unit.preferences.interests(call.community.id, member)
    facts = {
        "Wants to learn about": tagged(found, InterestKind.LEARN),
        "Can help with": tagged(found, InterestKind.HELP),
    }
    return {name: value for name, value in facts.items() if value}


async def helpers(call: Call, tag: TagId) -> tuple[Inline, ...]:
    """Who can help with a tag and wants to be seen, on a line of its own; nothing where nobody does."""
    store, community = call.unit.preferences, call.community.id
    people = await store.people_with(community, [tag], InterestKind.HELP, _HELPERS)
    if not people or await is_outside(call.unit, community, call.member.id, is_guest=call.is_guest):
        return ()
    names = ", ".join(name for _, name in people)
    count = len(people)
    if count == _HELPERS:
        count = await store.count_with(community, [tag], InterestKind.HELP, _COUNTED)
    more = f"{count - _HELPERS:,}{' or more' if count == _COUNTED else ''}"
    return (f"\nPeople who can help: {names}{f' and {more} others' if count > _HELPERS else ''}.",)


def tagged(said: Sequence[Interest], kind: InterestKind) -> str:
    """The interests of one kind in a line."""
    return " ".join(f"#{one.name}" for one in said if one.kind is kind)


COMMANDS: tuple[AnyCommand, ...] = (show, add, form)
