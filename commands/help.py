"""``/help``: all commands in a sentence each, or one of them with its options."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import NotFound
from bot.replies import Card, Code, Inline, Reply, Section
from bot.requests import Call
from bot.spec import AnyCommand, AnyOption, Pick, Text, command
from bot.typed import quoted


@command(
    "help",
    about="What can be said here",
    reads=True,
    options=[Text(name="about", about="A command, or the first word of some", bare=True)],
)
async def show(call: Call, about: str = "") -> Reply:
    words = about.strip().removeprefix("/").lower()
    offered = [one for one in call.commands.typed if one.allow <= call.role]
    ways = (lambda one: one.name == words, lambda one: one.path[0] == words, lambda one: one.path[-1] == words)
    chosen = offered if not words else next((found for way in ways if (found := list(filter(way, offered)))), [])
    if not chosen:
        if not any(words in {one.name, *one.path} for one in call.commands.typed):
            call.commands.get(tuple(words.split()))
        raise NotFound(f"There is no help about “{quoted(words)}” for you.", "Type /help for all that you can say.")
    if len(chosen) == 1:
        return _one(chosen[0])
    if not words:
        footer = ("What each does: ", Code("/help resource"))
        return Card(title="What can be said here", sections=_by_first_word(chosen), footer=footer)
    sections = tuple(Section(text=(Code(f"/{one.name}"), f" — {one.about}")) for one in chosen)
    footer = ("More about one: ", Code(f"/help {chosen[0].name}"))
    return Card(title="What can be said here", sections=sections, footer=footer)


def _by_first_word(offered: Sequence[AnyCommand]) -> tuple[Section, ...]:
    """A line for each first word with what may follow it; a hundred sentences would be read by nobody."""
    grouped: dict[str, list[AnyCommand]] = {}
    for one in offered:
        grouped.setdefault(one.path[0], []).append(one)
    return tuple(
        Section(text=(Code(f"/{word}"), " — ", ", ".join(one.path[-1] for one in group)))
        if len(group) > 1
        else Section(text=(Code(f"/{group[0].name}"), " — ", group[0].about))
        for word, group in grouped.items()
    )


def _one(chosen: AnyCommand) -> Card:
    whole = Section(text=(Code(" ".join((f"/{chosen.name}", *map(_written, chosen.options)))),))
    sections = tuple(Section(text=_option(option)) for option in chosen.options)
    return Card(title=chosen.about, sections=(whole, *sections))


def _written(option: AnyOption) -> str:
    takes_line = isinstance(option, Text) and option.whole_line
    return option.name.upper() if takes_line or (option.bare and option.required) else f"{option.name}:"


def _option(option: AnyOption) -> tuple[Inline, ...]:
    choices = f" ({', '.join(option.choices)})" if isinstance(option, Pick) else ""
    needed = " (needed)" if option.required else ""
    return (Code(_written(option)), f" — {option.about}{choices}{needed}")
