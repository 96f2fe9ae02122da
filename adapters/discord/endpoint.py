"""Which Discord all of this process speaks to: the real one, a proxy before it, or a stand-in in a test.

discord.py keeps both addresses in class attributes and has no setting for them, so they belong to the process, not to
one client. A second client that wants another address is refused instead of turning the first one away.
"""

from __future__ import annotations

import re

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.settings import CannotStart

_REAL = Route.BASE
_VERSION = "v10"


def rest_address(given: str) -> str:
    """The address with the version of the interface at its end, which people leave out."""
    base = given.rstrip("/")
    if re.search(r"/v\d+$", base):
        return base
    return f"{base}/{_VERSION}" if base.endswith("/api") else f"{base}/api/{_VERSION}"


def speak_to(api_base: str | None) -> None:
    """Let REST requests go to this address from now on. Raises CannotStart if another one is in use already."""
    wanted = rest_address(api_base) if api_base else _REAL
    if Route.BASE not in {_REAL, wanted}:
        raise CannotStart(f"One process speaks to one Discord: {Route.BASE} is in use, so {wanted} cannot be.")
    Route.BASE = wanted


def connect_through(gateway: str) -> None:
    """Let new sessions begin at this gateway: what ``GET /gateway/bot`` says, also after a session was lost."""
    if Route.BASE != _REAL:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
