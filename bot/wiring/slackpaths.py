"""Where Slack finds the bot on the web server; the app manifest has the same paths."""

from __future__ import annotations

from collections.abc import Iterator

from bot.config import SlackConfig

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


def paths(slack: SlackConfig) -> Iterator[tuple[str, str]]:
    """The method and the path of each address that this configuration has."""
    if slack.is_configured and slack.mode == "http":
        yield "POST", EVENTS_PATH
    if slack.client_id:
        yield from (("GET", INSTALL_PATH), ("GET", REDIRECT_PATH))
