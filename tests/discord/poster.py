"""Somebody who posts: the messenger of Discord against the fake in a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.discord.messenger import DiscordMessenger
from adapters.discord.pace import Allowance
from adapters.discord.settings import DiscordSettings
from bot.clock import SystemClock
from bot.deliveries import NotThere, Refused, Sent, Target, Unknown, Unreadable, Waits
from bot.messenger import Outgoing
from bot.replies import Bold, Button, Card, Fact, Happening, LinkButton, Section, Shown, said, text
from tests.discord.fake import Channel, Discord, Guild, Human
from tests.discord.fake.shown import Shown as OnScreen
from tests.discord.openapi import expect_valid

MARK = "0123456789abcdef01234567"
OTHER_MARK = "76543210fedcba9876543210"
HELLO = said("Hello, everybody.")
RSVP = Button(label="Coming", command=("ama", "rsvp"), args={"id": 7})
CARD = Card(
    title="AMA with Bea",
    sections=(Section(text=text("Ask ", Bold("anything"), "."), actions=(RSVP,)),),
    facts=(Fact(name="Where", value=text("here")),),
    actions=(LinkButton(label="Calendar", address="https://example.org/ama.ics"),),
    footer=text("Every week"),
)
POST_MESSAGE = "POST /channels/{channel_id}/messages"
#: Longer than any of these tests takes.
LATER = timedelta(minutes=10)


@dataclass(kw_only=True, slots=True)
class Poster:
    """A server, a channel, a person, and the messenger."""

    discord: Discord
    guild: Guild
    channel: Channel
    ada: Human
    messenger: DiscordMessenger

    def to_channel(self, shown: Shown | Happening = HELLO, **facts: Any) -> Outgoing:
        return self.to(Target(platform="discord", workspace=self.guild.id, channel=self.channel.id), shown, **facts)

    def to_ada(self, shown: Shown = HELLO, **facts: Any) -> Outgoing:
        return self.to(Target(platform="discord", workspace=self.guild.id, user=self.ada.id), shown, **facts)

    @staticmethod
    def to(target: Target, shown: Shown | Happening = HELLO, *, mark: str = MARK, is_plain: bool = False) -> Outgoing:
        return Outgoing(target=target, shown=shown, mark=mark, is_plain=is_plain)

    async def post(
        self, outgoing: Outgoing | None = None, *, until: datetime | None = None
    ) -> Sent | Waits | Unknown | Refused:
        return await self.messenger.post(outgoing or self.to_channel(), until=until or datetime.now(UTC) + LATER)

    async def look(self, outgoing: Outgoing | None = None, *, ago: timedelta = LATER) -> Sent | NotThere | Unreadable:
        """Whether it is there since a moment, by Discord's clock."""
        return await self.messenger.look(outgoing or self.to_channel(), await self.discord.now() - ago)

    async def sent(self, outgoing: Outgoing | None = None) -> str:
        """The id that the platform gave to what was posted."""
        outcome = await self.post(outgoing)
        assert isinstance(outcome, Sent), outcome
        return outcome.ref

    async def shown(self) -> list[OnScreen]:
        return await self.discord.messages(self.channel)

    async def texts(self) -> list[str]:
        return [one.text for one in await self.shown()]

    async def asked(self, method: str = "POST") -> list[str]:
        """Which paths were asked for with this method."""
        return [one["route"] for one in await self.discord.requests() if one["method"] == method]

    async def posted(self) -> list[dict[str, Any]]:
        """The requests that put a message into a channel."""
        return [one for one in await self.discord.requests() if one["method"] == "POST" and "nonce" in one["body"]]

    async def let_post(self, requests: int, seconds: float = 1.0) -> None:
        """Change how many messages Discord takes in one channel."""
        await self.discord.controls.call("limit", route=POST_MESSAGE, requests=requests, seconds=seconds)


@asynccontextmanager
async def posting(discord: Discord) -> AsyncIterator[Poster]:
    """A new server and a new messenger; at the end, everything that was asked has to be as Discord wants it."""
    await _calm(discord)
    guild = await discord.guild("Guild")
    channel, ada = await guild.channel("general"), await guild.member("Ada")
    messenger = messenger_of(discord)
    try:
        yield Poster(discord=discord, guild=guild, channel=channel, ada=ada, messenger=messenger)
    finally:
        await messenger.close()
    assert await discord.violations() == []
    for one in await discord.requests():
        expect_valid(one["method"], one["path"].removeprefix("/api/v10"), one["body"])


async def _calm(discord: Discord) -> None:
    """As it was before the last test; tests of a tenth of a second have no part in one limit of all requests."""
    await discord.clear_faults()
    await discord.controls.call("forget_records")
    await discord.settings(token=discord.token, nonce_seconds=120, global_requests=1_000)
    await discord.controls.call("limit", route=POST_MESSAGE, requests=5, seconds=5)


class Wrong(SystemClock):
    """A clock that is wrong by as much."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return super().now() + self._ahead


def messenger_of(
    discord: Discord,
    *,
    token: str | None = None,
    http_seconds: float = 10.0,
    allowance: Allowance | None = None,
    ahead: timedelta = timedelta(0),
) -> DiscordMessenger:
    settings = DiscordSettings(token=token or discord.token, api_base=discord.api)
    return DiscordMessenger(settings, clock=Wrong(ahead), allowance=allowance, http_seconds=http_seconds)
