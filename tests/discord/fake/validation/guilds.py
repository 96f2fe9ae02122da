"""Channels, threads, scheduled events and the answers to interactions that are no messages."""

from __future__ import annotations

from typing import Any

from tests.discord.fake.validation.messages import FIRST_IN_THREAD
from tests.discord.fake.validation.parts import MOMENT, SNOWFLAKE, localised, seconds_of
from tests.fakes.shapes import (
    Shape,
    all_of,
    anything,
    list_of,
    maybe,
    number,
    one_of,
    record,
    rule,
    text,
    whole,
    yes_no,
)

STAGE, VOICE, EXTERNAL = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
EVENTS = 100
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)

DM_OPEN = record({"recipient_id": SNOWFLAKE})
_THREAD: dict[str, Shape] = {
    "auto_archive_duration": maybe(one_of(*ARCHIVE_MINUTES)),
    "rate_limit_per_user": maybe(whole(0, 21600)),
}
THREAD_ON_MESSAGE = record({"name": text(1, 100)}, _THREAD)
THREAD = record({"name": text(1, 100)}, {**_THREAD, "type": whole(10, 12), "invitable": yes_no})
FORUM_POST = record(
    {"name": text(1, 100), "message": FIRST_IN_THREAD},
    {**_THREAD, "applied_tags": maybe(list_of(SNOWFLAKE, 0, 5))},
)
THREAD_EDIT = record(
    optional={
        **_THREAD, "name": text(1, 100), "archived": yes_no, "locked": yes_no, "invitable": yes_no,
        "flags": whole(0), "applied_tags": maybe(list_of(SNOWFLAKE, 0, 5)),
    }
)  # fmt: skip
FORUM_TAG = record(
    {"name": text(1, 20)},
    {"id": maybe(SNOWFLAKE), "moderated": yes_no, "emoji_id": maybe(SNOWFLAKE), "emoji_name": maybe(text(1, 100))},
)
CHANNEL_EDIT = record(
    optional={
        "name": text(1, 100), "topic": maybe(text(0, 4096)), "position": maybe(whole(0)), "nsfw": maybe(yes_no),
        "rate_limit_per_user": maybe(whole(0, 21600)), "parent_id": maybe(SNOWFLAKE), "flags": whole(0),
        "permission_overwrites": maybe(list_of(anything)), "available_tags": list_of(FORUM_TAG, 0, 20),
        "default_auto_archive_duration": maybe(one_of(*ARCHIVE_MINUTES)), "type": one_of(0, 5),
    }
)  # fmt: skip


def _ends_after_start(event: Any) -> bool:
    start, end = event.get("scheduled_start_time"), event.get("scheduled_end_time")
    try:
        return not (start and end) or seconds_of(start) < seconds_of(end)
    except ValueError:
        return True


def _place_fits(event: Any) -> bool:
    if event.get("entity_type") == EXTERNAL:
        has_place = bool((event.get("entity_metadata") or {}).get("location"))
        return has_place and not event.get("channel_id") and bool(event.get("scheduled_end_time"))
    return "entity_type" not in event or bool(event.get("channel_id"))


def _repeats_as_discord_can(rule_: Any) -> bool:
    """Weekly: one weekday only; an interval of 2 only weekly."""
    weekly, interval = rule_.get("frequency") == 2, rule_.get("interval", 1)
    if weekly and len(rule_.get("by_weekday") or []) > 1:
        return False
    return bool(interval == 1 or (interval == 2 and weekly))


RECURRENCE = all_of(
    record(
        {"start": MOMENT, "frequency": whole(0, 3), "interval": whole(1, 2)},
        {
            "by_weekday": maybe(list_of(whole(0, 6), 1, 7)),
            "by_n_weekday": maybe(list_of(record({"n": whole(1, 5), "day": whole(0, 6)}), 1, 1)),
            "by_month": maybe(list_of(whole(1, 12), 1, 1)), "by_month_day": maybe(list_of(whole(1, 31), 1, 1)),
        },
    ),
    rule(_repeats_as_discord_can, "A rule that Discord's client cannot show."),
)  # fmt: skip
_EVENT: dict[str, Shape] = {
    "description": maybe(text(1, 1000)), "scheduled_end_time": maybe(MOMENT), "channel_id": maybe(SNOWFLAKE),
    "entity_metadata": maybe(record(optional={"location": text(1, 100)})), "image": maybe(text()),
    "recurrence_rule": maybe(RECURRENCE),
}  # fmt: skip
_TIMES = rule(_ends_after_start, "scheduled_end_time: has to be after the start.")
EVENT = all_of(
    record(
        {
            "name": text(1, 100), "privacy_level": one_of(2), "scheduled_start_time": MOMENT,
            "entity_type": whole(STAGE, EXTERNAL),
        },
        _EVENT,
    ),
    _TIMES,
    rule(_place_fits, "entity_type: an external event needs a location and an end, any other a channel."),
)  # fmt: skip
EVENT_EDIT = all_of(
    record(
        optional={
            **_EVENT, "name": text(1, 100), "privacy_level": one_of(2), "scheduled_start_time": MOMENT,
            "entity_type": whole(STAGE, EXTERNAL), "status": whole(SCHEDULED, CANCELED),
        }
    ),
    _TIMES,
)  # fmt: skip

_CHOICE: dict[str, Shape] = {"name": text(1, 100)}
_CHOICE_MORE: dict[str, Shape] = {"name_localizations": localised(1, 100)}


def suggestions(value: Shape) -> Shape:
    """What may be suggested while typing; the values are of the option's own type."""
    return record({"choices": list_of(record({**_CHOICE, "value": value}, _CHOICE_MORE), 0, 25)})


SUGGESTED: dict[int, Shape] = {
    3: suggestions(text(0, 100)),
    4: suggestions(whole(-(2**53), 2**53)),
    10: suggestions(number),
}
