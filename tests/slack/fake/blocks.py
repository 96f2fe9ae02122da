"""Block Kit: every kind of block and element, with its limits; messages, forms (modals) and Home tabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.shapes import (
    Json,
    Problem,
    Shape,
    all_of,
    anything,
    join,
    list_of,
    one_of,
    problem,
    record,
    rule,
    text,
    variants,
    whole,
    yes_no,
)

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
ID = text(1, 255)
URL = text(1, 3000, pattern=r"(https?|mailto|slack)://?\S+")
DATE = text(10, 10, pattern=r"\d{4}-\d\d-\d\d")
TIME = text(5, 5, pattern=r"\d\d:\d\d")


def plain(high: int, low: int = 1) -> Shape:
    return record({"type": one_of("plain_text"), "text": text(low, high)}, {"emoji": yes_no})


def any_text(high: int) -> Shape:
    marked = record({"type": one_of("mrkdwn"), "text": text(1, high)}, {"verbatim": yes_no})
    return variants("type", {"plain_text": plain(high), "mrkdwn": marked})


CONFIRM = record(
    {"title": plain(100), "text": any_text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = record({"text": any_text(75), "value": text(1, 150)}, {"description": any_text(75), "url": URL})
OPTIONS = list_of(OPTION, 1, 100)
GROUP = record({"label": plain(75), "options": OPTIONS})
GROUPS = list_of(GROUP, 1, 100)
SUGGESTED = all_of(
    record(optional={"options": list_of(OPTION, 0, 100), "option_groups": list_of(GROUP, 0, 100)}),
    rule(lambda one: len(one) == 1, "options: either these or option_groups."),
)
DISPATCH = record(optional={"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 1, 2)})


def _one_source(element: Any) -> bool:
    return ("options" in element) != ("option_groups" in element)


def _element(kind: str, required: Mapping[str, Shape], optional: Mapping[str, Shape]) -> Shape:
    common = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": yes_no}
    return record({"type": one_of(kind), **required}, {**common, **optional})


def _select(kind: str, **more: Shape) -> Shape:
    optional: dict[str, Shape] = {"placeholder": plain(150), **more}
    if kind.startswith("multi_"):
        optional["max_selected_items"] = whole(1)
    shape = _element(kind, {}, optional)
    if kind.endswith("static_select"):
        return all_of(shape, rule(_one_source, "options: either these or option_groups."))
    return shape


def _selects() -> dict[str, Shape]:
    filtered = record(
        optional={
            "include": list_of(one_of("im", "mpim", "private", "public"), 1),
            "exclude_external_shared_channels": yes_no,
            "exclude_bot_users": yes_no,
        }
    )
    found: dict[str, Shape] = {}
    for prefix, many in (("", False), ("multi_", True)):
        one: Shape = OPTIONS if many else OPTION
        option_key = "initial_options" if many else "initial_option"
        for kind, key, more in (
            ("static_select", option_key, {"options": OPTIONS, "option_groups": GROUPS, option_key: one}),
            ("external_select", option_key, {"min_query_length": whole(0), option_key: one}),
            ("users_select", "initial_user", {}),
            ("conversations_select", "initial_conversation", {"default_to_current_conversation": yes_no}),
            ("channels_select", "initial_channel", {}),
        ):
            extra: dict[str, Shape] = dict(more)
            if key.startswith("initial_") and key != option_key:
                extra[f"{key}s" if many else key] = list_of(ID) if many else ID
            if kind == "conversations_select":
                extra["filter"] = filtered
            if not many and kind in {"conversations_select", "channels_select"}:
                extra["response_url_enabled"] = yes_no
            found[prefix + kind] = _select(prefix + kind, **extra)
    return found


BUTTON = _element(
    "button",
    {"text": plain(75)},
    {
        "value": text(0, 2000),
        "url": URL,
        "style": one_of("primary", "danger"),
        "accessibility_label": text(1, 75),
    },
)
IMAGE_SOURCE: dict[str, Shape] = {"image_url": URL, "slack_file": anything}
IMAGE_ELEMENT = record({"type": one_of("image"), "alt_text": text(1, 2000)}, IMAGE_SOURCE)
_CHOICES: dict[str, Shape] = {"options": list_of(OPTION, 1, 10)}
ACTION_ELEMENTS: dict[str, Shape] = {
    "button": BUTTON,
    "overflow": _element("overflow", {"options": list_of(OPTION, 1, 5)}, {}),
    "checkboxes": _element("checkboxes", _CHOICES, {"initial_options": list_of(OPTION, 1, 10)}),
    "radio_buttons": _element("radio_buttons", _CHOICES, {"initial_option": OPTION}),
    "datepicker": _element("datepicker", {}, {"initial_date": DATE, "placeholder": plain(150)}),
    "timepicker": _element(
        "timepicker", {}, {"initial_time": TIME, "placeholder": plain(150), "timezone": text(1, 100)}
    ),
    "datetimepicker": _element("datetimepicker", {}, {"initial_date_time": whole(10**9, 10**10 - 1)}),
    **_selects(),
}


def _input_element(kind: str, **more: Shape) -> Shape:
    return _element(kind, {}, {"placeholder": plain(150), "dispatch_action_config": DISPATCH, **more})


def _lengths_fit(element: Any) -> bool:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    value = element.get("initial_value")
    return low <= high and (value is None or low <= len(value) <= high)


INPUT_ELEMENTS: dict[str, Shape] = {
    **{kind: shape for kind, shape in ACTION_ELEMENTS.items() if kind not in {"button", "overflow"}},
    "plain_text_input": all_of(
        _input_element(
            "plain_text_input", initial_value=text(0, 3000), multiline=yes_no,
            min_length=whole(0, 3000), max_length=whole(1, 3000),
        ),
        rule(_lengths_fit, "initial_value: between min_length and max_length."),
    ),
    "number_input": _input_element(
        "number_input", is_decimal_allowed=yes_no, initial_value=text(), min_value=text(), max_value=text()
    ),
    "email_text_input": _input_element("email_text_input", initial_value=text()),
    "url_text_input": _input_element("url_text_input", initial_value=text()),
    "rich_text_input": _input_element("rich_text_input", initial_value=anything),
}  # fmt: skip


def _block(
    kind: str, required: Mapping[str, Shape] | None = None, optional: Mapping[str, Shape] | None = None
) -> Shape:
    return record({"type": one_of(kind), **(required or {})}, {"block_id": ID, **(optional or {})})


def _rich_part(value: object, path: str) -> Iterator[Problem]:
    yield from _RICH_PART(value, path)


_ACCESSORY = variants("type", {**ACTION_ELEMENTS, "image": IMAGE_ELEMENT})
_ONE_IMAGE = rule(lambda one: ("image_url" in one) != ("slack_file" in one), "image_url: or slack_file.")
_IMAGE_BLOCK = _block("image", {"alt_text": text(1, 2000)}, {**IMAGE_SOURCE, "title": plain(2000)})
RICH_TEXT = _block("rich_text", {"elements": list_of(_rich_part, 1)})
_CONTEXT_TEXT = {
    "plain_text": plain(3000),
    "mrkdwn": record({"type": one_of("mrkdwn"), "text": text(1, 3000)}, {"verbatim": yes_no}),
}
SURFACE_BLOCKS: dict[str, Shape] = {
    "section": all_of(
        _block(
            "section",
            {},
            {
                "text": any_text(3000), "fields": list_of(any_text(2000), 1, 10), "accessory": _ACCESSORY,
                "expand": yes_no,
            },
        ),
        rule(lambda one: "text" in one or "fields" in one, "text: or fields."),
    ),
    "header": _block("header", {"text": plain(150)}),
    "divider": _block("divider"),
    "image": all_of(_IMAGE_BLOCK, _ONE_IMAGE),
    "context": _block(
        "context", {"elements": list_of(variants("type", {**_CONTEXT_TEXT, "image": IMAGE_ELEMENT}), 1, 10)}
    ),
    "actions": _block("actions", {"elements": list_of(variants("type", ACTION_ELEMENTS), 1, 25)}),
    "rich_text": RICH_TEXT,
}  # fmt: skip
INPUT_BLOCK = _block(
    "input",
    {"label": plain(2000), "element": variants("type", INPUT_ELEMENTS)},
    {"hint": plain(2000), "optional": yes_no, "dispatch_action": yes_no},
)
IN_MESSAGE = {**SURFACE_BLOCKS, "input": INPUT_BLOCK, "markdown": _block("markdown", {"text": text(1, 12000)})}
IN_VIEW = {**SURFACE_BLOCKS, "input": INPUT_BLOCK}

_STYLE = record(
    optional=dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight"), yes_no)
)
_PARTS: dict[str, tuple[dict[str, Shape], dict[str, Shape]]] = {
    "text": ({"text": text(1)}, {}),
    "link": ({"url": URL}, {"text": text(), "unsafe": yes_no}),
    "user": ({"user_id": ID}, {}),
    "channel": ({"channel_id": ID}, {}),
    "usergroup": ({"usergroup_id": ID}, {}),
    "emoji": ({"name": text(1)}, {"unicode": text(), "skin_tone": whole(2, 6)}),
    "date": ({"timestamp": whole(0), "format": text(1)}, {"url": URL, "fallback": text()}),
    "broadcast": ({"range": one_of("here", "channel", "everyone")}, {}),
    "color": ({"value": text(1)}, {}),
}
_INLINE = variants(
    "type",
    {kind: record({"type": one_of(kind), **must}, {"style": _STYLE, **may}) for kind, (must, may) in _PARTS.items()},
)
_SECTION = record({"type": one_of("rich_text_section"), "elements": list_of(_INLINE)})
_BORDER = {"border": whole(0, 1)}
_RICH_PART: Shape = variants(
    "type",
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": record(
            {"type": one_of("rich_text_preformatted"), "elements": list_of(_INLINE)}, {**_BORDER, "language": text()}
        ),
        "rich_text_quote": record({"type": one_of("rich_text_quote"), "elements": list_of(_INLINE)}, _BORDER),
        "rich_text_list": record(
            {
                "type": one_of("rich_text_list"), "style": one_of("bullet", "ordered"),
                "elements": list_of(variants("type", {"rich_text_section": _SECTION}), 1),
            },
            {**_BORDER, "indent": whole(0, 8), "offset": whole(0)},
        ),
    },
)  # fmt: skip


def ids_differ(blocks: object, path: str) -> Iterator[Problem]:
    """Block ids differ in a message or view, action ids within a block."""
    seen: set[str] = set()
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if not isinstance(block, dict):
            continue
        if (block_id := block.get("block_id")) in seen and block_id is not None:
            yield problem(join(path, index), "DUPLICATE", f"block_id {block_id!r} is there twice.")
        seen.add(str(block_id))
        ids = [one["action_id"] for one in elements_of(block) if "action_id" in one]
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            yield problem(join(path, index), "DUPLICATE", f"action_id {twice!r} is there twice.")


def elements_of(block: Json) -> list[Json]:
    """What can be used in a block: its elements, its accessory, its input."""
    found = list(block.get("elements") or []) if block.get("type") == "actions" else []
    found += [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]
    return [one for one in found if isinstance(one, dict)]


MESSAGE = all_of(list_of(variants("type", IN_MESSAGE), 0, MESSAGE_BLOCKS), ids_differ)
_VIEW_BLOCKS = all_of(list_of(variants("type", IN_VIEW), 0, VIEW_BLOCKS), ids_differ)
_VIEW: dict[str, Shape] = {"private_metadata": text(0, 3000), "callback_id": text(0, 255), "external_id": text(0, 255)}


def _has_submit(view: Any) -> bool:
    return "submit" in view or all(one.get("type") != "input" for one in view.get("blocks") or [])


MODAL = all_of(
    record(
        {"type": one_of("modal"), "title": plain(24), "blocks": _VIEW_BLOCKS},
        {
            **_VIEW, "close": plain(24), "submit": plain(24), "clear_on_close": yes_no, "notify_on_close": yes_no,
            "submit_disabled": yes_no,
        },
    ),
    rule(_has_submit, "submit: required when there is an input."),
)  # fmt: skip
HOME = record({"type": one_of("home"), "blocks": _VIEW_BLOCKS}, _VIEW)
