"""Row “tenant isolation” of the threats, for newcomers: nothing of how another community receives people is ever seen.

As in ``test_isolation``, answers here are the same to the letter whether the other community exists or not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy

import pytest

from adapters.pictures.bars import drawn
from bot.dispatch import Dispatcher, Filled
from bot.identity import Role
from bot.spec import Pick, Whole, YesNo
from commands import COMMANDS
from storage.database import Database
from storage.store import SqlStore
from tests.asking import ask, harmless
from tests.talk import TestClock

#: What only the other community has; its members, pairs and versions have the numbers from 1 on.
SECRETS = ("secret-tag", "tag:secret-tag", "secretuser", "secretnew", "secret wish", "test\nsecret")
NUMBERS = tuple(range(1, 8))
OURS = [one for one in COMMANDS if one.path[0] in {"onboarding", "welcome", "buddy"} or one.path[-1].startswith("pref")]


@pytest.fixture
async def alone(sqlite_template: Path, tmp_path: Path, clock: TestClock) -> AsyncIterator[Dispatcher]:
    """The same bot on a database of its own, where the other community has never been."""
    opened = Database(f"sqlite:///{copy(sqlite_template, tmp_path / 'alone.db')}")
    yield Dispatcher(commands=COMMANDS, store=SqlStore(opened), clock=clock)
    await opened.close()


async def say(dispatcher: Dispatcher, said: Filled, community: str, user: str, role: Role = Role.ORGANISER) -> str:
    dispatcher.draw = drawn
    return await ask(dispatcher, said, user=user, role=role, workspace=community)


async def receive_secretly(dispatcher: Dispatcher) -> None:
    """The other community, with a newcomer who waits for a welcome, and whom one greeter does not want to meet."""
    answers = {"sent": True, "seen": 2, "learn": "secret-tag", "why": "secret wish", "learn-more": "secret words"}
    for user, path, args in (
        ("secretuser", ("resource", "add"), {"what": "Secret title", "kind": "book", "tags": "secret-tag"}),
        ("secretuser", ("onboarding", "settings"), {"on": "yes", "introductions": "secret", "buddies": "yes"}),
        ("secretuser", ("onboarding", "settings"), {"guidelines": "https://example.org/secret"}),
        ("secretuser", ("onboarding", "text"), {"which": "end", "words": "Secret title"}),
        ("secretuser", ("onboarding", "rule"), {"when": "tag:secret-tag", "role": "secret"}),
        ("secretnew", ("onboarding", "start"), {}),
        ("secretuser", ("onboarding", "greeters"), {"who": "secretuser"}),
        ("secretnew", ("onboarding", "accept"), {}),
        ("secretnew", ("onboarding", "interests"), answers),
        ("secretnew", ("onboarding", "skip"), {"step": "learning"}),
        ("secretnew", ("onboarding", "skip"), {"step": "hello"}),
        ("secretuser", ("me", "preferences"), {"interests": "secret-tag", "help": "secret-tag", "public": "yes"}),
        ("secretuser", ("buddy", "join"), {}),
        ("secretnew", ("buddy", "join"), {}),
        ("secretuser", ("buddy", "avoid"), {"who": "secretnew"}),
    ):
        role = Role.ORGANISER if user == "secretuser" else Role.MEMBER
        answer = await say(dispatcher, Filled(path, args), "there", user, role)
        assert "Something went wrong" not in answer


async def settle(dispatcher: Dispatcher) -> None:
    """The community whose answers are compared: one tag, and how it receives people."""
    for path, args in (
        (("resource", "add"), {"what": "Loops", "kind": "book", "tags": "loops"}),
        (("onboarding", "settings"), {"on": "yes", "introductions": "here"}),
        (("onboarding", "start"), {}),
    ):
        await say(dispatcher, Filled(path, args), "here", "ada")


def attempts() -> list[Filled]:
    made = []
    for one in OURS:
        required = {option.name: harmless(option) for option in one.options if option.required}
        made.append(Filled(one.path, required))
        for option in one.options:
            if not isinstance(option, YesNo | Pick):
                values: tuple[str | int, ...] = NUMBERS if isinstance(option, Whole) else SECRETS
                made += [Filled(one.path, {**required, option.name: value}) for value in values]
    return made


async def seen(dispatcher: Dispatcher) -> list[str]:
    """What the other community sees of itself."""
    looks = ("settings", "text", "rules", "greeters", "waiting", "history", "status", "stuck")
    mine = [await say(dispatcher, Filled(("onboarding", one), {}), "there", "secretuser") for one in looks]
    return [*mine, await say(dispatcher, Filled(("buddy", "show"), {}), "there", "secretuser")]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ORGANISER])
async def test_how_another_community_receives_people_cannot_be_told_from_none(
    dispatcher: Dispatcher, alone: Dispatcher, role: Role
) -> None:
    await receive_secretly(dispatcher)
    for bot in (dispatcher, alone):
        await settle(bot)
    before = await seen(dispatcher)
    assert "Secretnew" in "".join(before)
    user = "ada" if role is Role.ORGANISER else "mia"

    for said in attempts():
        answer = await say(dispatcher, said, "here", user, role)

        assert answer == await say(alone, said, "here", user, role), said
        assert "Something went wrong" not in answer, said
    assert await seen(dispatcher) == before
