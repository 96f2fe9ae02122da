"""What may be shown of a configuration: addresses without passwords, and doubts about tokens that name none."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from bot.config.sections import Config

#: How tokens of Slack begin. A token that is renewed by itself has xoxe. before it.
_BEGINNINGS = {"bot_token": ("xoxb-", "xoxe.xoxb-"), "app_token": ("xapp-",)}


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


def secret_of(secret: SecretStr | None) -> str:
    """The secret itself, empty if there is none; for whoever has to send it."""
    return secret.get_secret_value() if secret else ""


def secrets_of(config: Config) -> tuple[str, ...]:
    """Every secret in the configuration, and of the address of the database its password."""
    url = config.database.url.get_secret_value()
    try:
        password = urlsplit(url).password or ""
    except ValueError:
        password = url
    values = (getattr(section, key) for _, section in config for key in type(section).model_fields)
    found = [
        value.get_secret_value()
        for value in values
        if isinstance(value, SecretStr) and value is not config.database.url
    ]
    return tuple(secret for secret in (password, unquote(password), *found) if secret)


def doubts(config: Config) -> tuple[str, ...]:
    """What looks wrong but may be right, a sentence each: other servers may have tokens of another form."""
    return tuple(_doubts(config))


def _doubts(config: Config) -> Iterator[str]:
    for key, beginnings in _BEGINNINGS.items():
        token = secret_of(getattr(config.slack, key))
        if token and not token.startswith(beginnings):
            yield f"slack.{key} does not begin with {beginnings[0]}, as such tokens of Slack do."
    token = secret_of(config.discord.token)
    if token.lower().startswith("bot ") or (token and token.count(".") != 2):
        yield "discord.token does not have the three parts with dots between that tokens of Discord bots have."
