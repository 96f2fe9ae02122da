"""Whoever does very much at once is asked to wait; others are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identity import AccountKey, Place
from bot.pacing import KEPT, SECONDS, Pace, PacedDispatcher
from bot.replies import Notice, Tone
from bot.requests import Request, Typed
from commands import COMMANDS
from storage.store import SqlStore
from tests.talk import TestClock

ADA = AccountKey(platform="p", workspace="W", user="ada")
BOB = AccountKey(platform="p", workspace="W", user="bob")


class Ticking:
    """Seconds that pass when it is said."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_limit_is_for_each_account_and_comes_back_steadily() -> None:
    clock = Ticking()
    pace = Pace(300, clock)

    assert [pace.seconds_to_wait(ADA) for _ in range(301)] == [0] * 300 + [1]
    assert pace.seconds_to_wait(BOB) == 0
    clock.now += 10
    assert [pace.seconds_to_wait(ADA) for _ in range(11)] == [0] * 10 + [1]


def test_wait_that_is_said_is_as_long_as_it_takes() -> None:
    clock = Ticking()
    pace = Pace(3, clock)
    waits = [pace.seconds_to_wait(ADA) for _ in range(4)]

    clock.now += waits[-1] - 1
    assert pace.seconds_to_wait(ADA) == 1
    clock.now += 1
    assert pace.seconds_to_wait(ADA) == 0
    assert waits == [0, 0, 0, 100]


@given(st.lists(st.floats(0, 400), max_size=60), st.integers(1, 20))
def test_nobody_does_more_in_five_minutes_than_twice_the_limit(pauses: list[float], limit: int) -> None:
    clock = Ticking()
    pace = Pace(limit, clock)
    done: list[float] = []
    for pause in pauses:
        clock.now += pause
        if pace.seconds_to_wait(ADA) == 0:
            done.append(clock.now)

    assert all(sum(0 <= end - one < SECONDS for one in done) <= 2 * limit for end in done)


def test_accounts_that_are_kept_in_mind_are_bounded() -> None:
    pace = Pace(1, Ticking())
    for number in range(KEPT + 10):
        pace.seconds_to_wait(replace(ADA, user=str(number)))

    assert pace.seconds_to_wait(replace(ADA, user="0")) == 0
    assert pace.seconds_to_wait(replace(ADA, user=str(KEPT))) > 0


@pytest.fixture
def dispatcher(store: SqlStore, clock: TestClock) -> PacedDispatcher:
    made = PacedDispatcher(commands=COMMANDS, store=store, clock=clock)
    made.pace = Pace(2, Ticking())
    return made


async def test_whoever_is_too_fast_is_told_when_to_go_on_and_nothing_is_done(dispatcher: PacedDispatcher) -> None:
    def asked(words: str, account: AccountKey = ADA) -> Request:
        place = Place(platform="p", workspace="W", channel="C")
        return Request(account=account, name=account.user, place=place, said=Typed(words))

    await dispatcher.run(asked("resource add what:Loops kind:book tags:craft new-tags:yes"))
    await dispatcher.run(asked("tag list"))
    refused = await dispatcher.run(asked("resource add what:Snares kind:book tags:craft"))
    found = await dispatcher.run(asked("resource find", BOB))

    assert refused.is_private
    assert refused.reply == Notice(text=("That was very much at once. Go on in 150 seconds.",), tone=Tone.REFUSED)
    assert "Snares" not in repr(found.reply)
    assert "Loops" in repr(found.reply)
