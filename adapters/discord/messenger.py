"""Posting on Discord without having been asked: announcements, reminders, direct messages.

Messages are layouts of components, which carry their mark (see :mod:`adapters.discord.marks`); what Discord refuses as
such is posted as words alone and found again by exactly these words. Each call makes one request that could post
something; what became of it is said as it is, and whether to try again is for others to decide.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from datetime import datetime
from typing import Any

from adapters.discord.admissions import Admissions
from adapters.discord.finding import Finding
from adapters.discord.happenings import Happenings
from adapters.discord.marks import marked
from adapters.discord.pace import Allowance
from adapters.discord.render import Layout, Plain, Words, in_words, rendered
from adapters.discord.rest import HTTP_SECONDS, Answer, Rest, Route
from adapters.discord.settings import DiscordSettings
from adapters.discord.verdicts import UNKNOWN_MESSAGE, verdict
from adapters.discord.views import mentions, sending
from bot.clock import Clock
from bot.deliveries import Cause, NotThere, Refused, Sent, Target, Unknown, Unreadable, Waits
from bot.messenger import Outgoing
from bot.replies import Admission, Deed, Happening, Shown

log = logging.getLogger(__name__)

#: Message flag IS_COMPONENTS_V2.
_IS_LAYOUT = 1 << 15
#: Allowed Mentions Object: people who may be told by one message.
_MOST_PINGS = 100
#: Direct conversations whose channel is remembered.
MOST_CONVERSATIONS = 10_000
#: Reading back may take several requests; a claim holds for 120 seconds.
_LOOK_SECONDS = 60.0
_NOT_CHANGED = Refused(Cause.CONTENT, "an admission stands as it is")
_NO_PLACE = Refused(Cause.TARGET, "not an id of Discord")


class DiscordMessenger:
    """Posts on Discord with a connection of its own, whether or not the gateway is there."""

    knows_marks = True
    #: Create Group DM needs tokens of users (discord-api-docs, resources/user.mdx), so bots cannot.
    gathers = False

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        clock: Clock,
        allowance: Allowance | None = None,
        http_seconds: float = HTTP_SECONDS,
    ) -> None:
        self._rest = Rest(
            token=settings.token,
            api_base=settings.api_base,
            allowance=allowance or Allowance(),
            clock=clock,
            http_seconds=http_seconds,
        )
        self._finding = Finding(self._rest)
        self._happenings = Happenings(self._rest, self._finding)
        self._admissions = Admissions(self._rest)
        #: The channel for direct messages by person.
        self._conversations: OrderedDict[str, str] = OrderedDict()

    async def close(self) -> None:
        """End what is under way; what is asked for afterwards waits."""
        await self._rest.close()

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Waits | Unknown | Refused:
        """Post it, unless the moment ``until`` has come before the request leaves (then: ``Waits``)."""
        try:
            if isinstance(outgoing.shown, Happening):
                return await self._happenings.post(outgoing, outgoing.shown, until)
            if isinstance(outgoing.shown, Admission):
                return await self._admissions.post(outgoing, outgoing.shown, until)
            return await self._post(outgoing, until)
        except Exception as error:
            log.exception("delivery broke")
            return Unknown(type(error).__name__)

    async def edit(self, outgoing: Outgoing, ref: str) -> Sent | Waits | Unknown | Refused:
        """Put it in the place of a message that was posted before. ``Refused(TARGET)`` where that is gone."""
        try:
            if isinstance(outgoing.shown, Happening):
                return await self._happenings.edit(outgoing, outgoing.shown, ref)
            if isinstance(outgoing.shown, Admission):
                return _NOT_CHANGED
            return await self._edit(outgoing, ref)
        except Exception as error:
            log.exception("edit broke")
            return Unknown(type(error).__name__)

    async def look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        """The message with this mark, if it was posted since a moment."""
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                return await self._look(outgoing, since)
        except TimeoutError:
            return Unreadable("looking took too long")
        except Exception as error:
            log.exception("look broke")
            return Unreadable(type(error).__name__)

    async def interested(self, workspace: str, ref: str) -> int | Unreadable:
        """How many people said on Discord that they are interested in a happening that was posted before."""
        return await self._happenings.interested(workspace, ref)

    async def _post(self, outgoing: Outgoing, until: datetime) -> Sent | Waits | Unknown | Refused:
        body = _made(outgoing, is_edit=False)
        if isinstance(body, Refused):
            return body
        channel = await self._channel(outgoing.target, until)
        if not isinstance(channel, str):
            return channel
        route = Route(method="POST", path="/channels/{}/messages", ids=(channel,))
        answer = await self._rest.ask(route, body | {"nonce": outgoing.mark, "enforce_nonce": True}, until=until)
        if isinstance(answer, Answer) and (answer.status, answer.code) == (404, UNKNOWN_MESSAGE):
            # Posted under this nonce before, and deleted since: nobody wants it a second time.
            return Sent("")
        if isinstance(answer, Answer) and answer.status == 404:
            self._conversations.pop(outgoing.target.user, None)
        return _outcome(answer)

    async def _look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        if isinstance(outgoing.shown, Happening):
            return await self._happenings.look(outgoing, outgoing.shown)
        if isinstance(outgoing.shown, Admission):
            # Doing it again is as good as looking, and says no more to anybody.
            return NotThere()
        channel = await self._channel(outgoing.target, None)
        if not isinstance(channel, str):
            is_final = isinstance(channel, Refused) and channel.cause is Cause.TARGET
            return Unreadable(channel.reason, is_final=is_final)
        text = in_words(outgoing.shown).content if outgoing.is_plain else None
        return await self._finding.message(
            channel, outgoing.mark, since, text=text, is_private=outgoing.target.is_private
        )

    async def _edit(self, outgoing: Outgoing, ref: str) -> Sent | Waits | Unknown | Refused:
        channel, _, message = ref.partition("/")
        if not (_is_id(channel) and _is_id(message)):
            return Refused(Cause.TARGET, "the message is gone")
        body = _made(outgoing, is_edit=True)
        if isinstance(body, Refused):
            return body
        route = Route(method="PATCH", path="/channels/{}/messages/{}", ids=(channel, message))
        return _outcome(await self._rest.ask(route, body))

    async def _channel(self, target: Target, until: datetime | None) -> str | Waits | Refused:
        """The channel to write to: that of a conversation is asked for once, which posts nothing."""
        if not target.is_private:
            channel = target.thread or target.channel
            return channel if _is_id(channel) else _NO_PLACE
        if not _is_id(target.user):
            return _NO_PLACE
        if known := self._conversations.get(target.user):
            self._conversations.move_to_end(target.user)
            return known
        route = Route(method="POST", path="/users/@me/channels")
        answer = await self._rest.ask(route, {"recipient_id": target.user}, until=until)
        return self._opened(target.user, answer)

    def _opened(self, user: str, answer: Answer | Waits | Unknown) -> str | Waits | Refused:
        match answer:
            case Answer(is_done=True, body={"id": str(channel)}) if _is_id(channel):
                self._conversations[user] = channel
                if len(self._conversations) > MOST_CONVERSATIONS:
                    self._conversations.popitem(last=False)
                return channel
            case Answer(is_done=False):
                said = verdict(answer)
                # There are no words yet that could be wrong.
                is_of_words = isinstance(said, Refused) and said.cause is Cause.CONTENT
                return Refused(Cause.TARGET, said.reason) if is_of_words else said
            case Answer():
                return Waits(5.0, "unreadable answer")
            case Unknown(reason) | Waits(reason=reason):
                return answer if isinstance(answer, Waits) else Waits(5.0, reason)


def _outcome(answer: Answer | Waits | Unknown) -> Sent | Waits | Unknown | Refused:
    match answer:
        case Answer(is_done=True, body={"id": str(message), "channel_id": str(channel)}):
            return Sent(f"{channel}/{message}")
        case Answer(is_done=True):
            return Unknown("unreadable answer")
        case Answer():
            return verdict(answer)
        case _:
            return answer


def _made(outgoing: Outgoing, *, is_edit: bool) -> dict[str, Any] | Refused:
    """The body of a request; refused where the words cannot be put into any message at all."""
    try:
        return _edited(outgoing) if is_edit else _posted(outgoing)
    except Exception as error:
        log.exception("message not made")
        return Refused(Cause.CONTENT, type(error).__name__)


def _posted(outgoing: Outgoing) -> dict[str, Any]:
    shown = _words_of(outgoing)
    if outgoing.is_plain:
        plain = in_words(shown)
        return {"content": plain.content, "allowed_mentions": _mentions(plain)}
    return _laid_out(rendered(shown, as_layout=True), outgoing.mark)


def _words_of(outgoing: Outgoing) -> Shown:
    assert not isinstance(outgoing.shown, Deed), "done, not said"
    return outgoing.shown


def _edited(outgoing: Outgoing) -> dict[str, Any]:
    """A layout in any case: once a message is one, Discord lets it be nothing else."""
    shown = _words_of(outgoing)
    if outgoing.is_plain:
        plain = in_words(shown)
        layout = Layout(parts=(Words(plain.content),), pings=plain.pings)
        return {"content": None} | _laid_out(layout, outgoing.mark)
    return {"content": None} | _laid_out(rendered(shown, as_layout=True), outgoing.mark)


def _laid_out(layout: Layout | Plain, mark: str) -> dict[str, Any]:
    components = sending(layout)["view"].to_components()
    return {"flags": _IS_LAYOUT, "components": marked(components, mark), "allowed_mentions": _mentions(layout)}


def _mentions(message: Layout | Plain) -> dict[str, Any]:
    return dict(mentions(message.pings[:_MOST_PINGS]).to_dict())


def _is_id(written: str) -> bool:
    return written.isascii() and written.isdigit()
