"""``commonplace run`` with platforms: every one of them, the web server and what happens by the clock, in one loop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from bot.config import Config
from bot.delivering import Keeping, Telling
from bot.hearing import Ears
from bot.messenger import Messenger, Messengers
from bot.vitals import Ask, Heart
from bot.wiring.application import Application, running, web_address, working
from bot.wiring.keeping import Kept, State, Tell
from bot.wiring.platforms import not_installed, platforms_of
from bot.wiring.posting import posting
from bot.wiring.slackpaths import paths
from commands import LISTENERS
from storage.probe import Probe

if TYPE_CHECKING:
    from aiohttp import web

    from adapters.web.app import Handler
    from adapters.web.health import Health
    from adapters.web.metrics import Metrics

log = logging.getLogger(__name__)

#: After being told to end, the program is gone after this time, come what may. What was answered with "saved" is saved.
END_SECONDS = 4.8
DONE, FAILED = 0, 1


async def run(config: Config, tell: Tell) -> int:
    """Run until SIGTERM or SIGINT; the exit code. Raises Unavailable if the web server cannot start."""
    return await serve(config, tell, _told_to_stop())


async def serve(config: Config, tell: Tell, stop: asyncio.Event) -> int:
    """The same until the event is set."""
    metrics = _metrics() if config.needs_web else None
    heart = Heart(metrics.loop_lagged) if metrics else Heart()
    async with running(config, metrics.command_ran if metrics else None) as application:
        ears = Ears(listeners=LISTENERS, store=application.store, clock=application.clock)
        kept = [Kept(name, make, tell) for name, make in platforms_of(config, application, ears)]
        # The web server first: a port that is taken is no reason to have logged in.
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(working(application))
            keeping = await stack.enter_async_context(posting(application, _messengers(kept), _telling(metrics)))
            asks = [heart.loop, keeping.timer, *(one.vital for one in kept)]
            health = await stack.enter_async_context(_web(config, application, asks, kept, metrics))
            await _until_over(stop, heart, kept, health, keeping)
    return FAILED if all(one.state is State.GIVEN_UP for one in kept) else DONE


def _messengers(kept: Sequence[Kept]) -> Messengers:
    """Who posts on a platform just now."""

    def of(platform: str, _workspace: str) -> Messenger | None:
        return next((one.messenger() for one in kept if one.name.lower() == platform), None)

    return of


def _telling(metrics: Metrics | None) -> Telling | None:
    if metrics is None:
        return None
    return Telling(settled=metrics.delivery_settled, tallied=metrics.deliveries_are)


async def _until_over(
    stop: asyncio.Event, heart: Heart, kept: Sequence[Kept], health: Health | None, keeping: Keeping
) -> None:
    async with asyncio.TaskGroup() as group:
        beating = group.create_task(heart.run(), name="heart")
        there = [group.create_task(one.run(), name=one.name) for one in kept]
        stopping = group.create_task(stop.wait(), name="stop")
        everybody = group.create_task(_all(there), name="all platforms")
        await asyncio.wait({stopping, everybody}, return_when=asyncio.FIRST_COMPLETED)
        if health:
            health.is_leaving = True
        log.info("leaving")
        # Before the connections are closed by which it posts.
        await keeping.end()
        await asyncio.gather(*(one.leave() for one in kept))
        for task in (beating, stopping, everybody, *there):
            task.cancel()


async def _all(tasks: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks)


@asynccontextmanager
async def _web(
    config: Config, application: Application, asks: Sequence[Ask], kept: Sequence[Kept], metrics: Metrics | None
) -> AsyncIterator[Health | None]:
    if metrics is None:
        yield None
        return
    from adapters.web.app import Route, serving
    from adapters.web.calendar import calendar_routes
    from adapters.web.guest import guest_routes
    from adapters.web.health import Health

    probe = Probe(application.database, metrics.database_silent)
    health = Health([*asks, probe.database], ready=[one.is_ready for one in kept])
    routes = [Route(method=method, path=path, handler=_handed_on(kept, path)) for method, path in paths(config.slack)]
    routes += calendar_routes(application.store, application.clock)
    routes += guest_routes(application.store, application.dispatcher, application.clock, web_address(config))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(probe.close)
        await stack.enter_async_context(
            serving(config.web.host, config.web.port, health=health, metrics=metrics, routes=routes)
        )
        yield health


def _handed_on(kept: Sequence[Kept], path: str) -> Handler:
    """Whoever answers at this address just now: a platform may have been made anew since the server started."""
    from aiohttp import web

    async def handle(request: web.Request) -> web.StreamResponse:
        for one in kept:
            handler = one.platform.handlers().get(path) if one.platform else None
            if handler:
                return await handler(request)
        return web.Response(status=503)

    return handle


def _metrics() -> Metrics:
    try:
        from adapters.web.metrics import Metrics
        from commands import COMMANDS
    except ModuleNotFoundError as error:
        raise not_installed("The web server", "aiohttp and prometheus-client") from error
    return Metrics([command.name for command in COMMANDS])


def _told_to_stop() -> asyncio.Event:
    """Set by SIGTERM or SIGINT; a second one ends the program as if it had not been caught."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        # A thread, because what holds the end up may well be the loop.
        deadline = threading.Timer(END_SECONDS, _end_now)
        deadline.daemon = True
        deadline.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    return stop


def _end_now() -> None:
    log.error("did not end in time")
    os._exit(FAILED)
