"""What Slack sends, to whoever answers it: each payload acknowledged at once, taken once, and worked on afterwards."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack import forms, menus, origin
from adapters.slack.asking import SHORTCUTS, Asking, pressed_in
from adapters.slack.calls import Calls
from adapters.slack.chores import Chores
from adapters.slack.filling import Filling
from adapters.slack.happenings import HEARD, happened, named, user_in
from adapters.slack.home import Home
from adapters.slack.limits import ACKNOWLEDGE_SECONDS
from adapters.slack.memory import Heard
from adapters.slack.origin import Body, Origin, Workspace
from adapters.slack.people import People
from adapters.slack.workspaces import WORKSPACE, Workspaces
from bot.actions import outdated
from bot.events import PersonJoined
from bot.hearing import Ears
from bot.replies import Notice, Tone
from bot.requests import Typed
from bot.spec import AnyCommand

log = logging.getLogger(__name__)

_ANY = re.compile(r".*", re.DOTALL)
#: An event whose listeners take longer is acknowledged before they are done.
_EVENT_SECONDS = ACKNOWLEDGE_SECONDS - 0.5


class Listening:
    """One listener for each kind of payload; what is in it decides about the rest."""

    def __init__(
        self,
        *,
        asking: Asking,
        people: People,
        chores: Chores,
        heard: Heard,
        ears: Ears,
        workspaces: Workspaces,
        calls: Calls,
    ) -> None:
        self._asking = asking
        self._people = people
        self._chores = chores
        self._heard = heard
        self._ears = ears
        self._workspaces = workspaces
        self._calls = calls
        self._filling = Filling(asking, chores)
        self._home = Home(asking, calls)

    def register(self, app: AsyncApp) -> None:
        """Be told of everything that the app hears. Nothing is left over that the library would log."""
        app.command(_ANY)(self._command)
        app.options(_ANY)(self._options)
        app.view(_ANY)(self._view)
        app.view_closed(_ANY)(self._nothing)
        app.shortcut(_ANY)(self._shortcut)
        app.action(_ANY)(self._action)
        app.event("app_mention")(self._mention)
        app.event("app_home_opened")(self._home_opened)
        for kind in HEARD:
            app.event(kind)(self._event)
        app.event(_ANY)(self._nothing)

    async def _command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        here = origin.of_command(body, _workspace(context))
        line = self._asking.line(str(body.get("command", "")), str(body.get("text") or ""))
        self._once(here, self._asking.ask(here, Typed(line)))

    async def _action(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        here = origin.of_interaction(body, _workspace(context))
        if here.view and (kept := forms.kept_in(body["view"])):
            here = replace(here, channel=kept.channel, thread=kept.thread)
        if pressed := pressed_in(body):
            self._once(here, self._asking.ask(here, pressed))

    async def _shortcut(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        here = origin.of_interaction(body, _workspace(context))
        name = str(body.get("callback_id", ""))
        if name in SHORTCUTS:
            self._once(here, self._filling.asked(here, SHORTCUTS[name][1]))
        elif command := menus.entry(self._asking.dispatcher.commands, name):
            self._once(here, self._menu(here, body, command))
        else:
            self._once(here, self._asking.answering.say(here, _outdated()))

    async def _view(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        here = origin.of_interaction(body, _workspace(context))
        if here.event_id and not self._heard.is_new(here.event_id):
            # The first one is at work, and whatever becomes of the form, its answer says so.
            await ack()
            return
        # Owned by the chores, so that the end of the program waits for a form that is being sent.
        await ack(**await self._chores.begun(self._filling.sent(here, body)))

    async def _options(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        here = origin.of_interaction(body, _workspace(context))
        kept = forms.kept_in(body.get("view") or {})
        option = str(body.get("block_id", "")).partition(":")[2]
        typed = str(body.get("value") or "")
        offered = await self._asking.offered(here, kept.command, option, typed) if kept else ()
        await ack(options=forms.suggestions(typed, offered))

    async def _mention(self, body: Body, context: AsyncBoltContext) -> None:
        event = body.get("event") or {}
        if event.get("bot_id") or not event.get("user"):
            return
        here = origin.of_mention(body, _workspace(context))
        self._once(here, self._asking.mentioned(here, body))

    async def _home_opened(self, body: Body, context: AsyncBoltContext) -> None:
        if (body.get("event") or {}).get("tab") == "home":
            self._chores.start(self._home.show(origin.of_home(body, _workspace(context))))

    async def _event(self, body: Body, context: AsyncBoltContext) -> BoltResponse | None:
        event_id = str(body.get("event_id") or "")
        if event_id and not self._heard.is_new(event_id):
            return None
        hearing = self._chores.begun(self._tell(body, context))
        # Acknowledged once it is in the database, so that Slack sends it again if we do not live to see that.
        done, _ = await asyncio.wait({hearing}, timeout=_EVENT_SECONDS)
        if done and not hearing.result():
            # Not acknowledged, Slack sends it again: at once, after one minute and after five (DOC:events-api).
            self._heard.forget(event_id)
            return BoltResponse(status=503)
        return None

    async def _nothing(self, ack: AsyncAck) -> None:
        await ack()

    async def _tell(self, body: Body, context: AsyncBoltContext) -> bool:
        """Tell whoever listens; False where it cannot be told yet."""
        team = context.team_id or context.enterprise_id or ""
        event = happened(body, team)
        if isinstance(event, PersonJoined):
            return await self._tell_of_joining(event, body, _workspace(context))
        self._people.changed(team, user_in(body))
        if event:
            await self._ears.hear(event)
        if (body.get("event") or {}).get("type") == "app_uninstalled":
            await self._workspaces.forget(enterprise=context.enterprise_id, team=context.team_id)

        return True

    async def _tell_of_joining(self, event: PersonJoined, body: Body, workspace: Workspace) -> bool:
        """Tell who has joined; False where Slack does not say who that is, for it may be a program."""
        user = event.account.user
        if user == workspace.bot_user:
            return True
        if whole := user_in(body):
            person = self._people.told(workspace.id, whole)
        else:
            person = await self._people.who(workspace.token, workspace.id, user)
        if person.is_known:
            await self._ears.hear(named(event, person))
        return person.is_known

    async def _menu(self, here: Origin, body: Body, command: AnyCommand) -> None:
        await self._filling.opened(here, await menus.chosen(self._calls, here, body, command))

    def _once(self, here: Origin, work: Coroutine[Any, Any, None]) -> None:
        if here.event_id and not self._heard.is_new(here.event_id):
            work.close()
            return
        self._chores.start(self._kept(here, work))

    async def _kept(self, here: Origin, work: Coroutine[Any, Any, None]) -> None:
        """Do it; if that breaks, Slack's next try may do it."""
        try:
            await work
        except Exception:
            self._heard.forget(here.event_id or "")
            raise


def _workspace(context: AsyncBoltContext) -> Workspace:
    found = context.get(WORKSPACE)
    if not isinstance(found, Workspace):
        raise TypeError("a payload came through without its workspace")
    return found


def _outdated() -> Notice:
    return Notice(text=(str(outdated()),), tone=Tone.REFUSED)
