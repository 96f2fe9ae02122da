"""The channels that a community uses are known per workspace, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, Place, Role
from bot.requests import Filled, Request, Typed
from commands import COMMANDS
from storage.places import UsedChannels, used_channels
from storage.schema import Unusable
from storage.store import SqlStore


async def test_channels_of_one_workspace_are_told_and_of_no_other(store: SqlStore, address: str) -> None:
    dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=SystemClock())

    async def says(said: Typed | Filled, workspace: str, channel: str) -> None:
        account = AccountKey(platform="slack", workspace=workspace, user="U1")
        place = Place(platform="slack", workspace=workspace, channel=channel)
        await dispatcher.run(Request(account=account, name="Olga", place=place, said=said, role=Role.ORGANISER))

    for workspace in ("T_1", "Tx1"):
        await says(Typed("resource add https://example.org/loops title:Loops kind:article tags:loops"), workspace, "C1")
        await says(Typed("tag channel loops"), workspace, f"{workspace}-loops")
        await says(Filled(("community", "setup"), {"announcements": f"{workspace}-news"}), workspace, "C1")
    await dispatcher.settle()

    assert used_channels(address, "slack", "T_1") == UsedChannels(announced=("T_1-news",), tagged=("T_1-loops",))
    assert used_channels(address, "discord", "T_1") == UsedChannels()


def test_no_database_has_no_channels_and_is_not_made(tmp_path: Path) -> None:
    assert used_channels(f"sqlite:///{tmp_path}/none.db", "slack", "T1") == UsedChannels()
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database, but long enough to be looked at " * 9)

    with pytest.raises(Unusable):
        used_channels(f"sqlite:///{tmp_path}/notes.db", "slack", "T1")
