"""Buttons, selects, rows, and everything of Components V2: in messages and in forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.discord.fake.validation.parts import SNOWFLAKE, unique_list
from tests.fakes.shapes import (
    Json,
    Problem,
    Shape,
    all_of,
    later,
    list_of,
    maybe,
    one_of,
    problem,
    record,
    rule,
    text,
    variants,
    whole,
    yes_no,
)

ROW, BUTTON, STRING_SELECT, INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = range(1, 9)
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR = range(9, 15)
CONTAINER, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 17, 18, 19, 21, 22, 23
SELECTS = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
LINK, PREMIUM = 5, 6
COMPONENTS_V2 = 1 << 15
ROWS, COMPONENTS, V2_CHARACTERS = 5, 40, 4000

NUMBER = {"id": maybe(whole(0, 2**31 - 1))}
CUSTOM_ID = text(1, 100)
EMOJI = record(optional={"id": maybe(SNOWFLAKE), "name": maybe(text(1, 100)), "animated": maybe(yes_no)})
MEDIA = record({"url": text(1, 2048, pattern=r"(https?|attachment)://\S+")})


def _component(kind: int, required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    return record({"type": one_of(kind), **required}, {**NUMBER, **(optional or {})})


def _button_is_whole(button: Any) -> bool:
    if button.get("style") == LINK:
        return bool(button.get("url")) and "custom_id" not in button
    if button.get("style") == PREMIUM:
        return bool(button.get("sku_id")) and not button.get("label")
    return bool(button.get("custom_id")) and "url" not in button


BUTTON_SHAPE = all_of(
    _component(
        BUTTON,
        {"style": whole(1, 6)},
        {
            "custom_id": CUSTOM_ID, "label": maybe(text(0, 80)), "url": text(1, 512, pattern=r"(https?|discord)://\S+"),
            "disabled": maybe(yes_no), "emoji": maybe(EMOJI), "sku_id": SNOWFLAKE,
        },
    ),
    rule(_button_is_whole, "style: a link needs a url and no custom_id, any other button a custom_id and no url."),
    rule(lambda one: one.get("style") == PREMIUM or one.get("label") or one.get("emoji"), "label: or an emoji."),
)  # fmt: skip

OPTION = record(
    {"label": text(1, 100), "value": text(1, 100)},
    {"description": maybe(text(0, 100)), "default": maybe(yes_no), "emoji": maybe(EMOJI)},
)


def _option_values_differ(select: Any) -> bool:
    values = [one.get("value") for one in select.get("options", []) if isinstance(one, dict)]
    return len(values) == len(set(values))


def _counts_fit(select: Any) -> bool:
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    if not isinstance(low, int) or not isinstance(high, int):
        return True
    options = select.get("options")
    chosen = sum(1 for one in options or [] if isinstance(one, dict) and one.get("default"))
    return low <= high and (options is None or (high <= len(options) and chosen <= high))


def _select(kind: int, required: Mapping[str, Shape], optional: Mapping[str, Shape]) -> Shape:
    common = {
        "placeholder": maybe(text(0, 150)), "min_values": maybe(whole(0, 25)), "max_values": maybe(whole(1, 25)),
        "disabled": maybe(yes_no), "required": maybe(yes_no),
    }  # fmt: skip
    return all_of(
        _component(kind, {"custom_id": CUSTOM_ID, **required}, {**common, **optional}),
        rule(_option_values_differ, "options: the values have to differ."),
        rule(_counts_fit, "max_values: between min_values and the number of options, and no fewer than the defaults."),
    )


_PRESET = list_of(record({"id": SNOWFLAKE, "type": one_of("user", "role", "channel")}), 0, 25)
SELECT_SHAPES = {
    STRING_SELECT: _select(STRING_SELECT, {"options": list_of(OPTION, 1, 25)}, {}),
    USER_SELECT: _select(USER_SELECT, {}, {"default_values": _PRESET}),
    ROLE_SELECT: _select(ROLE_SELECT, {}, {"default_values": _PRESET}),
    MENTIONABLE_SELECT: _select(MENTIONABLE_SELECT, {}, {"default_values": _PRESET}),
    CHANNEL_SELECT: _select(CHANNEL_SELECT, {}, {"default_values": _PRESET, "channel_types": list_of(whole(0, 16))}),
}


def _row_fits(row: Any) -> bool:
    kinds = [one.get("type") for one in row.get("components", []) if isinstance(one, dict)]
    return len(kinds) <= 1 or all(kind == BUTTON for kind in kinds)


ROW_SHAPE = all_of(
    _component(ROW, {"components": list_of(variants("type", {BUTTON: BUTTON_SHAPE, **SELECT_SHAPES}), 1, 5)}),
    rule(_row_fits, "components: up to five buttons, or one select."),
)
DISPLAY_SHAPE = _component(TEXT_DISPLAY, {"content": text(1, V2_CHARACTERS)})
_DESCRIBED = {"description": maybe(text(1, 1024)), "spoiler": maybe(yes_no)}
THUMBNAIL_SHAPE = _component(THUMBNAIL, {"media": MEDIA}, _DESCRIBED)
SECTION_SHAPE = _component(
    SECTION,
    {
        "components": list_of(variants("type", {TEXT_DISPLAY: DISPLAY_SHAPE}), 1, 3),
        "accessory": variants("type", {BUTTON: BUTTON_SHAPE, THUMBNAIL: THUMBNAIL_SHAPE}),
    },
)
IN_CONTAINER: dict[int, Shape] = {
    ROW: ROW_SHAPE,
    SECTION: SECTION_SHAPE,
    TEXT_DISPLAY: DISPLAY_SHAPE,
    GALLERY: _component(GALLERY, {"items": list_of(record({"media": MEDIA}, _DESCRIBED), 1, 10)}),
    FILE: _component(FILE, {"file": MEDIA}, {"spoiler": maybe(yes_no)}),
    SEPARATOR: _component(SEPARATOR, {}, {"divider": maybe(yes_no), "spacing": maybe(whole(1, 2))}),
}
CONTAINER_SHAPE = _component(
    CONTAINER,
    {"components": list_of(variants("type", IN_CONTAINER), 1, COMPONENTS)},
    {"accent_color": maybe(whole(0, 0xFFFFFF)), "spoiler": maybe(yes_no)},
)
V2_COMPONENTS = list_of(variants("type", {**IN_CONTAINER, CONTAINER: CONTAINER_SHAPE}), 0, COMPONENTS)
LEGACY_COMPONENTS = list_of(variants("type", {ROW: ROW_SHAPE}), 0, ROWS)


def parts_of(components: object) -> Iterator[Json]:
    """Every component, with those inside others, from top to bottom."""
    for one in components if isinstance(components, list) else []:
        if isinstance(one, dict):
            yield one
            yield from parts_of(one.get("components"))
            yield from parts_of([one[key] for key in ("accessory", "component") if key in one])


def across(components: object, path: str, *, is_v2: bool) -> Iterator[Problem]:
    """What concerns all components of a message or form together."""
    parts = list(parts_of(components))
    ids = [one["custom_id"] for one in parts if isinstance(one.get("custom_id"), str)]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield problem(path, "COMPONENT_CUSTOM_ID_DUPLICATED", f"Component custom id {twice!r} cannot be duplicated.")
    numbers = [one["id"] for one in parts if one.get("id")]
    for number in sorted({one for one in numbers if numbers.count(one) > 1}):
        yield problem(path, "COMPONENT_ID_DUPLICATED", f"Component id {number} cannot be duplicated.")
    if is_v2 and len(parts) > COMPONENTS:
        yield problem(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"At most {COMPONENTS}, has {len(parts)}.")
    characters = sum(len(str(one.get("content", ""))) for one in parts if one.get("type") == TEXT_DISPLAY)
    if characters > V2_CHARACTERS:
        yield problem(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"At most {V2_CHARACTERS}, has {characters}.")


def _lengths_fit(field: Any) -> bool:
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    value = field.get("value")
    return low <= high and (not value or low <= len(value) <= high)


INPUT_SHAPE = all_of(
    _component(
        INPUT,
        {"custom_id": CUSTOM_ID, "style": whole(1, 2)},
        {
            "label": maybe(text(1, 45)), "value": maybe(text(0, 4000)), "placeholder": maybe(text(0, 100)),
            "required": maybe(yes_no), "min_length": maybe(whole(0, 4000)), "max_length": maybe(whole(1, 4000)),
        },
    ),
    rule(_lengths_fit, "value: between min_length and max_length."),
)  # fmt: skip
_PICK = record({"value": text(1, 100), "label": text(1, 100)}, {"description": maybe(text(0, 100)), "default": yes_no})
_AMOUNT = {"min_values": maybe(whole(0, 10)), "max_values": maybe(whole(1, 10)), "required": maybe(yes_no)}
IN_LABEL: dict[int, Shape] = {
    INPUT: INPUT_SHAPE,
    **SELECT_SHAPES,
    FILE_UPLOAD: _component(FILE_UPLOAD, {"custom_id": CUSTOM_ID}, _AMOUNT),
    RADIO_GROUP: _component(
        RADIO_GROUP, {"custom_id": CUSTOM_ID, "options": unique_list(_PICK, 2, 10)}, {"required": maybe(yes_no)}
    ),
    CHECKBOX_GROUP: _component(CHECKBOX_GROUP, {"custom_id": CUSTOM_ID, "options": unique_list(_PICK, 1, 10)}, _AMOUNT),
    CHECKBOX: _component(CHECKBOX, {"custom_id": CUSTOM_ID}, {"default": yes_no}),
}
LABEL_SHAPE = _component(
    LABEL,
    {"label": text(1, 45), "component": later(lambda: variants("type", IN_LABEL))},
    {"description": maybe(text(1, 100))},
)
FORM_ROW = all_of(
    _component(ROW, {"components": list_of(variants("type", {INPUT: INPUT_SHAPE}), 1, 1)}),
    rule(lambda row: all(one.get("label") for one in row["components"]), "label: required outside a label."),
)
FORM_SHAPE = record(
    {
        "custom_id": CUSTOM_ID,
        "title": text(1, 45),
        "components": list_of(variants("type", {ROW: FORM_ROW, LABEL: LABEL_SHAPE, TEXT_DISPLAY: DISPLAY_SHAPE}), 1, 5),
    }
)
