"""What Slack says about the tokens: whose they are, and which scopes they have."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from functools import partial

import aiohttp

from bot.config import Config, secret_of
from bot.wiring.doctor.asking import NoAnswer, Said, ask, clock, out_of_reach
from bot.wiring.doctor.findings import Finding, State, essential, missing, ok
from bot.wiring.doctor.slackchannels import channels
from bot.wiring.needs import SLACK_SCOPES

_BREAKS = "the bot cannot be on Slack"
_COPY = "Copy it again from the pages of your app (api.slack.com/apps), and install the app again if it was removed."


async def findings(config: Config, session: aiohttp.ClientSession) -> list[Finding]:
    """Everything that Slack can be asked about."""
    if not config.slack.is_configured:
        return []
    looks = await asyncio.gather(_workspaces(config, session), _ways_in(config, session))
    # Both tokens may meet the same closed door.
    return list(dict.fromkeys(finding for found in looks for finding in found))


async def _workspaces(config: Config, session: aiohttp.ClientSession) -> list[Finding]:
    return list(_by_installation(config)) if config.slack.client_id else await _bot(config, session)


async def _ways_in(config: Config, session: aiohttp.ClientSession) -> list[Finding]:
    return await _socket(config, session) if config.slack.mode == "socket" else [_address(config)]


async def _bot(config: Config, session: aiohttp.ClientSession) -> list[Finding]:
    token = secret_of(config.slack.bot_token)
    try:
        said = await _call(config, session, token, "auth.test")
    except NoAnswer as error:
        return [out_of_reach("Slack", config.slack.address, error)]
    found = [_identity(said)]
    if found[0].state is State.OK:
        found += _scopes(_headers(said))
        workspace = str(said.get("team_id") or said.get("enterprise_id"))
        found += await channels(config, partial(_call, config, session, token), workspace)
    time = clock("Slack", said, is_signed=config.slack.mode == "http")
    return [*found, time] if time else found


def _identity(said: Said) -> Finding:
    name = "Slack bot token"
    if said.get("ok") is not True:
        return essential(name, f"Slack refuses it ({_reason(said)})", breaks=_BREAKS, remedy=_COPY)
    if not said.get("bot_id"):
        remedy = "Configure the Bot User OAuth Token, which begins with xoxb-."
        return essential(name, "it is the token of a person, not of a bot", breaks=_BREAKS, remedy=remedy)
    return ok(name, f"good for {said.get('team') or said.get('team_id')}")


def _scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    if "x-oauth-scopes" not in headers:
        yield missing(
            "Slack scopes",
            "Slack did not say which scopes the token has",
            breaks="perhaps nothing",
            remedy="Compare them with `commonplace manifest slack`.",
        )
        return
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    lacking = [need for need in SLACK_SCOPES if need.name not in granted]
    for need in lacking:
        make = essential if need.is_essential else missing
        remedy = f"Add {need.name} under OAuth & Permissions, and install the app again."
        yield make("Slack scopes", f"{need.name} is not granted", breaks=f"no longer: {need.reason}", remedy=remedy)
    if not lacking:
        yield ok("Slack scopes", ", ".join(sorted(granted)))


async def _socket(config: Config, session: aiohttp.ClientSession) -> list[Finding]:
    name = "Slack app token"
    try:
        said = await _call(config, session, secret_of(config.slack.app_token), "apps.connections.open")
    except NoAnswer as error:
        return [out_of_reach("Slack", config.slack.address, error)]
    if said.get("ok") is True:
        return [ok(name, "Socket Mode opens")]
    reason = _reason(said)
    remedy = _COPY
    if reason == "missing_scope":
        remedy = "Make an app-level token with the scope connections:write (Basic Information)."
    if reason == "socket_mode_not_enabled":
        remedy = "Switch Socket Mode on in the pages of your app."
    return [essential(name, f"Slack refuses it ({reason})", breaks="nothing is heard of Slack", remedy=remedy)]


def _by_installation(config: Config) -> Iterator[Finding]:
    if config.web.public_url:
        yield ok("Slack installation", f"at {config.web.public_url}/slack/install")
        return
    yield essential(
        "Slack installation",
        "web.public_url is not configured",
        breaks="no workspace can install the app",
        remedy='Configure how the web server is reached, like public_url = "https://bot.example.org".',
    )


def _address(config: Config) -> Finding:
    url = config.web.public_url
    if url.startswith("https://"):
        return ok("Slack address", f"{url}/slack/events")
    return essential(
        "Slack address",
        "web.public_url is no address that begins with https://",
        breaks="Slack cannot call the bot",
        remedy="Put a server with a certificate before the bot, and configure its address; or use Socket Mode.",
    )


async def _call(config: Config, session: aiohttp.ClientSession, token: str, method: str, **arguments: str) -> Said:
    headers = {"Authorization": f"Bearer {token}"}
    said = await ask(session, "POST", f"{config.slack.address}{method}", headers, arguments)
    if said.get("ok") is None:
        raise NoAnswer(f"status {said.status}")
    return said


def _headers(said: Said) -> dict[str, str]:
    return {name.lower(): value for name, value in said.headers.items()}


def _reason(said: Said) -> str:
    """Slack's word for what is wrong, and nothing else that the answer may carry."""
    reason = said.get("error")
    return reason if isinstance(reason, str) and reason.isidentifier() else "no reason given"
