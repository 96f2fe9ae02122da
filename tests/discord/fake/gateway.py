"""The fake's gateway: sessions that outlive their connection, shards, intents, heartbeats, RESUME with replay.

An event is numbered and kept when it is dispatched, whether or not a connection is there to carry it: what a bot missed
is sent again, in order, when it resumes. What the bot did to deserve a close code stands in ``records.violations``.
"""

from __future__ import annotations

import asyncio
import json
from functools import partial

import aiohttp
from aiohttp import web

from tests.discord.fake.intents import is_heard, known_to
from tests.discord.fake.sessions import SENDS, Connection, Session
from tests.discord.fake.snapshots import guild_create, ready
from tests.discord.fake.world import World
from tests.fakes.disorder import Disorder
from tests.fakes.shapes import Json

RECONNECT, MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11
UNKNOWN_OP, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, TWICE = 4001, 4002, 4003, 4004, 4005
RATE_LIMITED, BAD_SHARD, SHARDING_REQUIRED, BAD_VERSION, BAD_INTENTS, DISALLOWED_INTENTS = (
    4008, 4010, 4011, 4012, 4013, 4014,
)  # fmt: skip
GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT = 1 << 1, 1 << 8, 1 << 15
#: What people wait for: IDENTIFY and RESUME.
TOLD = frozenset({2, 6})
KNOWN_INTENTS = (1 << 26) - 1
#: Guilds from which one shard is too few.
ONE_SHARD_GUILDS = 2500
#: How long a session outlives its connection; Discord says "a few minutes".
SESSION_SECONDS = 300
SENDS_SECONDS = 60
IDENTIFY_DAY_SECONDS = 86_400


