"""How fast messages leave for Slack: one a second in a channel, and in a workspace no more than Slack takes."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import Calls


def test_no_minute_of_a_workspace_has_more_posts_than_slack_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("adapters.slack.calls.monotonic", lambda: clock[0])
    calls = Calls(AsyncWebClient())

    leaves = [calls.turn("xoxb", "T1", f"C{number}", within_seconds=3_600) for number in range(1_000)]
    in_time = calls.turn("xoxb", "T1", "C1", within_seconds=20)
    elsewhere = calls.turn("xoxb", "T2", "C1", within_seconds=20)
    clock[0] += 3_600
    again = [calls.turn("xoxb", "T1", f"C{number}", within_seconds=20) for number in range(11)]

    assert leaves == sorted(leaves)
    assert max(sum(at <= one < at + 60 for one in leaves) for at in leaves) == 300
    # 300 at once and then 300 a minute is the least time there is.
    assert leaves[-1] < 1.05 * (1_000 - 300) / 300 * 60 + 60
    assert in_time > 20
    assert elsewhere == 0.0
    assert [round(wait, 2) for wait in again] == [0.0] * 10 + [0.21]


def test_turn_that_comes_too_late_is_left_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.calls.monotonic", lambda: 100.0)
    calls = Calls(AsyncWebClient())

    waits = [calls.turn("xoxb", "T1", "C1", within_seconds=1.5) for _ in range(4)]

    assert waits == [0.0, 1.0, 2.0, 2.0]
