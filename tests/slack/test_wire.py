"""Everything that leaves for Slack in whole conversations: as it describes its calls, and harmless for all readers."""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.slack.conftest import Running
from tests.slack.people import Person
from tests.slack.standin import BOT, Slack
from tests.slack.test_render import PAYLOADS
from tests.slack.wire import check_message, check_view

SPECIFICATION = Path(__file__).parents[3] / "shared" / "specs" / "slack-web-openapi-2021.json"
#: Arguments that came after 2021 (docs.slack.dev, each at its method).
LATER = {"chat.postEphemeral": {"parse"}, "chat.update": {"parse"}, "chat.postMessage": set[str]()}
NEWER_METHODS = {"apps.connections.open"}

LINES = [
    "/resource add Base kind:article tags:loops new-tags:yes why:{0}",
    '/resource add "{0}" kind:article tags:loops authors:"{0}" publisher:"{0}" why:"{0}" description:"{0}"',
    '/resource add https://example.org/{0} title:"{0}"',
    "/resource show 2",
    "/resource find",
    "/resource find {0}",
    "/resource find #{0}",
    "/resource find kind:{0}",
    "/resource history 1",
    "/resource retire 1 {0}",
    "/resource {0}",
    "/tag describe loops {0}",
    "/tag show {0}",
    "/tag list {0}",
    "/help {0}",
    "/{0}",
]


@pytest.mark.parametrize("payload", [*PAYLOADS, "a b < c", "x" * 80])
async def test_whatever_is_typed_anywhere_names_nobody_on_the_wire(
    running: Running, slack: Slack, payload: str
) -> None:
    slack.users["OLGA"] = {"is_admin": True, "profile": {"display_name": payload}}
    async with running() as ada:
        olga = Person(slack=slack, app=ada.app, web=ada.web, user="OLGA")
        for line in LINES:
            await olga.says(line.format(payload.encode("utf-8", "replace").decode()))
        await olga.says("/resource restore 1")
        await olga.says("/resource show 1")
        await olga.presses("Share here")
        await olga.happens(
            {"type": "app_mention", "user": "OLGA", "text": f"<@{BOT}> {payload}", "channel": "C1", "ts": "1"}
        )
        await olga.happens({"type": "app_home_opened", "user": "OLGA", "tab": "home"})

    checked = [check(call.args) for call in slack.calls]
    assert sum(checked) > len(LINES)
    check_against_specification(slack)


async def test_every_call_is_one_that_slack_describes(ada: Person, slack: Slack) -> None:
    await ada.says("/resource add https://example.org/retro")
    await ada.fills(title="Retro", kind="article", tags="loops")
    await ada.presses("Share here")
    slack.failures |= {"answer": ["expired_url"]}
    await ada.says("/help")
    await ada.happens({"type": "app_home_opened", "user": "ADA", "tab": "home"})

    check_against_specification(slack)


async def test_no_secret_is_logged_whatever_fails(
    running: Running, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    """Row “token in logs” of the threats."""
    caplog.set_level(logging.DEBUG)
    secrets = ["xoxb-canary", "xapp-canary", "signing-canary", "/answers/canary", "typed-canary", "trigger-canary"]
    async with running(bot_token="xoxb-canary", app_token="xapp-canary") as ada:
        for failure in ("internal_error", "invalid_blocks"):
            for method in ("answer", "chat.postEphemeral", "chat.postMessage", "users.info", "views.open"):
                slack.failures[method] = [failure] * 3
            url = f"{slack.base}/answers/canary"
            for line in ("/help", "/resource add typed-canary", "/resource find typed-canary"):
                await ada.says(line, response_url=url, trigger_id=f"trigger-canary-{failure}-{line}")
        await ada.posts("payload={typed-canary", "application/x-www-form-urlencoded")
        settings = repr(ada.app.settings)

    ours = "\n".join(
        f"{record.name} {record.getMessage()} {record.exc_text} {vars(record)}"
        for record in caplog.records
        if not record.name.startswith(("asyncio", "aiosqlite", "aiohttp.access"))
    )
    assert [secret for secret in secrets if secret in ours] == []
    assert [secret for secret in secrets if secret in settings] == []


def check(args: dict[str, Any]) -> bool:
    """Assert that what is shown is harmless; whether anything is."""
    if "view" in args:
        check_view(args["view"])
    elif "text" in args:
        check_message(args)
    return "view" in args or "text" in args


def check_against_specification(slack: Slack) -> None:
    for call in slack.calls:
        if call.method.startswith("answer") or call.method in NEWER_METHODS:
            continue
        known = arguments_of(call.method)
        if known is not None:
            assert set(call.args) - known - LATER.get(call.method, set()) == set(), call.method


@cache
def arguments_of(method: str) -> set[str] | None:
    """What a method takes; None where the specification is not there."""
    if not SPECIFICATION.exists():
        return None
    [described] = json.loads(SPECIFICATION.read_text(encoding="utf-8"))["paths"][f"/{method}"].values()
    return {parameter["name"] for parameter in described["parameters"]}
