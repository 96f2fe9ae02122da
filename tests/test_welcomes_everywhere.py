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

    in_channels = [
        (number, call.args)
        for number, call in enumerate(calls, 1)
        if call.method == "chat.postMessage" and call.args["channel"].startswith("C")
    ]
    (number_of_hello, hello), (_, welcome) = in_channels
    assert "says hello" in str(hello["blocks"])
    assert "<@" in str(welcome["blocks"])
    # The stand-in names messages by the call that made them.
    assert welcome["thread_ts"] == f"{number_of_hello}.0"
