"""Who joins a server: told of once, and not before they are through its rules.

Where a server has its rules accepted first (membership screening), whoever joins is pending, and sees and says nothing
until then; that they are through is a change of the member like many others (discord-api-docs, Guild Member Object,
"pending"). So each change of somebody who has joined lately counts as their joining, and is told of under the number
of that joining, which nobody hears twice; nothing has to be remembered while they read. Who joined lately, but before
the bot did, is so told of as well.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta

import discord

from adapters.discord.hearing import person_joined
from bot.hearing import Ears

#: Whoever takes longer to accept the rules is no longer told of. Less than the seven days for which events are known
#: as heard: a change after that would count as another joining.
LATELY = timedelta(days=6)
#: So many are known to be told of without asking the database.
KEPT = 5_000


class Joining:
    """Tells the core of people who join."""

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._told: OrderedDict[str, None] = OrderedDict()

    async def joined(self, member: discord.Member) -> None:
        """Somebody has joined, though perhaps not through the rules."""
        if not member.pending:
            await self._tell(member)

    async def changed(self, member: discord.Member) -> None:
        """Somebody was changed: let through the rules, given a role, renamed."""
        if member.pending or member.bot or member.joined_at is None:
            return
        if discord.utils.utcnow() - member.joined_at < LATELY:
            await self._tell(member)

    async def _tell(self, member: discord.Member) -> None:
        event = person_joined(member)
        if event.event_id is None or event.event_id in self._told:
            return
        self._told[event.event_id] = None
        if len(self._told) > KEPT:
            self._told.popitem(last=False)
        await self._ears.hear(event)
