"""Filling in a form, pressing a button, choosing from a select: what the client sends, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping

from tests.discord.fake.human import resolve_user
from tests.discord.fake.validation.components import (
    BUTTON,
    CHANNEL_SELECT,
    CHECKBOX,
    CHECKBOX_GROUP,
    INPUT,
    LABEL,
    LINK,
    MENTIONABLE_SELECT,
    RADIO_GROUP,
    ROLE_SELECT,
    ROW,
    SELECTS,
    STRING_SELECT,
    USER_SELECT,
    parts_of,
)
from tests.discord.fake.world import Channel, World
from tests.fakes.control import Refused
from tests.fakes.shapes import Json


def find_control(components: list[Json], wanted: str, kinds: frozenset[int]) -> Json:
    """The component with this label, placeholder or custom_id. Raises when there is none, or it is greyed out."""
    for one in parts_of(components):
        emoji = (one.get("emoji") or {}).get("name")
        names = {one.get("custom_id"), one.get("label"), one.get("placeholder"), emoji}
        if one.get("type") in kinds and wanted in names:
            if one.get("disabled"):
                raise Refused(f"{wanted!r} is greyed out.")
            return one
    there = [one.get("label") or one.get("custom_id") for one in parts_of(components) if one.get("type") in kinds]
    raise Refused(f"There is no {wanted!r} on this message, only {there}.")


def pressed(components: list[Json], wanted: str) -> Json:
    button = find_control(components, wanted, frozenset({BUTTON}))
    if button["style"] == LINK:
        raise Refused(f"{wanted!r} is a link to {button['url']}.")
    return {"component_type": BUTTON, "custom_id": button["custom_id"], "id": button["id"]}


def picked(world: World, channel: Channel, components: list[Json], wanted: str, chosen: list[str]) -> Json:
    select = find_control(components, wanted, SELECTS)
    values = _values(world, select, chosen)
    resolved: Json = {}
    _resolve(world, channel, values, resolved, select["type"])
    data = {"component_type": select["type"], "custom_id": select["custom_id"], "id": select["id"], "values": values}
    return data | ({"resolved": resolved} if resolved else {})


def _values(world: World, select: Json, chosen: list[str]) -> list[str]:
    """The values of what was chosen by label or value, or by id where people, roles and channels are offered."""
    if "options" in select:
        by_name = {one["label"]: one["value"] for one in select["options"]}
        values = [by_name.get(one, one) for one in chosen]
        if strange := set(values) - set(by_name.values()):
            raise Refused(f"{sorted(strange)} cannot be chosen.")
    else:
        values = chosen
    low, high = select.get("min_values"), select.get("max_values")
    if not (1 if low is None else low) <= len(values) <= (1 if high is None else high):
        raise Refused(f"Between {low} and {high} have to be chosen.")
    return values


def _resolve(world: World, channel: Channel, values: list[str], resolved: Json, kind: int) -> None:
    guild = world.guilds.get(channel.guild_id or "")
    for one in values:
        if kind in {USER_SELECT, MENTIONABLE_SELECT} and one in world.users:
            resolve_user(world, channel, one, resolved)
        elif kind == CHANNEL_SELECT:
            where = world.channels[one]
            permissions = str(world.permissions(where, world.bot["id"]))
            resolved.setdefault("channels", {})[one] = {**where.wire, "permissions": permissions}
        elif kind in {ROLE_SELECT, MENTIONABLE_SELECT} and guild is not None:
            roles = {role["id"]: role for role in guild.roles}
            resolved.setdefault("roles", {})[one] = roles[one]


class Sheet:
    """A form on the screen, filled in by label or custom_id."""

    def __init__(self, world: World, channel: Channel, form: Json, values: Mapping[str, object]) -> None:
        self.world = world
        self.channel = channel
        self.form = form
        self.left = dict(values)
        self.resolved: Json = {}

    def data(self) -> Json:
        components = [self._top(one, number) for number, one in enumerate(self.form["components"], start=1)]
        if self.left:
            raise Refused(f"The form has no field called {', '.join(self.left)}.")
        data = {"custom_id": self.form["custom_id"], "components": [one for one in components if one]}
        return data | ({"resolved": self.resolved} if self.resolved else {})

    def _top(self, part: Json, number: int) -> Json | None:
        if part["type"] == ROW:
            fields = [self._field(one, one.get("label"), number) for one in part["components"]]
            return {"type": ROW, "id": number, "components": fields}
        if part["type"] == LABEL:
            return {"type": LABEL, "id": number, "component": self._field(part["component"], part["label"], number)}
        return None

    def _field(self, field: Json, label: str | None, number: int) -> Json:
        given = self.left.pop(field["custom_id"], None)
        if given is None and label is not None:
            given = self.left.pop(label, None)
        answer = {"type": field["type"], "custom_id": field["custom_id"], "id": 100 + number}
        name = label or field["custom_id"]
        if field["type"] == INPUT:
            return {**answer, "value": self._text(field, name, given)}
        if field["type"] == CHECKBOX:
            return {**answer, "value": bool(field.get("default") if given is None else given)}
        values = self._chosen(field, name, given)
        if field["type"] == RADIO_GROUP:
            return {**answer, "value": values[0] if values else None}
        return {**answer, "values": values}

    def _text(self, field: Json, name: str, given: object) -> str:
        text = str(field.get("value") or "") if given is None else str(given)
        if not text and field.get("required", True):
            raise Refused(f"This field is required: {name}.")
        low, high = field.get("min_length") or 0, field.get("max_length") or 4000
        if text and not low <= len(text) <= high:
            raise Refused(f"{name} has to have between {low} and {high} characters.")
        return text

    def _chosen(self, field: Json, name: str, given: object) -> list[str]:
        if given is None:
            values = [one["value"] for one in field.get("options") or [] if one.get("default")]
            values += [one["id"] for one in field.get("default_values") or []]
        else:
            chosen = [str(one) for one in given] if isinstance(given, list) else [str(given)]
            limits = {"min_values": 0, "max_values": 25} if field["type"] == CHECKBOX_GROUP else {}
            values = _values(self.world, {**limits, **field}, chosen)
        if not values and field.get("required", True):
            raise Refused(f"This field is required: {name}.")
        if field["type"] != STRING_SELECT:
            _resolve(self.world, self.channel, values, self.resolved, field["type"])
        return values
