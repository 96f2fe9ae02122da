"""Log lines on standard error: one line each, the facts behind the message, and never a secret among them.

Secrets are taken out twice: by what they look like, and, of those in the configuration, by what they are. What people
say is kept out by not listening: the libraries of the platforms write whole messages while they are debugged.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections.abc import Iterable
from types import TracebackType

log = logging.getLogger(__name__)

#: What a record has by itself; everything else was given as ``extra``.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
#: Longest line; a traceback is cut in the middle of itself rather than filling a disk.
LINE_CHARACTERS = 20_000
#: Shorter secrets are not looked for by their value: too much else would be taken for them.
SECRET_CHARACTERS = 6
#: The same warning or error is written once in so many seconds; so many different ones are kept apart.
REPEAT_SECONDS, TROUBLES = 60.0, 1_000
#: So much of a trouble tells it from others.
TROUBLE_CHARACTERS = 500
#: These log what people say, at these levels and below; slack_bolt also what strangers send.
_QUIETER = {
    "discord": logging.INFO,
    "slack_sdk": logging.INFO,
    "slack_bolt": logging.WARNING,
    "aiohttp": logging.INFO,
    "asyncio": logging.INFO,
}

_KEYS = (
    "password|passwd|[a-z_]*secret|[a-z_]*token|ticket|response_url|x-slack-signature|session_id|resume_gateway_url"
    "|payload"
)
#: Words without which a pattern need not be tried (trying all of them would cost more than writing the line), the
#: pattern, and what stands in the place of what it finds.
_SECRETS = (
    # The password in an address, up to the last @ before the host.
    (("@",), re.compile(r"(\w+://[^\s/:@]*:)[^\s/]+(?=@)"), r"\1***"),
    (
        ("authorization",),
        re.compile(r"(?i)((?:proxy-)?authorization[\"']?\s*[=:,]\s*[\"']?)(?:(?:bot|bearer|basic)\s+)?[^\s\"',;&]+"),
        r"\1***",
    ),
    (
        ("pass", "secret", "token", "ticket", "response_url", "signature", "session_id", "gateway_url", "payload"),
        re.compile(rf"(?i)(\b(?:{_KEYS})[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&]+"),
        r"\1***",
    ),
    # A code of OAuth is long; the numbers of errors, which are called code as well, are not.
    (("code",), re.compile(r"(?i)(\bcode[\"']?\s*[=:]\s*[\"']?)[\w.%-]{12,}"), r"\1***"),
    # Slack: tokens, signatures and response addresses. Discord: tokens, and addresses of webhooks and interactions.
    (("xox", "xapp"), re.compile(r"x(?:ox[a-z]|app)-[\w%-]+"), "***"),
    (("v0=",), re.compile(r"\bv0=[0-9a-fA-F]{16,}"), "***"),
    ((".",), re.compile(r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), "***"),
    (
        ("/webhooks/", "/interactions/", "/commands/", "/services/", "/workflows/", "/actions/"),
        re.compile(r"(/(?:webhooks|interactions|commands|services|workflows|actions)/)[^\s\"'?#<>]+"),
        r"\1***",
    ),
)
# Sequences for a terminal go first, so that nothing hides behind the letters at their end.
_CONTROLS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Numbers, and where something stands in memory.
_NUMBERS = re.compile(r"0x[0-9a-f]+|\d+(?:\.\d+)?")
#: Secrets of the configuration, the longest first, because one may be a part of another.
_hidden: list[str] = []


def set_up(level: str, secrets: Iterable[str] = ()) -> None:
    """Write what is logged from this level on to standard error, without these secrets. ``level`` is a word."""
    _hidden[:] = sorted({secret for secret in secrets if len(secret) >= SECRET_CHARACTERS}, key=len, reverse=True)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter())
    handler.addFilter(Seldom())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, least in _QUIETER.items():
        logging.getLogger(name).setLevel(max(least, logging.root.level))
    # What Python prints by itself when nobody has caught an error would bypass all of the above.
    sys.excepthook = _ended_by
    threading.excepthook = lambda broken: log.critical("thread broke", exc_info=broken.exc_value)


def redacted(text: str) -> str:
    """The text with everything that is or looks like a secret as ``***``."""
    for secret in _hidden:
        text = text.replace(secret, "***")
    lowered = text.lower()
    for hints, pattern, shown in _SECRETS:
        if any(hint in lowered for hint in hints):
            text = pattern.sub(shown, text)
    return text


class Seldom(logging.Filter):
    """Lets the same trouble through once a minute, with how often it was held back: a full disk helps nobody.

    Numbers do not make another trouble of it: libraries say how long they will wait, and which task it was.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[object, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if record.levelno < logging.WARNING:
            return True
        error = record.exc_info[1] if record.exc_info else None
        key = (record.name, _named(record.msg), _named(record.args), type(error), _named(error))
        at, held_back = self._told.get(key, (-REPEAT_SECONDS, 0))
        now = time.monotonic()
        if now - at < REPEAT_SECONDS:
            self._told[key] = (at, held_back + 1)
            return False
        if len(self._told) >= TROUBLES:
            self._told.clear()
        self._told[key] = (now, 0)
        if held_back:
            record.held_back = held_back
        return True


def _named(said: object) -> str:
    """What is said, without the numbers in it; cut where it goes on for ever, because all of it is remembered."""
    return _NUMBERS.sub("#", str(said)[:TROUBLE_CHARACTERS])


class Formatter(logging.Formatter):
    """``time level logger: message key=value``, on one line whatever is in it; a traceback follows in lines below."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        facts = "".join(f" {key}={value}" for key, value in vars(record).items() if key not in _OWN)
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        line = f"{moment} {record.levelname.lower()} {record.name}: {record.getMessage()}{facts}"
        trace = self.formatException(record.exc_info).split("\n") if record.exc_info else []
        lines = [redacted(_CONTROLS.sub(" ", one)) for one in (line[:LINE_CHARACTERS], *trace)]
        return "\n  ".join(lines)[:LINE_CHARACTERS]


def _ended_by(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("ended by an error", exc_info=(kind, error, trace))
