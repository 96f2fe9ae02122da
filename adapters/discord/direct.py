"""Direct messages: which server a button there belongs to, and what who presses it may do in that server.

Discord tells neither. The server is that of the delivery whose message it is; of an answer to such a button, Discord
tells by which message it was caused (Message Interaction Metadata Object), and answers to those are remembered while
the bot runs. Whoever may more than others has Discord asked whether they still may, and are there at all.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import aiohttp
import discord

from adapters.discord.reading import PLATFORM, Home, role_with
from bot.direct import standing, workspace_of
from bot.errors import NotAllowed, NotFound, Unavailable
from bot.identity import AccountKey, Role
from bot.ports import Store

#: Finding out may take so long: Discord waits three seconds for a first answer, which is still to be made.
HOME_SECONDS = 1.2
#: A delivery is written down as sent a moment after Discord has shown its message.
NEW = timedelta(seconds=10)
AGAIN_SECONDS = 0.2
#: So many interactions are remembered with their servers.
REMEMBERED = 5_000
_REFUSED = "Commonplace answers in servers, not in direct messages: please ask in a channel."
_GONE = {403, 404}


class DirectMessages:
    """Knows the servers of buttons in direct messages."""

    def __init__(self, store: Store) -> None:
        self._store = store
        #: The server of each interaction, so that buttons in its answer belong there as well, and of late answers.
        self._followed: OrderedDict[int, str] = OrderedDict()

    async def home(self, interaction: discord.Interaction[Any]) -> Home:
        """Where a button, or a window that it opened, belongs. Raises NotFound, NotAllowed or Unavailable.

        Commands belong nowhere: they are for servers.
        """
        try:
            async with asyncio.timeout(HOME_SECONDS):
                return await self._found(interaction)
        except (TimeoutError, aiohttp.ClientError, OSError, discord.DiscordException) as error:
            raise Unavailable("That could not be found out just now.", "Please try again in a moment.") from error

    def answered(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Take note of an answer that became a direct message: it belongs to where it was asked for."""
        asked_in = str(interaction.guild_id) if interaction.guild_id else self._followed.get(interaction.id)
        if asked_in:
            self._remember(message.id, asked_in)

    async def _found(self, interaction: discord.Interaction[Any]) -> Home:
        workspace = self._carried(interaction) or await self._told_by_delivery(interaction)
        account = AccountKey(platform=PLATFORM, workspace=workspace or "", user=str(interaction.user.id))
        role = await standing(self._store, account) if workspace else None
        if workspace is None or role is None:
            raise NotFound(_REFUSED)
        if role is not Role.MEMBER:
            role = await _role_now(interaction, workspace)
        self._remember(interaction.id, workspace)
        return Home(workspace=workspace, role=role)

    async def _told_by_delivery(self, interaction: discord.Interaction[Any]) -> str | None:
        refs = tuple(_refs(interaction))
        while True:
            found = await workspace_of(self._store, PLATFORM, str(interaction.user.id), refs)
            if found or not _is_new(interaction):
                return found
            # Whoever asks for this sets an end to it.
            await asyncio.sleep(AGAIN_SECONDS)

    def _carried(self, interaction: discord.Interaction[Any]) -> str | None:
        message = interaction.message
        if message is None:
            return None
        caused = message.interaction_metadata
        return self._followed.get(caused.id if caused else message.id)

    def _remember(self, number: int, workspace: str) -> None:
        self._followed[number] = workspace
        if len(self._followed) > REMEMBERED:
            self._followed.popitem(last=False)


def _is_new(interaction: discord.Interaction[Any]) -> bool:
    """Whether the message may be there already while its delivery is not written down as sent yet."""
    message = interaction.message
    if message is None or message.interaction_metadata is not None:
        return False
    return interaction.created_at - message.created_at < NEW


def _refs(interaction: discord.Interaction[Any]) -> Iterator[str]:
    """The ids, as deliveries keep them, of the message and of the one by whose button it was caused."""
    message = interaction.message
    if message is None:
        return
    yield f"{interaction.channel_id}/{message.id}"
    caused = message.interaction_metadata
    # A window that was sent was opened by a button.
    for step in (caused, caused and caused.modal_interaction):
        if step and step.interacted_message_id:
            yield f"{interaction.channel_id}/{step.interacted_message_id}"


async def _role_now(interaction: discord.Interaction[Any], workspace: str) -> Role:
    """What Discord itself vouches for at this moment. Raises NotAllowed for whoever is not in the server any more."""
    client: discord.Client = interaction.client
    try:
        guild = client.get_guild(int(workspace))
        if guild is None or guild.unavailable:
            guild = await client.fetch_guild(int(workspace), with_counts=False)
        member = await guild.fetch_member(interaction.user.id)
    except discord.HTTPException as refusal:
        if refusal.status in _GONE:
            raise NotAllowed("You are not in the server from which this came.", "Join it to go on.") from refusal
        raise
    return role_with(member.guild_permissions, owns=guild.owner_id == member.id)
