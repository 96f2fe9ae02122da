"""The channels that a community uses are known per workspace, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, Place, Role
from bot.onboarding import OnboardingSettings, Rule, Version
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


async def test_what_newcomers_are_led_to_is_that_of_the_newest_settings(store: SqlStore, address: str) -> None:
    here = ("discord", "7")
    account = AccountKey(platform="discord", workspace="7", user="U1")
    now = SystemClock().now()
    async with store.write() as unit:
        community, olga = await unit.people.welcome(account, "Olga", "Guild", now)
        for number, chosen in enumerate((settings(here, "1", "old"), settings(here, "2", "hello")), 1):
            version = Version(number=number, made_by=olga.id, made_at=now, note="", settings=chosen)
            await unit.onboarding.add(community.id, version, now)
        other = AccountKey(platform="discord", workspace="8", user="U1")
        another, bea = await unit.people.welcome(other, "Bea", "Other", now)
        version = Version(number=1, made_by=bea.id, made_at=now, note="", settings=settings(("discord", "7"), "9", "x"))
        await unit.onboarding.add(another.id, version, now)

    assert used_channels(address, *here) == UsedChannels(
        introduced=("hello",), let_into=("room-2",), roles={"2": "role 2"}
    )
    # Another community's rules for this server are not this one's.
    assert used_channels(address, "discord", "8") == UsedChannels()


def settings(workspace: tuple[str, str], role: str, introductions: str) -> OnboardingSettings:
    platform, number = workspace
    return OnboardingSettings(
        rules=(
            Rule(when="finished", platform=platform, workspace=number, role=role, label=f"role {role}"),
            Rule(when="finished", platform=platform, workspace=number, channel=f"room-{role}"),
            Rule(when="finished", platform="slack", workspace="T_9", channel="C9"),
        ),
        hello_in=(Place(platform=platform, workspace=number, channel=introductions),),
    )


def test_no_database_has_no_channels_and_is_not_made(tmp_path: Path) -> None:
    assert used_channels(f"sqlite:///{tmp_path}/none.db", "slack", "T1") == UsedChannels()
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database, but long enough to be looked at " * 9)

    with pytest.raises(Unusable):
        used_channels(f"sqlite:///{tmp_path}/notes.db", "slack", "T1")
