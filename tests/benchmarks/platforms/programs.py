"""A program on a fake platform, and the loads it is put under: the bot as people run it, or a bare one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.platforms.yardsticks import READY
from tests.benchmarks.printing import percentile
from tests.benchmarks.processes import cpu_seconds, waited_seconds
from tests.discord.fake import discord_fake
from tests.fakes.client import Controls
from tests.running import ROOT, START_SECONDS, commonplace
from tests.slack.fake import slack_fake

#: One thing that somebody does: what the fake's control ``load`` takes.
Act = Mapping[str, Any]
#: What is said, as the text after ``/``; the first words are the command.
Line = str
#: How long an answer is waited for by itself.
PATIENCE_SECONDS = 10.0
#: One person may look up as often as it can be measured.
_UNLIMITED = "[limits]\ncommands = 0\n"
#: Commands of the bot as Discord declares them: path by first words, and the name of the one option that is used.
PATHS = {"resource find": "line", "resource useful": "number"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What a load came to."""

    #: Milliseconds to the acknowledgement, and to the answer.
    answered: list[float]
    shown: list[float]
    #: Acts that were never acknowledged, or never answered.
    unanswered: int
    seconds: float
    #: Processor time of the program and of the fake.
    program_seconds: float
    fake_seconds: float
    #: How long the program waited for a processor.
    waited_seconds: float

    @property
    def a_second(self) -> float:
        """How many were answered in a second."""
        return len(self.shown) / self.seconds

    @property
    def cpu_milliseconds(self) -> float:
        """Processor time of the program for each."""
        return self.program_seconds * 1000 / max(1, len(self.shown))

    @property
    def fake_percent(self) -> float:
        """How busy the fake was; near 100, it is what was measured."""
        return 100 * self.fake_seconds / self.seconds

    @property
    def waited_percent(self) -> float:
        """How long the program had something to do and no processor to do it; what others on the machine cost."""
        return 100 * self.waited_seconds / self.seconds

    def p(self, percent: float) -> float:
        """This percentile of the milliseconds to the answer."""
        return percentile(self.shown, percent)


def together(several: Sequence[Loaded]) -> Loaded:
    """Loads of the same kind as one."""
    return Loaded(
        answered=[one for each in several for one in each.answered],
        shown=[one for each in several for one in each.shown],
        unanswered=sum(each.unanswered for each in several),
        seconds=sum(each.seconds for each in several),
        program_seconds=sum(each.program_seconds for each in several),
        fake_seconds=sum(each.fake_seconds for each in several),
        waited_seconds=sum(each.waited_seconds for each in several),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """The server or workspace in which everything happens: its name, and who is in it."""

    name: str
    where: Mapping[str, str]
    people: Sequence[str]

    def says(self, person: str, line: Line) -> Act:
        """What somebody does who says this."""
        here = {"person": person, "channel": self.where["channel"]}
        if "team" in self.where:
            return {**here, "team": self.where["team"], "line": f"/{line}"}
        first, second, rest = line.split(maxsplit=2)
        path = f"{first} {second}"
        value = int(rest) if PATHS[path] == "number" else rest
        return {**here, "path": path, "options": {PATHS[path]: value}}


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A program that is on a platform."""

    name: str
    pid: int
    fake: Controls
    home: Home
    #: Where its database is; a bare one has none.
    folder: Path

    async def shown(self, act: Act) -> str:
        """What the platform shows of the answer to one act."""
        return str(await self.fake.call("slash", **act, seconds=PATIENCE_SECONDS))

    async def load(self, acts: Sequence[Act], count: int, *, per_second: float = 0.0, at_once: int = 500) -> Loaded:
        """Let the acts be done in turn, ``count`` of them."""
        before, waited = cpu_seconds(self.pid), waited_seconds(self.pid)
        found = await self.fake.call("load", acts=list(acts), count=count, per_second=per_second, at_once=at_once)
        answered = [seconds * 1000 for seconds in found["answered"] if seconds is not None]
        shown = [seconds * 1000 for seconds in found["shown"] if seconds is not None]
        return Loaded(
            answered=answered, shown=shown, unanswered=2 * count - len(answered) - len(shown),
            seconds=found["seconds"], program_seconds=cpu_seconds(self.pid) - before,
            fake_seconds=found["cpu_seconds"], waited_seconds=waited_seconds(self.pid) - waited,
        )  # fmt: skip


@asynccontextmanager
async def bot_on(platform: str, folder: Path, members: int) -> AsyncIterator[Running]:
    """The bot as people run it, on a fake of its own, with a file as its database."""
    async with (
        _fake(platform, members) as (fake, home, configured),
        commonplace(folder, configured + _UNLIMITED) as program,
    ):
        await program.ready()
        if platform == "discord":
            await program.says("commands told")
        name = "Commonplace"
        yield Running(name=name, pid=program.process.pid, fake=fake, home=home, folder=folder)
        # Answers that a platform would not have taken are no answers.
        assert await fake.call("violations") == []


@asynccontextmanager
async def bare_on(platform: str, folder: Path, members: int) -> AsyncIterator[Running]:
    """A bare program, on a fake of its own."""
    async with _fake(platform, members) as (fake, home, configured):
        # The same addresses and tokens, as arguments instead of a file.
        given = [line.partition(" = ")[2].strip('"') for line in configured.splitlines()[1:]]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.benchmarks.platforms.yardsticks", platform, *given),
            cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert process.stdout
            said = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
            assert said.decode().strip() == READY, f"the bare program on {platform} did not start"
            yield Running(name="bare", pid=process.pid, fake=fake, home=home, folder=folder)
        finally:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _fake(platform: str, members: int) -> AsyncIterator[tuple[Controls, Home, str]]:
    """A fake that keeps no records, a home with so many people, and the configuration that leads there."""
    if platform == "discord":
        async with discord_fake() as discord:
            await discord.controls.call("record", on=False)
            (guild,) = await discord.controls.call("guilds", count=1, members=members)
            home = Home(name="Guild 0", where={"channel": guild["channel"]}, people=guild["people"])
            yield (
                discord.controls,
                home,
                f'[discord]\napi_base = "{discord.api}"\ntoken = "{discord.token}"\n',
            )
        return
    async with slack_fake() as slack:
        await slack.controls.call("record", on=False)
        (team,) = await slack.controls.call("teams", count=1, members=members)
        home = Home(name="Team 0", where={"channel": team["channel"], "team": team["id"]}, people=team["people"])
        tokens = f'bot_token = "{team["token"]}"\napp_token = "{slack.app_token}"\n'
        yield slack.controls, home, f'[slack]\napi_base = "{slack.api}"\n{tokens}'
