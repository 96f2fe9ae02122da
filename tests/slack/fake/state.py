"""What stands in the fields of a view or message: what an app put there, and what a person typed or chose."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fakes.control import Refused
from tests.fakes.shapes import Json
from tests.slack.fake.blocks import elements_of

TEXTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
#: The key a chosen value has in the state, and the key of the value set beforehand.
KEYS = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
LISTS = frozenset({"selected_options", "selected_users", "selected_conversations", "selected_channels"})


def starting_values(blocks: list[Json], typed: Mapping[str, Mapping[str, Json]]) -> Json:
    """The state of fresh blocks; fields that were there before keep what was typed into them."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in {"button", "overflow"} or element["type"] == "image":
                continue
            kept = typed.get(block["block_id"], {}).get(element["action_id"])
            values.setdefault(block["block_id"], {})[element["action_id"]] = kept or _starting(element)
    return values


def _starting(element: Json) -> Json:
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    key, initial = KEYS[kind]
    empty: object = [] if key in LISTS else None
    return {"type": kind, key: element.get(initial, empty)}


def find_element(blocks: list[Json], wanted: str, *, for_input: bool = False) -> tuple[Json, Json]:
    """The block and element with this label, placeholder, text, value or id. Raises when there is none."""
    names: list[str] = []
    for block in blocks:
        for element in elements_of(block):
            called = _names(block, element)
            if wanted in called and (block["type"] == "input" or not for_input):
                return block, element
            names += called[:1]
    raise Refused(f"There is no {wanted!r} here, only {names}.")


def _names(block: Json, element: Json) -> list[str]:
    texts = [block.get("label") or {}, element.get("text") or {}, element.get("placeholder") or {}]
    found = [one.get("text") for one in texts] + [element.get("action_id"), block.get("block_id")]
    options = [one["text"]["text"] for one in element.get("options") or []] if element["type"] == "overflow" else []
    return [str(one) for one in found if one] + options


def filled(element: Json, given: object, suggested: list[Json]) -> Json:
    """The state of an element once a person has typed or chosen; ``suggested`` is what an app offered for it."""
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": _typed(element, given)}
    key = KEYS[kind][0]
    offered = [*_offered(element), *suggested]
    if key == "selected_option":
        return {"type": kind, key: _option(offered, str(given)) if given is not None else None}
    if key == "selected_options":
        assert isinstance(given, list)
        if len(given) > element.get("max_selected_items", len(given)):
            raise Refused(f"You can select up to {element['max_selected_items']} items.")
        return {"type": kind, key: [_option(offered, str(one)) for one in given]}
    return {"type": kind, key: given}


def _typed(element: Json, given: object) -> str | None:
    if given in (None, ""):
        return None
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if not low <= len(str(given)) <= high:
        raise Refused(f"{element['action_id']} has to have between {low} and {high} characters.")
    return str(given)


def _offered(element: Json) -> list[Json]:
    groups = [one for group in element.get("option_groups") or [] for one in group["options"]]
    before = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    return [*(element.get("options") or []), *groups, *before]


def _option(offered: list[Json], wanted: str) -> Json:
    for one in offered:
        if wanted in {one["value"], one["text"]["text"]}:
            return one
    raise Refused(f"{wanted!r} cannot be chosen, only {[one['text']['text'] for one in offered]}.")


def is_empty(state: Json) -> bool:
    return not any(value for key, value in state.items() if key != "type")
