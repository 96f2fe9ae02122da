"""Welcomes in bad weather: people and processes at the same moment, on both databases, and much of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.dispatch import Dispatcher
from bot.welcomes import WelcomeState
from commands import COMMANDS
from storage.store import SqlStore
from tests.desk import Desk
from tests.talk import Posts, TestClock
from tests.test_welcomes import first_lines

GREETERS = ("Bob", "Cory", "Dan")
NEWCOMERS = tuple(f"New{number}" for number in range(8))


@pytest.fixture
async def desk(store: SqlStore, clock: TestClock) -> AsyncIterator[Desk]:
    """The bot on each of the two databases."""
    dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=clock)
    yield Desk(dispatcher, clock)
    await dispatcher.settle()


async def test_two_who_send_at_the_same_moment_post_once(desk: Desk) -> None:
    await desk.begins("Bob")
    await desk.comes("Ada")
    await desk.posts()
    await desk.does("Olga", "show", "Ada")
    packed = {name: desk.button(name, "Send as me") for name in ("Bob", "Olga")}

    told = await asyncio.gather(
        *(desk.presses(name, *one.command, **dict(one.args)) for name, one in packed.items() for _ in range(3))
    )

    posted = [one for one in await desk.posts(days=1) if one.startswith("#")]
    assert len(posted) == 1
    assert len([one for one in told if one.startswith("Thank you.")]) == 1
    assert len([one for one in told if "welcomed Ada already" in one]) == 5


async def test_two_processes_ask_the_next_one_once(desk: Desk, clock: TestClock) -> None:
    await desk.begins(*GREETERS)
    for name in ("Ada", "Ben"):
        await desk.comes(name)
    await desk.posts()
    other = Posts(desk.dispatcher, clock)
    clock.advance(hours=2)

    for _ in range(3):
        await asyncio.gather(desk.posts.deliverer.drain(), other.deliverer.drain())

    told = first_lines(await desk.posts()) + first_lines(await other())
    assert sorted(one for one in told if "changed" not in one) == ["@bob: Welcome Ben?", "@dan: Welcome Ada?"]


async def test_sending_while_the_time_runs_out_welcomes_everybody_once(desk: Desk, clock: TestClock) -> None:
    await desk.begins(*GREETERS)
    for name in GREETERS:
        await desk.person(name)("/onboarding greet per-week:50")
    for name in NEWCOMERS:
        await desk.comes(name)
    await desk.posts()
    other = Posts(desk.dispatcher, clock)
    clock.advance(hours=2)
    told: list[str] = []

    async def sends_all(greeter: str) -> None:
        for name in NEWCOMERS:
            await desk.does(greeter, "show", name)
            if desk.offers(greeter, "Send as me"):
                told.append(await desk.press(greeter, "Send as me"))

    await asyncio.gather(desk.posts.deliverer.drain(), other.deliverer.drain(), *(sends_all(name) for name in GREETERS))
    for _ in range(6):
        await asyncio.gather(*(sends_all(name) for name in GREETERS), desk.posts.deliverer.drain())

    told += await desk.posts(minutes=1) + await other()
    posted = [one.split("@")[1].split(":")[0] for one in told if one.startswith("#hello")]
    states = {name: (welcome := await desk.welcome(name)) and welcome.state for name in NEWCOMERS}
    assert sorted(posted) == sorted(name.lower() for name, state in states.items() if state is WelcomeState.SENT)
    assert len(posted) == len(NEWCOMERS)
    assert not [one for one in told if "Something went wrong" in one]
