"""The configuration: a TOML file as frozen values, with every mistake in it named at once.

Secrets may stand in the environment or in a file of their own: ``url_env`` and ``url_file`` instead of ``url``. What is
wrong is said in one line each: where, which key, what is wrong, and what is expected.
"""

from __future__ import annotations

from bot.config.reading import DATABASE_VARIABLE, DEFAULT_FILE, FILE_BYTES, ConfigError, Given, load
from bot.config.sections import (
    NAME_CHARACTERS,
    Config,
    ConsoleConfig,
    DatabaseConfig,
    DiscordConfig,
    LogConfig,
    SlackConfig,
    WebConfig,
    keys,
)
from bot.config.showing import doubts, masked, secret_of, secrets_of

__all__ = [
    "DATABASE_VARIABLE",
    "DEFAULT_FILE",
    "FILE_BYTES",
    "NAME_CHARACTERS",
    "Config",
    "ConfigError",
    "ConsoleConfig",
    "DatabaseConfig",
    "DiscordConfig",
    "Given",
    "LogConfig",
    "SlackConfig",
    "WebConfig",
    "doubts",
    "keys",
    "load",
    "masked",
    "secret_of",
    "secrets_of",
]
