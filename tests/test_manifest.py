"""What is printed to set a platform up: valid, exactly what the code uses, and explained."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest

from adapters.slack.asking import SHORTCUTS
from adapters.slack.happenings import HEARD
from adapters.slack.menus import entry
from adapters.slack.settings import SCOPES
from bot.config import Config, Given, load
from bot.errors import BotError
from bot.grammar import Commands
from bot.wiring.manifests import (
    YOUR_ID,
    application_of,
    discord_invitation,
    discord_reasons,
    slack_manifest,
    slack_reasons,
)
from bot.wiring.needs import DISCORD_PERMISSIONS, SLACK_EVENTS, SLACK_SCOPES
from commands import COMMANDS

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT.parent / "shared" / "specs" / "slack-manifest.schema.json"
HTTP = """
[web]
public_url = "https://bot.example.org/"
[slack]
mode = "http"
client_id = "1.2"
command_prefix = "cp"
"""
#: Scopes by the method of the Web API that needs them; methods that need none beyond a token are empty.
METHODS = {
    "auth.test": (),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "conversations.invite": ("channels:write.invites", "groups:write.invites"),
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}


def draft(folder: Path, text: str = "") -> Config:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load(Given(file=file, environment={}, is_draft=True))


def made(config: Config) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(slack_manifest(config, COMMANDS))
    return content


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's schema does not lie beside the checkout.")
@pytest.mark.parametrize("text", ["", '[slack]\ncommand_prefix = "a-long-one-1"', HTTP])
def test_manifest_is_valid_by_the_schema_of_slack(tmp_path: Path, text: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    manifest = made(draft(tmp_path, text))

    errors = [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(manifest)]

    assert errors == []


def test_manifest_has_one_slash_command_for_each_first_word_and_no_other(tmp_path: Path) -> None:
    words = list(dict.fromkeys(command.path[0] for command in COMMANDS if command.is_typed))

    plain, prefixed = (made(draft(tmp_path, text))["features"]["slash_commands"] for text in ("", HTTP))

    assert [command["command"] for command in plain] == [f"/{word}" for word in words]
    assert [command["command"] for command in prefixed] == [f"/cp-{word}" for word in words]
    assert {command["should_escape"] for command in plain} == {True}


def test_every_shortcut_is_one_that_the_adapter_answers(tmp_path: Path) -> None:
    shortcuts = made(draft(tmp_path))["features"]["shortcuts"]

    ours = [one["callback_id"] for one in shortcuts if one["type"] == "global"]
    menus = [
        (one["name"], entry(Commands(COMMANDS), one["callback_id"])) for one in shortcuts if one["type"] == "message"
    ]
    assert ours == list(SHORTCUTS)
    assert [(name, bool(command)) for name, command in menus] == [
        ("Save to library", True),
        ("Tag this conversation", True),
        ("Ask this in the AMA", True),
    ]


def test_events_are_those_that_the_adapter_listens_to(tmp_path: Path) -> None:
    events = made(draft(tmp_path))["settings"]["event_subscriptions"]["bot_events"]

    assert set(events) == {*HEARD, "app_mention", "app_home_opened"}


def test_scopes_are_exactly_those_that_methods_events_and_commands_need(tmp_path: Path) -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "adapters" / "slack").glob("*.py"))
    methods = set(re.findall(r'"((?:auth|chat|conversations|files|reactions|team|users|views)\.[a-zA-Z.]+)"', sources))

    needed = {scope for method in methods for scope in METHODS[method]} | {"commands"}
    needed |= {scope for scopes in SLACK_EVENTS.values() for scope in scopes}

    asked = made(draft(tmp_path))["oauth_config"]["scopes"]["bot"]
    assert set(asked) == needed == set(SCOPES) == {scope.name for scope in SLACK_SCOPES}


def test_socket_mode_needs_no_address_and_http_mode_names_one_everywhere(tmp_path: Path) -> None:
    socket, http = made(draft(tmp_path)), made(draft(tmp_path, HTTP))

    assert "http" not in json.dumps({**socket, "display_information": ""})
    assert socket["settings"]["socket_mode_enabled"] is True
    assert http["settings"]["socket_mode_enabled"] is False
    assert http["settings"]["event_subscriptions"]["request_url"] == "https://bot.example.org/slack/events"
    assert http["settings"]["interactivity"]["message_menu_options_url"] == "https://bot.example.org/slack/events"
    assert {one["url"] for one in http["features"]["slash_commands"]} == {"https://bot.example.org/slack/events"}
    assert http["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]


def test_http_mode_without_an_address_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BotError, match=r"web\.public_url"):
        made(draft(tmp_path, '[slack]\nmode = "http"\n'))


def test_reasons_name_every_scope_delayed_events_and_names_that_slack_keeps(tmp_path: Path) -> None:
    told = "\n".join(slack_reasons(draft(tmp_path), COMMANDS))

    assert [scope for scope in SCOPES if f"  {scope}: " not in told] == []
    assert "Delayed Events" in told
    assert "called /me and refuses" in told
    assert "refuses" not in "\n".join(slack_reasons(draft(tmp_path, '[slack]\ncommand_prefix = "cp"'), COMMANDS))


def test_invitation_has_exactly_the_permissions_and_scopes_of_the_table(tmp_path: Path) -> None:
    address = urlsplit(discord_invitation(draft(tmp_path), "123456789012345678"))
    query = parse_qs(address.query)

    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://discord.com/oauth2/authorize"
    assert query["client_id"] == ["123456789012345678"]
    assert query["scope"] == ["bot applications.commands"]
    granted = int(query["permissions"][0])
    assert [bit for bit in range(64) if granted >> bit & 1] == sorted(one.bit for one in DISCORD_PERMISSIONS)
    assert [bit for bit in (3, 4, 5, 13, 17) if granted >> bit & 1] == []


def test_application_is_read_from_the_token_where_there_is_one(tmp_path: Path) -> None:
    token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"

    assert "client_id=198622483471925248&" in discord_invitation(draft(tmp_path, f'[discord]\ntoken = "{token}"'), None)
    assert f"client_id={YOUR_ID}&" in discord_invitation(draft(tmp_path), None)
    assert [application_of(one) for one in ("", "x", "☃", "a.b.c", "MTIz.b.c")] == [None] * 5


def test_reasons_of_discord_name_every_permission_and_never_message_content() -> None:
    told = "\n".join(discord_reasons())

    assert [one.label for one in DISCORD_PERMISSIONS if f"  {one.label}: " not in told] == []
    assert "Message Content is never needed" in told
