"""The small language of scripts that run on every platform, and the one form in which their transcripts are compared.

A script is a transcript: ``Ada> /resource find #guilds``, then the answer. ``Ada #random> …`` is said in another
channel. What begins with ``/press``, ``/fill`` and ``/menu`` is done and not said, as on the console.

``(2 days pass)`` and ``(until 2026-12-03 18:00)`` let time pass; otherwise it stands still. What the bot posts on its
own, then or because of what was just said, follows: ``* #general`` or ``* to Ada``, ``changed`` where it takes the
place of what was posted before, and its words and buttons, which can be pressed like those of answers.

``(Bob takes no direct messages)`` is so from then on, where a platform has such people. ``(Bob joins)`` and ``(Bob
leaves)`` are told to the bot in the platform's own way; who leaves was there.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.typed import words_of
from tests.discord.transcript import buttons_last
from tests.everywhere.posting import Posted, Posting

#: Everybody there is. Olga runs the place: she is an organiser because the platform says so.
PEOPLE, ORGANISER = ("Ada", "Bob", "Cory", "Olga"), "Olga"
CHANNELS = ("general", "random", "news")
#: Where the messages stand on which menus are opened.
MESSAGE = "https://chat.example/m/1"
#: What is said before the answer that README shows as Discord and Slack show it.
IN_README = (
    ("Ada", '/resource add https://youtu.be/dQw4w9WgXcQ title:"How we began" tags:stories'),
    ("Bob", "/resource useful 1"),
    ("Ada", "/resource find #stories"),
)

_LINE = re.compile(r"^(?P<who>[A-Z]\w+)(?: #(?P<channel>\w+))?> (?P<said>.+)$")
_PAUSE = re.compile(
    r"^\((?:(?P<count>\d+) (?P<unit>minute|hour|day)s? pass(?:es)?|until (?P<until>\d{4}-\d\d-\d\d \d\d:\d\d))\)$"
)
_CLOSED = re.compile(r"^\((?P<who>[A-Z]\w+) takes no direct messages\)$")
_PASSAGE = re.compile(r"^\((?P<who>[A-Z]\w+) (?P<way>joins|leaves)\)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Who says or does what, and where."""

    who: str
    channel: str
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """Time that passes: for so long, or until a moment."""

    written: str
    lasts: timedelta | None = None
    until: datetime | None = None

    def end(self, now: datetime) -> datetime:
        """When it is over."""
        return self.until or now + (self.lasts or timedelta(0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """Somebody who takes no direct messages from now on."""

    written: str
    who: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Somebody who joins or leaves."""

    written: str
    who: str
    is_in: bool


class Platform(ABC):
    """A community with the people and channels above, and the bot in it."""

    #: Sends what the bot says on its own.
    posting: Posting
    #: The platform's own words for people, channels, messages and itself, and ours for the same.
    native: dict[str, str]
    #: The files that were delivered: their names and what is in them.
    files: list[tuple[str, str]]

    async def hears(self, line: Line) -> str:
        """What is shown after a line, in the form in which all platforms are equal."""
        word, _, rest = line.said.partition(" ")
        match word:
            case "/press":
                shown = await self.press(line, rest)
            case "/fill":
                shown = await self.fill(line, {one.name: one.text for one in words_of(rest) if one.name})
            case "/menu":
                label, text = (one.text for one in words_of(rest))
                shown = await self.choose(line, label, text)
            case _:
                shown = await self.say(line)
        return self.normal(shown)

    async def posted(self, until: datetime | None = None) -> list[str]:
        """What the bot posts on its own until a moment (without one: what is due already), each as a script has it."""
        told: list[str] = []
        async for _ in self.posting.until(until or self.posting.clock.now()):
            # Places are written to side by side, and which one comes first says nothing.
            new = sorted(await self.new_posts(), key=lambda one: one.lane)
            told += [f"{self.normal(one.heading)}\n{self.normal(one.words)}" for one in new]
        return told

    def normal(self, shown: str) -> str:
        """What was shown in the form in which all platforms are equal."""
        return normal(shown, self.native)

    def delivered(self, name: str, content: str) -> str:
        """A file in a transcript: its name, and its words, or how much is in it; what is said of a picture.

        ``files`` keeps its content.
        """
        self.files = [*getattr(self, "files", ()), (name, content)]
        if not name.endswith(".json"):
            return "\n".join([name, *(line.strip() for line in content.split("\n"))])
        rows = json.loads(content)["kept"]
        return "\n".join([name, *(f"{kind}: {len(rows[kind])}" for kind in rows)])

    @abstractmethod
    async def say(self, line: Line) -> str:
        """Say a command."""

    @abstractmethod
    async def press(self, line: Line, label: str) -> str:
        """Press the button of the newest answer that has one with this label."""

    @abstractmethod
    async def fill(self, line: Line, values: Mapping[str, str]) -> str:
        """Answer these questions of the form that is open, leave the others as they are, and send it."""

    @abstractmethod
    async def choose(self, line: Line, label: str, text: str) -> str:
        """Choose an entry of the menu of a message that says this, and stands at ``MESSAGE``."""

    def closes(self, who: str) -> None:
        """Let nothing reach somebody directly any more."""
        raise AssertionError(f"{who} cannot be closed to at a {type(self).__name__.lower()}")

    @abstractmethod
    async def joins(self, who: str) -> None:
        """Let somebody join, and tell the bot."""

    @abstractmethod
    async def leaves(self, who: str) -> None:
        """Let somebody leave, and tell the bot."""

    @abstractmethod
    async def new_posts(self) -> list[Posted]:
        """What the bot has said on its own since this was asked last, in the order of arrival."""


async def answer_in_readme(platform: Platform) -> str:
    """The answer that README shows, in the form in which all platforms are equal."""
    shown = [await platform.hears(Line(who=who, channel="general", said=said)) for who, said in IN_README]
    return shown[-1]


def normal(shown: str, native: Mapping[str, str]) -> str:
    """An answer without what differs between platforms by design, and nothing else is left out.

    1. Where lines are empty and where buttons stand: Discord puts the buttons of short answers below all words.
    2. How people, channels, messages and the platform itself are called: people and channels have ids on Discord and
       Slack, names on the console.
    3. Where a file is delivered: on Slack in the direct messages, which is said where it was asked for.
    4. How a form is sent, and how one that was refused comes back: on Slack it stays open, on Discord a button brings
       it back, and the console says what to type.
    5. The codes of anonymous questions, which are made by chance.
    """
    for theirs, ours in native.items():
        shown = shown.replace(theirs, ours)
    shown = re.sub(r" ?\[Fix it\]", "", shown)
    shown = re.sub(r"(?<=ama mailbox )[A-Za-z0-9_-]{22}", "CODE", shown)
    return buttons_last("\n".join(line for line in shown.split("\n") if not line.startswith("Fill it in: ")))


def lines_of(script: str) -> list[Line]:
    """What is said and done in a script."""
    return [step for step in steps_of(script) if isinstance(step, Line)]


def steps_of(script: str) -> Iterator[Line | Pause | Closed | Passage]:
    """What happens in a script: what people say and do, and time."""
    for written in script.splitlines():
        if found := _LINE.match(written):
            yield Line(who=found["who"], channel=found["channel"] or "general", said=found["said"])
        elif pause := pause_of(written):
            yield pause
        elif found := _CLOSED.match(written):
            yield Closed(written=written, who=found["who"])
        elif found := _PASSAGE.match(written):
            yield Passage(written=written, who=found["who"], is_in=found["way"] == "joins")


def pause_of(written: str) -> Pause | None:
    """The time that a line lets pass; None for other lines."""
    found = _PAUSE.match(written)
    if not found:
        return None
    if found["until"]:
        return Pause(written=found.group(), until=datetime.fromisoformat(found["until"]).replace(tzinfo=UTC))
    return Pause(written=found.group(), lasts=timedelta(**{f"{found['unit']}s": int(found["count"])}))


async def transcript(platform: Platform, script: str) -> str:
    """The script again, with the answers of this platform, and what the bot posted there."""
    written: list[str] = []
    for step in steps_of(script):
        match step:
            case Pause():
                written.append(f"{step.written}\n")
                written += _apart(await platform.posted(step.end(platform.posting.clock.now())))
            case Closed():
                platform.closes(step.who)
                written.append(f"{step.written}\n")
            case Passage():
                await (platform.joins(step.who) if step.is_in else platform.leaves(step.who))
                written.append(f"{step.written}\n")
                written += _apart(await platform.posted())
            case Line():
                where = "" if step.channel == "general" else f" #{step.channel}"
                written.append(f"{step.who}{where}> {step.said}\n{await platform.hears(step)}\n")
                written += _apart(await platform.posted())
    return "\n".join(written)


def _apart(posted: Iterable[str]) -> list[str]:
    return [f"{one}\n" for one in posted]
