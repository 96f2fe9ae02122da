"""Log lines on standard error: one line each, the facts behind the message, and never a secret among them."""

from __future__ import annotations

import logging
import re
import sys

#: What a record has by itself; everything else was given as ``extra``.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
#: Longest line; a traceback is cut in the middle of itself rather than filling a disk.
LINE_CHARACTERS = 20_000

_SECRETS = (
    # The password in an address, up to the last @ before the host.
    (re.compile(r"(\w+://[^\s/:@]*:)[^\s/]+(?=@)"), r"\1***"),
    # Slack: tokens and response addresses. Discord: bot tokens and the addresses of webhooks and interactions.
    (re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+"), "***"),
    (re.compile(r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), "***"),
    (re.compile(r"(/(?:webhooks|interactions|commands|services|workflows)/)[\w/-]+"), r"\1***"),
    (re.compile(r"(?i)((?:password|passwd|secret|token|authorization)[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&]+"), r"\1***"),
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def set_up(level: str) -> None:
    """Write what is logged from this level on to standard error. ``level`` is a word: ``warning``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def redacted(text: str) -> str:
    """The text with everything that looks like a secret as ``***``."""
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text


class Formatter(logging.Formatter):
    """``time level logger: message key=value``, on one line whatever is in it; a traceback follows in lines below."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        facts = "".join(f" {key}={value}" for key, value in vars(record).items() if key not in _OWN)
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        line = f"{moment} {record.levelname.lower()} {record.name}: {record.getMessage()}{facts}"
        trace = self.formatException(record.exc_info).split("\n") if record.exc_info else []
        lines = [_CONTROLS.sub(" ", redacted(one)) for one in (line, *trace)]
        return "\n  ".join(lines)[:LINE_CHARACTERS]
