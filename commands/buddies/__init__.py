"""What members can say about buddies, what the bot says to them, and what happens when somebody leaves."""

from __future__ import annotations

from typing import Any

from bot.hearing import Listener
from bot.posts import Post
from bot.spec import AnyCommand
from commands.buddies import avoiding, introducing, leaving, matching, meeting, status, taking

COMMANDS: tuple[AnyCommand, ...] = (
    taking.join,
    taking.show,
    taking.snooze,
    leaving.leave,
    meeting.end,
    meeting.met,
    avoiding.avoid,
    status.status,
)

LISTENERS: tuple[Listener[Any], ...] = (leaving.person_left,)

POSTS: tuple[Post, ...] = (matching.match_now, introducing.hello, introducing.have_you_met)

__all__ = ["COMMANDS", "LISTENERS", "POSTS"]
