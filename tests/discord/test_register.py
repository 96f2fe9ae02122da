"""What Discord is told about the commands: complete, within its limits, and only when it has changed."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from adapters.discord.register import characters, fingerprint, payloads
from adapters.discord.sync import Sync
from bot.identity import Role
from bot.replies import Reply, said
from bot.requests import Call
from bot.spec import (
    AnyCommand,
    Channel,
    Menu,
    Moment,
    Pick,
    PlatformRole,
    Someone,
    Surface,
    Text,
    Whole,
    YesNo,
    command,
)
from commands import COMMANDS
from tests.discord.conftest import OpenStage
from tests.discord.openapi import expect_valid
from tests.discord.stage import Notebook, Stage


async def nothing(call: Call, typed: str) -> list[str]:
    return []


@command(
    *("thing", "make"),
    about="Make a thing",
    options=[
        Text(name="name", about="Its name", required=True, complete=nothing, max_characters=9_000),
        Whole(name="size", about="Its size", least=1, most=5),
        YesNo(name="big", about="Whether it is big"),
        Pick(name="kind", about="Its kind", choices=("a", "b")),
        Someone(name="who", about="Whose"),
        Channel(name="where", about="Where"),
        PlatformRole(name="crew", about="Which role"),
        Moment(name="at", about="When", complete=nothing),
        Moment(name="until", about="Until when"),
    ],
)
async def make(
    call: Call,
    name: str,
    size: int = 1,
    big: bool = False,
    kind: str = "",
    who: str = "",
    where: str = "",
    crew: str = "",
    at: str = "",
    until: str = "",
) -> Reply:
    return said(name)


@command("thing", "drop", about="Drop it", allow=Role.ORGANISER)
async def drop(call: Call) -> Reply:
    return said("Dropped.")


@command("reset", about="Reset", allow=Role.ORGANISER, menu=Menu(label="Reset", on=Surface.PERSON), options=[
    Someone(name="who", about="Whose")
])  # fmt: skip
async def reset(call: Call, who: str = "") -> Reply:
    return said(who)


def plain_command(*path: str) -> AnyCommand:
    @command(*path, about="About")
    async def one(call: Call) -> Reply:
        return said("One.")

    return one


def test_commands_of_one_word_are_grouped_with_their_options() -> None:
    told = payloads([make, drop])

    assert [(one["name"], [sub["name"] for sub in one["options"]]) for one in told] == [("thing", ["make", "drop"])]
    assert told[0]["description"] == "make, drop"
    assert told[0]["options"][0]["options"] == [
        {
            "name": "name",
            "description": "Its name",
            "required": True,
            "type": 3,
            "max_length": 6_000,
            "autocomplete": True,
        },
        {"name": "size", "description": "Its size", "required": False, "type": 4, "min_value": 1, "max_value": 5},
        {"name": "big", "description": "Whether it is big", "required": False, "type": 5},
        {
            "name": "kind",
            "description": "Its kind",
            "required": False,
            "type": 3,
            "choices": [{"name": "a", "value": "a"}, {"name": "b", "value": "b"}],
        },
        {"name": "who", "description": "Whose", "required": False, "type": 6},
        {"name": "where", "description": "Where", "required": False, "type": 7},
        {"name": "crew", "description": "Which role", "required": False, "type": 8},
        {
            "name": "at",
            "description": "When",
            "required": False,
            "type": 3,
            "max_length": 100,
            "autocomplete": True,
        },
        {
            "name": "until",
            "description": "Until when",
            "required": False,
            "type": 3,
            "max_length": 100,
            "autocomplete": False,
        },
    ]


def test_only_what_is_all_for_organisers_hints_at_the_permission() -> None:
    told = payloads([make, drop, reset])

    hints = {(one["type"], one["name"]): one.get("default_member_permissions") for one in told}
    assert hints == {(1, "thing"): None, (1, "reset"): 32, (2, "Reset"): 32}


def test_commands_exist_in_servers_only() -> None:
    assert all(one["contexts"] == [0] and one["integration_types"] == [0] for one in payloads([make, reset]))


def test_every_command_there_is_fits_discord() -> None:
    told = payloads(COMMANDS)

    expect_valid("PUT", "/applications/1/commands", told)
    assert max(map(characters, told)) <= 8_000
    typed = {command.path for command in COMMANDS if command.is_typed}
    plain = {(one["name"],) for one in told if one["type"] == 1 and not _subs(one)}
    assert plain | {(one["name"], sub["name"]) for one in told for sub in _subs(one)} == typed
    assert {one["name"] for one in told if one["type"] != 1} == {one.menu.label for one in COMMANDS if one.menu}


def _subs(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [option for option in told.get("options", ()) if option["type"] == 1]


@pytest.mark.parametrize(("count", "fits"), [(24, True), (25, True), (26, False)])
def test_group_holds_25_commands(count: int, fits: bool) -> None:
    group = [plain_command("group", f"c{'abcdefghijklmnopqrstuvwxyz'[index]}") for index in range(count)]

    assert _fits(group) is fits


@pytest.mark.parametrize(("count", "fits"), [(99, True), (100, True), (101, False)])
def test_application_holds_100_commands(count: int, fits: bool) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    several = [plain_command(f"c{letters[index // 26]}{letters[index % 26]}") for index in range(count)]

    assert _fits(several) is fits


@pytest.mark.parametrize(("count", "fits"), [(14, True), (15, True), (16, False)])
def test_application_holds_15_menus_of_a_kind(count: int, fits: bool) -> None:
    several: list[AnyCommand] = []
    for letter in "abcdefghijklmnopqrstuvwxyz"[:count]:

        @command(
            f"c{letter}",
            about="About",
            is_typed=False,
            options=[Text(name="text", about="Text")],
            menu=Menu(label=letter, on=Surface.MESSAGE),
        )
        async def one(call: Call, text: str = "") -> Reply:
            return said(text)

        several.append(one)

    assert _fits(several) is fits


def test_word_that_is_a_command_and_a_group_is_refused() -> None:
    assert not _fits([plain_command("thing"), drop])


def _fits(commands: list[AnyCommand]) -> bool:
    try:
        payloads(commands)
    except ValueError as error:
        return not str(error).startswith("Discord would refuse the commands: ")
    return True


async def test_unchanged_commands_are_told_once(open_stage: OpenStage) -> None:
    stage = await open_stage([make])

    await stage.restart()
    await stage.restart()

    assert _tellings(stage) == 1


async def test_changed_commands_are_told_again(open_stage: OpenStage) -> None:
    stage = await open_stage([make])

    await stage.restart([make, drop])

    assert _tellings(stage) == 2


def _tellings(stage: Stage) -> int:
    return sum(entry.path.endswith("/commands") and entry.method == "PUT" for entry in stage.env.http_requests)


def test_fingerprint_is_of_the_content_only() -> None:
    assert fingerprint([{"a": 1, "b": 2}]) == fingerprint([{"b": 2, "a": 1}])
    assert fingerprint([{"a": 1}]) != fingerprint([{"a": 2}])


class DeafHttp:
    """Refuses so many times before it listens."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.told: list[tuple[int | None, int]] = []

    async def bulk_upsert_global_commands(self, application: int, payload: list[Any]) -> None:
        await self.bulk_upsert_guild_commands(application, None, payload)

    async def bulk_upsert_guild_commands(self, application: int, guild: int | None, payload: list[Any]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("unreachable")
        self.told.append((guild, len(payload)))


async def test_failing_to_tell_is_logged_and_tried_again_later(caplog: pytest.LogCaptureFixture) -> None:
    http, pauses = DeafHttp(2), []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    sync = Sync(payloads([make]), remembered=Notebook(), pause=pause)
    with caplog.at_level(logging.WARNING, "adapters.discord"):
        await sync.run(http, 1)

    assert http.told == [(None, 1)]
    assert pauses == [60, 300]
    assert [record.message for record in caplog.records] == ["commands not told"] * 2


async def test_named_servers_are_told_instead_of_all() -> None:
    http = DeafHttp(0)

    await Sync(payloads([make]), remembered=Notebook(), guilds=[5, 6]).run(http, 1)

    assert http.told == [(5, 1), (6, 1)]
