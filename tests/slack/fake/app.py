"""Puts the fake Slack together: three servers on ports of their own, and the controls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from tests.fakes.control import control_app
from tests.fakes.program import LOOPBACK, Server
from tests.slack.fake.acts import Acts
from tests.slack.fake.deliveries import Deliveries
from tests.slack.fake.load import LoadControls
from tests.slack.fake.sockets import Sockets
from tests.slack.fake.webapi import WebApi
from tests.slack.fake.world import World


async def start(seed: int) -> tuple[Mapping[str, str], Callable[[], Awaitable[None]]]:
    """Start the three servers; their addresses, and how to stop them."""
    world = World(seed=seed)
    acts, sockets = Acts(world), Sockets(world)
    deliveries = Deliveries(world, sockets)
    api = WebApi(world, acts, sockets.open)
    links = web.Application()
    links.router.add_get("/link", sockets.serve)
    servers = {"api": Server(api.app()), "socket": Server(links)}
    controls = LoadControls(world, acts, sockets, deliveries, api, servers)
    everything = [*servers.values(), control := Server(control_app(controls))]
    for server in everything:
        await server.start()
    root = f"http://{LOOPBACK}:{servers['api'].port}"
    acts.api = root
    sockets.address = f"ws://{LOOPBACK}:{servers['socket'].port}"

    async def stop() -> None:
        for task in controls.tasks:
            task.cancel()
        await deliveries.close()
        for connection in list(sockets.connections):
            connection.drop()
        for server in everything:
            await server.close()

    return {"api": f"{root}/api/", "root": root, "control": f"http://{LOOPBACK}:{control.port}"}, stop
