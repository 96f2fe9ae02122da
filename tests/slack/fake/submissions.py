"""What an app answers to a submitted modal: errors beside the fields, another view, or nothing, which closes it."""

from __future__ import annotations

from tests.fakes.control import Refused
from tests.fakes.shapes import Json, anything, mapping_of, one_of, record, text, variants
from tests.slack.fake.acts import Act
from tests.slack.fake.blocks import MODAL
from tests.slack.fake.errors import SlackError
from tests.slack.fake.methods.views import STACK, checked_view, fill_view, new_view
from tests.slack.fake.world import View, World

TROUBLE = "We had some trouble connecting. Try again?"
ANSWER = variants(
    "response_action",
    {
        "errors": record({"response_action": one_of("errors"), "errors": mapping_of(text(1))}),
        "update": record({"response_action": one_of("update"), "view": anything}),
        "push": record({"response_action": one_of("push"), "view": anything}),
        "clear": record({"response_action": one_of("clear")}),
    },
)


def take_answer(world: World, act: Act, view: View, answer: Json | None) -> None:
    """Do to the person's modals what the app answered. Raises when Slack's client could not show it."""
    stack = act.team.modals.setdefault(view.user_id, [])
    if answer is None:
        _close(stack, [view])
        return
    problems = list(ANSWER(answer, ""))
    if problems:
        world.records.problems("view_submission", problems)
        raise Refused(TROUBLE)
    match answer["response_action"]:
        case "errors":
            _show_errors(world, act, view, answer["errors"])
        case "clear":
            _close(stack, list(stack))
        case _:
            _show_view(world, act, view, answer)


def _show_errors(world: World, act: Act, view: View, errors: dict[str, str]) -> None:
    fields = {one["block_id"] for one in view.wire["blocks"] if one["type"] == "input"}
    if not errors or errors.keys() - fields:
        world.records.violation("invalid", "view_submission", f"errors: {sorted(errors)} are not among the inputs")
        raise Refused(TROUBLE)
    act.errors = errors
    act.show(world.clock.now(), view=view)


def _show_view(world: World, act: Act, view: View, answer: Json) -> None:
    stack = act.team.modals[view.user_id]
    try:
        wanted = checked_view(world, "view_submission", answer["view"], MODAL)
    except SlackError:
        raise Refused(TROUBLE) from None
    if answer["response_action"] == "update":
        fill_view(world, act.team, view, wanted)
        act.show(world.clock.now(), view=view)
        return
    if len(stack) >= STACK:
        world.records.violation("invalid", "view_submission", "push: three modals are the most")
        raise Refused(TROUBLE)
    pushed = new_view(world, act.team, view.user_id, wanted, root=stack[0])
    stack.append(pushed)
    act.show(world.clock.now(), view=pushed)


def _close(stack: list[View], closed: list[View]) -> None:
    for view in closed:
        view.is_open = False
        if view in stack:
            stack.remove(view)
