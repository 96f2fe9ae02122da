"""Puts the routes together: records, bad weather, token, limits, then the handler; and a 404 that is remembered."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from tests.discord.fake.errors import NO_SUCH_ROUTE, UNAUTHORIZED, ApiError, json_answer
from tests.discord.fake.gateway import Gateway
from tests.discord.fake.interactions import Interactions
from tests.discord.fake.limits import Limits, too_many
from tests.discord.fake.rest import channels, commands, events, guilds, interactions, login, threads
from tests.discord.fake.rest.call import Call, Route, read_body
from tests.discord.fake.world import World
from tests.fakes.faults import FAULT, Handler, Weather

PREFIX = "/api/v10"
MAJORS = ("channel_id", "guild_id", "application_id", "token")
BODY_BYTES = 25 * 2**20


class Rest:
    """The REST API as an application of its own."""

    def __init__(self, world: World, gateway: Gateway, all_interactions: Interactions) -> None:
        self.world = world
        self.gateway = gateway
        self.interactions = all_interactions
        self.limits = Limits(world.clock)
        self.weather = Weather(lambda _request, seconds: too_many(seconds, scope="user"))

    def app(self) -> web.Application:
        app = web.Application(client_max_size=BODY_BYTES)
        app.on_response_prepare.append(self.world.clock.stamp)
        for module in (login, commands, interactions, channels, threads, guilds, events):
            self._add(app, module.ROUTES)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        return app

    def _add(self, app: web.Application, routes: Iterable[Route]) -> None:
        for route in routes:
            app.router.add_route(route.method, PREFIX + route.path, self._served(route))

    def _served(self, route: Route) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self.weather.around(request, answer)

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                response = await self._answer(route, request)
            except ApiError as refusal:
                response = refusal.response()
            self.limits.note(response.status, response.headers.get("X-RateLimit-Scope", ""))
            return response

        return serve

    async def _answer(self, route: Route, request: web.Request) -> web.Response:
        call = Call(self.world, self.gateway, self.interactions, request)
        headers: dict[str, str] = {}
        if not route.is_open:
            if request.headers.get("Authorization") != f"Bot {self.world.token}":
                raise ApiError(UNAUTHORIZED)
            if (refused := self.limits.refusal()) is not None:
                return refused
            majors = {name: request.match_info[name] for name in MAJORS if name in request.match_info}
            bucket, name, has_room = self.limits.take(f"{route.method} {route.path}", majors)
            headers = self.limits.headers(bucket, name)
            if not has_room:
                return too_many(bucket.resets_at - self.world.clock.now(), scope="user", headers=headers)
        response = await self._handled(route, call)
        response.headers.update(headers)
        return response

    async def _handled(self, route: Route, call: Call) -> web.Response:
        call.body, call.files = await read_body(call.request)
        entry = self.world.records.request(
            method=route.method, path=call.request.path, route=route.path, query=dict(call.request.query),
            body=call.body, reason=call.reason(), fault=call.request.get(FAULT), files=sorted(call.files),
            at=self.world.clock.now(),
        )  # fmt: skip
        for name in call.request.query.keys() - route.query:
            self.world.records.violation("unknown_field", call.where, f"no query is called {name!r} here")
        try:
            answer = await route.handler(call)
        except ApiError as refusal:
            entry["status"], entry["code"] = refusal.status, refusal.code
            await self.world.clock.tell()
            return refusal.response()
        entry["status"] = 204 if answer is None else 200
        await self.world.clock.tell()
        return web.Response(status=204) if answer is None else json_answer(answer)

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        self.world.records.violation("unknown_route", f"{request.method} {request.path}", "Discord has no such route")
        return ApiError(NO_SUCH_ROUTE).response()
