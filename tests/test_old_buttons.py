"""Buttons of long ago, pressed after a restart."""

from __future__ import annotations

import asyncio

from bot.actions import outdated, pack
from bot.buttons import buttons_of
from bot.dispatch import Dispatcher, Filled, Pressed
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.asking import ask, request, shown
from tests.talk import TestClock

PRESSES = 1_000


async def test_thousand_buttons_of_before_the_restart_are_answered(
    dispatcher: Dispatcher, sqlite_address: str, clock: TestClock
) -> None:
    """R37: buttons were dead after a restart, because what they do was kept in memory."""
    long = "loops " * 8 + "#loops " * 12
    for number in range(25):
        await ask(dispatcher, Filled(("resource", "add"), {"what": f"Loops {number}", "kind": "book", "tags": "loops"}))
    packed: list[str] = []
    for line in ("", "loops", "#loops", long):
        found = await dispatcher.run(request(Filled(("resource", "find"), {"line": line})))
        packed += [pack(button.command, button.args) for button in buttons_of(found.reply)]
    restarted = Database(sqlite_address)
    after = Dispatcher(commands=COMMANDS, store=SqlStore(restarted), clock=clock)

    answers: list[str] = []
    for start in range(0, PRESSES, 100):
        presses = (Pressed(packed[number % len(packed)]) for number in range(start, start + 100))
        pressing = (after.run(request(one, user=f"user{number % 10}")) for number, one in enumerate(presses))
        answers += [shown(one) for one in await asyncio.gather(*pressing)]
    await after.settle()
    await restarted.close()

    assert any(one.startswith("parked") for one in packed)
    assert len(set(packed)) > 12
    assert len([one for one in answers if one]) == PRESSES
    assert [one for one in answers if "Something went wrong" in one or one.startswith(str(outdated()))] == []
