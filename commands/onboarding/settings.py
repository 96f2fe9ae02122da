"""How a community receives people: shown in full, and changed by options; every change is a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot import tags as tagging
from bot.communities import CommunityKind
from bot.identity import Role
from bot.onboarding import arriving, changing, presets
from bot.onboarding.differences import days_told, people_told
from bot.onboarding.documents import EVERYTHING
from bot.onboarding.settings import BORDERS, OnboardingSettings, Version
from bot.onboarding.values import Step
from bot.replies import Button, Card, ChannelLink, Code, Fact, Inline, Link, Reply, Section, Style, text
from bot.replies import Text as Words
from bot.requests import Call
from bot.spec import AnyOption, Channel, Pick, Text, Whole, YesNo, command
from bot.typed import quoted
from commands.completing import last_name
from commands.facts import close_notice, used_tags
from commands.onboarding.keeping import just_before, keep, newest, undo_button

Asked = dict[str, str | int | bool]


def _whole(name: str, field: str, about: str) -> Whole:
    least, most = BORDERS[field]
    return Whole(name=name, about=about, least=least, most=most)


_OPTIONS: tuple[AnyOption, ...] = (
    YesNo(name="on", about="Whether newcomers are written to"),
    Pick(name="preset", about="Begin with what fits a kind of community", choices=tuple(CommunityKind)),
    Text(name="steps", about="Which steps, of: interests, learning, hello", max_characters=100),
    Text(
        name="guidelines",
        about="Words or an address that newcomers accept; - for none",
        is_long=True,
        max_characters=3_000,
    ),
    Text(name="tags", about="Main tags that are offered; - for the most used", complete=last_name, max_characters=700),
    Text(name="nudges", about="Days on which who stopped is written to, for example 2,7; - for never"),
    Channel(name="introductions", about="The channel here in which people introduce themselves"),
    YesNo(name="no-introductions", about="Yes: people introduce themselves nowhere on this platform"),
    _whole("minutes", "take_minutes", "Minutes that a greeter has to take a welcome in hand"),
    YesNo(name="welcome", about="Whether the bot welcomes by itself where no greeter does"),
    YesNo(name="buddies", about="Whether newcomers are offered a buddy"),
    YesNo(name="by-channel", about="Whether only who joins a channel with words of its own is received"),
    _whole("hold", "joins_at_once", "More people than so many within ten minutes are held back first"),
    _whole("let-in", "let_in_a_minute", "Of those who are held, so many a minute are let in"),
    YesNo(name="new-tags", about="Make main tags that do not exist yet, however close others are"),
)
_FIELDS = {
    "on": "is_on", "minutes": "take_minutes", "welcome": "welcomes_itself", "buddies": "has_buddies",
    "by-channel": "only_by_channel", "hold": "joins_at_once", "let-in": "let_in_a_minute",
}  # fmt: skip
_READ: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "steps": ("steps", changing.steps_in),
    "guidelines": ("guidelines", changing.guidelines_in),
    "nudges": ("nudge_days", changing.days_in),
}


@command(
    "onboarding",
    "settings",
    about="How newcomers are received here; with options, change it",
    allow=Role.ORGANISER,
    options=_OPTIONS,
)
async def settings(
    call: Call,
    on: bool | None = None,
    preset: str = "",
    steps: str = "",
    guidelines: str = "",
    tags: str = "",
    nudges: str = "",
    introductions: str = "",
    no_introductions: bool = False,
    minutes: int | None = None,
    welcome: bool | None = None,
    buddies: bool | None = None,
    by_channel: bool | None = None,
    hold: int | None = None,
    let_in: int | None = None,
    new_tags: bool = False,
) -> Reply:
    typed = {
        "on": on, "preset": preset, "steps": steps, "guidelines": guidelines, "tags": tags, "nudges": nudges,
        "introductions": introductions, "no-introductions": no_introductions or None, "minutes": minutes,
        "welcome": welcome, "buddies": buddies, "by-channel": by_channel, "hold": hold, "let-in": let_in,
    }  # fmt: skip
    asked: Asked = {name: value for name, value in typed.items() if value is not None and value != ""}
    names = changing.main_tags_in(tagging.several("" if tags == changing.NOTHING else tags))
    used = await used_tags(call, names, insists=new_tags)
    if used.close:
        return close_notice(("onboarding", "settings"), asked, names, used.close)
    before = await newest(call)
    after = _wanted(call, before.settings, asked)
    if tags:
        after = replace(after, main_tags=tuple(tag.name for tag in used.tags))
    return await changed_card(call, before, after)


def _wanted(call: Call, before: OnboardingSettings, asked: Asked) -> OnboardingSettings:
    """The settings with all that was asked for but the tags. Raises InvalidInput."""
    after = presets.with_preset(before, CommunityKind(str(asked["preset"]))) if "preset" in asked else before
    changes: dict[str, Any] = {_FIELDS[name]: value for name, value in asked.items() if name in _FIELDS}
    changes |= {field: read(str(asked[name])) for name, (field, read) in _READ.items() if name in asked}
    after = replace(after, **changes)
    if "introductions" in asked:
        after = changing.with_place(after, call.place, str(asked["introductions"]))
    return changing.with_place(after, call.place, "") if "no-introductions" in asked else after


async def changed_card(call: Call, before: Version, after: OnboardingSettings) -> Card:
    """Keeps the settings, and shows what was changed and how everything stands now."""
    changes = await keep(call, before, after)
    now = await newest(call)
    if not changes:
        return await settings_card(call, now, "How newcomers are received")
    lines = "\n".join(change[0].upper() + change[1:] for change in changes)
    sections = (Section(text=(lines,)), *await just_before(call, before))
    return await settings_card(call, now, "Settings changed", sections, (undo_button(now.number),))


async def settings_card(
    call: Call, version: Version, title: str, sections: tuple[Section, ...] = (), actions: tuple[Button, ...] = ()
) -> Card:
    """All settings of a version, what is amiss with them, and the ways to the rest."""
    one = version.settings
    kind = (await call.unit.communities.settings(call.community.id)).kind
    facts = {**_facts(one, kind), "Introductions": _introductions(call, one), **_greeting(one), **_own(one)}
    amiss = tuple(Section(text=words) for words in _amiss(call, version))
    switch = Button(
        label="Switch off" if one.is_on else "Switch on",
        command=("onboarding", "settings"),
        args={"on": not one.is_on},
        style=Style.PLAIN if one.is_on else Style.MAIN,
    )
    ways = tuple(Button(label=label, command=("onboarding", way)) for label, way in _WAYS.items())
    return Card(
        title=title,
        sections=(*sections, *amiss),
        facts=tuple(Fact(name=name, value=(value,)) for name, value in facts.items()),
        actions=(*actions, switch, *ways),
        footer=text("Change it with options: ", Code("/onboarding settings nudges:2,7 buddies:yes")),
    )


_WAYS = {"Try it": "try", "Texts": "text", "Rules": "rules", "History": "history"}


def _facts(one: OnboardingSettings, kind: CommunityKind) -> dict[str, Inline]:
    return {
        "Newcomers are written to": _written_to(one),
        "Words of the bot": f"for {one.preset or kind} communities",
        "Steps": ", ".join(one.asks),
        "Guidelines": _guidelines(one.guidelines),
        "Main tags": " ".join(f"#{name}" for name in one.main_tags) or "those with most in the library",
        "Who stopped half-way is written to": days_told(one.nudge_days),
    }


def _written_to(one: OnboardingSettings) -> str:
    who = ", who joins a channel with words of its own" if one.only_by_channel else ""
    return f"yes{who}" if one.is_on else "no, until it is switched on"


def _guidelines(words: str) -> Inline:
    is_address = words.startswith(("https://", "http://")) and len(words.split()) == 1
    return Link(words, words) if is_address else quoted(words, 200) or "none"


def _introductions(call: Call, one: OnboardingSettings) -> Inline:
    here = changing.place_on(one, call.place)
    if here:
        return ChannelLink(here.channel)
    others = ", ".join(dict.fromkeys(place.platform for place in one.hello_in))
    return f"nowhere here; elsewhere on {others}" if others else "nowhere yet"


def _greeting(one: OnboardingSettings) -> dict[str, Inline]:
    then = "the bot welcomes by itself" if one.welcomes_itself else "organisers are told"
    return {
        "Greeters have": f"{one.take_minutes:,} minutes, then the next one; where none does it, {then}",
        "Buddies": "offered" if one.has_buddies else "not offered",
        "Many at once": (
            f"more than {one.joins_at_once:,} in ten minutes are held, and {one.let_in_a_minute:,} a minute let in"
        ),
    }


def _own(one: OnboardingSettings) -> dict[str, Inline]:
    return {
        "Own words": ", ".join(map(people_told, one.words)) or "none",
        "Rules": f"{len(one.rules):,}" if one.rules else "none",
    }


def _amiss(call: Call, version: Version) -> list[Words]:
    """What an organiser should know before they rely on it."""
    told: list[Words] = []
    if version.unread:
        what = (
            "all of it"
            if EVERYTHING in version.unread
            else ", ".join(name.replace("_", " ") for name in version.unread)
        )
        words = f"Not everything of the settings that are kept could be read: {what}. It is as the bot comes now."
        told.append(text(words))
    one = version.settings
    if Step.HELLO in one.steps and changing.place_on(one, call.place) is None:
        way = Code("/onboarding settings introductions:#channel")
        told.append(text("Nobody can introduce themselves here yet: ", way))
    if one.only_by_channel and not arriving.has_channel(one, call.place.platform):
        way = Code("/onboarding text invitation words:… channel:#channel")
        told.append(text("Whoever joins here is received until a channel has words of its own: ", way))
    return told
