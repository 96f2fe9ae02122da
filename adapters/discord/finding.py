"""Looking for what may have been posted: in the history of a channel, by the mark, among the bot's own messages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import discord

from adapters.discord.marks import carries
from adapters.discord.rest import Answer, Rest, Route
from adapters.discord.verdicts import UNKNOWN_MESSAGE
from bot.deliveries import NotThere, Sent, Unknown, Unreadable, Waits

log = logging.getLogger(__name__)

#: Get Channel Messages: so many at most in one answer.
_PAGE = 100
#: So many pages are read back; a channel with more messages since is too busy to be searched.
_PAGES = 10
#: Clocks differ, and ours may have been set since.
_SLACK = timedelta(minutes=5)


class Finding:
    """Reads messages back."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._own = ""

    async def own_id(self) -> str | Unreadable:
        """The id of the bot itself."""
        if not self._own:
            answer = await self._rest.ask(Route(method="GET", path="/users/@me"))
            match answer:
                case Answer(is_done=True, body={"id": str(own)}):
                    self._own = own
                case _:
                    return unreadable(answer)
        return self._own

    async def message(
        self, channel: str, mark: str, since: datetime, *, text: str | None, is_private: bool
    ) -> Sent | NotThere | Unreadable:
        """The message that carries the mark; with ``text``, the one of exactly these words and no components.

        The newest hundred are looked at in any case, and as many more as were posted since the moment.
        """
        own = await self.own_id()
        if isinstance(own, Unreadable):
            return own
        start = since + min(self._rest.ahead, timedelta(0)) - _SLACK
        oldest = discord.utils.time_snowflake(start)
        before: int | None = None
        for _ in range(_PAGES):
            page = await self._page(channel, before)
            if isinstance(page, Unreadable):
                return page
            for one in page:
                is_it = carries(one.get("components"), mark) if text is None else _says(one, text, oldest)
                if one["author"]["id"] == own and is_it:
                    return Sent(f"{channel}/{one['id']}")
            if len(page) < _PAGE or (before := int(page[-1]["id"])) < oldest:
                return NotThere() if page or is_private else await self._nothing(channel)
        return Unreadable("too many messages since", is_final=True)

    async def _page(self, channel: str, before: int | None) -> Sequence[dict[str, Any]] | Unreadable:
        """Up to a hundred messages, newest first."""
        query = {"limit": str(_PAGE)} | ({"before": str(before)} if before else {})
        answer = await self._rest.ask(Route(method="GET", path="/channels/{}/messages", ids=(channel,)), query=query)
        match answer:
            case Answer(is_done=True, body=list(page)):
                return page
            case _:
                return unreadable(answer)

    async def _nothing(self, channel: str) -> NotThere | Unreadable:
        """Whether an empty history is empty, or hidden: Discord shows nothing to whoever may not read it.

        Asking for a single message tells, because that is refused without the permission (discord-api-docs, "Get
        Channel Message"). No message but the first of a forum's post has the id of its channel.
        """
        answer = await self._rest.ask(Route(method="GET", path="/channels/{}/messages/{}", ids=(channel, channel)))
        if isinstance(answer, Answer) and (answer.is_done or answer.code == UNKNOWN_MESSAGE):
            return NotThere()
        return unreadable(answer)


def unreadable(answer: Answer | Waits | Unknown) -> Unreadable:
    """Why it could not be read. For good, where Discord says that it may not be, or is not there."""
    if not isinstance(answer, Answer):
        return Unreadable(answer.reason)
    reason = f"HTTP {answer.status}, code {answer.code}"
    return Unreadable(reason, is_final=answer.status in {403, 404})


def _says(message: dict[str, Any], text: str, oldest: int) -> bool:
    """Discord cuts the space around what is said."""
    is_of_then = int(message["id"]) >= oldest
    return is_of_then and not message.get("components") and str(message.get("content")).strip() == text.strip()
