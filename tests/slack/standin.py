"""A small Slack for tests in one process: takes calls and answers, keeps them, and fails when it is told to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TEAM, BOT = "T0GUILD", "U0BOT"

#: What people there are besides plain members.
ADMIN = {"is_admin": True}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API, or one answer to an address for answers (``response_url``)."""

    method: str
    args: dict[str, Any]


@dataclass
class Slack:
    """What Slack knows and has been told."""

    calls: list[Call] = field(default_factory=list)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: What the next calls of a method come to, instead of success: an error, or a status and headers.
    failures: dict[str, list[str | tuple[int, dict[str, str]]]] = field(default_factory=dict)
    #: Channels, and people, to which nothing can be posted, and why not.
    closed: dict[str, str] = field(default_factory=dict)
    #: What methods answer beside what they answer by themselves.
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: What was uploaded, by the id of the file.
    files: dict[str, str] = field(default_factory=dict)
    base: str = ""

    def made(self, *methods: str) -> list[Call]:
        """The calls of these methods, in order."""
        return [call for call in self.calls if call.method in methods]

    async def api(self, request: web.Request) -> web.Response:
        """Take a call of the Web API."""
        method = request.match_info["method"]
        args = await _args(request)
        self.calls.append(Call(method, args))
        failure = next(iter(self.failures.get(method, [])), None)
        if failure is not None:
            self.failures[method].pop(0)
            if isinstance(failure, tuple):
                return web.json_response({"ok": False}, status=failure[0], headers=failure[1])
            return web.json_response({"ok": False, "error": failure})
        if method == "chat.postMessage" and args["channel"] in self.closed:
            return web.json_response({"ok": False, "error": self.closed[args["channel"]]})
        return web.json_response({"ok": True, **self._result(method, args)})

    async def answers(self, request: web.Request) -> web.Response:
        """Take an answer to an address."""
        method = f"answer {request.match_info['name']}"
        self.calls.append(Call(method, await request.json()))
        failure = next(iter(self.failures.get("answer", [])), None)
        if failure is not None:
            self.failures["answer"].pop(0)
            return web.Response(status=404, text=json.dumps({"ok": False, "error": failure}))
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        """Take the content of a file."""
        self.files[request.match_info["file"]] = (await request.read()).decode(errors="replace")
        return web.Response(text="OK")

    def _result(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "Guild", "user_id": BOT, "bot_id": "B0BOT"}
            case "users.info":
                user = args["user"]
                about = {"id": user, "team_id": TEAM, "name": user.lower(), "profile": {"display_name": user.title()}}
                return {"user": {**about, **self.users.get(user, {})}}
            case "views.open" | "views.update" | "views.publish":
                return {"view": {"id": f"V{len(self.calls)}", "hash": "1"}}
            case "chat.getPermalink":
                return {"permalink": f"https://guild.slack.com/archives/{args['channel']}/p1"}
            case "files.getUploadURLExternal":
                file = f"F{len(self.calls)}"
                return {"upload_url": f"{self.base}/upload/{file}", "file_id": file}
            case _ if method in self.results:
                return self.results[method]
            case _:
                return self._where(method, args)

    def _where(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        """Where a message stands, and what it is called."""
        match method:
            case "conversations.open":
                return {"channel": {"id": f"D0{args['users'].replace(',', '+')}"}}
            case "chat.postMessage":
                # Posted to a person, a message stands in the conversation with them, which has an id of its own.
                to = args["channel"]
                return {"ts": f"{len(self.calls)}.0", "channel": to if to[:2] in {"C0", "D0"} else f"D0{to}"}
            case _:
                # What is changed keeps its name.
                return {"ts": f"{len(self.calls)}.0"} | {name: args[name] for name in ("ts", "channel") if name in args}


async def _args(request: web.Request) -> dict[str, Any]:
    if request.method == "GET":
        return dict(request.query)
    sent = await request.json() if request.content_type == "application/json" else dict(await request.post())
    return {**request.query, **sent}


def server_of(slack: Slack) -> TestServer:
    """The server that this Slack is reached at."""
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.api)
    app.router.add_post("/answers/{name}", slack.answers)
    app.router.add_post("/upload/{file}", slack.upload)
    return TestServer(app)
