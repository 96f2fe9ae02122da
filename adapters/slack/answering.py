"""Where an answer goes: to the address that came with the question, else to the channel, else to the person alone.

Whatever Slack says about a failed way stays in the log. A message that it refuses as it stands is sent as text.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any, assert_never

from adapters.slack import documents, forms
from adapters.slack.calls import CallFailed, Calls
from adapters.slack.limits import ADDRESS_SECONDS, TRIGGER_SECONDS, VALUE_CHARACTERS
from adapters.slack.memory import Uses
from adapters.slack.origin import Origin
from adapters.slack.render import Message, rendered
from adapters.slack.rich import Spelling
from bot.actions import pack
from bot.grammar import Commands
from bot.replies import (
    Button,
    Card,
    Code,
    Document,
    Form,
    Mention,
    Notice,
    Page,
    Picture,
    Shared,
    Shown,
    Tone,
    Update,
    said,
)
from bot.requests import Answer

log = logging.getLogger(__name__)

#: What Slack says of a message that another rendering might get through.
_UNSHOWABLE = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_arguments"}
#: What Slack says where the bot has not been invited.
_OUTSIDE = {"not_in_channel", "channel_not_found"}
#: Nothing in what members wrote is linked, named or unfolded by Slack.
INERT: Mapping[str, Any] = {"parse": "none", "link_names": False}
FOLDED: Mapping[str, Any] = {"unfurl_links": False, "unfurl_media": False}

Send = Callable[[Mapping[str, Any]], Awaitable[object]]


class Answering:
    """Shows answers; knows how often each address for answers was used."""

    def __init__(self, calls: Calls, commands: Commands, spelling: Spelling) -> None:
        self._calls = calls
        self._commands = commands
        self.spelling = spelling
        self._uses = Uses(monotonic)

    async def show(self, origin: Origin, answer: Answer) -> None:
        """Show the answer to whom it is for. Never raises for what Slack refuses."""
        reply = answer.reply
        match reply:
            case Form():
                await self._ask(origin, reply)
            case Shared(reply=shown):
                await self._share(origin, shown)
            case Update(reply=shown):
                await self._replace(origin, shown)
            case Document() | Picture():
                await self._deliver(origin, reply)
            case Notice() | Card() | Page():
                await self.say(origin, reply, is_private=answer.is_private)
            case _:
                assert_never(reply)

    async def say(self, origin: Origin, shown: Shown, *, is_private: bool = True) -> None:
        """Say it in the place of the question; the first way that works is the only one."""
        is_private = is_private and (not origin.is_public or _is_refusal(shown))
        message = rendered(shown, self.spelling)
        ways: list[Send] = []
        if origin.view:
            ways.append(lambda _: self._in_view(origin, shown))
        if self._may_use(origin):
            ways.append(lambda sent: self._to_address(origin, sent, is_private=is_private))
        if origin.channel:
            ways.append(lambda sent: self._in_channel(origin, sent, is_private=is_private))
        ways.append(lambda sent: self._alone(origin, sent))
        for way in ways:
            if await self._went(way, message):
                return
        log.error("an answer could not be shown", extra={"workspace": origin.workspace.id})

    async def opened(self, origin: Origin, view: forms.View) -> str:
        """Open a view; the id under which it can be changed, empty where it could not be opened."""
        try:
            given = {"trigger_id": origin.trigger_id, "view": view}
            told = await self._calls.write(origin.workspace.token, "views.open", **given)
            return str(told["view"]["id"])
        except (CallFailed, KeyError, TypeError) as failed:
            log.warning("a view was not opened", extra={"reason": str(failed)})
            return ""

    async def _went(self, way: Send, message: Message) -> bool:
        """Whether the message went this way, with its blocks or else as text."""
        for sent in ({"text": message.text, "blocks": list(message.blocks)}, {"text": message.text}):
            try:
                await way(sent)
            except CallFailed as failed:
                log.warning("a way to answer failed", extra={"method": failed.method, "code": failed.code})
                if failed.code not in _UNSHOWABLE:
                    return False
            else:
                return True
        return False

    def _may_use(self, origin: Origin) -> bool:
        """Whether the address for answers may take one more."""
        if not origin.response_url or monotonic() - origin.heard_at > ADDRESS_SECONDS:
            return False
        return self._uses.are_left(origin.response_url)

    async def _to_address(self, origin: Origin, sent: Mapping[str, Any], *, is_private: bool) -> None:
        self._uses.note(origin.response_url)
        kind = "ephemeral" if is_private else "in_channel"
        # An answer to a button in a thread would otherwise stand in the channel.
        thread = {"thread_ts": origin.thread} if origin.thread else {}
        how = {"response_type": kind, "replace_original": False, **thread, **FOLDED}
        await self._calls.answer(origin.response_url, {**sent, **how})

    async def _in_channel(self, origin: Origin, sent: Mapping[str, Any], *, is_private: bool) -> None:
        thread = {"thread_ts": origin.thread} if origin.thread else {}
        if is_private:
            where = {"channel": origin.channel, "user": origin.user, **thread}
            await self._calls.write(origin.workspace.token, "chat.postEphemeral", **where, **sent, **INERT)
        else:
            await self._post(origin, origin.channel, {**sent, **thread})

    async def _alone(self, origin: Origin, sent: Mapping[str, Any]) -> None:
        await self._post(origin, origin.user, sent)

    async def _post(self, origin: Origin, channel: str, sent: Mapping[str, Any]) -> None:
        workspace = origin.workspace
        await self._calls.post(workspace.token, workspace.id, channel, **sent, **INERT, **FOLDED)

    async def _in_view(self, origin: Origin, shown: Shown) -> None:
        """In the form it was said in; over the home tab, which keeps showing what it shows."""
        view = forms.note("Commonplace", shown, self.spelling)
        token = origin.workspace.token
        if origin.is_home:
            await self._calls.write(token, "views.open", trigger_id=origin.trigger_id, view=view)
        else:
            await self._calls.write(token, "views.update", view_id=origin.view, view=view)

    async def _ask(self, origin: Origin, form: Form) -> None:
        """Open the form; where it is too late for that, offer a button that opens it."""
        view = forms.modal(form, self._commands.get(form.command), origin, self.spelling)
        token = origin.workspace.token
        try:
            if origin.view and not origin.is_home:
                await self._calls.write(token, "views.update", view_id=origin.view, view=view)
            elif origin.trigger_id and monotonic() - origin.heard_at < TRIGGER_SECONDS:
                await self._calls.write(token, "views.open", trigger_id=origin.trigger_id, view=view)
            else:
                await self._offer(origin, form)
        except CallFailed as failed:
            log.warning("a form was not opened", extra={"method": failed.method, "code": failed.code})
            await self._offer(replace(origin, view="", is_home=False), form)

    async def _offer(self, origin: Origin, form: Form) -> None:
        button = Button(label="Open the form", command=form.command, args=form.known)
        fits = len(pack(button.command, button.args)) <= VALUE_CHARACTERS
        hint = "Press the button to answer them." if fits else "Please say the command once more."
        await self.say(origin, said(f"There are questions left to answer. {hint}", actions=(button,) if fits else ()))

    async def _share(self, origin: Origin, shown: Shown) -> None:
        """Show it to everybody in the channel; where the bot may not write, tell the person what to do."""
        message = rendered(shown, self.spelling)
        thread = {"thread_ts": origin.thread} if origin.thread else {}
        if not origin.channel:
            await self.say(origin, said("There is no channel here to show it in. Ask again in a channel."))
            return
        for sent in ({"text": message.text, "blocks": list(message.blocks)}, {"text": message.text}):
            try:
                await self._post(origin, origin.channel, {**sent, **thread})
            except CallFailed as failed:
                log.warning("nothing was shared", extra={"method": failed.method, "code": failed.code})
                if failed.code in _UNSHOWABLE:
                    continue
                await self.say(origin, _uninvited(origin) if failed.code in _OUTSIDE else documents.LATER)
            return
        await self.say(origin, documents.LATER)

    async def _deliver(self, origin: Origin, document: Document | Picture) -> None:
        """Bring a file into the direct messages with the bot, and say where it was asked for that it is there."""
        try:
            beside = rendered(Notice(text=document.text), self.spelling)
            channel = await documents.deliver(self._calls, origin, document, beside)
        except CallFailed as failed:
            log.warning("a file was not sent", extra={"method": failed.method, "code": failed.code})
            await self.say(origin, documents.refused(failed))
            return
        if channel != origin.channel:
            await self.say(origin, documents.SENT)

    async def _replace(self, origin: Origin, shown: Shown) -> None:
        """In place of the message whose button was pressed; as a new one where that has gone."""
        message = rendered(shown, self.spelling)
        ways: list[Send] = []
        if origin.view:
            await self.say(origin, shown)
            return
        if self._may_use(origin):
            ways.append(lambda sent: self._over_address(origin, sent))
        if origin.message and origin.channel and not origin.is_ephemeral:
            ways.append(lambda sent: self._over_message(origin, sent))
        for way in ways:
            if await self._went(way, message):
                return
        await self.say(origin, shown)

    async def _over_address(self, origin: Origin, sent: Mapping[str, Any]) -> None:
        self._uses.note(origin.response_url)
        await self._calls.answer(origin.response_url, {**sent, "replace_original": True, **FOLDED})

    async def _over_message(self, origin: Origin, sent: Mapping[str, Any]) -> None:
        where = {"channel": origin.channel, "ts": origin.message}
        await self._calls.write(origin.workspace.token, "chat.update", **where, **sent, **INERT)


def _uninvited(origin: Origin) -> Notice:
    bot = Mention(origin.workspace.bot_user or "Commonplace")
    words = ("I am not in this channel, so nothing was shown. Invite me with ", Code("/invite"), " ", bot)
    return Notice(text=(*words, ", then press the button again."), tone=Tone.REFUSED)


def _is_refusal(shown: Shown) -> bool:
    return isinstance(shown, Notice) and shown.tone is Tone.REFUSED
