"""The bot with all its commands on a simulated Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import pytest

from bot.hearing import Listener
from bot.spec import AnyCommand
from commands import COMMANDS
from tests.discord.stage import Stage

OpenStage = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def open_stage(sqlite_address: str) -> AsyncIterator[OpenStage]:
    """Opens a stage with commands and listeners of the test's own."""
    opened: list[Stage] = []

    async def build(commands: Sequence[AnyCommand], listeners: Sequence[Listener[Any]] = ()) -> Stage:
        stage = Stage(sqlite_address, commands, listeners)
        opened.append(stage)
        await stage.open()
        return stage

    yield build
    for stage in opened:
        await stage.close()


@pytest.fixture
async def stage(open_stage: OpenStage) -> Stage:
    """The whole bot on a simulated Discord."""
    return await open_stage(COMMANDS)
