"""Slack as wiring starts it: put together here, told what is heard, asked how it is, and closed."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answering import Answering
from adapters.slack.asking import Asking
from adapters.slack.calls import RATE_LIMITED, UNREACHABLE, CallFailed, Calls
from adapters.slack.chores import Chores
from adapters.slack.connection import Connection, Health
from adapters.slack.guard import is_from_slack
from adapters.slack.installing import Installing
from adapters.slack.listening import Listening
from adapters.slack.memory import Heard
from adapters.slack.messenger import SlackMessenger
from adapters.slack.people import People
from adapters.slack.rich import Spelling, as_spelt
from adapters.slack.settings import Mode, OAuth, SlackSettings
from adapters.slack.workspaces import Authorizing, ManyWorkspaces, OneWorkspace, Workspaces
from bot.dispatch import Dispatcher
from bot.hearing import Ears

log = logging.getLogger(__name__)

#: What the libraries log has payloads, tokens and addresses with tickets in it, so they are not asked.
_QUIET = logging.getLogger(f"{__name__}.libraries")
_QUIET.setLevel(logging.CRITICAL + 1)

#: No call to Slack takes longer, a connection for it included, nor does the body of a request from Slack.
CALL_SECONDS = 10
CONNECT_SECONDS = 5
BODY_SECONDS = 3.0
BODY_BYTES = 1024 * 1024
#: Work that was acknowledged gets so long to be done at the end.
ENDING_SECONDS = 3.5
#: Seconds between two of our pings.
_PING_SECONDS = 5.0


class SlackRefused(Exception):
    """Slack does not take what was configured; the message is a sentence for whoever starts the program."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SlackHealth:
    """How the adapter is, for the health check."""

    mode: Mode
    #: Socket Mode only.
    connections: tuple[Health, ...]
    #: Acknowledged, and not yet done.
    pending: int

    @property
    def is_hearing(self) -> bool:
        """Whether something that is said in Slack would be heard."""
        return self.mode is Mode.HTTP or any(one.is_open for one in self.connections)


