"""What a greeter is given about a newcomer: a draft, and two of the things that they have told.

The draft is made to be read by everybody, so nothing stands in it that its newcomer has not made public: by showing
their interests to others, or by saying it in their own introduction. The rest is for the greeter alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import when
from bot.communities import Person
from bot.identity import CommunityId, MemberId
from bot.onboarding import Journey, Wording
from bot.onboarding.wording import filled, words_of
from bot.ports import Unit
from bot.preferences import Interest, InterestKind
from bot.replies import Inline
from bot.typed import quoted
from bot.welcomes import shortened

#: Things that a greeter is told, tags that are named at once, and characters of a newcomer's own words.
TOLD, TAGS, SAID_CHARACTERS = 2, 3, 300
#: Words as they stand for themselves: the tag ``ai`` does not stand in "again", nor ``c`` in "c++".
_WHOLE = r"(?<![\w+-]){}(?![\w+#-])"
#: From which hour on it is what time of the day.
_DAY = ((5, "morning"), (12, "afternoon"), (18, "evening"), (23, "night"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One thing that a newcomer has told."""

    words: str
    #: Whether everybody may read it.
    is_public: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A draft of a welcome, and what a greeter is told beside it."""

    words: str
    told: tuple[Told, ...] = ()
    #: How the newcomer has introduced themselves; "" where they have not.
    hello: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _About:
    """What is known of a newcomer."""

    person: Person
    journey: Journey | None
    interests: Sequence[Interest]
    #: Whether they show their interests to others.
    is_public: bool

    @property
    def hello(self) -> str:
        """Their introduction, where they have posted one."""
        return self.journey.hello if self.journey and self.journey.hello_at else ""

    def names(self, kind: InterestKind) -> list[str]:
        """The tags that stand at them."""
        return [one.name for one in self.interests if one.kind is kind]

    def has_said(self, words: str) -> bool:
        """Whether it stands in their introduction, and not just within another word there."""
        return bool(re.search(_WHOLE.format(re.escape(words.casefold())), self.hello.casefold()))

    def public(self, names: Iterable[str]) -> list[str]:
        """Those of these tags that everybody may read."""
        return [name for name in names if self.is_public or self.has_said(name)]


async def draft_of(unit: Unit, community: CommunityId, newcomer: MemberId, now: datetime) -> Draft:
    """The draft of a welcome for somebody, from what they have told by now."""
    about = _About(
        person=await unit.communities.person(community, newcomer),
        journey=await unit.journeys.get(community, newcomer),
        interests=await unit.preferences.interests(community, newcomer),
        is_public=(await unit.preferences.learning(community, newcomer)).is_public,
    )
    home, settings = await unit.communities.settings(community), await unit.onboarding.current(community)
    words = words_of(
        settings,
        Wording.WELCOME,
        language=about.person.language or home.language or "",
        entry=about.journey.entry if about.journey else "",
        kind=home.kind,
    )
    meanings: dict[str, Inline] = {
        "name": about.person.member.name,
        "community": home.name,
        "channel": "",
        "tags": _listed(about.public(about.names(InterestKind.LEARN))),
        "help": _listed(about.public(about.names(InterestKind.HELP))),
        "why": _why(about) if about.hello and about.has_said(_why(about)) else "",
    }
    said = "".join(str(part) for part in filled(words, meanings))
    # What everybody may read stands in the draft already.
    told = sorted(_told(about, now), key=lambda one: one.is_public)[:TOLD]
    return Draft(words=shortened(said), told=tuple(told), hello=quoted(about.hello, SAID_CHARACTERS))


def _told(about: _About, now: datetime) -> Iterable[Told]:
    for kind, lead in ((InterestKind.HELP, "can help with"), (InterestKind.LEARN, "would like to learn about")):
        names = about.names(kind)
        if names:
            yield Told(words=f"{lead} {_listed(names)}", is_public=about.public(names) == names)
    if why := _why(about):
        yield Told(words=f"what brings them here: “{why}”", is_public=about.has_said(why))
    if about.person.time_zone:
        yield Told(words=f"it is {_time_of_day(about.person.time_zone, now)} for them now")


def _why(about: _About) -> str:
    return quoted(about.journey.why, SAID_CHARACTERS) if about.journey else ""


def _listed(names: Sequence[str]) -> str:
    """Tags in a sentence: ``#loops, #retro and #mob``; the first of them, where there are many."""
    shown = [f"#{name}" for name in names[:TAGS]]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _time_of_day(zone: str, now: datetime) -> str:
    hour = when.shown(now, zone).hour
    return next((name for begins, name in reversed(_DAY) if hour >= begins), "night")
