"""Row "token in logs" of the threats: a canary of each kind, as libraries log them, and in tracebacks."""

from __future__ import annotations

import logging
import random
import sys
import threading
from collections.abc import Callable, Iterator
from io import StringIO

import pytest

from bot import logs
from bot.logs import Formatter

CANARY = "C4n4ry" * 6
DISCORD_TOKEN = f"MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.{CANARY}"

#: Secrets of each kind as they stand in what is logged; the canary is what must not be seen.
SECRETS = {
    "bot token of Discord": DISCORD_TOKEN,
    "bot token of Slack": f"xoxb-1-{CANARY}",
    "app token of Slack": f"xapp-1-{CANARY}",
    "renewed token": f"xoxe.xoxb-1-{CANARY}",
    "refresh token": f"xoxe-1-{CANARY}",
    "address of a database": f"postgresql://ada:{CANARY}@host/name",
    "interaction": f"https://discord.com/api/v10/interactions/1/{CANARY}/callback",
    "follow-up": f"https://discord.com/api/v10/webhooks/1/{CANARY}/messages/@original",
    "follow-up on another host": f"http://127.0.0.1:9/api/v10/webhooks/1/{CANARY}:{CANARY}?wait=true",
    "response address": f"https://hooks.slack.com/commands/T1/1/{CANARY}",
    "response address of an action": f"https://hooks.slack.com/actions/T1/1/{CANARY}",
    "response address elsewhere": f'{{"response_url": "http://127.0.0.1:9/{CANARY}"}}',
    "response address in a form": f"response_url=https%3A%2F%2Fhooks.slack.com%2F{CANARY}&x=1",
    "signing secret": f"signing_secret={CANARY}",
    "client secret": f"{{'client_secret': '{CANARY}'}}",
    "signature": "X-Slack-Signature: v0=" + "c4" * 32,
    "ticket of a socket": f"wss://wss-primary.slack.com/link/?ticket={CANARY}&app_id=1",
    "code of OAuth": f"GET /slack/oauth_redirect?code=12.34.{CANARY}&state={1}",
    "token of an interaction in JSON": f'{{"type": 2, "token": "{CANARY}"}}',
    "token in a dict": f"{{'token': '{CANARY}', 'id': '1'}}",
    "header of Discord": f"{{'Authorization': 'Bot {CANARY}'}}",
    "header of Slack": f"Authorization: Bearer {CANARY}",
    "payload of a form": f"payload=%7B%22token%22%3A%22{CANARY}%22%7D",
    "session of the gateway": f'{{"session_id": "{CANARY}"}}',
}

#: How libraries log, as format strings: the loggers and their words at DEBUG.
LIBRARIES = [
    ("discord.http", "%s %s with %s has returned %s"),
    ("discord.gateway", "For Shard ID %s: WebSocket Event: %s"),
    ("slack_sdk.web.async_base_client", "Sending a request - url: %s, params: %s"),
    ("slack_sdk.socket_mode.aiohttp", "A new session has been established %s"),
    ("slack_bolt.AsyncApp", "Unhandled request (%s)"),
    ("aiohttp.access", "%s"),
    ("commonplace", "broke: %s"),
]

Written = Callable[[], str]


@pytest.fixture
def written() -> Iterator[Written]:
    """What the formatter writes, of every logger at every level."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter())
    names = {name for name, _ in LIBRARIES}
    levels = {name: logging.getLogger(name).level for name in (*names, "")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.root.addHandler(handler)
    yield stream.getvalue
    logging.root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def is_seen(text: str) -> bool:
    return "C4n4ry" in text or "c4c4" in text


@pytest.mark.parametrize("kind", SECRETS)
def test_secret_is_in_no_line_of_any_library(kind: str, written: Written) -> None:
    for name, words in LIBRARIES:
        logging.getLogger(name).debug(words, *[SECRETS[kind]] * words.count("%s"))
        logging.getLogger(name).warning("facts", extra={"given": SECRETS[kind]})

    assert written().count("\n") == 2 * len(LIBRARIES)
    assert not is_seen(written())


@pytest.mark.parametrize("kind", SECRETS)
def test_secret_is_in_no_traceback(kind: str, written: Written) -> None:
    try:
        try:
            raise OSError(SECRETS[kind])
        except OSError as cause:
            raise RuntimeError(f"a second one: {SECRETS[kind]}") from cause
    except RuntimeError:
        logging.getLogger("commonplace").exception("broke")

    assert "RuntimeError: a second one" in written()
    assert not is_seen(written())


def test_two_hundred_mixtures_of_secrets_and_noise_show_none(written: Written) -> None:
    chance = random.Random(7)
    for _ in range(200):
        kinds = chance.sample(sorted(SECRETS), 3)
        noise = chance.choice(["\r\n", " ", "\x1b[31m", "\t", ' "'])
        name, _words = chance.choice(LIBRARIES)
        logging.getLogger(name).error("%s", noise.join(SECRETS[kind] for kind in kinds))

    assert written().count("\n") == 200
    assert not is_seen(written())


def test_secrets_of_the_configuration_are_known_by_their_value(
    written: Written, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logs, "_hidden", ["a-plain-looking-word", "plain-looking"])

    logging.getLogger("commonplace").warning("it was a-plain-looking-word that")

    assert written().endswith("it was *** that\n")


def test_uncaught_error_is_written_without_secrets(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        raise RuntimeError(SECRETS["bot token of Slack"])
    except RuntimeError as error:
        logs._ended_by(type(error), error, error.__traceback__)

    assert "ended by an error" in written()
    assert not is_seen(written())


def test_libraries_that_log_messages_stay_quiet_while_we_are_debugged(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers, level = logging.root.handlers[:], logging.root.level
    monkeypatch.setattr(logs, "_hidden", [])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)

    logs.set_up("debug")
    spoken = [
        name for name in ("discord.http", "slack_sdk.web", "slack_bolt") if logging.getLogger(name).isEnabledFor(10)
    ]

    assert spoken == []
    assert logging.getLogger("bot.dispatch").isEnabledFor(10)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
