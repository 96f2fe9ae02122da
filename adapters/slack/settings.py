"""What the Slack adapter is told by wiring: tokens, the way events come in, and where Slack is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncEngine

#: Where Slack is for everybody but customers of GovSlack (DOC: slack-gov.com in both addresses).
API_BASE = "https://slack.com/api/"
AUTHORIZATION_URL = "https://slack.com/oauth/v2/authorize"
#: Of the bot's token: what each command, event and answer needs. The manifest has exactly these.
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "channels:write.invites",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write.invites",
    "im:history",
    "im:write",
    "mpim:history",
    "mpim:write",
    "users:read",
)


class Mode(StrEnum):
    """How events come in."""

    SOCKET = "socket"
    HTTP = "http"


@dataclass(frozen=True, kw_only=True, slots=True)
class OAuth:
    """Many workspaces: how each installs the app, and where its token is kept."""

    client_id: str
    client_secret: str = field(repr=False)
    #: Where Slack sends the browser back to; has to be one of those in the app's configuration.
    redirect_url: str
    #: Where installations are kept. The adapter neither makes nor closes it.
    engine: AsyncEngine = field(repr=False)
    authorization_url: str = AUTHORIZATION_URL


@dataclass(frozen=True, kw_only=True, slots=True)
class SlackSettings:
    """How the adapter runs. Exactly one of ``bot_token`` and ``oauth`` is given."""

    mode: Mode = Mode.SOCKET
    bot_token: str = field(default="", repr=False)
    oauth: OAuth | None = None
    #: Socket Mode: the token of the app itself (``xapp-``).
    app_token: str = field(default="", repr=False)
    #: HTTP mode: with what requests are signed.
    signing_secret: str = field(default="", repr=False)
    #: ``cp`` turns ``/resource`` into ``/cp-resource``.
    command_prefix: str = ""
    api_base: str = API_BASE
    #: Socket Mode: how many connections are held; with two, none of Slack's renewals is noticed.
    connections: int = 1
    #: Socket Mode: a connection without any sign of life for so long is made anew.
    deaf_after_seconds: float = 30.0

    def __post_init__(self) -> None:
        if bool(self.bot_token) == bool(self.oauth):
            raise ValueError("either one workspace by its bot token, or many by OAuth")
        if self.mode is Mode.SOCKET and not self.app_token:
            raise ValueError("Socket Mode needs the token of the app")
        if self.mode is Mode.HTTP and not self.signing_secret:
            raise ValueError("HTTP mode needs the signing secret")
        if not 1 <= self.connections <= 10:
            raise ValueError("Slack takes 1 to 10 connections")
