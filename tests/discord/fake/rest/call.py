"""One REST call: its body, its files, the resources its path names; and what every route shares."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from tests.discord.fake.errors import (
    CANNOT_EDIT,
    INVALID_FORM,
    INVALID_JSON,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    UNKNOWN_MESSAGE,
    ApiError,
)
from tests.discord.fake.gateway import Gateway
from tests.discord.fake.interactions import Interactions
from tests.discord.fake.permissions import has
from tests.discord.fake.validation.components import COMPONENTS_V2
from tests.discord.fake.world import Channel, Guild, Message, World
from tests.fakes.shapes import Json, Shape

REASON_CHARACTERS = 512


@dataclass(slots=True)
class Call:
    """What a handler gets."""

    world: World
    gateway: Gateway
    interactions: Interactions
    request: web.Request
    body: object = None
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f"{self.request.method} {self.request.path}"

    def part(self, name: str) -> str:
        return self.request.match_info[name]

    def reason(self) -> str:
        """What the audit log will say; a reason that is too long, or not encoded, is noted as a violation."""
        reason = self.request.headers.get("X-Audit-Log-Reason", "")
        if len(reason) > REASON_CHARACTERS or not reason.isascii():
            self.world.records.violation("invalid", self.where, "X-Audit-Log-Reason: 1-512 URL-encoded characters")
        return unquote(reason)

    def query(self, name: str, otherwise: str = "") -> str:
        return self.request.query.get(name, otherwise)

    def valid(self, shape: Shape) -> Json:
        """The body, when it fits. What does not is refused, and noted as a violation."""
        self.check(shape, self.body)
        assert isinstance(self.body, dict)
        return self.body

    def valid_edit(self, shape: Shape, message: Message) -> Json:
        """The body of an edit: a message that uses Components V2 goes on doing so."""
        assert isinstance(self.body, dict)
        self.check(shape, with_its_flags(self.body, message))
        return self.body

    def check(self, shape: Shape, value: object, path: str = "") -> None:
        problems = list(shape(value, path))
        if problems:
            self.world.records.problems(self.where, problems)
            raise ApiError(INVALID_FORM, problems)

    def guild(self) -> Guild:
        guild = self.world.guilds.get(self.part("guild_id"))
        if guild is None:
            raise ApiError(UNKNOWN_GUILD)
        if self.world.bot["id"] not in guild.members:
            raise ApiError(MISSING_ACCESS)
        return guild

    def channel(self, *needed: str) -> Channel:
        """The channel of the path, when the bot is there and may do what is needed."""
        channel = self.world.channels.get(self.part("channel_id"))
        if channel is None:
            raise ApiError(UNKNOWN_CHANNEL)
        self.may(channel, *needed)
        return channel

    def may(self, channel: Channel, *needed: str) -> None:
        guild = self.world.guilds.get(channel.guild_id or "")
        if channel.guild_id is not None and (guild is None or self.world.bot["id"] not in guild.members):
            raise ApiError(MISSING_ACCESS)
        permissions = self.world.permissions(channel, self.world.bot["id"])
        if not has(permissions, "view_channel"):
            raise ApiError(MISSING_ACCESS)
        if not all(has(permissions, name) for name in needed):
            raise ApiError(MISSING_PERMISSIONS)

    def message(self, channel: Channel, message_id: str | None = None) -> Message:
        """A message of the channel that everybody can see."""
        message = channel.messages.get(message_id or self.part("message_id"))
        if message is None or message.is_deleted or message.only_for is not None:
            raise ApiError(UNKNOWN_MESSAGE)
        return message

    def own_message(self, channel: Channel) -> Message:
        message = self.message(channel)
        if message.wire["author"]["id"] != self.world.bot["id"]:
            raise ApiError(CANNOT_EDIT)
        return message


def with_its_flags(body: Json, message: Message) -> Json:
    flags = (body.get("flags") or 0) | (message.wire["flags"] & COMPONENTS_V2)
    return {**body, "flags": flags} if flags else body


#: A handler's answer: None is 204, anything else goes out as JSON.
Handler = Callable[[Call], Awaitable[object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One route: what it is called, who answers it, which query it knows, whether limits and a token count."""

    method: str
    path: str
    handler: Handler
    query: frozenset[str] = frozenset()
    #: Interactions and webhooks carry their own token, and have no part in the global limit.
    is_open: bool = False


async def read_body(request: web.Request) -> tuple[object, dict[str, bytes]]:
    """The JSON of a body, and the files beside it when it is a form."""
    if request.content_type == "multipart/form-data":
        return await _read_form(request)
    text = await request.text()
    if not text:
        return None, {}
    if request.content_type != "application/json":
        raise ApiError((400, 0, f"Unsupported media type {request.content_type}"))
    return _parsed(text), {}


async def _read_form(request: web.Request) -> tuple[object, dict[str, bytes]]:
    body: object = None
    files: dict[str, bytes] = {}
    async for name, value in _fields(request):
        if name == "payload_json":
            body = _parsed(value.decode())
        else:
            files[name] = value
    return body, files


async def _fields(request: web.Request) -> AsyncIterator[tuple[str, bytes]]:
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        assert isinstance(part, BodyPartReader)
        yield part.name or "", bytes(await part.read(decode=False))


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise ApiError(INVALID_JSON) from None
