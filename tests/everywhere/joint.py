"""One community in two places at once: a Slack workspace and a Discord server, with one bot and one database.

Its scripts are those of one place, and say of everybody where they are: ``Ada@slack> …``, ``Bob@discord #random> …``;
what is posted stands under ``* slack #general`` or ``* discord to Bob``. A code that leads from one place to the other
is written ``CODE``, in answers and in what is said.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.joining import STEPS
from bot.messenger import Messenger
from bot.working import Chores
from commands import COMMANDS
from tests.discord.stage import Stage
from tests.everywhere.discord import server_on
from tests.everywhere.language import Line, Pause, Platform, pause_of
from tests.everywhere.posting import Posting
from tests.everywhere.slack import workspace_with

_LINE = re.compile(r"^(?P<who>[A-Z]\w+)@(?P<side>slack|discord)(?: #(?P<channel>\w+))?> (?P<said>.+)$")
_CODE = re.compile(r"(?<= link )(?P<code>[A-Z0-9]{4}-[A-Z0-9]{4})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """What was posted in one of the places."""

    side: str
    heading: str
    words: str

    @property
    def written(self) -> str:
        """As a script has it."""
        return f"* {self.side} {self.heading.removeprefix('* ')}\n{self.words}\n"


class Joint:
    """Both places."""

    def __init__(self, sides: Mapping[str, Platform], posting: Posting, chores: Chores) -> None:
        self._sides = sides
        self._posting = posting
        self._chores = chores
        self._code = ""
        #: All that was posted so far.
        self.posts: list[Post] = []

    async def transcript(self, script: str) -> str:
        """The script again, with what was answered and posted in both places."""
        written: list[str] = []
        for line in script.splitlines():
            if found := _LINE.match(line):
                written += [f"{line}\n{await self._heard(found)}\n", *await self._posted(None)]
            elif pause := pause_of(line):
                written += [f"{line}\n", *await self._posted(pause)]
        return "\n".join(written)

    async def _heard(self, found: re.Match[str]) -> str:
        said = found["said"].replace("CODE", self._code)
        line = Line(who=found["who"], channel=found["channel"] or "general", said=said)
        shown = await self._sides[found["side"]].hears(line)
        if code := _CODE.search(shown):
            self._code = code["code"]
        return _CODE.sub("CODE", shown)

    async def _posted(self, pause: Pause | None) -> list[str]:
        # What takes long, like the joining of two libraries, is done in between.
        await self._chores.finish_all()
        new: list[Post] = []
        now = self._posting.clock.now()
        async for _ in self._posting.until(pause.end(now) if pause else now):
            for name, side in self._sides.items():
                new += [
                    Post(side=name, heading=side.normal(one.heading), words=side.normal(one.words))
                    for one in sorted(await side.new_posts(), key=lambda one: one.lane)
                ]
        self.posts += new
        return [one.written for one in new]


@asynccontextmanager
async def in_both_places(address: str) -> AsyncIterator[Joint]:
    """The bot on Discord and on Slack at once, with this database."""
    stage = Stage(address, COMMANDS)
    await stage.open()
    try:
        async with server_on(stage) as server, workspace_with(stage.dispatcher, stage.clock) as workspace:
            sides: Mapping[str, Platform] = {"slack": workspace, "discord": server}

            def messengers(platform: str, place: str) -> Messenger | None:
                return sides[platform].posting.messengers(platform, place)

            posting = Posting(stage.dispatcher, stage.clock, messengers)
            yield Joint(sides, posting, Chores(STEPS, store=stage.dispatcher.store, clock=stage.clock))
    finally:
        await stage.close()
