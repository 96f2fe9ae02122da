"""The small language of scripts that run on every platform, and the one form in which their transcripts are compared.

A script is a transcript: ``Ada> /resource find #guilds``, then the answer. ``Ada #random> …`` is said in another
channel. What begins with ``/press``, ``/fill`` and ``/menu`` is done and not said, as on the console.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from bot.typed import words_of
from tests.discord.transcript import buttons_last

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Who says or does what, and where."""

    who: str
    channel: str
    said: str


class Platform(ABC):
    """A community with the people and channels above, and the bot in it."""

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
        return normal(shown, self.native)

    def delivered(self, name: str, content: str) -> str:
        """A file in a transcript: its name, and how much of what is in it. Its content is kept in ``files``."""
        self.files = [*getattr(self, "files", ()), (name, content)]
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
    """
    for theirs, ours in native.items():
        shown = shown.replace(theirs, ours)
    shown = re.sub(r" ?\[Fix it\]", "", shown)
    return buttons_last("\n".join(line for line in shown.split("\n") if not line.startswith("Fill it in: ")))


def lines_of(script: str) -> list[Line]:
    """What is said and done in a script."""
    found = (_LINE.match(line) for line in script.splitlines())
    return [Line(who=one["who"], channel=one["channel"] or "general", said=one["said"]) for one in found if one]


async def transcript(platform: Platform, script: str) -> str:
    """The script again, with the answers of this platform."""
    written: list[str] = []
    for line in lines_of(script):
        where = "" if line.channel == "general" else f" #{line.channel}"
        written.append(f"{line.who}{where}> {line.said}\n{await platform.hears(line)}\n")
    return "\n".join(written)
