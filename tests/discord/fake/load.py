"""Many people at once, measured inside the fake, so that the test's own work is not in the figures."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from tests.discord.fake.controls import Controls
from tests.discord.fake.human import Menu, slash_data
from tests.discord.fake.interactions import COMMAND, Interaction
from tests.discord.fake.snapshots import guild_create
from tests.discord.fake.world import Channel
from tests.fakes.load import Load
from tests.fakes.shapes import Json

PATIENCE_SECONDS = 15.0


class LoadControls(Controls):
    """The controls, and those that a benchmark needs besides."""

    async def do_guilds(self, count: int, members: int) -> list[Json]:
        """Many guilds, each with a channel and some people."""
        made: list[Json] = []
        for number in range(count):
            guild = self.world.add_guild(f"Guild {number}")
            channel = self.world.add_channel(guild, "general")
            people = [self.world.add_user(f"Member {number}.{one}") for one in range(members)]
            for one in people:
                self.world.add_member(guild, one)
            self.world.emit("GUILD_CREATE", guild_create(self.world, guild), guild_id=guild.id)
            made.append({"id": guild.id, "channel": channel.id, "people": [one["id"] for one in people]})
        return made

    async def do_load(self, acts: list[Json], **load: float) -> Json:
        """Do the acts in turn: each is a command (``path``, ``options``) of a ``person`` in a ``channel``."""
        made = [self._made(**act) for act in acts]

        async def once(number: int) -> tuple[float | None, float | None]:
            person, where, data = made[number % len(made)]
            return await self._measured(self.interactions.start(COMMAND, data, user_id=person, channel=where))

        return await Load.of(load).run(once)

    def _made(self, person: str, channel: str, path: str, options: Mapping[str, object]) -> tuple[str, Channel, Json]:
        where = self._channel(channel)
        return person, where, slash_data(self.world, Menu(self.world, person, where), path, options)

    async def _measured(self, started: Interaction) -> tuple[float | None, float | None]:
        """Seconds until the answer and until something was shown; then forget it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(started.settled.wait(), PATIENCE_SECONDS)
        self.interactions.by_id.pop(started.id)
        self.interactions.by_token.pop(started.token)
        made = [one for one in [started.original, *started.follow_ups] if one is not None]
        for one in made:
            started.channel.messages.pop(one.id, None)
        answered, shown = started.answered_at, started.shown_at
        begun = started.created
        return None if answered is None else answered - begun, None if shown is None else shown - begun
