"""What a person can do in Slack's client, and what it shows them. Refusals are in the client's own words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from tests.fakes.control import Refused
from tests.fakes.shapes import Json
from tests.slack.fake.acts import Act, Acts
from tests.slack.fake.blocks import SUGGESTED
from tests.slack.fake.deliveries import COMMAND, INTERACTIVE, Deliveries, Unacknowledged
from tests.slack.fake.errors import SlackError
from tests.slack.fake.payloads import Payloads, chosen
from tests.slack.fake.responses import say
from tests.slack.fake.state import filled, find_element, is_empty
from tests.slack.fake.submissions import take_answer
from tests.slack.fake.world import Channel, Message, Team, View, World

TROUBLE = "We had some trouble connecting. Try again?"


class Humans:
    """People at work."""

    def __init__(self, world: World, acts: Acts, deliveries: Deliveries) -> None:
        self.world = world
        self.acts = acts
        self.deliveries = deliveries
        self.payloads = Payloads(world, acts)
        #: What was offered last to a person for an element, so that it can be chosen.
        self.offered: dict[tuple[str, str], list[Json]] = {}

    async def slash(self, team: Team, user_id: str, channel: Channel, command: str, text: str, seconds: float) -> Act:
        act = self.acts.start(team, user_id, channel)
        payload = self.payloads.command(act, command, text)
        silence = f'{command} failed with the error "operation_timeout"'
        answer = await self._deliver(act, COMMAND, payload, silence)
        if answer is not None:
            self._say(act, answer)
        return await self._watched(act, seconds)

    async def use(
        self,
        team: Team,
        user_id: str,
        place: tuple[Channel, Message] | View,
        wanted: str,
        given: object,
        seconds: float,
    ) -> Act:
        """Press or choose something in a message or view; ``given`` is what is chosen."""
        channel, source, view = _at(place)
        blocks = view.wire["blocks"] if view else (source.wire.get("blocks") or [] if source else [])
        block, element = find_element(blocks, wanted)
        act = self.acts.start(team, user_id, channel, source)
        if element["type"] == "button":
            value = {"value": element["value"]} if "value" in element else {}
        else:
            state = filled(element, wanted if given is None else given, self._offered(user_id, element))
            value = chosen(element, state)
            if view is not None and element["type"] != "overflow":
                view.wire["state"]["values"][block["block_id"]][element["action_id"]] = state
        payload = self.payloads.actions(act, block, element, value, view)
        await self._deliver(act, INTERACTIVE, payload, TROUBLE)
        return await self._watched(act, seconds)

    async def type(
        self, team: Team, user_id: str, place: tuple[Channel, Message] | View, wanted: str, typed: str
    ) -> list[Json]:
        """What is offered while typing into a select."""
        channel, source, view = _at(place)
        blocks = view.wire["blocks"] if view else (source.wire.get("blocks") or [] if source else [])
        block, element = find_element(blocks, wanted)
        if len(typed) < element.get("min_query_length", 3):
            raise Refused(f"Type at least {element.get('min_query_length', 3)} characters.")
        act = self.acts.start(team, user_id, channel, source)
        payload = self.payloads.suggestion(act, block, element, typed, view)
        answer = await self._deliver(act, INTERACTIVE, payload, "No results")
        self.acts.done(act)
        problems = list(SUGGESTED(answer or {}, "")) if answer is not None else []
        if problems:
            self.world.records.problems("block_suggestion", problems)
            raise Refused("No results")
        groups = [one for group in (answer or {}).get("option_groups", []) for one in group["options"]]
        options = [*(answer or {}).get("options", []), *groups]
        self.offered[user_id, element["action_id"]] = options
        return options

    async def forge(
        self, team: Team, user_id: str, place: tuple[Channel, Message] | View, action: Json, seconds: float
    ) -> Act:
        """Send an action as it is given, whether or not there is such a thing to press."""
        channel, source, view = _at(place)
        act = self.acts.start(team, user_id, channel, source)
        element = {"type": "button", "action_id": "forged", **action}
        block = {"block_id": action.get("block_id", "forged")}
        payload = self.payloads.actions(act, block, element, action, view)
        await self._deliver(act, INTERACTIVE, payload, TROUBLE)
        return await self._watched(act, seconds)

    def _offered(self, user_id: str, element: Json) -> list[Json]:
        return self.offered.get((user_id, element.get("action_id", "")), [])

    async def submit(self, team: Team, view: View, values: Mapping[str, object], seconds: float) -> Act:
        """Fill in a modal and submit it."""
        for wanted, given in values.items():
            self._fill(view, wanted, given)
        for block in view.wire["blocks"]:
            if block["type"] == "input" and not block.get("optional"):
                state = view.wire["state"]["values"][block["block_id"]][block["element"]["action_id"]]
                if is_empty(state):
                    raise Refused(f"Please complete this required field: {block['label']['text']}")
        act = self.acts.start(team, view.user_id, None)
        answer = await self._deliver(act, INTERACTIVE, self.payloads.submission(act, view), TROUBLE)
        take_answer(self.world, act, view, answer)
        return await self._watched(act, seconds)

    def _fill(self, view: View, wanted: str, given: object) -> None:
        block, element = find_element(view.wire["blocks"], wanted)
        state = filled(element, given, self._offered(view.user_id, element))
        view.wire["state"]["values"][block["block_id"]][element["action_id"]] = state

    async def close(self, team: Team, view: View, *, is_cleared: bool) -> None:
        stack = team.modals.get(view.user_id, [])
        view.is_open = False
        if view in stack:
            stack.remove(view)
        if view.wire["notify_on_close"]:
            act = self.acts.start(team, view.user_id, None)
            payload = self.payloads.closed(act, view, is_cleared=is_cleared)
            await self._deliver(act, INTERACTIVE, payload, TROUBLE)
            self.acts.done(act)

    async def shortcut(
        self, team: Team, user_id: str, callback_id: str, target: tuple[Channel, Message] | None, seconds: float
    ) -> Act:
        act = self.acts.start(team, user_id, target[0] if target else None)
        if target is None:
            payload = self.payloads.shortcut(act, callback_id)
        else:
            payload = self.payloads.message_shortcut(act, callback_id, target[1])
        await self._deliver(act, INTERACTIVE, payload, TROUBLE)
        return await self._watched(act, seconds)

    async def watch_event(self, team: Team, user_id: str, channel: Channel | None, event: Json, seconds: float) -> Act:
        """Let an event happen, and watch what comes of it."""
        act = self.acts.start(team, user_id, channel)
        self.world.emit(team, event)
        return await self._watched(act, seconds)

    async def _deliver(self, act: Act, kind: str, payload: Json, silence: str) -> Json | None:
        try:
            answer = await self.deliveries.deliver(kind, payload)
        except Unacknowledged:
            self.acts.done(act)
            raise Refused(silence) from None
        act.acknowledged_at = self.world.clock.now()
        return answer

    def _say(self, act: Act, answer: Json) -> None:
        try:
            say(self.world, act, answer, "acknowledgement")
        except SlackError as refusal:
            self.acts.done(act)
            raise Refused(f"The app's answer was refused: {refusal.error}") from None

    async def _watched(self, act: Act, seconds: float) -> Act:
        """The act once something is shown for it, or when the time is over."""
        try:
            await asyncio.wait_for(act.shown.wait(), seconds)
        except TimeoutError:
            return act
        finally:
            self.acts.done(act)
        return act


def _at(place: tuple[Channel, Message] | View) -> tuple[Channel | None, Message | None, View | None]:
    return (None, None, place) if isinstance(place, View) else (*place, None)
