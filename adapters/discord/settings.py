"""What wiring gives the adapter: its settings, and a place to remember a few words across restarts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class DiscordSettings:
    """How the bot appears on Discord."""

    #: Never in a log: this class does not show it.
    token: str = field(repr=False)
    #: Where the REST interface is, for proxies and tests; the address of the gateway follows from what it says.
    api_base: str | None = None
    #: Servers in which the commands are made known at once; none: everywhere, which Discord spreads by itself.
    guilds: tuple[int, ...] = ()
    #: Whether the application may hear who joins and leaves (the privileged intent "Server Members").
    has_members: bool = True
    #: How many connections share the servers; None: what Discord advises.
    shard_count: int | None = None
    #: A bot that has heard nothing at all for so long is connected anew from the beginning.
    deaf_after_seconds: float = 120.0


class Remembered(Protocol):
    """A few short texts that outlive the process."""

    async def get(self, key: str) -> str | None:
        """What was last set under this key."""
        ...

    async def set(self, key: str, value: str) -> None:
        """Keep this under the key, instead of what was there."""
        ...


class Deaf(TimeoutError):
    """Nothing is heard of Discord, whatever the library takes itself to be; connecting anew may help."""


class CannotStart(Exception):
    """Discord will not be reached like this, and trying again will not help; the message says what to do."""
