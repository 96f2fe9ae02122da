"""Slack, put together from the configuration."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import aiohttp
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.slack.app import SlackApp, SlackRefused
from adapters.slack.settings import Mode, OAuth, SlackSettings
from adapters.web.app import Handler
from bot.config import Config, SlackConfig, secret_of
from bot.errors import Unavailable
from bot.hearing import Ears
from bot.messenger import Messenger
from bot.vitals import Vital
from bot.wiring.application import Application, url_of
from bot.wiring.platforms import SILENT_SECONDS, OutOfReach
from bot.wiring.slackpaths import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from storage.database import driver_url


class OnSlack:
    """The bot on Slack."""

    name = "Slack"

    def __init__(self, config: Config, application: Application, ears: Ears) -> None:
        self._engine = _engine(config) if config.slack.client_id else None
        settings = _settings(config, self._engine)
        self._app = SlackApp(dispatcher=application.dispatcher, ears=ears, settings=settings)
        self._clock = application.clock
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Be there until closed. Raises Unavailable or OutOfReach."""
        try:
            await self._app.start()
        except SlackRefused as error:
            raise Unavailable(str(error)) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise OutOfReach(type(error).__name__) from error
        await self._over.wait()

    async def close(self) -> None:
        """Finish what was acknowledged, and leave."""
        self._over.set()
        await self._app.close()
        if self._engine:
            await self._engine.dispose()

    def messenger(self) -> Messenger | None:
        """Who posts there, from the beginning until the end: calls to Slack need none of its connections to us."""
        return None if self._over.is_set() else self._app.messenger(self._clock.now)

    async def vital(self) -> Vital:
        """How long ago Slack was last heard of; where Slack calls us, there is nothing that could be deaf."""
        silent = [connection.silent_seconds for connection in self._app.health().connections]
        age = 0.0 if self._app.settings.mode is Mode.HTTP else min(silent, default=None)
        return Vital(name="slack", age_seconds=age, limit_seconds=SILENT_SECONDS)

    @property
    def is_ready(self) -> bool:
        """Whether what is said there would be heard."""
        return self._app.health().is_hearing

    def handlers(self) -> Mapping[str, Handler]:
        """Who answers at each address for events and for installing the app."""
        app = self._app
        return {EVENTS_PATH: app.handle_http, INSTALL_PATH: app.handle_install, REDIRECT_PATH: app.handle_redirect}


def _engine(config: Config) -> AsyncEngine:
    """Connections of its own: installations are written by Slack's library, in transactions of its own."""
    url = driver_url(url_of(config))
    is_sqlite = url.get_backend_name() == "sqlite"
    return create_async_engine(url.set(drivername="sqlite+aiosqlite") if is_sqlite else url)


def _settings(config: Config, engine: AsyncEngine | None) -> SlackSettings:
    slack = config.slack
    return SlackSettings(
        mode=Mode(slack.mode),
        bot_token="" if slack.client_id else secret_of(slack.bot_token),
        oauth=_oauth(config, engine) if engine else None,
        app_token=secret_of(slack.app_token),
        signing_secret=secret_of(slack.signing_secret),
        command_prefix=slack.command_prefix,
        api_base=slack.address,
    )


def _oauth(config: Config, engine: AsyncEngine) -> OAuth:
    return OAuth(
        client_id=config.slack.client_id,
        client_secret=secret_of(config.slack.client_secret),
        redirect_url=f"{config.web.public_url}{REDIRECT_PATH}",
        engine=engine,
        authorization_url=_authorization_url(config.slack),
    )


def _authorization_url(slack: SlackConfig) -> str:
    """Where the browser of an administrator is sent: the page at the host of the interface, GovSlack's included."""
    return f"{slack.address.removesuffix('/').removesuffix('/api')}/oauth/v2/authorize"
