"""What can be configured, section by section, each key with the form that is expected of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic.fields import FieldInfo

from bot.typed import clean_line

DATABASE_SCHEMES = ("sqlite", "postgresql", "postgres")
#: Longest name of a person or a community.
NAME_CHARACTERS = 80
DISCORD_API = "https://discord.com/api/v10"
SLACK_API = "https://slack.com/api/"
GOVSLACK_API = "https://slack-gov.com/api/"
#: What is before the words of slash commands in Slack, so that ``/cp-resource`` still fits its 32 characters.
PREFIX_CHARACTERS = 12


class _Section(BaseModel):
    # hide_input: a message of pydantic's own would quote the value, which may be a secret.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


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


def _one_word(secret: SecretStr | None) -> SecretStr | None:
    value = secret.get_secret_value() if secret else "x"
    if not value.isascii() or not value.isprintable() or not value or " " in value:
        raise ValueError("empty, or with a space or a line break in it")
    return secret


def _an_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and not parts.fragment
        is_whole = is_whole and parts.username is None and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or re.search(r"\s", address):
        raise ValueError("not an address that begins with https:// or http://")
    return address.rstrip("/")


def _discord_base(address: str) -> str:
    """The same with the version that is spoken, which an address may leave out."""
    whole = _an_address(address)
    if re.search(r"/v\d+$", whole):
        return whole
    return f"{whole}/v10" if whole.endswith("/api") else f"{whole}/api/v10"


def _slack_base(address: str) -> str:
    """The same with ``/api/`` at its end."""
    whole = _an_address(address)
    return f"{whole}/" if urlsplit(whole).path else f"{whole}/api/"


def _ids(value: Any) -> Any:  # whatever stands in the file
    return tuple(str(one) if type(one) is int else one for one in value) if isinstance(value, list) else value


def _all_ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    if not all(re.fullmatch(r"[0-9]{5,20}", one) for one in ids):
        raise ValueError("not all of them are ids of servers")
    return ids


def _a_prefix(prefix: str) -> str:
    if not re.fullmatch(r"[a-z0-9]*(?:-[a-z0-9]+)*", prefix) or len(prefix) > PREFIX_CHARACTERS:
        raise ValueError("not a short word")
    return prefix


def _a_host(host: str) -> str:
    if host != "localhost":
        try:
            ip_address(host)
        except ValueError as error:
            raise ValueError("not an address of this machine") from error
    return host


Name = Annotated[str, AfterValidator(_a_name)]
Secret = Annotated[SecretStr | None, AfterValidator(_one_word)]


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


class DiscordConfig(_Section):
    """``[discord]``: with a token, the bot is on Discord."""

    token: Secret = Field(default=None, description="the token of the bot, or token_env or token_file instead")
    api_base: Annotated[str, AfterValidator(_discord_base)] = Field(
        default=DISCORD_API, description=f"an address like {DISCORD_API}"
    )
    members_intent: bool = Field(default=False, description="true or false")
    guilds: Annotated[tuple[str, ...], BeforeValidator(_ids), AfterValidator(_all_ids)] = Field(
        default=(), description='a list of ids of servers, like ["81384788765712384"]'
    )

    @property
    def is_configured(self) -> bool:
        """Whether the bot shall be on Discord."""
        return self.token is not None


class SlackConfig(_Section):
    """``[slack]``: with a token, or the id of an app that many workspaces install, the bot is on Slack."""

    mode: Literal["socket", "http"] = Field(default="socket", description='"socket" or "http"')
    bot_token: Secret = Field(default=None, description="a token that begins with xoxb-, or bot_token_env or _file")
    app_token: Secret = Field(default=None, description="a token that begins with xapp-, or app_token_env or _file")
    signing_secret: Secret = Field(
        default=None, description="the signing secret of the app, or signing_secret_env or _file"
    )
    client_id: str = Field(default="", description="the client id of the app")
    client_secret: Secret = Field(
        default=None, description="the client secret of the app, or client_secret_env or _file"
    )
    command_prefix: Annotated[str, AfterValidator(_a_prefix)] = Field(
        default="",
        description=f"a word of at most {PREFIX_CHARACTERS} letters a-z, digits and dashes, or nothing",
    )
    api_base: Annotated[str, AfterValidator(_slack_base)] = Field(
        default=SLACK_API, description=f"an address like {SLACK_API}"
    )
    govslack: bool = Field(default=False, description="true or false")

    @property
    def is_configured(self) -> bool:
        """Whether the bot shall be on Slack."""
        return self.bot_token is not None or bool(self.client_id)

    @property
    def address(self) -> str:
        """The Web API that is called: GovSlack's, if that is meant and no other is named."""
        return GOVSLACK_API if self.govslack and self.api_base == SLACK_API else self.api_base


