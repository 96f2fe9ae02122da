"""How a platform posts on its own: what an adapter has to be able to do for deliveries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.deliveries import NotThere, Outcome, Refused, Sent, Target, Unknown, Unreadable, Waits
from bot.replies import Admission, Deed, Happening, Shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """One message on its way."""

    target: Target
    #: A deed is done in the workspace; the channel of its target is only its lane.
    shown: Shown | Deed
    #: Carried along, so that the message can be told from all others. Of an edit: the mark of the message it changes,
    #: because it is put on it anew.
    mark: str
    #: As text without blocks, because the platform refused it as it was.
    is_plain: bool = False


class Messenger(Protocol):
    """Posts on one platform. None of the methods raises, and each ends within the length of a claim.

    Nothing is posted twice for one call: a request is repeated only where the platform has certainly not taken it, or
    knows it again by its mark.
    """

    #: Whether the platform, given the same mark twice within a minute, posts one message (see :func:`knows_mark`).
    knows_marks: bool
    #: Whether the bot can write to several people in one conversation with them. Where it cannot, messages to several
    #: never get here (see :mod:`bot.delivering.groups`).
    gathers: bool

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Waits | Unknown | Refused:
        """Post it, unless the moment ``until`` has come before the request leaves (then: :class:`Waits`)."""
        ...

    async def edit(self, outgoing: Outgoing, ref: str) -> Sent | Waits | Unknown | Refused:
        """Put it in the place of a message that was posted before. ``Refused(TARGET)`` where that is gone."""
        ...

    async def look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere | Unreadable:
        """The message with this mark, if it was posted since a moment."""
        ...


def knows_mark(messenger: Messenger, shown: Shown | Deed | None) -> bool:
    """Whether this may be posted again under its mark, soon after a request of which nothing is known.

    Not a happening: what platforms know again are messages (Discord's nonce is one of Create Message and of nothing
    else). Such a one has to be looked for. An admission always: who is in is let in again without a trace.
    """
    if isinstance(shown, Admission):
        return True
    return messenger.knows_marks and not isinstance(shown, Happening)


#: Who posts for a workspace; None while nobody can.
Messengers = Callable[[str, str], Messenger | None]

__all__ = ["Messenger", "Messengers", "Outcome", "Outgoing", "knows_mark"]
