"""views.*: a stack of modals for each person, and their Home tab."""

from __future__ import annotations

import secrets

from tests.fakes.shapes import Json, Shape
from tests.slack.fake.blocks import HOME, MODAL
from tests.slack.fake.errors import SlackError
from tests.slack.fake.methods.call import Call, Method
from tests.slack.fake.posting import with_ids
from tests.slack.fake.state import starting_values
from tests.slack.fake.world import Team, View, World

STACK = 3


def new_view(world: World, team: Team, user_id: str, wanted: Json, root: View | None = None) -> View:
    view_id = world.new_id("V")
    view = View(view_id, user_id, {"root_view_id": root.id if root else view_id})
    fill_view(world, team, view, wanted)
    return view


def fill_view(world: World, team: Team, view: View, wanted: Json) -> None:
    """What an app declares of a view becomes a view on a screen; typed values are kept where the ids are the same."""
    blocks = with_ids(wanted["blocks"])
    values = starting_values(blocks, (view.wire.get("state") or {}).get("values") or {})
    optional = {name: wanted.get(name) for name in ("title", "submit", "close")}
    view.wire |= {
        **optional, "id": view.id, "team_id": team.id, "type": wanted["type"], "blocks": blocks,
        "private_metadata": wanted.get("private_metadata", ""), "callback_id": wanted.get("callback_id", ""),
        "external_id": wanted.get("external_id", ""), "state": {"values": values},
        "hash": f"{int(world.clock.now())}.{secrets.token_hex(4)}",
        "clear_on_close": wanted.get("clear_on_close", False),
        "notify_on_close": wanted.get("notify_on_close", False), "previous_view_id": None,
        "app_id": world.app.id, "app_installed_team_id": team.id, "bot_id": team.bot_id,
    }  # fmt: skip


def checked_view(world: World, where: str, view: object, shape: Shape) -> Json:
    """Raise Slack's refusal for a view that is wrong."""
    problems = list(shape(view, "view"))
    if problems:
        world.records.problems(where, problems)
        raise SlackError("invalid_arguments", problems)
    assert isinstance(view, dict)
    return view


async def open_view(call: Call) -> Json:
    wanted = checked_view(call.world, call.method, call.arguments["view"], MODAL)
    act = call.acts.use_trigger(call.get("trigger_id"))
    view = new_view(call.world, call.team, act.user_id, wanted)
    for old in call.team.modals.get(act.user_id, []):
        old.is_open = False
    call.team.modals[act.user_id] = [view]
    act.show(call.world.clock.now(), view=view)
    return {"view": view.wire}


async def push(call: Call) -> Json:
    wanted = checked_view(call.world, call.method, call.arguments["view"], MODAL)
    act = call.acts.use_trigger(call.get("trigger_id"))
    stack = call.team.modals.get(act.user_id, [])
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    view = new_view(call.world, call.team, act.user_id, wanted, root=stack[0])
    stack.append(view)
    act.show(call.world.clock.now(), view=view)
    return {"view": view.wire}


async def update(call: Call) -> Json:
    wanted = checked_view(call.world, call.method, call.arguments["view"], MODAL)
    view = _find(call)
    if call.get("hash") and call.get("hash") != view.wire["hash"]:
        raise SlackError("hash_conflict")
    fill_view(call.world, call.team, view, wanted)
    call.acts.view_shown(call.team, view)
    return {"view": view.wire}


def _find(call: Call) -> View:
    view_id, external_id = call.get("view_id"), call.get("external_id")
    for stack in call.team.modals.values():
        for view in stack:
            if view.id == view_id or (external_id and view.wire["external_id"] == external_id):
                return view
    raise SlackError("not_found")


async def publish(call: Call) -> Json:
    wanted = checked_view(call.world, call.method, call.arguments["view"], HOME)
    person = call.get("user_id")
    if person not in call.team.users:
        raise SlackError("user_not_found")
    home = call.team.homes.get(person)
    if home is not None and call.get("hash") and call.get("hash") != home.wire["hash"]:
        raise SlackError("hash_conflict")
    if home is None:
        home = call.team.homes[person] = new_view(call.world, call.team, person, wanted)
    else:
        fill_view(call.world, call.team, home, wanted)
    call.acts.view_shown(call.team, home)
    return {"view": home.wire}


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
