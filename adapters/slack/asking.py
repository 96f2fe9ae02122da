"""What is said in Slack, as requests to the dispatcher; the answers go out by :mod:`adapters.slack.answering`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from adapters.slack.answering import Answering
from adapters.slack.decoding import decoded, without_mention
from adapters.slack.origin import Body, Origin
from adapters.slack.people import People
from bot.actions import pack
from bot.dispatch import Dispatcher
from bot.errors import BotError, InvalidInput
from bot.faults import refused
from bot.replies import Code, said
from bot.requests import Answer, Filled, Pressed, Request, Typed
from bot.spec import Channel, Someone
from bot.typed import quoted

#: What a mention of the bot looks up, and the shortcuts that are there without a message.
FIND = ("resource", "find")
#: After so many seconds without an answer people are told that it is still to come.
PATIENCE_SECONDS = 2.0
SHORTCUTS = {"find": ("Find a resource", FIND), "share": ("Share a resource", ("resource", "add"))}

#: The id of a conversation (DOC:conversations); names have small letters only.
_CHANNEL = re.compile(r"[CGD][A-Z0-9]+")
_TAKES_LONG = said("This takes longer than usual. The answer will appear here.")


class Asking:
    """Turns what was said into requests, with who said it."""

    def __init__(self, *, dispatcher: Dispatcher, people: People, answering: Answering, prefix: str) -> None:
        self.dispatcher = dispatcher
        self.answering = answering
        self._people = people
        self._prefix = prefix

    async def ask(self, origin: Origin, said_: Typed | Pressed | Filled) -> None:
        """Let the dispatcher answer, and show it; say that it takes long where it does."""
        answering = asyncio.ensure_future(self.answer(origin, said_))
        try:
            await asyncio.wait({answering}, timeout=PATIENCE_SECONDS)
            if not answering.done():
                await self.answering.say(replace(origin, is_public=False), _TAKES_LONG)
            await self.answering.show(origin, await answering)
        finally:
            answering.cancel()

    async def answer(self, origin: Origin, said_: Typed | Pressed | Filled) -> Answer:
        """What the dispatcher answers. Never raises what a person could cause."""
        if isinstance(said_, Typed) and (name := self._name_without_id(said_.line)):
            hint = "Type # and pick it from what Slack offers, or give its id."
            return Answer(reply=refused(InvalidInput(f"I cannot tell which channel “{quoted(name)}” is.", hint)))
        return await self.dispatcher.run(await self._request(origin, said_))

    async def offered(self, origin: Origin, command: tuple[str, ...], option: str, typed: str) -> Sequence[str]:
        """What could be chosen for an option of a command."""
        request = await self._request(origin, Filled(command, {}))
        return await self.dispatcher.complete(request, option, typed)

    async def mentioned(self, origin: Origin, body: Body) -> None:
        """Answer a mention of the bot: the words with it are looked up."""
        words = decoded(without_mention(str(body["event"].get("text", "")), origin.workspace.bot_user)).strip()
        if words:
            await self.ask(origin, Typed(f"{' '.join(FIND)} {words}"))
        else:
            hint = said("Mention me with what you look for, or type ", Code(self.answering.spelling("/help")), ".")
            await self.answering.say(origin, hint)

    def line(self, command: str, text: str) -> str:
        """A slash command as the dispatcher reads it: ``/cp-resource help`` becomes ``help resource``."""
        first = command.removeprefix("/").lower()
        if self._prefix and first.startswith(f"{self._prefix}-"):
            first = first.removeprefix(f"{self._prefix}-")
        # The path is in the first two words; whether people are meant by id is said by the command's options.
        path = (first, *text.split(maxsplit=1)[:1])
        typed = decoded(text, keeps_ids=self._takes_ids(path)).strip()
        words = typed.split(maxsplit=1)
        if first != "help" and (not words or words[0].lower() == "help"):
            return " ".join(["help", first, *words[1:]]) if self._is_group(first) or words else first
        return f"{first} {typed}".strip()

    def _is_group(self, first: str) -> bool:
        """Whether this word alone is no command, so that it asks what there is."""
        paths = [command.path for command in self.dispatcher.commands.typed]
        return (first,) not in paths and any(path[0] == first for path in paths)

    def _takes_ids(self, path: tuple[str, ...]) -> bool:
        for length in (2, 1):
            try:
                command = self.dispatcher.commands.get(path[:length])
            except BotError:
                continue
            return any(isinstance(option, Someone | Channel) for option in command.options)
        return False

    def _name_without_id(self, line: str) -> str:
        """What was typed for a channel and is none: Slack makes ids of those alone that it offers and one may see."""
        try:
            called = self.dispatcher.commands.read(line)
        except BotError:
            return ""
        channels = {option.name for option in called.command.options if isinstance(option, Channel)}
        typed = (str(value) for name, value in called.args.items() if name in channels)
        return next((value for value in typed if not _CHANNEL.fullmatch(value)), "")

    async def _request(self, origin: Origin, said_: Typed | Pressed | Filled) -> Request:
        workspace = origin.workspace
        person = await self._people.who(workspace.token, workspace.id, origin.user, called=origin.name)
        return Request(
            account=origin.account,
            name=person.name,
            place=origin.place,
            said=said_,
            role=person.role,
            is_guest=person.is_guest,
            community_name=workspace.name,
            event_id=origin.event_id,
        )


def pressed_in(body: Body) -> Pressed | None:
    """The button that was pressed; None for one that only opens an address."""
    action: Body = next(iter(body.get("actions") or ()), {})
    if action.get("type") == "button" and action.get("url"):
        return None
    value = action.get("value")
    # What is no button of ours is nothing that this version has packed, and is answered so.
    return Pressed(value if isinstance(value, str) else pack(("",), {}))
