"""The home tab: what the command ``home`` answers, where there is one; else what can be said here."""

from __future__ import annotations

import logging

from adapters.slack.asking import Asking
from adapters.slack.calls import CallFailed, Calls
from adapters.slack.limits import VIEW_BLOCKS
from adapters.slack.origin import Origin
from adapters.slack.render import rendered
from bot.replies import Document, Form, Picture, Shared, Update
from bot.requests import Filled

log = logging.getLogger(__name__)

HOME = ("home",)
_HELP = ("help",)


class Home:
    """Shows the home tab to those who open it."""

    def __init__(self, asking: Asking, calls: Calls) -> None:
        self._asking = asking
        self._calls = calls

    async def show(self, here: Origin) -> None:
        """Fill the tab of the person who opened it."""
        path = HOME if self._asking.dispatcher.commands.has(HOME, {}) else _HELP
        reply = (await self._asking.answer(here, Filled(path, {}))).reply
        if isinstance(reply, Form | Document | Picture):
            return
        shown = reply.reply if isinstance(reply, Update | Shared) else reply
        blocks = list(rendered(shown, self._asking.answering.spelling, blocks=VIEW_BLOCKS).blocks)
        try:
            view = {"type": "home", "blocks": blocks}
            await self._calls.write(here.workspace.token, "views.publish", user_id=here.user, view=view)
        except CallFailed as failed:
            log.warning("the home tab was not shown", extra={"code": failed.code})
