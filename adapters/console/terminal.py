"""A conversation on a terminal: a prompt with completion and history, coloured answers, forms asked field by field."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.shortcuts import CompleteStyle
from rich.console import Console
from rich.text import Text

from adapters.console.completion import ConsoleCompleter
from adapters.console.conversation import Conversation
from adapters.console.greeting import Greeting, greeted
from adapters.console.render import rendered
from adapters.console.styled import show
from bot.replies import Code, Field, Form, Reply, said
from bot.safe import safe_line

#: How often it is looked whether the bot has said something on its own.
WATCH_SECONDS = 0.3


class Terminal:
    """The terminal of one person, who talks to the bot on it until they leave."""

    def __init__(self, conversation: Conversation, console: Console, history: History) -> None:
        self._conversation = conversation
        self._console = console
        self._prompt: PromptSession[str] = PromptSession(
            history=history,
            completer=ConsoleCompleter(conversation),
            complete_while_typing=True,
            complete_style=CompleteStyle.COLUMN,
        )

    async def run(self, greeting: Greeting) -> None:
        """Greet, then answer line after line until ``/quit``, Ctrl-D, or Ctrl-C on an empty line."""
        self._show(greeted(greeting, self._conversation.speaker))
        watching = asyncio.create_task(self.watch(), name="posts")
        try:
            await self._talk()
        finally:
            watching.cancel()

    async def _talk(self) -> None:
        while not self._conversation.is_over:
            try:
                line = await self._prompt.prompt_async(self._label())
            except EOFError:
                return
            except KeyboardInterrupt:
                if not self._prompt.default_buffer.text:
                    return
                continue
            if line.strip() and not line.lstrip().startswith("#"):
                await self._answer(await self._conversation.say(line))
            self.show_posted()

    def show_posted(self) -> None:
        """Show what the bot has said on its own."""
        for posted in self._conversation.take_posted():
            self._console.print(Text(f"* {safe_line(posted.heading)}", style="dim"))
            show(self._console, rendered(posted.shown, channel=posted.target.channel))

    async def watch(self) -> None:
        """Show what the bot says on its own while the person is typing, above what is typed."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._conversation.posted and self._prompt.app.is_running:
                await run_in_terminal(self.show_posted)

    def _label(self) -> str:
        speaker = self._conversation.speaker
        return f"{safe_line(speaker.name)} #{safe_line(speaker.channel)}> "

    def _show(self, reply: Reply) -> None:
        show(self._console, rendered(reply, channel=self._conversation.speaker.channel))

    async def _answer(self, reply: Reply) -> None:
        """Show the answer; a form is asked at once, and so is what is still missing in it."""
        was_asked = isinstance(reply, Form)
        while isinstance(reply, Form):
            values = await self._asked(reply)
            if values is None:
                self._show(said("Nothing was sent. ", Code("/fill"), " goes on with this form."))
                return
            reply = await self._conversation.fill(reply, values)
        self._show(reply)
        if was_asked and self._conversation.form is not None:
            self._show(said("Your answers are kept; mend them with ", Code("/fill option:value"), "."))

    async def _asked(self, form: Form) -> Mapping[str, str] | None:
        """What was typed into the fields; None if it was broken off."""
        self._console.print(Text(safe_line(form.title), style="bold"))
        if form.problem:
            self._console.print(Text(safe_line(form.problem), style="red"))
        # A prompt of its own: answers belong neither into the history nor into the completion of commands.
        prompt: PromptSession[str] = PromptSession(history=InMemoryHistory())
        values: dict[str, str] = {}
        try:
            for field in form.fields:
                values[field.option] = await self._asked_once(prompt, field)
        except (EOFError, KeyboardInterrupt):
            return None
        return values

    async def _asked_once(self, prompt: PromptSession[str], field: Field) -> str:
        required = " (required)" if field.required else " (or just Enter)"
        several = "several of " if field.most > 1 else ""
        about = f" — {several}{', '.join(field.choices)}" if field.choices else ""
        self._console.print(Text(f"  {safe_line(field.label)}{about}", style="dim"))
        label = f"  {field.option}{required}: "
        completer = WordCompleter(list(field.choices))
        while not (answer := await prompt.prompt_async(label, default=field.value, completer=completer)).strip():
            if not field.required:
                break
        return answer.strip()


def history_in(folder: Path) -> History:
    """The lines said before, kept in a file that only its owner may read; in memory where that cannot be."""
    file = folder / "console-history"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(file)
