"""The Web API over HTTP: tokens, scopes, limits and arguments first, then the method; response_urls beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web
from yarl import URL

from tests.fakes.faults import FAULT, Weather
from tests.fakes.records import Records
from tests.fakes.shapes import Json
from tests.slack.fake import arguments
from tests.slack.fake.acts import Acts
from tests.slack.fake.errors import SlackError, too_many
from tests.slack.fake.limits import Limits
from tests.slack.fake.methods import access, chat, conversations, files, people, views
from tests.slack.fake.methods.call import Call, Method
from tests.slack.fake.responses import respond
from tests.slack.fake.world import Token, World

METHODS: dict[str, Method] = {
    **chat.METHODS, **conversations.METHODS, **files.METHODS, **people.METHODS, **views.METHODS,
}  # fmt: skip
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class WebApi:
    """The Web API as an application of its own."""

    def __init__(self, world: World, acts: Acts, open_socket: Callable[[], str]) -> None:
        self.world = world
        self.acts = acts
        self.limits = Limits(world.clock)
        self.weather = Weather(lambda _request, seconds: too_many(seconds))
        #: The workspace that the next person to see the consent page belongs to.
        self.consenting_team = ""
        #: What the next calls of a method come to: a word of Slack's, and whether it comes after the call was done.
        self.words: dict[str, list[tuple[str, bool]]] = {}
        self._open_socket = open_socket

    def app(self) -> web.Application:
        app = web.Application(client_max_size=2**22)
        app.on_response_prepare.append(self.world.clock.stamp)
        app.router.add_route("*", "/api/{method}", self._around(self._method))
        app.router.add_post("/response/{act}", self._around(self._response))
        app.router.add_post("/upload/v1/{file}", self._around(self._upload))
        app.router.add_get("/oauth/v2/authorize", self._consent)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        return app

    def _around(
        self, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self.weather.around(request, handler)

        return serve

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = await _given(request)
        authorization = request.headers.get("Authorization", "")
        token = str(given.pop("token", "") or authorization.removeprefix("Bearer "))
        entry = self.world.records.request(
            kind="method", method=method, arguments=given, at=self.world.clock.now(), fault=request.get(FAULT)
        )
        try:
            answer = await self._answer(method, given, token, authorization)
        except SlackError as refusal:
            entry["error"] = refusal.error
            answer = refusal.body()
        if isinstance(answer, web.Response):
            entry["error"] = "ratelimited"
            return answer
        await self.world.clock.tell()
        return web.json_response(answer, headers=self._granted(token))

    def _granted(self, token: str) -> dict[str, str]:
        """What Slack adds to each answer to a bot's token: its scopes (docs.slack.dev, "Installing with OAuth")."""
        found = self.world.tokens.get(token)
        if found is None or found.refusal is not None:
            return {}
        return {"X-OAuth-Scopes": ",".join(sorted(self.world.teams[found.team_id].scopes))}

    async def _answer(self, method: str, given: Json, token: str, authorization: str) -> Json | web.Response:
        if method not in arguments.TABLE:
            self.world.records.violation("unknown_method", method, "this fake (and perhaps Slack) has no such method")
            raise SlackError("unknown_method", req_method=method)
        if method == "oauth.v2.access":
            return {"ok": True, **access.exchange(self.world, {**_basic(authorization), **given})}
        values = self._read(method, given)
        if method == "apps.connections.open":
            return self._connection(token)
        if method == "api.test":
            return {"ok": True, "args": values}
        found = self._token(token)
        wait = self.limits.wait_seconds(method, found.team_id, str(values.get("channel", "")))
        if wait:
            return too_many(wait)
        call = Call(self.world, self.acts, method, self.world.teams[found.team_id], found, values)
        word, is_done = self.words[method].pop(0) if self.words.get(method) else ("", True)
        answer = {"ok": True, **(await METHODS[method](call) if is_done else {})}
        if word:
            raise SlackError(word)
        if call.warnings:
            answer["warning"] = ",".join(call.warnings)
            answer.setdefault("response_metadata", {})["warnings"] = call.warnings
        return answer

    def _read(self, method: str, given: Json) -> Json:
        values, problems = arguments.read(method, given)
        if problems:
            self.world.records.problems(method, problems)
            raise SlackError("invalid_arguments", problems)
        return values

    def _connection(self, token: str) -> Json | web.Response:
        if token != self.world.app.app_token:
            raise SlackError("not_allowed_token_type" if token in self.world.tokens else "invalid_auth")
        wait = self.limits.wait_seconds("apps.connections.open", "", "")
        return too_many(wait) if wait else {"ok": True, "url": self._open_socket()}

    def _token(self, token: str) -> Token:
        if not token:
            raise SlackError("not_authed")
        found = self.world.tokens.get(token)
        if found is None:
            raise SlackError("not_allowed_token_type" if token == self.world.app.app_token else "invalid_auth")
        if found.refusal is not None:
            raise SlackError(found.refusal)
        if found.expires_at is not None and self.world.clock.now() > found.expires_at:
            raise SlackError("token_expired")
        return found

    async def _response(self, request: web.Request) -> web.Response:
        body = await _given(request)
        where = "response_url"
        entry = self.world.records.request(kind=where, act=request.match_info["act"], arguments=body)
        try:
            respond(self.world, self.acts, request.match_info["act"], body)
        except SlackError as refusal:
            entry["error"] = refusal.error
            return web.json_response(refusal.body(), status=404)
        await self.world.clock.tell()
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        """The content of a file, as raw bytes, to the address that was given for it."""
        content = await request.read()
        file_id = request.match_info["file"]
        digest = hashlib.sha256(content).hexdigest()
        self.world.records.request(kind="upload", file=file_id, text=content.decode(errors="replace"), sha256=digest)
        if not files.take(self.world, file_id, content):
            self.world.records.violation("invalid", "upload", f"{file_id} is not expected, or not so long")
            return web.Response(status=400, text="bad_request")
        return web.Response(text=f"OK - {len(content)}")

    async def _consent(self, request: web.Request) -> web.Response:
        """The page on which a person lets the app in, agreed to at once."""
        query = request.query
        _only(self.world.records, "authorize", query.keys(), "client_id scope user_scope state redirect_uri team")
        code = secrets.token_hex(8)
        self.world.codes[code] = self.consenting_team
        target = URL(query["redirect_uri"]).update_query(code=code, state=query.get("state", ""))
        raise web.HTTPFound(str(target))

    async def _unknown(self, request: web.Request) -> web.Response:
        self.world.records.violation("unknown_method", f"{request.method} {request.path}", "Slack has no such page")
        return web.Response(status=404)


def _only(records: Records, where: str, given: object, known: str) -> None:
    assert hasattr(given, "__iter__")
    for name in set(given) - set(known.split()):
        records.violation("unknown_field", where, f"{name} is not known here")


def _basic(authorization: str) -> Json:
    if not authorization.startswith("Basic "):
        return {}
    login, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
    return {"client_id": login, "client_secret": password}


async def _given(request: web.Request) -> Json:
    """Arguments from the address, a form or a JSON body."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text())
        return given | (body if isinstance(body, dict) else {})
    if request.content_type in FORMS:
        form = await request.post()
        return given | {key: value for key, value in form.items() if isinstance(value, str)}
    return given
