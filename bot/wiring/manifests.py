"""What an organiser pastes or opens to set up a platform: the app manifest of Slack, the invitation of Discord.

Both are made from the declared commands and the table of needs, so they cannot differ from what the code does.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from bot.config import Config, secret_of
from bot.errors import InvalidInput
from bot.spec import AnyCommand, Surface
from bot.wiring.needs import (
    DISCORD_INTENTS,
    DISCORD_PERMISSIONS,
    DISCORD_SCOPES,
    SLACK_EVENTS,
    SLACK_SCOPES,
    Need,
    permissions_number,
)
from bot.wiring.slackpaths import EVENTS_PATH, REDIRECT_PATH

NAME = "Commonplace"
ABOUT = "A curated library of your community, looked up where people talk."
#: Stands in the invitation until the application's id is known.
YOUR_ID = "YOUR_APPLICATION_ID"
_INVITATION = "https://discord.com/oauth2/authorize"
#: Slack: descriptions of commands may be longer, but are cut in its menu.
_ABOUT_CHARACTERS = 100
_HINT_CHARACTERS = 200
#: Commands of Slack itself. A manifest with one of them is refused whole ("the slash command has an invalid name").
_OF_SLACK = frozenset(
    {"active", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed", "huddle", "invite", "join", "kick"}
    | {"leave", "list", "me", "msg", "mute", "open", "prefs", "pro", "remind", "remove", "rename", "search"}
    | {"shortcuts", "shrug", "star", "status", "topic", "who"}
)


def slack_manifest(config: Config, commands: Sequence[AnyCommand]) -> str:
    """The app manifest as JSON. Raises InvalidInput if the mode needs an address that is not configured."""
    return json.dumps(_manifest(config, commands), indent=2, ensure_ascii=False)


def slack_reasons(config: Config, commands: Sequence[AnyCommand]) -> Iterator[str]:
    """Why the manifest asks for what it asks for, and what it cannot say."""
    taken = sorted({command.path[0] for command in commands if command.is_typed} & _OF_SLACK)
    if taken and not config.slack.command_prefix:
        yield (
            f"Slack has commands of its own called /{', /'.join(taken)} and refuses a manifest with another one. "
            'Configure slack.command_prefix = "cp" first, and all commands begin with /cp-.'
        )
    yield "Scopes, each so that:"
    yield from _lines(SLACK_SCOPES)
    if config.slack.mode == "socket":
        yield "Socket Mode needs an app-level token with the scope connections:write as well (Basic Information)."
    yield (
        "Delayed Events cannot be set by a manifest. Switch them on under Event Subscriptions: when the bot was away, "
        "Slack then goes on delivering what happened for 24 hours; without it, for two hours at most."
    )
    if config.slack.client_id:
        yield "Tokens rotate, because many workspaces install the app. Slack lets nobody switch that off again."


def discord_invitation(config: Config, application: str | None) -> str:
    """The address by which somebody who manages a server adds the bot to it."""
    client_id = application or application_of(secret_of(config.discord.token)) or YOUR_ID
    scopes = " ".join(scope.name for scope in DISCORD_SCOPES)
    query = {"client_id": client_id, "scope": scopes, "permissions": str(permissions_number())}
    return f"{_INVITATION}?{urlencode(query)}"


def discord_reasons() -> Iterator[str]:
    """Why the invitation asks for what it asks for, and which intents are needed beside."""
    yield "Scopes, each so that:"
    yield from _lines(DISCORD_SCOPES)
    yield f"Permissions ({permissions_number()}), each so that:"
    yield from (f"  {one.label}: {one.reason}" for one in DISCORD_PERMISSIONS)
    yield "Intents, each so that:"
    yield from _lines(DISCORD_INTENTS)
    yield "Message Content is never needed: the bot does not read what people say to each other."


def application_of(token: str) -> str | None:
    """The id of the application, which a bot's token begins with; None if it does not."""
    try:
        found = base64.b64decode(token.split(".", maxsplit=1)[0] + "==", validate=False).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return found if found.isdigit() and len(found) >= 15 else None


def _lines(needs: Sequence[Need]) -> Iterator[str]:
    yield from (f"  {need.name}: {need.reason}" for need in needs)


def _manifest(config: Config, commands: Sequence[AnyCommand]) -> dict[str, Any]:
    url = _events_url(config)
    features = {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True},
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": list(_shortcuts(commands)),
        "slash_commands": [
            {**command, **({"url": url} if url else {})}
            for command in _slash_commands(config.slack.command_prefix, commands)
        ],
    }
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": NAME, "description": ABOUT},
        "features": features,
        "oauth_config": _oauth(config),
        "settings": _settings(config, url),
    }


def _events_url(config: Config) -> str:
    """Where Slack calls the bot; empty in Socket Mode."""
    if config.slack.mode == "socket":
        return ""
    if not config.web.public_url:
        raise InvalidInput(
            "In HTTP mode the manifest names the address at which Slack reaches the bot, and web.public_url has none.",
            'Configure it, like public_url = "https://bot.example.org".',
        )
    return f"{config.web.public_url}{EVENTS_PATH}"


def _shortcuts(commands: Sequence[AnyCommand]) -> Iterator[dict[str, str]]:
    from adapters.slack.asking import SHORTCUTS
    from adapters.slack.menus import name_of

    about = {command.path: command.about for command in commands}
    for name, (label, path) in SHORTCUTS.items():
        yield {"name": label, "type": "global", "callback_id": name, "description": about[path]}
    for command in commands:
        if command.menu and command.menu.on is Surface.MESSAGE:
            label = command.menu.label
            yield {"name": label, "type": "message", "callback_id": name_of(command), "description": command.about}


def _slash_commands(prefix: str, commands: Sequence[AnyCommand]) -> Iterator[dict[str, Any]]:
    """One for each first word; what comes behind it is typed."""
    words: dict[str, list[AnyCommand]] = {}
    for command in commands:
        if command.is_typed:
            words.setdefault(command.path[0], []).append(command)
    for word, members in words.items():
        yield {
            "command": f"/{prefix}-{word}" if prefix else f"/{word}",
            "description": _about(members),
            "usage_hint": _hint(members),
            "should_escape": True,
        }


def _about(members: Sequence[AnyCommand]) -> str:
    if len(members) == 1:
        return members[0].about
    return _cut(", ".join(command.path[1] for command in members), _ABOUT_CHARACTERS)


def _hint(members: Sequence[AnyCommand]) -> str:
    spelt = [" ".join([*command.path[1:], *_bare(command)]) for command in members]
    return _cut(" | ".join([*(one for one in spelt if one), "help"]), _HINT_CHARACTERS)


def _bare(command: AnyCommand) -> list[str]:
    return [option.name.upper() for option in command.options if option.bare]


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else f"{text[: characters - 1]}…"


def _oauth(config: Config) -> dict[str, Any]:
    redirects = [f"{config.web.public_url}{REDIRECT_PATH}"] if config.slack.client_id and config.web.public_url else []
    scopes = {"scopes": {"bot": [scope.name for scope in SLACK_SCOPES]}}
    return {"redirect_urls": redirects, **scopes} if redirects else scopes


def _settings(config: Config, url: str) -> dict[str, Any]:
    address = {"request_url": url} if url else {}
    options = {"message_menu_options_url": url} if url else {}
    return {
        "event_subscriptions": {**address, "bot_events": sorted(SLACK_EVENTS)},
        "interactivity": {"is_enabled": True, **address, **options},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not url,
        "token_rotation_enabled": bool(config.slack.client_id),
    }
