"""Reading a configuration: the file, what was given outside it, and secrets from where they are kept."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.config.mistakes import missing, sentences
from bot.config.sections import Config, is_secret
from bot.typed import quoted

#: Read when it is there and no other file is named.
DEFAULT_FILE = Path("config.toml")
#: Overrides the address in the file; ``--database`` overrides both.
DATABASE_VARIABLE = "COMMONPLACE_DATABASE"
#: Largest file that is read as a configuration or a secret.
FILE_BYTES = 1_000_000


class ConfigError(Exception):
    """The configuration cannot be used; ``problems`` has one line for each mistake."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What was said on the command line and in the environment."""

    #: None: the default file, if it is there.
    file: Path | None = None
    database: str | None = None
    environment: Mapping[str, str]
    #: Whether secrets may be left out: what is asked for before there are any needs none.
    is_draft: bool = False


def load(given: Given) -> Config:
    """The configuration of the file, with what was given outside it. Raises ConfigError with every mistake."""
    file = given.file or DEFAULT_FILE
    content = _content(file, is_required=given.file is not None)
    problems = [f"{file}: {problem}" for problem in missing(content)]
    content = _with_secrets(content, file, given.environment, problems)
    problems = [] if given.is_draft else problems
    content, sources = _overridden(content, given)
    try:
        config = Config.model_validate(content)
    except ValidationError as error:
        problems.extend(sentences(error, sources, str(file)))
        raise ConfigError(tuple(problems)) from error
    if problems:
        raise ConfigError(tuple(problems))
    return config


def _content(file: Path, *, is_required: bool) -> dict[str, Any]:
    try:
        if not file.exists() and not is_required:
            return {}
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f'{file}: not valid TOML: {error}; expected lines like key = "value"',)) from error
    except UnicodeDecodeError as error:
        raise ConfigError((f"{file}: not a text in UTF-8; expected a TOML file",)) from error
    except (OSError, ValueError) as error:
        raise ConfigError((f"{file}: {_reason(error)}; expected a TOML file that can be read",)) from error


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        content = opened.read(FILE_BYTES + 1)
    if len(content) > FILE_BYTES:
        raise ValueError(f"larger than {FILE_BYTES:,} bytes")
    return content.decode("utf-8-sig")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error)


def _with_secrets(
    content: dict[str, Any], file: Path, environment: Mapping[str, str], problems: list[str]
) -> dict[str, Any]:
    """The content with each ``x_env`` and ``x_file`` of a secret replaced by ``x``; what cannot be is a problem."""
    result = dict(content)
    for section, field in Config.model_fields.items():
        table = content.get(section)
        if not isinstance(table, dict) or not isinstance(field.annotation, type):
            continue
        result[section] = dict(table)
        for name, secret in field.annotation.model_fields.items():
            if is_secret(secret):
                _resolve(result[section], name, f"{file}: {section}.", environment, problems)
    return result


def _resolve(table: dict[str, Any], name: str, where: str, environment: Mapping[str, str], problems: list[str]) -> None:
    ways = [way for way in (name, f"{name}_env", f"{name}_file") if way in table]
    if len(ways) > 1:
        problems.append(f"{where}{name}: given {len(ways)} times, as {' and '.join(ways)}; expected one of them")
    for way in ways:
        if way == name:
            continue
        value = table.pop(way)
        try:
            table[name] = _from_environment(value, environment) if way.endswith("_env") else _from_file(value)
        except (OSError, ValueError, TypeError) as error:
            expected = "the name of an environment variable" if way.endswith("_env") else "the path of a file"
            problems.append(f"{where}{way}: {_reason(error)}; expected {expected} with the secret in it")


def _from_environment(name: object, environment: Mapping[str, str]) -> str:
    if not isinstance(name, str):
        raise TypeError("not a text in quotation marks")
    if not environment.get(name):
        raise ValueError(f"there is no environment variable {quoted(name)}, or it is empty")
    return environment[name]


def _from_file(path: object) -> str:
    if not isinstance(path, str):
        raise TypeError("not a text in quotation marks")
    try:
        return _text(Path(path)).strip()
    except UnicodeDecodeError as error:
        raise ValueError(f"{quoted(path)} is not a text in UTF-8") from error


def _overridden(content: dict[str, Any], given: Given) -> tuple[dict[str, Any], dict[str, str]]:
    """The content with the database that was given outside the file, and where each such key comes from."""
    ways = {"--database": given.database, DATABASE_VARIABLE: given.environment.get(DATABASE_VARIABLE)}
    for source, url in ways.items():
        table = content.get("database", {})
        if url and isinstance(table, dict):
            return {**content, "database": {**table, "url": url}}, {"database.url": source}
    return content, {}
