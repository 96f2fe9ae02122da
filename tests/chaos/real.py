"""Proof 9: the messengers of Discord and Slack themselves, against the strict fakes, while answers are lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.discord.messenger import DiscordMessenger
from adapters.discord.settings import DiscordSettings
from adapters.slack.calls import Calls
from adapters.slack.messenger import SlackMessenger
from adapters.slack.rich import as_spelt
from adapters.slack.workspaces import OneWorkspace
from bot.clock import Clock
from bot.messenger import Messenger
from tests.chaos.checker import Seen, judge
from tests.chaos.lab import Lab
from tests.chaos.proofs import AFTERWARDS_SECONDS, Result, killed, result
from tests.discord.fake import discord_fake
from tests.slack.fake import slack_fake

#: These fakes do not lose what is under way for too long, so there is more time for everything.
HTTP_SECONDS = 1.2
PATIENCE = {"settle": 3.0, "nonce": 4.0, "lease": 8.0, "again": 0.2}
WINDOW_SECONDS = 8.0
CHANNELS = 5
POST = "POST .*(messages|chat.postMessage)$"

#: What stands in the channels in the end, and what the fake did not like.
Look = Callable[[], Awaitable[tuple[list[Seen], list[object]]]]


async def messenger_of(real: dict[str, str], clock: Clock) -> Messenger:
    """The messenger that the bot itself would have."""
    if real["platform"] == "discord":
        settings = DiscordSettings(token=real["token"], api_base=real["api"])
        return DiscordMessenger(settings, clock=clock, http_seconds=HTTP_SECONDS)
    client = AsyncWebClient(base_url=real["api"], retry_handlers=[])
    client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=HTTP_SECONDS))
    calls = Calls(client)
    workspaces = OneWorkspace(real["token"], calls)
    await workspaces.start()
    return SlackMessenger(calls=calls, workspaces=workspaces, spelling=as_spelt, now=clock.now)


async def real_messengers(lab: Lab, *, kills: int, count: int) -> Result:
    """9: kill -9 at random, while every fifth message is taken and its answer lost."""
    async with (_discord if lab.manner == "discord" else _slack)(lab.seed) as (real, workspace, channels, look):
        await lab.order(count, lanes=CHANNELS, over_seconds=kills * 0.3, places=(workspace, channels))
        await killed(lab, kills=kills, every_seconds=0.2, real=real, patience=PATIENCE)
        last = await lab.worker(real=real, patience=PATIENCE)
        is_done = await lab.finished(AFTERWARDS_SECONDS)
        await last.kill()
        seen, disliked = await look()
    told = await result(lab, "9 the messengers themselves", is_done=is_done and not disliked)
    verdict = judge(lab.wanted, seen)
    return replace(told, verdict=verdict, sent=verdict.ordered - verdict.lost)


Started = tuple[dict[str, str], str, Sequence[str], Look]


@asynccontextmanager
async def _discord(seed: int) -> AsyncIterator[Started]:
    async with discord_fake(seed=seed) as discord:
        guild = await discord.guild("Guild")
        channels = [await guild.channel(f"c{number}") for number in range(CHANNELS)]
        await discord.settings(token=discord.token, nonce_seconds=WINDOW_SECONDS, global_requests=1_000)
        route = "POST /channels/{channel_id}/messages"
        await discord.controls.call("limit", route=route, requests=100, seconds=1)
        await discord.fault("drop_after", POST, every=5, times=None)

        async def look() -> tuple[list[Seen], list[object]]:
            await discord.clear_faults()
            seen = [
                _seen(f"discord\n{guild.id}\n{one.id}", shown.text)
                for one in channels
                for shown in await discord.messages(one)
            ]
            return seen, list(await discord.violations())

        real = {"platform": "discord", "token": discord.token, "api": discord.api}
        yield real, guild.id, [one.id for one in channels], look


@asynccontextmanager
async def _slack(seed: int) -> AsyncIterator[Started]:
    async with slack_fake(seed=seed) as slack:
        team = await slack.team("Guild")
        ada = await team.person("Ada")
        channels = [await team.channel(f"c{number}", ada) for number in range(CHANNELS)]
        await slack.fault("drop_after", POST, every=5, times=None)

        async def look() -> tuple[list[Seen], list[object]]:
            await slack.clear_faults()
            seen = [
                _seen(f"slack\n{team.id}\n{one.id}", shown.text)
                for one in channels
                for shown in await team.messages(one)
            ]
            return seen, list(await slack.violations())

        real = {"platform": "slack", "token": team.token, "api": slack.api}
        yield real, team.id, [one.id for one in channels], look


def _seen(lane: str, text: str) -> Seen:
    # When exactly it came is not asked here, and so it is never early.
    return Seen(lane=lane, says=text.strip(), at=datetime.now(UTC).timestamp())
