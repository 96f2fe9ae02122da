"""Shapes that several bodies of Discord share: ids, moments, localised texts, mentions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.fakes.shapes import (
    Problem,
    Shape,
    all_of,
    list_of,
    mapping_of,
    maybe,
    one_of,
    record,
    rule,
    text,
    yes_no,
)


def digits(shape: Shape) -> Shape:
    """An id: Discord takes a number for the string of its digits."""

    def check(value: object, path: str) -> Iterator[Problem]:
        yield from shape(str(value) if isinstance(value, int) and not isinstance(value, bool) else value, path)

    return check


SNOWFLAKE = digits(text(1, 20, pattern=r"\d{15,20}"))
#: Attachments not yet uploaded are numbered from 0.
FILE_NUMBER = digits(text(1, 20, pattern=r"\d{1,20}"))
PERMISSIONS = digits(text(1, 20, pattern=r"\d+"))
HTTP_URL = text(1, 2048, pattern=r"https?://\S+")
PICTURE_URL = text(1, 2048, pattern=r"(https?|attachment)://\S+")
MOMENT = text(10, 40, pattern=r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

LOCALES = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja "
    "zh-TW ko".split()
)


def localised(low: int, high: int, *, pattern: str | None = None) -> Any:
    return maybe(
        all_of(
            mapping_of(text(low, high, pattern=pattern)),
            rule(lambda names: names.keys() <= LOCALES, "Only Discord's own locales may be keys."),
        )
    )


def _says_it_once(mentions: Any) -> bool:
    parsed = mentions.get("parse") or []
    return not any(kind in parsed and mentions.get(kind) for kind in ("users", "roles"))


def _is_unique(values: Any) -> bool:
    return len({str(one) for one in values}) == len(values)


def unique_list(shape: Any, low: int = 0, high: int | None = None) -> Any:
    return all_of(list_of(shape, low, high), rule(_is_unique, "Must not repeat an entry."))


ALLOWED_MENTIONS = all_of(
    record(
        optional={
            "parse": maybe(unique_list(one_of("users", "roles", "everyone"))),
            "users": maybe(unique_list(SNOWFLAKE, 0, 100)),
            "roles": maybe(unique_list(SNOWFLAKE, 0, 100)),
            "replied_user": maybe(yes_no),
        }
    ),
    rule(_says_it_once, "parse: mutually exclusive with the list of the same kind."),
)


def seconds_of(moment: str) -> float:
    """Seconds since 1970 of a moment on the wire."""
    return datetime.fromisoformat(moment).timestamp()
