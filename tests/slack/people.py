"""People in Slack for tests: they type, press, fill in and choose, over signed requests as Slack sends them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from aiohttp.test_utils import TestClient

from adapters.slack.app import SlackApp
from adapters.slack.guard import signed
from bot.replies import several
from tests.slack.standin import TEAM, Call, Slack
from tests.slack.transcript import form_in, transcript_of

SECRET = "s3cret"
_numbers = count(1)


@dataclass
class Person:
    """Somebody in a channel. What Slack has shown them last can be pressed and filled in."""

    slack: Slack
    app: SlackApp
    web: TestClient[Any, Any]
    user: str
    channel: str = "C0GENERAL"
    shown: dict[str, Any] = field(default_factory=dict)
    view: dict[str, Any] = field(default_factory=dict)

    async def says(self, line: str, **more: str) -> str:
        """Type a slash command; what is shown, as the console would print it."""
        command, _, text = line.partition(" ")
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        body = {
            "command": command,
            "text": escaped,
            "team_id": TEAM,
            "team_domain": "guild",
            "user_id": self.user,
            "user_name": self.user.lower(),
            "channel_id": self.channel,
            "trigger_id": self.number(),
            "response_url": f"{self.slack.base}/answers/{self.number()}",
        }
        return await self.sends(urlencode({**body, **more}))

    async def presses(self, label: str, **more: Any) -> str:
        """Press a button of what was shown last."""
        elements = [one for block in self.shown["blocks"] if block["type"] == "actions" for one in block["elements"]]
        element = next(one for one in elements if one["text"]["text"] == label)
        return await self.acts({"type": "button", **element}, **more)

    async def acts(self, action: dict[str, Any], **more: Any) -> str:
        """Use an element of what was shown last."""
        container = {"type": "message", "message_ts": "1.0", "channel_id": self.channel, "is_ephemeral": True}
        body = {**self.interaction("block_actions"), "actions": [action], "container": container}
        return await self.sends_payload({**body, **more})

    async def fills(self, **values: str) -> str:
        """Answer the questions of the form that is open and send it; what is shown then."""
        return await self.sends_payload(self.filled(**values))

    def filled(self, **values: str) -> dict[str, Any]:
        """The form that is open with these answers, as Slack sends it."""
        state: dict[str, dict[str, Any]] = {}
        for block in self.view["blocks"]:
            if block["type"] == "input":
                name = block["block_id"].partition(":")[2]
                state[block["block_id"]] = {"answer": _answer(block["element"], values.get(name.replace("-", "_")))}
        view = {**self.view, "id": "V1", "hash": "1", "state": {"values": state}}
        return {**self.interaction("view_submission"), "view": view, "response_urls": []}

    def interaction(self, kind: str) -> dict[str, Any]:
        """What all payloads of interactions have."""
        return {
            "type": kind,
            "team": {"id": TEAM, "domain": "guild"},
            "user": {"id": self.user, "username": self.user.lower(), "team_id": TEAM},
            "channel": {"id": self.channel, "name": "general"},
            "trigger_id": self.number(),
            "response_url": f"{self.slack.base}/answers/{self.number()}",
        }

    async def sends_payload(self, payload: dict[str, Any]) -> str:
        """Send an interaction; what is shown then."""
        return await self.sends(urlencode({"payload": json.dumps(payload)}))

    async def happens(self, event: dict[str, Any], **more: Any) -> str:
        """Let an event happen; what is shown then."""
        body = {"type": "event_callback", "team_id": TEAM, "event_id": self.number(), "event": event}
        return await self.sends(json.dumps({**body, **more}), content_type="application/json")

    async def sends(self, body: str, *, content_type: str = "application/x-www-form-urlencoded") -> str:
        """Send a signed request, wait until all its work is done; what was shown last."""
        before = len(self.slack.calls)
        status, said = await self.posts(body, content_type)
        assert status == 200, said
        await self.app.settled()
        self.acknowledged = json.loads(said) if said.startswith("{") else {}
        return self._shown(self.slack.calls[before:])

    async def posts(self, body: str, content_type: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the body of the answer to a signed request."""
        stamp = str(int(time.time()))
        given = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signed(SECRET, stamp, body.encode()),
        }
        async with self.web.post("/slack/events", data=body.encode(), headers={**given, **(headers or {})}) as answer:
            return answer.status, await answer.text()

    def number(self) -> str:
        """A number that nothing else has."""
        return f"N{next(_numbers)}"

    def _shown(self, calls: list[Call]) -> str:
        if view := self.acknowledged.get("view"):
            self.view = view
        shown = [call.args for call in calls if "text" in call.args or "view" in call.args]
        if not shown:
            return self._form() if self.acknowledged.get("view") else json.dumps(self.acknowledged.get("errors", {}))
        if "view" in shown[-1]:
            self.view = shown[-1]["view"]
            return self._form()
        self.shown = shown[-1]
        return transcript_of(shown[-1].get("blocks", ())) or str(shown[-1]["text"])

    def _form(self) -> str:
        is_form = any(block["type"] == "input" for block in self.view["blocks"])
        if not is_form:
            self.shown = self.view
        return form_in(self.view) if is_form else transcript_of(self.view["blocks"])


def _answer(element: dict[str, Any], value: str | None) -> dict[str, Any]:
    """What Slack sends of an element that was filled in with a value, or left as it was."""
    kind = element["type"]
    if kind in {"static_select", "external_select"}:
        option = {"text": {"type": "plain_text", "text": value}, "value": value} if value else None
        return {"type": kind, "selected_option": option or element.get("initial_option")}
    if kind == "multi_static_select":
        options = {one["value"]: one for one in element["options"]}
        chosen = element.get("initial_options", []) if value is None else [options[one] for one in several(value)]
        assert len(chosen) <= element["max_selected_items"]
        return {"type": kind, "selected_options": chosen}
    if kind in {"users_select", "conversations_select"}:
        name = "user" if kind == "users_select" else "conversation"
        return {"type": kind, f"selected_{name}": value or element.get(f"initial_{name}")}
    if kind in {"datepicker", "timepicker"}:
        return {"type": kind, **_picked(element, value)}
    return {"type": kind, "value": element.get("initial_value") if value is None else value or None}


def _picked(element: dict[str, Any], value: str | None) -> dict[str, str | None]:
    """The day, or the time, of a moment like ``2026-12-01 18:00``; half of one leaves the other picker open."""
    parts = (value or "").split()
    if element["type"] == "datepicker":
        day = next((one for one in parts if "-" in one), None)
        return {"selected_date": element.get("initial_date") if value is None else day}
    time = next((one for one in parts if ":" in one), None)
    return {"selected_time": element.get("initial_time") if value is None else time}
