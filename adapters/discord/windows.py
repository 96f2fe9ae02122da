"""Windows to fill in: opened, brought back with their draft, and found again from the text that they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from discord import ui

from adapters.discord.forms import FORM, drafted, modal, packed, unpacked, without_drafts
from adapters.discord.limits import CUSTOM_ID_CHARACTERS
from bot.actions import pack, unpack
from bot.cutting import units
from bot.dispatch import Dispatcher
from bot.replies import Button, Form, Notice, Style, said
from bot.requests import Request


class Windows:
    """Keeps no window: each carries all that it needs, or a key under which the dispatcher keeps what is long."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    async def opened(self, request: Request, form: Form) -> ui.Modal:
        """The window for a form. Raises what the dispatcher refuses."""
        custom_id = await self._carried(request, packed(without_drafts(form)))
        return modal(form, self._dispatcher.commands.get(form.command), custom_id)

    async def form(self, request: Request, custom_id: str) -> Form:
        """The form that a window or a button carries. Raises NotFound for what this version does not know."""
        path, args = unpack(custom_id)
        if path == (FORM,):
            path, args = await self._dispatcher.parked(request, str(args.get("key", "")))
        return unpacked(self._dispatcher.commands, path, args)

    def drafted(self, form: Form, values: Mapping[str, object]) -> Form:
        """The form with what was filled in."""
        asked = [field.option for field in form.fields]
        return drafted(self._dispatcher.commands.get(form.command), {**form.known, **values}, asked)

    async def door(self, request: Request, form: Form) -> Notice:
        """A notice with the button that opens the window, for where no window may open by itself."""
        sentence = form.problem or "There is a little more to say."
        return said(sentence, actions=(await self._button(request, form, "Open the form"),))

    async def mendable(self, request: Request, refusal: Notice, draft: Form) -> Notice:
        """The refusal with the button that brings the draft back."""
        return replace(refusal, actions=(*refusal.actions, await self._button(request, draft, "Fix it")))

    async def _button(self, request: Request, form: Form, label: str) -> Button:
        path, args = unpack(await self._carried(request, packed(form)))
        return Button(label=label, command=path, args=args, style=Style.MAIN)

    async def _carried(self, request: Request, whole: str) -> str:
        """The packed form, or a key for it where it is too long for Discord."""
        if units(whole) <= CUSTOM_ID_CHARACTERS:
            return whole
        return pack((FORM,), {"key": await self._dispatcher.park(request, whole)})
