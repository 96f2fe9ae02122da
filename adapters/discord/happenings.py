"""Events that Discord itself keeps and shows: scheduled events of a server that take place somewhere else.

Discord gives no way to make one only once: its nonce belongs to messages. An event is known again by what it is called,
when it begins and who made it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from adapters.discord.finding import Finding, unreadable
from adapters.discord.rest import Answer, Rest, Route
from adapters.discord.verdicts import UNKNOWN_EVENT, verdict
from bot.cutting import cut
from bot.deliveries import Cause, NotThere, Refused, Sent, Unknown, Unreadable, Waits
from bot.messenger import Outgoing
from bot.replies import (
    HAPPENING_ABOUT_CHARACTERS,
    HAPPENING_TITLE_CHARACTERS,
    HAPPENING_WHERE_CHARACTERS,
    Happening,
)
from bot.safe import safe, safe_line

# Guild Scheduled Event Object: who sees it, what kind it is, how far it is.
_MEMBERS_ONLY = 2
_ELSEWHERE = 3
_COMPLETED, _CANCELLED = 3, 4

_ALL, _ONE = "/guilds/{}/scheduled-events", "/guilds/{}/scheduled-events/{}"


class Happenings:
    """The events of servers."""

    def __init__(self, rest: Rest, finding: Finding) -> None:
        self._rest = rest
        self._finding = finding

    async def post(self, outgoing: Outgoing, happening: Happening, until: datetime) -> Sent | Waits | Unknown | Refused:
        """Make it. What is cancelled already is not made."""
        route = _route("POST", _ALL, outgoing.target.workspace)
        if isinstance(route, Refused):
            return route
        if happening.is_cancelled:
            return Refused(Cause.CONTENT, "cancelled before it was made")
        return _outcome(await self._rest.ask(route, _made(happening, is_plain=outgoing.is_plain), until=until))

    async def edit(self, outgoing: Outgoing, happening: Happening, ref: str) -> Sent | Waits | Unknown | Refused:
        """Change or cancel it. One that is to be cancelled and is gone is as it should be."""
        route = _route("PATCH", _ONE, outgoing.target.workspace, ref)
        if isinstance(route, Refused):
            return route
        if not happening.is_cancelled:
            return _outcome(await self._rest.ask(route, _made(happening, is_plain=outgoing.is_plain)))
        return await self._cancelled(route, ref)

    async def _cancelled(self, route: Route, ref: str) -> Sent | Waits | Unknown | Refused:
        answer = await self._rest.ask(route, {"status": _CANCELLED})
        if _is_refused(answer, 400):
            # What has begun can only be ended.
            answer = await self._rest.ask(route, {"status": _COMPLETED})
        if _is_refused(answer, 400):
            # What is over can be neither, and needs neither.
            found = await self._rest.ask(Route(method="GET", path=_ONE, ids=route.ids))
            if isinstance(found, Answer) and found.is_done and found.body["status"] in {_COMPLETED, _CANCELLED}:
                return Sent(ref)
        is_gone = isinstance(answer, Answer) and answer.code == UNKNOWN_EVENT
        return Sent(ref) if is_gone else _outcome(answer)

    async def look(self, outgoing: Outgoing, happening: Happening) -> Sent | NotThere | Unreadable:
        """The event of the same name and beginning that the bot has made."""
        route = _route("GET", _ALL, outgoing.target.workspace)
        if isinstance(route, Refused):
            return Unreadable(route.reason, is_final=True)
        own = await self._finding.own_id()
        if isinstance(own, Unreadable):
            return own
        answer = await self._rest.ask(route)
        match answer:
            case Answer(is_done=True, body=list(events)):
                found = [str(one["id"]) for one in events if _is_it(one, happening, own)]
                return Sent(found[0]) if found else NotThere()
            case _:
                return unreadable(answer)

    async def interested(self, workspace: str, ref: str) -> int | Unreadable:
        """How many people are interested."""
        route = _route("GET", _ONE, workspace, ref)
        if isinstance(route, Refused):
            return Unreadable(route.reason, is_final=True)
        answer = await self._rest.ask(route, query={"with_user_count": "true"})
        match answer:
            case Answer(is_done=True, body={"user_count": int(count)}):
                return count
            case _:
                return unreadable(answer)


def _is_refused(answer: Answer | Waits | Unknown, status: int) -> bool:
    return isinstance(answer, Answer) and answer.status == status


def _route(method: str, path: str, *ids: str) -> Route | Refused:
    try:
        return Route(method=method, path=path, ids=ids)
    except ValueError:
        return Refused(Cause.TARGET, "not an id of Discord")


def _made(happening: Happening, *, is_plain: bool) -> dict[str, Any]:
    """The event as Discord takes it; without its description where it was refused with one."""
    about = cut(safe(happening.about).strip(), HAPPENING_ABOUT_CHARACTERS)
    body = {
        "name": _name(happening),
        "privacy_level": _MEMBERS_ONLY,
        "scheduled_start_time": happening.starts_at.astimezone(UTC).isoformat(),
        "scheduled_end_time": happening.ends_at.astimezone(UTC).isoformat(),
        "entity_type": _ELSEWHERE,
        "entity_metadata": {"location": cut(safe_line(happening.where).strip(), HAPPENING_WHERE_CHARACTERS) or "…"},
    }
    return body if is_plain or not about else body | {"description": about}


def _name(happening: Happening) -> str:
    return cut(safe_line(happening.title).strip(), HAPPENING_TITLE_CHARACTERS) or "…"


def _is_it(event: dict[str, Any], happening: Happening, own: str) -> bool:
    begins = datetime.fromisoformat(event["scheduled_start_time"])
    # Discord keeps milliseconds.
    is_then = abs((begins - happening.starts_at).total_seconds()) < 1
    return event.get("creator_id") == own and event["name"] == _name(happening) and is_then


def _outcome(answer: Answer | Waits | Unknown) -> Sent | Waits | Unknown | Refused:
    match answer:
        case Answer(is_done=True, body={"id": str(event)}):
            return Sent(event)
        case Answer(is_done=True):
            return Unknown("unreadable answer")
        case Answer():
            return verdict(answer)
        case _:
            return answer
