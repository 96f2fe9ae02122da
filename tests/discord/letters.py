"""A bot on the stand-in for Discord that sends direct messages, and all that can be pressed in them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count

import pytest_asyncio

from adapters.discord.messenger import DiscordMessenger
from adapters.discord.settings import DiscordSettings
from bot.deliveries import Order, State, Target
from bot.delivering import Deliverer
from bot.delivering.giving_up import ask_organisers
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, Role
from bot.posts import Post
from bot.spec import AnyCommand
from tests.direct import COMMANDS, WORD, word
from tests.discord.connected import connected
from tests.discord.fake import Channel, Discord, Guild, Human, discord_fake
from tests.discord.fake.shown import Shown as OnScreen
from tests.discord.openapi import expect_valid
from tests.talk import TestClock

REFUSED = "Commonplace answers in servers, not in direct messages: please ask in a channel."


@dataclass(kw_only=True, slots=True)
class Letters:
    """The bot, and its post."""

    discord: Discord
    dispatcher: Dispatcher
    deliverer: Deliverer
    clock: TestClock
    _numbers: count[int] = field(default_factory=count)

    async def write(self, guild: Guild, to: Human) -> OnScreen:
        """Send somebody a word from a server, where somebody has said something before; the message on their screen."""
        await self.order(guild, to)
        return (await self.posted(to))[-1]

    async def order(self, guild: Guild, to: Human) -> None:
        """Have a word sent."""
        key = f"word {next(self._numbers)} {self.clock.now():%M:%S}"
        target = Target(platform="discord", workspace=guild.id, user=to.id)
        order = Order(key=key, topic="test", kind=WORD, target=target, subject={}, due_at=self.clock.now())
        async with self.dispatcher.store.write() as unit:
            home = await unit.people.of_workspace("discord", guild.id)
            assert home
            await unit.deliveries.add(home.id, order, self.clock.now())

    async def posted(self, to: Human) -> list[OnScreen]:
        """Send all that is due; what somebody then has on their screen."""
        await self.deliverer.drain()
        return await self.discord.messages(await to.dms())

    async def leave_unsure(self, guild: Guild, channel: Channel) -> None:
        """Let there be a message of which nobody knows whether it arrived, and the organisers be asked."""
        target = Target(platform="discord", workspace=guild.id, channel=channel.id)
        order = Order(key="unsure", topic="test", kind=WORD, target=target, subject={}, due_at=self.clock.now())
        async with self.dispatcher.store.write() as unit:
            home = await unit.people.of_workspace("discord", guild.id)
            assert home
            await unit.deliveries.add(home.id, order, self.clock.now())
            made = await unit.deliveries.find(home.id, order.key)
            assert made
            unsure = replace(made, state=State.UNCERTAIN, ready_at=None, settled_at=self.clock.now())
            await unit.deliveries.save([(unsure, made.fence)], "test")
            await ask_organisers(unit, unsure, self.clock.now())

    async def role(self, guild: Guild, of: Human) -> tuple[Role, Role] | None:
        """What somebody was granted, and what was vouched for; None for who is not known."""
        async with self.dispatcher.store.read() as unit:
            known = await unit.people.who(AccountKey(platform="discord", workspace=guild.id, user=of.id))
        return (known[1].role, known[1].vouched) if known else None

    async def grant(self, guild: Guild, to: Human, role: Role) -> None:
        async with self.dispatcher.store.write() as unit:
            known = await unit.people.who(AccountKey(platform="discord", workspace=guild.id, user=to.id))
            assert known
            await unit.people.grant(known[0].id, known[1].id, role)


@asynccontextmanager
async def letters(
    discord: Discord,
    sqlite_address: str,
    *,
    commands: Sequence[AnyCommand] = COMMANDS,
    posts: Sequence[Post] = (word,),
    clock: TestClock | None = None,
) -> AsyncIterator[Letters]:
    """The bot in a run of its own; what it remembers is in the database."""
    clock = clock or TestClock()
    settings = DiscordSettings(token=discord.token, api_base=discord.api)
    messenger = DiscordMessenger(settings, clock=clock)
    async with connected(discord, sqlite_address, commands=commands) as bot:
        await bot.ready()
        dispatcher = bot.app.client.dispatcher
        deliverer = Deliverer(
            posts, store=dispatcher.store, clock=clock, messengers=lambda _platform, _workspace: messenger
        )
        try:
            yield Letters(discord=discord, dispatcher=dispatcher, deliverer=deliverer, clock=clock)
        finally:
            await messenger.close()


async def member(guild: Guild, channel: Channel, name: str) -> Human:
    """Somebody who has said something."""
    human = await guild.member(name)
    await human.slash(channel, "more")
    return human


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def process() -> AsyncIterator[Discord]:
    async with discord_fake() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def discord(process: Discord) -> AsyncIterator[Discord]:
    """The stand-in as it was before; at the end, everything that was asked has to be as Discord wants it."""
    await process.clear_faults()
    await process.controls.call("forget_records")
    yield process
    assert await process.violations() == []
    for one in await process.requests():
        if "method" in one:
            expect_valid(one["method"], one["path"].removeprefix("/api/v10"), one["body"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Town:
    """Two servers in which Ada is."""

    guild: Guild
    other: Guild
    channel: Channel
    elsewhere: Channel


@pytest_asyncio.fixture(loop_scope="module")
async def town(discord: Discord) -> Town:
    guild, other = await discord.guild("Guild"), await discord.guild("Other")
    return Town(guild=guild, other=other, channel=await guild.channel("a"), elsewhere=await other.channel("b"))


async def ada_of(town: Town) -> Human:
    """Ada, known in both servers."""
    ada = await member(town.guild, town.channel, "Ada")
    await town.other.join(ada)
    await ada.slash(town.elsewhere, "more")
    return ada
