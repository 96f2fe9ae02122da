"""All that the doctor looks at, one beside the other: what is broken in one place hides nothing in another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.config import Config, ConfigError
from bot.wiring.doctor import home
from bot.wiring.doctor.findings import Finding, essential, missing

#: How long the database may take.
DATABASE_SECONDS = 12.0


async def examined(config: Config) -> list[Finding]:
    """Everything that was found out."""
    at_home = asyncio.create_task(_database(config))
    platforms = await _platforms(config) if config.has_platform else []
    return [*home.configuration(config), *await at_home, *platforms]


def mistaken(error: ConfigError) -> list[Finding]:
    """What is found where the configuration cannot even be read."""
    return home.mistakes(error)


async def _database(config: Config) -> list[Finding]:
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            return await asyncio.to_thread(lambda: list(home.database(config)))
    except TimeoutError:
        remedy = "Look whether its server runs, and what holds it up."
        return [essential("database", "it does not answer", breaks="the bot does not start", remedy=remedy)]


async def _platforms(config: Config) -> list[Finding]:
    try:
        import aiohttp

        from bot.wiring.doctor import discord, slack
    except ModuleNotFoundError as error:
        remedy = "`make setup` installs what is needed."
        return [essential("libraries", f"{error.name} is not installed", breaks="the platforms", remedy=remedy)]
    async with aiohttp.ClientSession() as session:
        found = await asyncio.gather(
            _safe("Discord", lambda: discord.findings(config, session)),
            _safe("Slack", lambda: slack.findings(config, session)),
        )
    return [finding for one in found for finding in one]


async def _safe(name: str, look: Callable[[], Coroutine[Any, Any, list[Finding]]]) -> list[Finding]:
    """What is found; an answer of a form that nobody foresaw is a finding, too."""
    try:
        return await look()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [
            missing(
                f"{name} answers",
                f"they have a form that is not understood ({type(error).__name__})",
                breaks="perhaps nothing",
                remedy="Check api_base; if it is right, please report this.",
            )
        ]
