"""The configuration: a TOML file as frozen values, with every mistake in it named at once.

Secrets may stand in the environment or in a file of their own: ``url_env`` and ``url_file`` instead of ``url``. What is
wrong is said in one line each: where, which key, what is wrong, and what is expected.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from rapidfuzz import fuzz, process

from bot.typed import clean_line, quoted

#: Read when it is there and no other file is named.
DEFAULT_FILE = Path("config.toml")
#: Overrides the address in the file; ``--database`` overrides both.
DATABASE_VARIABLE = "COMMONPLACE_DATABASE"
DATABASE_SCHEMES = ("sqlite", "postgresql", "postgres")
#: Longest name of a person or a community.
NAME_CHARACTERS = 80
#: Largest file that is read as a configuration or a secret.
FILE_BYTES = 1_000_000

#: rapidfuzz ratio (0-100) from which an unknown key is taken for a known one.
_CLOSE = 60
#: Sections that the documentation of a later version describes.
_LATER = {("discord",), ("slack",)}


class ConfigError(Exception):
    """The configuration cannot be used; ``problems`` has one line for each mistake."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _known_scheme(url: SecretStr) -> SecretStr:
    scheme, colon, _ = url.get_secret_value().partition("://")
    if not colon or scheme.split("+")[0] not in DATABASE_SCHEMES:
        raise ValueError("not the address of a SQLite or PostgreSQL database")
    if scheme.startswith("sqlite") and url.get_secret_value().split("://")[1] in {"", "/", "/:memory:"}:
        raise ValueError("an address without a file, and a database in memory would be gone at once")
    return url


def _a_name(name: str) -> str:
    if not 1 <= len(clean_line(name)) <= NAME_CHARACTERS:
        raise ValueError(f"not 1 to {NAME_CHARACTERS} characters long")
    return clean_line(name)


Name = Annotated[str, AfterValidator(_a_name)]


class _Section(BaseModel):
    # hide_input: a message of pydantic's own would quote the value, which may be a secret.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class DatabaseConfig(_Section):
    """``[database]``: where everything is kept."""

    url: Annotated[SecretStr, AfterValidator(_known_scheme)] = Field(
        default=SecretStr("sqlite:///commonplace.db"),
        description="an address like sqlite:///commonplace.db or postgresql://user:password@host/name",
    )


class ConsoleConfig(_Section):
    """``[console]``: who you are at your own terminal, and in which community."""

    community: Name = Field(default="Home", description=f"a name of 1 to {NAME_CHARACTERS} characters")
    name: Name = Field(default="Owner", description=f"a name of 1 to {NAME_CHARACTERS} characters")


class LogConfig(_Section):
    """``[log]``: what is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description='"debug", "info", "warning" or "error"'
    )


class Config(_Section):
    """Everything that can be configured."""

    database: DatabaseConfig = Field(default=DatabaseConfig(), description="a section [database]")
    console: ConsoleConfig = Field(default=ConsoleConfig(), description="a section [console]")
    log: LogConfig = Field(default=LogConfig(), description="a section [log]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What was said on the command line and in the environment."""

    #: None: the default file, if it is there.
    file: Path | None = None
    database: str | None = None
    environment: Mapping[str, str]


def load(given: Given) -> Config:
    """The configuration of the file, with what was given outside it. Raises ConfigError with every mistake."""
    file = given.file or DEFAULT_FILE
    content = _content(file, is_required=given.file is not None)
    problems: list[str] = []
    content = _with_secrets(content, file, given.environment, problems)
    content, sources = _overridden(content, given)
    try:
        config = Config.model_validate(content)
    except ValidationError as error:
        problems.extend(_sentences(error, sources, str(file)))
        raise ConfigError(tuple(problems)) from error
    if problems:
        raise ConfigError(tuple(problems))
    return config


def masked(url: str) -> str:
    """The address of a database with its password, if it has one, as ``***``."""
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return "***"
    query = f"?{parts.query}" if parts.query and "password" not in parts.query.lower() else ""
    user, at, host = parts.netloc.rpartition("@")
    shown = f"{user.split(':')[0]}:***" if password is not None else user
    return f"{parts.scheme}://{shown}{at}{host}{parts.path}{query}"


def keys(model: type[BaseModel] = Config, prefix: str = "") -> Iterator[str]:
    """Every key there is, as ``section.key``; secrets with their ``_env`` and ``_file`` as well."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys(inner, f"{prefix}{name}.")
        else:
            yield prefix + name
            if _is_secret(field):
                yield from (f"{prefix}{name}_env", f"{prefix}{name}_file")


def _is_secret(field: FieldInfo) -> bool:
    return field.annotation is SecretStr


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
            if _is_secret(secret):
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


def _sentences(error: ValidationError, sources: Mapping[str, str], file: str) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        path = tuple(str(part) for part in problem["loc"])
        key = ".".join(quoted(part) for part in path)
        if problem["type"] == "extra_forbidden":
            yield f"{file}: {key}: {_unknown(path)}"
        else:
            wrong = _wrong(problem["type"], problem["msg"])
            yield f"{sources.get(key, file)}: {key}: {wrong}; expected {_expected(path)}"


def _wrong(kind: str, message: str) -> str:
    """What is wrong with a value, in few words; never the value, because it may be a secret."""
    if kind in {"string_type", "model_type", "secret_type"}:
        return "not a section" if kind == "model_type" else "not a text in quotation marks"
    if kind == "literal_error":
        return "not one of the words it can be"
    return message.removeprefix("Value error, ")


def _expected(path: tuple[str, ...]) -> str:
    field = _fields_at(path[:-1])[path[-1]]
    return field.description or "another value"


def _unknown(path: tuple[str, ...]) -> str:
    if path in _LATER:
        return "this version has no adapter for it yet; expected no such section"
    names = _known_at(path[:-1])
    noun = "section" if len(path) == 1 else "key"
    close = process.extractOne(path[-1], names, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    meant = f"did you mean {close[0]}? " if close else ""
    return f"unknown {noun}; {meant}expected one of {', '.join(names)}"


def _known_at(path: tuple[str, ...]) -> list[str]:
    prefix = "".join(f"{part}." for part in path)
    return list(dict.fromkeys(key.removeprefix(prefix).split(".")[0] for key in keys() if key.startswith(prefix)))


def _fields_at(path: tuple[str, ...]) -> dict[str, FieldInfo]:
    model: Any = Config
    for part in path:
        model = model.model_fields[part].annotation
    fields: dict[str, FieldInfo] = model.model_fields
    return fields
