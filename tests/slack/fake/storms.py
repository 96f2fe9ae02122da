"""The controls that are not a person's: time, tokens, sockets, faults, limits, and what was recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.fakes.disorder import Disorder
from tests.fakes.faults import Fault
from tests.fakes.program import Server
from tests.fakes.shapes import Json
from tests.slack.fake.acts import Acts
from tests.slack.fake.deliveries import EVENT, Deliveries
from tests.slack.fake.human import Humans
from tests.slack.fake.sockets import Sockets
from tests.slack.fake.webapi import WebApi
from tests.slack.fake.world import World


class Storms:
    """Controls for everything around the conversation."""

    def __init__(
        self,
        world: World,
        acts: Acts,
        sockets: Sockets,
        deliveries: Deliveries,
        api: WebApi,
        servers: dict[str, Server],
    ) -> None:
        self.world = world
        self.acts = acts
        self.sockets = sockets
        self.deliveries = deliveries
        self.api = api
        self.servers = servers
        self.humans = Humans(world, acts, deliveries)
        self.tasks: set[asyncio.Task[None]] = set()

    async def do_facts(self) -> Json:
        app = self.world.app
        return {
            "app_id": app.id, "app_token": app.app_token, "client_id": app.client_id,
            "client_secret": app.client_secret, "signing_secret": app.signing_secret,
        }  # fmt: skip

    async def do_manifest(self, manifest: Json | None) -> None:
        """Declare commands, shortcuts and events: from now on there are no others. New workspaces grant its scopes."""
        self.world.app.manifest = manifest

    async def do_set_scopes(self, team: str, scopes: list[str]) -> None:
        self.world.teams[team].scopes = set(scopes)

    async def do_requests(self) -> list[Json]:
        return self.world.records.requests

    async def do_violations(self) -> list[Json]:
        return self.world.records.violations

    async def do_events(self) -> list[Json]:
        """Every attempt to deliver an event: event_id, type, attempt, and why it failed."""
        return self.deliveries.events

    async def do_forget_records(self) -> None:
        self.world.records.requests.clear()
        self.world.records.violations.clear()
        self.deliveries.events.clear()

    async def do_record(self, on: bool) -> None:
        self.world.records.is_recording = on

    async def do_travel(self, seconds: float) -> None:
        await self.world.clock.travel(seconds)

    async def do_fault(self, **rule: object) -> None:
        self.api.weather.faults.append(Fault(**rule))  # type: ignore[arg-type] # the test's words, checked by Fault

    async def do_clear_faults(self) -> list[Json]:
        """End the bad weather; how often each fault struck."""
        faults, self.api.weather.faults = self.api.weather.faults, []
        return [{"kind": one.kind, "path": one.path, "struck": one.struck} for one in faults]

    async def do_say_word(self, method: str, word: str, is_done: bool) -> None:
        """Answer the next call of a method with one of Slack's words, after it was done or instead."""
        self.api.words.setdefault(method, []).append((word, is_done))

    async def do_takes_dms(self, team: str, on: bool) -> None:
        """Switch the app's Messages tab on or off."""
        self.world.teams[team].takes_dms = on

    async def do_disorder(self, copies: list[int], spread_seconds: float, events: str, seed: int) -> None:
        low, high = copies
        wanted = Disorder(copies=(low, high), spread_seconds=spread_seconds, events=events, seed=seed)
        self.deliveries.disorder = wanted

    async def do_retry_seconds(self, seconds: list[float]) -> None:
        """How long to wait before each repetition of an event that nobody acknowledged."""
        self.deliveries.retry_seconds = tuple(seconds)

    async def do_request_url(self, url: str | None) -> None:
        """Deliver signed requests to this address from now on; None is Socket Mode again."""
        self.deliveries.request_url = url

    async def do_verify_url(self) -> bool:
        """Whether the request address answers Slack's challenge."""
        answer = await self.deliveries.deliver(EVENT, {"type": "url_verification", "challenge": "c1", "token": "x"})
        return answer in ({"challenge": "c1"}, {"text": "c1"})

    async def do_sign(self, body: str, content_type: str) -> Json:
        """The headers of a signed request with this body, for requests that a test sends by itself."""
        return dict(self.deliveries.signed(body.encode(), content_type))

    async def do_deliver_event(self, team: str, event: Json) -> Json | None:
        """Deliver an event of the test's own making, whether or not it is subscribed to."""
        where = self.world.teams[team]
        return await self.deliveries.deliver(EVENT, self.deliveries.event_payload(where, event))

    async def do_limits(self, on: bool) -> None:
        self.api.limits.is_on = on

    async def do_limit(self, method: str, requests: int, seconds: float) -> None:
        """Change a method's limit; "channel" is chat.postMessage in one channel."""
        self.api.limits.sizes[method] = (requests, seconds)
        self.api.limits.recent.clear()

    async def do_go_down(self, what: str, seconds: float | None = None) -> None:
        """Refuse connections to the api or the socket, for some seconds or until it is brought up."""
        await self.servers[what].go_down()
        if seconds is not None:
            self._after(seconds, self.servers[what].start)

    async def do_come_up(self, what: str) -> None:
        await self.servers[what].start()

    async def do_drop_sockets(self) -> int:
        dropped = list(self.sockets.connections)
        for one in dropped:
            one.drop()
        return len(dropped)

    async def do_freeze_sockets(self) -> None:
        """Half-open: nothing is answered (no pong either) and nothing arrives, but the connection stands."""
        for one in self.sockets.connections:
            one.is_frozen = True

    async def do_disconnect(self, reason: str, seconds: float) -> None:
        """Announce the end of every connection there is (warning, refresh_requested, link_disabled), then close it."""
        ending = list(self.sockets.connections)
        for one in ending:
            await one.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})

        async def close() -> None:
            for one in ending:
                await one.socket.close()

        self._after(seconds, close)

    def _after(self, seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            await do()

        task = asyncio.get_running_loop().create_task(wait())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def do_socket_state(self) -> Json:
        return {
            "connections": len(self.sockets.connections), "opened": self.sockets.opened,
            "pings": sum(one.pings for one in self.sockets.connections),
            "envelopes": [one.envelopes for one in self.sockets.connections],
        }  # fmt: skip

    async def do_wait_for_sockets(self, count: int, seconds: float) -> bool:
        """Whether as many connections stand before the time is over."""
        return await self.world.clock.until(lambda: len(self.sockets.connections) == count, seconds)

    async def do_wait_for_opened(self, count: int, seconds: float) -> bool:
        """Whether as many connections have been opened, ever, before the time is over."""
        return await self.world.clock.until(lambda: self.sockets.opened >= count, seconds)

    async def do_revoke(self, team: str, refusal: str = "token_revoked") -> None:
        """No token of the workspace is good any more; the app is told."""
        where = self.world.teams[team]
        for token in self.world.tokens.values():
            if token.team_id == team:
                token.refusal = refusal
        self.world.emit(where, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [where.bot_user_id]}})
        if refusal == "account_inactive":
            self.world.emit(where, {"type": "app_uninstalled"})

    async def do_rotate_tokens(self, on: bool) -> None:
        self.world.rotates_tokens = on

    async def do_code(self, team: str) -> str:
        """A code for ``oauth.v2.access``, as if a person had agreed."""
        code = f"code-{self.world.new_id('K')}"
        self.world.codes[code] = team
        return code

    async def do_consent(self, team: str) -> None:
        """Whoever sees the consent page next lets the app into this workspace."""
        self.api.consenting_team = team
