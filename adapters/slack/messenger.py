"""Posts on Slack without being asked: what becomes of a message, and how one is found again.

Slack knows no mark that would keep it from posting the same message twice (there is no documented idempotency key for
chat.postMessage). So each message carries its mark as metadata, nothing is repeated here, and where Slack did not say
what became of a request, the channel is read back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from adapters.slack.admissions import let_in
from adapters.slack.answering import FOLDED, INERT
from adapters.slack.calls import RATE_LIMITED, CallFailed, Calls, Sleep
from adapters.slack.origin import Workspace
from adapters.slack.outcomes import PAUSE_SECONDS, gathering_outcome, look_outcome, outcome
from adapters.slack.render import rendered
from adapters.slack.rich import Spelling
from adapters.slack.workspaces import Workspaces
from bot.deliveries.outcomes import Cause, NotThere, Refused, Sent, Unknown, Unreadable, Waits
from bot.deliveries.values import Target
from bot.messenger import Outgoing
from bot.replies import Admission, Deed, Happening, Shown

log = logging.getLogger(__name__)

#: What our messages carry besides their words: everybody in the workspace may read it, so it is a mark and no secret.
EVENT, MARK = "commonplace_delivery", "mark"
#: The token is at hand, or read from the database, or renewed by one call to Slack.
FINDING_SECONDS = 15.0
#: Longest time for which the turn of a channel is waited for; the call itself takes 10 seconds at most.
TURN_SECONDS = 20.0
#: All pages together, with what Slack wants to be waited for.
LOOKING_SECONDS = 60.0
#: Slack gives at most 15 messages a page to apps that are distributed outside its Marketplace, and 999 to others.
PAGE_MESSAGES, PAGES = 100, 5
#: How far our clock and that of Slack may be apart.
CLOCKS_APART = timedelta(hours=1)

Said = Sent | Waits | Unknown | Refused

_NOT_INSTALLED = Refused(Cause.APP, "not_installed")
_NO_EVENTS = Refused(Cause.CONTENT, "no events")
_TOO_LATE = Waits(1.0, "its time is over")


class SlackMessenger:
    """The messenger of :mod:`bot.messenger` for all workspaces in which the app is installed."""

    knows_marks = False
    gathers = True

    def __init__(
        self,
        *,
        calls: Calls,
        workspaces: Workspaces,
        spelling: Spelling,
        now: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._workspaces = workspaces
        self._spelling = spelling
        self._now = now
        self._sleep = sleep

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Said:
        """Post it once, in the turn of its channel, unless that comes only after ``until``."""
        target, shown = outgoing.target, outgoing.shown
        if isinstance(shown, Happening):
            return _NO_EVENTS
        workspace = await self._workspace(target)
        if not isinstance(workspace, Workspace):
            return workspace
        if isinstance(shown, Admission):
            return _TOO_LATE if self._now() >= until else await let_in(self._calls, workspace, shown)
        channel = await self._channel(workspace, target)
        if not isinstance(channel, str):
            return channel
        if waits := await self._not_in_time(workspace, channel, until):
            return waits
        thread = {"thread_ts": target.thread} if target.thread else {}
        metadata = {"event_type": EVENT, "event_payload": {MARK: outgoing.mark}}
        words = self._words(shown, is_plain=outgoing.is_plain)
        sent = {"channel": channel, **words, **thread, **FOLDED, "metadata": metadata}
        return await self._sent(workspace, "chat.postMessage", sent)

    async def edit(self, outgoing: Outgoing, ref: str) -> Said:
        """Put it in the place of the message, which keeps its metadata: it is found by the mark it was posted with."""
        shown = outgoing.shown
        if isinstance(shown, Deed):
            return _NO_EVENTS
        workspace = await self._workspace(outgoing.target)
        if not isinstance(workspace, Workspace):
            return workspace
        channel, _, ts = ref.partition("/")
        if held_up := self._calls.held_up(workspace.token, "chat.update"):
            return Waits(held_up, RATE_LIMITED)
        words = self._words(shown, is_plain=outgoing.is_plain)
        return await self._sent(workspace, "chat.update", {"channel": channel, "ts": ts, **words})

    async def look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        """The message with this mark, if it is among those since that moment, by Slack's clock or by ours."""
        if isinstance(outgoing.shown, Admission):
            # Inviting again is as good as looking, and says no more to anybody.
            return NotThere()
        workspace = await self._workspace(outgoing.target)
        match workspace:
            case Refused(_, reason):
                # The app may be installed again, and the token renewed: until then nothing is posted either.
                return Unreadable(reason)
            case Waits(_, reason):
                return Unreadable(reason)
        try:
            async with asyncio.timeout(LOOKING_SECONDS):
                return await self._found(workspace, outgoing, since - CLOCKS_APART)
        except CallFailed as failed:
            log.warning("a message was not looked for", extra={"method": failed.method, "code": failed.code})
            return look_outcome(failed)
        except (TimeoutError, TypeError, ValueError, AttributeError, KeyError) as error:
            log.warning("a message was not looked for", extra={"reason": type(error).__name__})
            return Unreadable(type(error).__name__)

    async def _workspace(self, target: Target) -> Workspace | Waits | Refused:
        """The workspace with its token. Whatever goes wrong here, nothing was posted."""
        try:
            async with asyncio.timeout(FINDING_SECONDS):
                found = await self._workspaces.find(enterprise=None, team=target.workspace)
        except CallFailed as failed:
            said = outcome(failed)
            return Waits(PAUSE_SECONDS, failed.code) if isinstance(said, Unknown) else said
        except (SQLAlchemyError, SlackClientError, aiohttp.ClientError, OSError) as error:
            log.warning("the token of a workspace was not found", extra={"reason": type(error).__name__})
            return Waits(PAUSE_SECONDS, type(error).__name__)
        # The token in the configuration may have been changed for that of another workspace.
        return found if found and found.id == target.workspace else _NOT_INSTALLED

    async def _not_in_time(self, workspace: Workspace, channel: str, until: datetime) -> Waits | None:
        """Wait for the turn of the channel; what to wait for where it comes too late."""
        left = min((until - self._now()).total_seconds(), TURN_SECONDS)
        if left <= 0:
            return _TOO_LATE
        wait = self._calls.turn(workspace.token, workspace.id, channel, within_seconds=left)
        if wait > left:
            return Waits(wait, "its turn has not come")
        if wait > 0:
            await self._sleep(wait)
        # Slack may have said to wait meanwhile, the clock may have jumped, and the program may have been stopped.
        if held_up := self._calls.held_up(workspace.token, "chat.postMessage"):
            return Waits(held_up, RATE_LIMITED)
        return _TOO_LATE if self._now() >= until else None

    def _words(self, shown: Shown, *, is_plain: bool) -> Mapping[str, Any]:
        message = rendered(shown, self._spelling)
        # Without blocks in it, an update takes away those of the message (DOC:chat.update, "blocks").
        return {"text": message.text, **({} if is_plain else {"blocks": list(message.blocks)}), **INERT}

    async def _sent(self, workspace: Workspace, method: str, sent: Mapping[str, Any]) -> Said:
        try:
            told = await self._calls.once(workspace.token, method, **sent)
        except CallFailed as failed:
            log.warning("a message was not posted", extra={"method": failed.method, "code": failed.code})
            return outcome(failed)
        channel, ts = told.get("channel"), told.get("ts")
        return Sent(f"{channel}/{ts}") if channel and ts else Unknown("no ts")

    async def _found(self, workspace: Workspace, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        """Read the channel back, newest messages first, or the thread from its beginning.

        Without ``oldest``: with a clock of ours that was wrong when the message was posted, it would hide the message.
        """
        target = outgoing.target
        channel = target.channel or await self._conversation(workspace, target)
        method = "conversations.replies" if target.thread else "conversations.history"
        asked = {"channel": channel, "include_all_metadata": "true", "limit": str(PAGE_MESSAGES)}
        asked |= {"ts": target.thread} if target.thread else {}
        for _ in range(PAGES):
            told = await self._calls.read(workspace.token, method, **asked)
            messages = told["messages"]
            if ts := _ts_of(messages, workspace.bot_user, outgoing.mark):
                return Sent(f"{channel}/{ts}")
            cursor = (told.get("response_metadata") or {}).get("next_cursor")
            is_older = not target.thread and messages and float(messages[-1]["ts"]) < since.timestamp()
            if not cursor or is_older:
                return NotThere()
            asked["cursor"] = str(cursor)
        return Unreadable("too much was said since", is_final=True)

    async def _channel(self, workspace: Workspace, target: Target) -> str | Waits | Refused:
        """Where to post. Whatever goes wrong here, nothing was posted."""
        if not target.is_group:
            # A person's id as the channel opens the direct conversation with them (DOC:chat.postMessage, "channel").
            return target.channel or target.user
        try:
            async with asyncio.timeout(FINDING_SECONDS):
                return await self._conversation(workspace, target)
        except CallFailed as failed:
            return gathering_outcome(failed)
        except (TimeoutError, TypeError, KeyError) as error:
            return Waits(PAUSE_SECONDS, type(error).__name__)

    async def _conversation(self, workspace: Workspace, target: Target) -> str:
        """The direct conversation with a person, or a few, which is the same each time (DOC:conversations.open)."""
        told = await self._calls.write(workspace.token, "conversations.open", users=",".join(target.people))
        return str(told["channel"]["id"])


def _ts_of(messages: Sequence[Mapping[str, Any]], bot: str, mark: str) -> str:
    """The name of the message of ours with this mark; empty where it is not among them."""
    for message in messages:
        metadata = message.get("metadata") or {}
        is_ours = bool(bot) and message.get("user") == bot and metadata.get("event_type") == EVENT
        if is_ours and (metadata.get("event_payload") or {}).get(MARK) == mark:
            return str(message["ts"])
    return ""
