"""Which Discord all of this process speaks to: the real one, a proxy before it, or a stand-in in a test.

discord.py keeps both addresses in class attributes and has no setting for them, so they belong to the process, not to
one client. While one client is connected, another that wants a different address is refused instead of turning the
first one away.
"""

from __future__ import annotations

import re

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.settings import CannotStart

#: Where Discord is.
REAL = Route.BASE
_VERSION = "v10"


def rest_address(given: str) -> str:
    """The address with the version of the interface at its end, which people leave out."""
    base = given.rstrip("/")
    if re.search(r"/v\d+$", base):
        return base
    return f"{base}/{_VERSION}" if base.endswith("/api") else f"{base}/api/{_VERSION}"


class _Process:
    """How many clients of this process are speaking to Discord."""

    speaking = 0


def speak_to(api_base: str | None) -> None:
    """Let REST requests go to this address until :func:`fall_silent`. Raises CannotStart if another one is in use."""
    wanted = rest_address(api_base) if api_base else REAL
    if _Process.speaking and wanted != Route.BASE:
        raise CannotStart(f"One process speaks to one Discord: {Route.BASE} is in use, so {wanted} cannot be.")
    _Process.speaking += 1
    Route.BASE = wanted


def connect_through(gateway: str) -> None:
    """Let new sessions begin at this gateway: what ``GET /gateway/bot`` says, also after a session was lost."""
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


def fall_silent() -> None:
    """Say that one client speaks no more."""
    _Process.speaking -= 1
