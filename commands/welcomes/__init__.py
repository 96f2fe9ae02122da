"""Welcomes: what greeters and organisers can say about them, and what the bot says about them on its own."""

from __future__ import annotations

from typing import Any

from bot.hearing import Listener
from bot.posts import Post
from bot.spec import AnyCommand
from commands.welcomes import leaving, posts, rota, sending

COMMANDS: tuple[AnyCommand, ...] = (
    rota.greeters,
    rota.greet,
    rota.waiting,
    rota.admit,
    sending.show,
    sending.send,
    sending.edit,
    sending.pass_on,
    sending.leave,
)

LISTENERS: tuple[Listener[Any], ...] = (leaving.hand_on_what_they_had,)

POSTS: tuple[Post, ...] = posts.POSTS

__all__ = ["COMMANDS", "LISTENERS", "POSTS"]
