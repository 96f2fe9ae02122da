"""The proofs in small: nothing is lost or doubled, and senders that are known to be wrong are found out."""

from __future__ import annotations

import pytest

from tests.chaos.checker import Seen, Verdict, Wanted, judge
from tests.chaos.places import places
from tests.chaos.running import SMALL, is_control, prove

#: Printed by pytest with whatever fails.
SEED = 2026
#: Many processes wait for one another here, on whatever else the machine does.
SECONDS = 240


def wanted(*says: str) -> list[Wanted]:
    return [Wanted(lane="C1", says=one, due_at=float(number)) for number, one in enumerate(says)]


def seen(*says: str, lane: str = "C1") -> list[Seen]:
    return [Seen(lane=lane, says=one, at=10.0 + number) for number, one in enumerate(says)]


def test_each_order_takes_one_message_and_what_is_left_over_is_doubled() -> None:
    assert judge(wanted("a", "b", "c"), seen("a", "b", "b", "b")) == Verdict(ordered=3, lost=1, doubled=2)


def test_message_in_another_place_is_doubled_there_and_lost_here() -> None:
    assert judge(wanted("a"), seen("a", lane="C2")) == Verdict(ordered=1, lost=1, doubled=1)


def test_messages_before_their_time_and_before_one_another_are_found() -> None:
    early = [Seen(lane="C1", says="c", at=1.5)]

    assert judge(wanted("a", "b", "c"), [*early, *seen("b", "a")]) == Verdict(ordered=3, early=1, out_of_order=2)


#: On PostgreSQL those that have to do with the database; `make chaos` runs all of them on both. 0 are the controls.
PROOFS = {"sqlite": (0, 1, 2, 3, 4, 7, 8), "postgresql": (1, 2, 5)}
RESULTS = {"sqlite": 17, "postgresql": 5}


@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize("on", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_nothing_is_lost_or_doubled_and_senders_that_are_known_to_be_wrong_are_found_out(on: str) -> None:
    with places(on) as where:
        results = await prove(where, on, SMALL, seed=SEED, numbers=PROOFS[on])

    assert [one for one in results if not is_control(one) and not one.holds] == []
    assert [one.proof for one in results if is_control(one) and one.holds] == []
    assert len(results) == RESULTS[on]
