"""The texts of the community: shown as they stand, written in a form, for all or for some, and taken back."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import InvalidInput
from bot.identity import Role
from bot.onboarding import changing
from bot.onboarding.arriving import entry_of
from bot.onboarding.differences import people_told
from bot.onboarding.settings import WORDS_CHARACTERS, OnboardingSettings, Version, Wording, Words
from bot.onboarding.wording import PLACEHOLDERS, default_words
from bot.replies import (
    Arguments,
    Bold,
    Button,
    Card,
    Field,
    Form,
    Inline,
    Italic,
    Reply,
    Section,
    Style,
    Time,
    said,
    text,
)
from bot.requests import Call
from bot.resources import language as spoken
from bot.spec import AnyOption, Channel, Pick, Text, Whole, YesNo, command
from commands.onboarding.keeping import just_before, keep, name_of, newest, settings_at, undo_button

#: What each text is for, as organisers see it.
ABOUT: dict[Wording, str] = {
    Wording.INVITATION: "the private message on joining",
    Wording.GUIDELINES: "above the guidelines",
    Wording.INTERESTS: "above the first step, what brings people here",
    Wording.LEARNING: "above the second step, how they learn",
    Wording.HELLO: "above the third step, their introduction",
    Wording.INTRODUCTION: "the draft of their introduction",
    Wording.END: "above what there is for them at the end",
    Wording.NUDGE: "the message to who stopped half-way",
    Wording.WELCOME: "the draft that greeters are given",
}
_FOOTER = text("Placeholders: ", ", ".join(f"{{{name}}} {means}" for name, means in PLACEHOLDERS.items()))
_SHORT = 200
WHICH = Pick(name="which", about="Which text", bare=True, choices=tuple(Wording))
FOR: tuple[AnyOption, ...] = (
    Text(name="language", about="Only for people of this language, for example de", max_characters=20),
    Channel(name="channel", about="Only for who comes in by this channel"),
    YesNo(name="here", about="Only for who joins on this platform"),
)
#: Long, because a short text has no lines, and an entry by a channel has two.
_ENTRY = Text(name="entry", about="For whom", is_long=True, max_characters=200)
_WORDS = Text(name="words", about="The text; - for the usual one", is_long=True, max_characters=WORDS_CHARACTERS)


@command(
    "onboarding",
    "text",
    about="The texts that newcomers read: see them, write your own; for all, or a language or channel",
    allow=Role.ORGANISER,
    options=[WHICH, _WORDS, *FOR],
)
async def show(
    call: Call, which: str = "", words: str = "", language: str = "", channel: str = "", here: bool = False
) -> Reply:
    if not which:
        if words:
            raise InvalidInput("Which text?", "For example /onboarding text invitation words:…", field="which")
        return await _all(call)
    chosen = _chosen(which, language, entry_in(call, channel, here=here))
    if words:
        return await _write(call, replace(chosen, words=words))
    return await _one(call, chosen)


def entry_in(call: Call, channel: str, *, here: bool) -> str:
    """Where those come in whom a text is for: by a channel, on this platform, or anywhere."""
    return entry_of(call.place.platform, channel) if channel or here else ""


def _chosen(which: str, language: str, entry: str) -> Words:
    tag = spoken(language, "language") if language else ""
    return Words(wording=Wording(which), words="", language=tag, entry=entry)


async def _all(call: Call) -> Card:
    version = await newest(call)
    sections = [await _listed(call, version, wording) for wording in Wording]
    return Card(title="Texts for newcomers", sections=tuple(sections), footer=_FOOTER)


async def _listed(call: Call, version: Version, wording: Wording) -> Section:
    one = Words(wording=wording, words="")
    own = [people_told(words) for words in version.settings.words if words.wording is wording]
    button = Button(label=f"See {wording}", command=("onboarding", "text"), args={"which": wording.value})
    whose = f"your own: {', '.join(own)}" if own else "the bot's"
    parts: list[Inline] = [Bold(wording.value), f" · {ABOUT[wording]} · {whose}"]
    return Section(text=(*parts, "\n", Italic(await _short(call, version, one))), actions=(button,))


async def _short(call: Call, version: Version, one: Words) -> str:
    words = " ".join((await _said(call, version, one)).split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"


async def _said(call: Call, version: Version, one: Words) -> str:
    """The words as they stand for exactly these people: the community's, else the bot's."""
    kind = version.settings.preset or (await call.unit.communities.settings(call.community.id)).kind
    return changing.own_words(version.settings, one) or default_words(one.wording, kind)


async def _one(call: Call, one: Words, note: tuple[Section, ...] = (), title: str = "") -> Card:
    version = await newest(call)
    is_own = bool(changing.own_words(version.settings, one))
    words = await _said(call, version, one)
    others = [
        people_told(words)
        for words in version.settings.words
        if words.wording is one.wording and changing.key_of(words) != changing.key_of(one)
    ]
    sections = [*note, Section(text=(words,))]
    sections += [Section(text=(f"There are others: {', '.join(others)}.",))] if others else []
    if is_own and "\n" in one.entry:
        sections.append(Section(text=("Whoever joins that channel is received from now on, like whoever joins here.",)))
    whose = "your own words" if is_own else "the words of the bot"
    return Card(
        title=title or f"Text: {people_told(one)}",
        sections=(Section(text=(f"{ABOUT[one.wording].capitalize()}, in {whose}:",)), *sections),
        actions=_actions(one, is_own=is_own),
        footer=_FOOTER,
    )


def _actions(one: Words, *, is_own: bool) -> tuple[Button, ...]:
    args = _args(one)
    change = Button(label="Change", command=("onboarding", "write"), args=args, style=Style.MAIN)
    look = Button(label="Preview", command=("onboarding", "preview"), args=_args_of_preview(one))
    reset = Button(label="Back to the usual", command=("onboarding", "reword"), args={**args, "words": "-"})
    return (change, look, reset) if is_own else (change, look)


def _args_of_preview(one: Words) -> dict[str, str | int | bool]:
    """The same people, as :func:`entry_in` names them; what is shown here was asked for on their platform."""
    channel = one.entry.partition("\n")[2]
    chosen: dict[str, str | int | bool] = {"which": one.wording.value, "language": one.language, "channel": channel}
    chosen |= {"here": bool(one.entry) and not channel}
    return {name: value for name, value in chosen.items() if value}


def _args(one: Words) -> dict[str, str | int | bool]:
    chosen = {"which": one.wording.value, "language": one.language, "entry": one.entry}
    return {name: value for name, value in chosen.items() if value}


@command(
    "onboarding",
    "write",
    about="A form with a text as it stands",
    allow=Role.ORGANISER,
    is_typed=False,
    reads=True,
    options=[replace(WHICH, required=True), FOR[0], _ENTRY],
)
async def write(call: Call, which: str, language: str = "", entry: str = "") -> Reply:
    version = await newest(call)
    one = _chosen(which, language, entry)
    known = {**_args(one), "version": version.number}
    return _form(one, await _said(call, version, one), known)


def _form(one: Words, words: str, known: Arguments) -> Form:
    field = Field(option="words", label=ABOUT[one.wording].capitalize(), value=words, required=True, is_long=True)
    return Form(title="Words for newcomers", command=("onboarding", "reword"), fields=(field,), known=known)


@command(
    "onboarding",
    "reword",
    about="Write a text of the community",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[
        replace(WHICH, required=True),
        replace(_WORDS, required=True),
        FOR[0],
        _ENTRY,
        Whole(name="version", about="The version that was changed from"),
    ],
)
async def reword(
    call: Call, which: str, words: str, language: str = "", entry: str = "", version: int | None = None
) -> Reply:
    return await _write(call, replace(_chosen(which, language, entry), words=words), version)


async def _write(call: Call, one: Words, version: int | None = None) -> Reply:
    """Keeps the words, unless somebody else wrote others since ``version``: then both are shown, to choose from."""
    before = await newest(call)
    if version is not None and await _is_overtaken(call, one, version, before.settings):
        return await _conflict(call, one, before)
    usual = await _said(call, before, replace(one, words=""))
    words = "" if one.words.strip() == changing.NOTHING else one.words
    if words == usual and not changing.own_words(before.settings, one):
        return said("Nothing is changed: these are the usual words.")
    changes = await keep(call, before, changing.with_words(before.settings, replace(one, words=words)))
    if not changes:
        return said("Nothing is changed: it stands so already.")
    note = await just_before(call, before)
    card = await _one(call, replace(one, words=""), note, f"Changed: {changes[0]}")
    return replace(card, actions=(undo_button(before.number + 1), *card.actions))


async def _is_overtaken(call: Call, one: Words, version: int, now: OnboardingSettings) -> bool:
    """Whether somebody wrote other words for these people since a version; of one long ago nobody knows."""
    then = await settings_at(call, version)
    return then is None or changing.own_words(then, one) != changing.own_words(now, one)


async def _conflict(call: Call, one: Words, before: Version) -> Card:
    """Both texts, and the choice: what somebody has written is not lost because another one was quicker."""
    args = {**_args(one), "version": before.number}
    theirs = await _said(call, before, one)
    return Card(
        title="Somebody else has changed this text",
        sections=(
            Section(text=text(f"{await name_of(call, before)} was quicker, ", Time(before.made_at), ". It says now:")),
            Section(text=(theirs,)),
            Section(text=text(Bold("You wrote"), "\n", one.words)),
        ),
        actions=(
            Button(
                label="Use mine", command=("onboarding", "reword"), args={**args, "words": one.words}, style=Style.MAIN
            ),
            Button(label="Change theirs", command=("onboarding", "write"), args=_args(one)),
        ),
        footer=("Nothing is changed yet.",),
    )
