"""Letting people into roles. Discord takes it a second time without a word, so what may have been done is done again.

Channels are not for this: see :class:`bot.replies.Admission`.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from adapters.discord.rest import Answer, Rest, Route
from adapters.discord.verdicts import UNKNOWN_MEMBER, UNKNOWN_USER, verdict
from bot.cutting import MORE, cut
from bot.deliveries import Cause, Refused, Sent, Unknown, Waits
from bot.messenger import Outgoing
from bot.replies import Admission
from bot.safe import safe_line

_ROLE_OF_A_MEMBER = "/guilds/{}/members/{}/roles/{}"
#: "1-512 URL-encoded UTF-8 characters" (discord-api-docs, Audit Log, "Audit Log Reason"): as encoded, to be sure.
_REASON_CHARACTERS = 512

_BY_ROLES = Refused(Cause.TARGET, "channels are opened by roles")
_NO_ID = Refused(Cause.TARGET, "not an id of Discord")


class Admissions:
    """The roles of the people in servers."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def post(self, outgoing: Outgoing, admission: Admission, until: datetime) -> Sent | Waits | Unknown | Refused:
        """Give the role, unless the moment ``until`` has come before."""
        if not admission.role:
            return _BY_ROLES
        ids = (outgoing.target.workspace, admission.user, admission.role)
        try:
            route = Route(method="PUT", path=_ROLE_OF_A_MEMBER, ids=ids, reason=_reason(admission.reason))
        except ValueError:
            return _NO_ID
        return _outcome(await self._rest.ask(route, until=until), admission)


def _reason(reason: str) -> str:
    """The reason as a header carries it."""
    room = _REASON_CHARACTERS - len(_encoded(MORE)) + len(MORE)
    return cut(safe_line(reason).strip(), room, _encoded).replace(MORE, _encoded(MORE))


def _encoded(reason: str) -> str:
    return quote(reason, safe=" ")


def _outcome(answer: Answer | Waits | Unknown, admission: Admission) -> Sent | Waits | Unknown | Refused:
    match answer:
        case Answer(is_done=True):
            return Sent(f"{admission.user}/{admission.role}")
        case Answer(status=status, code=code) if code in {UNKNOWN_MEMBER, UNKNOWN_USER}:
            # Who has left says nothing about the role, into which others are let all the same.
            return Refused(Cause.CONTENT, f"HTTP {status}, code {code}")
        case Answer():
            return verdict(answer)
        case _:
            return answer
