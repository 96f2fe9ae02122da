"""Both platforms as the doctor asks them: answers that a test can change one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.wiring.needs import SLACK_SCOPES, permissions_number

BOT, GUILD = "900000000000000001", "900000000000000002"
#: All that is needed, and nothing else.
PERMISSIONS = permissions_number()
SCOPES = ",".join(need.name for need in SLACK_SCOPES)


def channel(name: str, **more: object) -> dict[str, Any]:
    return {"id": f"9{len(name)}", "name": name, "type": 0, "permission_overwrites": [], **more}


class Patient:
    """What the platforms answer, by path; every number is a status without content."""

    def __init__(self) -> None:
        self.base = ""
        self.date = timedelta()
        self.asked: list[str] = []
        self.answers: dict[str, Any] = {
            "/users/@me": {"id": BOT, "username": "commonplace"},
            "/applications/@me": {"flags": 1 << 15, "interactions_endpoint_url": None},
            "/gateway/bot": {"session_start_limit": {"total": 1000, "remaining": 990}},
            "/users/@me/guilds": [{"id": GUILD, "name": "Guild"}],
            f"/guilds/{GUILD}": {
                "id": GUILD,
                "owner_id": "1",
                "roles": [{"id": GUILD, "permissions": str(PERMISSIONS)}],
            },
            f"/guilds/{GUILD}/members/{BOT}": {"user": {"id": BOT}, "roles": []},
            f"/guilds/{GUILD}/channels": [channel("general"), channel("news", type=5), channel("voice", type=2)],
            "auth.test": {"ok": True, "team": "Guild", "bot_id": "B1"},
            "apps.connections.open": {"ok": True, "url": "wss://canary"},
        }
        self.scopes = SCOPES

    @property
    def config(self) -> str:
        """A configuration of both."""
        return f"""
[discord]
token = "MTIz.canary.discord"
api_base = "{self.base}"
members_intent = true
[slack]
bot_token = "xoxb-canary-1"
app_token = "xapp-canary-1"
api_base = "{self.base}slack/"
"""

    async def answer(self, request: web.Request) -> web.Response:
        """The answer of either platform."""
        path = request.path.removeprefix("/api/v10").removeprefix("/slack/")
        self.asked.append(path)
        headers = {"Date": format_datetime(datetime.now(UTC) + self.date, usegmt=True)}
        if "/" not in path:
            headers["X-OAuth-Scopes"] = self.scopes
        content = self.answers.get(path, 404)
        if isinstance(content, int):
            return web.Response(status=content, headers=headers)
        return web.json_response(content, headers=headers)


@asynccontextmanager
async def patient() -> AsyncIterator[Patient]:
    """Both platforms, in good health."""
    both = Patient()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", both.answer)
    async with TestServer(app) as server:
        both.base = str(server.make_url("/"))
        yield both
