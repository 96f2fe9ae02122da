"""Discord as the program has it: what is due goes out whether or not anything comes in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.discord.app import DiscordApp, DiscordSettings
from adapters.discord.pace import Allowance, Breaker, Paused
from bot.config import Given, load
from bot.deliveries import Sent, Target, Waits
from bot.hearing import Ears
from bot.messenger import Messenger, Outgoing
from bot.replies import said
from bot.wiring.application import running
from bot.wiring.ondiscord import OnDiscord
from bot.wiring.platforms import OutOfReach
from storage.schema import prepare
from tests.discord.fake import Channel, Discord, Guild, discord_fake
from tests.discord.stage import Notebook

MARK = "0123456789abcdef01234567"


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with discord_fake() as started:
        yield started


@asynccontextmanager
async def on_discord(discord: Discord, folder: Path) -> AsyncIterator[OnDiscord]:
    url = f"sqlite:///{folder}/commonplace.db"
    text = f'[database]\nurl = "{url}"\n[discord]\ntoken = "{discord.token}"\napi_base = "{discord.api}"\n'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    prepare(url)
    config = load(Given(file=folder / "config.toml", environment={}))
    async with running(config) as application:
        ears = Ears(listeners=(), store=application.store, clock=application.clock)
        platform = OnDiscord(config, application, ears)
        try:
            yield platform
        finally:
            await platform.close()


async def post(discord: Discord, messenger: Messenger, guild: Guild, channel: Channel) -> object:
    target = Target(platform="discord", workspace=guild.id, channel=channel.id)
    outgoing = Outgoing(target=target, shown=said("It begins."), mark=MARK)
    return await messenger.post(outgoing, until=await discord.now() + timedelta(minutes=1))


async def test_what_is_due_is_posted_before_anybody_is_connected(discord: Discord, tmp_path: Path) -> None:
    guild = await discord.guild("Guild")
    channel = await guild.channel("general")

    async with on_discord(discord, tmp_path) as platform:
        outcome = await post(discord, platform.messenger(), guild, channel)

    assert isinstance(outcome, Sent)
    assert (await discord.state())["identifies"] == 0


async def test_what_is_due_is_posted_while_the_gateway_is_down(discord: Discord, tmp_path: Path) -> None:
    guild = await discord.guild("Guild")
    channel = await guild.channel("general")
    await discord.controls.call("go_down", what="gateway")

    async with on_discord(discord, tmp_path) as platform:
        running = asyncio.create_task(platform.run())
        await asyncio.sleep(0.5)
        outcome = await post(discord, platform.messenger(), guild, channel)
        was_ready = platform.is_ready
        running.cancel()
        with suppress(asyncio.CancelledError, OutOfReach):
            await running

    assert isinstance(outcome, Sent)
    assert not was_ready
    assert [one.text for one in await discord.messages(channel)] == ["It begins."]


async def test_nothing_is_posted_after_it_has_left(discord: Discord, tmp_path: Path) -> None:
    guild = await discord.guild("Guild")
    channel = await guild.channel("general")
    async with on_discord(discord, tmp_path) as platform:
        messenger = platform.messenger()

    assert isinstance(await post(discord, messenger, guild, channel), Waits)
    assert await discord.messages(channel) == []


async def test_client_stops_after_refusals_that_the_messenger_earned(discord: Discord, tmp_path: Path) -> None:
    breaker = Breaker(most=1)
    breaker.count(403)
    async with on_discord(discord, tmp_path) as platform:
        dispatcher, ears = platform._app.client.dispatcher, platform._app.client.ears
        settings = DiscordSettings(token=discord.token, api_base=discord.api)
        app = DiscordApp(dispatcher, ears, settings, remembered=Notebook(), allowance=Allowance(breaker=breaker))
        try:
            with pytest.raises(Paused):
                await app.start()
        finally:
            await app.close()

    assert await discord.requests() == []
