"""Texts as a named member would read them, without sending anything."""

from __future__ import annotations

from dataclasses import replace

from bot.communities import CommunityKind
from bot.cutting import cut
from bot.deliveries import Target
from bot.identity import Member, Role
from bot.onboarding.differences import people_told
from bot.onboarding.settings import OnboardingSettings, Wording, Words
from bot.onboarding.wording import words_of
from bot.rehearsing import Rehearsed
from bot.replies import Bold, Button, Card, Reply, Section, text
from bot.replies import Text as Said
from bot.requests import Call
from bot.resources import language as spoken
from bot.spec import Someone, command
from commands.community import member_of
from commands.onboarding import walk, words
from commands.onboarding.keeping import newest
from commands.onboarding.texts import FOR, WHICH, entry_in
from commands.welcomes.drafts import draft_of

#: Those that are messages, which know nothing of the answers.
_MESSAGES = frozenset({Wording.INVITATION, Wording.NUDGE})
#: Characters of each text where all of them are shown.
_SHORT = 400
_TRY = Button(label="Try it", command=("onboarding", "try"))


@command(
    "onboarding",
    "preview",
    about="The texts as somebody would read them, with their name, tags and language; nothing is sent",
    allow=Role.ORGANISER,
    options=[WHICH, Someone(name="as", about="Who would read them; nobody: you"), *FOR],
)
async def preview(
    call: Call, which: str = "", as_: str = "", language: str = "", channel: str = "", here: bool = False
) -> Reply:
    reader = await member_of(call, as_) if as_ else call.member
    chosen = spoken(language, "language") if language else await _language(call, reader)
    entry = entry_in(call, channel, here=here)
    before = (await newest(call)).settings
    settings = await _as_read(call, before, chosen, entry or await _entry(call, reader))
    one = Words(wording=Wording(which), words="", language=language, entry=entry) if which else None
    title = f"{people_told(one).capitalize()}, as {reader.name} reads it" if one else f"As {reader.name} reads it"
    as_reader = replace(call, member=reader)
    # The texts are made by what makes them in earnest, from settings that are taken back.
    await _put(as_reader, settings)
    if one:
        sections = [Section(text=await _read(as_reader, settings, one.wording))]
    else:
        sections = [await _part(as_reader, settings, wording) for wording in Wording]
    footer = ("Nothing was sent. Read from the settings as they stand now.",)
    raise Rehearsed(call, Card(title=title, sections=tuple(sections), actions=(_TRY,), footer=footer))


async def _part(call: Call, settings: OnboardingSettings, wording: Wording) -> Section:
    """The beginning of a text, and the way to all of it."""
    read, shown, room = await _read(call, settings, wording), [], _SHORT
    for part in read:
        shown.append(cut(part, max(room, 0)) if isinstance(part, str) else part)
        room -= len(part) if isinstance(part, str) else 0
    look = Button(label=f"All of {wording}", command=("onboarding", "preview"), args={"which": wording.value})
    return Section(text=text(Bold(wording.value), "\n", *shown), actions=(look,) if room < 0 else ())


async def _read(call: Call, settings: OnboardingSettings, wording: Wording) -> Said:
    walked = replace(await walk.walk_of(call), settings=settings)
    if wording is Wording.WELCOME:
        return text((await draft_of(call.unit, call.community.id, call.member.id, call.now)).words)
    if wording in _MESSAGES:
        target = Target(platform=call.place.platform, workspace=call.place.workspace, channel=call.place.channel)
        return await words.words_for(call.unit, call.community, settings, walked.journey, wording, target)
    return await walk.words_for(walked, wording)


async def _as_read(call: Call, before: OnboardingSettings, language: str, entry: str) -> OnboardingSettings:
    """Settings in which everybody reads what people of this language read who come in there."""
    kind: CommunityKind = (await call.unit.communities.settings(call.community.id)).kind
    fixed = [
        Words(wording=one, words=words_of(before, one, language=language, entry=entry, kind=kind)) for one in Wording
    ]
    return replace(before, words=tuple(fixed))


async def _put(call: Call, settings: OnboardingSettings) -> None:
    before = await newest(call)
    made = replace(before, number=before.number + 1, made_by=call.member.id, made_at=call.now, settings=settings)
    await call.unit.onboarding.add(call.community.id, made, call.now)


async def _language(call: Call, reader: Member) -> str:
    person = await call.unit.communities.person(call.community.id, reader.id)
    return person.language or (await call.unit.communities.settings(call.community.id)).language or ""


async def _entry(call: Call, reader: Member) -> str:
    journey = await call.unit.journeys.get(call.community.id, reader.id)
    return journey.entry if journey else call.place.platform
