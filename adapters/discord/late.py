"""Answers that come when Discord no longer takes them where they were asked for, fifteen minutes later."""

from __future__ import annotations

import logging
from typing import Any

import discord

from adapters.discord.render import rendered
from adapters.discord.views import sending
from bot.replies import Form, Mention, Notice, Update, said, text
from bot.requests import Answer

log = logging.getLogger(__name__)

_TOO_LATE = (", the answer to your command came too late to be shown, and a direct message did not reach you. ",)
_AGAIN = "Please ask again."


async def deliver_late(interaction: discord.Interaction[Any], answer: Answer) -> discord.Message | None:
    """Bring the answer by another way: private ones as a direct message (which is given), public ones into the channel.

    Where direct messages are closed, a note in the channel says that there was an answer, not what it was.
    """
    message = rendered(_words_of(answer))
    if answer.is_private:
        try:
            return await interaction.user.send(**sending(message))
        except discord.HTTPException as refusal:
            log.info("direct message refused", extra={"code": refusal.code})
            message = rendered(Notice(text=text(Mention(str(interaction.user.id)), *_TOO_LATE, _AGAIN)))
    channel = interaction.channel
    if not isinstance(channel, discord.abc.Messageable):
        log.warning("late answer has no channel")
        return None
    try:
        await channel.send(**sending(message))
    except discord.HTTPException as refusal:
        log.warning("late answer not delivered", extra={"code": refusal.code})
    return None


def _words_of(answer: Answer) -> Any:
    match answer.reply:
        case Form():
            return said(f"That command has more to ask. {_AGAIN}")
        case Update(reply=shown):
            return shown
        case reply:
            return reply