class WebConfig(_Section):
    """``[web]``: the small web server for health, metrics and Slack's HTTP mode."""

    enabled: bool = Field(default=False, description="true or false")
    host: Annotated[str, AfterValidator(_a_host)] = Field(
        default="127.0.0.1", description="an address like 127.0.0.1 or 0.0.0.0"
    )
    port: Annotated[int, Field(ge=1, le=65_535)] = Field(default=8420, description="a number from 1 to 65535")
    public_url: Annotated[str, AfterValidator(lambda url: _an_address(url) if url else "")] = Field(
        default="", description="an address like https://bot.example.org"
    )


class LimitsConfig(_Section):
    """``[limits]``: how much one person may do."""

    commands: Annotated[int, Field(ge=0, le=1_000_000)] = Field(default=300, description="a number from 0 to 1000000")


class LogConfig(_Section):
    """``[log]``: what is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description='"debug", "info", "warning" or "error"'
    )


class Config(_Section):
    """Everything that can be configured."""

    database: DatabaseConfig = Field(default=DatabaseConfig(), description="a section [database]")
    console: ConsoleConfig = Field(default=ConsoleConfig(), description="a section [console]")
    discord: DiscordConfig = Field(default=DiscordConfig(), description="a section [discord]")
    slack: SlackConfig = Field(default=SlackConfig(), description="a section [slack]")
    web: WebConfig = Field(default=WebConfig(), description="a section [web]")
    limits: LimitsConfig = Field(default=LimitsConfig(), description="a section [limits]")
    log: LogConfig = Field(default=LogConfig(), description="a section [log]")

    @property
    def platforms(self) -> tuple[str, ...]:
        """The names of the platforms that the bot shall be on."""
        known = {"Discord": self.discord.is_configured, "Slack": self.slack.is_configured}
        return tuple(name for name, is_configured in known.items() if is_configured)

    @property
    def has_platform(self) -> bool:
        """Whether there is anything but the console to be on."""
        return bool(self.platforms)

    @property
    def needs_web(self) -> bool:
        """Whether the web server has to run: it was asked for, or Slack comes in by it."""
        by_slack = self.slack.mode == "http" or bool(self.slack.client_id)
        return self.web.enabled or (self.slack.is_configured and by_slack)


def keys(model: type[BaseModel] = Config, prefix: str = "") -> Iterator[str]:
    """Every key there is, as ``section.key``; secrets with their ``_env`` and ``_file`` as well."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys(inner, f"{prefix}{name}.")
        else:
            yield prefix + name
            if is_secret(field):
                yield from (f"{prefix}{name}_env", f"{prefix}{name}_file")


def is_secret(field: FieldInfo) -> bool:
    """Whether the key is a secret, which may be named by ``_env`` and ``_file`` instead."""
    return field.annotation in (SecretStr, SecretStr | None)


def fields_at(path: tuple[str, ...]) -> dict[str, FieldInfo]:
    """The keys of the section at this path."""
    model: Any = Config
    for part in path:
        model = model.model_fields[part].annotation
    fields: dict[str, FieldInfo] = model.model_fields
    return fields
