"""A database that another program does not let go of: everybody is told something in time, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from time import monotonic
from typing import Any

import pytest

from adapters.discord.app import DiscordApp, DiscordSettings
from adapters.slack.app import SlackApp
from adapters.slack.settings import Mode, SlackSettings
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from bot.vitals import Heart
from commands import COMMANDS
from storage import session
from storage.database import Database
from storage.store import SqlStore
from tests.discord.fake import discord_here
from tests.discord.stage import Notebook
from tests.slack.fake import slack_here
from tests.talk import TestClock

PATIENCE = "This takes longer than usual. The answer will appear here."
BUSY = "The library is busy just now, so nothing was changed. Please try again in a minute."
#: In this time somebody has to have read something.
TOLD_SECONDS = 2.5

#: What is said, and all that the person sees after it.
Say = Callable[[str], Coroutine[Any, Any, object]]
Sees = Callable[[], Awaitable[list[str]]]


@contextmanager
def locked(sqlite_address: str) -> Iterator[sqlite3.Connection]:
    """Another program in the middle of a change."""
    with closing(sqlite3.connect(sqlite_address.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@asynccontextmanager
async def bot_on(sqlite_address: str) -> AsyncIterator[tuple[Dispatcher, Ears]]:
    """A process of its own as far as the database can tell: connections, and a line of writers, of its own."""
    database = Database(sqlite_address)
    store, clock = SqlStore(database), TestClock()
    dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=clock)
    try:
        yield dispatcher, Ears(listeners=(), store=store, clock=clock)
        await dispatcher.settle()
    finally:
        await database.close()


@asynccontextmanager
async def ada_on_discord(sqlite_address: str) -> AsyncIterator[tuple[Say, Sees]]:
    async with discord_here() as discord, bot_on(sqlite_address) as (dispatcher, ears):
        guild = await discord.guild("Guild")
        channel, ada = await guild.channel("general"), await guild.member("Ada")
        settings = DiscordSettings(token=discord.token, api_base=discord.api, has_members=False)
        app = DiscordApp(dispatcher, ears, settings, remembered=Notebook())
        task = asyncio.create_task(app.start())
        await until(lambda: app.client.is_synced and app.silent_seconds() is not None)

        async def say(title: str) -> object:
            if not title:
                return await ada.slash(channel, "resource find")
            return await ada.slash(channel, "resource add", what=title, kind="book", tags="loops")

        async def sees() -> list[str]:
            return [shown.text for shown in await ada.sees(channel)]

        try:
            yield say, sees
        finally:
            await app.close()
            with suppress(Exception):
                await asyncio.wait_for(task, 5)


@asynccontextmanager
async def ada_on_slack(sqlite_address: str) -> AsyncIterator[tuple[Say, Sees]]:
    async with slack_here() as slack, bot_on(sqlite_address) as (dispatcher, ears):
        team = await slack.team("Guild")
        ada = await team.person("Ada")
        channel = await team.channel("general", ada)
        settings = SlackSettings(mode=Mode.SOCKET, bot_token=team.token, app_token=slack.app_token, api_base=slack.api)
        app = SlackApp(dispatcher=dispatcher, ears=ears, settings=settings)
        await app.start()
        await slack.wait_for_sockets(1)

        async def say(title: str) -> object:
            line = f"/resource add {title} kind:book tags:loops" if title else "/resource find"
            return await ada.slash(channel, line)

        async def sees() -> list[str]:
            return [shown.text for shown in await ada.sees(channel)]

        try:
            yield say, sees
        finally:
            await app.close()
        assert await slack.violations() == []


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110  # what is waited for happens in a library that tells nobody
            await asyncio.sleep(0.02)


async def shown_after(before: int, sees: Sees, wanted: Sequence[str]) -> list[str]:
    """What is seen besides, once each of these is in it."""
    shown: list[str] = []
    async with asyncio.timeout(5):
        while any(words not in "\n".join(shown) for words in wanted):
            await asyncio.sleep(0.05)
            shown = (await sees())[before:]
    return shown


PLATFORMS = {"discord": ada_on_discord, "slack": ada_on_slack}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whoever_asks_a_frozen_database_is_told_something_in_time_and_answered_in_the_end(
    platform: str, sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad weather, "database frozen": the lock outlasts the patience of the first writer, and not of the second.

    R22: nobody waits for the database in the loop, which would keep heartbeats from being sent.
    """
    monkeypatch.setattr(session, "BUSY_MILLISECONDS", 2_700)
    heart = Heart()
    async with PLATFORMS[platform](sqlite_address) as (say, sees):
        await say("First")
        beating = asyncio.create_task(heart.run())
        before = len(await sees())
        with locked(sqlite_address) as other:
            asking = [asyncio.create_task(one) for one in (say("Second"), say("Third"))]
            began = monotonic()
            await say("")
            looked_up = monotonic() - began
            await asyncio.sleep(TOLD_SECONDS - looked_up)
            told = (await sees())[before:]
            await asyncio.sleep(0.5)
            other.execute("ROLLBACK")
        await asyncio.gather(*asking)
        shown = await shown_after(before, sees, ("Added to the library", BUSY))

    beating.cancel()
    assert heart.lag_seconds < 0.5
    assert looked_up < 1
    assert sum("First" in one for one in told) == 1
    assert [one for one in told if "First" not in one] == [PATIENCE, PATIENCE]
    answers = [one for one in shown if "First" not in one and one != PATIENCE]
    assert sorted(one.partition(" as number")[0].lstrip("# ") for one in answers) == ["Added to the library", BUSY]
