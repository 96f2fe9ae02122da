"""What Slack was told to show, as the console would print it: so that answers can be compared between platforms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.console.render import plain as printed
from adapters.console.render import rendered
from bot.addresses import host_of
from bot.replies import Field, Form

Block = Mapping[str, Any]


def transcript_of(blocks: Iterable[Block]) -> str:
    """The blocks as plain text: links with their addresses, buttons in brackets, an empty line between groups."""
    groups: list[str] = []
    listed = list(blocks)
    for number, block in enumerate(listed):
        follows = bool(groups) and listed[number - 1]["type"] != "header"
        words = _block(block)
        # Buttons under a paragraph belong to it; those at the end of a card stand apart.
        if block["type"] == "actions" and follows and not _ends_card(listed, number):
            groups[-1] += f"\n{words}"
        else:
            groups.append(words)
    return "\n\n".join(groups)


def form_in(view: Mapping[str, Any]) -> str:
    """A form as the console would print it."""
    inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    # A moment is one question in two blocks.
    fields = [_field(block, inputs) for name, block in inputs.items() if not name.startswith("time:")]
    title = next((_block(block) for block in view["blocks"] if block["type"] == "rich_text"), view["title"]["text"])
    form = Form(title=title, command=("x",), fields=tuple(fields))
    return printed(rendered(form, channel="")).rstrip("\n")


def labels_in(blocks: Iterable[Block]) -> list[str]:
    """The labels of all buttons, in order."""
    return [element["text"]["text"] for block in blocks if block["type"] == "actions" for element in block["elements"]]


def _field(block: Block, inputs: Mapping[str, Block]) -> Field:
    element, option = block["element"], block["block_id"].removeprefix("option:")
    chosen = [one for one in (element.get("initial_option"), *element.get("initial_options", ())) if one]
    time = inputs[f"time:{option}"]["element"] if element["type"] == "datepicker" else {}
    picked = " ".join(one for one in (element.get("initial_date"), time.get("initial_time")) if one)
    return Field(
        option=option,
        label=block["label"]["text"].removesuffix(" (day)" if time else ""),
        value=element.get("initial_value") or ", ".join(one["value"] for one in chosen) or picked,
        required=not block["optional"],
        choices=tuple(option["value"] for option in element.get("options", ())),
        most=element.get("max_selected_items", 1),
    )


def _ends_card(blocks: list[Block], number: int) -> bool:
    """Whether this row is the last before the footer of a card that has a title."""
    rest = [block["type"] for block in blocks[number + 1 :]]
    has_title = blocks[0]["type"] == "header"
    return has_title and rest in ([], ["context"]) and _has_more_than_hits(blocks, number)


def _has_more_than_hits(blocks: list[Block], number: int) -> bool:
    before = blocks[number - 1]["type"]
    facts = before == "rich_text" and any(one["type"] == "actions" for one in blocks[:number])
    return before == "actions" or not facts


def _block(block: Block) -> str:
    match block["type"]:
        case "header":
            return str(block["text"]["text"])
        case "rich_text":
            return "".join(_inline(block["elements"][0]["elements"]))
        case "actions":
            return " ".join(_button(element) for element in block["elements"])
        case "context":
            return str(block["elements"][0]["text"])
        case other:
            raise AssertionError(f"a block that nothing of ours makes: {other}")


def _button(element: Mapping[str, Any]) -> str:
    label = element["text"]["text"]
    return f"[{label} <{element['url']}>]" if "url" in element else f"[{label}]"


def _inline(elements: list[dict[str, Any]]) -> Iterable[str]:
    """Words; the host beside a link is what Slack's readers get in place of the address."""
    skipped = ""
    for number, element in enumerate(elements):
        words = _words(element)
        if element["type"] == "link":
            host = host_of(element["url"])
            is_beside = element.get("text") == host
            skipped = ")" if is_beside else f" ({host})"
            if is_beside:
                words = f"<{element['url']}>"
        elif skipped and words.startswith(skipped):
            words, skipped = words.removeprefix(skipped), ""
        is_before_host = number + 1 < len(elements) and _is_host(elements[number + 1]) and words.endswith(" (")
        yield words[:-1] if is_before_host else words


def _is_host(element: Mapping[str, Any]) -> bool:
    return element["type"] == "link" and element.get("text") == host_of(element["url"])


def _words(element: Mapping[str, Any]) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "link":
            label = element.get("text")
            return f"{label} <{element['url']}>" if label else str(element["url"])
        case "user":
            return f"@{element['user_id']}"
        case "channel":
            return f"#{element['channel_id']}"
        case "date":
            return datetime.fromtimestamp(element["timestamp"], UTC).strftime("%Y-%m-%d %H:%M %Z")
        case other:
            raise AssertionError(f"an element that nothing of ours makes: {other}")
