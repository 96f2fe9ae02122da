"""Getting one answer in front of people: as a first answer, in the place of another message, or beside it.

Discord takes exactly one first answer to an interaction. What it must be depends on whether one was given already:
nothing yet, "is thinking" (a message of our own that is waiting for its words), or a silent sign that a button was
noticed.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

import discord
from discord import ui

from adapters.discord.first import say_first
from adapters.discord.render import Message, rendered
from adapters.discord.views import editing, sending
from bot.replies import Shared, Update, said
from bot.requests import Answer

Interaction = discord.Interaction[Any]

_SHOWN_HERE = said("It is shown to everybody here now.")
_TAKES_LONG = said("This takes longer than usual. The answer will appear here.")


class Ack(Enum):
    """Which first answer was given."""

    NONE = auto()
    THINKING = auto()
    SILENT = auto()


class Post:
    """The answer to one interaction, wherever it has to go."""

    def __init__(self, interaction: Interaction, *, private: bool) -> None:
        self.interaction = interaction
        #: Whether what is thinking is only seen by the person who asked: Discord fixes that with the first answer.
        self._private = private
        self._note: discord.WebhookMessage | None = None
        self.ack = Ack.NONE
        #: Whether somebody else answers, or it is too late for anybody to.
        self.is_void = False

    @property
    def can_open_window(self) -> bool:
        """Whether a modal may be the answer."""
        return self.ack is Ack.NONE and self.interaction.type is not discord.InteractionType.modal_submit

    def may_repeat(self, answer: Answer) -> bool:
        """Whether showing the answer twice shows it once: Discord takes one first answer, and an edit is an edit."""
        is_edit = self.ack is Ack.THINKING or (isinstance(answer.reply, Update) and self._may_change_source())
        return self.ack is Ack.NONE or (is_edit and not isinstance(answer.reply, Shared))

    async def defer(self) -> None:
        """Say that the answer will come. A button's own message stays as it is until then."""
        response = self.interaction.response
        # Set before it is known to have arrived: a second first answer would be refused if it has.
        if self.interaction.message is not None:
            self.ack = Ack.SILENT
            await response.defer(thinking=False)
        else:
            self.ack = Ack.THINKING
            await response.defer(ephemeral=self._private, thinking=True)

    async def ask_for_patience(self) -> None:
        """Say in words that it takes longer."""
        if self.is_void:
            return
        words = rendered(_TAKES_LONG)
        if self.ack is Ack.THINKING:
            await self.interaction.edit_original_response(**editing(words))
        else:
            self._note = await self.interaction.followup.send(**sending(words), ephemeral=True, wait=True)

    async def open_window(self, window: ui.Modal) -> None:
        """Open a window to fill in."""
        await self.interaction.response.send_modal(window)

    async def show(self, answer: Answer) -> None:
        """Show it: in the place of the message whose button was pressed, to everybody, or as an answer of its own."""
        if self.is_void:
            return
        reply = answer.reply
        if isinstance(reply, Update) and self._may_change_source():
            await self._change_source(reply)
        elif isinstance(reply, Shared):
            await self._share(rendered(reply))
        else:
            await self._say(rendered(reply), private=answer.is_private)

    def _may_change_source(self) -> bool:
        """A message that everybody sees is changed only for whoever asked for it; a direct one has one reader."""
        source = self.interaction.message
        if source is None:
            return False
        if self.interaction.guild_id is None:
            return True
        asked_by = source.interaction_metadata.user.id if source.interaction_metadata else None
        return source.flags.ephemeral or asked_by == self.interaction.user.id

    async def _change_source(self, reply: Update) -> None:
        source = self.interaction.message
        is_layout = source is not None and source.flags.components_v2
        message = rendered(reply, as_layout=is_layout)
        if self.ack is Ack.NONE:
            await self.interaction.response.edit_message(**editing(message))
        else:
            await self.interaction.edit_original_response(**editing(message))
            await self._take_note_back()

    async def _share(self, message: Message) -> None:
        if self.ack is Ack.NONE:
            await say_first(self.interaction, sending(message), private=False)
        elif self.ack is Ack.THINKING and not self._private:
            await self.interaction.edit_original_response(**editing(message))
        else:
            if self.ack is Ack.THINKING:
                await self.interaction.edit_original_response(**editing(rendered(_SHOWN_HERE)))
            await self.interaction.followup.send(**sending(message), ephemeral=False, wait=True)
            await self._take_note_back()

    async def _say(self, message: Message, *, private: bool) -> None:
        if self.ack is Ack.NONE:
            await say_first(self.interaction, sending(message), private=private)
        elif self.ack is Ack.THINKING:
            await self.interaction.edit_original_response(**editing(message))
        elif self._note is not None and private:
            await self._note.edit(**editing(message))
        else:
            await self.interaction.followup.send(**sending(message), ephemeral=private, wait=True)
            await self._take_note_back()

    async def _take_note_back(self) -> None:
        if self._note is not None:
            await self._note.delete()
            self._note = None