class Gateway:
    """All sessions and connections, and the budget of identifies."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.heartbeat_milliseconds = 41_250
        self.shards = 1
        self.identify_total = 1000
        self.identifies: list[float] = []
        self.resumes: list[float] = []
        self.url = ""
        self.next_close: int | None = None
        self._is_demanded = False
        self.allowed_intents = GUILD_MEMBERS
        self.disorder = Disorder()
        world.emit = self.emit

    def start_limit(self) -> Json:
        now = self.world.clock.now()
        recent = [one for one in self.identifies if one > now - IDENTIFY_DAY_SECONDS]
        reset = int((recent[0] + IDENTIFY_DAY_SECONDS - now) * 1000) if recent else 0
        left = max(0, self.identify_total - len(recent))
        return {"total": self.identify_total, "remaining": left, "reset_after": reset, "max_concurrency": 1}

    def ready_shards(self) -> list[int]:
        return sorted(one.shard[0] for one in self.sessions.values() if one.connection is not None)

    def emit(self, event: str, data: Json, *, guild_id: str | None = None) -> None:
        """Dispatch now, or as often and as late as the disorder in force wants."""
        for delay in self.disorder.delays(event):
            if delay == 0:
                self.emit_now(event, data, guild_id=guild_id)
            else:
                later = partial(self.emit_now, event, data, guild_id=guild_id)
                asyncio.get_running_loop().call_later(delay, later)

    def emit_now(self, event: str, data: Json, *, guild_id: str | None = None) -> None:
        """Dispatch to every session whose shard and intents hear it."""
        for session in self.sessions.values():
            if session.hears(guild_id) and is_heard(event, session.intents, in_guild=guild_id is not None):
                session.dispatch(event, known_to(event, data, session.intents, self.world.bot["id"]))

    async def serve(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        connection = Connection(socket, compress=request.query.get("compress") == "zlib-stream")
        connection.transport = request.transport
        self.connections.add(connection)
        pump = asyncio.ensure_future(connection.pump())
        try:
            if self._accepts(request.query.get("v"), request.query.get("encoding"), request.query.get("compress")):
                await self._converse(connection)
            else:
                await connection.close(BAD_VERSION)
        finally:
            pump.cancel()
            self.connections.discard(connection)
            self._left(connection)
        return socket

    def _accepts(self, version: str | None, encoding: str | None, compress: str | None) -> bool:
        return version == "10" and encoding == "json" and compress in {None, "zlib-stream"}

    async def _converse(self, connection: Connection) -> None:
        connection.send({"op": HELLO, "t": None, "s": None, "d": {"heartbeat_interval": self.heartbeat_milliseconds}})
        async for message in connection.socket:
            if connection.is_frozen:
                continue
            if message.type is not aiohttp.WSMsgType.TEXT or (payload := _decoded(message.data)) is None:
                await self._refuse(connection, DECODE_ERROR, "not a JSON object")
                return
            code = self._limit(connection) or self._obey(connection, payload)
            if payload.get("op") in TOLD:
                await self.world.clock.tell()
            if code:
                await self._refuse(connection, code, f"op {payload.get('op')}")
                return

    def _limit(self, connection: Connection) -> int:
        now = self.world.clock.now()
        connection.sent_at.append(now)
        is_full = len(connection.sent_at) > SENDS and connection.sent_at[0] > now - SENDS_SECONDS
        return RATE_LIMITED if is_full else 0

    def _obey(self, connection: Connection, payload: Json) -> int:
        """Do what the payload asks; a close code when it cannot be done."""
        data = payload.get("d")
        match payload.get("op"):
            case 1:
                connection.heartbeats += 1
                connection.send({"op": HEARTBEAT_ACK, "t": None, "s": None, "d": None})
                return 0
            case 2:
                return self._identify(connection, data if isinstance(data, dict) else {})
            case 6:
                return self._resume(connection, data if isinstance(data, dict) else {})
            case 3 | 4:
                return 0 if connection.session else NOT_AUTHENTICATED
            case 8:
                return self._members(connection, data if isinstance(data, dict) else {})
            case _:
                return UNKNOWN_OP

    def _identify(self, connection: Connection, data: Json) -> int:
        if connection.session is not None:
            return TWICE
        self.identifies.append(self.world.clock.now())
        shard = (int(data["shard"][0]), int(data["shard"][1])) if "shard" in data else (0, 1)
        if code := self._identify_code(data, shard):
            return code
        session = Session(f"{self.world.dice.getrandbits(128):032x}", shard, int(data["intents"]))
        self.sessions[session.id] = session
        session.connection, connection.session = connection, session
        guilds = [one for one in self.world.guilds.values() if session.hears(one.id)]
        guilds = [one for one in guilds if self.world.bot["id"] in one.members]
        session.dispatch("READY", ready(self.world, session.id, shard, guilds, self.url))
        for guild in guilds:
            session.dispatch("GUILD_CREATE", guild_create(self.world, guild))
        return 0

    def _identify_code(self, data: Json, shard: tuple[int, int]) -> int:
        if self.next_close is not None:
            code, self.next_close, self._is_demanded = self.next_close, None, True
            return code
        if data.get("token") != self.world.token:
            return BAD_TOKEN
        if self.start_limit()["remaining"] == 0 and len(self.identifies) > self.identify_total:
            # The real thing resets the token here; the fake's token stays, and the violation says it.
            return BAD_TOKEN
        if not 0 <= shard[0] < shard[1]:
            return BAD_SHARD
        if shard[1] == 1 and len(self.world.guilds) >= ONE_SHARD_GUILDS:
            return SHARDING_REQUIRED
        return self._intents_code(data.get("intents"))

    def _intents_code(self, intents: object) -> int:
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return BAD_INTENTS
        privileged = intents & (GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT)
        return DISALLOWED_INTENTS if privileged & ~self.allowed_intents else 0

    def _resume(self, connection: Connection, data: Json) -> int:
        if data.get("token") != self.world.token:
            return BAD_TOKEN
        session = self.sessions.get(str(data.get("session_id")))
        seq = data.get("seq")
        if session is None or not isinstance(seq, int) or seq > session.seq or self._is_over(session):
            connection.send({"op": INVALID_SESSION, "t": None, "s": None, "d": False})
            return 0
        self.resumes.append(self.world.clock.now())
        session.connection, connection.session = connection, session
        for payload in session.missed:
            if payload["s"] > seq:
                connection.send(payload)
        session.dispatch("RESUMED", {"_trace": ["fake"]})
        return 0

    def _is_over(self, session: Session) -> bool:
        away = session.connection is None and session.left_at is not None
        return away and self.world.clock.now() - (session.left_at or 0) > SESSION_SECONDS

    def _members(self, connection: Connection, data: Json) -> int:
        session = connection.session
        if session is None:
            return NOT_AUTHENTICATED
        guild = self.world.guilds.get(str(data.get("guild_id")))
        if guild is None:
            return 0
        wanted = {str(one) for one in data.get("user_ids") or []}
        members = [one for key, one in guild.members.items() if not wanted or key in wanted]
        chunk = {"guild_id": guild.id, "members": members, "chunk_index": 0, "chunk_count": 1, "not_found": []}
        session.dispatch("GUILD_MEMBERS_CHUNK", {**chunk, "nonce": data.get("nonce")})
        return 0

    async def _refuse(self, connection: Connection, code: int, what: str) -> None:
        if not self._is_demanded:
            self.world.records.violation("gateway", what, f"closed with {code}")
        self._is_demanded = False
        await connection.close(code)

    def _left(self, connection: Connection) -> None:
        """The connection is gone; a bot that closed with 1000 or 1001 has given its session up."""
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection, session.left_at = None, self.world.clock.now()
        if connection.socket.close_code in {1000, 1001}:
            self.sessions.pop(session.id, None)


def _decoded(text: str) -> Json | None:
    try:
        payload = json.loads(text)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None
