"""Who joins a server is told of once, when they are through its rules, as they are; who leaves and returns, again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from adapters.discord import joining
from bot.events import PersonJoined, PersonLeft
from bot.hearing import Hearing, Listener
from tests.discord.connected import connected
from tests.discord.fake import Discord, Guild, Human
from tests.discord.test_storms import ada, channel, discord, guild, until

__all__ = ["ada", "channel", "discord", "guild"]

Heard = list[PersonJoined | PersonLeft]
Opened = Callable[..., AbstractAsyncContextManager[Heard]]


@pytest.fixture
def opened(discord: Discord, channel: object, ada: Human, sqlite_address: str) -> Opened:
    """The bot in a server where somebody has spoken already; gives what its core was told."""

    @asynccontextmanager
    async def run(*, has_members: bool = True, earlier: Heard | None = None) -> AsyncIterator[Heard]:
        heard: Heard = [] if earlier is None else earlier

        async def hear(hearing: Hearing, event: PersonJoined | PersonLeft) -> None:
            heard.append(event)

        listeners: list[Listener[Any]] = [Listener(PersonJoined, hear), Listener(PersonLeft, hear)]
        async with connected(discord, sqlite_address, listeners=listeners, has_members=has_members) as bot:
            await bot.ready()
            await ada.slash(channel, "help")  # type: ignore[arg-type]  # a fixture of another module
            yield heard

    return run


async def spoken(discord: Discord) -> None:
    """Let everything arrive that was sent by now."""
    await asyncio.sleep(0.2)


def names(heard: Heard) -> list[str]:
    return [one.name for one in heard if isinstance(one, PersonJoined)]


async def test_who_has_the_rules_before_them_is_told_of_when_they_are_through(
    opened: Opened, discord: Discord, guild: Guild
) -> None:
    async with opened() as heard:
        bea = await guild.screened("Bea")
        await spoken(discord)
        before = names(heard)
        await guild.accept_rules(bea)
        await until(lambda: bool(heard))

    assert (before, names(heard)) == ([], ["Bea"])


async def test_other_changes_of_who_has_the_rules_before_them_let_nobody_through(
    opened: Opened, discord: Discord, guild: Guild
) -> None:
    role = await guild.role("Listeners")
    async with opened() as heard:
        await guild.give(await guild.screened("Bea"), role)
        await spoken(discord)

    assert heard == []


async def test_rules_that_are_accepted_after_a_restart_count_all_the_same(
    opened: Opened, discord: Discord, guild: Guild
) -> None:
    async with opened() as heard:
        bea = await guild.screened("Bea")
        await spoken(discord)
    async with opened(earlier=heard):
        await guild.accept_rules(bea)
        await until(lambda: bool(heard))

    assert names(heard) == ["Bea"]


async def test_changes_of_who_was_told_of_are_no_further_joining_even_after_a_restart(
    opened: Opened, discord: Discord, guild: Guild
) -> None:
    role = await guild.role("Listeners")
    async with opened() as heard:
        bea = await guild.member("Bea")
        await until(lambda: bool(heard))
        await guild.give(bea, role)
        await spoken(discord)
    async with opened(earlier=heard):
        await guild.give(bea)
        await spoken(discord)

    assert names(heard) == ["Bea"]


async def test_changes_of_those_who_have_been_there_long_are_no_joining(
    opened: Opened, discord: Discord, guild: Guild, ada: Human, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = await guild.role("Listeners")
    monkeypatch.setattr(joining, "LATELY", timedelta(0))
    async with opened() as heard:
        await guild.give(ada, role)
        await spoken(discord)

    assert heard == []


async def test_who_leaves_and_returns_is_told_of_again(opened: Opened, discord: Discord, guild: Guild) -> None:
    async with opened() as heard:
        bea = await guild.member("Bea")
        await until(lambda: len(heard) == 1)
        await guild.leave(bea)
        await until(lambda: len(heard) == 2)
        # The number of a joining has the second in it: nobody accepts an invitation twice within one.
        await discord.travel(seconds=2)
        await guild.join(bea)
        await until(lambda: len(heard) == 3)

    assert [type(one).__name__ for one in heard] == ["PersonJoined", "PersonLeft", "PersonJoined"]


async def test_bots_and_guests_of_a_voice_channel_are_told_apart(
    opened: Opened, discord: Discord, guild: Guild
) -> None:
    async with opened() as heard:
        robot = await discord.controls.call("person", name="Robot", is_bot=True)
        guest = await discord.controls.call("person", name="Gil")
        await discord.controls.call("join", person=robot["id"], guild=guild.id, roles=[])
        await discord.controls.call("join", person=guest["id"], guild=guild.id, roles=[], flags=1 << 4)
        await until(lambda: len(heard) == 2)

    joined = [one for one in heard if isinstance(one, PersonJoined)]
    assert [(one.is_bot, one.is_guest) for one in joined] == [(True, False), (False, True)]


async def test_bot_that_may_not_hear_of_members_is_told_of_nobody(
    opened: Opened, discord: Discord, guild: Guild
) -> None:
    async with opened(has_members=False) as heard:
        bea = await guild.screened("Bea")
        await guild.accept_rules(bea)
        await guild.leave(bea)
        await spoken(discord)

    assert heard == []
