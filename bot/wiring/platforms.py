"""The platforms as the composition root sees them: each starts, says how it is, and leaves.

Their libraries are imported only where they are configured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from bot.config import Config
from bot.errors import Unavailable
from bot.hearing import Ears
from bot.messenger import Messenger
from bot.vitals import Vital
from bot.wiring.application import Application

if TYPE_CHECKING:
    from adapters.web.app import Handler

#: How long a platform may be silent. Discord answers a heartbeat every 41 seconds, Slack a ping every 5.
SILENT_SECONDS = 120.0


class OutOfReach(Exception):
    """The platform does not answer just now; trying again may help."""


class Platform(Protocol):
    """One platform that the bot is on."""

    name: str

    async def run(self) -> None:
        """Be there until closed. Raises Unavailable with a sentence where trying again is of no use, or OutOfReach."""
        ...

    async def close(self) -> None:
        """Finish what is under way, and leave."""
        ...

    async def vital(self) -> Vital:
        """How long ago the platform was last heard of."""
        ...

    @property
    def is_ready(self) -> bool:
        """Whether what is said there would be heard."""
        ...

    def handlers(self) -> Mapping[str, Handler]:
        """Who answers at each address of the web server that the platform calls."""
        ...

    def messenger(self) -> Messenger | None:
        """Who posts there without having been asked, also while nothing is heard; None where nobody can."""
        ...


#: Makes a platform anew: for the first try, and for each try after a failure.
Make = Callable[[], Platform]


def platforms_of(config: Config, application: Application, ears: Ears) -> Iterator[tuple[str, Make]]:
    """Every configured platform by its name. Making one raises Unavailable if its library is not installed."""
    if config.discord.is_configured:
        yield "Discord", lambda: _discord(config, application, ears)
    if config.slack.is_configured:
        yield "Slack", lambda: _slack(config, application, ears)


def _discord(config: Config, application: Application, ears: Ears) -> Platform:
    try:
        from bot.wiring.ondiscord import OnDiscord
    except ModuleNotFoundError as error:
        raise not_installed("Discord", "discord.py") from error
    return OnDiscord(config, application, ears)


def _slack(config: Config, application: Application, ears: Ears) -> Platform:
    try:
        from bot.wiring.onslack import OnSlack
    except ModuleNotFoundError as error:
        raise not_installed("Slack", "slack-bolt") from error
    return OnSlack(config, application, ears)


def not_installed(name: str, package: str) -> Unavailable:
    """The sentence for a library that is not there."""
    return Unavailable(
        f"{name} needs the package {package}, which is not installed.",
        "`make setup` installs it, or: pip install --require-hashes -r requirements.lock",
    )