class SlackApp:
    """The adapter: started once, closed once."""

    def __init__(self, *, dispatcher: Dispatcher, ears: Ears, settings: SlackSettings) -> None:
        self.settings = settings
        self._client = AsyncWebClient(
            base_url=settings.api_base, timeout=CALL_SECONDS, logger=_QUIET, retry_handlers=[]
        )
        if (urlsplit(settings.api_base).hostname or "") in {"127.0.0.1", "::1", "localhost"}:
            # The library takes a proxy from the environment, and asks no list of exceptions.
            self._client.proxy = None
        self._chores, self._is_ending = Chores(), False
        self._calls = calls = Calls(self._client)
        self._installing: Installing | None = None
        self._workspaces = self._found_by(calls)
        self._spelling = spelling = spelt_with(settings.command_prefix, dispatcher)
        people = People(calls, time.monotonic)
        self._asking = Asking(
            dispatcher=dispatcher,
            people=people,
            answering=Answering(calls, dispatcher.commands, spelling),
            prefix=settings.command_prefix,
        )
        self._listening = Listening(
            asking=self._asking,
            people=people,
            chores=self._chores,
            heard=Heard(time.monotonic),
            ears=ears,
            workspaces=self._workspaces,
            calls=calls,
        )
        self._bolt = self._made()
        self._connections: list[Connection] = []

    async def start(self) -> None:
        """Begin to listen. Raises SlackRefused with a sentence; where Slack is out of reach, goes on trying."""
        # Where no connection comes about, it is certain that nothing was done.
        patience = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
        self._client.session = aiohttp.ClientSession(timeout=patience)
        try:
            await self._known()
            if self.settings.mode is Mode.SOCKET:
                self._connections = [self._connection() for _ in range(self.settings.connections)]
                await asyncio.gather(*(connection.start() for connection in self._connections))
        except SlackApiError as error:
            await self.close()
            raise SlackRefused(_sentence("app_token", str(error.response.get("error", "")))) from error
        except SlackRefused:
            await self.close()
            raise

    async def _known(self) -> None:
        """Ask whose token it is; where Slack is out of reach, the first payload asks again."""
        try:
            await self._workspaces.start()
        except CallFailed as failed:
            if failed.code not in {UNREACHABLE, RATE_LIMITED}:
                raise SlackRefused(_sentence("bot_token", failed.code)) from failed
            log.warning("Slack is out of reach, and is tried again", extra={"code": failed.code})

    async def close(self) -> None:
        """Stop listening, and finish what was acknowledged, in five seconds at most."""
        self._is_ending = True
        await self._chores.close(ENDING_SECONDS)
        await asyncio.gather(*(connection.close() for connection in self._connections))
        if self._client.session:
            await self._client.session.close()

    async def settled(self) -> None:
        """Wait until everything that was acknowledged is done."""
        await self._chores.settled()

    def messenger(self, now: Callable[[], datetime]) -> SlackMessenger:
        """Who posts in the workspaces, whether or not anything is heard from them."""
        return SlackMessenger(calls=self._calls, workspaces=self._workspaces, spelling=self._spelling, now=now)

    def health(self) -> SlackHealth:
        """How the adapter is."""
        states = tuple(connection.health() for connection in self._connections)
        return SlackHealth(mode=self.settings.mode, connections=states, pending=len(self._chores))

    async def handle_http(self, request: web.Request) -> web.Response:
        """Answer a request to the address for commands, events and interactions."""
        body = await self._signed_body(request)
        if body is None:
            return web.Response(status=401)
        if self._is_ending:
            return web.Response(status=503)
        heard = _read(body, request)
        if heard is None:
            return web.Response(status=400)
        return await to_aiohttp_response(await self._chores.begun(self._bolt.async_dispatch(heard)))

    async def handle_install(self, request: web.Request) -> web.Response:
        """Begin to install the app into a workspace (``/slack/install``)."""
        return await self._installing.begin(request) if self._installing else web.Response(status=404)

    async def handle_redirect(self, request: web.Request) -> web.Response:
        """End an installation (``/slack/oauth_redirect``)."""
        return await self._installing.end(request) if self._installing else web.Response(status=404)

    async def _signed_body(self, request: web.Request) -> bytes | None:
        if (request.content_length or 0) > BODY_BYTES:
            return None
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except (web.HTTPException, aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None
        is_signed = is_from_slack(
            self.settings.signing_secret,
            timestamps=request.headers.getall("X-Slack-Request-Timestamp", []),
            signatures=request.headers.getall("X-Slack-Signature", []),
            body=body,
            now_seconds=time.time(),
        )
        return body if is_signed else None

    def _found_by(self, calls: Calls) -> Workspaces:
        oauth = self.settings.oauth
        if oauth is None:
            return OneWorkspace(self.settings.bot_token, calls)
        store = AsyncSQLAlchemyInstallationStore(oauth.client_id, oauth.engine, logger=_QUIET)
        self._installing = Installing(client=self._client, oauth=oauth, store=store, quiet=_QUIET)
        return ManyWorkspaces(store, self._rotator(oauth), time.monotonic)

    def _rotator(self, oauth: OAuth) -> AsyncTokenRotator:
        return AsyncTokenRotator(client_id=oauth.client_id, client_secret=oauth.client_secret, client=self._client)

    def _made(self) -> AsyncApp:
        app = AsyncApp(
            name=f"{__name__}.bolt",
            logger=_QUIET,
            client=self._client,
            # None is how one says that nothing is installed; the library's annotation here leaves it out.
            authorize=Authorizing(self._workspaces),  # type: ignore[arg-type]
            # Otherwise the library looks every 10 ms whether there is an acknowledgement: 11 ms instead of 0.5.
            process_before_response=True,
            # Ours has done that already, and does not raise on malformed headers.
            request_verification_enabled=False,
            user_facing_authorize_error_message=_NOT_INSTALLED,
        )
        app.error(_broke)
        self._listening.register(app)
        return app

    def _connection(self) -> Connection:
        deaf_after = self.settings.deaf_after_seconds
        return Connection(make=self._socket, hear=self._envelope, deaf_after_seconds=deaf_after)

    def _socket(self) -> SocketModeClient:
        ping = min(_PING_SECONDS, self.settings.deaf_after_seconds / 4)
        client = SocketModeClient(self.settings.app_token, _QUIET, self._client, ping_interval=ping)
        client.proxy = self._client.proxy
        return client

    async def _envelope(self, client: SocketModeClient, envelope: SocketModeRequest) -> None:
        # Not acknowledged, Slack sends it to another connection, or tells the person that nobody is there.
        if not self._is_ending:
            await self._chores.begun(self._dispatched(client, envelope))

    async def _dispatched(self, client: SocketModeClient, envelope: SocketModeRequest) -> None:
        began = time.time()
        response = await run_async_bolt_app(self._bolt, envelope)
        await send_async_response(client, envelope, response, began)


def _read(body: bytes, request: web.Request) -> AsyncBoltRequest | None:
    """The payload as the library takes it; None for what is signed and yet none."""
    try:
        heard = AsyncBoltRequest(
            body=body.decode("utf-8", "replace"), query=request.query_string, headers=dict(request.headers)
        )
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    # The library says that it is one, and hands on whatever the JSON was.
    payload: object = heard.body
    return heard if isinstance(payload, dict) else None


def spelt_with(prefix: str, dispatcher: Dispatcher) -> Spelling:
    """How commands are spelt with this prefix."""
    if not prefix:
        return as_spelt
    firsts = {re.escape(command.path[0]) for command in dispatcher.commands.typed}
    command = re.compile(rf"(?<![\w/:.])/({'|'.join(sorted(firsts))})(?![\w-])")
    return lambda words: command.sub(rf"/{prefix}-\1", words)


_NOT_INSTALLED = "Commonplace is not installed in this workspace any more. Please ask an administrator to install it."
_REASONS = {
    "invalid_auth": "it is not a token of an app that Slack knows",
    "not_authed": "it is empty",
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "it was revoked",
    "token_expired": "it has expired",
    "not_allowed_token_type": "it is a token of another kind",
    "missing_scope": "it lacks a permission",
}


def _sentence(key: str, code: str) -> str:
    return f"Slack does not take slack.{key}: {_REASONS.get(code, code)}. Copy it again from the pages of your app."


async def _broke(error: Exception) -> None:
    log.error("a payload could not be read", exc_info=error)
