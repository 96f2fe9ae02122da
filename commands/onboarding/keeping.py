"""Versions of the settings: the newest, a new one, and what somebody else did just before."""

from __future__ import annotations

from datetime import timedelta

from bot.onboarding.differences import differences, note_of
from bot.onboarding.settings import OnboardingSettings, Version
from bot.replies import Button, Inline, Section, Time, text
from bot.requests import Call

#: Longest note that is kept of a change.
NOTE_CHARACTERS = 1_000
#: How many versions back anybody can go at once.
BACK = 100
#: How long somebody is told what another organiser did before them.
_JUST = timedelta(hours=1)


async def newest(call: Call) -> Version:
    """The version that counts; number 0, as the bot comes, where nobody has changed anything yet."""
    found = await call.unit.onboarding.versions(call.community.id, 1)
    if found:
        return found[0]
    return Version(number=0, made_by=call.member.id, made_at=call.now, note="", settings=OnboardingSettings())


async def settings_at(call: Call, number: int) -> OnboardingSettings | None:
    """The settings of a version; None for one that never was, or was more than :data:`BACK` versions ago."""
    if not number:
        return OnboardingSettings()
    found = await call.unit.onboarding.versions(call.community.id, BACK)
    return next((one.settings for one in found if one.number == number), None)


async def keep(call: Call, before: Version, after: OnboardingSettings, note: str = "") -> list[str]:
    """What is different now, in words; a new version is kept where anything is, else nothing is written.

    Raises AlreadyExists where somebody else has made another version since ``before``.
    """
    changes = differences(before.settings, after)
    if changes:
        made = Version(
            number=before.number + 1,
            made_by=call.member.id,
            made_at=call.now,
            note=(note or note_of(changes))[:NOTE_CHARACTERS],
            settings=after,
        )
        await call.unit.onboarding.add(call.community.id, made, call.now)
    return changes


async def name_of(call: Call, version: Version) -> str:
    """Who made a version, as they are called now."""
    return (await call.unit.communities.person(call.community.id, version.made_by)).member.name


async def just_before(call: Call, before: Version) -> tuple[Section, ...]:
    """What another organiser changed within the hour, for whoever changes something after them; else nothing."""
    if not before.number or before.made_by == call.member.id or call.now - before.made_at > _JUST:
        return ()
    who = await name_of(call, before)
    told: tuple[Inline, ...] = (f"Just before you, {who} changed this: {before.note}, ", Time(before.made_at), ".")
    return (Section(text=text(*told)),)


def undo_button(version: int) -> Button:
    """Takes back the change that made this version: late, or pressed twice, it takes nothing else back."""
    return Button(label="Undo", command=("onboarding", "undo"), args={"version": version})
