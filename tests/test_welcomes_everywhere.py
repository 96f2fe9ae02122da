"""Welcomes where people are: on Slack below the introduction, on each platform with the newcomer's mention."""

from __future__ import annotations

from pathlib import Path

from tests.everywhere.language import transcript
from tests.everywhere.slack import on_slack

SCRIPT = Path(__file__).parent / "everywhere" / "scripts" / "a-newcomer-is-welcomed-by-a-person.txt"


async def test_welcome_stands_in_the_thread_of_the_introduction_on_slack(sqlite_address: str) -> None:
    async with on_slack(sqlite_address) as workspace:
        await transcript(workspace, SCRIPT.read_text(encoding="utf-8"))
        calls = workspace._slack.calls

    # The stand-in names messages by the number of the call that made them.
    (welcome,) = [call.args for call in calls if "thread_ts" in call.args]
    hello = calls[int(float(welcome["thread_ts"])) - 1].args
    assert "says hello" in str(hello["blocks"])
    assert "@ADA" in str(welcome["blocks"])
    assert welcome["channel"] == hello["channel"]
