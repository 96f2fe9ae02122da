"""Gets what happened to the app: through a socket or as a signed request, again when nobody acknowledged it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import uuid
from collections.abc import Coroutine
from urllib.parse import urlencode

import aiohttp

from tests.fakes.disorder import Disorder
from tests.fakes.shapes import Json
from tests.slack.fake.sockets import Sockets
from tests.slack.fake.world import Team, World

ANSWER_SECONDS = 3.0
COMMAND, INTERACTIVE, EVENT = "slash_commands", "interactive", "events_api"
#: What an app hears of without a manifest; with one, what that subscribes to.
EVENTS = frozenset(
    "app_mention app_home_opened app_uninstalled tokens_revoked team_join user_change member_joined_channel "
    "member_left_channel channel_archive channel_deleted channel_rename message.im reaction_added".split()
)
MESSAGE_KIND = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}


class Unacknowledged(Exception):
    """Nobody took it: the word says why, as Slack would."""


class Deliveries:
    """Sends what happens; one at a time waits three seconds for each."""

    def __init__(self, world: World, sockets: Sockets) -> None:
        self.world = world
        self.sockets = sockets
        #: Where signed requests go; None is Socket Mode.
        self.request_url: str | None = None
        self.disorder = Disorder()
        #: Seconds before each repetition of an event.
        self.retry_seconds: tuple[float, ...] = (0.0, 60.0, 300.0)
        self.events: list[Json] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        world.emit = self.emit

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        if self._session is not None:
            await self._session.close()

    async def deliver(self, kind: str, payload: Json, *, attempt: int = 0, reason: str = "") -> Json | None:
        """What the app said when it acknowledged. Raises when it did not."""
        if self.request_url is not None:
            return await self._deliver_by_request(kind, payload, attempt, reason)
        envelope_id = str(uuid.uuid4())
        envelope: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != EVENT
        if kind == EVENT:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        waiting = self.sockets.waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            for delay in self.disorder.delays(_name(kind, payload)):
                self._later(self._send(envelope, delay))
            return await asyncio.wait_for(waiting, ANSWER_SECONDS)
        except TimeoutError:
            raise Unacknowledged("timeout") from None
        finally:
            del self.sockets.waiting[envelope_id]

    async def _send(self, envelope: Json, delay: float) -> None:
        await asyncio.sleep(delay)
        connection = self.sockets.any_connection()
        if connection is not None:
            connection.envelopes += 1
            await connection.send(envelope)

    async def _deliver_by_request(self, kind: str, payload: Json, attempt: int, reason: str) -> Json | None:
        first, *more = self.disorder.delays(_name(kind, payload))
        for delay in more:
            self._later(self._repeat(kind, payload, delay))
        await asyncio.sleep(first)
        return await self._request(kind, payload, attempt, reason)

    async def _repeat(self, kind: str, payload: Json, delay: float) -> None:
        await asyncio.sleep(delay)
        try:
            await self._request(kind, payload, 0, "")
        except Unacknowledged:
            return

    async def _request(self, kind: str, payload: Json, attempt: int, reason: str) -> Json | None:
        body, content_type = _encoded(kind, payload)
        headers = self.signed(body, content_type)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS))
        assert self.request_url is not None
        try:
            async with self._session.post(self.request_url, data=body, headers=headers) as response:
                text = await response.text()
                if response.status >= 300:
                    no_more = response.headers.get("X-Slack-No-Retry") == "1"
                    raise Unacknowledged("no_retry" if no_more else "http_error")
                return _decoded(text, response.content_type)
        except TimeoutError:
            raise Unacknowledged("http_timeout") from None
        except aiohttp.ClientError:
            raise Unacknowledged("connection_failed") from None

    def signed(self, body: bytes, content_type: str) -> dict[str, str]:
        """The headers of a request that Slack has signed."""
        timestamp = str(int(self.world.clock.now()))
        base = b"v0:" + timestamp.encode() + b":" + body
        signature = hmac.new(self.world.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "Content-Type": content_type, "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signature}", "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }  # fmt: skip

    def emit(self, team: Team, event: Json) -> None:
        """Tell the app of an event, when it has subscribed to it."""
        name = MESSAGE_KIND[event["channel_type"]] if event["type"] == "message" else event["type"]
        if name in self._subscribed():
            self._later(self._event(team, event))

    def _subscribed(self) -> frozenset[str]:
        manifest = self.world.app.manifest
        if manifest is None:
            return EVENTS
        return frozenset(manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []))

    async def _event(self, team: Team, event: Json) -> None:
        payload = self.event_payload(team, event)
        reason = await self._try_event(payload, 0, "")
        for attempt, seconds in enumerate(self.retry_seconds, start=1):
            if reason in {"", "no_retry"}:
                return
            await self.world.clock.sleep(seconds)
            reason = await self._try_event(payload, attempt, reason)

    async def _try_event(self, payload: Json, attempt: int, reason: str) -> str:
        """Deliver an event; the reason why it was not acknowledged, or nothing."""
        entry = {"event_id": payload["event_id"], "type": payload["event"]["type"], "attempt": attempt}
        self.events.append(entry)
        try:
            await self.deliver(EVENT, payload, attempt=attempt, reason=reason)
        except Unacknowledged as silence:
            entry["failed"] = str(silence)
            return str(silence)
        return ""

    def event_payload(self, team: Team, event: Json) -> Json:
        authorization = {
            "enterprise_id": None, "team_id": team.id, "user_id": team.bot_user_id, "is_bot": True,
            "is_enterprise_install": False,
        }  # fmt: skip
        return {
            "token": "unused", "team_id": team.id, "api_app_id": self.world.app.id, "event": event,
            "type": "event_callback", "event_id": self.world.new_id("Ev"), "event_time": int(self.world.clock.now()),
            "authorizations": [authorization], "is_ext_shared_channel": False, "event_context": "fake",
        }  # fmt: skip

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def _name(kind: str, payload: Json) -> str:
    """What a pattern of a test sees: the envelope's type, and what is in it."""
    inner = payload.get("event", {}).get("type") or payload.get("type") or payload.get("command") or ""
    return f"{kind} {inner}"


def _encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == EVENT:
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == COMMAND else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _decoded(text: str, content_type: str) -> Json | None:
    """What an acknowledgement over HTTP says; plain text is a message."""
    if not text.strip():
        return None
    if content_type == "application/json":
        answer = json.loads(text)
        return answer if isinstance(answer, dict) and answer else None
    return {"text": text}
