"""Calls to Slack: each once, the limits of a method and a workspace honoured, and failures as one kind of error.

What changes something is never repeated after a broken connection, because it may have been done; what only reads is,
once. Being told to wait (429) means that nothing was done, so after the wait both are tried again. A failure says
whether it is certain that nothing was done.
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

from adapters.slack.limits import POSTS_AT_ONCE, SECONDS_BETWEEN_ALL_POSTS, SECONDS_BETWEEN_POSTS

log = logging.getLogger(__name__)

#: Longest time in which a call waits for its turn; what would have to wait longer fails.
PATIENCE_SECONDS = 30.0
#: Codes of failures that are not Slack's own.
UNREACHABLE, RATE_LIMITED = "unreachable", "ratelimited"
_FORGET_AFTER = 10_000
#: No connection came about, so that nothing of the request has left.
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
#: What else comes of a call: AttributeError of a page of text with status 200, RuntimeError of a session that closes.
_BROKEN = (aiohttp.ClientError, SlackClientError, OSError, ValueError, AttributeError, RuntimeError)
#: Slack's words for what may have been done all the same (DOC:chat.postMessage, "Errors").
_PERHAPS_DONE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}

Sleep = Callable[[float], Awaitable[None]]


class CallFailed(Exception):
    """Slack did not do it; ``code`` is its own word for why, or one of ours. Never shown to anybody.

    ``is_certain``: whether nothing was done for certain; otherwise it may have been. ``wait_seconds``: how long Slack
    wants to be left alone, 0 if it has not said.
    """

    def __init__(self, method: str, code: str, *, is_certain: bool = True, wait_seconds: float = 0.0) -> None:
        super().__init__(f"{method}: {code}")
        self.method = method
        self.code = code
        self.is_certain = is_certain
        self.wait_seconds = wait_seconds


class Calls:
    """The Web API and the addresses for answers, over one session."""

    def __init__(self, client: AsyncWebClient, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._sleep = sleep
        self._free_at: dict[tuple[str, str], float] = {}
        self._next_post: dict[tuple[str, str], float] = {}
        #: Until when the posts of each workspace would fill the time, were they evenly spread.
        self._spread_until: dict[str, float] = {}

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

    async def upload(self, token: str, name: str, content: bytes, *, alt: str = "") -> str:
        """Bring a file to Slack, with what a picture says; its id, under which it can be shared. Raises CallFailed."""
        # In the address, as in the client of Slack itself.
        asked = {"filename": name, "length": str(len(content))} | ({"alt_txt": alt} if alt else {})
        told = await self._call(token, "files.getUploadURLExternal", params=asked)
        await self._sent(str(told.get("upload_url")), "upload_url", data=content)
        return str(told.get("file_id"))

    async def post(self, token: str, workspace: str, channel: str, **params: object) -> Mapping[str, Any]:
        """Post a message, one a second in each channel. Raises CallFailed."""
        await self._wait(self._turn((workspace, channel)), "chat.postMessage")
        return await self.write(token, "chat.postMessage", channel=channel, **params)

    def turn(self, token: str, workspace: str, channel: str, *, within_seconds: float) -> float:
        """Seconds until a message may be posted in this channel. The turn is taken, if it comes within so many."""
        spread = self._spread_until.get(workspace, 0.0) - monotonic() - (POSTS_AT_ONCE - 1) * SECONDS_BETWEEN_ALL_POSTS
        least = max(self.held_up(token, "chat.postMessage"), spread)
        return least if least > within_seconds else self._turn((workspace, channel), within_seconds, least)

    def held_up(self, token: str, method: str) -> float:
        """Seconds for which Slack wants to hear nothing of this method."""
        return max(0.0, self._free_at.get((token, method), 0.0) - monotonic())

    async def once(self, token: str, method: str, **params: object) -> Mapping[str, Any]:
        """Like :meth:`write`, but told to wait it fails, so that whoever asked can wait in their own way."""
        return await self._tried(token, method, json=params)

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
            raise CallFailed(kind, UNREACHABLE, is_certain=isinstance(error, _NEVER_LEFT)) from error
        if response.status != 200 or '"ok":false' in said.replace(" ", ""):
            raise CallFailed(kind, _code_in(said), is_certain=response.status < 500)

    def _turn(
        self, channel: tuple[str, str], within_seconds: float = PATIENCE_SECONDS, least_seconds: float = 0.0
    ) -> float:
        """How many seconds until this channel may have its next message; the turn is taken, if it comes in time."""
        now = monotonic()
        if len(self._next_post) > _FORGET_AFTER:
            self._next_post = {one: at for one, at in self._next_post.items() if at > now}
        turn = max(now + least_seconds, self._next_post.get(channel, 0.0))
        if turn - now <= within_seconds:
            self._next_post[channel] = turn + SECONDS_BETWEEN_POSTS
            workspace = channel[0]
            self._spread_until[workspace] = max(now, self._spread_until.get(workspace, 0.0)) + SECONDS_BETWEEN_ALL_POSTS
        return turn - now

    async def _call(self, token: str, method: str, **how: Any) -> Mapping[str, Any]:
        for _ in range(2):
            await self._wait(self.held_up(token, method), method)
            try:
                return await self._tried(token, method, **how)
            except CallFailed as failed:
                if failed.code != RATE_LIMITED:
                    raise
        raise CallFailed(method, RATE_LIMITED)

    async def _tried(self, token: str, method: str, **how: Any) -> Mapping[str, Any]:
        """What Slack says. Raises CallFailed, and remembers how long it wants to hear nothing more of this."""
        try:
            return await self._once(token, method, how)
        except SlackApiError as error:
            failed = _failed(method, error)
            if failed.code == RATE_LIMITED:
                self._free_at[token, method] = monotonic() + failed.wait_seconds
            raise failed from error

    async def _once(self, token: str, method: str, how: Mapping[str, Any]) -> Mapping[str, Any]:
        # The client takes the token out of the arguments and sends it as a header.
        given: dict[str, Any] = {
            name: value if name == "http_verb" else {**value, "token": token} for name, value in how.items()
        }
        try:
            response = await self._client.api_call(method, **given)
        except SlackApiError:
            raise
        except _BROKEN as error:
            raise CallFailed(method, UNREACHABLE, is_certain=isinstance(error, _NEVER_LEFT)) from error
        return response.data if isinstance(response.data, dict) else {}

    async def _wait(self, seconds: float, method: str) -> None:
        if seconds > PATIENCE_SECONDS:
            raise CallFailed(method, RATE_LIMITED, wait_seconds=seconds)
        if seconds > 0:
            await self._sleep(seconds)


def _failed(method: str, error: SlackApiError) -> CallFailed:
    """The failure, with whether something may have been done, and how long Slack wants to be left alone."""
    code = _error_of(error)
    if code == RATE_LIMITED:
        return CallFailed(method, code, wait_seconds=_retry_after(error))
    return CallFailed(method, code, is_certain=code not in _PERHAPS_DONE and _is_refusal(error, code))


def _is_refusal(error: SlackApiError, code: str) -> bool:
    """Whether what came is a refusal: a word of Slack's, or a status with which any server turns a request away."""
    # The library hands on its own response, or aiohttp's where the body is no JSON.
    status: int = getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0)
    if status >= 500 or status == 408:
        return False
    return code != UNREACHABLE or status >= 400


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
