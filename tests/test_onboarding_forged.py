"""Buttons that nobody of ours has made, pressed at the way in: each is answered with one sentence, and does nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.actions import pack
from bot.dispatch import Dispatcher, Filled, Pressed, Typed
from bot.identity import Role
from bot.spec import AnyCommand
from commands import COMMANDS
from tests.asking import ask, harmless
from tests.newcomers import Door
from tests.talk import Talk, TestClock

OUTDATED = "This button is from another time and no longer works."
OURS = [one for one in COMMANDS if one.path[0] in {"onboarding", "welcome", "buddy"} or one.path[-1].startswith("pref")]
VALUES: tuple[str | int | bool, ...] = (
    "loops", 0, 2_000_000_000, 999_999_999_999, -1, True, "\u202e\0", "{}", "[[]]", '[["skip",{}]]', "console\nC1",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-02-30",
)  # fmt: skip


@pytest.mark.parametrize("command", OURS, ids=lambda one: one.name)
@pytest.mark.parametrize("role", [Role.MEMBER, Role.ORGANISER])
async def test_no_button_made_by_hand_breaks_anything(dispatcher: Dispatcher, command: AnyCommand, role: Role) -> None:
    needed: dict[str, str | int | bool] = {one.name: harmless(one) for one in command.options if one.required}
    tries: list[Mapping[str, str | int | bool]] = [{}, needed]
    tries += [{**needed, option.name: value} for option in command.options for value in VALUES]

    for args in tries:
        for said in (Filled(command.path, args), Pressed(pack(command.path, args))):
            assert "Something went wrong" not in await ask(dispatcher, said, role=role), said


@pytest.mark.parametrize("line", ["", " kind:loops", " loops", " 1"])
async def test_command_that_only_buttons_say_is_none_where_it_is_typed(dispatcher: Dispatcher, line: str) -> None:
    buttons = [one for one in OURS if not one.is_typed]

    answers = [await ask(dispatcher, Typed(f"{one.name}{line}"), role=Role.ORGANISER) for one in buttons]

    assert len(answers) > 20
    for one, answer in zip(buttons, answers, strict=True):
        assert answer.startswith(("There is no command", "/")), (one.name, answer)
        assert "Something went wrong" not in answer


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
async def test_moment_beyond_all_years_drops_like_now(dispatcher: Dispatcher, clock: TestClock, until: str) -> None:
    door = Door(dispatcher, clock)
    await door.open(joins_at_once=1)
    await door.joins("Ada", "Ben", "Cleo")

    assert (await door.presses("Olga", "onboarding", "drop", until=until)).startswith("2 newcomers are dropped")


@pytest.mark.parametrize(
    "so_far",
    [
        '[["skip", {}]]',
        '[["skip", {"step": ""}]]',
        '[["take", {"kind": "learn"}]]',
        '[["interests", {"why": "\\ud800", "sent": true, "seen": 1}]]',
        '[["stop"]]',
        '[["settings", {}]]',
        '[[["skip"], {}]]',
        '{"skip": 1}',
        "[" * 5_000,
        "1",
    ],
)
async def test_try_that_carries_what_nobody_pressed_is_outdated(dispatcher: Dispatcher, so_far: str) -> None:
    olga = Talk(dispatcher, name="Olga", role=Role.ORGANISER)

    assert (await olga.fill(Filled(("onboarding", "try-start"), {"so-far": so_far}))).startswith(OUTDATED)


async def test_buttons_of_a_text_for_a_channel_are_about_that_channel(olga: Talk) -> None:
    await olga("/onboarding text end words:Hi channel:#door", "/press Change", '/fill words:"Hi again"')

    shown = await olga("/onboarding text end channel:#door")
    again = await olga("/press Back to the usual")

    assert "Hi again" in shown
    assert "There are others" not in shown
    assert "in the words of the bot" in again


@pytest.fixture
def olga(dispatcher: Dispatcher) -> Talk:
    return Talk(dispatcher, name="Olga", role=Role.ORGANISER)
