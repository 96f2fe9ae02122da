"""Newcomers: what they are asked, what they are sent, and how the community wants it."""

from __future__ import annotations

from typing import Any

from bot.hearing import Listener
from bot.posts import Post
from bot.spec import AnyCommand
from commands.onboarding import (
    admitting,
    afterwards,
    arriving,
    carrying,
    hello,
    history,
    holding,
    inviting,
    previewing,
    ruling,
    settings,
    status,
    steps,
    texts,
    trying,
)

COMMANDS: tuple[AnyCommand, ...] = (
    *steps.COMMANDS,
    *hello.COMMANDS,
    inviting.later,
    *holding.COMMANDS,
    settings.settings,
    texts.show,
    texts.write,
    texts.reword,
    ruling.rule,
    ruling.rules,
    ruling.unrule,
    history.history,
    history.undo,
    previewing.preview,
    carrying.export,
    carrying.bring,
    *trying.COMMANDS,
    *status.COMMANDS,
)

LISTENERS: tuple[Listener[Any], ...] = arriving.LISTENERS

POSTS: tuple[Post, ...] = (*hello.POSTS, *admitting.POSTS, *afterwards.POSTS, *inviting.POSTS, *holding.POSTS)

__all__ = ["COMMANDS", "LISTENERS", "POSTS"]
