"""What the app is told of an act: commands, actions, submissions, shortcuts, suggestions."""

from __future__ import annotations

from tests.fakes.shapes import Json
from tests.slack.fake.acts import Act, Acts
from tests.slack.fake.state import KEYS, TEXTS, starting_values
from tests.slack.fake.world import Channel, Message, Team, View, World


class Payloads:
    """Builds the payload of each kind of act."""

    def __init__(self, world: World, acts: Acts) -> None:
        self.world = world
        self.acts = acts

    def _common(self, act: Act) -> Json:
        user = act.team.users[act.user_id]
        name = {"id": user["id"], "username": user["name"], "name": user["name"], "team_id": act.team.id}
        return {
            "user": name, "team": {"id": act.team.id, "domain": act.team.name.lower()}, "enterprise": None,
            "is_enterprise_install": False, "api_app_id": self.world.app.id, "token": "unused",
        }  # fmt: skip

    def command(self, act: Act, command: str, text: str) -> Json:
        assert act.channel is not None
        user = act.team.users[act.user_id]
        return {
            "token": "unused", "team_id": act.team.id, "team_domain": act.team.name.lower(),
            "channel_id": act.channel.id, "channel_name": _channel_name(act.channel), "user_id": user["id"],
            "user_name": user["name"], "command": command, "text": text, "api_app_id": self.world.app.id,
            "is_enterprise_install": "false", "response_url": self.acts.response_url(act),
            "trigger_id": act.trigger_id,
        }  # fmt: skip

    def actions(self, act: Act, block: Json, element: Json, value: Json, view: View | None) -> Json:
        """Something pressed or chosen, in a message or in a view."""
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"], **value}
        action["action_ts"] = self.world.new_ts(act.team)
        if "text" in element:
            action["text"] = element["text"]
        payload = {**self._common(act), "type": "block_actions", "trigger_id": act.trigger_id, "actions": [action]}
        return payload | self._place(act, view, with_response_url=True)

    def _place(self, act: Act, view: View | None, *, with_response_url: bool) -> Json:
        if view is not None:
            return {"container": {"type": "view", "view_id": view.id}, "view": view.wire}
        assert act.channel is not None
        assert act.source is not None
        container: Json = {"type": "message", "message_ts": act.source.ts, "channel_id": act.channel.id}
        container["is_ephemeral"] = act.source.only_for is not None
        place: Json = {"container": container, "channel": _short(act.channel)}
        place["state"] = {"values": starting_values(act.source.wire.get("blocks") or [], {})}
        if act.source.only_for is None:
            place["message"] = act.source.wire
        return place | ({"response_url": self.acts.response_url(act)} if with_response_url else {})

    def suggestion(self, act: Act, block: Json, element: Json, typed: str, view: View | None) -> Json:
        asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        payload = {**self._common(act), "type": "block_suggestion", **asked}
        return payload | self._place(act, view, with_response_url=False)

    def submission(self, act: Act, view: View) -> Json:
        payload = {**self._common(act), "type": "view_submission", "trigger_id": act.trigger_id}
        return {**payload, "view": view.wire, "response_urls": []}

    def closed(self, act: Act, view: View, *, is_cleared: bool) -> Json:
        return {**self._common(act), "type": "view_closed", "view": view.wire, "is_cleared": is_cleared}

    def shortcut(self, act: Act, callback_id: str) -> Json:
        named = {"type": "shortcut", "callback_id": callback_id, "trigger_id": act.trigger_id}
        return {**self._common(act), **named, "action_ts": self.world.new_ts(act.team)}

    def message_shortcut(self, act: Act, callback_id: str, message: Message) -> Json:
        assert act.channel is not None
        return {
            **self._common(act), "type": "message_action", "callback_id": callback_id, "trigger_id": act.trigger_id,
            "message_ts": message.ts, "message": message.wire, "channel": _short(act.channel),
            "response_url": self.acts.response_url(act), "action_ts": self.world.new_ts(act.team),
        }  # fmt: skip


def chosen(element: Json, state: Json) -> Json:
    """A state's value as an action carries it."""
    if element["type"] in TEXTS:
        return {"value": state["value"]}
    key = KEYS[element["type"]][0]
    return {key: state[key]}


def membership(team: Team, channel: Channel, user_id: str, *, is_joining: bool) -> Json:
    """The event of somebody joining or leaving a channel."""
    kind = "member_joined_channel" if is_joining else "member_left_channel"
    event = {"type": kind, "user": user_id, "channel": channel.id, "channel_type": channel.id[0]}
    return {**event, "team": team.id}


def _channel_name(channel: Channel) -> str:
    return {"channel": channel.name, "group": "privategroup", "im": "directmessage", "mpim": "mpim"}[channel.kind]


def _short(channel: Channel) -> Json:
    return {"id": channel.id, "name": _channel_name(channel)}
