"""Forms as modal views, and what was filled into them.

A view carries all it needs in its metadata, so one that was opened before a restart can be sent after it. What is known
already and too long for the metadata becomes a question with its answer filled in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack import moments, rich
from adapters.slack.limits import (
    ANSWER_CHARACTERS,
    CHOICE_LABEL_CHARACTERS,
    CHOICE_VALUE_CHARACTERS,
    CHOICES,
    LABEL_CHARACTERS,
    METADATA_CHARACTERS,
    PROBLEM_CHARACTERS,
    TITLE_CHARACTERS,
    VIEW_BLOCKS,
)
from adapters.slack.origin import Origin
from adapters.slack.render import Block, paragraph, rendered
from adapters.slack.rich import Spelling, as_spelt
from bot.cutting import cut, units
from bot.forms import choices_of
from bot.replies import Arguments, Bold, Field, Form, Italic, Shown
from bot.safe import safe, safe_line
from bot.spec import MOMENT_CHARACTERS, AnyCommand, AnyOption, Channel, Moment, Someone, Text

View = dict[str, Any]

#: The names of our views, and of the one element of each question.
FORM, ANSWER, NOTE = "form", "answer", "note"
#: Begins the name of a question: the option comes after it. A moment is asked for in two, the day and then the time.
_OPTION, _TIME = "option:", "time:"
_PROBLEM = "problem"
#: How a filled-in answer is called in what was sent, and how in what is asked.
_INITIALLY = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What a view carries: the command, what is known, and where the answer goes."""

    command: tuple[str, ...]
    known: Arguments
    channel: str = ""
    thread: str | None = None
    response_url: str = ""

    def packed(self) -> str:
        """As the view carries it."""
        parts = {"c": self.command, "k": dict(self.known), "p": self.channel, "t": self.thread, "u": self.response_url}
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def kept_in(view: Mapping[str, Any]) -> Kept | None:
    """What a view of ours carries; None if no version of ours has made it."""
    try:
        parts = json.loads(view.get("private_metadata") or "")
        return Kept(
            command=tuple(map(str, parts["c"])),
            known=dict(parts["k"]),
            channel=str(parts["p"]),
            thread=parts["t"],
            response_url=str(parts["u"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def modal(form: Form, command: AnyCommand, origin: Origin, spelling: Spelling = as_spelt) -> View:
    """The form as a view that answers where it was asked for."""
    kept = Kept(
        command=form.command,
        known=form.known,
        channel=origin.channel,
        thread=origin.thread,
        response_url=origin.response_url,
    )
    kept, moved = _fitted(kept, command)
    title = cut(safe_line(form.title), TITLE_CHARACTERS)
    # The title has 24 characters and most sentences about commands are longer.
    heading = [paragraph(rich.elements((Bold(form.title),), LABEL_CHARACTERS))] if title != form.title else []
    asked = [*form.fields, *moved]
    questions = [question for field in asked for question in _questions(field, command.option(field.option))]
    return {
        **_view(FORM, title, [*_problem(form.problem, spelling), *heading, *questions[: VIEW_BLOCKS - 2]]),
        "submit": _plain("Send"),
        "close": _plain("Cancel"),
        "private_metadata": kept.packed(),
    }


def note(title: str, shown: Shown, spelling: Spelling = as_spelt) -> View:
    """An answer as a view that is only read."""
    blocks = list(rendered(shown, spelling, blocks=VIEW_BLOCKS).blocks)
    return {**_view(NOTE, cut(safe_line(title), TITLE_CHARACTERS) or "Commonplace", blocks), "close": _plain("Close")}


def filled(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by option; empty where a question was left open, or only half answered."""
    answers = _answers(view)
    values: dict[str, str] = {}
    for block, value in answers.items():
        if block.startswith(_OPTION):
            option = block.removeprefix(_OPTION)
            time = answers.get(f"{_TIME}{option}")
            values[option] = value if time is None else moments.together(value, time)
    return values


def half_answered(view: Mapping[str, Any]) -> dict[str, str]:
    """What to say below pickers that were left open while the other one of a moment was not."""
    answers = _answers(view)
    found: dict[str, str] = {}
    for block, time in answers.items():
        day = f"{_OPTION}{block.removeprefix(_TIME)}"
        if block.startswith(_TIME) and bool(time) != bool(answers.get(day)):
            found |= {block: "Pick a time for that day."} if not time else {day: "Pick a day for that time."}
    return found


def _answers(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by the names of the questions."""
    values = (view.get("state") or {}).get("values") or {}
    return {block: _value(next(iter(elements.values()), {})) for block, elements in values.items()}


def refused(view: Mapping[str, Any], sentence: str, spelling: Spelling = as_spelt) -> View:
    """The form as it was sent, answers included, with what is wrong above the questions."""
    values = (view.get("state") or {}).get("values") or {}
    asked = [block for block in view["blocks"] if block.get("block_id") != _PROBLEM]
    again = [_answered(block, values.get(block.get("block_id")) or {}) for block in asked]
    same = {name: view[name] for name in ("type", "callback_id", "title", "submit", "close", "private_metadata")}
    return {**same, "blocks": [*_problem(sentence, spelling), *again]}


def problems(found: Mapping[str, str]) -> dict[str, str]:
    """Sentences about options as Slack shows them below the questions."""
    return {f"{_OPTION}{option}": cut(sentence, PROBLEM_CHARACTERS) for option, sentence in found.items()}


def suggestions(typed: str, offered: Iterable[str]) -> list[dict[str, Any]]:
    """Choices for a select: what was typed first, because a select takes nothing that it has not offered."""
    words = [word for word in dict.fromkeys((typed.strip(), *offered)) if word]
    return [_choice(word) for word in words if units(word) <= CHOICE_LABEL_CHARACTERS][:CHOICES]


def _problem(sentence: str, spelling: Spelling) -> list[Block]:
    words = rich.elements((Italic(spelling(sentence)),), LABEL_CHARACTERS)
    return [{**paragraph(words), "block_id": _PROBLEM}] if words else []


def _answered(block: Block, elements: Mapping[str, Any]) -> Block:
    """The question with its answer filled in, so that nothing has to be typed again."""
    if not elements:
        return block
    answer: Mapping[str, Any] = next(iter(elements.values()))
    initial = {initially: answer[name] for name, initially in _INITIALLY.items() if answer.get(name)}
    # What stood there at first and was taken away stays away.
    asked = {name: value for name, value in block["element"].items() if name not in _INITIALLY.values()}
    return {**block, "element": {**asked, **initial}}


def _fitted(kept: Kept, command: AnyCommand) -> tuple[Kept, list[Field]]:
    """What fits into the metadata, and the longest of what is known as questions, until the rest fits."""
    moved: list[Field] = []
    while units(kept.packed()) > METADATA_CHARACTERS and kept.known:
        name = max(kept.known, key=lambda one: len(str(kept.known[one])))
        option = command.option(name)
        about = option.about if option else name
        field = Field(option=name, label=about, value=str(kept.known[name]), is_long=True)
        moved.append(field)
        kept = replace(kept, known={one: value for one, value in kept.known.items() if one != name})
    return kept, moved


def _view(name: str, title: str, blocks: list[Block]) -> View:
    return {"type": "modal", "callback_id": name, "title": _plain(title or "Commonplace"), "blocks": blocks}


def _questions(field: Field, option: AnyOption | None) -> Iterator[Block]:
    pickers = moments.pickers(field.value) if isinstance(option, Moment) else None
    if pickers is None:
        # A moment that nobody could pick stays as it was typed, so that it can be mended.
        yield _question(field, f"{_OPTION}{field.option}", field.label, _element(field, option))
        return
    for begins, part, element in ((_OPTION, "day", pickers[0]), (_TIME, "time", pickers[1])):
        yield _question(field, f"{begins}{field.option}", f"{field.label} ({part})", element)


def _question(field: Field, name: str, label: str, element: Mapping[str, Any]) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "optional": not field.required,
        "label": _plain(cut(safe_line(label), LABEL_CHARACTERS) or field.option),
        "element": {"action_id": ANSWER, **element},
    }


def _element(field: Field, option: AnyOption | None) -> dict[str, Any]:
    choices = field.choices or (choices_of(option) if option else ())
    if choices:
        options = [_choice(word) for word in choices[:CHOICES]]
        if field.most > 1:
            return _several(field, options)
        return {"type": "static_select", "options": options, **_initially("initial_option", field.value, choices)}
    match option:
        case Someone():
            return {"type": "users_select", **_if_id("initial_user", rich.USER, field.value)}
        case Channel():
            filters = {"filter": {"include": ["public", "private"], "exclude_bot_users": True}}
            chosen = _if_id("initial_conversation", rich.CHANNEL, field.value)
            return {"type": "conversations_select", **filters, **chosen}
        case Text() if option.complete and not _is_free(option, field):
            return {"type": "external_select", "min_query_length": 0, **_initially("initial_option", field.value, None)}
        case _:
            return _typed(field, option)


def _several(field: Field, options: list[dict[str, Any]]) -> dict[str, Any]:
    chosen = [_choice(word) for word in field.chosen]
    most = min(field.most, len(options))
    asked = {"type": "multi_static_select", "options": options, "max_selected_items": most}
    return {**asked, "initial_options": chosen} if chosen else asked


def _is_free(option: Text, field: Field) -> bool:
    """Whether more is typed than one of the names that are offered: several words, a line, or a text."""
    is_several = option.max_characters > 300 or option.whole_line or option.is_long
    return is_several or units(field.value) > CHOICE_LABEL_CHARACTERS


def _typed(field: Field, option: AnyOption | None) -> dict[str, Any]:
    most = ANSWER_CHARACTERS
    if isinstance(option, Text):
        most = min(option.max_characters, ANSWER_CHARACTERS)
    if isinstance(option, Moment):
        most = MOMENT_CHARACTERS
    initial = {"initial_value": cut(safe(field.value), most)} if field.value else {}
    return {"type": "plain_text_input", "multiline": field.is_long, "max_length": most, **initial}


def _initially(name: str, value: str, choices: tuple[str, ...] | None) -> dict[str, Any]:
    return {name: _choice(value)} if value and (choices is None or value in choices) else {}


def _if_id(name: str, form: re.Pattern[str], value: str) -> dict[str, str]:
    return {name: value} if form.fullmatch(value) else {}


def _choice(word: str) -> dict[str, Any]:
    return {"text": _plain(cut(word, CHOICE_LABEL_CHARACTERS)), "value": cut(word, CHOICE_VALUE_CHARACTERS)}


def _value(element: Mapping[str, Any]) -> str:
    chosen = element.get("selected_option") or {}
    ways = ("value", "selected_user", "selected_conversation", "selected_date", "selected_time")
    if element.get("selected_options"):
        return ", ".join(str(one["value"]) for one in element["selected_options"])
    return next((str(element[way]) for way in ways if element.get(way)), str(chosen.get("value") or ""))


def _plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, "emoji": False}


__all__ = [
    "FORM",
    "NOTE",
    "Kept",
    "View",
    "filled",
    "half_answered",
    "kept_in",
    "modal",
    "note",
    "problems",
    "refused",
    "suggestions",
]
