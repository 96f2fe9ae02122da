"""What can be said about a resource: the options, and what was typed into them as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot import resources, tags
from bot.errors import InvalidInput
from bot.identity import Role
from bot.replies import Arguments, Button, Notice, said
from bot.requests import Call
from bot.resources import Cost, Kind, Level, Library
from bot.spec import AnyOption, Pick, Text, Whole
from bot.typed import quoted
from commands.completing import last_name

NUMBER = Whole(
    name="number", about="The number of the resource, as it stands under it", required=True, bare=True, least=1
)
#: Typed instead of a value, it takes the value away.
NOTHING = "-"

FACTS: Sequence[AnyOption] = (
    Text(name="title", about="How it is called", max_characters=1_000),
    Pick(name="kind", about="What it is", choices=tuple(Kind)),
    Text(name="tags", about="Tags, parted by spaces or commas", complete=last_name, max_characters=700),
    Text(name="why", about="Why it is good", is_long=True, max_characters=3_000),
    Text(name="authors", about="Who made it, parted by commas", max_characters=2_500),
    Text(name="publisher", about="Who published it: a magazine, a show, a press", max_characters=500),
    Text(name="year", about="When it came out", max_characters=10),
    Text(name="language", about="Its language, for example en", max_characters=20),
    Text(name="minutes", about="How long it takes, for example 15m or 1h30m", max_characters=20),
    Pick(name="level", about="Whom it is for", choices=(*Level, NOTHING)),
    Pick(name="cost", about="Whether it is free", choices=(*Cost, NOTHING)),
    Text(name="description", about="What it is about", is_long=True, max_characters=3_000),
)


def library(call: Call) -> Library:
    """The library in the hands of the person who asks."""
    return Library(call.unit.resources, call.community.id, call.member, call.role, call.now)


def draft_facts(known: dict[str, str]) -> dict[str, Any]:
    """The typed facts as fields of a draft; only those that were given."""
    given: dict[str, Any] = {}
    for name, value in known.items():
        if name in {"what", "title", "tags"}:
            continue
        given[name] = _draft_value(name, "" if value == NOTHING else value)
    return given


def _draft_value(name: str, value: str) -> object:
    if not value:
        return () if name == "authors" else "" if name in {"why", "description"} else None
    match name:
        case "kind":
            return Kind(value)
        case "level":
            return Level(value)
        case "cost":
            return Cost(value)
        case "authors":
            return resources.authors_in(value)
        case "minutes":
            return resources.minutes(value, "minutes")
        case "year":
            if not (value.isascii() and value.isdigit()):
                raise InvalidInput(f"“{quoted(value)}” is not a year.", "Write for example year:2024.", field="year")
            return int(value)
        case _:
            return value


async def names_of(call: Call, typed: str) -> tuple[str, ...]:
    """The tags that were typed, or those of the channel."""
    names = tags.several(typed)
    if names:
        return names
    return tuple(tag.name for tag in await call.unit.tags.of_channel(call.community.id, call.place))


async def used_tags(call: Call, names: Sequence[str], *, insists: bool) -> tags.Used:
    """The tags of these names, made where they may be. See :func:`bot.tags.use`."""
    may_make = call.community.members_make_tags or call.role >= Role.CURATOR
    return await tags.use(
        call.unit.tags, call.community.id, names, by=call.member.id, now=call.now, may_make=may_make, insists=insists
    )


def close_notice(path: tuple[str, ...], args: Arguments, names: Sequence[str], close: Mapping[str, str]) -> Notice:
    """Asks whether the tags that exist are meant; nothing is saved until one of its buttons is pressed."""
    instead = [close.get(name, name) for name in names]
    pairs = ", and ".join(f"#{name} is close to #{near}" for name, near in close.items())
    question = "Use the existing one?" if len(close) == 1 else "Use the existing ones?"
    use = Button(label="Use what exists", command=path, args={**args, "tags": " ".join(dict.fromkeys(instead))})
    insist = Button(label="Make new tags", command=path, args={**args, "tags": " ".join(names), "new-tags": True})
    return said(f"{pairs}. {question} Nothing is saved yet.", actions=(use, insist))
