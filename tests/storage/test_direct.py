"""Whence a direct message came, asked of both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.deliveries import Order, State, Target
from bot.delivering import CLOSED
from bot.identity import AccountKey
from storage.store import SqlStore
from tests.talk import TestClock

TO_ADA = Target(platform="discord", workspace="1", user="7")
IN_CHANNEL = Target(platform="discord", workspace="1", channel="c")


async def sent(store: SqlStore, clock: TestClock, target: Target, ref: str) -> None:
    """A delivery to that target that became a message with this id."""
    async with store.write() as unit:
        home, _ = await unit.people.welcome(
            AccountKey(platform="discord", workspace=target.workspace, user=f"of {ref}"), "Ada", "Guild", clock.now()
        )
        order = Order(key=ref, topic="test", kind=CLOSED, target=target, subject={}, due_at=clock.now())
        assert await unit.deliveries.add(home.id, order, clock.now())
        made = await unit.deliveries.find(home.id, ref)
        assert made
        done = replace(made, state=State.SENT, ready_at=None, remote_ref=ref, settled_at=clock.now())
        assert await unit.deliveries.save([(done, made.fence)], "test") == [True]


@pytest.mark.parametrize(
    ("platform", "user", "ref", "found"),
    [
        ("discord", "7", "d/1", "1"),
        ("discord", "7", "d/2", "2"),
        ("discord", "8", "d/1", None),
        ("slack", "7", "d/1", None),
        ("discord", "7", "c/3", None),
        ("discord", "", "c/3", None),
        ("discord", "7", "d/4", None),
    ],
)
async def test_direct_message_leads_its_reader_alone_to_its_workspace(
    store: SqlStore, clock: TestClock, platform: str, user: str, ref: str, found: str | None
) -> None:
    await sent(store, clock, TO_ADA, "d/1")
    await sent(store, clock, replace(TO_ADA, workspace="2"), "d/2")
    await sent(store, clock, IN_CHANNEL, "c/3")

    async with store.read() as unit:
        assert await unit.deliveries.sent_from(platform, user, ref) == found
