"""The oracle of clocks in small: some zones and some changes, by lot; `python -m tests.chaos.oracle` takes all."""

from __future__ import annotations

from tests.chaos import oracle


def test_series_happen_once_and_times_are_read_right_round_changes_of_clocks() -> None:
    total = oracle.ask(zones=30, most=1, seed=2026, workers=1, step=oracle.DAY)

    ours = total["series"]
    assert {what: ours[what] for what in ("missing", "twice", "off", "misread")} == {
        "missing": 0, "twice": 0, "off": 0, "misread": 0,
    }  # fmt: skip
    assert (ours["zones"], ours["weeks"]) == (30, 30 * 16 * 52)
    assert ours["walls"] == ours["read"] > 400
    # Two planners that are known to be wrong are found out, or the above would prove nothing.
    assert (total["seconds"]["off"], total["minutes"]["missing"], total["minutes"]["twice"]) > (0, 0, 0)
    assert oracle.holds(total)
