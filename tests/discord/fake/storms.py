"""The controls that are not a person's: time, faults, the gateway's moods, limits, and what was recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.discord.fake.gateway import INVALID_SESSION, RECONNECT, Gateway
from tests.discord.fake.interactions import Interactions
from tests.discord.fake.rest.app import Rest
from tests.discord.fake.world import World
from tests.fakes.disorder import Disorder
from tests.fakes.faults import Fault
from tests.fakes.program import Server
from tests.fakes.shapes import Json


class Storms:
    """Controls for everything around the conversation."""

    def __init__(
        self, world: World, gateway: Gateway, interactions: Interactions, rest: Rest, servers: dict[str, Server]
    ) -> None:
        self.world = world
        self.gateway = gateway
        self.interactions = interactions
        self.rest = rest
        self.servers = servers
        self.tasks: set[asyncio.Task[None]] = set()

    async def do_facts(self) -> Json:
        world = self.world
        return {"token": world.token, "application_id": world.application_id, "bot_id": world.bot["id"]}

    async def do_requests(self) -> list[Json]:
        return self.world.records.requests

    async def do_violations(self) -> list[Json]:
        return self.world.records.violations

    async def do_forget_records(self) -> None:
        self.world.records.requests.clear()
        self.world.records.violations.clear()

    async def do_record(self, on: bool) -> None:
        self.world.records.is_recording = on

    async def do_now(self) -> float:
        """Seconds since 1970, as the fake sees it."""
        return self.world.clock.now()

    async def do_travel(self, seconds: float) -> None:
        await self.world.clock.travel(seconds)

    async def do_fault(self, **rule: object) -> None:
        self.rest.weather.faults.append(Fault(**rule))  # type: ignore[arg-type] # the test's words, checked by Fault

    async def do_clear_faults(self) -> list[Json]:
        """End the bad weather; how often each fault struck."""
        faults, self.rest.weather.faults = self.rest.weather.faults, []
        return [{"kind": one.kind, "path": one.path, "struck": one.struck} for one in faults]

    async def do_disorder(self, copies: list[int], spread_seconds: float, events: str, seed: int) -> None:
        low, high = copies
        self.gateway.disorder = Disorder(copies=(low, high), spread_seconds=spread_seconds, events=events, seed=seed)

    async def do_go_down(self, what: str, seconds: float | None = None) -> None:
        """Refuse connections to the gateway or the API, for some seconds or until it is brought up."""
        await self.servers[what].go_down()
        if seconds is not None:
            self._after(seconds, self.servers[what].start)

    async def do_come_up(self, what: str) -> None:
        await self.servers[what].start()

    def _after(self, seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            await do()

        task = asyncio.get_running_loop().create_task(wait())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def do_drop_sockets(self) -> int:
        """Reset every gateway connection; the sessions stay and can be resumed."""
        dropped = list(self.gateway.connections)
        for one in dropped:
            one.drop()
        return len(dropped)

    async def do_close_sockets(self, code: int) -> None:
        for one in list(self.gateway.connections):
            await one.close(code)

    async def do_freeze_sockets(self) -> None:
        """Half-open: nothing is answered and nothing arrives, but the connection stands."""
        for one in self.gateway.connections:
            one.is_frozen = True

    async def do_ask_to_reconnect(self) -> None:
        for one in self.gateway.connections:
            one.send({"op": RECONNECT, "t": None, "s": None, "d": None})

    async def do_invalidate(self, resumable: bool = False) -> None:
        """Invalid Session; without ``resumable`` everything missed is gone."""
        for one in self.gateway.connections:
            if not resumable and one.session is not None:
                self.gateway.sessions.pop(one.session.id, None)
            one.send({"op": INVALID_SESSION, "t": None, "s": None, "d": resumable})

    async def do_forget_sessions(self) -> None:
        """Every RESUME from now on is answered with Invalid Session."""
        self.gateway.sessions.clear()

    async def do_refuse_identify(self, code: int) -> None:
        """Close the next IDENTIFY with this code: 4004, 4010, 4011, 4013, 4014 …"""
        self.gateway.next_close = code

    async def do_settings(self, **values: object) -> None:
        """Heartbeat, shards, identify budget, granted intents, token, limits, how long a nonce is remembered."""
        for name, value in values.items():
            if name in {"heartbeat_milliseconds", "shards", "identify_total", "allowed_intents"}:
                setattr(self.gateway, name, value)
            elif name in {"token", "application_flags", "nonce_seconds"}:
                setattr(self.world, name, value)
            elif name == "global_requests":
                self.rest.limits.global_requests = int(str(value))
            else:
                raise ValueError(f"No setting is called {name!r}.")

    async def do_limit(self, route: str, requests: int, seconds: float) -> None:
        """Change the size of a bucket: "POST /channels/{channel_id}/messages", 5, 5.0."""
        self.rest.limits.sizes[route] = (requests, seconds)
        self.rest.limits.buckets.clear()

    async def do_gateway_state(self) -> Json:
        gateway = self.gateway
        return {
            "identifies": len(gateway.identifies), "resumes": len(gateway.resumes), "sessions": len(gateway.sessions),
            "connections": len(gateway.connections), "heartbeats": sum(one.heartbeats for one in gateway.connections),
            "invalid_requests": len(self.rest.limits.invalid), "start_limit": gateway.start_limit(),
            "ready_shards": gateway.ready_shards(),
        }  # fmt: skip

    async def do_wait_for_identifies(self, count: int, seconds: float) -> bool:
        """Whether the bot has identified itself as often before the time is over."""
        return await self.world.clock.until(lambda: len(self.gateway.identifies) >= count, seconds)

    async def do_wait_for_shards(self, count: int, seconds: float) -> bool:
        """Whether as many shards are connected before the time is over."""
        return await self.world.clock.until(lambda: len(self.gateway.ready_shards()) >= count, seconds)

    async def do_registered(self) -> list[Json]:
        """The commands that are registered everywhere."""
        return list(self.world.commands.values())
