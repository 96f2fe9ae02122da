"""A thousand servers and a hundred workspaces in one process: how long it starts, what it holds, whether that grows."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression
from time import monotonic

from tests.benchmarks.platforms.programs import Act
from tests.benchmarks.printing import show, verdict
from tests.benchmarks.processes import resident_mib
from tests.discord.fake import Discord, discord_fake
from tests.fakes.client import Controls
from tests.running import Program, commonplace, installed
from tests.slack.fake import Slack, slack_fake

START_SECONDS = 15.0
RESIDENT_MIB = 350.0
#: Commands after which the memory is looked at, on each platform.
STEP = 1_000
AT_ONCE = 20
#: The slope is told for so many commands.
TOLD_FOR = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Multitude:
    """How many there are, how many people speak in each, and how many commands are said."""

    servers: int = 1_000
    workspaces: int = 100
    people: int = 3
    commands: int = 60_000
    step: int = STEP


@dataclass(kw_only=True, slots=True)
class Held:
    """What the process took and held."""

    start_seconds: float
    #: Resident MiB when it could be talked to, and after so many commands.
    idle_mib: float
    after: list[tuple[int, float]] = field(default_factory=list)
    lost: int = 0
    seconds: float = 0.0

    @property
    def most_mib(self) -> float:
        """The most that was held at any look."""
        return max([self.idle_mib, *(held for _, held in self.after)])

    @property
    def slope(self) -> float:
        """MiB more for each ``TOLD_FOR`` commands, over the second half, when what is kept for a while is full."""
        half = self.after[len(self.after) // 2 :]
        said, held = zip(*half, strict=True)
        return TOLD_FOR * linear_regression(said, held).slope


@dataclass(frozen=True, slots=True)
class Side:
    """One platform with all its places: who adds something there, and who looks it up."""

    fake: Controls
    adds: Sequence[Act]
    finds: Sequence[Act]


async def multitudes(folder: Path, multitude: Multitude) -> Held:
    """Install the app everywhere, fill each library, start again, and let everybody look things up."""
    async with discord_fake() as discord, slack_fake() as slack:
        teams = await slack.controls.call("teams", count=multitude.workspaces, members=multitude.people)
        guilds = await discord.controls.call("guilds", count=multitude.servers, members=multitude.people)
        sides = (_on_discord(discord, guilds), _on_slack(slack, teams))
        for side in sides:
            await side.fake.call("record", on=False)
        async with _started(folder, discord, slack) as (program, _):
            await _installed(program, slack, teams)
            for side in sides:
                await side.fake.call("load", acts=side.adds, count=len(side.adds), at_once=AT_ONCE)
            await program.told_to_end()
        async with _started(folder, discord, slack) as (program, seconds):
            held = Held(start_seconds=seconds, idle_mib=resident_mib(program.process.pid))
            await _talked(program.process.pid, sides, multitude, held)
    return held


@asynccontextmanager
async def _started(folder: Path, discord: Discord, slack: Slack) -> AsyncIterator[tuple[Program, float]]:
    """The bot on both platforms, and the seconds until it could be talked to on both."""
    text = (
        f'[discord]\ntoken = "{discord.token}"\napi_base = "{discord.api}"\n'
        f'[slack]\nclient_id = "{slack.client_id}"\nclient_secret = "{slack.client_secret}"\n'
        f'app_token = "{slack.app_token}"\napi_base = "{slack.api}"\n'
        '[web]\nport = PORT\npublic_url = "http://127.0.0.1:PORT"\n'
        "[limits]\ncommands = 0\n"
    )
    began = monotonic()
    async with commonplace(folder, text) as program:
        await program.ready()
        seconds = monotonic() - began
        yield program, seconds


async def _installed(program: Program, slack: Slack, teams: Sequence[dict[str, str]]) -> None:
    await program.says("commands told")
    for team in teams:
        await slack.controls.call("consent", team=team["id"])
        await installed(program.address("/slack/install"))


async def _talked(pid: int, sides: Sequence[Side], multitude: Multitude, held: Held) -> None:
    """Say everything, a step on one platform after a step on the other, and look at the memory after each."""
    began = monotonic()
    turns = itertools.cycle(sides)
    for said in range(multitude.step, multitude.commands + 1, multitude.step):
        side = next(turns)
        # Another part of the places each time.
        first = said // 2 % len(side.finds)
        acts = [*side.finds[first:], *side.finds[:first]][: multitude.step]
        found = await side.fake.call("load", acts=acts, count=multitude.step, at_once=AT_ONCE)
        held.lost += sum(seconds is None for seconds in (*found["answered"], *found["shown"]))
        held.after.append((said, resident_mib(pid)))
    held.seconds = monotonic() - began


def _on_discord(discord: Discord, guilds: Sequence[dict[str, object]]) -> Side:
    options = {"what": "https://example.org/", "title": "Meetings", "kind": "article", "tags": "meeting"}

    def act(guild: dict[str, object], person: str, path: str, options: dict[str, str]) -> Act:
        return {"person": person, "channel": guild["channel"], "path": path, "options": options}

    return Side(
        discord.controls,
        [act(one, _people(one)[0], "resource add", options) for one in guilds],
        [act(one, who, "resource find", {"line": "#meeting"}) for one in guilds for who in _people(one)],
    )


def _on_slack(slack: Slack, teams: Sequence[dict[str, object]]) -> Side:
    add = "/resource add https://example.org/ title:Meetings kind:article tags:meeting"

    def act(team: dict[str, object], person: str, line: str) -> Act:
        return {"team": team["id"], "person": person, "channel": team["channel"], "line": line}

    return Side(
        slack.controls,
        [act(one, _people(one)[0], add) for one in teams],
        [act(one, who, "/resource find #meeting") for one in teams for who in _people(one)],
    )


def _people(place: dict[str, object]) -> list[str]:
    people = place["people"]
    assert isinstance(people, list)
    return people


def print_multitudes(held: Held, multitude: Multitude) -> None:
    """Print it, and whether the targets are met."""
    columns = (
        "start s", f"≤ {START_SECONDS:.0f}", "idle MiB", f"most MiB of {multitude.commands:,} commands",
        f"≤ {RESIDENT_MIB:.0f}", f"MiB for each {TOLD_FOR:,} commands", "commands/s", "lost",
    )  # fmt: skip
    row = [
        f"{held.start_seconds:.1f}", verdict(held.start_seconds, START_SECONDS), f"{held.idle_mib:.0f}",
        f"{held.most_mib:.0f}", verdict(held.most_mib, RESIDENT_MIB), f"{held.slope:+.2f}",
        f"{multitude.commands / held.seconds:.0f}", str(held.lost),
    ]  # fmt: skip
    show(f"{multitude.servers:,} servers and {multitude.workspaces:,} workspaces in one process", columns, [row])
