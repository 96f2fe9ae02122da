"""The workspaces that the app is installed in, with the token of each: one from the configuration, or many by OAuth."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters.slack.calls import Calls
from adapters.slack.origin import Workspace

#: Where the workspace stands in what the library hands to every listener.
WORKSPACE = "commonplace_workspace"
#: How long a token is used before the store is asked again: the time in which one that was revoked is noticed.
KEPT_SECONDS = 60.0
#: Tokens that rotate live for twelve hours; they are renewed this long before their end.
RENEWED_MINUTES = 120


class Workspaces(Protocol):
    """Finds the workspace that something was said in."""

    async def start(self) -> None:
        """Make ready. Raises CallFailed where Slack refuses the token."""
        ...

    async def find(self, *, enterprise: str | None, team: str | None) -> Workspace | None:
        """The workspace; None where the app is not installed."""
        ...

    async def forget(self, *, enterprise: str | None, team: str | None) -> None:
        """Let go of a workspace that has removed the app."""
        ...


class Authorizing(AsyncAuthorize):
    """Finds the workspace of each payload for the library, and leaves it in the context for our listeners."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self, *, context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, **_: object
    ) -> AuthorizeResult | None:
        """Who the bot is there; None where the app is not installed."""
        workspace = await self._workspaces.find(enterprise=enterprise_id, team=team_id)
        if workspace is None:
            return None
        context[WORKSPACE] = workspace
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=workspace.id,
            team=workspace.name,
            bot_token=workspace.token,
            bot_user_id=workspace.bot_user,
        )


class OneWorkspace:
    """The workspace of a token in the configuration; in an organisation, each of the workspaces it is good for."""

    def __init__(self, token: str, calls: Calls) -> None:
        self._token = token
        self._calls = calls
        self._own: Workspace | None = None
        self._is_organisation = False

    async def start(self) -> None:
        """Ask Slack whose token it is."""
        told = await self._calls.read(self._token, "auth.test")
        self._is_organisation = told.get("is_enterprise_install") is True
        self._own = Workspace(
            id=str(told.get("team_id") or told.get("enterprise_id")),
            token=self._token,
            name=str(told.get("team") or ""),
            bot_user=str(told.get("user_id") or ""),
        )

    async def find(self, *, enterprise: str | None, team: str | None) -> Workspace | None:
        """The workspace, whatever it is called in a channel that is shared with another one."""
        if self._own is None:
            await self.start()
        own = self._own
        if own is None or not (self._is_organisation and team):
            return own
        return Workspace(id=team, token=own.token, name=own.name, bot_user=own.bot_user)

    async def forget(self, *, enterprise: str | None, team: str | None) -> None:
        """Nothing: the token in the configuration is not ours to change."""


class ManyWorkspaces:
    """Workspaces that have installed the app by OAuth. Tokens that rotate are renewed in time."""

    def __init__(
        self, store: AsyncSQLAlchemyInstallationStore, rotator: AsyncTokenRotator, monotonic: Callable[[], float]
    ) -> None:
        self._store = store
        self._rotator = rotator
        self._monotonic = monotonic
        self._known: dict[tuple[str | None, str | None], tuple[float, Workspace | None]] = {}
        #: The organisation that each workspace was last heard in: what we post ourselves names none.
        self._organisations: dict[str, str] = {}
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Nothing: the tables are made with all the others, before any login."""

    async def find(self, *, enterprise: str | None, team: str | None) -> Workspace | None:
        """The workspace with its token, or with that of its organisation, once that was named with the workspace."""
        if team and enterprise:
            self._organisations[team] = enterprise
        enterprise = enterprise or self._organisations.get(team or "")
        until, found = self._known.get((enterprise, team), (0.0, None))
        if until > self._monotonic():
            return found
        # One at a time: a token that rotates must not be renewed twice.
        async with self._turn:
            until, found = self._known.get((enterprise, team), (0.0, None))
            if until <= self._monotonic():
                found = await self._looked_up(enterprise, team)
                # That there is none is not kept: whoever installs the app tries it at once.
                self._known[enterprise, team] = (self._monotonic() + (KEPT_SECONDS if found else 0.0), found)
        return found

    async def forget(self, *, enterprise: str | None, team: str | None) -> None:
        """Delete its tokens."""
        self._known.pop((enterprise, team), None)
        await self._store.async_delete_all(enterprise_id=enterprise, team_id=team)

    async def _looked_up(self, enterprise: str | None, team: str | None) -> Workspace | None:
        bot = await self._store.async_find_bot(enterprise_id=enterprise, team_id=team)
        if bot is None and enterprise:
            bot = await self._store.async_find_bot(enterprise_id=enterprise, team_id=None, is_enterprise_install=True)
        if bot is None or not (bot.bot_token and (team or enterprise)):
            return None
        bot = await self._renewed(bot)
        name = bot.team_name or bot.enterprise_name or ""
        return Workspace(id=str(team or enterprise), token=bot.bot_token, name=name, bot_user=bot.bot_user_id)

    async def _renewed(self, bot: Bot) -> Bot:
        if bot.bot_refresh_token is None:
            return bot
        renewed = await self._rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=RENEWED_MINUTES)
        if renewed is None:
            return bot
        await self._store.async_save_bot(renewed)
        return renewed
