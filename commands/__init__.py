"""What members can say, what is listened to, and what the bot says on its own: three explicit lists."""

from __future__ import annotations

from typing import Any

from bot.hearing import Listener
from bot.posts import Post
from bot.spec import AnyCommand
from commands import (
    adding,
    amas,
    buddies,
    channels,
    community,
    conversations,
    deliveries,
    finding,
    help,  # noqa: A004  # the command is called so
    home,
    messages,
    onboarding,
    people,
    preferences,
    questions,
    resources,
    tags,
    welcomes,
)

COMMANDS: tuple[AnyCommand, ...] = (
    help.show,
    home.show,
    adding.add,
    resources.show,
    resources.edit,
    resources.tag,
    resources.untag,
    resources.retire,
    resources.restore,
    resources.useful,
    resources.mine,
    resources.turn_mine,
    resources.history,
    finding.find,
    finding.turn,
    finding.share,
    finding.by_chance,
    finding.gaps,
    finding.filled,
    tags.list_tags,
    tags.turn_list,
    tags.show,
    tags.turn,
    tags.describe,
    tags.alias,
    tags.rename,
    tags.merge,
    tags.parent,
    tags.delete,
    tags.undo,
    channels.channel,
    channels.follow,
    channels.unfollow,
    channels.makers,
    conversations.save,
    conversations.tag,
    conversations.forum,
    community.setup,
    community.role,
    community.link,
    community.join,
    community.refuse,
    community.unlink,
    people.show,
    people.zone,
    people.language,
    *preferences.COMMANDS,
    people.link,
    people.export,
    people.forget,
    messages.quiet,
    messages.messages,
    people.show_other,
    *amas.COMMANDS,
    *questions.COMMANDS,
    *welcomes.COMMANDS,
    *buddies.COMMANDS,
    *onboarding.COMMANDS,
    deliveries.list_deliveries,
    deliveries.turn,
    deliveries.show,
    deliveries.retry,
    deliveries.cancel,
    deliveries.it_arrived,
)

LISTENERS: tuple[Listener[Any], ...] = (
    conversations.keep_post,
    *onboarding.LISTENERS,
    *welcomes.LISTENERS,
    *buddies.LISTENERS,
)

POSTS: tuple[Post, ...] = (
    *deliveries.POSTS,
    *amas.POSTS,
    *questions.POSTS,
    *onboarding.POSTS,
    *welcomes.POSTS,
    *buddies.POSTS,
)

__all__ = ["COMMANDS", "LISTENERS", "POSTS"]
