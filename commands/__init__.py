"""What members can say: every command there is, in one explicit list."""

from __future__ import annotations

from bot.spec import AnyCommand
from commands import adding, channels, finding, help, resources, tags  # noqa: A004  # the command is called so

COMMANDS: tuple[AnyCommand, ...] = (
    help.show,
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
)

__all__ = ["COMMANDS"]
