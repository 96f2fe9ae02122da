"""Forms that were sent: refused below a question, asked again, or closed with the answer where it belongs.

Slack wants to know within three seconds what becomes of the form, so this is the one place where the dispatcher is
waited for before the acknowledgement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack import forms
from adapters.slack.asking import Asking
from adapters.slack.chores import Chores
from adapters.slack.origin import Body, Origin
from adapters.slack.rich import Spelling, plain
from bot.actions import outdated
from bot.errors import BotError, InvalidInput
from bot.forms import form_for
from bot.grammar import convert
from bot.replies import Form, Notice, Tone, said
from bot.requests import Answer, Filled
from bot.spec import AnyCommand

#: How long the dispatcher may take while the form waits for its answer.
PATIENCE_SECONDS = 2.0
#: Who asks for a menu sees something after this time, because the trigger opens a form for three seconds only.
LOADING_SECONDS = 1.0

_WORKING = said("This takes a moment. The answer comes as a message.")
_LOADING = said("One moment …")

Acknowledgement = dict[str, Any]


class Filling:
    """Sends forms to the dispatcher and tells Slack what becomes of them."""

    def __init__(self, asking: Asking, chores: Chores) -> None:
        self._asking = asking
        self._chores = chores

    async def sent(self, origin: Origin, body: Body) -> Acknowledgement:
        """What Slack shall do with the form that was sent."""
        view: Mapping[str, Any] = body["view"]
        kept = forms.kept_in(view)
        command = self._command(kept)
        if kept is None or command is None:
            refusal = Notice(text=(str(outdated()),), tone=Tone.REFUSED)
            return _updated(forms.note("Commonplace", refusal, self._asking.answering.spelling))
        args = {**kept.known, **forms.filled(view)}
        wrong, half = _wrong(command, args, asked=forms.filled(view)), forms.half_answered(view)
        if wrong or half:
            return _refused(wrong, self._asking.answering.spelling, half)
        answered = self._chores.begun(self._asking.answer(origin, Filled(kept.command, args)))
        there = replace(
            origin, view="", channel=kept.channel, thread=kept.thread, response_url=kept.response_url, trigger_id=""
        )
        done, _ = await asyncio.wait({answered}, timeout=PATIENCE_SECONDS)
        if not done:
            self._chores.start(self._late(origin, there, answered))
            return _updated(forms.note("Commonplace", _WORKING, self._asking.answering.spelling))
        return self._outcome(there, answered.result(), view)

    async def opened(self, origin: Origin, filled: Filled) -> None:
        """Answer a menu entry or a shortcut; a form that takes long is opened empty first, while it may be."""
        answered = self._chores.begun(self._asking.answer(origin, filled))
        done, _ = await asyncio.wait({answered}, timeout=LOADING_SECONDS)
        if not done:
            view = await self._asking.answering.opened(origin, forms.note("Commonplace", _LOADING))
            origin = replace(origin, view=view) if view else origin
        await self._asking.answering.show(origin, await answered)

    async def asked(self, origin: Origin, path: tuple[str, ...]) -> None:
        """Open a form with the first questions of a command, whatever it could do without."""
        command = self._asking.dispatcher.commands.get(path)
        await self._asking.answering.show(origin, Answer(reply=form_for(command, {}, command.options)))

    def _command(self, kept: forms.Kept | None) -> AnyCommand | None:
        try:
            return self._asking.dispatcher.commands.get(kept.command) if kept else None
        except BotError:
            return None

    def _outcome(self, there: Origin, answer: Answer, view: Mapping[str, Any]) -> Acknowledgement:
        answering, reply = self._asking.answering, answer.reply
        if isinstance(reply, Form):
            command = self._asking.dispatcher.commands.get(reply.command)
            return _updated(forms.modal(reply, command, there, answering.spelling))
        if isinstance(reply, Notice) and reply.tone is Tone.REFUSED:
            field = getattr(answer, "field", None)
            if field in forms.filled(view):
                return _refused({field: plain(reply.text)}, answering.spelling)
            return _updated(forms.refused(view, plain(reply.text), answering.spelling))
        self._chores.start(answering.show(there, answer))
        return {}

    async def _late(self, origin: Origin, there: Origin, answered: asyncio.Future[Answer]) -> None:
        """Show what came after the form had to be let go: questions and refusals in it, anything else where it goes."""
        answer = await answered
        is_refusal = isinstance(answer.reply, Notice) and answer.reply.tone is Tone.REFUSED
        await self._asking.answering.show(origin if is_refusal or isinstance(answer.reply, Form) else there, answer)


def _wrong(command: AnyCommand, args: Mapping[str, object], *, asked: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the answers, by option: all of it at once, before anything is run."""
    found: dict[str, str] = {}
    for name in asked:
        option = command.option(name)
        try:
            if option and args[name] != "":
                convert(option, args[name])
        except InvalidInput as refusal:
            found[name] = str(refusal)
    return found


def _refused(wrong: Mapping[str, str], spelling: Spelling, half: Mapping[str, str] | None = None) -> Acknowledgement:
    found = forms.problems({name: spelling(sentence) for name, sentence in wrong.items()})
    return {"response_action": "errors", "errors": {**found, **(half or {})}}


def _updated(view: forms.View) -> Acknowledgement:
    return {"response_action": "update", "view": view}
