"""Installing the app into a workspace in a browser: to Slack and back, bound to the browser that set out.

The state that goes along is good once, for ten minutes, and only in the browser that has the cookie of the same name.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.sqlalchemy_utils import normalize_datetime_for_db
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.settings import SCOPES, OAuth

log = logging.getLogger(__name__)

STATE_SECONDS = 10 * 60
_AGAIN = "Nothing was installed. Please begin again at the address that your organiser gave you."
_WELCOME = "Commonplace is installed. You can close this page, and type / in Slack to see its commands."


class States(AsyncSQLAlchemyOAuthStateStore):
    """States that are taken by deleting them: of two who bring the same one, the database lets one win."""

    async def async_consume(self, state: str) -> bool:
        """Whether the state was issued, has not expired, and is brought for the first time."""
        columns, now = self.oauth_states.c, normalize_datetime_for_db(datetime.now(UTC))
        async with self.engine.begin() as connection:
            taken = await connection.execute(
                self.oauth_states.delete().where(columns.state == state, columns.expire_at > now)
            )
            await connection.execute(self.oauth_states.delete().where(columns.expire_at <= now))
        return taken.rowcount == 1


class Installing:
    """The two pages of an installation, for the web server."""

    def __init__(
        self, *, client: AsyncWebClient, oauth: OAuth, store: AsyncSQLAlchemyInstallationStore, quiet: logging.Logger
    ) -> None:
        settings = AsyncOAuthSettings(
            client_id=oauth.client_id,
            client_secret=oauth.client_secret,
            scopes=SCOPES,
            user_scopes=[],
            redirect_uri=oauth.redirect_url,
            authorization_url=oauth.authorization_url,
            install_page_rendering_enabled=False,
            installation_store=store,
            installation_store_bot_only=True,
            state_store=States(STATE_SECONDS, oauth.engine, logger=quiet),
            state_expiration_seconds=STATE_SECONDS,
            callback_options=AsyncCallbackOptions(success=_succeeded, failure=_failed),
            logger=quiet,
        )
        self._flow = AsyncOAuthFlow(client=client, logger=quiet, settings=settings)

    async def begin(self, request: web.Request) -> web.Response:
        """Send the browser to Slack."""
        return await to_aiohttp_response(await self._flow.handle_installation(await to_bolt_request(request)))

    async def end(self, request: web.Request) -> web.Response:
        """Take the browser back from Slack, with the token of the workspace."""
        try:
            return await to_aiohttp_response(await self._flow.handle_callback(await to_bolt_request(request)))
        except (aiohttp.ClientError, SlackClientError, TimeoutError) as error:
            log.warning("an installation failed", extra={"reason": type(error).__name__})
            return web.Response(status=502, text=_AGAIN)


async def _succeeded(args: AsyncSuccessArgs) -> BoltResponse:
    log.info("installed", extra={"workspace": args.installation.team_id or args.installation.enterprise_id})
    return _page(200, _WELCOME, args.settings.state_utils.build_set_cookie_for_deletion())


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    log.warning("an installation was refused", extra={"reason": args.reason[:40]})
    return _page(args.suggested_status_code, _AGAIN, args.settings.state_utils.build_set_cookie_for_deletion())


def _page(status: int, words: str, cookie: str) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {"Content-Type": ["text/plain; charset=utf-8"], "Set-Cookie": [cookie]}
    return BoltResponse(status=status, body=words, headers=headers)
