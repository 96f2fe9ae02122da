"""Mistakes in a configuration, a sentence each: which key, what is wrong with it, and what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from bot.config.sections import fields_at, keys
from bot.typed import quoted

#: rapidfuzz ratio (0-100) from which an unknown key is taken for a known one.
_CLOSE = 60

#: pydantic's kinds of errors, as people say them; every other one says itself what is wrong.
_KINDS = {
    "string_type": "not a text in quotation marks",
    "secret_type": "not a text in quotation marks",
    "model_type": "not a section",
    "literal_error": "not one of the words it can be",
    "bool_type": "neither true nor false",
    "int_type": "not a whole number",
    "greater_than_equal": "too small",
    "less_than_equal": "too large",
    "tuple_type": "not a list",
}


def sentences(error: ValidationError, sources: Mapping[str, str], file: str) -> Iterator[str]:
    """The mistakes that were found in the values, each with where it was given."""
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        path = tuple(part for part in problem["loc"] if isinstance(part, str))
        key = ".".join(quoted(part) for part in path)
        if problem["type"] == "extra_forbidden":
            yield f"{file}: {key}: {_unknown(path)}"
        else:
            # Never the value, because it may be a secret.
            wrong = _KINDS.get(problem["type"]) or problem["msg"].removeprefix("Value error, ")
            yield f"{sources.get(key, file)}: {key}: {wrong}; expected {_expected(path)}"


def missing(content: Mapping[str, Any]) -> Iterator[str]:
    """What has to be there as well, once a platform is begun to be set up. Looks only at which keys there are."""
    discord, slack = (content.get(name) for name in ("discord", "slack"))
    if isinstance(discord, dict) and discord and not _has(discord, "token"):
        yield _missing("discord", "token", "the bot cannot log in")
    if isinstance(slack, dict) and slack:
        yield from _missing_of_slack(slack)


def _missing_of_slack(slack: Mapping[str, Any]) -> Iterator[str]:
    if not _has(slack, "bot_token") and not slack.get("client_id"):
        yield _missing("slack", "bot_token", "the bot cannot say anything")
    if slack.get("client_id") and not _has(slack, "client_secret"):
        yield _missing("slack", "client_secret", "no workspace can install the app")
    if slack.get("mode", "socket") == "socket" and not _has(slack, "app_token"):
        yield _missing("slack", "app_token", 'Socket Mode cannot connect (mode = "http" needs none)')
    if slack.get("mode") == "http" and not _has(slack, "signing_secret"):
        yield _missing("slack", "signing_secret", "nothing that comes in can be told from a forgery")


def _has(table: Mapping[str, Any], key: str) -> bool:
    return any(way in table for way in (key, f"{key}_env", f"{key}_file"))


def _missing(section: str, key: str, what_breaks: str) -> str:
    return f"{section}.{key}: not there, so {what_breaks}; expected {_expected((section, key))}"


def _expected(path: tuple[str, ...]) -> str:
    field = fields_at(path[:-1])[path[-1]]
    return field.description or "another value"


def _unknown(path: tuple[str, ...]) -> str:
    names = _known_at(path[:-1])
    noun = "section" if len(path) == 1 else "key"
    close = process.extractOne(path[-1], names, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    meant = f"did you mean {close[0]}? " if close else ""
    return f"unknown {noun}; {meant}expected one of {', '.join(names)}"


def _known_at(path: tuple[str, ...]) -> list[str]:
    prefix = "".join(f"{part}." for part in path)
    return list(dict.fromkeys(key.removeprefix(prefix).split(".")[0] for key in keys() if key.startswith(prefix)))
