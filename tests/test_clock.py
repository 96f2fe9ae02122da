"""A clock that does not follow jumps: what is announced too early cannot be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SteadyClock

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Machine:
    """A machine whose clock can be set wrong, and which can sleep."""

    def __init__(self) -> None:
        self.passed = 100.0
        self.wrong = timedelta()
        self.jumps: list[timedelta] = []
        self.clock = SteadyClock(self.wall, lambda: self.passed, self.jumps.append)

    def wall(self) -> datetime:
        return NOON + timedelta(seconds=self.passed - 100) + self.wrong

    def passes(self, seconds: float) -> datetime:
        """Let time pass, looking at the clock every ten seconds."""
        for _ in range(int(seconds // 10)):
            self.passed += 10
            self.clock.now()
        self.passed += seconds % 10
        return self.clock.now()


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)])
def test_jump_is_not_followed(jump: timedelta) -> None:
    machine = Machine()
    machine.passes(30)

    machine.wrong = jump

    assert machine.passes(60) == NOON + timedelta(seconds=90)
    machine.wrong = timedelta()
    assert machine.passes(60) == NOON + timedelta(seconds=150)
    assert machine.jumps == [jump]


def test_new_time_is_believed_after_ten_minutes() -> None:
    machine = Machine()
    machine.wrong = timedelta(hours=1)

    early = machine.passes(590)
    late = machine.passes(30)

    assert early == NOON + timedelta(seconds=590)
    assert late == NOON + timedelta(hours=1, seconds=620)


def test_machine_that_slept_has_not_jumped() -> None:
    machine = Machine()

    machine.passed += 3 * 86_400

    assert machine.clock.now() == NOON + timedelta(days=3)
    assert machine.jumps == []


def test_clock_that_is_set_little_by_little_is_followed() -> None:
    machine = Machine()
    for _ in range(10):
        machine.wrong += timedelta(seconds=1)
        machine.passes(10)

    assert machine.clock.now() == NOON + timedelta(seconds=110)


def test_time_never_goes_back_by_more_than_a_moment() -> None:
    machine = Machine()
    machine.passes(100)
    before = machine.clock.now()

    machine.wrong = timedelta(seconds=-2)

    assert before - machine.clock.now() <= timedelta(seconds=2)
