"""What happens on Discord without anybody asking for something, as the core's events."""

from __future__ import annotations

import discord

from adapters.discord.reading import PLATFORM, thread_place
from bot.events import ChannelGone, PersonJoined, PersonLeft, ThreadOpened, WorkspaceJoined, WorkspaceLeft
from bot.identity import AccountKey, Place


def workspace_joined(guild: discord.Guild) -> WorkspaceJoined:
    """The bot was added to a server."""
    return WorkspaceJoined(platform=PLATFORM, workspace=str(guild.id), name=guild.name or "")


def workspace_left(guild: discord.Guild) -> WorkspaceLeft:
    """The bot was removed from a server, or the server is no more."""
    return WorkspaceLeft(platform=PLATFORM, workspace=str(guild.id))


def person_joined(member: discord.Member) -> PersonJoined:
    """Somebody joined a server. Whoever leaves and comes back joins again, so the time is part of the number."""
    joined_at = int(member.joined_at.timestamp()) if member.joined_at else 0
    return PersonJoined(
        platform=PLATFORM,
        workspace=str(member.guild.id),
        event_id=f"joined {member.guild.id} {member.id} {joined_at}",
        account=_account(member.guild.id, member.id),
        name=member.display_name,
        is_bot=member.bot,
        # Let into one voice channel, and not into the server (discord-api-docs, Guild Member Flags, IS_GUEST).
        is_guest=member.flags.guest,
    )


def person_left(payload: discord.RawMemberRemoveEvent) -> PersonLeft:
    """Somebody left a server."""
    account = _account(payload.guild_id, payload.user.id)
    return PersonLeft(platform=PLATFORM, workspace=str(payload.guild_id), account=account)


def thread_opened(thread: discord.Thread) -> ThreadOpened | None:
    """A new post in a forum, with the forum's tags on it; None for other threads."""
    if not isinstance(thread.parent, discord.ForumChannel):
        return None
    workspace = str(thread.guild.id)
    return ThreadOpened(
        platform=PLATFORM,
        workspace=workspace,
        event_id=f"opened {thread.id}",
        place=thread_place(workspace, thread.parent_id, thread.id),
        title=thread.name,
        link=thread.jump_url,
        author=_account(thread.guild.id, thread.owner_id),
        author_name=thread.owner.display_name if thread.owner else "",
        labels=tuple(tag.name for tag in thread.applied_tags),
    )


def channel_gone(channel: discord.abc.GuildChannel) -> ChannelGone:
    """A channel was deleted."""
    workspace = str(channel.guild.id)
    place = Place(platform=PLATFORM, workspace=workspace, channel=str(channel.id))
    return ChannelGone(platform=PLATFORM, workspace=workspace, event_id=f"gone {channel.id}", place=place)


def thread_gone(payload: discord.RawThreadDeleteEvent) -> ChannelGone:
    """A thread was deleted, whether or not it was known to be there."""
    workspace = str(payload.guild_id)
    place = thread_place(workspace, payload.parent_id, payload.thread_id)
    return ChannelGone(platform=PLATFORM, workspace=workspace, event_id=f"gone {payload.thread_id}", place=place)


def _account(guild: int, user: int) -> AccountKey:
    return AccountKey(platform=PLATFORM, workspace=str(guild), user=str(user))
