"""Acts: what a person did, and what they were shown for it.

An act owns a ``trigger_id`` (once, within 3 seconds) and a ``response_url`` (5 times, within 30 minutes). What comes
through these, or in the acknowledgement, is the act's for certain; any other message or view goes to the acts that
still wait at the same place for the same person.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from tests.fakes.shapes import Json
from tests.slack.fake.errors import SlackError
from tests.slack.fake.world import Channel, Message, Team, View, World

TRIGGER_SECONDS = 3.0
RESPONSE_URL_USES, RESPONSE_URL_SECONDS = 5, 30 * 60.0


@dataclass(slots=True)
class Act:
    """One thing a person did."""

    id: str
    team: Team
    user_id: str
    channel: Channel | None
    created: float
    trigger_id: str
    #: The message whose button was pressed.
    source: Message | None = None
    is_trigger_used: bool = False
    response_url_uses: int = 0
    acknowledged_at: float | None = None
    shown_at: float | None = None
    messages: list[tuple[Channel, Message]] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    options: list[Json] = field(default_factory=list)
    is_deleted: bool = False
    shown: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, now: float, *, message: tuple[Channel, Message] | None = None, view: View | None = None) -> None:
        if message is not None and all(one is not message[1] for _, one in self.messages):
            self.messages.append(message)
        if view is not None and all(one is not view for one in self.views):
            self.views.append(view)
        self.shown_at = now
        self.shown.set()


class Acts:
    """All acts by their id and trigger; those that still wait."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_id: dict[str, Act] = {}
        self.by_trigger: dict[str, Act] = {}
        self.waiting: list[Act] = []
        self.api = ""

    def start(self, team: Team, user_id: str, channel: Channel | None, source: Message | None = None) -> Act:
        now = self.world.clock.now()
        act_id = secrets.token_urlsafe(12)
        act = Act(act_id, team, user_id, channel, now, f"{int(now * 1000)}.{act_id}", source)
        self.by_id[act_id] = self.by_trigger[act.trigger_id] = act
        self.waiting.append(act)
        return act

    def done(self, act: Act) -> None:
        if act in self.waiting:
            self.waiting.remove(act)

    def response_url(self, act: Act) -> str:
        return f"{self.api}/response/{act.id}"

    def use_trigger(self, trigger_id: str) -> Act:
        """The act of a trigger, once and within its time."""
        act = self.by_trigger.get(trigger_id)
        if act is None:
            raise SlackError("invalid_trigger_id")
        if act.is_trigger_used:
            raise SlackError("exchanged_trigger_id")
        if self.world.clock.now() - act.created > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        act.is_trigger_used = True
        return act

    def use_response_url(self, act_id: str) -> Act:
        act = self.by_id.get(act_id)
        if act is None:
            raise SlackError("invalid_url")
        if self.world.clock.now() - act.created > RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        if act.response_url_uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        act.response_url_uses += 1
        return act

    def message_shown(self, team: Team, channel: Channel, message: Message) -> None:
        """A message that no act owns: for those who wait in this place, or to whom alone it is shown."""
        now = self.world.clock.now()
        for act in self.waiting:
            if act.team is not team or message.only_for not in {None, act.user_id}:
                continue
            is_here = channel is act.channel or (channel.kind == "im" and act.user_id in channel.members)
            if is_here or message.only_for == act.user_id:
                act.show(now, message=(channel, message))

    def view_shown(self, team: Team, view: View) -> None:
        now = self.world.clock.now()
        for act in self.waiting:
            if act.team is team and act.user_id == view.user_id:
                act.show(now, view=view)
