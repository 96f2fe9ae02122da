"""AMAs: what members can say about them, and what the bot says about them on its own."""

from __future__ import annotations

from bot.posts import Post
from bot.spec import AnyCommand
from commands.amas import (
    announcing,
    calendars,
    changing,
    coming,
    guests,
    hosting,
    previewing,
    proposing,
    recurring,
    scheduling,
    series,
    showing,
)

COMMANDS: tuple[AnyCommand, ...] = (
    proposing.propose,
    proposing.host,
    proposing.proposals,
    proposing.turn,
    proposing.support,
    proposing.take_up,
    proposing.decline,
    scheduling.schedule,
    scheduling.again,
    scheduling.change,
    scheduling.book,
    showing.list_amas,
    showing.turn,
    showing.show,
    coming.come,
    coming.remind,
    changing.place,
    changing.edit,
    changing.move,
    changing.move_to,
    changing.cancel,
    changing.call_it_off,
    changing.restore,
    previewing.preview,
    previewing.plan,
    hosting.helper,
    hosting.accept,
    hosting.turn_down,
    hosting.other_times,
    *guests.COMMANDS,
    *calendars.COMMANDS,
    *series.COMMANDS,
)

POSTS: tuple[Post, ...] = (*announcing.POSTS, *recurring.POSTS)

__all__ = ["COMMANDS", "POSTS"]
