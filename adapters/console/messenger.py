"""What the bot says on its own at the console: shown where people are, and kept so that it can be changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.deliveries import Cause, NotThere, Refused, Sent, Target
from bot.messenger import Outgoing
from bot.replies import Admission, Deed, Happening, Shown, said

#: So many of the last messages can be changed.
_KEPT = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """A message on the console: where it stands, what it says now, and whether it was changed."""

    target: Target
    shown: Shown
    mark: str
    is_changed: bool = False

    @property
    def heading(self) -> str:
        """Where it stands, as people are told: ``#general``, ``to ada``; and whether it was changed."""
        where = f"#{self.target.channel}" if self.target.channel else f"to {self.target.user}"
        return f"{where}, changed" if self.is_changed else where


class ConsoleMessenger:
    """Posts at the console. See :class:`bot.messenger.Messenger` for what each method promises."""

    knows_marks = True
    gathers = False

    def __init__(self, show: Callable[[Posted], None]) -> None:
        self.show = show
        self._posted: OrderedDict[str, Posted] = OrderedDict()

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Refused:
        """Show it; at a console nothing is in the way, and nothing takes time."""
        if isinstance(outgoing.shown, Happening):
            return Refused(Cause.CONTENT, "there are no events at a console")
        if outgoing.mark not in self._posted:
            self._keep(_posted(outgoing.target, outgoing.shown, outgoing.mark))
        return Sent(outgoing.mark)

    async def edit(self, outgoing: Outgoing, ref: str) -> Sent | Refused:
        """Show what it says now."""
        before = self._posted.get(ref)
        if before is None or isinstance(outgoing.shown, Deed):
            return Refused(Cause.TARGET, "it is not there any more")
        self._keep(replace(before, shown=outgoing.shown, is_changed=True))
        return Sent(ref)

    async def look(self, outgoing: Outgoing, since: datetime) -> Sent | NotThere:
        """Whether it was shown by this process."""
        return Sent(outgoing.mark) if outgoing.mark in self._posted else NotThere()

    def _keep(self, posted: Posted) -> None:
        self._posted[posted.mark] = posted
        if len(self._posted) > _KEPT:
            self._posted.popitem(last=False)
        self.show(posted)


def _posted(target: Target, shown: Shown | Admission, mark: str) -> Posted:
    """A message as it is; of an admission, a line that says so to whom it is about."""
    if not isinstance(shown, Admission):
        return Posted(target=target, shown=shown, mark=mark)
    room = f"the role {shown.role}" if shown.role else f"#{shown.channel}"
    reason = f": {shown.reason}" if shown.reason else ""
    person = Target(platform=target.platform, workspace=target.workspace, user=shown.user)
    return Posted(target=person, shown=said(f"You are let into {room}{reason}."), mark=mark)
