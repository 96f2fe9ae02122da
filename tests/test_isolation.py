"""One community never sees another: its answers are the same, to the letter, whether the other one exists or not."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.pictures.bars import drawn
from bot.actions import pack
from bot.buttons import buttons_of
from bot.dispatch import Dispatcher, Filled, Pressed
from bot.identity import Role
from bot.spec import Pick, Whole, YesNo
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.asking import Said, ask, harmless, request
from tests.talk import TestClock

#: What only the other community has.
SECRETS = (
    "secret-tag", "secret-alias", "Secret title", "https://example.org/secret", "secret wish", "#secret-tag",
    "-tag:secret-tag", "by:secretauthor", "secretuser",
)  # fmt: skip
CURSORS = ("s0", "a7", "b1", "a99.0.3", "a0.0.2", "b0.0.1")
NUMBERS = (2, 3, 13, 99)
#: Codes are made by chance: those of communities, and one's own in an export, as it is kept.
_CODE = re.compile(r"\b(?:[0-9A-Z]{4,5}(?:-[0-9A-Z]{4,5})+|(?<=\"code\": \")[0-9A-Z]{8})\b")
#: Rows in an export are as they are kept, and the numbers of tags in them are counted through all communities.
_NUMBER = re.compile(r"\d+")


@pytest.fixture
async def alone(sqlite_template: Path, tmp_path: Path, clock: TestClock) -> AsyncIterator[Dispatcher]:
    """The same bot on a database of its own, where the other community has never been."""
    opened = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'alone.db')}")
    made = Dispatcher(commands=COMMANDS, store=SqlStore(opened), clock=clock)
    made.draw = drawn
    yield made
    await made.settle()
    await opened.close()


def add(what: str, **facts: str) -> Filled:
    return Filled(("resource", "add"), {"what": what, "kind": "book", "tags": "loops", **facts})


async def say(dispatcher: Dispatcher, said: Said, community: str, user: str = "ada") -> str:
    answer = await ask(dispatcher, said, user=user, role=Role.ORGANISER, workspace=community)
    shown = _CODE.sub("CODE", answer)
    return _NUMBER.sub("NUMBER", shown) if said == Filled(("me", "export"), {}) else shown


async def settle(dispatcher: Dispatcher) -> None:
    """The community whose answers are compared: one resource, one tag."""
    await say(dispatcher, add("Loops", authors="Ann Lee"), "here")


async def settle_secretly(dispatcher: Dispatcher) -> list[str]:
    """The other community, with everything there can be; the texts of its buttons."""
    for said in (
        add("Secret title", tags="secret-tag", authors="Secretauthor", address="https://example.org/secret"),
        *(add(f"Secret {number}", tags="secret-tag loops") for number in range(12)),
        add("https://example.org/secret", title="Secret address", tags="secret-tag"),
        Filled(("tag", "alias"), {"name": "secret-tag", "other": "secret-alias"}),
        Filled(("tag", "channel"), {"tags": "secret-tag"}),
        Filled(("tag", "follow"), {"name": "secret-tag"}),
        Filled(("tag", "makers"), {"who": "curators"}),
        Filled(("resource", "useful"), {"number": 2}),
        Filled(("resource", "retire"), {"number": 3, "reason": "secret"}),
        Filled(("resource", "find"), {"line": "secret wish"}),
    ):
        await say(dispatcher, said, "there", user="secretuser")
    packed = []
    long = "secret " * 8 + "#secret-tag " * 10
    for line in ("secret", long):
        heard = request(Filled(("resource", "find"), {"line": line}), user="secretuser", workspace="there")
        packed += [pack(one.command, one.args) for one in buttons_of((await dispatcher.run(heard)).reply)]
    assert any(one.startswith("parked") for one in packed)
    return packed


def attempts() -> list[Filled]:
    """Every option of every command with everything that belongs to the other community."""
    made = []
    for one in COMMANDS:
        required = {option.name: harmless(option) for option in one.options if option.required}
        made.append(Filled(one.path, required))
        for option in one.options:
            match option:
                case Whole():
                    values: tuple[object, ...] = NUMBERS
                case YesNo() | Pick():
                    continue
                case _:
                    values = CURSORS if option.name == "at" else SECRETS
            made += [Filled(one.path, {**required, option.name: value}) for value in values]
    return made


async def seen(dispatcher: Dispatcher) -> list[str]:
    """What the other community sees of itself."""
    return [
        await say(dispatcher, Filled(path, args), "there", user="secretuser")
        for path, args in (
            (("resource", "find"), {}), (("resource", "find"), {"line": "#loops"}), (("resource", "gaps"), {}),
            (("tag", "list"), {}), (("tag", "show"), {"name": "secret-tag"}), (("tag", "channel"), {}),
            (("tag", "follow"), {}), (("resource", "history"), {"number": 1}), (("resource", "show"), {"number": 3}),
        )
    ]  # fmt: skip


async def test_other_community_cannot_be_told_from_none(dispatcher: Dispatcher, alone: Dispatcher) -> None:
    """Row “tenant isolation” of the threats: every option of every command, with everything of the other community."""
    packed = await settle_secretly(dispatcher)
    for bot in (dispatcher, alone):
        await settle(bot)
    before = await seen(dispatcher)
    assert "Secret" in before[0]
    tries: list[Said] = [*attempts(), *(Pressed(one) for one in packed)]

    for said in tries:
        answer = await say(dispatcher, said, "here")

        assert answer == await say(alone, said, "here"), said
        assert "Something went wrong" not in answer, said
    assert await seen(dispatcher) == before


async def test_names_of_another_community_are_not_completed(dispatcher: Dispatcher) -> None:
    await settle_secretly(dispatcher)
    await settle(dispatcher)

    for one in COMMANDS:
        for option in one.options:
            for typed in ("secret", "", "se", "#secret-tag", "loops secret"):
                mine = request(Filled(one.path, {}), role=Role.ORGANISER, workspace="here")
                offered = await dispatcher.complete(mine, option.name, typed)
                assert [name for name in offered if "secret" in name and "secret" not in typed] == [], one.name
                assert "secret-tag" not in offered


async def test_the_other_community_does_complete_them(dispatcher: Dispatcher) -> None:
    await settle_secretly(dispatcher)
    theirs = request(Filled(("tag", "show"), {}), user="secretuser", workspace="there")

    assert "secret-tag" in await dispatcher.complete(theirs, "name", "secret")


async def test_same_thing_is_kept_once_in_each_community(dispatcher: Dispatcher) -> None:
    for community in ("here", "there"):
        answer = await say(dispatcher, add("https://example.org/loops", title="Loops"), community)
        assert answer.startswith("Added to the library as number 1\n")
