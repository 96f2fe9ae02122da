"""The web server itself: few routes, small bodies, short waits, and nothing said about what it is made of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from adapters.web.health import Health
from adapters.web.metrics import CONTENT_TYPE, Metrics
from bot.errors import Unavailable

log = logging.getLogger(__name__)

#: Largest body of a request, in bytes; Slack's largest view state is well below.
BODY_BYTES = 1_048_576
#: From the first byte of a request to its answer. Platforms have given up long before.
REQUEST_SECONDS = 10.0
#: A connection on which nothing comes is closed.
IDLE_SECONDS = 20.0
#: How long requests under way may take once the server is told to end.
LEAVE_SECONDS = 2.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """A path that a platform calls."""

    method: str
    path: str
    handler: Handler


@asynccontextmanager
async def serving(
    host: str, port: int, *, health: Health, metrics: Metrics, routes: Sequence[Route] = ()
) -> AsyncIterator[None]:
    """The server, as long as the block lasts. Raises Unavailable with a sentence if it cannot listen there."""
    runner = web.AppRunner(
        application(health, metrics, routes),
        access_log=None, handle_signals=False, keepalive_timeout=IDLE_SECONDS, shutdown_timeout=LEAVE_SECONDS,
    )  # fmt: skip
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise Unavailable(
                f"The web server cannot listen on {host}, port {port}: {(error.strerror or 'refused').lower()}.",
                "Name another with web.port and web.host.",
            ) from error
        log.info("web server listens", extra={"host": host, "port": port})
        yield
    finally:
        await runner.cleanup()


def application(health: Health, metrics: Metrics, routes: Sequence[Route] = ()) -> web.Application:
    """Everything that the server answers."""
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[_guarded])
    app.on_response_prepare.append(_say_little)

    async def healthz(_request: web.Request) -> web.Response:
        checkup = await health.checkup()
        return web.json_response(checkup.content(), status=200 if checkup.is_well else 503)

    async def readyz(_request: web.Request) -> web.Response:
        is_ready = await health.is_ready()
        return web.json_response({"status": "ready" if is_ready else "not ready"}, status=200 if is_ready else 503)

    async def numbers(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", numbers)
    for route in routes:
        app.router.add_route(route.method, route.path, route.handler)
    return app


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The answer within its time; what breaks is logged without the request, which may carry anything."""
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        return _plain(refusal.status, allow=refusal.headers.get("Allow"))
    except TimeoutError:
        return _plain(503)
    except Exception:
        log.exception("web request broke", extra={"route": _route_of(request)})
        return _plain(500)


def _plain(status: int, *, allow: str | None = None) -> web.Response:
    """An answer that says no more than its number does; of a wrong method, which ones are right."""
    return web.Response(status=status, text=f"{status}\n", headers={"Allow": allow} if allow else None)


def _route_of(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"


async def _say_little(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.pop("Server", None)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
