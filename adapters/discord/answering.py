"""Answering in time: the dispatcher's answer if it comes soon, else a sign of life first, and never nothing.

Discord waits three seconds for the first answer and fifteen minutes for the rest. What Discord says about an answer
that came too late or twice is logged; it is not a member's affair.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import aiohttp
import discord

from adapters.discord.late import deliver_late
from adapters.discord.posting import Interaction, Post
from adapters.discord.windows import Windows
from bot.dispatch import Dispatcher
from bot.errors import BotError
from bot.replies import Arguments, Form, Notice, Tone, text
from bot.requests import Answer, Filled, Request

log = logging.getLogger(__name__)

#: After so many seconds without an answer Discord is told that it will come; it would wait for three.
DEFER_SECONDS = 1.5
#: After so many seconds people are told so in words.
PATIENCE_SECONDS = 2.4

#: After so many seconds a request that is not answered is given up.
SEND_SECONDS = 20.0
#: Discord cannot be reached, or may not be asked just now.
_UNREACHABLE = (discord.DiscordException, aiohttp.ClientError, OSError)
#: Discord's codes for a first answer that came too late, or that somebody else has given: nothing is left to be done.
_NOT_OURS = {10062, 40060}
#: Discord's codes for a token that is no longer valid. Discord alone says when: our clock may be another.
_TOKEN_GONE = {10015, 50027}
#: Discord's code for a message that is no longer there: its reader has put it away.
_MESSAGE_GONE = 10008

#: Told of each answer that became a direct message.
OnDirect = Callable[[Interaction, discord.Message], None]

_UNSHOWN = Notice(
    text=text("The answer is there, but Discord would not show it. Please tell an organiser what you asked for."),
    tone=Tone.REFUSED,
)


class Answering:
    """Brings what the dispatcher says to where it was asked."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        *,
        defer_seconds: float = DEFER_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        on_direct: OnDirect = lambda _interaction, _message: None,
    ) -> None:
        self._dispatcher = dispatcher
        self._windows = Windows(dispatcher)
        self._defer_seconds = defer_seconds
        self._on_direct = on_direct
        self._more_seconds = max(patience_seconds - defer_seconds, 0.0)

    async def answer(
        self, interaction: Interaction, request: Request, *, private: bool, draft: Form | None = None
    ) -> None:
        """Run the request and show what comes of it. ``private`` is what the command says of itself.

        A refusal brings the ``draft`` back, where it was a form that was refused.
        """
        post = Post(interaction, private=private)
        answer = await self._in_time(post, self._dispatcher.run(request))
        if draft is not None and isinstance(answer.reply, Notice) and answer.reply.tone is Tone.REFUSED:
            answer = replace(answer, reply=await self._windows.mendable(request, answer.reply, draft))
        await self._show(post, request, answer)

    async def reopen(self, interaction: Interaction, request: Request, custom_id: str) -> None:
        """Open the window that a button carries, with its draft."""
        post = Post(interaction, private=True)
        await self._show(post, request, await self._in_time(post, self._form_answer(request, custom_id)))

    async def sent(self, interaction: Interaction, request: Request, custom_id: str, values: Arguments) -> None:
        """Run what a window stands for, with what was filled in."""
        answer = await self._form_answer(request, custom_id)
        form = answer.reply
        if not isinstance(form, Form):
            await self._show(Post(interaction, private=True), request, answer)
            return
        command = self._dispatcher.commands.get(form.command)
        request = replace(request, said=Filled(form.command, {**form.known, **values}))
        draft = self._windows.drafted(form, values)
        await self.answer(interaction, request, private=command.private, draft=draft)

    async def say(self, interaction: Interaction, notice: Notice) -> None:
        """Show a sentence without asking anybody."""
        await self._brought(Post(interaction, private=True), Answer(reply=notice))

    async def _form_answer(self, request: Request, custom_id: str) -> Answer:
        try:
            return Answer(reply=await self._windows.form(request, custom_id))
        except BotError as refusal:
            return Answer(reply=Notice(text=text(str(refusal)), tone=Tone.REFUSED))

    async def _in_time(self, post: Post, running: Awaitable[Answer]) -> Answer:
        """The answer, however long it takes; signs of life are given while it is waited for."""
        task = asyncio.ensure_future(running)
        try:
            await asyncio.wait({task}, timeout=self._defer_seconds)
            if not task.done():
                await _tried(post, post.defer())
                await asyncio.wait({task}, timeout=self._more_seconds)
            if not task.done():
                await _tried(post, post.ask_for_patience())
            return await task
        finally:
            task.cancel()

    async def _show(self, post: Post, request: Request, answer: Answer) -> None:
        """Show the answer; a form as a window where Discord still takes one, else as a button that opens it."""
        if isinstance(answer.reply, Form):
            form = answer.reply
            try:
                if post.can_open_window:
                    window = await self._windows.opened(request, form)
                    await _tried(post, post.open_window(window), is_last=True)
                    return
                answer = replace(answer, reply=await self._windows.door(request, form), is_private=True)
            except BotError as refusal:
                answer = Answer(reply=Notice(text=text(str(refusal)), tone=Tone.REFUSED))
        await self._brought(post, answer)

    async def _brought(self, post: Post, answer: Answer) -> None:
        try:
            await _sent(post.show(answer))
        except discord.HTTPException as refusal:
            await self._refused(post, answer, refusal)
        except _UNREACHABLE as error:
            log.warning("answer not shown", extra={"reason": type(error).__name__})
            if post.may_repeat(answer):
                # If it has arrived all the same, Discord says so and nothing is shown twice.
                await _tried(post, post.show(answer), is_last=True)
        except Exception:
            # A mistake of ours in rendering must not leave anybody without an answer.
            log.exception("answer not rendered")
            await _tried(post, post.show(Answer(reply=_UNSHOWN)), is_last=True)

    async def _refused(self, post: Post, answer: Answer, refusal: discord.HTTPException) -> None:
        facts = {"code": refusal.code, "status": refusal.status}
        if refusal.code in _TOKEN_GONE:
            direct = await deliver_late(post.interaction, answer)
            if direct is not None:
                self._on_direct(post.interaction, direct)
        elif refusal.code in _NOT_OURS or refusal.code == _MESSAGE_GONE:
            log.info("answer has no place", extra=facts)
        else:
            log.error("answer refused by Discord", extra=facts)
            await _tried(post, post.show(Answer(reply=_UNSHOWN)), is_last=True)


async def _tried(post: Post, sending: Awaitable[None], *, is_last: bool = False) -> None:
    """Send it, but do not fail if it cannot be: the answer itself is still to come, or nothing is left to try."""
    try:
        await _sent(sending)
    except discord.HTTPException as refusal:
        # Somebody else answers, or it is too late for a first answer: whatever follows would be in the wrong place.
        post.is_void = refusal.code in _NOT_OURS
        log.log(logging.WARNING if is_last else logging.INFO, "not shown", extra={"code": refusal.code})
    except _UNREACHABLE as error:
        log.warning("not shown", extra={"reason": type(error).__name__})


async def _sent(sending: Awaitable[None]) -> None:
    """Send it. Raises TimeoutError where Discord takes the request and does not answer."""
    async with asyncio.timeout(SEND_SECONDS):
        await sending
