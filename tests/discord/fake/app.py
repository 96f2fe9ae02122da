"""Puts the fake Discord together: three servers on ports of their own, and the controls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from tests.discord.fake.gateway import Gateway
from tests.discord.fake.interactions import Interactions
from tests.discord.fake.load import LoadControls
from tests.discord.fake.rest.app import PREFIX, Rest
from tests.discord.fake.world import World
from tests.fakes.control import control_app
from tests.fakes.program import LOOPBACK, Server


async def start(seed: int) -> tuple[Mapping[str, str], Callable[[], Awaitable[None]]]:
    """Start the three servers; their addresses, and how to stop them."""
    world = World(seed=seed)
    gateway, interactions = Gateway(world), Interactions(world)
    rest = Rest(world, gateway, interactions)
    sockets = web.Application()
    sockets.router.add_get("/", gateway.serve)
    servers = {"api": Server(rest.app()), "gateway": Server(sockets)}
    controls = LoadControls(world, gateway, interactions, rest, servers)
    everything = [*servers.values(), control := Server(control_app(controls))]
    for server in everything:
        await server.start()
    gateway.url = f"ws://{LOOPBACK}:{servers['gateway'].port}"

    async def stop() -> None:
        for task in controls.tasks:
            task.cancel()
        for connection in list(gateway.connections):
            connection.drop()
        for server in everything:
            await server.close()

    api = f"http://{LOOPBACK}:{servers['api'].port}{PREFIX}"
    return {"api": api, "gateway": gateway.url, "control": f"http://{LOOPBACK}:{control.port}"}, stop
