"""Calls to Slack: each once, the limits of a method and a workspace honoured, and failures as one kind of error.

What changes something is never repeated after a broken connection, because it may have been done; what only reads is,
once. Being told to wait (429) means that nothing was done, so after the wait both are tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.limits import SECONDS_BETWEEN_POSTS

log = logging.getLogger(__name__)

#: Longest time in which a call waits for its turn; what would have to wait longer fails.
PATIENCE_SECONDS = 30.0
#: Codes of failures that are not Slack's own.
UNREACHABLE, RATE_LIMITED = "unreachable", "ratelimited"
_FORGET_AFTER = 10_000

Sleep = Callable[[float], Awaitable[None]]


class CallFailed(Exception):
    """Slack did not do it; ``code`` is its own word for why, or one of ours. Never shown to anybody."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}")
        self.method = method
        self.code = code


class Calls:
    """The Web API and the addresses for answers, over one session."""

    def __init__(self, client: AsyncWebClient, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._sleep = sleep
        self._free_at: dict[tuple[str, str], float] = {}
        self._next_post: dict[tuple[str, str], float] = {}

    async def read(self, token: str, method: str, **params: str) -> Mapping[str, Any]:
        """What Slack says to a question. Raises CallFailed."""
        try:
            return await self._call(token, method, http_verb="GET", params=params)
        except CallFailed as failed:
            if failed.code != UNREACHABLE:
                raise
        return await self._call(token, method, http_verb="GET", params=params)

    async def write(self, token: str, method: str, **params: object) -> Mapping[str, Any]:
        """What Slack says to something that it shall do. Raises CallFailed, also where it may have been done."""
        return await self._call(token, method, json=params)

    async def upload(self, token: str, name: str, content: bytes) -> str:
        """Bring a file to Slack; its id, under which it can be shared. Raises CallFailed."""
        # In the address, as in the client of Slack itself.
        asked = {"filename": name, "length": str(len(content))}
        told = await self._call(token, "files.getUploadURLExternal", params=asked)
        await self._sent(str(told.get("upload_url")), "upload_url", data=content)
        return str(told.get("file_id"))

    async def post(self, token: str, workspace: str, channel: str, **params: object) -> Mapping[str, Any]:
        """Post a message, one a second in each channel. Raises CallFailed."""
        await self._wait(self._turn((workspace, channel)), "chat.postMessage")
        return await self.write(token, "chat.postMessage", channel=channel, **params)

    async def answer(self, url: str, payload: Mapping[str, object]) -> None:
        """Send to the address for answers of an interaction. Raises CallFailed."""
        await self._sent(url, "response_url", json=payload)

    async def _sent(self, url: str, kind: str, **body: Any) -> None:
        """Send to an address that Slack gave for this one thing; failures are named by its ``kind``."""
        session = self._client.session
        if session is None:
            raise CallFailed(kind, UNREACHABLE)
        try:
            async with session.post(url, **body) as response:
                said = (await response.text())[:200]
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CallFailed(kind, UNREACHABLE) from error
        if response.status != 200 or '"ok":false' in said.replace(" ", ""):
            raise CallFailed(kind, _code_in(said))

    def _turn(self, channel: tuple[str, str]) -> float:
        """How many seconds until this channel may have its next message; the turn is taken."""
        now = monotonic()
        if len(self._next_post) > _FORGET_AFTER:
            self._next_post = {one: at for one, at in self._next_post.items() if at > now}
        turn = max(now, self._next_post.get(channel, 0.0))
        if turn - now <= PATIENCE_SECONDS:
            self._next_post[channel] = turn + SECONDS_BETWEEN_POSTS
        return turn - now

    async def _call(self, token: str, method: str, **how: Any) -> Mapping[str, Any]:
        key = (token, method)
        for _ in range(2):
            await self._wait(self._free_at.get(key, 0.0) - monotonic(), method)
            try:
                return await self._once(token, method, how)
            except SlackApiError as error:
                code = _error_of(error)
                if code != RATE_LIMITED:
                    raise CallFailed(method, code) from error
                self._free_at[key] = monotonic() + _retry_after(error)
        raise CallFailed(method, RATE_LIMITED)

    async def _once(self, token: str, method: str, how: Mapping[str, Any]) -> Mapping[str, Any]:
        # The client takes the token out of the arguments and sends it as a header.
        given: dict[str, Any] = {
            name: value if name == "http_verb" else {**value, "token": token} for name, value in how.items()
        }
        try:
            response = await self._client.api_call(method, **given)
        except SlackApiError:
            raise
        except (aiohttp.ClientError, SlackClientError, TimeoutError, ValueError) as error:
            raise CallFailed(method, UNREACHABLE) from error
        return response.data if isinstance(response.data, dict) else {}

    async def _wait(self, seconds: float, method: str) -> None:
        if seconds > PATIENCE_SECONDS:
            raise CallFailed(method, RATE_LIMITED)
        if seconds > 0:
            await self._sleep(seconds)


def _error_of(error: SlackApiError) -> str:
    response = error.response
    if getattr(response, "status_code", None) == 429:
        return RATE_LIMITED
    # A server before Slack's own answers with a page of text, which the client keeps as it is.
    told = getattr(response, "data", response)
    return str(told.get("error", UNREACHABLE)) if isinstance(told, dict) else UNREACHABLE


def _retry_after(error: SlackApiError) -> float:
    headers = {str(name).lower(): value for name, value in getattr(error.response, "headers", {}).items()}
    try:
        return max(0.0, float(headers.get("retry-after", 1)))
    except (TypeError, ValueError):
        return 1.0


def _code_in(said: str) -> str:
    """Slack's word for what is wrong with an answer: ``used_url`` bare, or in a small JSON object."""
    for part in said.replace('"', " ").replace(":", " ").replace("}", " ").split():
        if "_" in part and part.isascii() and part.islower():
            return part
    return "refused"
