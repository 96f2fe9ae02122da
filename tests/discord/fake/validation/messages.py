"""Bodies that make or change a message: posts, edits, answers to interactions, follow-ups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.discord.fake.validation.components import COMPONENTS_V2, LEGACY_COMPONENTS, V2_COMPONENTS, across
from tests.discord.fake.validation.parts import (
    ALLOWED_MENTIONS,
    FILE_NUMBER,
    HTTP_URL,
    MOMENT,
    PICTURE_URL,
    SNOWFLAKE,
)
from tests.fakes.shapes import (
    Json,
    Problem,
    Shape,
    all_of,
    anything,
    list_of,
    maybe,
    one_of,
    problem,
    record,
    rule,
    text,
    whole,
    yes_no,
)

CONTENT, EMBEDS, EMBED_CHARACTERS, NONCE = 2000, 10, 6000, 25

_PICTURE = maybe(record({"url": PICTURE_URL}))
EMBED = all_of(
    record(
        optional={
            "type": one_of("rich"), "title": maybe(text(0, 256)), "description": maybe(text(0, 4096)),
            "url": maybe(HTTP_URL), "timestamp": maybe(MOMENT), "color": maybe(whole(0, 0xFFFFFF)),
            "footer": maybe(record({"text": text(0, 2048)}, {"icon_url": PICTURE_URL})),
            "author": maybe(record({"name": text(0, 256)}, {"url": HTTP_URL, "icon_url": PICTURE_URL})),
            "fields": maybe(
                list_of(record({"name": text(1, 256), "value": text(1, 1024)}, {"inline": maybe(yes_no)}), 0, 25)
            ),
            "image": _PICTURE, "thumbnail": _PICTURE,
        }
    ),
    rule(lambda embed: embed.keys() - {"type", "color"}, "An embed has to show something."),
)  # fmt: skip
ATTACHMENT = record(
    {"id": FILE_NUMBER},
    {
        "filename": text(1, 1024),
        "description": maybe(text(0, 1024)),
        "title": maybe(text(0, 1024)),
        "is_spoiler": yes_no,
    },
)
REFERENCE = record(
    {"message_id": SNOWFLAKE},
    {"channel_id": maybe(SNOWFLAKE), "guild_id": maybe(SNOWFLAKE), "fail_if_not_exists": yes_no, "type": whole(0, 1)},
)
COMMON: dict[str, Shape] = {
    "content": maybe(text(0, CONTENT)),
    "embeds": maybe(list_of(EMBED, 0, EMBEDS)),
    "allowed_mentions": maybe(ALLOWED_MENTIONS),
    # Which components are allowed depends on the flags: `_components` looks at them.
    "components": anything,
    "flags": maybe(whole(0, 2**31)),
    "attachments": maybe(list_of(ATTACHMENT, 0, 10)),
}


def _nonce(value: object, path: str) -> Iterator[Problem]:
    if isinstance(value, str):
        yield from text(0, NONCE)(value, path)
    elif value is not None:
        yield from whole(-(2**63), 2**63 - 1)(value, path)


def _message(**more: Shape) -> Shape:
    return all_of(record(optional={**COMMON, **more}), _components, _embed_characters)


def _components(body: object, path: str) -> Iterator[Problem]:
    if not isinstance(body, dict) or body.get("components") is None:
        return
    is_v2 = bool((body.get("flags") or 0) & COMPONENTS_V2)
    shape = V2_COMPONENTS if is_v2 else LEGACY_COMPONENTS
    yield from shape(body["components"], "components")
    yield from across(body["components"], "components", is_v2=is_v2)
    if is_v2 and (body.get("content") or body.get("embeds") or body.get("poll")):
        name = next(name for name in ("content", "embeds", "poll") if body.get(name))
        yield problem(name, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"{name} is no part of V2.")


def _embed_characters(body: object, _path: str) -> Iterator[Problem]:
    embeds = body.get("embeds") if isinstance(body, dict) else None
    if not isinstance(embeds, list):
        return
    total = sum(characters_of(one) for one in embeds if isinstance(one, dict))
    if total > EMBED_CHARACTERS:
        sentence = f"Embed size exceeds maximum size of {EMBED_CHARACTERS}: {total}."
        yield problem("embeds", "MAX_EMBED_SIZE_EXCEEDED", sentence)


def characters_of(embed: Json) -> int:
    """The characters of an embed that count: title, description, fields, footer, author."""
    said: list[Any] = [embed.get("title"), embed.get("description")]
    said += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for one in embed.get("fields") or []:
        said += [one.get("name"), one.get("value")]
    return sum(len(one) for one in said if isinstance(one, str))


POST = _message(
    nonce=_nonce, enforce_nonce=maybe(yes_no), tts=maybe(yes_no), message_reference=maybe(REFERENCE),
    sticker_ids=maybe(list_of(SNOWFLAKE, 0, 3)), poll=maybe(anything),
)  # fmt: skip
# discord.py says `tts` in every edit, and Discord looks past it.
EDIT = _message(tts=maybe(yes_no))
ANSWER = _message(tts=maybe(yes_no), poll=maybe(anything))
FOLLOW_UP = _message(
    tts=maybe(yes_no), poll=maybe(anything), username=maybe(text(1, 80)), avatar_url=maybe(HTTP_URL),
    thread_name=maybe(text(0, 100)), applied_tags=maybe(list_of(SNOWFLAKE, 0, 5)),
)  # fmt: skip
FIRST_IN_THREAD = _message(sticker_ids=maybe(list_of(SNOWFLAKE, 0, 3)))


def is_empty(message: Json) -> bool:
    shows = ("content", "embeds", "components", "attachments", "poll", "sticker_ids")
    return not any(message.get(name) for name in shows)
