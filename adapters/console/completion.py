"""What could come next in the line being typed: commands, their options, and the values of an option."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from adapters.console.conversation import ROLES, Conversation
from bot.dispatch import Filled
from bot.errors import BotError
from bot.forms import choices_of
from bot.safe import safe_line
from bot.spec import AnyCommand, AnyOption

#: The commands of the console itself, with what they do.
OWN = {
    "/as": "Be somebody else: /as NAME [role]",
    "/channel": "Be in another channel: /channel NAME",
    "/press": "Press a button of the last answer: /press LABEL",
    "/fill": "Answer the questions of the last form",
    "/menu": 'Open the menu of a message: /menu LABEL "What it says" LINK',
    "/quit": "Leave",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that could stand in the place of the last word of the line, and what it means."""

    text: str
    about: str = ""


async def offers(conversation: Conversation, line: str) -> list[Offer]:
    """What could stand in the place of the last word of this line."""
    own, _, rest = line.partition(" ")
    if own in OWN and " " in line:
        return _own_offers(conversation, own, rest)
    command = _command(conversation, line)
    if command is None:
        return _commands(conversation, line)
    word = line.rpartition(" ")[2]
    name, colon, typed = word.partition(":")
    option = command.option(name) if colon else None
    if option is not None:
        return [Offer(f"{name}:{_quoted(value)}") for value in await _values(conversation, command, option, typed)]
    return [*_options(command, line, word), *await _bare(conversation, command, word)]


def _commands(conversation: Conversation, line: str) -> list[Offer]:
    known = {f"/{command.name}": command.about for command in conversation.dispatcher.commands.typed} | OWN
    # Only the last word is replaced, so of a command of two words only the second is offered once the first is there.
    start = len(line) - len(line.rpartition(" ")[2])
    return [Offer(name[start:], about) for name, about in sorted(known.items()) if name.startswith(line.lower())]


def _command(conversation: Conversation, line: str) -> AnyCommand | None:
    """The command that the line has named in full, with a space behind it."""
    words = line.removeprefix("/").lower().split(" ")[:-1]
    for size in (2, 1):
        if len(words) >= size and line.startswith("/"):
            try:
                found = conversation.dispatcher.commands.get(tuple(words[:size]))
            except BotError:
                continue
            return found if found.is_typed else None
    return None


def _own_offers(conversation: Conversation, own: str, rest: str) -> list[Offer]:
    words: Iterable[Offer] = ()
    if own == "/press":
        words = [Offer(action.label) for action in conversation.actions]
    elif own == "/fill" and conversation.form:
        words = [Offer(f"{field.option}:", field.label) for field in conversation.form.fields]
    elif own == "/as" and " " in rest:
        words = [Offer(role) for role in ROLES]
    last = rest.rpartition(" ")[2].casefold()
    return list(dict.fromkeys(offer for offer in words if offer.text.casefold().startswith(last)))


def _options(command: AnyCommand, line: str, word: str) -> list[Offer]:
    return [
        Offer(f"{option.name}:", option.about)
        for option in command.options
        if option.name.startswith(word) and f" {option.name}:" not in line
    ]


async def _bare(conversation: Conversation, command: AnyCommand, word: str) -> list[Offer]:
    """The values of the options that take words without a name; the whole line of a search is one of those."""
    for option in command.options:
        if option.bare or getattr(option, "whole_line", False):
            return [Offer(_quoted(value)) for value in await _values(conversation, command, option, word)]
    return []


async def _values(conversation: Conversation, command: AnyCommand, option: AnyOption, typed: str) -> Sequence[str]:
    typed = typed.removeprefix('"')
    choices = [choice for choice in choices_of(option) if choice.startswith(typed.lower())]
    if choices or option.complete is None:
        return choices
    request = conversation.speaker.request(Filled(command.path, {}))
    return await conversation.dispatcher.complete(request, option.name, typed)


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


class ConsoleCompleter(Completer):
    """The offers as the prompt shows them."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Nothing: what is offered comes from the database, so it has to be waited for."""
        return ()

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """The offers for the line up to the cursor."""
        line = document.current_line_before_cursor.lstrip()
        replaced = len(line.rpartition(" ")[2])
        for offer in await offers(self._conversation, line):
            shown = safe_line(offer.text)
            yield Completion(shown, start_position=-replaced, display_meta=safe_line(offer.about))
